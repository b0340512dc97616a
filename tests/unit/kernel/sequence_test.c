/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random sequences from fixed seeds, each in a process of its own, since the kernel starts once in a life. Fails at
 * the first rule that is broken, or if something was never exercised.
 *
 * usage: kernel_sequences [STEPS [FIRST_SEED [SEEDS]]]
 */

#define _GNU_SOURCE
#include <choices.h>
#include <host_require.h>
#include <sequence.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define STEPS 3000u
#define SEEDS 16u

static void run(u64 seed, u64 steps)
{
	choices_from_seed(seed);
	sequence_start();
	for (u64 i = 0; i < steps && sequence_step(); i++)
		;
	sequence_check_memory();
}

static bool passes(u64 seed, u64 steps)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		run(seed, steps);
		exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return false;
	if (status != 0)
		fprintf(stderr, "seed %lu failed\n", seed);
	return status == 0;
}

static void print_counts(const struct sequence_counts *n)
{
	printf("steps %lu, traps %lu, switches %lu, faults %lu, preempted %lu, tags taken %lu\n", n->steps, n->traps,
	       n->switches, n->faults, n->preempted, n->tags_taken);
	for (u32 i = 0; i < SYS_COUNT; i++)
		printf("system call %2u: %6lu, %6lu succeeded\n", i, n->calls[i], n->calls_ok[i]);
	for (u32 i = 1; i < METHOD_COUNT; i++)
		printf("method %2u: %6lu, %6lu succeeded\n", i, n->methods[i], n->methods_ok[i]);
}

/* A sequence that never gets anywhere would break no rule either. */
static void check_counts(const struct sequence_counts *n)
{
	for (u32 i = 0; i < SYS_COUNT; i++)
		REQUIRE(every_call_succeeds, i, n->calls_ok[i] > 0);
	for (u32 i = 1; i < SCHED_CONTROL_WINDOW; i++)
		REQUIRE(every_method_succeeds, i, n->methods_ok[i] > 0);
	REQUIRE(work_is_preempted, n->preempted, n->preempted > 0);
	REQUIRE(tags_are_taken, n->tags_taken, n->tags_taken > 0);
}

static u64 argument(int argc, char **argv, int n, u64 otherwise)
{
	return argc > n ? strtoul(argv[n], NULL, 0) : otherwise;
}

int main(int argc, char **argv)
{
	const u64 steps = argument(argc, argv, 1, STEPS);
	const u64 first = argument(argc, argv, 2, 1);
	const u64 seeds = argument(argc, argv, 3, SEEDS);

	sequence_counts = mmap(NULL, sizeof(*sequence_counts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (sequence_counts == MAP_FAILED)
		return 1;
	for (u64 seed = first; seed < first + seeds; seed++)
		if (!passes(seed, steps))
			return 1;
	print_counts(sequence_counts);
	if (argc == 1)
		check_counts(sequence_counts);
	return 0;
}
