/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System registers and barriers: the only inline assembly of the kernel's C code.
 * READ and WRITE take the register's name as the assembler knows it.
 */
#pragma once

#include <types.h>

#define READ(name) __extension__({ u64 v_; __asm__ volatile("mrs %0, " #name : "=r"(v_)); v_; })
#define WRITE(name, value) __asm__ volatile("msr " #name ", %x0" : : "rZ"((u64)(value)) : "memory")

#define OP(text) __asm__ volatile(text : : : "memory")
#define OP1(text, value) __asm__ volatile(text : : "r"((u64)(value)) : "memory")

/* GIC CPU interface and hypervisor registers (GICv3 specification, chapter 12). */
#define ICC_IAR1_EL1    S3_0_C12_C12_0
#define ICC_EOIR1_EL1   S3_0_C12_C12_1
#define ICC_DIR_EL1     S3_0_C12_C11_1
#define ICC_PMR_EL1     S3_0_C4_C6_0
#define ICC_CTLR_EL1    S3_0_C12_C12_4
#define ICC_IGRPEN1_EL1 S3_0_C12_C12_7
#define ICC_SRE_EL2     S3_4_C12_C9_5
#define ICH_HCR_EL2     S3_4_C12_C11_0
#define ICH_VTR_EL2     S3_4_C12_C11_1
#define ICH_VMCR_EL2    S3_4_C12_C11_7
#define ICH_AP0R0_EL2   S3_4_C12_C8_0
#define ICH_AP1R0_EL2   S3_4_C12_C9_0
#define ICH_LR0_EL2     S3_4_C12_C12_0
#define ICH_LR1_EL2     S3_4_C12_C12_1
#define ICH_LR2_EL2     S3_4_C12_C12_2
#define ICH_LR3_EL2     S3_4_C12_C12_3
