/* SPDX-License-Identifier: BSD-2-Clause */
/* See host_machine.h. */

#include <arrays.h>
#include <context.h>
#include <core.h>
#include <gic.h>
#include <host_cache.h>
#include <host_machine.h>
#include <host_require.h>
#include <host_tlb.h>
#include <setjmp.h>
#include <string.h>

#define REGISTERS 128u
#define ISR_IRQ   BIT(7)
#define NO_NUMBER 0u

u64 host_time;
u32 host_interrupt_after;
u32 host_core;
u32 host_partition[CORE_MAX];
u64 host_fp[CORE_MAX];

enum known_register {
	CNTPCT_EL0 = 1,
	ISR_EL1,
	VTTBR_EL2,
	PAR_EL1,
	CNTHP_CVAL_EL2,
	CNTV_CTL_EL0,
	CNTV_CVAL_EL0,
	KNOWN_REGISTERS,
};

static const char *register_names[REGISTERS] = {
	[CNTPCT_EL0] = "cntpct_el0",
	[ISR_EL1] = "isr_el1",
	[VTTBR_EL2] = "vttbr_el2",
	[PAR_EL1] = "par_el1",
	[CNTHP_CVAL_EL2] = "cnthp_cval_el2",
	[CNTV_CTL_EL0] = "cntv_ctl_el0",
	[CNTV_CVAL_EL0] = "cntv_cval_el0",
};

enum instruction {
	ISB = 1,
	DSB_SY,
	DSB_ISH,
	DSB_ISHST,
	DSB_NSH,
	DMB_SY,
	WFI,
	TLBI_IPAS2E1IS,
	TLBI_VMALLE1IS,
	TLBI_VMALLE1,
	TLBI_VMALLS12E1IS,
	IC_IALLUIS,
	DC_ZVA,
	DC_CIVAC,
	AT_S1E1R,
	INSTRUCTIONS,
};

static const char *const instruction_texts[INSTRUCTIONS] = {
	[ISB] = "isb",
	[DSB_SY] = "dsb sy",
	[DSB_ISH] = "dsb ish",
	[DSB_ISHST] = "dsb ishst",
	[DSB_NSH] = "dsb nsh",
	[DMB_SY] = "dmb sy",
	[WFI] = "wfi",
	[TLBI_IPAS2E1IS] = "tlbi ipas2e1is, %0",
	[TLBI_VMALLE1IS] = "tlbi vmalle1is",
	[TLBI_VMALLE1] = "tlbi vmalle1",
	[TLBI_VMALLS12E1IS] = "tlbi vmalls12e1is",
	[IC_IALLUIS] = "ic ialluis",
	[DC_ZVA] = "dc zva, %0",
	[DC_CIVAC] = "dc civac, %0",
	[AT_S1E1R] = "at s1e1r, %0",
};

static u64 registers[CORE_MAX][REGISTERS];
static u64 translation_base[CORE_MAX];
static jmp_buf sleeps;
static u32 runs[CORE_MAX];

void host_power_on(void)
{
	memset(registers, 0, sizeof(registers));
	memset(translation_base, 0, sizeof(translation_base));
	memset(host_fp, 0, sizeof(host_fp));
	host_time = 1;
	memset(host_partition, 0, sizeof(host_partition));
	host_interrupt_after = 0;
	for (host_core = CORE_MAX; host_core-- > 0;)
		host_set(CNTHP_CVAL_EL2, HOST_NEVER);
	host_core = 0;
}

u32 host_register(const char *name)
{
	u32 n = 1;

	while (n < REGISTERS && register_names[n] != NULL && strcmp(register_names[n], name) != 0)
		n++;
	REQUIRE(registers_fit, n, n < REGISTERS);
	register_names[n] = name;
	return n;
}

u32 host_instruction(const char *text)
{
	u32 n = 1;

	while (n < INSTRUCTIONS && strcmp(instruction_texts[n], text) != 0)
		n++;
	REQUIRE(instruction_is_modelled, text[0], n < INSTRUCTIONS);
	return n;
}

