/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's test suite: a root task in the place of init. Runs every test in a world of its own and
 * prints a verdict for each; test_kernel.py reads them.
 */
#include <console.h>
#include <world.h>

#include "check.h"

static const struct suite *const suites[] = {
	&syscall_suite, &untyped_suite, &cnode_suite, &decode_suite, &endpoint_suite,
	&notification_suite, &reply_suite, &reply_recv_suite, &thread_suite, &fault_suite, &fast_suite, &vspace_suite,
	&sched_context_suite, &irq_suite, &vcpu_suite, &chain_suite, &destroy_suite, &random_suite,
};

static struct {
	bool failed, in_loop;
	uint64_t item, want, got;
	const char *file, *text;
	int line;
} first;

bool check_item(uint64_t item, uint64_t want, uint64_t got, const char *file, int line, const char *text)
{
	bool was_fine = !first.failed, right = check_equal(want, got, file, line, text);

	if (was_fine && !right) {
		first.in_loop = true;
		first.item = item;
	}
	return right;
}

bool check_equal(uint64_t want, uint64_t got, const char *file, int line, const char *text)
{
	if (want == got)
		return true;
	if (!first.failed) {
		first.failed = true;
		first.want = want;
		first.got = got;
		first.file = file;
		first.line = line;
		first.text = text;
	}
	return false;
}

static void report(const char *name)
{
	if (!first.failed) {
		console_print("ok %s\n", name);
		return;
	}
	console_print("not ok %s: %s:%d: %s", name, first.file, (int64_t)first.line, first.text);
	if (first.in_loop)
		console_print(" (item %u)", first.item);
	console_print(": wanted 0x%x, got 0x%x\n", first.want, first.got);
}

static bool run(const struct test *test)
{
	first.failed = false;
	first.in_loop = false;
	console_print("run %s\n", test->name);
	test->run();
	world_clear();
	report(test->name);
	return !first.failed;
}

static uint64_t passed, failed;

static void run_suite(const struct suite *suite)
{
	for (unsigned t = 0; t < suite->count; t++)
		*(run(&suite->tests[t]) ? &passed : &failed) += 1;
}

void root_main(uint64_t ticks);

void root_main(uint64_t ticks)
{
	(void)ticks;
	world_open();
	for (unsigned s = 0; s < sizeof suites / sizeof suites[0]; s++)
		run_suite(suites[s]);
	if (world_cores() > 1)
		run_suite(&cores_suite);
	run_suite(&partition_suite);
	console_print("tests: %u passed, %u failed\n", passed, failed);
	world_stop();
}
