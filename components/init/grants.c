/* SPDX-License-Identifier: BSD-2-Clause */
/* Capabilities, threads, interrupts; see grants.h. */
#include "grants.h"

#include <bulkhead/syscall.h>

#include "init.h"

#define MICROSECONDS 1000000ULL

static uint32_t slot_of(uint32_t object)
{
	return object == TABLE_NONE ? 0 : SLOT_OBJECT + object;
}

void grants_capabilities(void)
{
	const struct table *table = &init_system.table;

	for (uint32_t i = 0; i < table->capability_count; i++) {
		const struct table_capability *capability = &table->capabilities[i];

		init_require(cnode_mint(slot_of(capability->cnode), capability->slot, INIT_SLOT_CNODE, slot_of(capability->object),
		                        capability->rights, capability->badge),
		             "capability to", table_object_name(table, capability->object));
	}
}

/* A derived capability for the kernel to take note of; gone again after `use` has been made of it. */
static uint32_t mint_scratch(uint32_t object, uint32_t rights, uint64_t badge)
{
	init_require(cnode_mint(INIT_SLOT_CNODE, SLOT_SCRATCH, INIT_SLOT_CNODE, slot_of(object), rights, badge),
	             "capability to", table_object_name(&init_system.table, object));
	return SLOT_SCRATCH;
}

static void drop_scratch(void)
{
	init_require(cnode_delete(INIT_SLOT_CNODE, SLOT_SCRATCH), "delete", "a temporary capability");
}

static uint64_t ticks(uint64_t microseconds)
{
	return microseconds * init_system.info->timer_frequency / MICROSECONDS;
}

/* What the kernel calls a core: a processor and a partition. One image serves machines with fewer processors than the
 * description speaks of. */
static uint64_t core_of(const struct table_object *context)
{
	return context->core % init_system.info->core_count + 256 * context->partition;
}

static void configure_sched_context(uint32_t index)
{
	const struct table_object *object = &init_system.table.objects[index];
	const char *name = table_object_name(&init_system.table, index);

	init_require(sched_control_configure(INIT_SLOT_SCHED_CONTROL, slot_of(index), core_of(object),
	                                     ticks(object->budget_us), ticks(object->period_us)),
	             "budget of", name);
}

static void bind_interrupt(uint32_t index)
{
	const struct table_object *object = &init_system.table.objects[index];
	uint32_t notification = mint_scratch(object->bound, RIGHT_WRITE, object->badge);

	init_require(irq_handler_bind(slot_of(index), notification), "interrupt", table_object_name(&init_system.table, index));
	drop_scratch();
}

/* The entry that the table gives, or the program's. */
static uint64_t entry_of(const struct table_thread *thread)
{
	uint32_t component = init_system.table.objects[thread->vspace].component;

	return thread->entry != 0 ? thread->entry : init_system.entry[component];
}

static void configure_thread(const struct table_thread *thread)
{
	const struct table *table = &init_system.table;
	const char *name = table_object_name(table, thread->object);
	uint32_t slot = slot_of(thread->object);
	uint32_t fault = 0;

	if (thread->fault_endpoint != TABLE_NONE)
		fault = mint_scratch(thread->fault_endpoint, RIGHT_WRITE | RIGHT_CALL, thread->fault_badge);
	init_require(thread_configure(slot, slot_of(thread->cspace), slot_of(thread->vspace), fault), "thread", name);
	if (fault != 0)
		drop_scratch();
	if (table->objects[thread->object].type == TYPE_THREAD)
		init_require(thread_set_registers(slot, entry_of(thread), thread->stack_top, thread->argument, 0), "registers of", name);
	init_require(thread_set_priority(slot, thread->priority, thread->max_priority), "priority of", name);
	if (thread->notification != TABLE_NONE)
		init_require(thread_bind_notification(slot, slot_of(thread->notification)), "notification of", name);
	if (thread->sched_context != TABLE_NONE)
		init_require(sched_context_bind(slot_of(thread->sched_context), slot), "scheduling context of", name);
}

void grants_windows(void)
{
	const struct table *table = &init_system.table;

	for (uint32_t i = 0; i < table->window_count; i++)
		init_require(sched_control_window(INIT_SLOT_SCHED_CONTROL, i, table->windows[i].partition,
		                                  ticks(table->windows[i].length_us), ticks(table->windows[i].padding_us)),
		             "window of", "a partition");
}

void grants_bindings(void)
{
	const struct table *table = &init_system.table;

	for (uint32_t i = 0; i < table->object_count; i++) {
		if (table->objects[i].type == TYPE_SCHED_CONTEXT)
			configure_sched_context(i);
		else if (table->objects[i].type == TYPE_IRQ_HANDLER)
			bind_interrupt(i);
	}
	for (uint32_t i = 0; i < table->thread_count; i++)
		configure_thread(&table->threads[i]);
}

void grants_start(void)
{
	const struct table *table = &init_system.table;

	for (uint32_t i = 0; i < table->thread_count; i++)
		if (table->threads[i].start)
			init_require(thread_resume(slot_of(table->threads[i].object)), "start of",
			             table_object_name(table, table->threads[i].object));
}
