/* SPDX-License-Identifier: BSD-2-Clause */
/* The self-check; see check.h. Nothing here remembers what init did: it asks the kernel. */
#include "check.h"

#include <bulkhead/syscall.h>
#include <stddef.h>

#include "console.h"
#include "init.h"

/* Stage-2 descriptors (DESIGN section 2; Arm ARM D5.3). */
#define DESCRIPTOR_ADDRESS    0x0000fffffffff000ULL
#define DESCRIPTOR_READ       (1ULL << 6)
#define DESCRIPTOR_WRITE      (2ULL << 6)
#define DESCRIPTOR_NO_EXECUTE (1ULL << 54)
#define DESCRIPTOR_MEMORY(d)  ((d) >> 2 & 15)
#define MEMORY_WRITE_BACK     15
#define MEMORY_DEVICE         1 /* nGnRE */

static unsigned long differences;

/* What CNODE_INSPECT says of a slot. */
struct content {
	uint32_t type;
	uint32_t rights;
	uint32_t object;
	uint64_t badge;
	uint64_t mapped;
};

static struct content inspect(uint32_t cnode, uint32_t slot)
{
	struct message result;
	enum status status = cnode_inspect(cnode, slot, &result);

	if (status == INVALID_CAPABILITY)
		return (struct content){ .type = TYPE_NULL };
	init_require(status, "self-check: inspect", "a slot");
	return (struct content){
		.type = (uint32_t)result.label & 0xff,
		.rights = (uint32_t)(result.label >> 8) & 0xff,
		.object = (uint32_t)(result.label >> 32),
		.badge = result.word[0],
		.mapped = result.word[1],
	};
}

static const char *type_name(uint32_t type)
{
	static const char *const names[TYPE_COUNT] = {
		"nothing", "Untyped", "CNode", "Thread", "VCPU", "Endpoint", "Notification", "Reply", "SchedContext",
		"VSpace", "PageTable", "Frame", "IRQHandler", "IRQControl", "SchedControl", "IOSpace",
	};

	return type < TYPE_COUNT ? names[type] : "an unknown object";
}

static void report(uint32_t object, const char *kind, uint64_t where)
{
	differences++;
	console_print("init: self-check: DIFFERENCE: %s %s 0x%lx: ", table_object_name(&init_system.table, object), kind,
	              (unsigned long)where);
}

static const struct table_capability *expected_capability(uint32_t cnode, uint32_t slot)
{
	const struct table *table = &init_system.table;

	for (uint32_t i = 0; i < table->capability_count; i++)
		if (table->capabilities[i].cnode == cnode && table->capabilities[i].slot == slot)
			return &table->capabilities[i];
	return NULL;
}

static void check_slot(uint32_t cnode, uint32_t slot)
{
	const struct table *table = &init_system.table;
	const struct table_capability *expected = expected_capability(cnode, slot);
	struct content found = inspect(SLOT_OBJECT + cnode, slot);

	if (expected == NULL) {
		if (found.type != TYPE_NULL) {
			report(cnode, "slot", slot);
			console_print("%s capability, the table has none\n", type_name(found.type));
		}
		return;
	}
	struct content object = inspect(INIT_SLOT_CNODE, SLOT_OBJECT + expected->object);
	if (found.type != object.type || found.object != object.object) {
		report(cnode, "slot", slot);
		console_print("%s %lx, the table has %s\n", type_name(found.type), (unsigned long)found.object,
		              table_object_name(table, expected->object));
	} else if (found.rights != expected->rights) {
		report(cnode, "slot", slot);
		console_print("rights 0x%lx, the table has 0x%lx\n", (unsigned long)found.rights, (unsigned long)expected->rights);
	} else if (found.badge != expected->badge) {
		report(cnode, "slot", slot);
		console_print("badge 0x%lx, the table has 0x%lx\n", (unsigned long)found.badge, (unsigned long)expected->badge);
	}
}

static const struct run *expected_run(uint32_t vspace, uint64_t address)
{
	for (uint32_t i = 0; i < init_system.run_count; i++) {
		const struct run *run = &init_system.runs[i];

		if (run->vspace == vspace && address - run->address < (uint64_t)run->count << run->size_bits)
			return run;
	}
	return NULL;
}

static uint32_t descriptor_rights(uint64_t descriptor)
{
	return (descriptor & DESCRIPTOR_READ ? RIGHT_READ : 0u) | (descriptor & DESCRIPTOR_WRITE ? RIGHT_WRITE : 0u) |
	       (descriptor & DESCRIPTOR_NO_EXECUTE ? 0u : RIGHT_EXECUTE);
}