/* An interrupt that comes while the kernel works. */
static void interrupt_now(void)
{
	const u64 deadline = registers[host_core][CNTHP_CVAL_EL2];
	const u32 device = host_enabled((u32)host_time);

	if (device != GIC_NO_INTERRUPT)
		host_interrupt(device);
	else if (deadline != HOST_NEVER && deadline > host_time)
		host_time = deadline;
}

u64 host_read(u32 number)
{
	if (number == CNTPCT_EL0)
		return ++host_time;
	if (number != ISR_EL1)
		return registers[host_core][number];
	if (host_interrupt_after != 0 && --host_interrupt_after == 0)
		interrupt_now();
	return host_pending() == GIC_NO_INTERRUPT ? 0 : ISR_IRQ;
}

void host_write(u32 number, u64 value)
{
	registers[host_core][number] = value;
}

u64 host_get(u32 number)
{
	return registers[host_core][number];
}

void host_set(u32 number, u64 value)
{
	registers[host_core][number] = value;
}

u64 host_vttbr(u32 core)
{
	return translation_base[core];
}

static void synchronise(void)
{
	translation_base[host_core] = registers[host_core][VTTBR_EL2];
}

u64 host_next_timer(void)
{
	const u64 *own = registers[host_core];
	const bool guest_waits = (own[CNTV_CTL_EL0] & 3) == 1 && own[CNTV_CVAL_EL0] > host_time;
	const u64 guest = guest_waits ? own[CNTV_CVAL_EL0] : HOST_NEVER;
	const u64 kernel = own[CNTHP_CVAL_EL2] > host_time ? own[CNTHP_CVAL_EL2] : HOST_NEVER;

	return guest < kernel ? guest : kernel;
}

u32 host_runs(u32 core)
{
	return runs[core];
}

bool host_enter(void (*entry)(void))
{
	runs[host_core] = NONE;
	if (setjmp(sleeps) != 0)
		return false;
	entry();
	synchronise();
	runs[host_core] = this_core()->current;
	return true;
}

/* While it sleeps nothing that it has loaded may be stale either. */
static void sleep(void)
{
	host_tlb_check();
	longjmp(sleeps, 1);
}

/* Stores are visible to table walkers; with `completes`, so is maintenance to everyone. */
static void barrier(bool completes)
{
	host_tlb_publish();
	if (!completes)
		return;
	host_tlb_complete();
	host_cache_complete();
}

void host_execute(u32 number, u64 operand)
{
	switch (number) {
	case ISB: synchronise(); break;
	case DSB_SY: case DSB_ISH: case DSB_NSH: barrier(true); break;
	case DSB_ISHST: barrier(false); break;
	case WFI: sleep(); break;
	case TLBI_IPAS2E1IS: host_tlb_invalidate(TLB_STAGE2 | TLB_WALK, operand << GRANULE_BITS); break;
	case TLBI_VMALLE1IS: host_tlb_invalidate(TLB_COMBINED, TLB_ALL); break;
	case TLBI_VMALLE1: host_tlb_invalidate(TLB_COMBINED | TLB_OWN_CORE, TLB_ALL); break;
	case TLBI_VMALLS12E1IS: host_tlb_invalidate(TLB_STAGE2 | TLB_WALK | TLB_COMBINED, TLB_ALL); break;
	case IC_IALLUIS: host_cache_invalidate_instructions(); break;
	case DC_ZVA: host_cache_zero_line(operand); break;
	case DC_CIVAC: host_cache_clean_line(operand); break;
	case AT_S1E1R: registers[host_core][PAR_EL1] = operand & BIT(12) ? 1 : operand & 0xfffffff000UL; break;
	default: break;
	}
}

void fp_save(struct fp_registers *to)
{
	to->q[0] = host_fp[host_core];
}

void fp_restore(const struct fp_registers *from)
{
	host_fp[host_core] = from->q[0];
}
