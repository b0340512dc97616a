/* SPDX-License-Identifier: BSD-2-Clause */
/* Windows of time; see partition.h. */
#include <arch.h>
#include <arrays.h>
#include <irq.h>
#include <partition.h>
#include <run_queue.h>
#include <schedule.h>

static struct window windows[WINDOW_MAX];
static bool running;

enum status partition_set_window(u64 number, struct window window)
{
	if (running)
		return WRONG_STATE;
	if (number >= WINDOW_MAX || window.padding >= window.ticks || window.ticks > SCHED_MAX_PERIOD)
		return OUT_OF_RANGE;
	windows[number] = window;
	return OK;
}

enum status partition_start(u64 start)
{
	if (running || windows[0].ticks == 0)
		return WRONG_STATE;
	if (start < arch_time())
		return OUT_OF_RANGE;
	running = true;
	for (u32 i = 0; i < core_count; i++) {
		cores[i].window = &windows[WINDOW_MAX - 1]; /* before the first */
		cores[i].window_end = start;
		schedule_look_again(&cores[i]);
	}
	return OK;
}

u32 partition_core(u64 name)
{
	u64 processor = name & 0xff, partition = name >> 8;

	if (processor >= core_count || partition >= PARTITION_MAX)
		return CORE_SLOTS;
	u32 index = (u32)(partition * CORE_MAX + processor);

	if (index >= core_limit)
		core_limit = index + 1;
	return index;
}

/* Nothing of the partition stays in the processor; what ran is the first to go on in its next window. */
static void leave(struct core *core)
{
	u32 thread = core->current;

	irq_of_partition(core->index / CORE_MAX, false);
	context_put_away();
	schedule_charge(core);
	core->sched_context = NONE;
	core->current = NONE;
	if (thread != NONE)
		run_queue_push_front(core, thread);
	core->active = false;
	core->turn_due = false;
}

/* Waits for the instant with nothing that could wake the processor but the timer. What comes after it takes the same time whatever
 * was before it. */
static void enter(struct core *core, u64 instant)
{
	core->active = true;
	core->reschedule = true;
	core_become(core);
	arch_sleep_until(instant);
	irq_of_partition(core->index / CORE_MAX, true);
}

void partition_turn(void)
{
	struct core *old = this_core();
	const struct window *next = old->window + 1;

	if (next == &windows[WINDOW_MAX] || next->ticks == 0)
		next = windows;
	struct core *core = &cores[next->partition * CORE_MAX + old->index % CORE_MAX];
	u64 begin = old->window_end;

	core->window = next;
	core->window_end = begin + next->ticks;
	core->stack_top = old->stack_top;
	core->shared = old->shared;
	leave(old);
	enter(core, begin + next->padding);
}
