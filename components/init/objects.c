/* SPDX-License-Identifier: BSD-2-Clause */
/* Components' memory, vaults and objects; see objects.h. */
#include "objects.h"

#include <bulkhead/syscall.h>

#include "init.h"
#include "memory.h"
#include "programs.h"

/* A page table covers 512 pages; a run may need one more at each end, and one of the level above. */
static uint32_t tables_for(uint32_t pages)
{
	return pages / 512 + 3;
}

/* Upper bound of the capabilities that a component's vault will hold. */
static uint32_t vault_demand(uint32_t component)
{
	const struct table *table = &init_system.table;
	uint32_t demand = 2; /* the empty slot 0 and its own */

	for (uint32_t i = 0; i < table->object_count; i++)
		if (table->objects[i].component == component && table->objects[i].type != TYPE_FRAME)
			demand++;
	for (uint32_t i = 0; i < table->mapping_count; i++) {
		uint32_t count = table->objects[table->mappings[i].object].count;

		if (table->objects[table->mappings[i].vspace].component == component)
			demand += count + tables_for(count);
	}
	uint32_t pages = programs_pages(component);
	return demand + pages + tables_for(pages) + 3;
}

static uint32_t bits_for(uint32_t count)
{
	uint32_t bits = CNODE_MIN_BITS;

	while (1u << bits < count)
		bits++;
	return bits;
}

static void make_vault(uint32_t component)
{
	const struct table *table = &init_system.table;
	const char *name = table_string(table, table->components[component].name);
	uint32_t bits = bits_for(vault_demand(component));

	if (bits > CNODE_MAX_BITS)
		init_fail("too much memory is mapped into", name);
	init_system.vault_bits[component] = bits;
	init_system.vault_used[component] = 1;
	init_require(untyped_retype(SLOT_COMPONENT_MEMORY + component, TYPE_CNODE, bits, INIT_SLOT_CNODE,
	                            SLOT_VAULT + component, 1),
	             "vault of", name);
}

/* Largest first, so that nothing large is left without a place. */
static void make_components(void)
{
	const struct table *table = &init_system.table;

	for (uint32_t bits = 48; bits >= GRANULE_BITS; bits--)
		for (uint32_t i = 0; i < table->component_count; i++)
			if (table->components[i].untyped_bits == bits)
				memory_take(bits, SLOT_COMPONENT_MEMORY + i, table_string(table, table->components[i].name));
	for (uint32_t i = 0; i < table->component_count; i++)
		if (table->components[i].vspace != TABLE_NONE)
			make_vault(i);
}

static int is_small(uint8_t type)
{
	return type >= TYPE_ENDPOINT && type <= TYPE_SCHED_CONTEXT;
}

/* How many objects from `first` on are of one kind and one component: small ones share a granule. */
static uint32_t batch_at(uint32_t first)
{
	const struct table *table = &init_system.table;
	const struct table_object *objects = table->objects;
	uint32_t count = 1;

	if (!is_small(objects[first].type))
		return 1;
	while (first + count < table->object_count && count < RETYPE_MAX_COUNT &&
	       objects[first + count].type == objects[first].type &&
	       objects[first + count].component == objects[first].component)
		count++;
	return count;
}

static void make_interrupt(uint32_t index)
{
	const struct table_object *object = &init_system.table.objects[index];
	const char *name = table_object_name(&init_system.table, index);

	init_require(irq_control_get(INIT_SLOT_IRQ_CONTROL, object->address, object->level, INIT_SLOT_CNODE,
	                             SLOT_OBJECT + index),
	             "interrupt", name);
}

static uint32_t make_batch(uint32_t first)
{
	const struct table_object *object = &init_system.table.objects[first];
	uint32_t count = batch_at(first);

	if (object->type == TYPE_IRQ_HANDLER)
		make_interrupt(first);
	else if (object->type != TYPE_FRAME)
		init_require(untyped_retype(SLOT_COMPONENT_MEMORY + object->component, object->type, object->size_bits,
		                            INIT_SLOT_CNODE, SLOT_OBJECT + first, count),
		             "object", table_object_name(&init_system.table, first));
	return count;
}

void objects_make(void)
{
	make_components();
	for (uint32_t i = 0; i < init_system.table.object_count;)
		i += make_batch(i);
}

void objects_keep(uint32_t component, uint32_t slot)
{
	const struct table *table = &init_system.table;
	const char *name = table_string(table, table->components[component].name);
	uint32_t last = (1u << init_system.vault_bits[component]) - 1;

	if (init_system.vault_bits[component] == 0 || init_system.vault_used[component] >= last)
		init_fail("no room in the vault of", name);
	init_require(cnode_move(SLOT_VAULT + component, init_system.vault_used[component]++, INIT_SLOT_CNODE, slot),
	             "vault of", name);
}

void objects_hand_over(void)
{
	const struct table *table = &init_system.table;

	for (uint32_t i = 0; i < table->object_count; i++)
		if (table->objects[i].type != TYPE_FRAME)
			objects_keep(table->objects[i].component, SLOT_OBJECT + i);
	for (uint32_t i = 0; i < table->component_count; i++)
		if (init_system.vault_bits[i] != 0)
			init_require(cnode_move(SLOT_VAULT + i, (1u << init_system.vault_bits[i]) - 1, INIT_SLOT_CNODE, SLOT_VAULT + i),
			             "vault of", table_string(table, table->components[i].name));
}