static void check_mapped(uint32_t vspace, uint64_t address, uint64_t descriptor, uint64_t bits)
{
	const struct run *run = expected_run(vspace, address);
	uint64_t memory = run != NULL && run->attributes == MAP_DEVICE ? MEMORY_DEVICE : MEMORY_WRITE_BACK;

	if (run == NULL) {
		report(vspace, "address", address);
		console_print("is mapped to 0x%lx, the table has no mapping\n", (unsigned long)(descriptor & DESCRIPTOR_ADDRESS));
	} else if ((descriptor & DESCRIPTOR_ADDRESS) != run->physical + (address - run->address) || bits != run->size_bits) {
		report(vspace, "address", address);
		console_print("is mapped to 0x%lx, the table has 0x%lx\n", (unsigned long)(descriptor & DESCRIPTOR_ADDRESS),
		              (unsigned long)(run->physical + (address - run->address)));
	} else if (descriptor_rights(descriptor) != run->rights || DESCRIPTOR_MEMORY(descriptor) != memory) {
		report(vspace, "address", address);
		console_print("rights 0x%lx, the table has 0x%lx (memory type %lu)\n", (unsigned long)descriptor_rights(descriptor),
		              (unsigned long)run->rights, (unsigned long)DESCRIPTOR_MEMORY(descriptor));
	}
}

/* Walks the whole address space, page by page and hole by hole: nothing is mapped that should not be. */
static void check_space(uint32_t vspace)
{
	for (uint64_t address = 0; address < 1ULL << IPA_BITS;) {
		uint64_t descriptor, bits;

		init_require(vspace_lookup(SLOT_OBJECT + vspace, address, &descriptor, &bits), "self-check: look-up",
		             table_object_name(&init_system.table, vspace));
		if (descriptor != 0)
			check_mapped(vspace, address, descriptor, bits);
		if (bits < GRANULE_BITS)
			init_fail("self-check: the kernel skips nothing at", table_object_name(&init_system.table, vspace));
		address = (address | ((1ULL << bits) - 1)) + 1;
	}
}

/* And everything is mapped that should be. */
static void check_runs(void)
{
	for (uint32_t i = 0; i < init_system.run_count; i++) {
		const struct run *run = &init_system.runs[i];

		for (uint32_t n = 0; n < run->count; n++) {
			uint64_t address = run->address + ((uint64_t)n << run->size_bits);
			uint64_t descriptor, bits;

			init_require(vspace_lookup(SLOT_OBJECT + run->vspace, address, &descriptor, &bits), "self-check: look-up",
			             table_object_name(&init_system.table, run->vspace));
			if (descriptor == 0) {
				report(run->vspace, "address", address);
				console_print("is not mapped, but in the table\n");
			}
		}
	}
}

/* Frames in a vault are mapped where the table says, or not at all; and no vault can be named. */
static void check_vault(uint32_t component)
{
	const struct table *table = &init_system.table;

	for (uint32_t slot = 1; slot < 1u << init_system.vault_bits[component]; slot++) {
		struct content found = inspect(SLOT_VAULT + component, slot);

		if (found.type != TYPE_NULL && found.type != TYPE_FRAME && found.type != TYPE_PAGE_TABLE) {
			differences++;
			console_print("init: self-check: DIFFERENCE: vault of %s slot 0x%lx: %s\n",
			              table_string(table, table->components[component].name), (unsigned long)slot, type_name(found.type));
		}
	}
}

void check_system(void)
{
	const struct table *table = &init_system.table;

	for (uint32_t i = 0; i < table->object_count; i++) {
		if (table->objects[i].type == TYPE_CNODE)
			for (uint32_t slot = 1; slot < 1u << table->objects[i].size_bits; slot++)
				check_slot(i, slot);
		else if (table->objects[i].type == TYPE_VSPACE)
			check_space(i);
	}
	check_runs();
	for (uint32_t i = 0; i < table->component_count; i++)
		if (init_system.vault_bits[i] != 0)
			check_vault(i);
	if (differences != 0)
		init_fail("self-check: the system differs from the table; refusing to boot", "system table");
	console_print("init: self-check: %lu capabilities, %lu mappings agree with the table\n",
	              (unsigned long)table->capability_count, (unsigned long)init_system.run_count);
}
