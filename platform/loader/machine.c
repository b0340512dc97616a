/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device tree (Devicetree Specification 0.3) read in one pass: every node with `reg` is RAM, reserved,
 * part of the interrupt controller, or a device. Buses that translate addresses are left out.
 */
#include "machine.h"

#include <libfdt.h>
#include <stddef.h>
#include <string.h>

#define MAX_DEPTH 8
#define PPI_BASE 16
#define GIC_REPEATED_SIZE 0x10000

/* How the children of a node give their addresses. */
struct bus {
	uint32_t address_cells;
	uint32_t size_cells;
	int direct;   /* bus addresses are physical addresses */
	int reserved; /* /reserved-memory */
};

struct reader {
	const void *tree;
	struct machine *machine;
	struct range_set withheld; /* interrupt controller, fw_cfg */
	struct bus buses[MAX_DEPTH + 1]; /* of the node at each depth */
	int console_node;
	const char *problem; /* found on the way, reported at the end */
};

static uint32_t cell(const void *cells, uint32_t index)
{
	fdt32_t value;

	memcpy(&value, (const uint8_t *)cells + 4 * index, sizeof value);
	return fdt32_to_cpu(value);
}

static uint64_t number(const void *cells, uint32_t index, uint32_t count)
{
	uint64_t value = 0;

	for (uint32_t i = 0; i < count; i++)
		value = value << 32 | cell(cells, index + i);
	return value;
}

static uint32_t cells_of(const void *tree, int node, const char *name, uint32_t otherwise)
{
	int size;
	const void *value = fdt_getprop(tree, node, name, &size);

	return value != NULL && size == 4 ? cell(value, 0) : otherwise;
}

/* Whether a string list property has an entry that begins with `prefix`. */
static int lists(const void *tree, int node, const char *property, const char *prefix)
{
	int length = (int)strlen(prefix);
	int size;
	const char *entry;

	for (int i = 0; (entry = fdt_stringlist_get(tree, node, property, i, &size)) != NULL; i++)
		if (size >= length && memcmp(entry, prefix, (size_t)length) == 0)
			return 1;
	return 0;
}

/* Entry `index` of `reg`: 1, or 0 without one or when it is beyond what is ever addressed. */
static int region(const struct reader *reader, int node, const struct bus *bus, uint32_t index, struct range *range)
{
	int size;
	uint32_t each = bus->address_cells + bus->size_cells;
	const void *reg = fdt_getprop(reader->tree, node, "reg", &size);

	if (reg == NULL || !bus->direct || each == 0 || bus->address_cells > 2 || bus->size_cells > 2)
		return 0;
	if ((uint32_t)size / 4 < (index + 1) * each)
		return 0;
	range->base = number(reg, index * each, bus->address_cells);
	range->size = number(reg, index * each + bus->address_cells, bus->size_cells);
	return range->base < 1ULL << 48 && range->size < 1ULL << 48;
}

static void add(struct reader *reader, struct range_set *set, const struct range *range)
{
	if (range_set_add(set, range->base, range->size) != 0)
		reader->problem = "it has too many memory regions";
}

/* Devices own whole granules: outwards, unlike RAM. */
static void add_device(struct reader *reader, struct range_set *set, const struct range *range)
{
	uint64_t base = range->base & ~(RANGE_GRANULE - 1);
	uint64_t end = (range->base + range->size + RANGE_GRANULE - 1) & ~(RANGE_GRANULE - 1);

	add(reader, set, &(struct range){base, end - base});
}

static void read_regions(struct reader *reader, int node, const struct bus *bus, struct range_set *set, int device)
{
	struct range range;

	for (uint32_t i = 0; region(reader, node, bus, i, &range); i++) {
		if (!device)
			add(reader, set, &range);
		else if (range.size <= MACHINE_MAX_DEVICE_BYTES || set == &reader->withheld)
			add_device(reader, set, &range);
	}
}

/* The INTID of the private interrupt that entry `index` of `interrupts` names; 0 without. */
static uint32_t private_interrupt(const void *tree, int node, uint32_t index)
{
	int size;
	const void *value = fdt_getprop(tree, node, "interrupts", &size);

	if (value == NULL || (uint32_t)size / 12 <= index || cell(value, 3 * index) != 1)
		return 0;
	return PPI_BASE + cell(value, 3 * index + 1);
}

