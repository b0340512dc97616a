/* SPDX-License-Identifier: BSD-2-Clause */
/* System registers and firmware; see cpu.h. */
#include "cpu.h"

#include <offsets.h>
#include <sysreg.h>

#define PSCI_SYSTEM_OFF 0x84000008u
#define PSCI_CPU_ON     0xc4000003u

#define AFFINITY        0xff00ffffffUL
#define ID(crm, op2)    ((crm) * 8 + (op2))
#define PMCR_COUNTERS   11 /* PMCR_EL0.N, five bits */

/* GICv3 specification 12.2 */
#define SRE_ALL_LEVELS  0xf /* system registers at EL2 and below, no bypass */
#define PRIORITY_ANY    0xff
#define CTLR_EOIMODE    2   /* priority drop and deactivation apart */
#define ICH_HCR_ENABLE  1

uint64_t cpu_affinity(void)
{
	return READ(mpidr_el1) & AFFINITY;
}

uint64_t cpu_counter(void)
{
	OP("isb");
	return READ(cntpct_el0);
}

void cpu_power_off(int conduit)
{
	cpu_call_firmware(PSCI_SYSTEM_OFF, 0, 0, 0, conduit);
}

uint64_t cpu_timer_frequency(void)
{
	return READ(cntfrq_el0);
}

/* Hidden: AArch32, SVE, MTE, SME, AMU, MPAM, RAS; PMU and trace; pointer authentication. What is not named is zero, as
 * AArch32's registers are when it is absent. */
void cpu_id_registers(uint64_t values[64])
{
	values[ID(4, 0)] = (READ(id_aa64pfr0_el1) & 0xff0f00000fff0000) | 0x1111;
	values[ID(5, 0)] = 0x101006; /* Armv8 debug with the fewest break- and watchpoints, all trapped; no PMU */
	values[ID(6, 0)] = READ(id_aa64isar0_el1);
	values[ID(6, 1)] = READ(id_aa64isar1_el1) & ~0xff000ff0UL;
	values[ID(7, 0)] = READ(id_aa64mmfr0_el1);
	values[ID(7, 1)] = READ(id_aa64mmfr1_el1);
	values[ID(7, 2)] = READ(S3_0_C0_C7_2);
}

int64_t cpu_start_other(int conduit, uint64_t affinity, uint64_t start, uint64_t size)
{
	cpu_cache_clean(start, size);
	return cpu_call_firmware(PSCI_CPU_ON, affinity, (uint64_t)cpu_other_entry, start, conduit);
}

void cpu_wake_others(void)
{
	OP("dsb sy");
	OP("sev");
}

void cpu_wait(void)
{
	OP("wfe");
}

void cpu_set_registers(uint64_t no_translation)
{
	WRITE(hcr_el2, CONFIG_HCR_NATIVE);
	WRITE(vtcr_el2, CONFIG_VTCR);
	WRITE(vttbr_el2, no_translation);
	WRITE(mdcr_el2, CONFIG_MDCR | (READ(pmcr_el0) >> PMCR_COUNTERS & 31));
	WRITE(cnthctl_el2, CONFIG_CNTHCTL);
	WRITE(cntvoff_el2, 0);
	WRITE(cntv_ctl_el0, 0);
	WRITE(cnthp_ctl_el2, 1);
	WRITE(cnthp_cval_el2, ~0UL);
	WRITE(cptr_el2, CONFIG_CPTR_CLOSED);
	WRITE(hstr_el2, 0);
	WRITE(pmuserenr_el0, 0);
	WRITE(mdscr_el1, 0);
	WRITE(vpidr_el2, READ(midr_el1));
	WRITE(vmpidr_el2, CONFIG_VMPIDR);
	WRITE(sctlr_el1, CONFIG_SCTLR_NATIVE);
	WRITE(cpacr_el1, CONFIG_CPACR_NATIVE);
	WRITE(tcr_el1, 0);
	WRITE(cntkctl_el1, CONFIG_CNTKCTL_NATIVE);
	WRITE(tpidrro_el0, 0);
	OP("isb");
}

void cpu_set_interrupt_registers(void)
{
	WRITE(ICC_SRE_EL2, SRE_ALL_LEVELS);
	OP("isb");
	WRITE(ICC_PMR_EL1, PRIORITY_ANY);
	WRITE(ICC_CTLR_EL1, CTLR_EOIMODE);
	WRITE(ICC_IGRPEN1_EL1, 1);
	WRITE(ICH_HCR_EL2, ICH_HCR_ENABLE);
	OP("isb");
}
