/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel asks of the processor. core/ and objects/ use this and nothing else of the
 * architecture. No function here fails.
 */
#pragma once

#include <types.h>

/* Counter ticks since power-on (CNTPCT_EL0). */
u64 arch_time(void);

/* Makes the kernel's timer interrupt fire once the counter reaches `deadline` (CNTHP). */
void arch_set_timer(u64 deadline);

/* True when a physical interrupt waits (ISR_EL1), or another core for the kernel. */
bool preemption_pending(void);

/* Waits until the counter has reached `instant`, with the timer as what wakes. */
void arch_sleep_until(u64 instant);

/* Waits until an interrupt is pending; interrupts stay masked. */
void arch_idle(void);

/* One core at a time runs the kernel, in the order in which they came. While it waits, a core may be parked; then false: the
 * exception that brought it here is void, and the thread, if it still runs, meets it again at its instruction, which is `rewind`
 * bytes before the saved program counter. The thread that runs afterwards may be another, or none. */
bool kernel_lock(u64 rewind);
void kernel_unlock(void);

/* Returns when the other core waits in the kernel with nothing in its registers that the caller could want to change. It stays
 * there until the kernel is unlocked. */
struct core;
void core_park(struct core *core);

/* This core has come in and needs nothing more of the loader's memory; all have. */
void core_arrive(void);
void core_await_all(void);

/* The other core enters the kernel soon, whatever it does now. */
void core_poke(const struct core *core);

/* Zeroes a granule and cleans and invalidates it to the point of coherency, so that a guest with
 * its caches off does not see the previous owner's data. */
void arch_clear_granule(u32 granule);

/* Makes a change of a page table visible to the table walker. */
void arch_publish_table(void);

/* Before an address becomes executable: forget instructions cached from it. */
void arch_invalidate_instructions(void);

/* Removes from all TLBs what the given VSpace translates: one page, or everything. */
void tlb_invalidate_page(u32 vspace, u64 address);
void tlb_invalidate_vspace(u32 vspace);

/* The hardware tag of a VSpace is free again; the VSpace is being destroyed. */
void vmid_release(u32 vspace);

/* Makes `thread` the one that runs on return to user level: address space, EL1 state, virtual
 * interrupts, FP access. NONE: nothing runs, no address space is loaded. */
void context_load(u32 thread);

/* The VSpace is being destroyed: no core may translate through it any more. */
void context_forget_vspace(u32 vspace);

/* The thread is being destroyed or reset: its state in any core's registers is worthless. */
void context_forget_thread(u32 thread);

/* True if the vCPU's EL1 state and virtual interrupts are in this core's registers; no other core's hold them by then. */
bool context_is_loaded(u32 thread);

/* Brings a vCPU's whole state back to struct vcpu, where it may be changed. */
void context_unload_vcpu(u32 thread);

/* When the loaded vCPU's virtual timer fires, DEADLINE_NEVER if it is off. */
u64 context_guest_deadline(void);

/* Brings everything in this core's registers back to memory: EL1 state, virtual interrupts, FP. */
void context_put_away(void);

/* Before the core waits with nothing to run: what others may change meanwhile is loaded again afterwards. */
void context_rest(void);

/* FP trap: gives the running thread its FP registers. */
void context_take_fp(u32 thread);
