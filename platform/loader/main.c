/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loader: from firmware's hands to the kernel's first instruction. Reads the device tree, checks the
 * boot package, lays out memory, makes the kernel's map and init's first objects, gives all RAM that is left
 * to init as untyped memory, and enters the kernel. Whatever is wrong is said on the console.
 */
#include <string.h>

#include <abi.h>
#include <boot_info.h>
#include <init_info.h>

#include "console.h"
#include "cores.h"
#include "cpu.h"
#include "gic_setup.h"
#include "init_image.h"
#include "kernel_image.h"
#include "machine.h"
#include "memory.h"
#include "package_check.h"
#include "sha256.h"
#include "stop.h"
#include "tables.h"

#define RAM_LIMIT      0x4000000000ULL /* the kernel's map of RAM ends at 256 GiB */
#define MAX_DEVICE_UNTYPEDS 24u
#define MIB            0x100000ULL

extern uint8_t image_start[], image_end[];

_Noreturn void loader_main(const void *tree, uint64_t level);
_Noreturn void loader_exception(uint64_t syndrome, uint64_t pc, uint64_t address);

static struct machine machine;
static struct cores cores;

_Noreturn void stop(const char *what, const char *detail)
{
	console_print("loader: %s%s%s; stopped\n", what, detail != NULL ? ": " : "", detail != NULL ? detail : "");
	if (machine.psci != PSCI_NONE)
		cpu_power_off((int)machine.psci);
	for (;;)
		__asm__ volatile("wfi");
}

_Noreturn void loader_exception(uint64_t syndrome, uint64_t pc, uint64_t address)
{
	console_print("loader: exception, syndrome 0x%lx, at 0x%lx, address 0x%lx\n", syndrome, pc, address);
	stop("unexpected exception", NULL);
}

static void read_machine(const void *tree, uint64_t level)
{
	const char *problem = machine_parse(tree, &machine);

	console_find(machine.console);
	console_print("\nBulkhead loader\n");
	if (level != 2)
		stop("not entered at EL2, where the kernel runs, but at", level == 1 ? "EL1" : "EL3");
	if (problem != NULL)
		stop("device tree", problem);
	if (machine.gic.maintenance_intid != MAINTENANCE_INTID || machine.hyp_timer_intid != KERNEL_TIMER_INTID ||
	    machine.virtual_timer_intid != VIRTUAL_TIMER_INTID)
		stop("device tree", "its GIC's and timer's interrupts are not those that Arm recommends (25, 26, 27)");
	range_set_remove(&machine.ram, RAM_LIMIT, UINT64_MAX / 2 - RAM_LIMIT);
	console_print("loader: %lu processor(s), GICv%lu\n", (unsigned long)machine.core_count,
	              (unsigned long)machine.gic.version);
}

static _Noreturn void reject_package(const struct package_problem *problem)
{
	console_print("loader: boot package: %s: %s\n", problem->part, problem->reason);
	stop("boot package rejected", problem->part);
}

/* The package follows the image; it can reach as far as the RAM that both are in. */
static const struct package_header *open_package(void)
{
	uint64_t base = (uint64_t)image_end;
	uint64_t limit = 0;
	struct package_problem problem;

	for (uint32_t i = 0; i < machine.ram.count; i++)
		if (base - machine.ram.ranges[i].base < machine.ram.ranges[i].size)
			limit = machine.ram.ranges[i].base + machine.ram.ranges[i].size - base;
	if (!package_open((const void *)base, limit, &problem))
		reject_package(&problem);
	return (const void *)base;
}

static void check_package(const struct package_header *package)
{
	struct package_problem problem;

	if (!package_verify(package, &problem))
		reject_package(&problem);
	console_print("loader: boot package of %lu entries, %lu KiB, checked, entries' SHA-256 %lx...\n",
	              (unsigned long)package->count, (unsigned long)package->size / 1024,
	              __builtin_bswap64(*(const uint64_t *)(const void *)package->entries_sha256));
}

