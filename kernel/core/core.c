/* SPDX-License-Identifier: BSD-2-Clause */
/* The cores' state; see core.h. */
#include <core.h>

struct core cores[CORE_SLOTS];
const struct boot_info *boot_info;
u32 core_count = 1;
u32 core_limit = 1;
