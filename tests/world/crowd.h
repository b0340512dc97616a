/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Crowds: as many threads as one likes that do one thing and then wait. They run in the root's VSpace without a stack, on
 * a scheduling context that is taken away again once they wait, so each costs a page and what it waits with.
 */
#pragma once

#include <world.h>

/* One thread of a crowd; the offsets are known to crowd.S. */
struct member {
	uint64_t capability;      /* what it waits on */
	uint64_t reply;           /* offered while it receives, 0 for none */
	uint64_t next;            /* endpoint that it calls after its receive */
	uint64_t deadline;        /* of the receive */
	volatile uint64_t status; /* of the last call, MEMBER_WAITS before it ends */
	uint64_t thread;
};

#define MEMBER_WAITS 255

/* What members do: receive or wait; call; receive and call the next one; yield for ever. */
void member_receive(uint64_t member);
void member_call(uint64_t member);
void member_pass_on(uint64_t member);
void member_yield(uint64_t member);

/* Makes the members' threads of priority 10, one after the other, and lets each run until it waits. */
void crowd_gather(struct member *members, unsigned count, void (*entry)(uint64_t member));

/* How many members have this status. */
unsigned crowd_count(const struct member *members, unsigned count, uint64_t status);

/* Server k passes on what it receives to k + 1, the last one to an endpoint that nobody serves; a last member, of `count`
 * in all, calls the first. Returns the scheduling context that is lent through all of them. */
uint64_t crowd_chain(struct member *members, unsigned count);
