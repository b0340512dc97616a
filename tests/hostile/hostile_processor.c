/* SPDX-License-Identifier: BSD-2-Clause */
/* Attacks through the processor: registers, calls of firmware, timers, interrupts, exits. */
#include "hostile.h"

#define SYSTEM_OFF    0x84000008u
#define SYSTEM_RESET  0x84000009u
#define CPU_OFF       0x84000002u
#define GICD_SET_PENDING   (GICD + 0x200)
#define GICR_SET_PENDING   (GICR_SGI + 0x200)
#define TIMER              27ull
#define NO_INTERRUPT       1020u

/* Gives the processor away and comes back: an exit that the VMM serves, and a wait. */
static void be_switched_away(void)
{
	guest_hvc(0x84000000, 0, 0);
	read32(GICD);
	WRITE_REGISTER("cntv_tval_el0", TICKS_PER_MS / 4);
	WRITE_REGISTER("cntv_ctl_el0", 1);
	__asm__ volatile("wfi" : : : "memory");
	WRITE_REGISTER("cntv_ctl_el0", 0);
}

/* All that may be set without the guest losing itself; `EE` makes its own data big-endian, so it is left in
 * assembly. VBAR is worth nothing while nothing is taken. */
#define LEFT_HOSTILE(each)                                                                                       \
	each("cpacr_el1") each("tcr_el1") each("ttbr0_el1") each("ttbr1_el1") each("mair_el1") each("amair_el1") \
	each("contextidr_el1") each("tpidr_el1") each("tpidr_el0") each("tpidrro_el0") each("far_el1")           \
	each("esr_el1") each("afsr0_el1") each("afsr1_el1") each("par_el1") each("elr_el1") each("spsr_el1")     \
	each("csselr_el1") each("cntkctl_el1") each("vbar_el1")

static void set_hostile(uint64_t value)
{
#define SET(name) WRITE_REGISTER(name, value);
	LEFT_HOSTILE(SET)
}

static void fill_fp(uint64_t value)
{
	WRITE_REGISTER("cpacr_el1", 3u << 20);
	WRITE_REGISTER("fpcr", value);
	WRITE_REGISTER("fpsr", value);
	__asm__ volatile(".arch_extension fp\n\tfmov d0, %0\n\tfmov d8, %0\n\tfmov d15, %0\n\tfmov d31, %0" : : "r"(value));
}

void attack_hostile_registers(void)
{
	static const uint64_t values[] = { 0, ~0ull, 3ull << 37 | 0x19, 0xaaaaaaaaaaaaaaaaull };
	uint64_t vectors = READ_REGISTER("vbar_el1");
	uint64_t sctlr = READ_REGISTER("sctlr_el1");
	static uint32_t turn;
	uint64_t value = values[turn++ % 4];

	guest_mask_interrupts();
	fill_fp(value);
	set_hostile(value);
	be_switched_away();
	__asm__ volatile("msr sctlr_el1, %0\n\tisb\n\tmov x0, #0x84000000\n\thvc #0\n\tmsr sctlr_el1, %1\n\tisb"
	                 : : "r"(sctlr | 1ull << 25 | 1ull << 24 | 0xfull << 1), "r"(sctlr)
	                 : "x0", "x1", "x2", "x3", "memory");
	set_hostile(0);
	WRITE_REGISTER("vbar_el1", vectors);
	guest_unmask_interrupts();
}

