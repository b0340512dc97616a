/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest's firmware: PSCI 1.1 (Arm DEN 0022) and the discovery calls of SMCCC 1.1 (DEN 0028), through
 * HVC and SMC alike, for a machine with one processor. Pure: what a call asks for is returned, not done.
 */
#pragma once

#include <stdint.h>

enum psci_action {
	PSCI_RETURN, /* continue the guest with `value` in x0 */
	PSCI_OFF,
	PSCI_RESET,
};

struct psci_result {
	enum psci_action action;
	uint64_t value;
};

/* A call with function number arguments[0] and three parameters. Unknown ones return NOT_SUPPORTED. */
struct psci_result psci_call(const uint64_t arguments[4]);