static const struct package_entry *find_part(const struct package_header *package, uint32_t kind, const char *name)
{
	const struct package_entry *entry = package_find(package, kind, name);

	if (entry == NULL)
		stop("boot package: a part is missing", name);
	return entry;
}

/* RAM without what firmware keeps, the lowest 2 MiB (never mapped), the loader and the package. */
static void find_free_memory(const struct package_header *package)
{
	struct range_set free = machine.ram;
	int failed = range_set_remove(&free, 0, BLOCK_SIZE);

	failed |= range_set_remove(&free, (uint64_t)image_start, (uint64_t)package + package->size - (uint64_t)image_start);
	for (uint32_t i = 0; i < machine.reserved.count; i++)
		failed |= range_set_remove(&free, machine.reserved.ranges[i].base, machine.reserved.ranges[i].size);
	if (failed)
		stop("device tree", "it has too many memory regions");
	memory_set_free(&free);
}

/* RAM that is in use now. */
static struct range_set used_memory(void)
{
	const struct range_set *free = memory_free();
	struct range_set used = machine.ram;

	for (uint32_t i = 0; i < free->count; i++)
		range_set_remove(&used, free->ranges[i].base, free->ranges[i].size);
	return used;
}

static void map_device(uint64_t root, uint64_t address, uint64_t size)
{
	uint64_t base = address & ~(GRANULE_SIZE - 1);

	tables_map(root, &(struct tables_region){
		.virtual = base,
		.physical = base,
		.size = (address + size - base + GRANULE_SIZE - 1) & ~(GRANULE_SIZE - 1),
		.attributes = EL2_DEVICE,
	});
}

/* From here on memory is cached, and unaligned accesses and DC ZVA are allowed. Returns the map's root. */
static uint64_t turn_mmu_on(void)
{
	uint64_t root = tables_make(TYPE_NULL);

	for (uint32_t i = 0; i < machine.ram.count; i++)
		tables_map(root, &(struct tables_region){
			.virtual = machine.ram.ranges[i].base,
			.physical = machine.ram.ranges[i].base,
			.size = machine.ram.ranges[i].size,
			.attributes = EL2_ANYTHING,
		});
	map_device(root, machine.gic.distributor.base, machine.gic.distributor.size);
	map_device(root, machine.gic.redistributors.base, machine.gic.redistributors.size);
	map_device(root, machine.gic.hypervisor.base, machine.gic.hypervisor.size);
	if (machine.gic.version == 2)
		map_device(root, machine.gic.cpu_interface[0], GRANULE_SIZE);
	if (console_address() != 0)
		map_device(root, console_address(), GRANULE_SIZE);

	struct range_set used = used_memory();
	for (uint32_t i = 0; i < used.count; i++)
		cpu_cache_invalidate(used.ranges[i].base, used.ranges[i].size);
	cpu_mmu_on(root);
	return root;
}

static void start_cores(uint64_t root, uint32_t max)
{
	gic_setup_distributor(&machine.gic, cpu_affinity());
	cores = (struct cores){.max = max, .root = root, .no_translation = tables_make(TYPE_NULL)};
	cores_start(&machine, &cores);
}

static struct init_info *make_info(const struct package_header *package, const struct package_entry *kernel)
{
	struct init_info *info = (struct init_info *)memory_take(sizeof *info, GRANULE_SIZE, TYPE_FRAME);

	info->magic = INIT_INFO_MAGIC;
	info->size = sizeof *info;
	info->package_size = package->size;
	info->uart_address = console_address();
	info->timer_frequency = cpu_timer_frequency();
	info->seed_size = machine.seed_size;
	info->core_count = cores.count;
	memcpy(info->guest_interface, machine.gic.guest_interface, sizeof info->guest_interface);
	memcpy(info->seed, machine.seed, sizeof machine.seed);
	memcpy(info->kernel_sha256, kernel->sha256, sizeof info->kernel_sha256);
	sha256(package, sizeof *package + package->count * sizeof(struct package_entry), info->package_sha256);
	return info;
}