void attack_debug_registers(void)
{
	static const uint64_t everywhere = 0xfull << 5 | 3ull << 1 | 1; /* BAS, both levels, enabled */

	WRITE_REGISTER("oslar_el1", 0);
	WRITE_REGISTER("osdlr_el1", 0);
	WRITE_REGISTER("dbgbvr0_el1", 0x400000);
	WRITE_REGISTER("dbgbcr0_el1", everywhere);
	WRITE_REGISTER("dbgbvr1_el1", 0);
	WRITE_REGISTER("dbgbcr1_el1", everywhere | 4ull << 20); /* any address but this one */
	WRITE_REGISTER("dbgwvr0_el1", 0x10000000);
	WRITE_REGISTER("dbgwcr0_el1", 0xffull << 5 | 3ull << 3 | 3ull << 1 | 1 | 0x1full << 24);
	WRITE_REGISTER("mdscr_el1", 1ull << 15 | 1ull << 13 | 1); /* MDE, KDE, single step */
	WRITE_REGISTER("pmcr_el0", 7);
	WRITE_REGISTER("pmuserenr_el0", 0xf);
	WRITE_REGISTER("pmintenset_el1", ~0ull);
	WRITE_REGISTER("pmcntenset_el0", ~0ull);
	__asm__ volatile("msr daifclr, #8\n\tisb");
	be_switched_away();
	__asm__ volatile("msr daifset, #8\n\tisb");
	WRITE_REGISTER("mdscr_el1", 0);
}

/* ---- Instructions made up at run time ---- */

#define ENCODING_SYSTEM  0xd5000000u
#define RETURN           0xd65f03c0u
#define FIELD(word, low, width) ((word) >> (low) & ((1u << (width)) - 1))

/* Whether the guest would only lose itself: waits, its stack pointer, its vectors, its MMU. */
static bool harms_itself(uint32_t word)
{
	uint32_t op0 = FIELD(word, 19, 2), crn = FIELD(word, 12, 4), crm = FIELD(word, 8, 4);
	bool is_read = FIELD(word, 21, 1);

	if (op0 == 0)
		return true;
	if (op0 == 1)
		return crn == 7 && (crm == 6 || crm == 4); /* throws away lines; ZVA */
	if (op0 == 3 && crn == 12)
		return true; /* an interrupt acknowledged here would never end: attack_timer_never_ended */
	return !is_read && op0 == 3 && FIELD(word, 16, 3) == 0 && (crn == 1 || crn == 4);
}

void attack_random_system_instructions(void)
{
	static volatile uint32_t code[2];
	uint32_t word = ENCODING_SYSTEM | (hostile_random() & 0x3fffe0);

	if (harms_itself(word))
		return;
	code[0] = word; /* its register is x0 */
	code[1] = RETURN;
	__asm__ volatile("dc cvau, %0\n\tdsb sy\n\tic ialluis\n\tdsb sy\n\tisb" : : "r"(code) : "memory");
	guest_mask_interrupts();
	((uint64_t (*)(uint64_t))(uintptr_t)code)(SCRATCH);
	WRITE_REGISTER("cntv_ctl_el0", 0);
	guest_unmask_interrupts();
}

/* ---- Firmware ---- */

static uint32_t harmless_function(void)
{
	uint32_t function = hostile_random() & (hostile_random() & 1 ? ~0u : 0xc400001fu);

	return function == SYSTEM_OFF || function == SYSTEM_RESET || function == CPU_OFF ? 0x84000000u : function;
}

void attack_random_calls(void)
{
	uint64_t high = (uint64_t)hostile_random() << 32;

	guest_hvc(harmless_function(), high | hostile_random(), hostile_address());
	guest_smc(harmless_function(), hostile_address(), high | hostile_random());
	__asm__ volatile("mov x0, #-1\n\thvc #0xffff\n\tmov x0, #-1\n\tsmc #0xffff\n\tmov x0, #-1\n\thvc #1"
	                 : : : "x0", "x1", "x2", "x3", "memory");
}

/* A second processor, at an address outside its memory or of another affinity, sleep without an end. */
void attack_power_calls(void)
{
	static const uint32_t functions[] = { 0x84000001, 0xc4000001, 0x84000003, 0xc4000003, 0x84000004, 0xc4000004,
	                                      0x84000005, 0x84000006, 0x84000007, 0x8400000a, 0x8400000c, 0xc400000e, 0x84000010 };

	for (uint32_t n = 0; n < sizeof functions / sizeof *functions; n++) {
		int64_t result = guest_hvc(functions[n], 1u << 16 | hostile_random(), hostile_address());

		if ((functions[n] & ~0x40000000u) == 0x84000003 && result == 0)
			hostile_breach("second_processor", functions[n]);
	}
}

