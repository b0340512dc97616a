/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's image and its map; see kernel_image.h. */
#include "kernel_image.h"

#include <string.h>

#include <boot_info.h>
#include <object.h>

#include "memory.h"
#include "stop.h"
#include "tables.h"

#define KERNEL_MAX_SIZE BLOCK_SIZE

static int is_sound(const struct kernel_header *header, const struct package_entry *entry)
{
	uint64_t size = (uint64_t)header->text_size + header->rodata_size + header->data_size;

	return entry->size >= sizeof *header && header->magic == BOOT_INFO_MAGIC &&
	       (header->text_size | header->rodata_size | header->data_size) % GRANULE_SIZE == 0 &&
	       header->text_size != 0 && size <= KERNEL_MAX_SIZE && header->file_size == entry->size &&
	       header->file_size <= size && header->core_max != 0 && header->core_max <= BOOT_CORE_LIMIT;
}

static void map_part(uint64_t root, uint64_t base, uint64_t size, uint64_t attributes)
{
	tables_map(root, &(struct tables_region){
		.virtual = base, .physical = base, .size = size, .attributes = attributes, .flags = TABLES_PAGES_ONLY});
}

struct kernel_image kernel_image_place(const struct package_entry *entry, const void *content)
{
	const struct kernel_header *header = content;

	if (!is_sound(header, entry))
		stop("boot package", "kernel: its header is broken");
	if (header->abi_version != ABI_VERSION)
		stop("boot package", "kernel: another ABI version than the loader's");

	struct kernel_image kernel = {
		.core_max = header->core_max,
		.base = memory_take(BLOCK_SIZE, BLOCK_SIZE, TYPE_NULL),
		.root = tables_make(TYPE_NULL),
	};
	uint64_t rodata = kernel.base + header->text_size;
	uint64_t data = rodata + header->rodata_size;
	uint64_t end = data + header->data_size;

	memcpy((void *)kernel.base, content, entry->size);
	map_part(kernel.root, kernel.base, header->text_size, EL2_CODE);
	map_part(kernel.root, rodata, header->rodata_size, EL2_CONSTANTS);
	map_part(kernel.root, data, header->data_size, EL2_DATA);
	map_part(kernel.root, end, kernel.base + BLOCK_SIZE - end, EL2_DATA);
	memory_give_back(end, kernel.base + BLOCK_SIZE - end);
	return kernel;
}

static void map_page(uint64_t root, uint64_t virtual, uint64_t physical)
{
	tables_map(root, &(struct tables_region){
		.virtual = virtual, .physical = physical, .size = GRANULE_SIZE, .attributes = EL2_DEVICE});
}

static void map_v2(uint64_t root, const struct machine_gic *gic)
{
	map_page(root, KERNEL_GIC_V2 + GIC_V2_CPU, gic->cpu_interface[0]);
	map_page(root, KERNEL_GIC_V2 + GIC_V2_CPU + GRANULE_SIZE, gic->cpu_interface[1]);
	map_page(root, KERNEL_GIC_V2 + GIC_V2_HYPERVISOR, gic->hypervisor.base);
	map_page(root, KERNEL_GIC_V2 + GIC_V2_DISTRIBUTOR, gic->distributor.base);
}

void kernel_image_map(const struct kernel_image *kernel, const struct machine *machine, const struct cores *cores)
{
	const struct machine_gic *gic = &machine->gic;
	struct range_set ram = machine->ram;

	range_set_remove(&ram, kernel->base, BLOCK_SIZE);
	range_set_remove(&ram, 0, BLOCK_SIZE);
	for (uint32_t i = 0; i < ram.count; i++)
		tables_map(kernel->root, &(struct tables_region){
			.virtual = ram.ranges[i].base,
			.physical = ram.ranges[i].base,
			.size = ram.ranges[i].size,
			.attributes = EL2_DATA,
		});
	map_page(kernel->root, KERNEL_GICD, gic->distributor.base);
	for (uint32_t i = 0; i < cores->count; i++)
		map_page(kernel->root, KERNEL_GIC_PAGE(i), cores->gic[i].own);
	if (gic->version == 2)
		map_v2(kernel->root, gic);
}
