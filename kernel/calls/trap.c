/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the vectors to whoever serves the exception: system calls, faults and exits, interrupts.
 * Every trap ends in trap_finish, which chooses the thread to run.
 */
#include <arch.h>
#include <arrays.h>
#include <boot_info.h>
#include <exception.h>
#include <fault.h>
#include <gic.h>
#include <ipc.h>
#include <irq.h>
#include <partition.h>
#include <schedule.h>
#include <syscall.h>
#include <thread.h>
#include <trap.h>
#include <vcpu.h>

/* One deadline is served; the timer fires again at once if more have passed. */
static void expire(u64 now)
{
	u32 thread = schedule_expired(now);

	schedule_charge(this_core());
	if (thread != NONE)
		thread_timed_out(thread);
}

static void timer_fired(void)
{
	u64 now = arch_time();

	this_core()->timer_changed = true;
	if (now >= this_core()->window_end)
		this_core()->turn_due = true;
	else
		expire(now);
}

static void serve_interrupt(void)
{
	u32 intid = gic_acknowledge();

	switch (intid) {
	case KERNEL_TIMER_INTID:
		gic_deactivate(intid);
		timer_fired();
		break;
	case VIRTUAL_TIMER_INTID: /* stays active: its end is the guest's */
		vcpu_timer_fired();
		break;
	case MAINTENANCE_INTID:
		vcpu_list_freed();
		gic_deactivate(intid);
		break;
	default:
		if (intid < GIC_NO_INTERRUPT)
			irq_fire(intid);
	}
}

/* A vCPU whose VMM waits for a free list register tells it so before it goes on. */
static bool owes_exit(u32 thread)
{
	return (threads[thread].flags & THREAD_IS_VCPU) && threads[thread].vcpu.notify_free == NOTIFY_DUE;
}

/* Nothing has happened by which another thread might run, or this one's context or time be another. */
static bool goes_on(const struct core *core)
{
	u32 thread = core->current;

	return !core->reschedule && !core->timer_changed && thread != NONE && thread == core->loaded
	       && threads[thread].sched_context == core->sched_context;
}

/* The thread to run now, NONE if none can. A window that is over ends here, the same way whatever ran in it; a thread whose
 * time is up tells so, if it has somebody to tell. */
static u32 choose_now(void)
{
	if (this_core()->turn_due) {
		partition_turn();
		expire(arch_time());
	}
	u32 late = schedule_give_way();

	if (late != NONE)
		fault_raise(late, FAULT_TIMEOUT, 0, 0);
	return schedule_choose();
}

/* Chooses the thread to run, and waits for one. */
static u32 choose(void)
{
	u32 next = choose_now();

	while (next == NONE || owes_exit(next)) {
		if (next == NONE) {
			context_rest();
			kernel_unlock();
			arch_idle();
			kernel_lock(0);
		} else {
			threads[next].vcpu.notify_free = NOTIFY_NOTHING;
			fault_raise(next, EXIT_INTERRUPTS, 0, 0);
		}
		serve_interrupt(); /* none waits for more than one such exit, however many vCPUs owe one */
		next = choose_now();
	}
	return next;
}

static void trap_finish(void)
{
	if (!goes_on(this_core()))
		context_load(choose());
	kernel_unlock();
}

static bool is_abort(u32 class)
{
	return class == CLASS_INSTRUCTION_ABORT || class == CLASS_DATA_ABORT;
}

/* What the handler is told; the calls of guests and their registers have classes in the order of their labels. */
static u64 label_of(u32 class, bool guest)
{
	if (!guest)
		return is_abort(class) ? FAULT_MEMORY : FAULT_EXCEPTION;
	if (is_abort(class))
		return EXIT_MEMORY;
	return class >= CLASS_HVC && class <= CLASS_REGISTER ? EXIT_HVC + (class - CLASS_HVC) : EXIT_OTHER;
}

static void report(u32 thread, u32 class, u64 syndrome)
{
	bool guest = threads[thread].flags & THREAD_IS_VCPU;

	if (guest && class == CLASS_REGISTER && exception_id_register(thread, syndrome))
		return;
	fault_raise(thread, label_of(class, guest), syndrome, is_abort(class) ? exception_address(syndrome, guest) : 0);
}

static void serve_exception(u32 thread, u64 syndrome)
{
	u32 class = exception_class(syndrome);

	switch (class) {
	case CLASS_SVC:
		syscall(thread, (u32)syndrome & 0xffff);
		break;
	case CLASS_FP:
		context_take_fp(thread);
		break;
	case CLASS_WFX:
		vcpu_idle(thread);
		break;
	default:
		report(thread, class, syndrome);
	}
}

/* How far the exception left the program counter beyond its instruction: what a call does. */
static u64 call_length(u64 syndrome)
{
	u64 class = exception_class(syndrome);

	return class == CLASS_SVC || class == CLASS_HVC ? 4 : 0;
}

/* Whoever runs has its context loaded, however it came to run: fastpath.S does not note that. Before others may change it. */
static bool enter_trap(u64 rewind)
{
	struct core *core = this_core();

	core->loaded = core->current;
	return kernel_lock(rewind);
}

void trap_synchronous(void)
{
	u64 syndrome = exception_syndrome();

	if (enter_trap(call_length(syndrome)))
		serve_exception(this_core()->current, syndrome);
	trap_finish();
}

void trap_invoke(void)
{
	const struct core *core = this_core();

	if (core->shared || !method_map_frame(core->current))
		trap_synchronous();
}

void trap_interrupt(void)
{
	if (enter_trap(0))
		serve_interrupt();
	trap_finish();
}

void trap_serror(void)
{
	u64 syndrome = exception_syndrome();

	enter_trap(0);
	if (this_core()->current != NONE)
		fault_raise(this_core()->current, FAULT_SERROR, syndrome, 0);
	trap_finish();
}

static void start_system(const struct boot_info *info)
{
	core_await_all();
	gic_start(info);
	context_forget_thread(info->first_thread);
	schedule_ready(info->first_thread);
}

void kernel_start(const struct boot_info *info, u32 index)
{
	struct core *core = this_core();

	for (u32 i = index; i < CORE_SLOTS; i += CORE_MAX)
		cores[i].index = i;
	core->active = true;
	core->window_end = DEADLINE_NEVER;
	boot_info = info;
	core_count = info->core_count;
	core_limit = info->core_count;
	core->shared = info->core_count > 1;
	core_arrive();
	kernel_lock(0);
	if (index == 0)
		start_system(info);
	trap_finish();
}
