/* SPDX-License-Identifier: BSD-2-Clause */
/* What Debian's libfdt was compiled to expect: a canary, and somebody to tell when it is dead. */
#include <stddef.h>
#include <stdint.h>

#include "stop.h"

uintptr_t __stack_chk_guard = 0x00000aff0a0d0000;
_Noreturn void __stack_chk_fail(void);

_Noreturn void __stack_chk_fail(void)
{
	stop("stack overwritten", NULL);
}
