/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest's firmware: PSCI 1.1 (Arm DEN 0022) and the discovery calls of SMCCC 1.1 (DEN 0028), through
 * HVC and SMC alike. Pure: what a call asks for is returned, not done. A processor's affinity is its number.
 */
#pragma once

#include <stdint.h>

enum psci_action {
	PSCI_RETURN, /* continue the guest with `value` in x0 */
	PSCI_START,  /* that, after `processor` has been started at `entry` with `argument` */
	PSCI_STOP,   /* the caller turns itself off */
	PSCI_POWER_OFF,
	PSCI_RESET,
};

struct psci_processors {
	uint32_t count;
	uint32_t running; /* bit n: processor n */
};

struct psci_result {
	enum psci_action action;
	uint64_t value;
	uint32_t processor;
	uint64_t entry;
	uint64_t argument;
};

/* A running processor's call with function number arguments[0] and three parameters. Unknown ones return
 * NOT_SUPPORTED. */
struct psci_result psci_call(const struct psci_processors *processors, const uint64_t arguments[4]);
