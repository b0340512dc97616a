/* SPDX-License-Identifier: BSD-2-Clause */
/* One row a function; psci.h says what this is. Section numbers are those of DEN 0022. */
#include "psci.h"

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
#define MIGRATE_NOT_NEEDED    2
#define STATE_POWER_DOWN      (1u << 16) /* CPU_SUSPEND's power_state */
#define SUCCESS               0
#define NOT_SUPPORTED         (-1)
#define INVALID_PARAMETERS    (-2)
#define ALREADY_ON            (-4)

static struct psci_result returns(int64_t value)
{
	return (struct psci_result){ PSCI_RETURN, (uint64_t)value };
}

static struct psci_result version(const uint64_t arguments[4])
{
	(void)arguments;
	return returns(VERSION_1_1);
}

/* 5.4: a standby that ends at once is allowed, and the guest then waits with WFI; there is nothing deeper. */
static struct psci_result cpu_suspend(const uint64_t arguments[4])
{
	return returns(arguments[1] & STATE_POWER_DOWN ? INVALID_PARAMETERS : SUCCESS);
}

/* 5.5 and 5.9: without its only processor the machine is off. */
static struct psci_result off(const uint64_t arguments[4])
{
	(void)arguments;
	return (struct psci_result){ PSCI_OFF, 0 };
}

static struct psci_result reset(const uint64_t arguments[4])
{
	(void)arguments;
	return (struct psci_result){ PSCI_RESET, 0 };
}

static struct psci_result cpu_on(const uint64_t arguments[4])
{
	return returns(arguments[1] == 0 ? ALREADY_ON : INVALID_PARAMETERS);
}

static struct psci_result affinity_info(const uint64_t arguments[4])
{
	return returns(arguments[1] == 0 && arguments[2] == 0 ? AFFINITY_ON : INVALID_PARAMETERS);
}

static struct psci_result migrate_info(const uint64_t arguments[4])
{
	(void)arguments;
	return returns(MIGRATE_NOT_NEEDED);
}

static struct psci_result features(const uint64_t arguments[4]);
static struct psci_result arch_features(const uint64_t arguments[4]);

static const struct function {
	uint32_t number;
	struct psci_result (*call)(const uint64_t arguments[4]);
} functions[] = {
	{ SMCCC_VERSION, version },
	{ SMCCC_ARCH_FEATURES, arch_features },
	{ PSCI_VERSION, version },
	{ PSCI_CPU_SUSPEND, cpu_suspend },
	{ PSCI_CPU_SUSPEND | FUNCTION_64, cpu_suspend },
	{ PSCI_CPU_OFF, off },
	{ PSCI_CPU_ON, cpu_on },
	{ PSCI_CPU_ON | FUNCTION_64, cpu_on },
	{ PSCI_AFFINITY_INFO, affinity_info },
	{ PSCI_AFFINITY_INFO | FUNCTION_64, affinity_info },
	{ PSCI_MIGRATE_INFO, migrate_info },
	{ PSCI_SYSTEM_OFF, off },
	{ PSCI_SYSTEM_RESET, reset },
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
static struct psci_result features(const uint64_t arguments[4])
{
	return returns(find(arguments[1]) ? SUCCESS : NOT_SUPPORTED);
}

/* DEN 0028 7.3: only the architecture's own calls; no workaround needs firmware here. */
static struct psci_result arch_features(const uint64_t arguments[4])
{
	uint32_t number = (uint32_t)arguments[1];

	return returns(number == SMCCC_VERSION || number == SMCCC_ARCH_FEATURES ? SUCCESS : NOT_SUPPORTED);
}

struct psci_result psci_call(const uint64_t arguments[4])
{
	const struct function *function = find(arguments[0]);

	return function ? function->call(arguments) : returns(NOT_SUPPORTED);
}
