/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of this architecture: the kernel's lock. */
#pragma once

#include <types.h>

/* True if another core waits for the kernel. */
bool lock_is_wanted(void);
