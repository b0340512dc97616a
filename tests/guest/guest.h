/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a bare-metal guest of the tests is made of: registers, exceptions, interrupts, firmware, time, other
 * processors, and a console (guest.c, console.c). MMU and caches off, no memory management. The console and what is
 * said of exceptions are processor 0's.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The machine, as its device tree would say (components/vmm/machine.h). */
#define GICD       0x08000000ull
#define GICC       0x08010000ull /* GICv2 */
#define GICR       0x080a0000ull
#define GICR_SGI   0x080b0000ull
#define GICR_END   0x08120000ull /* of four processors: those that the guest has not read as zero */
#define GICR_STEP  0x20000ull /* from a processor's to the next one's */
#define RTC        0x09010000ull
#define VIRTIO(n)  (0x0a000000ull + 0x200ull * (n))
#define NO_DEVICE  0x0b000000ull
#define RAM        0x40000000ull

enum { VIRTIO_CONSOLE, VIRTIO_BLOCK, VIRTIO_VSOCK, VIRTIO_ENTROPY };

static inline uint32_t read32(uint64_t address)
{
	uint32_t value;

	__asm__ volatile("ldr %w0, [%1]" : "=r"(value) : "r"(address) : "memory");
	return value;
}

static inline void write32(uint64_t address, uint32_t value)
{
	__asm__ volatile("str %w0, [%1]" : : "r"(value), "r"(address) : "memory");
}

#define READ_REGISTER(name) \
	({ uint64_t value_; __asm__ volatile("mrs %0, " name : "=r"(value_)); value_; })
#define WRITE_REGISTER(name, value) __asm__ volatile("msr " name ", %0\n\tisb" : : "r"((uint64_t)(value)) : "memory")

/* Firmware by HVC or SMC. */
int64_t guest_hvc(uint64_t function, uint64_t a, uint64_t b);
int64_t guest_smc(uint64_t function, uint64_t a, uint64_t b);

/* PSCI CPU_ON of processor 1, which runs `function` and then turns itself off; the firmware's answer. */
int64_t guest_start_second(void (*function)(void));

/* The number of the processor that asks. */
static inline uint32_t guest_processor(void)
{
	return READ_REGISTER("mpidr_el1") & 0xff;
}

/* Ticks of the virtual counter. */
uint64_t guest_ticks(void);

/* The last synchronous exception since guest_forget_exception(): its ESR_EL1, 0 if there was none. The code
 * goes on behind it; a jump to where no code is returns to its caller. */
uint64_t guest_exception_seen(void);
void guest_forget_exception(void);

/* The interrupt controller's version, 2 or 3. */
uint32_t guest_gic_version(void);

/* Sends a processor a software interrupt. */
void guest_send(uint32_t processor, uint32_t intid);

/* Has a shared interrupt go to a processor. */
void guest_route(uint32_t intid, uint32_t processor);

/* The last eight interrupts that were taken, a byte each, the last one lowest. */
uint64_t guest_last_interrupts(void);

/* Turns the interrupt controller on, all shared interrupts and the caller's own enabled, unmasked. */
void guest_enable_interrupts(void);

/* How often `intid` (below 96) was taken by processor 0 or 1. */
uint32_t guest_interrupt_count_of(uint32_t processor, uint32_t intid);

static inline uint32_t guest_interrupt_count(uint32_t intid)
{
	return guest_interrupt_count_of(0, intid);
}

/* To wait for what an interrupt announces: mask; while it is not there, wait; unmask. */
static inline void guest_mask_interrupts(void)
{
	__asm__ volatile("msr daifset, #2" : : : "memory");
}

static inline void guest_unmask_interrupts(void)
{
	__asm__ volatile("msr daifclr, #2\n\tisb" : : : "memory");
}

/* Sleeps until an interrupt is pending, and takes it. Precondition and result: interrupts masked. */
static inline void guest_wait_interrupt(void)
{
	__asm__ volatile("wfi" : : : "memory");
	guest_unmask_interrupts();
	guest_mask_interrupts();
}

/* Sleeps until the virtual counter says so, with its timer. Precondition: interrupts enabled. Takes guest_timer_handler. */
void guest_sleep_until(uint64_t ticks);

/* Called for interrupt 27 before it ends; the test sets what it does. */
extern void (*guest_timer_handler)(void);

/* Prints to the virtio console; returns when the text has gone. */
void console_start(void);
void print(const char *text);
void print_number(uint64_t value);

/* "ok NAME" or "not ok NAME: value", and a line with a measurement. */
void report(const char *name, bool passed, uint64_t value);
void report_row(const char *name, uint64_t value, const char *unit);
