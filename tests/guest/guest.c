/* SPDX-License-Identifier: BSD-2-Clause */
/* See guest.h. */
#include "guest.h"

#define CLASS(esr)               ((esr) >> 26 & 0x3f)
#define CLASS_INSTRUCTION_ABORT  0x21
#define GICD_CTLR                (GICD + 0x0)
#define GICD_IGROUPR1            (GICD + 0x84)
#define GICD_ISENABLER1          (GICD + 0x104)
#define GICR_WAKER(n)            (GICR + (n) * GICR_STEP + 0x14)
#define GICR_IGROUPR(n)          (GICR_SGI + (n) * GICR_STEP + 0x80)
#define GICR_ISENABLER(n)        (GICR_SGI + (n) * GICR_STEP + 0x100)
#define GICD_SGIR                (GICD + 0xf00)
#define GICC_CTLR                (GICC + 0x00)
#define GICC_PMR                 (GICC + 0x04)
#define GICC_IAR                 (GICC + 0x0c)
#define GICC_EOIR                (GICC + 0x10)
#define SGIR_TARGET(n)           (1u << (16 + (n)))
#define GICD_ITARGETSR(intid)    (GICD + 0x800 + (intid) / 4 * 4)
#define GICD_IROUTER(intid)      (GICD + 0x6000 + 8 * (intid))
#define INTERRUPT_COUNT          96
#define PROCESSORS               2
#define CPU_ON                   0xc4000003
#define NO_INTERRUPT             1020
#define TIMER_INTERRUPT          27

static volatile uint64_t exception_seen;
static volatile uint32_t interrupt_counts[PROCESSORS][INTERRUPT_COUNT];
static volatile uint64_t last_interrupts;
static bool is_v2; /* once interrupts are enabled; asking takes an exit */
void (*guest_timer_handler)(void);

#define CALL(instruction)                                                                 \
	register uint64_t x0 __asm__("x0") = function;                                    \
	register uint64_t x1 __asm__("x1") = a;                                           \
	register uint64_t x2 __asm__("x2") = b;                                           \
	__asm__ volatile(instruction " #0" : "+r"(x0) : "r"(x1), "r"(x2) : "x3", "memory"); \
	return (int64_t)x0

int64_t guest_hvc(uint64_t function, uint64_t a, uint64_t b)
{
	CALL("hvc");
}

int64_t guest_smc(uint64_t function, uint64_t a, uint64_t b)
{
	CALL("smc");
}

uint64_t guest_ticks(void)
{
	__asm__ volatile("isb" : : : "memory");
	return READ_REGISTER("cntvct_el0");
}

uint64_t guest_exception_seen(void)
{
	return exception_seen;
}

void guest_forget_exception(void)
{
	exception_seen = 0;
}

/* From start.S: where to continue. */
uint64_t guest_exception(uint64_t pc, uint64_t esr, uint64_t link)
{
	exception_seen = esr;
	return CLASS(esr) == CLASS_INSTRUCTION_ABORT ? link : pc + 4;
}

/* ID_AA64PFR0_EL1.GIC: the CPU interface is registers, or else memory. */
uint32_t guest_gic_version(void)
{
	return READ_REGISTER("id_aa64pfr0_el1") >> 24 & 1 ? 3 : 2;
}

static uint64_t take(void)
{
	return is_v2 ? read32(GICC_IAR) : READ_REGISTER("S3_0_C12_C12_0"); /* ICC_IAR1_EL1 */
}

static void end(uint64_t intid)
{
	if (is_v2)
		write32(GICC_EOIR, (uint32_t)intid);
	else
		WRITE_REGISTER("S3_0_C12_C12_1", intid); /* ICC_EOIR1_EL1 */
}

uint64_t guest_interrupt(uint64_t pc, uint64_t esr, uint64_t link)
{
	uint64_t intid = take();

	(void)esr, (void)link;
	if (intid >= NO_INTERRUPT)
		return pc;
	if (intid < INTERRUPT_COUNT)
		interrupt_counts[guest_processor()][intid]++;
	last_interrupts = last_interrupts << 8 | intid;
	if (intid == TIMER_INTERRUPT && guest_timer_handler)
		guest_timer_handler();
	end(intid);
	return pc;
}

uint64_t guest_last_interrupts(void)
{
	return last_interrupts;
}

void guest_send(uint32_t processor, uint32_t intid)
{
	__asm__ volatile("dsb sy" : : : "memory");
	if (is_v2)
		write32(GICD_SGIR, SGIR_TARGET(processor) | intid);
	else
		WRITE_REGISTER("S3_0_C12_C11_5", (uint64_t)intid << 24 | 1u << processor); /* ICC_SGI1R_EL1 */
}

void guest_route(uint32_t intid, uint32_t processor)
{
	if (is_v2)
		write32(GICD_ITARGETSR(intid), 0x01010101u << processor); /* with three neighbours */
	else
		write32(GICD_IROUTER(intid), processor);
}

uint32_t guest_interrupt_count_of(uint32_t processor, uint32_t intid)
{
	return interrupt_counts[processor][intid];
}

/* From start.S. */
extern const char guest_second[];
extern volatile uint64_t guest_second_function;

int64_t guest_start_second(void (*function)(void))
{
	guest_second_function = (uintptr_t)function;
	return guest_hvc(CPU_ON, 1, (uintptr_t)guest_second);
}

static void enable_v2(void)
{
	write32(GICD_CTLR, 1);
	write32(GICD_ISENABLER1 - 4, ~0u);
	write32(GICC_PMR, 0xff);
	write32(GICC_CTLR, 1);
}

static void enable_v3(void)
{
	uint32_t n = guest_processor();

	write32(GICR_WAKER(n), 0);
	write32(GICD_CTLR, 2);
	write32(GICR_IGROUPR(n), ~0u);
	write32(GICR_ISENABLER(n), ~0u);
	write32(GICD_IGROUPR1, ~0u);
	write32(GICD_IGROUPR1 + 4, ~0u);
	WRITE_REGISTER("S3_0_C4_C6_0", 0xff);  /* ICC_PMR_EL1 */
	WRITE_REGISTER("S3_0_C12_C12_7", 1);   /* ICC_IGRPEN1_EL1 */
}

void guest_enable_interrupts(void)
{
	is_v2 = guest_gic_version() == 2;
	if (is_v2)
		enable_v2();
	else
		enable_v3();
	write32(GICD_ISENABLER1, ~0u);
	write32(GICD_ISENABLER1 + 4, ~0u);
	__asm__ volatile("msr daifclr, #2" : : : "memory");
}

static void stop_timer(void)
{
	WRITE_REGISTER("cntv_ctl_el0", 0);
}

void guest_sleep_until(uint64_t ticks)
{
	guest_timer_handler = stop_timer;
	guest_mask_interrupts();
	WRITE_REGISTER("cntv_cval_el0", ticks);
	WRITE_REGISTER("cntv_ctl_el0", 1);
	while (guest_ticks() < ticks)
		guest_wait_interrupt();
	guest_unmask_interrupts();
}

/* GCC may call these for what C code says. */
void *memset(void *to, int value, size_t size)
{
	volatile uint8_t *bytes = to;

	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)value;
	return to;
}

void *memcpy(void *to, const void *from, size_t size)
{
	volatile uint8_t *bytes = to;

	for (size_t i = 0; i < size; i++)
		bytes[i] = ((const uint8_t *)from)[i];
	return to;
}
