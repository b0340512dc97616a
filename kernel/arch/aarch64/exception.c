/* SPDX-License-Identifier: BSD-2-Clause */
/* What the exception registers say; see exception.h. */
#include <arrays.h>
#include <core.h>
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
#define ACCESS(op0, op1, crn, crm, read) \
	((u64)(op0) << 20 | (u64)(op1) << 14 | (u64)(crn) << 10 | (u64)(crm) << 1 | (read))
#define ID_REGISTERS       ACCESS(3, 7, 15, 8, 1) /* the bits that they have in common */
#define ID_REGISTER_READ   ACCESS(3, 0, 0, 0, 1)
#define ID_NUMBER(esr)     (((esr) >> 1 & 7) * 8 + ((esr) >> 17 & 7)) /* CRm, Op2 */
#define TARGET(esr)        ((esr) >> 5 & 31)

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

bool exception_id_register(u32 thread, u64 syndrome)
{
	if ((syndrome & ID_REGISTERS) != ID_REGISTER_READ)
		return false;
	if (TARGET(syndrome) != 31)
		threads[thread].regs.x[TARGET(syndrome)] = boot_info->id_registers[ID_NUMBER(syndrome)];
	threads[thread].regs.pc += 4;
	return true;
}
