/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One function a node. libfdt's writer remembers nothing of a failure, so `struct writer` does: after the
 * first one nothing is written any more.
 */
#include "guest_fdt.h"

#include <libfdt.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"

#define PHANDLE_GIC   1
#define PHANDLE_CLOCK 2

/* Interrupt specifiers of the GICv3 binding. */
#define KIND_SPI   0
#define KIND_PPI   1
#define EDGE_RISING 1
#define LEVEL_HIGH  4

struct writer {
	void *tree;
	int error; /* of the first call that failed */
};

static void note(struct writer *writer, int error)
{
	if (!writer->error)
		writer->error = error;
}

static void begin(struct writer *writer, const char *name)
{
	note(writer, fdt_begin_node(writer->tree, name));
}

static void end(struct writer *writer)
{
	note(writer, fdt_end_node(writer->tree));
}

static void put_bytes(struct writer *writer, const char *name, const void *bytes, size_t size)
{
	note(writer, fdt_property(writer->tree, name, bytes, (int)size));
}

static void put_string(struct writer *writer, const char *name, const char *text)
{
	put_bytes(writer, name, text, strlen(text) + 1);
}

static void put_cell(struct writer *writer, const char *name, uint32_t value)
{
	note(writer, fdt_property_u32(writer->tree, name, value));
}

static void put_cells(struct writer *writer, const char *name, const uint32_t *cells, size_t count)
{
	void *place;
	int error = fdt_property_placeholder(writer->tree, name, (int)(count * 4), &place);

	note(writer, error);
	for (size_t i = 0; !error && i < count; i++)
		fdt32_st((uint8_t *)place + 4 * i, cells[i]);
}

#define PUT_CELLS(writer, name, ...) \
	put_cells(writer, name, (const uint32_t[]){ __VA_ARGS__ }, sizeof((const uint32_t[]){ __VA_ARGS__ }) / 4)

/* A property without a value. */
static void put_flag(struct writer *writer, const char *name)
{
	put_bytes(writer, name, "", 0);
}

static void put_u64(struct writer *writer, const char *name, uint64_t value)
{
	note(writer, fdt_property_u64(writer->tree, name, value));
}

/* #address-cells and #size-cells are 2. */
static void put_region(struct writer *writer, uint64_t address, uint64_t size)
{
	PUT_CELLS(writer, "reg", (uint32_t)(address >> 32), (uint32_t)address, (uint32_t)(size >> 32), (uint32_t)size);
}

static void put_chosen(struct writer *writer, const struct guest_fdt *machine)
{
	begin(writer, "chosen");
	put_string(writer, "bootargs", machine->bootargs);
	if (machine->ramdisk_size) {
		put_u64(writer, "linux,initrd-start", machine->ramdisk);
		put_u64(writer, "linux,initrd-end", machine->ramdisk + machine->ramdisk_size);
	}
	if (machine->seed_size)
		put_bytes(writer, "rng-seed", machine->seed, machine->seed_size);
	end(writer);
}

static void put_memory(struct writer *writer, const struct guest_fdt *machine)
{
	begin(writer, "memory@40000000");
	put_string(writer, "device_type", "memory");
	put_region(writer, MACHINE_RAM_ADDRESS, machine->memory_size);
	end(writer);
}

static void put_cpu(struct writer *writer, uint32_t number)
{
	char name[sizeof "cpu@4294967295"];

	snprintf(name, sizeof name, "cpu@%x", (unsigned)number);
	begin(writer, name);
	put_string(writer, "device_type", "cpu");
	put_string(writer, "compatible", "arm,armv8");
	put_cell(writer, "reg", number);
	put_string(writer, "enable-method", "psci");
	end(writer);
}

static void put_cpus(struct writer *writer, uint32_t count)
{
	begin(writer, "cpus");
	put_cell(writer, "#address-cells", 1);
	put_cell(writer, "#size-cells", 0);
	for (uint32_t n = 0; n < count; n++)
		put_cpu(writer, n);
	end(writer);
}

static void put_firmware(struct writer *writer)
{
	static const char compatible[] = "arm,psci-1.0\0arm,psci-0.2";

	begin(writer, "psci");
	put_bytes(writer, "compatible", compatible, sizeof compatible);
	put_string(writer, "method", "hvc");
	end(writer);
}

