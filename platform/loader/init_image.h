/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Init as the first thread: its program in frames, its address space, its first capabilities. The loader
 * alone makes objects without an untyped; everything here ends up in the granule table and in the
 * derivation list as if the kernel had made it.
 */
#pragma once

#include <stdint.h>

#include <init_info.h>

#include "package.h"

struct init_image {
	uint64_t vspace; /* root of its stage-2 tables */
	uint64_t entry;
	uint64_t cnode;
	uint64_t head; /* of the derivation list */
};

/* Loads the ELF at `content` into frames of a new address space. Stops if the ELF is not sound. */
struct init_image init_image_load(const struct package_entry *entry, const void *content);

/* Maps the package, read-only. */
void init_image_map_package(const struct init_image *init, const void *package, uint64_t size);

/* Maps the page that `info` points to, read-only, at INIT_INFO_ADDRESS. */
void init_image_map_info(const struct init_image *init, const struct init_info *info);

/* Makes init's CNode, its thread, ready to run, and its scheduling context. Returns the thread's index. */
uint32_t init_image_make_thread(struct init_image *init, uint64_t timer_frequency);

/* Gives init the capabilities to info->untypeds. */
void init_image_give_untypeds(const struct init_image *init, const struct init_info *info);
