/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Untyped: memory that nobody uses yet, and retype, which makes objects of it.
 *
 * Invariants: slot.badge is the watermark, the bytes given out, a multiple of the granule and never
 * more than the untyped has; what lies above it is zero, clean in the caches, tagged TYPE_UNTYPED
 * and covered by no other capability. Objects are given out upwards, each aligned to its size.
 * Granule tags change at retype and at reset, nowhere else.
 */
#pragma once

#include <slot.h>
#include <status.h>

/* Largest untyped: object indices are u32, so half of all granules. */
#define UNTYPED_MAX_BITS 43u

/*
 * Makes `count` objects of `type` from the untyped in slot `untyped` and puts their capabilities
 * (all rights, no badge, revocable) into `count` consecutive slots, which the caller has checked to
 * exist. `size_bits` is log2 of the bytes (Untyped, Frame) or slots (CNode), otherwise ignored.
 * Small objects (endpoint, notification, reply, scheduling context) of one call share a granule.
 * INVALID_ARGUMENT: no such type, a size it does not have, or device memory for something else than
 * an Untyped or Frame. OUT_OF_RANGE: count is not in 1..RETYPE_MAX_COUNT. SLOT_OCCUPIED.
 * NO_MEMORY: too little is left. An error changes nothing.
 */
enum status untyped_retype(u32 untyped, u8 type, u32 size_bits, u32 first_slot, u32 count) MUST_CHECK;

/* Clears what an untyped without descendants had given out, from the top down, and lowers the
 * watermark with it to 0; STATUS_PREEMPTED as in cnode.h. Called by cnode_revoke. */
enum status untyped_reset(u32 untyped) MUST_CHECK;
