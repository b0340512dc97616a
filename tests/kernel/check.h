/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tests and what they state. A test goes on after a failed check; its first failure is the one reported.
 * Each file of tests ends in a table; main.c runs them all and prints, one line a test,
 *     ok NAME
 *     not ok NAME: FILE:LINE: TEXT: wanted A, got B
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct test {
	const char *name;
	void (*run)(void);
};

struct suite {
	const struct test *tests;
	unsigned count;
};

#define TEST(name)   { #name, test_##name }
#define SUITE(table) { table, sizeof(table) / sizeof((table)[0]) }

extern const struct suite syscall_suite, untyped_suite, cnode_suite, decode_suite, endpoint_suite, reply_suite, reply_recv_suite,
	notification_suite, thread_suite, fault_suite, fast_suite, vspace_suite, sched_context_suite, irq_suite, vcpu_suite,
	chain_suite, destroy_suite, random_suite, cores_suite, partition_suite;

#define CHECK(condition)       check_equal(1, (condition) ? 1 : 0, __FILE__, __LINE__, #condition)
#define CHECK_EQUAL(want, got) check_equal((uint64_t)(want), (uint64_t)(got), __FILE__, __LINE__, #got)

/* Notes a failure unless both are the same; true if they are. */
bool check_equal(uint64_t want, uint64_t got, const char *file, int line, const char *text);

/* As CHECK_EQUAL, for checks in a loop: `item` says which round failed. */
#define CHECK_ITEM(item, want, got) \
	check_item((uint64_t)(item), (uint64_t)(want), (uint64_t)(got), __FILE__, __LINE__, #got)
bool check_item(uint64_t item, uint64_t want, uint64_t got, const char *file, int line, const char *text);
