/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The observer: a thread that computes, calls, maps, waits and faults, and notes the time before each; its server; its fault handler.
 * Times are told from the windows' beginning.
 */
#include <console.h>

#include "parts.h"

#define NOTES 3000

static struct {
	uint64_t ticks, value;
} notes[NOTES];
static unsigned noted;

static uint64_t begin, endpoint, reply, quiet, frame, page;

static void note(uint64_t value)
{
	notes[noted].ticks = clock_ticks() - begin;
	notes[noted++].value = value;
}

/* 64 bits of a linear congruential generator: how much is computed differs from round to round. */
static uint64_t next(uint64_t *state)
{
	*state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
	return *state >> 40;
}

static uint64_t compute(uint64_t rounds)
{
	uint64_t sum = 1;

	while (rounds-- > 0)
		sum = sum * 31 + rounds;
	return sum;
}

static void serve(uint64_t unused)
{
	struct message message = { 0 };

	(void)unused;
	bulkhead_recv(endpoint, reply, DEADLINE_NEVER, &message);
	for (;;) {
		message.word[0] = compute(message.word[0] & 255);
		bulkhead_reply_recv(endpoint, reply, DEADLINE_NEVER, &message);
	}
}

static uint64_t call(uint64_t value)
{
	struct message message = { .word = { value } };

	must(bulkhead_call(endpoint, &message), "a call");
	return message.word[0];
}

/* Takes a page away and gives it back, with what is in it. */
static uint64_t remap(uint64_t value)
{
	volatile uint64_t *memory = (volatile uint64_t *)page;

	must(frame_unmap(frame), "unmapping");
	must(frame_map(frame, INIT_SLOT_VSPACE, page, RIGHT_READ | RIGHT_WRITE, MAP_NORMAL), "mapping");
	memory[0] += value;
	return memory[0];
}

static uint64_t wait(uint64_t ticks)
{
	return (uint64_t)bulkhead_wait(quiet, clock_ticks() + ticks, 0);
}

static void tell(void)
{
	uint64_t sum = 0;

	for (unsigned n = 0; n < NOTES; n++) {
		console_print("note %u %u\n", notes[n].ticks, notes[n].value);
		sum = sum * 31 + notes[n].value;
	}
	console_print("end %u\n", sum);
}

static void observe(uint64_t unused)
{
	uint64_t state = 1;

	(void)unused;
	while (noted < NOTES - 4) {
		note(compute(next(&state) & 1023));
		note(call(next(&state)));
		note(remap(next(&state)));
		note(wait(next(&state) & 4095));
	}
	while (noted < NOTES)
		note(compute(next(&state) & 65535)); /* without a system call: who takes time away is seen */
	tell();
	world_stop();
}

void observer_make(uint64_t start)
{
	begin = start;
	endpoint = world_make(TYPE_ENDPOINT, 0);
	reply = world_make(TYPE_REPLY, 0);
	quiet = world_make(TYPE_NOTIFICATION, 0);
	frame = world_make(TYPE_FRAME, FRAME_SMALL_BITS);
	page = (uint64_t)world_window(frame);
	world_thread((struct world_thread_options){ .entry = serve, .priority = 20, .core = OF(OBSERVER_PARTITION) });
	world_thread((struct world_thread_options){ .entry = observe, .priority = 10, .core = OF(OBSERVER_PARTITION) });
}
