/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * supervisor: hears of the faults of other components, says so in the log, and restarts those that are to be
 * restarted. It can set a thread to its entry and nothing else: it reads no register and no memory of theirs.
 */
#include "component.h"
#include "policy.h"

#include <bulkhead/clock.h>
#include <bulkhead/log.h>
#include <bulkhead/loop.h>
#include <bulkhead/syscall.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

enum watch_state {
	WATCH_RUNNING = 0,
	WATCH_DOWN,    /* to be restarted at restart_ms */
	WATCH_STOPPED, /* for good */
};

struct watch {
	enum watch_state state;
	uint64_t restart_ms;
	struct policy_record record;
};

static struct watch watches[FAULTS_CLIENT_COUNT + 1]; /* index: client number */

static const char *kind(uint64_t label)
{
	switch (label) {
	case FAULT_MEMORY:
		return "memory fault";
	case FAULT_EXCEPTION:
		return "exception";
	case FAULT_SERROR:
		return "hardware error";
	default:
		return "unknown fault";
	}
}

static void arm_timer(void)
{
	uint64_t next = UINT64_MAX, now = clock_ms();

	for (uint32_t i = 1; i <= FAULTS_CLIENT_COUNT; i++)
		if (watches[i].state == WATCH_DOWN && watches[i].restart_ms < next)
			next = watches[i].restart_ms;
	if (next == UINT64_MAX)
		bulkhead_set_timer(DEADLINE_NEVER);
	else
		bulkhead_set_timer(clock_deadline_ms(next > now ? next - now + 1 : 0));
}

/*
 * Thread 0 first: its first instructions withdraw what thread 1 waits for (components/runtime/crt.S). The
 * supervisor's priority is above all that it watches, so neither runs before both are set.
 */
static void restart(uint32_t number)
{
	const struct faults_client *client = &faults_clients[number - 1];

	watches[number].state = WATCH_RUNNING;
	for (uint32_t i = 0; i < client->thread_count; i++) {
		enum status status = thread_restart(client->threads[i]);
		if (status != OK)
			log_printf(LOG_ERROR, "%s: thread %" PRIu32 " cannot be restarted (status %d)", client->name, i,
			           (int)status);
	}
	log_printf(LOG_WARNING, "%s: restarted", client->name);
}

/* What becomes of a component that has just gone down. */
static void decide(uint32_t number)
{
	const struct policy_limits limits = { restarts_per_minute, delay_first_ms, delay_max_ms };
	const char *name = faults_clients[number - 1].name;
	struct watch *watch = &watches[number];
	uint64_t now = clock_ms();

	watch->state = WATCH_STOPPED;
	if (!faults_clients[number - 1].restart) {
		log_printf(LOG_ERROR, "%s: stays stopped", name);
		return;
	}
	if (!policy_fault(&watch->record, &limits, now, &watch->restart_ms)) {
		log_printf(LOG_ERROR, "%s: restarted too often, stays stopped", name);
		return;
	}
	watch->state = WATCH_DOWN;
	log_printf(LOG_WARNING, "%s: will be restarted in %" PRIu64 " ms", name, watch->restart_ms - now);
	arm_timer();
}

void faults_handle(uint32_t client, uint32_t thread, struct message *fault)
{
	if (client >= 1 && client <= FAULTS_CLIENT_COUNT) {
		log_printf(LOG_ERROR, "%s: thread %" PRIu32 ": %s at %#" PRIx64 ", pc %#" PRIx64 ", syndrome %#" PRIx64,
		           faults_clients[client - 1].name, thread, kind(fault->label), fault->word[1], fault->word[3],
		           fault->word[0]);
		if (watches[client].state == WATCH_RUNNING)
			decide(client);
	}
	*fault = (struct message){ .label = FAULT_STOP };
}

/* "watches console, blk, store" */
void post_init(void)
{
	char names[LOG_LINE_MAX] = "";
	size_t size = 0;

	for (uint32_t i = 0; i < FAULTS_CLIENT_COUNT && size < sizeof names; i++)
		size += (size_t)snprintf(names + size, sizeof names - size, "%s%s", i ? ", " : "", faults_clients[i].name);
	log_printf(LOG_INFO, "watches %s", names);
}

void timer_handle(void)
{
	uint64_t now = clock_ms();

	for (uint32_t i = 1; i <= FAULTS_CLIENT_COUNT; i++)
		if (watches[i].state == WATCH_DOWN && watches[i].restart_ms <= now)
			restart(i);
	arm_timer();
}
