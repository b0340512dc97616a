/* SPDX-License-Identifier: BSD-2-Clause */
/* What the exception registers say; see exception.h. */
#include <arrays.h>
#include <exception.h>
#include <sysreg.h>

#define FAULT_STATUS(esr)  ((esr) & 0x3f)
#define PERMISSION_FAULT   0x0c /* 0b0011xx */
#define SYNDROME_S1PTW     BIT(7)
#define PAR_FAILED         BIT(0)
#define PAR_ADDRESS        0xfffffff000UL
#define PAGE_OFFSET        0xfffUL
#define NATIVE_ADDRESS     (BIT(IPA_BITS) - 1)

/* MSR/MRS syndromes: Op0 21:20, Op2 19:17, Op1 16:14, CRn 13:10, Rt 9:5, CRm 4:1, direction 0. */
#define REGISTER_NAME(esr)  ((esr) & 0x3ffc1e)
#define NAME(op0, op1, crn, crm, op2) \
	((u64)(op0) << 20 | (u64)(op2) << 17 | (u64)(op1) << 14 | (u64)(crn) << 10 | (u64)(crm) << 1)

u64 exception_syndrome(void)
{
	return READ(esr_el2);
}

/* HPFAR_EL2 is not promised for permission faults: ask the translation of stage 1. */
static u64 translate_stage1(u64 address)
{
	u64 saved = READ(par_el1);

	OP1("at s1e1r, %0", address);
	OP("isb");
	u64 result = READ(par_el1);

	WRITE(par_el1, saved);
	return result & PAR_FAILED ? ~0UL : (result & PAR_ADDRESS) | (address & PAGE_OFFSET);
}

u64 exception_address(u64 syndrome, bool guest)
{
	u64 address = READ(far_el2);

	if (!guest)
		return address & NATIVE_ADDRESS;
	if ((FAULT_STATUS(syndrome) & 0x3c) == PERMISSION_FAULT && !(syndrome & SYNDROME_S1PTW))
		return translate_stage1(address);
	return (READ(hpfar_el2) & ~0xfUL) << 8 | (address & PAGE_OFFSET);
}

/* Fields that are masked out: AArch32, SVE, MTE, SME, AMU, MPAM, RAS; PMU and trace; pointer
 * authentication. Registers not named read as zero, as AArch32's do when it is absent. */
static u64 id_register(u64 name)
{
	switch (name) {
	case NAME(3, 0, 0, 4, 0):
		return (READ(id_aa64pfr0_el1) & 0xff0f00000fff0000UL) | 0x1111;
	case NAME(3, 0, 0, 5, 0):
		return 0x101006; /* Armv8 debug with the fewest break- and watchpoints, all trapped; no PMU */
	case NAME(3, 0, 0, 6, 0):
		return READ(id_aa64isar0_el1);
	case NAME(3, 0, 0, 6, 1):
		return READ(id_aa64isar1_el1) & ~0xff000ff0UL;
	case NAME(3, 0, 0, 7, 0):
		return READ(id_aa64mmfr0_el1);
	case NAME(3, 0, 0, 7, 1):
		return READ(id_aa64mmfr1_el1);
	case NAME(3, 0, 0, 7, 2):
		return READ(S3_0_C0_C7_2);
	default:
		return 0;
	}
}

bool exception_id_register(u32 thread, u64 syndrome)
{
	u64 name = REGISTER_NAME(syndrome);
	u64 target = syndrome >> 5 & 31;
	u64 crm = syndrome >> 1 & 15;

	if ((name & ~(NAME(0, 0, 0, 15, 7))) != NAME(3, 0, 0, 0, 0) || crm == 0 || crm > 7 || !(syndrome & 1))
		return false;
	if (target != 31)
		threads[thread].regs.x[target] = id_register(name);
	threads[thread].regs.pc += 4;
	return true;
}
