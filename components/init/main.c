/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Init, the root task: builds the system that the table describes, compares the result with the table,
 * starts it, and destroys itself together with everything that nobody was given.
 */
#include <bulkhead/clock.h>
#include <bulkhead/syscall.h>
#include <package_check.h>
#include <stddef.h>

#include "check.h"
#include "console.h"
#include "grants.h"
#include "init.h"
#include "memory.h"
#include "objects.h"
#include "plant.h"
#include "programs.h"
#include "spaces.h"

#define WINDOWS_START_MS 10 /* longer than any machine, or its emulator, takes for init's last three calls */

struct system init_system;

_Noreturn void init_main(void);

static _Noreturn void halt(void)
{
	for (;;)
		thread_suspend(INIT_SLOT_THREAD);
}

_Noreturn void init_fail(const char *what, const char *name)
{
	console_print("init: %s: %s\ninit: the phone is not started\n", what, name);
	halt();
}

void init_require(enum status status, const char *what, const char *name)
{
	if (status == OK)
		return;
	console_print("init: %s %s: status %lu of the kernel\ninit: the phone is not started\n", what, name,
	              (unsigned long)status);
	halt();
}

static void open_console(void)
{
	uint32_t frame = init_system.info->uart_address != 0 ? memory_find_device(init_system.info->uart_address) : 0;

	if (frame != 0 && cnode_copy(INIT_SLOT_CNODE, SLOT_UART, INIT_SLOT_CNODE, frame, RIGHTS_ALL) == OK)
		console_open();
}

static void open_table(void)
{
	const struct package_entry *entry = package_find(init_system.package, PACKAGE_TABLE, NULL);
	uint32_t index = 0;

	if (entry == NULL)
		init_fail("the boot package has no", "system table");
	const char *problem = table_open(package_content(init_system.package, entry), entry->size, &init_system.table, &index);
	if (problem != NULL) {
		console_print("init: record %lu of the system table: %s\n", (unsigned long)index, problem);
		init_fail("broken", "system table");
	}
	console_print("init: %lu components, %lu objects, %lu threads\n", (unsigned long)init_system.table.component_count,
	              (unsigned long)init_system.table.object_count, (unsigned long)init_system.table.thread_count);
}

static void report(void)
{
	const struct table *table = &init_system.table;

	console_print("init: compartments:");
	for (uint32_t i = 0; i < table->component_count; i++)
		if (table->components[i].elf != TABLE_NONE)
			console_print(" %s", table_string(table, table->components[i].name));
	console_print("\ninit: the system runs; init ends\n");
}

/* All but its CNode, its thread and the time that it runs on, which outlive it, named by nobody, and the right to start windows. */
static void drop_everything(void)
{
	for (uint32_t slot = INIT_SLOT_VSPACE; slot < SLOT_END; slot++)
		if (slot != INIT_SLOT_SCHED_CONTEXT && slot != INIT_SLOT_SCHED_CONTROL)
			init_require(cnode_delete(INIT_SLOT_CNODE, slot), "delete", "init's capabilities");
}

/* Lets the first window begin so soon after this, but not before init has ended: it is in partition 0, which may have none. */
static void start_windows(void)
{
	while (sched_control_start(INIT_SLOT_SCHED_CONTROL, clock_deadline_ms(WINDOWS_START_MS)) == OUT_OF_RANGE)
		;
}

_Noreturn void init_main(void)
{
	init_system.info = (const struct init_info *)INIT_INFO_ADDRESS;
	init_system.package = (const void *)INIT_PACKAGE_ADDRESS;
	spaces_open_windows();
	open_console();
	open_table();
	programs_open();

	objects_make();
	spaces_map_objects();
	programs_load();
	grants_capabilities();
	grants_bindings();
	grants_windows();
	plant();
	check_system();

	grants_start();
	objects_hand_over();
	report();
	console_close();
	drop_everything();
	if (init_system.table.window_count != 0)
		start_windows();
	cnode_delete(INIT_SLOT_CNODE, INIT_SLOT_SCHED_CONTROL);
	cnode_delete(INIT_SLOT_CNODE, INIT_SLOT_THREAD);
	halt();
}
