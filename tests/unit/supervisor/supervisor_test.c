/* SPDX-License-Identifier: BSD-2-Clause */
/* The supervisor's handlers: whom it restarts, when, and in which order. The test plays kernel, timer and log. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <stdio.h>

#include "component.h"
#include <bulkhead/clock.h>
#include <bulkhead/log.h>
#include <bulkhead/loop.h>
#include <bulkhead/syscall.h>

const uint32_t restarts_per_minute = 2, delay_first_ms = 100, delay_max_ms = 1000;

const struct faults_client faults_clients[] = {
	{ "vmm", 2, { 8, 9 }, true },
	{ "once", 1, { 10, 0 }, false },
};

static uint64_t now = 5000, timer = DEADLINE_NEVER;
static char restarted[64]; /* threads, in order */
static char said[4096];

uint64_t clock_ms(void)
{
	return now;
}

uint64_t clock_deadline_ms(uint64_t ms)
{
	return now + ms;
}

void bulkhead_set_timer(uint64_t deadline_ticks)
{
	timer = deadline_ticks;
}

enum status thread_restart(uint64_t thread)
{
	size_t size = strlen(restarted);
	snprintf(restarted + size, sizeof restarted - size, "%u ", (unsigned)thread);
	return OK;
}

void log_printf(enum log_level level, const char *format, ...)
{
	size_t size = strlen(said);
	va_list arguments;
	(void)level;
	va_start(arguments, format);
	vsnprintf(said + size, sizeof said - size, format, arguments);
	va_end(arguments);
	strncat(said, "\n", sizeof said - strlen(said) - 1);
}

/* A fault; checks that the thread is left stopped. */
static void fault(uint32_t client, uint32_t thread)
{
	struct message message = { .label = FAULT_MEMORY, .word = { 0x92000046, 0x8, 0, 0x400abc } };
	said[0] = 0;
	faults_handle(client, thread, &message);
	assert_int_equal(message.label, FAULT_STOP);
}

static void wait_for_timer(void)
{
	assert_int_not_equal(timer, DEADLINE_NEVER);
	now = timer;
	restarted[0] = 0;
	timer_handle();
}

/* Long enough for every earlier restart to be forgotten. */
static int much_later(void **state)
{
	(void)state;
	now += 1000000;
	restarted[0] = 0;
	return 0;
}

static void supervisor__says_what_happened(void **state)
{
	(void)state;
	fault(1, 1);
	assert_non_null(strstr(said, "vmm: thread 1: memory fault at 0x8, pc 0x400abc, syndrome 0x92000046"));
	wait_for_timer();
}

static void supervisor__restarts_all_threads_after_the_delay_thread_0_first(void **state)
{
	(void)state;
	fault(1, 1);
	assert_string_equal(restarted, "");
	assert_true(timer >= now + 100 && timer <= now + 101);
	wait_for_timer();
	assert_string_equal(restarted, "8 9 ");
	assert_int_equal(timer, DEADLINE_NEVER);
}

static void supervisor__counts_faults_of_both_threads_as_one(void **state)
{
	(void)state;
	fault(1, 0);
	fault(1, 1);
	wait_for_timer();
	assert_string_equal(restarted, "8 9 ");
	fault(1, 0);
	assert_non_null(strstr(said, "will be restarted in 200 ms"));
	wait_for_timer();
}

static void supervisor__does_not_restart_whom_it_must_not(void **state)
{
	(void)state;
	fault(2, 0);
	assert_non_null(strstr(said, "once: stays stopped"));
	assert_int_equal(timer, DEADLINE_NEVER);
}

static void supervisor__ignores_clients_that_it_does_not_have(void **state)
{
	(void)state;
	fault(0, 0);
	fault(3, 0);
	fault(UINT32_MAX, 0);
	assert_string_equal(said, "");
	assert_int_equal(timer, DEADLINE_NEVER);
}

static void supervisor__gives_up_in_the_end(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		fault(1, 0);
		wait_for_timer();
	}
	fault(1, 0);
	assert_non_null(strstr(said, "vmm: restarted too often, stays stopped"));
	assert_int_equal(timer, DEADLINE_NEVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(supervisor__says_what_happened, much_later),
		cmocka_unit_test_setup(supervisor__restarts_all_threads_after_the_delay_thread_0_first, much_later),
		cmocka_unit_test_setup(supervisor__counts_faults_of_both_threads_as_one, much_later),
		cmocka_unit_test_setup(supervisor__does_not_restart_whom_it_must_not, much_later),
		cmocka_unit_test_setup(supervisor__ignores_clients_that_it_does_not_have, much_later),
		cmocka_unit_test_setup(supervisor__gives_up_in_the_end, much_later),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
