/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CHECK(x): x holds, or the kernel has a bug and stops where it is. Always compiled in; never for
 * anything that a guest or a component can bring about.
 */
#pragma once

/* Stops this core for good (EL2 breakpoint; the vector parks the core). */
__attribute__((noreturn, cold)) void check_failed(void);

#define CHECK(x) ((x) ? (void)0 : check_failed())
