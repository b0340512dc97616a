/* SPDX-License-Identifier: BSD-2-Clause */
/* The GICv2 distributor as guests use it: registers by their offsets in Arm IHI 0048, delivery, timer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <vgic.h>

#include "fake_cpu.h"

#define CTLR       0x000
#define TYPER      0x004
#define IGROUPR    0x080
#define ISENABLER  0x100
#define ICENABLER  0x180
#define ISPENDR    0x200
#define IPRIORITYR 0x400
#define ITARGETSR  0x800
#define ICFGR      0xc00
#define SGIR       0xf00
#define PIDR2      0xfe8

static struct vgic vgic;

static void write_by(uint32_t processor, uint64_t offset, uint64_t value)
{
	vgic_v2_write(&vgic, processor, offset, 4, value);
}

static uint64_t read_by(uint32_t processor, uint64_t offset)
{
	return vgic_v2_read(&vgic, processor, offset, 4);
}

static int power_on(void **state)
{
	(void)state;
	fake_cpu_reset();
	vgic_reset(&vgic, 2, 2);
	vgic_start(&vgic, 0);
	vgic_start(&vgic, 1);
	return 0;
}

/* As a guest does, with no word about groups. */
static int set_up(void **state)
{
	power_on(state);
	write_by(0, CTLR, 1);
	write_by(0, ISENABLER + 4, ~0u);
	write_by(0, ISENABLER, 0xffff);
	write_by(1, ISENABLER, 0xffff);
	return 0;
}

static void test_reset__nothing_is_enabled_and_all_goes_to_processor_0(void **state)
{
	(void)state;
	assert_int_equal(read_by(0, CTLR), 0);
	assert_int_equal(read_by(0, ISENABLER), 0);
	assert_int_equal(read_by(0, ISENABLER + 4), 0);
	assert_int_equal(read_by(0, ITARGETSR + 48), 0x01010101);
}

static void test_identity__says_gicv2_with_96_interrupts_and_two_processors(void **state)
{
	(void)state;
	assert_int_equal(read_by(0, TYPER), 1 << 5 | 2);
	assert_int_equal(read_by(0, PIDR2) >> 4 & 0xf, 2);
}

static void test_groups__do_not_exist(void **state)
{
	(void)state;
	write_by(0, IGROUPR, ~0u);
	write_by(0, IGROUPR + 4, 0);
	assert_int_equal(read_by(0, IGROUPR), 0);
	assert_int_equal(read_by(0, IGROUPR + 4), 0);
	vgic_set_pending(&vgic, 48);
	assert_int_equal(fake_cpus[0].injected_count, 1); /* written 0 above, and yet it is delivered */
}

static void test_private__each_processor_has_its_own(void **state)
{
	(void)state;
	write_by(0, ISENABLER, 0x10);
	write_by(1, ISENABLER, 0x20);
	write_by(1, IPRIORITYR + 24, 0x40 << 24);
	write_by(0, ICFGR + 4, 2);
	assert_int_equal(read_by(0, ISENABLER), 0x10);
	assert_int_equal(read_by(1, ISENABLER), 0x20);
	assert_int_equal(read_by(0, IPRIORITYR + 24), 0);
	assert_int_equal(read_by(1, IPRIORITYR + 24), 0x40000000);
	assert_int_equal(read_by(1, ICFGR + 4), 0);
	assert_int_equal(read_by(0, ITARGETSR), 0x01010101);
	assert_int_equal(read_by(1, ITARGETSR + 28), 0x02020202);
}

static void test_shared__all_processors_see_the_same(void **state)
{
	(void)state;
	write_by(0, ISENABLER + 4, 0x10000);
	write_by(1, IPRIORITYR + 48, 0xa0);
	write_by(1, ICFGR + 12, 2);
	assert_int_equal(read_by(1, ISENABLER + 4), 0x10000);
	assert_int_equal(read_by(0, IPRIORITYR + 48), 0xa0);
	assert_int_equal(read_by(0, ICFGR + 12), 2);
	write_by(1, ICENABLER + 4, 0x10000);
	assert_int_equal(read_by(0, ISENABLER + 4), 0);
}

static void test_targets__decide_who_gets_an_interrupt(void **state)
{
	(void)state;
	vgic_v2_write(&vgic, 0, ITARGETSR + 49, 1, 2);
	vgic_v2_write(&vgic, 0, ITARGETSR + 50, 1, 3);
	vgic_v2_write(&vgic, 0, ITARGETSR + 51, 1, 0xfc);
	assert_int_equal(vgic_v2_read(&vgic, 1, ITARGETSR + 51, 1), 0);
	vgic_set_pending(&vgic, 49);
	vgic_set_pending(&vgic, 50);
	vgic_set_pending(&vgic, 51);
	assert_int_equal(fake_cpus[1].injected_count, 1);
	assert_int_equal(fake_cpus[1].injected[0], 49);
	assert_int_equal(fake_cpus[0].injected_count, 1);
	assert_int_equal(fake_cpus[0].injected[0], 50);
	vgic_v2_write(&vgic, 0, ITARGETSR + 51, 1, 2); /* it has waited for somebody */
	assert_int_equal(fake_cpus[1].injected[1], 51);
}

