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
#define INTERRUPT_COUNT          96
#define PROCESSORS               2
#define CPU_ON                   0xc4000003
#define NO_INTERRUPT             1020
#define TIMER_INTERRUPT          27

static volatile uint64_t exception_seen;
static volatile uint32_t interrupt_counts[PROCESSORS][INTERRUPT_COUNT];
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

uint64_t guest_interrupt(uint64_t pc, uint64_t esr, uint64_t link)
{
	uint64_t intid = READ_REGISTER("S3_0_C12_C12_0"); /* ICC_IAR1_EL1 */

	(void)esr, (void)link;
	if (intid >= NO_INTERRUPT)
		return pc;
	if (intid < INTERRUPT_COUNT)
		interrupt_counts[guest_processor()][intid]++;
	if (intid == TIMER_INTERRUPT && guest_timer_handler)
		guest_timer_handler();
	WRITE_REGISTER("S3_0_C12_C12_1", intid); /* ICC_EOIR1_EL1 */
	return pc;
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

void guest_enable_interrupts(void)
{
	uint32_t n = guest_processor();

	write32(GICR_WAKER(n), 0);
	write32(GICD_CTLR, 2);
	write32(GICR_IGROUPR(n), ~0u);
	write32(GICR_ISENABLER(n), ~0u);
	write32(GICD_IGROUPR1, ~0u);
	write32(GICD_IGROUPR1 + 4, ~0u);
	write32(GICD_ISENABLER1, ~0u);
	write32(GICD_ISENABLER1 + 4, ~0u);
	WRITE_REGISTER("S3_0_C4_C6_0", 0xff);  /* ICC_PMR_EL1 */
	WRITE_REGISTER("S3_0_C12_C12_7", 1);   /* ICC_IGRPEN1_EL1 */
	__asm__ volatile("msr daifclr, #2" : : : "memory");
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