/* An interface of two pages: 4 KiB apart, or 64 KiB where each page is repeated to fill as many. */
static int read_interface(const struct reader *reader, int node, const struct bus *bus, uint32_t index, uint64_t pages[2])
{
	struct range range;

	if (!region(reader, node, bus, index, &range) || range.base % RANGE_GRANULE != 0)
		return 0;
	pages[0] = range.base;
	pages[1] = range.base + (range.size >= 2 * GIC_REPEATED_SIZE ? GIC_REPEATED_SIZE : RANGE_GRANULE);
	return 1;
}

static void read_gic(struct reader *reader, int node, const struct bus *bus)
{
	struct machine_gic *gic = &reader->machine->gic;
	int v3 = fdt_node_check_compatible(reader->tree, node, "arm,gic-v3") == 0;

	if (!v3 && fdt_node_check_compatible(reader->tree, node, "arm,cortex-a15-gic") != 0 &&
	    fdt_node_check_compatible(reader->tree, node, "arm,gic-400") != 0)
		return; /* part of one: frames for message interrupts, translation service */
	gic->version = v3 ? 3 : 2;
	gic->maintenance_intid = private_interrupt(reader->tree, node, 0);
	if (!region(reader, node, bus, 0, &gic->distributor) ||
	    !(v3 ? region(reader, node, bus, 1, &gic->redistributors) : read_interface(reader, node, bus, 1, gic->cpu_interface)))
		reader->problem = "its interrupt controller has no registers";
	if (!v3 && (!region(reader, node, bus, 2, &gic->hypervisor) ||
	            !read_interface(reader, node, bus, 3, gic->guest_interface)))
		gic->hypervisor.size = 0;
}

static void read_core(const struct reader *reader, int node, const struct bus *bus)
{
	struct machine *machine = reader->machine;
	int size;
	const void *reg = fdt_getprop(reader->tree, node, "reg", &size);

	if (reg == NULL || bus->address_cells > 2 || (uint32_t)size < bus->address_cells * 4)
		return;
	if (machine->core_count < MACHINE_MAX_CORES)
		machine->cores[machine->core_count++] = number(reg, 0, bus->address_cells);
}

static void read_psci(struct reader *reader, int node)
{
	if (lists(reader->tree, node, "method", "smc"))
		reader->machine->psci = PSCI_SMC;
	else if (lists(reader->tree, node, "method", "hvc"))
		reader->machine->psci = PSCI_HVC;
}

static int is_device_type(const void *tree, int node, const char *type)
{
	return lists(tree, node, "device_type", type);
}

static int is_interrupt_controller(const void *tree, int node)
{
	return lists(tree, node, "compatible", "arm,gic") || lists(tree, node, "compatible", "arm,cortex-a15-gic");
}

static void read_node(struct reader *reader, int node, const struct bus *bus)
{
	const void *tree = reader->tree;
	struct machine *machine = reader->machine;
	struct range range;

	if (is_device_type(tree, node, "cpu")) {
		read_core(reader, node, bus);
	} else if (is_device_type(tree, node, "memory")) {
		read_regions(reader, node, bus, &machine->ram, 0);
	} else if (bus->reserved) {
		read_regions(reader, node, bus, &machine->reserved, 1);
	} else if (lists(tree, node, "compatible", "arm,armv8-timer")) {
		machine->virtual_timer_intid = private_interrupt(tree, node, 2);
		machine->hyp_timer_intid = private_interrupt(tree, node, 3);
	} else if (lists(tree, node, "compatible", "arm,psci")) {
		read_psci(reader, node);
	} else if (is_interrupt_controller(tree, node)) {
		read_gic(reader, node, bus);
		read_regions(reader, node, bus, &reader->withheld, 1);
	} else if (lists(tree, node, "compatible", "qemu,fw-cfg-mmio")) {
		read_regions(reader, node, bus, &reader->withheld, 1);
	} else {
		if (node == reader->console_node && region(reader, node, bus, 0, &range) &&
		    lists(tree, node, "compatible", "arm,pl011"))
			machine->console = range.base;
		read_regions(reader, node, bus, &machine->devices, 1);
	}
}

/* How the children of `node`, itself on `parent`, are addressed. */
static struct bus bus_of(const void *tree, int node, const struct bus *parent, int usable)
{
	int size = -1;
	const void *ranges = fdt_getprop(tree, node, "ranges", &size);