static void list_untypeds(struct init_info *info, const struct range_set *set, uint32_t device, uint32_t max)
{
	static struct range_block blocks[INIT_MAX_UNTYPEDS];
	uint32_t count = range_set_carve(set, blocks, max);

	for (uint32_t i = 0; i < count; i++)
		info->untypeds[info->untyped_count++] =
			(struct init_untyped){.address = blocks[i].base, .bits = blocks[i].bits, .device = device};
}

/* All that is left, cleared, and the devices. Nothing may be allocated after this. */
static void hand_over_memory(const struct init_image *init, struct init_info *info)
{
	uint64_t bytes = 0;

	list_untypeds(info, memory_free(), 0, INIT_MAX_UNTYPEDS - MAX_DEVICE_UNTYPEDS);
	for (uint32_t i = 0; i < info->untyped_count; i++) {
		cpu_clear(info->untypeds[i].address, 1ULL << info->untypeds[i].bits);
		bytes += 1ULL << info->untypeds[i].bits;
	}
	list_untypeds(info, &machine.devices, 1, INIT_MAX_UNTYPEDS - info->untyped_count);
	init_image_give_untypeds(init, info);
	console_print("loader: %lu MiB in %lu untypeds for init, devices included\n", (unsigned long)(bytes / MIB),
	              (unsigned long)info->untyped_count);
}

static struct boot_info *make_boot_info(const struct kernel_image *kernel, uint64_t granule_limit, uint32_t thread)
{
	struct boot_info *boot = (struct boot_info *)memory_take(sizeof *boot, BOOT_INFO_ALIGN, TYPE_NULL);

	*boot = (struct boot_info){
		.magic = BOOT_INFO_MAGIC,
		.size = sizeof *boot,
		.gic_version = machine.gic.version,
		.ttbr0 = kernel->root,
		.first_thread = thread,
		.core_count = cores.count,
		.timer_frequency = cpu_timer_frequency(),
		.irq_limit = gic_setup_limit(&machine.gic),
		.granule_limit = granule_limit,
	};
	for (uint32_t i = 0; i < cores.count; i++)
		boot->poke[i] = cores.gic[i].poke;
	cpu_id_registers(boot->id_registers);
	return boot;
}

/* Everything that the kernel and init find in memory; returns what the kernel is told. */
static struct boot_info *build_system(const struct package_header *package, uint64_t root, struct kernel_image *kernel)
{
	const struct package_entry *kernel_part = find_part(package, PACKAGE_KERNEL, "kernel");
	const struct package_entry *init_part = find_part(package, PACKAGE_INIT, "init");

	*kernel = kernel_image_place(kernel_part, package_content(package, kernel_part));
	start_cores(root, kernel->core_max);
	kernel_image_map(kernel, &machine, &cores);
	uint64_t granule_limit = memory_make_granules(&machine.ram, &machine.devices, kernel->root);

	struct init_info *info = make_info(package, kernel_part);
	struct init_image init = init_image_load(init_part, package_content(package, init_part));
	init_image_map_package(&init, package, package->size);
	init_image_map_info(&init, info);
	uint32_t thread = init_image_make_thread(&init, info->timer_frequency);
	struct boot_info *boot = make_boot_info(kernel, granule_limit, thread);
	hand_over_memory(&init, info);
	return boot;
}

_Noreturn void loader_main(const void *tree, uint64_t level)
{
	struct kernel_image kernel;

	read_machine(tree, level);
	const struct package_header *package = open_package();
	find_free_memory(package);
	uint64_t root = turn_mmu_on();
	check_package(package);
	struct boot_info *boot = build_system(package, root, &kernel);

	console_print("loader: entering the kernel at 0x%lx on %lu processor(s)\n", (unsigned long)kernel.base,
	              (unsigned long)cores.count);
	struct range_set used = used_memory();
	for (uint32_t i = 0; i < used.count; i++)
		cpu_cache_clean(used.ranges[i].base, used.ranges[i].size);
	cores_enter_kernel(kernel.base, boot, kernel.root);
}
