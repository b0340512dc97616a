/* SPDX-License-Identifier: BSD-2-Clause */
/* The invariants of slot.h and untyped.h as executable checks over the host's whole memory. */
#pragma once

/* Fails the running test at the first invariant that does not hold. */
void invariants_check(void);
