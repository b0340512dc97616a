/* SPDX-License-Identifier: BSD-2-Clause */
/* See victim.h. This code runs in the victims' address spaces: it touches no data but the victim's own. */
#include "victim.h"

#include <bulkhead/clock.h>
#include <bulkhead/syscall.h>

/* tests/kernel: how many registers a system call, and yields between other threads, change. */
uint64_t registers_changed(uint64_t seed, uint64_t notification);
uint64_t fp_changed(uint64_t seed, uint64_t rounds);

void victim_run(uint64_t role);

uint64_t victim_answer(uint64_t question)
{
	return (question ^ 0x5bd1e995u) * 0x9e3779b97f4a7c15u;
}

static uint64_t ticks_us(uint64_t us)
{
	return clock_frequency() * us / 1000000;
}

static void sleep_until(struct victim *victim, uint64_t deadline)
{
	victim->failures += bulkhead_wait(VICTIM_SLEEP, deadline, 0) != TIMED_OUT;
}

static void note_worst(struct victim *victim, uint64_t ticks)
{
	uint64_t *worst = &victim->worst_ticks[victim->phase];

	if (ticks > *worst)
		*worst = ticks;
}

static uint64_t pattern_changed(const struct victim *victim, uint64_t seed)
{
	uint64_t changed = 0;

	for (unsigned n = 0; n < VICTIM_WORDS; n++)
		changed += ((volatile const uint64_t *)victim->pattern)[n] != victim_answer(seed + n);
	return changed;
}

static void keep(struct victim *victim, uint64_t seed)
{
	for (unsigned n = 0; n < VICTIM_WORDS; n++)
		victim->pattern[n] = victim_answer(seed + n);
	for (;;) {
		for (unsigned n = 0; n < 8; n++)
			victim->failures += registers_changed(seed, VICTIM_SIGNAL) + fp_changed(seed, 4);
		victim->failures += pattern_changed(victim, seed);
		victim->rounds++;
		sleep_until(victim, clock_ticks() + ticks_us(500));
	}
}

static void serve(struct victim *victim)
{
	struct message message = { 0 };
	enum status status = bulkhead_recv(VICTIM_ENDPOINT, VICTIM_REPLY, DEADLINE_NEVER, &message);

	for (;;) {
		victim->failures += status != OK;
		victim->rounds++;
		message.label = victim_answer(message.word[0]);
		status = bulkhead_reply_recv(VICTIM_ENDPOINT, VICTIM_REPLY, DEADLINE_NEVER, &message);
	}
}

static void ask(struct victim *victim)
{
	for (uint64_t question = 1;; question++) {
		struct message message = { .word = { question } };
		uint64_t start = clock_ticks();
		enum status status = bulkhead_call(VICTIM_ENDPOINT, &message);

		note_worst(victim, clock_ticks() - start);
		victim->failures += status != OK || message.label != victim_answer(question);
		victim->rounds++;
		sleep_until(victim, clock_ticks() + ticks_us(300));
	}
}

static void tick(struct victim *victim)
{
	for (uint64_t next = clock_ticks();; next += ticks_us(1000)) {
		sleep_until(victim, next);
		note_worst(victim, clock_ticks() - next);
		victim->rounds++;
	}
}

void victim_run(uint64_t role)
{
	struct victim *victim = (struct victim *)VICTIM_ADDRESS;

	switch (role) {
	case VICTIM_SERVER: serve(victim); break;
	case VICTIM_CLIENT: ask(victim); break;
	case VICTIM_TICKER: tick(victim); break;
	default: keep(victim, 0x1111111111111111u * (role - VICTIM_TICKER + 1));
	}
}
