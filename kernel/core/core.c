/* SPDX-License-Identifier: BSD-2-Clause */
/* The cores' state; see core.h. */
#include <core.h>

struct core cores[CORE_MAX];
u32 core_count = 1;
