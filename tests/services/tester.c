/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What test_services.py types at: reads a command a line from its terminal and answers in a line.
 *     count    how often this life has been asked; comes from .data
 *     heap     allocates, says whether the memory was clear, and leaves it dirty
 *     random   bytes from the entropy service, through getrandom()
 *     time     sleeps 50 ms and says whether that is what went by
 *     ask      asks for a secret at the trusted prompt and shows it
 *     crash    faults in thread 1;  crash0: in thread 0, at the next key
 *     escape   writes a control sequence that must not reach the terminal
 *     say      a line in the log and one on standard output
 *     ring     calls the bell's server, says its result and how often it was rung;  topple: makes it crash
 * The interface thread only passes events on to the worker, which does everything else.
 */
#include "component.h"

#include <bulkhead/log.h>
#include <bulkhead/loop.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define HEAP_BYTES 40000

static int count = 100; /* restored by a restart */
static volatile int crash_here;
static volatile int *volatile nowhere = (volatile int *)8;
static _Thread_local int depth = 7;

static void answer(const char *text)
{
	size_t size = strlen(text);

	while (size) {
		size_t taken = ring_write(&terminal->to_console, text, size);
		terminal_written_emit();
		text += taken;
		size -= taken;
		if (size)
			worker_wait();
	}
}

static void fault(void)
{
	*nowhere = 1;
}

void terminal_ready_handle(void)
{
	if (crash_here)
		fault();
	worker_wake();
}

void prompt_done_handle(void)
{
	worker_wake();
}

static void say_count(void)
{
	char line[64];

	snprintf(line, sizeof line, "count %d tls %d\r\n", ++count, depth);
	answer(line);
}

static void say_heap(void)
{
	unsigned char *memory = malloc(HEAP_BYTES);
	int dirty = 0;

	for (size_t i = 0; memory && i < HEAP_BYTES; i++)
		dirty |= memory[i];
	if (memory)
		memset(memory, 0xa5, HEAP_BYTES);
	answer(!memory ? "heap: none\r\n" : dirty ? "heap: dirty\r\n" : "heap: clear\r\n");
}

static void say_random(void)
{
	unsigned char bytes[8] = { 0 };
	char line[64];
	ssize_t got = getrandom(bytes, sizeof bytes, 0);

	snprintf(line, sizeof line, "random %zd %02x%02x%02x%02x%02x%02x%02x%02x\r\n", got, bytes[0], bytes[1], bytes[2],
	         bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]);
	answer(line);
}

static void say_time(void)
{
	const struct timespec pause = { .tv_nsec = 50 * 1000000 };
	struct timespec before, after;

	clock_gettime(CLOCK_MONOTONIC, &before);
	nanosleep(&pause, 0);
	clock_gettime(CLOCK_MONOTONIC, &after);
	long ms = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
	answer(ms >= 49 ? "time: slept\r\n" : "time: too short\r\n");
}

static void ask(void)
{
	uint32_t ticket = 0;
	char input[PROMPT_RESULT_INPUT_MAX + 1] = "", line[128];
	int status = prompt_begin("A test asks", "Any word, then Enter.", 1, &ticket);

	if (status == PROMPT_OK)
		while ((status = prompt_result(ticket, input)) == PROMPT_PENDING)
			worker_wait();
	snprintf(line, sizeof line, "answer %d '%s'\r\n", status, input);
	answer(line);
}

static void ring(void)
{
	uint32_t rung = 0;
	char line[64];
	int result = bell_ring(&rung);

	snprintf(line, sizeof line, "ring %d %u\r\n", result, (unsigned)rung);
	answer(line);
}

static void topple(void)
{
	char line[64];

	snprintf(line, sizeof line, "topple %d\r\n", bell_crash());
	answer(line);
}

static void obey(const char *command)
{
	if (strcmp(command, "count") == 0)
		say_count();
	else if (strcmp(command, "heap") == 0)
		say_heap();
	else if (strcmp(command, "random") == 0)
		say_random();
	else if (strcmp(command, "time") == 0)
		say_time();
	else if (strcmp(command, "ask") == 0)
		ask();
	else if (strcmp(command, "crash") == 0)
		fault();
	else if (strcmp(command, "crash0") == 0)
		crash_here = 1, answer("armed\r\n");
	else if (strcmp(command, "escape") == 0)
		answer("before\033[6n\033]0;title\007after\r\n");
	else if (strcmp(command, "say") == 0)
		log_printf(LOG_INFO, "said"), printf("printed\n"), fflush(stdout);
	else if (strcmp(command, "ring") == 0)
		ring();
	else if (strcmp(command, "topple") == 0)
		topple();
	else
		answer("unknown\r\n");
}

int run(void)
{
	char line[80];
	size_t size = 0;

	answer("tester ready\r\n");
	for (;;) {
		char byte;
		if (!ring_read(&terminal->from_console, &byte, 1)) {
			worker_wait();
		} else if (byte == '\r' || byte == '\n') {
			line[size] = 0;
			size = 0;
			obey(line);
		} else if (size < sizeof line - 1) {
			line[size++] = byte;
		}
	}
}
