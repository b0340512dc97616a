/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames, page tables and mappings; see spaces.h. */
#include "spaces.h"

#include <bulkhead/syscall.h>

#include "memory.h"
#include "objects.h"

#define LEVELS_BELOW_ROOT 2

static uint64_t physical_of(uint32_t slot)
{
	struct message result;

	init_require(cnode_inspect(INIT_SLOT_CNODE, slot, &result), "inspect", "a frame");
	return result.label >> 32 << GRANULE_BITS;
}

uint64_t spaces_make_frames(uint32_t component, uint32_t size_bits, uint32_t count, const char *name)
{
	init_require(untyped_retype(SLOT_COMPONENT_MEMORY + component, TYPE_FRAME, size_bits, INIT_SLOT_CNODE, SLOT_BATCH, count),
	             "frames of", name);
	return physical_of(SLOT_BATCH);
}

/* Adds the first missing page table on the way to an address. */
static void add_table(const struct run *run, uint64_t address)
{
	uint32_t component = init_system.table.objects[run->vspace].component;
	const char *name = table_object_name(&init_system.table, run->vspace);

	init_require(untyped_retype(SLOT_COMPONENT_MEMORY + component, TYPE_PAGE_TABLE, 0, INIT_SLOT_CNODE, SLOT_SCRATCH, 1),
	             "page table of", name);
	init_require(page_table_map(SLOT_SCRATCH, SLOT_OBJECT + run->vspace, address), "page table of", name);
	objects_keep(component, SLOT_SCRATCH);
}

void spaces_open_run(const struct run *run)
{
	uint64_t end = run->address + ((uint64_t)run->count << run->size_bits);
	uint64_t step = 1ULL << FRAME_LARGE_BITS; /* what one table of the last level covers */

	for (uint64_t address = run->address & ~(step - 1); address < end; address += step) {
		uint64_t descriptor, bits;

		for (int level = 0; level <= LEVELS_BELOW_ROOT; level++) {
			init_require(vspace_lookup(SLOT_OBJECT + run->vspace, address, &descriptor, &bits), "look-up in",
			             table_object_name(&init_system.table, run->vspace));
			if (bits <= run->size_bits)
				break;
			add_table(run, address);
		}
	}
}

void spaces_map_frame(uint32_t slot, const struct run *run, uint32_t index)
{
	uint64_t address = run->address + ((uint64_t)index << run->size_bits);

	init_require(frame_map(slot, SLOT_OBJECT + run->vspace, address, run->rights, run->attributes), "mapping into",
	             table_object_name(&init_system.table, run->vspace));
	objects_keep(init_system.table.objects[run->vspace].component, slot);
}

void spaces_record(const struct run *run)
{
	if (init_system.run_count == MAX_RUNS)
		init_fail("too many mappings", "system table");
	init_system.runs[init_system.run_count++] = *run;
}

static struct run run_of(const struct table_mapping *mapping)
{
	const struct table_object *object = &init_system.table.objects[mapping->object];

	return (struct run){
		.vspace = mapping->vspace,
		.size_bits = object->size_bits,
		.count = object->count,
		.rights = mapping->rights,
		.attributes = mapping->attributes,
		.address = mapping->address,
		.physical = init_system.physical[mapping->object],
	};
}

/* Maps frame `index` of an object wherever the table wants it: copies first, the frame itself last. */
static void map_everywhere(uint32_t object, uint32_t slot, uint32_t index)
{
	const struct table *table = &init_system.table;
	uint32_t last = table->mapping_count;

	for (uint32_t i = 0; i < table->mapping_count; i++)
		if (table->mappings[i].object == object)
			last = i;
	if (last == table->mapping_count)
		init_fail("frames that nobody maps", table_object_name(table, object));
	for (uint32_t i = 0; i <= last; i++) {
		struct run run = run_of(&table->mappings[i]);

		if (table->mappings[i].object != object)
			continue;
		if (i != last)
			init_require(cnode_copy(INIT_SLOT_CNODE, SLOT_COPY, INIT_SLOT_CNODE, slot, RIGHTS_ALL), "copy of",
			             table_object_name(table, object));
		spaces_map_frame(i != last ? SLOT_COPY : slot, &run, index);
	}
}

