/* SPDX-License-Identifier: BSD-2-Clause */
/* The cores' state, and what the assembly assumes about structures. */
#include <boot_info.h>
#include <core.h>
#include <offsets.h>

struct core cores[CORE_MAX];

#define OFFSET(type, field) __builtin_offsetof(struct type, field)

_Static_assert(OFFSET(thread, regs) == 0, "a thread's address is its save area's");
_Static_assert(OFFSET(registers, x) == REGS_X(0) && OFFSET(registers, sp) == REGS_X(31), "offsets.h");
_Static_assert(OFFSET(registers, pc) == REGS_PC && OFFSET(registers, tls) == REGS_TLS, "offsets.h");
_Static_assert(OFFSET(core, stack_top) == CORE_STACK && OFFSET(core, current) == CORE_CURRENT, "offsets.h");
_Static_assert(OFFSET(boot_info, ttbr0) == BOOT_INFO_TTBR0, "offsets.h");
_Static_assert(sizeof(struct kernel_header) == 64, "start.S");