static void test_targets__of_private_interrupts_cannot_be_written(void **state)
{
	(void)state;
	write_by(1, ITARGETSR + 24, 0);
	assert_int_equal(read_by(1, ITARGETSR + 24), 0x02020202);
}

static void test_software_interrupt__goes_where_its_filter_says(void **state)
{
	(void)state;
	write_by(0, SGIR, 2 << 16 | 5);
	assert_int_equal(fake_cpus[1].injected[0], 5);
	write_by(0, SGIR, 1 << 24 | 1 << 16 | 6); /* all but itself, whatever the list says */
	assert_int_equal(fake_cpus[1].injected[1], 6);
	write_by(0, SGIR, 2 << 24 | 2 << 16 | 7); /* itself alone */
	assert_int_equal(fake_cpus[0].injected[0], 7);
	write_by(0, SGIR, 3 << 24 | 3 << 16 | 8);
	write_by(0, SGIR, 0xfc << 16 | 9);
	assert_int_equal(fake_cpus[0].injected_count, 1);
	assert_int_equal(fake_cpus[1].injected_count, 2);
}

static void test_delivery__waits_for_the_distributor_and_for_room(void **state)
{
	(void)state;
	write_by(0, CTLR, 0);
	write_by(0, IPRIORITYR + 48, 0x80a0c0e0);
	for (uint32_t intid = 48; intid < 52; intid++)
		vgic_set_pending(&vgic, intid);
	assert_int_equal(fake_cpus[0].injected_count, 0);
	fake_cpus[0].list_registers = 2;
	write_by(1, CTLR, 1);
	assert_int_equal(fake_cpus[0].injected_count, 2);
	assert_int_equal(fake_cpus[0].injected[0], 51);
	assert_int_equal(fake_cpus[0].injected[1], 50);
	assert_int_equal(read_by(0, ISPENDR + 4), 3 << 16);
	fake_cpus[0].list_registers = 2;
	vgic_deliver(&vgic, 0);
	assert_int_equal(fake_cpus[0].injected[3], 48);
}

static void test_timer__follows_each_processors_registers(void **state)
{
	(void)state;
	write_by(1, IPRIORITYR + 24, 0x60 << 24);
	write_by(1, ISENABLER, 1 << 27);
	assert_true(fake_cpus[1].timer_enabled);
	assert_int_equal(fake_cpus[1].timer_priority, 0x60);
	assert_false(fake_cpus[0].timer_enabled);
	write_by(0, CTLR, 0);
	assert_false(fake_cpus[1].timer_enabled);
}

static void test_timer__cannot_be_made_pending(void **state)
{
	(void)state;
	write_by(0, ISENABLER, 1 << 27);
	write_by(0, ISPENDR, 1 << 27);
	assert_int_equal(read_by(0, ISPENDR), 0);
	assert_int_equal(fake_cpus[0].injected_count, 0);
}

/* Every offset and size: no register beyond the state, under the sanitizers. */
static void test_access__anywhere_is_harmless(void **state)
{
	(void)state;
	for (uint64_t offset = 0; offset < MACHINE_GICD_SIZE; offset++)
		for (uint32_t size = 1; size <= 8; size *= 2) {
			vgic_v2_write(&vgic, offset & 1, offset, size, 0x0123456789abcdef ^ offset);
			(void)vgic_v2_read(&vgic, offset & 1, offset, size);
		}
	assert_int_equal(read_by(0, TYPER), 1 << 5 | 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_reset__nothing_is_enabled_and_all_goes_to_processor_0, power_on),
		cmocka_unit_test_setup(test_identity__says_gicv2_with_96_interrupts_and_two_processors, power_on),
		cmocka_unit_test_setup(test_groups__do_not_exist, set_up),
		cmocka_unit_test_setup(test_private__each_processor_has_its_own, power_on),
		cmocka_unit_test_setup(test_shared__all_processors_see_the_same, power_on),
		cmocka_unit_test_setup(test_targets__decide_who_gets_an_interrupt, set_up),
		cmocka_unit_test_setup(test_targets__of_private_interrupts_cannot_be_written, set_up),
		cmocka_unit_test_setup(test_software_interrupt__goes_where_its_filter_says, set_up),
		cmocka_unit_test_setup(test_delivery__waits_for_the_distributor_and_for_room, set_up),
		cmocka_unit_test_setup(test_timer__follows_each_processors_registers, set_up),
		cmocka_unit_test_setup(test_timer__cannot_be_made_pending, set_up),
		cmocka_unit_test_setup(test_access__anywhere_is_harmless, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
