/* SPDX-License-Identifier: BSD-2-Clause */
/* REQUIRE(rule, subject, condition): the condition holds, or the program says which rule is broken by what, and
 * aborts. For the pretend processor and the host tests. */
#pragma once

#include <types.h>

_Noreturn void host_broken(const char *rule, const char *condition, u64 subject);

#define REQUIRE(rule, subject, condition) \
	((condition) ? (void)0 : host_broken(#rule, #condition, (u64)(subject)))