/* What the table has for another interrupt controller than this machine's. */
static int is_absent(uint32_t object)
{
	return (init_system.table.objects[object].flags & TABLE_OBJECT_GUEST_GIC) && init_system.info->guest_interface[0] == 0;
}

/* Several guests have these frames: each gets copies, and the first capability goes with init. */
static void map_guest_gic(uint32_t object)
{
	const struct table_object *gic = &init_system.table.objects[object];
	const char *name = table_object_name(&init_system.table, object);
	uint64_t address = init_system.info->guest_interface[gic->address >> FRAME_SMALL_BITS];
	uint32_t frame = memory_find_device(address);

	if (frame == 0)
		init_fail("device page missing", name);
	init_require(cnode_copy(INIT_SLOT_CNODE, SLOT_SCRATCH, INIT_SLOT_CNODE, frame, RIGHTS_ALL), "copy of", name);
	init_system.physical[object] = address;
	map_everywhere(object, SLOT_SCRATCH, 0);
}

static void map_device(uint32_t object)
{
	const struct table_object *device = &init_system.table.objects[object];

	init_system.physical[object] = device->address;
	for (uint32_t i = 0; i < device->count; i++)
		map_everywhere(object, memory_take_device(device->address + i * (1ULL << FRAME_SMALL_BITS),
		                                          table_object_name(&init_system.table, object)), i);
}

static void map_memory(uint32_t object)
{
	const struct table_object *memory = &init_system.table.objects[object];
	const char *name = table_object_name(&init_system.table, object);

	for (uint32_t done = 0; done < memory->count;) {
		uint32_t count = memory->count - done < RETYPE_MAX_COUNT ? memory->count - done : RETYPE_MAX_COUNT;
		uint64_t physical = spaces_make_frames(memory->component, memory->size_bits, count, name);

		if (done == 0)
			init_system.physical[object] = physical;
		if (physical != init_system.physical[object] + ((uint64_t)done << memory->size_bits))
			init_fail("frames are not in a row", name);
		for (uint32_t i = 0; i < count; i++)
			map_everywhere(object, SLOT_BATCH + i, done + i);
		done += count;
	}
}

/* All tables come before the first frame: frames of one object are in a row. */
static void open_mappings(void)
{
	const struct table *table = &init_system.table;

	for (uint32_t i = 0; i < table->mapping_count; i++) {
		struct run run = run_of(&table->mappings[i]);

		if (!is_absent(table->mappings[i].object))
			spaces_open_run(&run);
	}
}

void spaces_map_objects(void)
{
	const struct table *table = &init_system.table;

	open_mappings();
	for (uint32_t i = 0; i < table->object_count; i++) {
		if (table->objects[i].type != TYPE_FRAME || is_absent(i))
			continue;
		if (table->objects[i].flags & TABLE_OBJECT_GUEST_GIC)
			map_guest_gic(i);
		else if (table->objects[i].flags & TABLE_OBJECT_DEVICE)
			map_device(i);
		else
			map_memory(i);
	}
	for (uint32_t i = 0; i < table->mapping_count; i++) {
		struct run run = run_of(&table->mappings[i]);

		if (!is_absent(table->mappings[i].object))
			spaces_record(&run);
	}
}

void spaces_map_own(uint32_t slot, uint64_t window, uint32_t rights)
{
	init_require(frame_map(slot, INIT_SLOT_VSPACE, window, rights, MAP_NORMAL), "mapping into", "init");
}

void spaces_open_windows(void)
{
	memory_take(GRANULE_BITS + 1, SLOT_OWN_MEMORY, "init");
	init_require(untyped_retype(SLOT_OWN_MEMORY, TYPE_PAGE_TABLE, 0, INIT_SLOT_CNODE, SLOT_OWN_TABLES, 1), "page table of", "init");
	init_require(untyped_retype(SLOT_OWN_MEMORY, TYPE_PAGE_TABLE, 0, INIT_SLOT_CNODE, SLOT_OWN_TABLES + 1, 1), "page table of", "init");
	init_require(page_table_map(SLOT_OWN_TABLES, INIT_SLOT_VSPACE, WINDOW_PAGE), "page table of", "init");
	init_require(page_table_map(SLOT_OWN_TABLES + 1, INIT_SLOT_VSPACE, WINDOW_PAGE), "page table of", "init");
}