static volatile uint32_t *const resets = (volatile uint32_t *)(RAM + (5u << 20));

/* The profile is loaded anew each time; guest_main() comes back here. */
void attack_reset_storm(void)
{
	resets[0]++;
	guest_hvc(SYSTEM_RESET, 0, 0);
}

/* ---- Timers and interrupts ---- */

/* Acknowledged and not ended, and then switched away: the next guest's timer must fire all the same. */
void attack_timer_never_ended(void)
{
	guest_mask_interrupts();
	WRITE_REGISTER("cntv_tval_el0", 1);
	WRITE_REGISTER("cntv_ctl_el0", 1);
	__asm__ volatile("wfi" : : : "memory");
	uint64_t intid = READ_REGISTER("S3_0_C12_C12_0"); /* ICC_IAR1_EL1 */

	for (uint32_t n = 0; n < 64; n++)
		guest_hvc(0x84000000, 0, 0);
	for (uint64_t start = guest_ticks(); guest_ticks() - start < 8 * TICKS_PER_MS;)
		;
	WRITE_REGISTER("cntv_ctl_el0", 0);
	if (intid < NO_INTERRUPT)
		WRITE_REGISTER("S3_0_C12_C12_1", intid); /* ICC_EOIR1_EL1 */
	guest_unmask_interrupts();
}

static void keep_firing(void)
{
	if (phase_now() != PHASE_timer_storm)
		WRITE_REGISTER("cntv_ctl_el0", 0);
}

/* A deadline that is always past: the handler returns into its next interrupt. */
void attack_timer_storm(void)
{
	guest_timer_handler = keep_firing;
	WRITE_REGISTER("cntv_cval_el0", 0);
	WRITE_REGISTER("cntv_ctl_el0", 1);
}

void attack_physical_timer(void)
{
	WRITE_REGISTER("cntp_cval_el0", 0);
	WRITE_REGISTER("cntp_tval_el0", 1);
	WRITE_REGISTER("cntp_ctl_el0", 1);
	READ_REGISTER("cntp_ctl_el0");
	WRITE_REGISTER("cntkctl_el1", 0x3ff);
}

void attack_software_interrupts_to_all(void)
{
	for (uint64_t intid = 0; intid < 16; intid++) {
		WRITE_REGISTER("S3_0_C12_C11_5", intid << 24 | 1ull << 40 | 0xffff); /* ICC_SGI1R_EL1: all but this one */
		WRITE_REGISTER("S3_0_C12_C11_5", intid << 24 | 0xffff | 0xffull << 16 | 0xffull << 32);
		WRITE_REGISTER("S3_0_C12_C11_7", intid << 24 | 0xffff);              /* SGI0R */
		WRITE_REGISTER("S3_0_C12_C11_6", intid << 24 | 0xffff);              /* ASGI1R */
	}
}

/* All interrupts pending at once, masked, then taken; and an end for interrupts that are none. */
void attack_list_register_exhaustion(void)
{
	guest_mask_interrupts();
	write32(GICR_SET_PENDING, 0xffffu);
	write32(GICD_SET_PENDING + 4, ~0u);
	write32(GICD_SET_PENDING + 8, ~0u);
	for (uint64_t intid = 0; intid < 96; intid += 5)
		WRITE_REGISTER("S3_0_C12_C12_1", intid);
	guest_unmask_interrupts();
}

/* An interrupt that is pending and masked lets every wait end at once. */
void attack_wait_storm(void)
{
	guest_mask_interrupts();
	WRITE_REGISTER("cntv_cval_el0", 0);
	WRITE_REGISTER("cntv_ctl_el0", 1);
	for (uint32_t n = 0; n < 64; n++)
		__asm__ volatile("wfi\n\twfe\n\tsev\n\tyield" : : : "memory");
	WRITE_REGISTER("cntv_ctl_el0", 0);
	guest_unmask_interrupts();
}

void attack_exit_storm(void)
{
	for (uint32_t n = 0; n < 64; n++) {
		read32(GICD + 4);
		write32(GICD + 0x400, n);
	}
}
