/* SPDX-License-Identifier: BSD-2-Clause */
/* Device trees for tests; see tree.h. */
#include "tree.h"

#include <libfdt.h>
#include <stddef.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void *fdt;

static void ok(int result)
{
	assert_int_equal(result, 0);
}

static void text(const char *name, const char *value)
{
	ok(fdt_property(fdt, name, value, (int)strlen(value) + 1));
}

static void cells(const char *name, const uint32_t *values, int count)
{
	uint32_t data[32];

	for (int i = 0; i < count; i++)
		data[i] = cpu_to_fdt32(values[i]);
	ok(fdt_property(fdt, name, data, count * 4));
}

#define CELLS(name, ...) cells(name, (const uint32_t[]){__VA_ARGS__}, (int)(sizeof((const uint32_t[]){__VA_ARGS__}) / 4))

static void device(const char *name, const char *compatible, uint32_t base, uint32_t size)
{
	ok(fdt_begin_node(fdt, name));
	text("compatible", compatible);
	CELLS("reg", 0, base, 0, size);
}

static void end(void)
{
	ok(fdt_end_node(fdt));
}

static void add_chosen(unsigned changes)
{
	uint8_t seed[100];

	for (unsigned i = 0; i < sizeof seed; i++)
		seed[i] = (uint8_t)(i + 1);
	ok(fdt_begin_node(fdt, "chosen"));
	text("stdout-path", changes & TREE_ALIAS_CONSOLE ? "serial0:115200n8" : "/pl011@9000000");
	ok(fdt_property(fdt, "rng-seed", seed, changes & TREE_LONG_SEED ? 100 : 32));
	end();
	ok(fdt_begin_node(fdt, "aliases"));
	text("serial0", "/pl011@9000000");
	end();
}

static void add_memory(unsigned changes)
{
	if (!(changes & TREE_NO_MEMORY)) {
		ok(fdt_begin_node(fdt, "memory@40000000"));
		text("device_type", "memory");
		CELLS("reg", 0, 0x40000000, 0, 0x10000000, 8, 0, 0, 0x10000000);
		end();
	}
	if (changes & TREE_RESERVED) {
		ok(fdt_begin_node(fdt, "reserved-memory"));
		CELLS("#address-cells", 2);
		CELLS("#size-cells", 2);
		ok(fdt_property(fdt, "ranges", NULL, 0));
		device("firmware@44000000", "vendor,firmware", 0x44000800, 0x1000);
		end();
		end();
	}
}

static void add_cpus(void)
{
	ok(fdt_begin_node(fdt, "cpus"));
	CELLS("#address-cells", 1);
	CELLS("#size-cells", 0);
	for (uint32_t i = 0; i < 2; i++) {
		ok(fdt_begin_node(fdt, i == 0 ? "cpu@0" : "cpu@1"));
		text("device_type", "cpu");
		CELLS("reg", i);
		end();
	}
	end();
}

static void add_gic(unsigned changes)
{
	ok(fdt_begin_node(fdt, "intc@8000000"));
	CELLS("#address-cells", 2);
	CELLS("#size-cells", 2);
	ok(fdt_property(fdt, "ranges", NULL, 0));
	text("compatible", changes & TREE_GIC_V2 ? "arm,cortex-a15-gic" : "arm,gic-v3");
	if (changes & TREE_SHORT_REG)
		CELLS("reg", 0, 0x8000000, 0, 0x10000, 0, 0x80a0000, 0);
	else if (!(changes & TREE_GIC_V2))
		CELLS("reg", 0, 0x8000000, 0, 0x10000, 0, 0x80a0000, 0, 0xf60000);
	else if (changes & TREE_NO_GICH)
		CELLS("reg", 0, 0x8000000, 0, 0x10000, 0, 0x8010000, 0, 0x10000);
	else if (changes & TREE_NO_GICV)
		CELLS("reg", 0, 0x8000000, 0, 0x10000, 0, 0x8010000, 0, 0x10000, 0, 0x8030000, 0, 0x10000);
	else if (changes & TREE_GIC_REPEATED)
		CELLS("reg", 0, 0x8000000, 0, 0x10000, 0, 0x8010000, 0, 0x20000, 0, 0x8030000, 0, 0x10000,
		      0, 0x8040000, 0, 0x20000);
	else
		CELLS("reg", 0, 0x8000000, 0, 0x10000, 0, 0x8010000, 0, 0x10000, 0, 0x8030000, 0, 0x10000,
		      0, 0x8040000, 0, 0x10000);
	if (!(changes & TREE_NO_MAINTENANCE))
		CELLS("interrupts", 1, 9, 4);
	device("its@8080000", "arm,gic-v3-its", 0x8080000, 0x20000);
	end();
	end();
}

static void add_devices(unsigned changes)
{
	device("pl011@9000000", "arm,pl011", 0x9000000, 0x1000);
	end();
	device("rtc@9010000", "arm,pl031", 0x9010000, 0x1000);
	if (changes & TREE_DISABLED_DEVICE)
		text("status", "disabled");
	end();
	device("fw-cfg@9020000", "qemu,fw-cfg-mmio", 0x9020000, 0x18);
	end();
	device("shares@9020800", "vendor,shares-a-page-with-fw-cfg", 0x9020800, 0x100);
	end();
	device("virtio_mmio@a000000", "virtio,mmio", 0xa000000, 0x200);
	end();
	device("virtio_mmio@a000200", "virtio,mmio", 0xa000200, 0x200);
	end();
	device("flash@0", "cfi-flash", 0, 0x4000000);
	end();
	ok(fdt_begin_node(fdt, "bus@c000000"));
	CELLS("#address-cells", 1);
	CELLS("#size-cells", 1);
	CELLS("ranges", 0, 0, 0xc000000, 0x2000000);
	ok(fdt_begin_node(fdt, "translated@1000"));
	CELLS("reg", 0x1000, 0x1000);
	end();
	end();
}

static void add_timer(void)
{
	ok(fdt_begin_node(fdt, "timer"));
	text("compatible", "arm,armv8-timer");
	CELLS("interrupts", 1, 13, 4, 1, 14, 4, 1, 11, 4, 1, 10, 4);
	end();
}

void tree_make(void *buffer, unsigned changes)
{
	fdt = buffer;
	ok(fdt_create(fdt, TREE_SIZE));
	if (changes & TREE_RESERVED)
		ok(fdt_add_reservemap_entry(fdt, 0x45000000, 0x2000));
	ok(fdt_finish_reservemap(fdt));
	ok(fdt_begin_node(fdt, ""));
	CELLS("#address-cells", 2);
	CELLS("#size-cells", 2);
	add_chosen(changes);
	add_memory(changes);
	if (!(changes & TREE_NO_CPUS))
		add_cpus();
	if (!(changes & TREE_NO_GIC))
		add_gic(changes);
	if (!(changes & TREE_NO_TIMER))
		add_timer();
	ok(fdt_begin_node(fdt, "psci"));
	text("compatible", "arm,psci-1.0");
	text("method", changes & TREE_HVC ? "hvc" : "smc");
	end();
	add_devices(changes);
	end();
	ok(fdt_finish(fdt));
}
