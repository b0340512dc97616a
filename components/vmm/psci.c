/* SPDX-License-Identifier: BSD-2-Clause */
/* One row a function; psci.h says what this is. Section numbers are those of DEN 0022. */
#include "psci.h"

#include <stdbool.h>
#include <stddef.h>

#define FUNCTION_64 0x40000000u /* the 64-bit form of a function with addresses or affinities */

#define SMCCC_VERSION       0x80000000u
#define SMCCC_ARCH_FEATURES 0x80000001u
#define PSCI_VERSION        0x84000000u
#define PSCI_CPU_SUSPEND    0x84000001u
#define PSCI_CPU_OFF        0x84000002u
#define PSCI_CPU_ON         0x84000003u
#define PSCI_AFFINITY_INFO  0x84000004u
#define PSCI_MIGRATE_INFO   0x84000006u
#define PSCI_SYSTEM_OFF     0x84000008u
#define PSCI_SYSTEM_RESET   0x84000009u
#define PSCI_FEATURES       0x8400000au

#define VERSION_1_1           0x10001
#define AFFINITY_ON           0
#define AFFINITY_OFF          1
#define MIGRATE_NOT_NEEDED    2
#define STATE_POWER_DOWN      (1u << 16) /* CPU_SUSPEND's power_state */
#define SUCCESS               0
#define NOT_SUPPORTED         (-1)
#define INVALID_PARAMETERS    (-2)
#define ALREADY_ON            (-4)

static struct psci_result returns(int64_t value)
{
	return (struct psci_result){ .action = PSCI_RETURN, .value = (uint64_t)value };
}

static struct psci_result acts(enum psci_action action)
{
	return (struct psci_result){ .action = action };
}

static struct psci_result version(const struct psci_processors *processors, const uint64_t arguments[4])
{
	(void)processors, (void)arguments;
	return returns(VERSION_1_1);
}

/* 5.4: a standby that ends at once is allowed, and the guest then waits with WFI; there is nothing deeper. */
static struct psci_result cpu_suspend(const struct psci_processors *processors, const uint64_t arguments[4])
{
	(void)processors;
	return returns(arguments[1] & STATE_POWER_DOWN ? INVALID_PARAMETERS : SUCCESS);
}

static struct psci_result cpu_off(const struct psci_processors *processors, const uint64_t arguments[4])
{
	(void)processors, (void)arguments;
	return acts(PSCI_STOP);
}

static struct psci_result system_off(const struct psci_processors *processors, const uint64_t arguments[4])
{
	(void)processors, (void)arguments;
	return acts(PSCI_POWER_OFF);
}

static struct psci_result system_reset(const struct psci_processors *processors, const uint64_t arguments[4])
{
	(void)processors, (void)arguments;
	return acts(PSCI_RESET);
}

static bool is_running(const struct psci_processors *processors, uint64_t affinity)
{
	return processors->running >> affinity & 1;
}

/* 5.6: target, entry, and what the target finds in x0. */
static struct psci_result cpu_on(const struct psci_processors *processors, const uint64_t arguments[4])
{
	uint64_t target = arguments[1];

	if (target >= processors->count)
		return returns(INVALID_PARAMETERS);
	if (is_running(processors, target))
		return returns(ALREADY_ON);
	return (struct psci_result){
		.action = PSCI_START,
		.value = SUCCESS,
		.processor = (uint32_t)target,
		.entry = arguments[2],
		.argument = arguments[3],
	};
}

/* 5.7: of one processor; clusters have no power of their own. */
static struct psci_result affinity_info(const struct psci_processors *processors, const uint64_t arguments[4])
{
	if (arguments[1] >= processors->count || arguments[2] != 0)
		return returns(INVALID_PARAMETERS);
	return returns(is_running(processors, arguments[1]) ? AFFINITY_ON : AFFINITY_OFF);
}

static struct psci_result migrate_info(const struct psci_processors *processors, const uint64_t arguments[4])
{
	(void)processors, (void)arguments;
	return returns(MIGRATE_NOT_NEEDED);
}

static struct psci_result features(const struct psci_processors *processors, const uint64_t arguments[4]);
static struct psci_result arch_features(const struct psci_processors *processors, const uint64_t arguments[4]);

static const struct function {
	uint32_t number;
	struct psci_result (*call)(const struct psci_processors *processors, const uint64_t arguments[4]);
} functions[] = {
	{ SMCCC_VERSION, version },
	{ SMCCC_ARCH_FEATURES, arch_features },
	{ PSCI_VERSION, version },
	{ PSCI_CPU_SUSPEND, cpu_suspend },
	{ PSCI_CPU_SUSPEND | FUNCTION_64, cpu_suspend },
	{ PSCI_CPU_OFF, cpu_off },
	{ PSCI_CPU_ON, cpu_on },
	{ PSCI_CPU_ON | FUNCTION_64, cpu_on },
	{ PSCI_AFFINITY_INFO, affinity_info },
	{ PSCI_AFFINITY_INFO | FUNCTION_64, affinity_info },
	{ PSCI_MIGRATE_INFO, migrate_info },
	{ PSCI_SYSTEM_OFF, system_off },
	{ PSCI_SYSTEM_RESET, system_reset },
	{ PSCI_FEATURES, features },
};

static const struct function *find(uint64_t number)
{
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		if (functions[i].number == (uint32_t)number)
			return &functions[i];
	return NULL;
}

/* 5.13: whether a PSCI function, or SMCCC_VERSION, is there. */
static struct psci_result features(const struct psci_processors *processors, const uint64_t arguments[4])
{
	(void)processors;
	return returns(find(arguments[1]) ? SUCCESS : NOT_SUPPORTED);
}

/* DEN 0028 7.3: only the architecture's own calls; no workaround needs firmware here. */
static struct psci_result arch_features(const struct psci_processors *processors, const uint64_t arguments[4])
{
	uint32_t number = (uint32_t)arguments[1];

	(void)processors;
	return returns(number == SMCCC_VERSION || number == SMCCC_ARCH_FEATURES ? SUCCESS : NOT_SUPPORTED);
}

/* DEN 0028 2.3: a call of the 32-bit form has parameters of 32 bits. */
struct psci_result psci_call(const struct psci_processors *processors, const uint64_t arguments[4])
{
	const struct function *function = find(arguments[0]);
	uint64_t mask = arguments[0] & FUNCTION_64 ? ~0ULL : 0xffffffffULL;
	const uint64_t given[4] = { arguments[0], arguments[1] & mask, arguments[2] & mask, arguments[3] & mask };

	return function ? function->call(processors, given) : returns(NOT_SUPPORTED);
}
