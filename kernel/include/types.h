/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's integer types. Every index into a typed array is a u32 (see object.h). */
#pragma once

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef _Bool bool;

#define true  1
#define false 0

#define BIT(n) (1UL << (n))

_Static_assert(sizeof(u64) == 8, "LP64");
