/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pretend processor: registers of each core, the instructions that the kernel's C code uses, time, and a
 * simple interrupt controller. The code of arch/aarch64 runs on it (sysreg.h). Registers without a meaning of
 * their own just hold what was written; an instruction that the model does not know ends the program.
 */
#pragma once

#include <core.h>

#define HOST_NEVER (~0UL)

/* Counter ticks; tests move it forward, and each reading of the counter does by one. */
extern u64 host_time;

/* Questions about pending interrupts (ISR_EL1) until one finds the next timer or device interrupt pending; 0: never. */
extern u32 host_interrupt_after;

/* Everything as at power-on. */
void host_power_on(void);

/* For sysreg.h: numbers of names, never 0, and what they stand for. */
u32 host_register(const char *name);
u32 host_instruction(const char *text);
u64 host_read(u32 number);
void host_write(u32 number, u64 value);
void host_execute(u32 number, u64 operand);

/* A name is looked up once for each place that uses one. */
#define HOST_NUMBER(look_up, name) \
	__extension__({ static u32 number_; if (number_ == 0) number_ = look_up(name); number_; })

/* This core's registers without effects, by number or by name. */
u64 host_get(u32 number);
void host_set(u32 number, u64 value);
#define host_peek(name)        host_get(HOST_NUMBER(host_register, name))
#define host_poke(name, value) host_set(HOST_NUMBER(host_register, name), value)

/* The VTTBR that translations use now: what was written before the last ISB or return to user level. */
u64 host_vttbr(u32 core);

/* A device's or core's interrupt line rises. True if the controller forwards it. */
bool host_interrupt(u32 intid);

/* The interrupt that the core would take now, or GIC_NO_INTERRUPT. */
u32 host_pending(void);

/* The nth device interrupt that is enabled and not active, counted round; GIC_NO_INTERRUPT if there is none. */
u32 host_enabled(u32 n);

/* The guest on this core ends the virtual interrupt of list register n (taking it first if it is pending). */
void host_guest_ends(u32 n);

/* Whether the core has to enter the kernel because another one asked it to. */
bool host_is_called(u32 core);

/* This core enters the kernel. False if it then sleeps, until an interrupt is pending: it runs nothing, and the next entry is
 * for that interrupt. */
bool host_enter(void (*entry)(void));

/* The thread that the core went back to when it last left the kernel, NONE if it sleeps. */
u32 host_runs(u32 core);

/* The next time, later than now, at which a timer of this core expires, HOST_NEVER if none does. */
u64 host_next_timer(void);

/* This core's FP registers are one number in this model: q[0] of struct fp_registers. */
extern u64 host_fp[CORE_MAX];
