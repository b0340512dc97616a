/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invokes every capability index with every system call and method. The rogue was given the slots that every
 * component has (bulkhead/glue.h) and the right to restart its threads; nothing else may work.
 */
#include "attempt.h"
#include "component.h"
#include "rogue.h"

#include <bulkhead/glue.h>
#include <bulkhead/syscall.h>

#define CSPACE_SLOTS   128u
#define INDICES        65536u
#define THOROUGH       256u /* indices that see every pattern; the others take turns */
#define UNKNOWN        2u    /* numbers beyond the last one */
#define PATTERNS       (sizeof patterns / sizeof patterns[0])
#define WORDS          (sizeof words / sizeof words[0])
#define PATTERN_WORDS  5

/* Arguments: nothing; indices, rights and addresses that have a meaning; nonsense. */
static const uint64_t patterns[][PATTERN_WORDS] = {
	{ 0, 0, 0, 0, 0 },
	{ GLUE_SLOT_WORKER, GLUE_SLOT_SLEEP, GLUE_SLOT_ENDPOINT, RIGHTS_ALL, 1 },
	{ TYPE_FRAME, FRAME_SMALL_BITS, GLUE_SLOT_ENDPOINT, 64, 1 },
	{ ~0ULL, ~0ULL, ~0ULL, ~0ULL, ~0ULL },
};

/* For the capabilities that there are: every three of these. */
static const uint64_t words[] = { 0, 1, 2, 4, 5, 9, 0x1000, 0x400000, 1ULL << 39, ~0ULL };

static bool is_restart(uint64_t capability)
{
	return capability == faults_clients[0].threads[0] || capability == faults_clients[0].threads[1];
}

static bool is_own(uint64_t capability)
{
	return (capability >= GLUE_SLOT_ENDPOINT && capability <= GLUE_SLOT_SLEEP) || is_restart(capability);
}

static bool can_receive(uint64_t capability)
{
	return is_own(capability) && !is_restart(capability) && capability != GLUE_SLOT_REPLY;
}

/* What the rogue may do. */
static bool is_allowed(const struct attempt *attempt, uint64_t number)
{
	switch (number) {
	case SYS_SIGNAL:
		return attempt->capability == GLUE_SLOT_WORKER || attempt->capability == GLUE_SLOT_SLEEP;
	case SYS_RECV:
	case SYS_NBRECV:
		return can_receive(attempt->capability);
	case SYS_REPLY_RECV:
	case SYS_REPLY_RECV_CAP:
		return can_receive(attempt->capability) && attempt->reply == GLUE_SLOT_REPLY;
	default:
		return false;
	}
}

static void try_call(struct attempt *attempt, uint64_t number)
{
	bool allowed = is_allowed(attempt, number);
	uint64_t result = attempt_call(attempt, number);

	if (allowed) {
		report->own++;
		return;
	}
	report->calls++;
	if ((result & STATUS_MASK) == OK)
		report_breach(BREACH_CALL, number == SYS_REPLY ? attempt->reply : attempt->capability,
		              number << 32 | (uint32_t)attempt->label);
}

static void try_methods(struct attempt *attempt)
{
	for (uint64_t method = 0; method < METHOD_COUNT + UNKNOWN; method++) {
		attempt->label = method;
		if (method != THREAD_RESTART || !is_restart(attempt->capability)) /* it has that right */
			try_call(attempt, SYS_INVOKE);
	}
}

/* SYS_NULL and SYS_YIELD take no capability. */
static void try_messages(struct attempt *attempt)
{
	for (uint64_t number = SYS_CALL; number < SYS_COUNT + UNKNOWN; number++)
		if (number != SYS_INVOKE && number != SYS_YIELD)
			try_call(attempt, number);
}

/* Every call with one index and one pattern. Waiting for ever on what is not its own would be a success. */
static void try_pattern(uint64_t index, const uint64_t pattern[PATTERN_WORDS])
{
	struct attempt attempt = {
		.capability = index,
		.deadline = can_receive(index) ? 0 : DEADLINE_NEVER,
		.receive_slot = pattern[0],
		.send = index,
	};

	for (unsigned i = 0; i < PATTERN_WORDS; i++)
		attempt.word[i] = pattern[i];
	try_methods(&attempt);
	attempt.reply = index;
	try_messages(&attempt);
}

/* Every pattern, and messages that name a reply and a capability which the rogue has. */
static void try_index(uint64_t index)
{
	struct attempt attempt = {
		.capability = index,
		.deadline = can_receive(index) ? 0 : DEADLINE_NEVER,
		.reply = GLUE_SLOT_REPLY,
		.send = GLUE_SLOT_WORKER,
	};

	for (unsigned i = 0; i < PATTERNS; i++)
		try_pattern(index, patterns[i]);
	try_messages(&attempt);
}

static void try_own(uint64_t index)
{
	for (unsigned a = 0; a < WORDS; a++)
		for (unsigned b = 0; b < WORDS; b++)
			for (unsigned c = 0; c < WORDS; c++)
				try_methods(&(struct attempt){ .capability = index, .word = { words[a], words[b], words[c], words[c], words[b] } });
}

/* Indices of which the kernel might see the low bits alone. */
static void try_huge(void)
{
	for (unsigned bit = 16; bit < 64; bit++)
		for (uint64_t low = 0; low <= GLUE_SLOT_CONNECTIONS + 2; low++)
			try_index(1ULL << bit | low);
	for (uint64_t back = 1; back <= CSPACE_SLOTS; back++)
		try_index(0 - back);
}

void calls_try(void)
{
	struct attempt nothing = { 0 };

	for (uint64_t number = SYS_COUNT; number < ATTEMPT_CALLS; number++)
		try_call(&nothing, number);
	for (uint64_t index = 0; index < CSPACE_SLOTS; index++)
		if (is_own(index))
			try_own(index);
	for (uint64_t index = 0; index < INDICES; index++)
		if (index < THOROUGH)
			try_index(index);
		else
			try_pattern(index, patterns[index % PATTERNS]);
	try_huge();
}
