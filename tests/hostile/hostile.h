/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the themes of the hostile guest share. Each attack_<name>() is one go of an attack: hostile.c repeats it
 * until its phase is over, so it comes back soon, and it leaves the guest's processor as it found it.
 */
#pragma once

#include "schedule.h"
#include "virtio.h"

#define ATTACK(name) void attack_##name(void);
#include "attacks.h"
#undef ATTACK

#define OWN_IMAGE_BYTES (1u << 20)      /* from RAM's start: what is not to be scribbled over */
#define RAM_BYTES       (64u << 20)     /* what the profile asked for */
#define SCRATCH         (RAM + (8u << 20))
#define SCRATCH_BYTES   (16u << 20)

/* A generator of nonsense (Numerical Recipes' constants), and addresses that are not the guest's own RAM. Both begin
 * anew with each phase, so that what an attack does depends on no other. */
void hostile_begin_random(uint32_t seed);
uint32_t hostile_random(void);
void hostile_begin_addresses(uint32_t seed);
uint64_t hostile_address(void);

/* Counts what must not be possible; `what` says where. Shown in the report. */
void hostile_breach(const char *what, uint64_t value);