/* Secure and non-secure physical, virtual, hypervisor: only the virtual one ever fires. */
static void put_timer(struct writer *writer)
{
	begin(writer, "timer");
	put_string(writer, "compatible", "arm,armv8-timer");
	PUT_CELLS(writer, "interrupts", KIND_PPI, 13, LEVEL_HIGH, KIND_PPI, 14, LEVEL_HIGH,
	          KIND_PPI, MACHINE_TIMER_INTERRUPT - 16, LEVEL_HIGH, KIND_PPI, 10, LEVEL_HIGH);
	put_flag(writer, "always-on");
	end(writer);
}

static void put_interrupt_controller(struct writer *writer, const struct guest_fdt *machine)
{
	begin(writer, "interrupt-controller@8000000");
	if (machine->gic_version == 2) {
		put_string(writer, "compatible", "arm,gic-400");
		PUT_CELLS(writer, "reg", 0, MACHINE_GICD_ADDRESS, 0, MACHINE_GICD_V2_SIZE,
		          0, MACHINE_GICC_ADDRESS, 0, MACHINE_GICC_SIZE);
	} else {
		put_string(writer, "compatible", "arm,gic-v3");
		PUT_CELLS(writer, "reg", 0, MACHINE_GICD_ADDRESS, 0, MACHINE_GICD_SIZE,
		          0, MACHINE_GICR_ADDRESS, 0, MACHINE_GICR_SIZE * machine->processor_count);
		put_cell(writer, "#redistributor-regions", 1);
	}
	put_flag(writer, "interrupt-controller");
	put_cell(writer, "#address-cells", 0);
	put_cell(writer, "#interrupt-cells", 3);
	put_cell(writer, "phandle", PHANDLE_GIC);
	end(writer);
}

/* Linux's AMBA bus asks for a clock before it drives a PL031. */
static void put_clock(struct writer *writer)
{
	static const char compatible[] = "arm,pl031\0arm,primecell";

	begin(writer, "apb-pclk");
	put_string(writer, "compatible", "fixed-clock");
	put_cell(writer, "#clock-cells", 0);
	put_cell(writer, "clock-frequency", 24000000);
	put_cell(writer, "phandle", PHANDLE_CLOCK);
	end(writer);
	begin(writer, "rtc@9010000");
	put_bytes(writer, "compatible", compatible, sizeof compatible);
	put_region(writer, MACHINE_RTC_ADDRESS, MACHINE_RTC_SIZE);
	put_cell(writer, "clocks", PHANDLE_CLOCK);
	put_string(writer, "clock-names", "apb_pclk");
	end(writer);
}

static void put_virtio(struct writer *writer, uint32_t index)
{
	uint32_t address = MACHINE_VIRTIO_ADDRESS + index * MACHINE_VIRTIO_SIZE;
	char name[sizeof "virtio_mmio@12345678"];

	snprintf(name, sizeof name, "virtio_mmio@%x", (unsigned)address);
	begin(writer, name);
	put_string(writer, "compatible", "virtio,mmio");
	put_region(writer, address, MACHINE_VIRTIO_SIZE);
	PUT_CELLS(writer, "interrupts", KIND_SPI, MACHINE_VIRTIO_INTERRUPT(index) - 32, EDGE_RISING);
	put_flag(writer, "dma-coherent");
	end(writer);
}

size_t guest_fdt_write(const struct guest_fdt *machine, void *to, size_t room)
{
	struct writer writer = { .tree = to, .error = fdt_create(to, (int)room) };

	note(&writer, fdt_finish_reservemap(to));
	begin(&writer, "");
	put_string(&writer, "compatible", "linux,dummy-virt");
	put_string(&writer, "model", "bulkhead");
	put_cell(&writer, "#address-cells", 2);
	put_cell(&writer, "#size-cells", 2);
	put_cell(&writer, "interrupt-parent", PHANDLE_GIC);
	put_chosen(&writer, machine);
	put_memory(&writer, machine);
	put_cpus(&writer, machine->processor_count);
	put_firmware(&writer);
	put_timer(&writer);
	put_interrupt_controller(&writer, machine);
	put_clock(&writer);
	for (uint32_t i = 0; i < MACHINE_VIRTIO_COUNT; i++)
		put_virtio(&writer, i);
	end(&writer);
	note(&writer, fdt_finish(to));
	return writer.error ? 0 : fdt_totalsize(to);
}