	return (struct bus){
		.address_cells = cells_of(tree, node, "#address-cells", 2),
		.size_cells = cells_of(tree, node, "#size-cells", 1),
		.direct = usable && parent->direct && ranges != NULL && size == 0,
		.reserved = parent->reserved || strcmp(fdt_get_name(tree, node, NULL), "reserved-memory") == 0,
	};
}

static int is_usable(const void *tree, int node)
{
	int size;

	return fdt_getprop(tree, node, "status", &size) == NULL || lists(tree, node, "status", "ok");
}

static void read_nodes(struct reader *reader)
{
	const void *tree = reader->tree;
	int depth = 0;

	reader->buses[0] = (struct bus){
		.address_cells = cells_of(tree, 0, "#address-cells", 2),
		.size_cells = cells_of(tree, 0, "#size-cells", 1),
		.direct = 1,
	};
	for (int node = fdt_next_node(tree, 0, &depth); node >= 0 && depth > 0; node = fdt_next_node(tree, node, &depth)) {
		if (depth > MAX_DEPTH)
			continue;
		const struct bus *bus = &reader->buses[depth - 1];
		int usable = is_usable(tree, node);

		reader->buses[depth] = bus_of(tree, node, bus, usable);
		if (usable)
			read_node(reader, node, bus);
	}
}

/* The node that /chosen/stdout-path names, by path or alias; negative without. */
static int find_console(const void *tree, int chosen)
{
	int size;
	const char *path = fdt_getprop(tree, chosen, "stdout-path", &size);
	const char *options;

	if (path == NULL || size < 2)
		return -1;
	options = memchr(path, ':', (size_t)size);
	return fdt_path_offset_namelen(tree, path, options != NULL ? (int)(options - path) : size - 1);
}

static void read_seed(const void *tree, int chosen, struct machine *machine)
{
	int size;
	const void *seed = fdt_getprop(tree, chosen, "rng-seed", &size);

	if (seed == NULL || size <= 0)
		return;
	machine->seed_size = (uint32_t)size < MACHINE_SEED_MAX ? (uint32_t)size : MACHINE_SEED_MAX;
	memcpy(machine->seed, seed, machine->seed_size);
}

/* The tree's own list of memory to keep off. */
static void read_reservations(struct reader *reader)
{
	int count = fdt_num_mem_rsv(reader->tree);
	struct range range;

	for (int i = 0; i < count; i++)
		if (fdt_get_mem_rsv(reader->tree, i, &range.base, &range.size) == 0)
			add_device(reader, &reader->machine->reserved, &range);
}

static const char *find_problem(const struct machine *machine)
{
	if (machine->ram.count == 0)
		return "it describes no memory";
	if (machine->core_count == 0)
		return "it describes no processors";
	if (machine->gic.version == 0)
		return "it describes no GIC (version 2 or 3)";
	if (machine->gic.maintenance_intid == 0)
		return "its GIC has no virtualisation (no maintenance interrupt)";
	if (machine->gic.version == 2 && machine->gic.hypervisor.size == 0)
		return "its GIC has no virtualisation (no GICH and GICV registers)";
	if (machine->hyp_timer_intid == 0 || machine->virtual_timer_intid == 0)
		return "it describes no architected timer with hypervisor and virtual interrupts";
	return NULL;
}

const char *machine_parse(const void *tree, struct machine *machine)
{
	static struct reader reader;
	int chosen;

	memset(machine, 0, sizeof *machine);
	if (tree == NULL)
		return "there is none";
	if (((uintptr_t)tree & 7) != 0 || fdt_check_header(tree) != 0)
		return "its header is broken";
	if (fdt_check_full(tree, fdt_totalsize(tree)) != 0)
		return "its structure is broken";

	memset(&reader, 0, sizeof reader);
	reader.tree = tree;
	reader.machine = machine;
	chosen = fdt_path_offset(tree, "/chosen");
	reader.console_node = chosen >= 0 ? find_console(tree, chosen) : -1;
	read_seed(tree, chosen, machine);
	read_nodes(&reader);
	read_reservations(&reader);
	for (uint32_t i = 0; i < reader.withheld.count; i++)
		range_set_remove(&machine->devices, reader.withheld.ranges[i].base, reader.withheld.ranges[i].size);
	for (uint32_t i = 0; i < 2 && machine->gic.guest_interface[i] != 0; i++)
		add(&reader, &machine->devices, &(struct range){machine->gic.guest_interface[i], RANGE_GRANULE});
	return reader.problem != NULL ? reader.problem : find_problem(machine);
}
