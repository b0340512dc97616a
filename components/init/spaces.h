/* SPDX-License-Identifier: BSD-2-Clause */
/* Address spaces: frames and page tables, and the record of what is mapped where. */
#pragma once

#include <stdint.h>

#include "init.h"

/* Makes the frames of every Frame object and maps them as the table says. */
void spaces_map_objects(void);

/* Makes `count` frames of a component, in SLOT_BATCH. Returns the first one's physical address; they follow
 * one another, and those of the call before if nothing else was made in between. */
uint64_t spaces_make_frames(uint32_t component, uint32_t size_bits, uint32_t count, const char *name);

/* Makes the page tables that a run needs. */
void spaces_open_run(const struct run *run);

/* Maps the frame in `slot` at frame `index` of a run whose page tables are there, and puts it in the vault. */
void spaces_map_frame(uint32_t slot, const struct run *run, uint32_t index);

/* Records a run for the self-check. */
void spaces_record(const struct run *run);

/* Maps a frame at one of init's own windows. */
void spaces_map_own(uint32_t slot, uint64_t window, uint32_t rights);

/* Makes the page tables of init's own windows. */
void spaces_open_windows(void);
