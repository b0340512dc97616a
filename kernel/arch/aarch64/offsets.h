/* SPDX-License-Identifier: BSD-2-Clause */
/* Offsets that the assembly uses; core/core.c asserts that they agree with the structures. */
#pragma once

#define REGS_X(n)       ((n) * 8)
#define REGS_PC         256
#define REGS_TLS        272
#define CORE_STACK      0
#define CORE_CURRENT    8
#define BOOT_INFO_TTBR0 16
