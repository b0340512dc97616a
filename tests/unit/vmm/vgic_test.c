/* SPDX-License-Identifier: BSD-2-Clause */
/* The interrupt controller as guests use it: registers by their offsets in Arm IHI 0069, delivery, timer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <vgic.h>

#include "fake_cpu.h"

#define CTLR       0x0000
#define TYPER      0x0004
#define IGROUPR    0x0080
#define ISENABLER  0x0100
#define ICENABLER  0x0180
#define ISPENDR    0x0200
#define ICPENDR    0x0280
#define IPRIORITYR 0x0400
#define ICFGR      0x0c00
#define IROUTER    0x6000
#define SGI        0x10000 /* a redistributor's second page */
#define R1         MACHINE_GICR_SIZE /* processor 1's redistributor */

static struct vgic vgic;

static void write_d(uint64_t offset, uint64_t value)
{
	vgic_distributor_write(&vgic, offset, 4, value);
}

static uint64_t read_d(uint64_t offset)
{
	return vgic_distributor_read(&vgic, offset, 4);
}

static void write_r(uint64_t offset, uint64_t value)
{
	vgic_redistributor_write(&vgic, offset, 4, value);
}

static uint64_t read_r(uint64_t offset)
{
	return vgic_redistributor_read(&vgic, offset, 4);
}

static int power_on(void **state)
{
	(void)state;
	fake_cpu_reset();
	vgic_reset(&vgic, 3, 2);
	vgic_start(&vgic, 0);
	return 0;
}

/* As a guest does: group 1 on, interrupts 32 to 63 and the private ones in group 1 and enabled. */
static int set_up(void **state)
{
	power_on(state);
	write_d(CTLR, 2);
	write_d(IGROUPR + 4, ~0u);
	write_d(ISENABLER + 4, ~0u);
	write_r(SGI + IGROUPR, ~0u);
	write_r(SGI + ISENABLER, 0xffff);
	return 0;
}

static void test_reset__nothing_is_enabled_or_pending(void **state)
{
	(void)state;
	assert_int_equal(read_d(CTLR), 0x50); /* affinity routing, one security state */
	assert_int_equal(read_d(ISENABLER + 4), 0);
	assert_int_equal(read_d(ISPENDR + 4), 0);
	assert_int_equal(read_r(SGI + ISENABLER), 0);
	assert_false(fake_cpus[0].timer_enabled);
}

static void test_identity__says_gicv3_with_96_interrupts(void **state)
{
	(void)state;
	assert_int_equal(read_d(TYPER) & 0x1f, 2);
	assert_int_equal(read_d(0xffe8) >> 4 & 0xf, 3);
	assert_int_equal(read_r(0xffe8) >> 4 & 0xf, 3);
}

static void test_redistributor__tells_its_processor_and_wakes_up(void **state)
{
	(void)state;
	assert_int_equal(vgic_redistributor_read(&vgic, 8, 8), 0);
	assert_int_equal(vgic_redistributor_read(&vgic, R1 + 8, 8), 1ULL << 32 | 1 << 8 | 0x10);
	assert_int_equal(read_r(R1 + 8), 0x110);
	assert_int_equal(read_r(R1 + 12), 1);
	assert_int_equal(read_r(0x14), 6);
	write_r(0x14, 0);
	assert_int_equal(read_r(0x14), 0);
	assert_int_equal(read_r(R1 + 0x14), 6);
}

static void test_enable__sets_and_clears_by_ones_only(void **state)
{
	(void)state;
	write_d(ISENABLER + 4, 0x30);
	write_d(ISENABLER + 4, 0x01);
	assert_int_equal(read_d(ISENABLER + 4), 0x31);
	write_d(ICENABLER + 4, 0x20);
	assert_int_equal(read_d(ISENABLER + 4), 0x11);
	assert_int_equal(read_d(ICENABLER + 4), 0x11);
}

static void test_distributor__private_interrupts_read_as_zero(void **state)
{
	(void)state;
	write_d(ISENABLER, ~0u);
	assert_int_equal(read_d(ISENABLER), 0);
	assert_int_equal(read_r(SGI + ISENABLER), 0);
	write_d(IPRIORITYR, 0x80808080);
	assert_int_equal(read_r(SGI + IPRIORITYR), 0);
}

static void test_registers_beyond_the_last_interrupt__do_not_exist(void **state)
{
	(void)state;
	for (uint64_t offset = 0; offset < MACHINE_GICD_SIZE; offset += 4)
		write_d(offset, ~0u);
	assert_int_equal(read_d(ISENABLER + 0xc), 0);
	assert_int_equal(read_d(IPRIORITYR + 96), 0);
	assert_int_equal(read_d(ICFGR + 24), 0);
	assert_int_equal(read_d(IROUTER + 8 * 96), 0);
	for (uint64_t offset = 0; offset < MACHINE_GICR_SIZE; offset += 4)
		write_r(offset, ~0u);
	assert_int_equal(read_r(SGI + ISENABLER + 4), 0);
}

static void test_any_access__stays_inside_the_state(void **state)
{
	(void)state;
	for (uint64_t offset = 0; offset < MACHINE_GICR_SIZE * MACHINE_PROCESSORS_MAX; offset++)
		for (uint32_t size = 1; size <= 8; size *= 2) {
			vgic_redistributor_write(&vgic, offset, size, ~0ULL);
			vgic_redistributor_read(&vgic, offset, size);
			vgic_distributor_write(&vgic, offset & 0xffff, size, ~0ULL);
			vgic_distributor_read(&vgic, offset & 0xffff, size);
		}
	assert_int_equal(read_d(CTLR), 0x53);
}

static void test_priority__by_bytes_and_words_with_five_bits(void **state)
{
	(void)state;
	vgic_distributor_write(&vgic, IPRIORITYR + 33, 1, 0xff);
	assert_int_equal(read_d(IPRIORITYR + 32), 0xf800);
	write_d(IPRIORITYR + 36, 0xa0a8b0b8);
	assert_int_equal(vgic_distributor_read(&vgic, IPRIORITYR + 39, 1), 0xa0);
}

static void test_route__is_kept_in_both_sizes(void **state)
{
	(void)state;
	vgic_distributor_write(&vgic, IROUTER + 8 * 40, 8, 0x1280000003ULL); /* without IRM, there is no 1 of N */
	assert_int_equal(vgic_distributor_read(&vgic, IROUTER + 8 * 40, 8), 0x1200000003ULL);
	assert_int_equal(read_d(IROUTER + 8 * 40 + 4), 0x12);
	write_d(IROUTER + 8 * 40, 7);
	assert_int_equal(vgic_distributor_read(&vgic, IROUTER + 8 * 40, 8), 0x1200000007ULL);
}

static void test_config__of_software_interrupts_is_fixed(void **state)
{
	(void)state;
	write_r(SGI + ICFGR, 0);
	assert_int_equal(read_r(SGI + ICFGR), 0xaaaaaaaa);
	write_d(ICFGR + 8, 0xffffffff);
	assert_int_equal(read_d(ICFGR + 8), 0xaaaaaaaa);
}

static void test_pending__is_delivered_once_with_its_priority(void **state)
{
	(void)state;
	vgic_distributor_write(&vgic, IPRIORITYR + 48, 1, 0xa0);
	vgic_set_pending(&vgic, 48);
	vgic_deliver(&vgic, 0);
	assert_int_equal(fake_cpus[0].injected_count, 1);
	assert_int_equal(fake_cpus[0].injected[0], 48);
	assert_int_equal(fake_cpus[0].priority, 0xa0);
	assert_int_equal(read_d(ISPENDR + 4), 0);
}

static void test_disabled__waits_until_enabled(void **state)
{
	(void)state;
	write_d(ICENABLER + 4, 1u << 16);
	vgic_set_pending(&vgic, 48);
	assert_int_equal(fake_cpus[0].injected_count, 0);
	assert_int_equal(read_d(ISPENDR + 4), 1u << 16);
	write_d(ISENABLER + 4, 1u << 16);
	assert_int_equal(fake_cpus[0].injected_count, 1);
}

static void test_group_0__is_not_delivered(void **state)
{
	(void)state;
	write_d(IGROUPR + 4, 0);
	vgic_set_pending(&vgic, 48);
	assert_int_equal(fake_cpus[0].injected_count, 0);
}

static void test_distributor_off__delivers_when_turned_on(void **state)
{
	(void)state;
	write_d(CTLR, 0);
	vgic_set_pending(&vgic, 48);
	assert_int_equal(fake_cpus[0].injected_count, 0);
	write_d(CTLR, 2);
	assert_int_equal(fake_cpus[0].injected_count, 1);
}

static void test_pending_cleared__is_not_delivered(void **state)
{
	(void)state;
	write_d(CTLR, 0);
	vgic_set_pending(&vgic, 48);
	write_d(ICPENDR + 4, 1u << 16);
	write_d(CTLR, 2);
	assert_int_equal(fake_cpus[0].injected_count, 0);
}

static void test_no_list_register__keeps_it_pending_until_one_is_free(void **state)
{
	(void)state;
	fake_cpus[0].list_registers = 0;
	vgic_set_pending(&vgic, 48);
	vgic_set_pending(&vgic, 49);
	assert_int_equal(read_d(ISPENDR + 4), 3u << 16);
	fake_cpus[0].list_registers = 1;
	vgic_deliver(&vgic, 0);
	assert_int_equal(fake_cpus[0].injected[0], 48);
	assert_int_equal(read_d(ISPENDR + 4), 2u << 16);
}

static void test_several__the_most_urgent_first(void **state)
{
	(void)state;
	fake_cpus[0].list_registers = 0;
	vgic_distributor_write(&vgic, IPRIORITYR + 48, 1, 0xa0);
	vgic_distributor_write(&vgic, IPRIORITYR + 51, 1, 0x80);
	vgic_set_pending(&vgic, 48);
	vgic_set_pending(&vgic, 51);
	fake_cpus[0].list_registers = 2;
	vgic_deliver(&vgic, 0);
	assert_int_equal(fake_cpus[0].injected[0], 51);
	assert_int_equal(fake_cpus[0].injected[1], 48);
}

static void test_guest_sets_pending__is_delivered(void **state)
{
	(void)state;
	write_d(ISPENDR + 4, 1u << 20);
	assert_int_equal(fake_cpus[0].injected[0], 52);
}

static void test_software_interrupt__goes_to_oneself(void **state)
{
	(void)state;
	vgic_software_interrupt(&vgic, 0, 5ULL << 24 | 1);
	assert_int_equal(fake_cpus[0].injected_count, 1);
	assert_int_equal(fake_cpus[0].injected[0], 5);
}

static void test_software_interrupt__to_processors_that_are_not_there_reaches_nobody(void **state)
{
	(void)state;
	vgic_software_interrupt(&vgic, 0, 5ULL << 24 | 0xfffc);       /* Aff0 from 2 */
	vgic_software_interrupt(&vgic, 0, 5ULL << 24 | 1ULL << 16 | 1); /* Aff1 = 1 */
	vgic_software_interrupt(&vgic, 0, 5ULL << 24 | 1ULL << 32 | 1); /* Aff2 = 1 */
	vgic_software_interrupt(&vgic, 0, 5ULL << 24 | 1ULL << 48 | 1); /* Aff3 = 1 */
	vgic_software_interrupt(&vgic, 0, 5ULL << 24 | 1ULL << 44 | 1); /* range 1 */
	assert_int_equal(fake_cpus[0].injected_count, 0);
}

/* Processor 1 as set_up leaves processor 0. */
static int set_up_both(void **state)
{
	set_up(state);
	vgic_start(&vgic, 1);
	write_r(R1 + SGI + IGROUPR, ~0u);
	write_r(R1 + SGI + ISENABLER, 0xffff);
	return 0;
}

static void test_software_interrupt__reaches_those_in_its_list(void **state)
{
	(void)state;
	vgic_software_interrupt(&vgic, 0, 5ULL << 24 | 2);
	assert_int_equal(fake_cpus[0].injected_count, 0);
	assert_int_equal(fake_cpus[1].injected[0], 5);
	vgic_software_interrupt(&vgic, 1, 6ULL << 24 | 3);
	assert_int_equal(fake_cpus[0].injected[0], 6);
	assert_int_equal(fake_cpus[1].injected[1], 6);
}

static void test_software_interrupt__to_all_others_spares_oneself(void **state)
{
	(void)state;
	vgic_software_interrupt(&vgic, 1, 5ULL << 24 | 1ULL << 40 | 2);
	assert_int_equal(fake_cpus[0].injected[0], 5);
	assert_int_equal(fake_cpus[1].injected_count, 0);
}

static void test_route__says_who_gets_a_shared_interrupt(void **state)
{
	(void)state;
	vgic_distributor_write(&vgic, IROUTER + 8 * 48, 8, 1);
	vgic_set_pending(&vgic, 48);
	vgic_set_pending(&vgic, 49);
	assert_int_equal(fake_cpus[1].injected[0], 48);
	assert_int_equal(fake_cpus[1].injected_count, 1);
	assert_int_equal(fake_cpus[0].injected[0], 49);
	assert_int_equal(fake_cpus[0].injected_count, 1);
}

static void test_route__to_nobody_waits_for_another(void **state)
{
	(void)state;
	vgic_distributor_write(&vgic, IROUTER + 8 * 48, 8, 0x100);
	vgic_set_pending(&vgic, 48);
	assert_int_equal(fake_cpus[0].injected_count + fake_cpus[1].injected_count, 0);
	vgic_distributor_write(&vgic, IROUTER + 8 * 48, 8, 1);
	assert_int_equal(fake_cpus[1].injected[0], 48);
}

static void test_private_interrupts__are_each_processor_s_own(void **state)
{
	(void)state;
	write_r(R1 + SGI + ICENABLER, 1u << 5);
	vgic_redistributor_write(&vgic, R1 + SGI + IPRIORITYR + 6, 1, 0x40);
	vgic_software_interrupt(&vgic, 0, 5ULL << 24 | 3);
	assert_int_equal(fake_cpus[0].injected_count, 1);
	assert_int_equal(fake_cpus[1].injected_count, 0);
	assert_int_equal(read_r(R1 + SGI + ISPENDR), 1u << 5);
	assert_int_equal(read_r(SGI + ISPENDR), 0);
	vgic_software_interrupt(&vgic, 0, 6ULL << 24 | 3);
	assert_int_equal(fake_cpus[0].priority, 0);
	assert_int_equal(fake_cpus[1].priority, 0x40);
}

static void test_timer__each_processor_has_its_own(void **state)
{
	(void)state;
	write_r(R1 + SGI + ISENABLER, 1u << 27);
	assert_true(fake_cpus[1].timer_enabled);
	assert_false(fake_cpus[0].timer_enabled);
	write_d(CTLR, 0);
	assert_false(fake_cpus[1].timer_enabled);
}

static void test_full_processor__does_not_hold_up_the_other(void **state)
{
	(void)state;
	fake_cpus[0].list_registers = 0;
	vgic_software_interrupt(&vgic, 0, 5ULL << 24 | 3);
	assert_int_equal(fake_cpus[0].injected_count, 0);
	assert_int_equal(fake_cpus[1].injected[0], 5);
	fake_cpus[0].list_registers = 1;
	vgic_deliver(&vgic, 1);
	assert_int_equal(fake_cpus[0].injected_count, 0);
	vgic_deliver(&vgic, 0);
	assert_int_equal(fake_cpus[0].injected[0], 5);
}

static void test_stopped_processor__gets_nothing_until_it_starts(void **state)
{
	(void)state;
	vgic_distributor_write(&vgic, IROUTER + 8 * 48, 8, 1);
	vgic_stop(&vgic, 1);
	vgic_set_pending(&vgic, 48);
	vgic_software_interrupt(&vgic, 0, 5ULL << 24 | 2);
	assert_int_equal(fake_cpus[1].injected_count, 0);
	vgic_start(&vgic, 1);
	assert_int_equal(read_r(R1 + SGI + ISENABLER), 0); /* as after power-on */
	assert_int_equal(read_r(R1 + SGI + ISPENDR), 0);
	write_r(R1 + SGI + ISENABLER, 0xffff);
	assert_int_equal(fake_cpus[1].injected_count, 1);
	assert_int_equal(fake_cpus[1].injected[0], 48);
}

static void test_redistributor_of_nobody__reads_as_zero(void **state)
{
	(void)state;
	write_r(2 * R1 + SGI + ISENABLER, ~0u);
	assert_int_equal(read_r(2 * R1 + SGI + ISENABLER), 0);
	assert_int_equal(read_r(2 * R1 + 8), 0);
	assert_int_equal(read_r(2 * R1 + 0xffe8), 0);
}

static void test_timer__kernel_learns_of_enable_and_priority(void **state)
{
	(void)state;
	vgic_redistributor_write(&vgic, SGI + IPRIORITYR + 27, 1, 0xa0);
	write_r(SGI + ISENABLER, 1u << 27);
	assert_true(fake_cpus[0].timer_enabled);
	assert_int_equal(fake_cpus[0].timer_priority, 0xa0);
	write_r(SGI + ICENABLER, 1u << 27);
	assert_false(fake_cpus[0].timer_enabled);
	write_r(SGI + ISENABLER, 1u << 27);
	write_d(CTLR, 0);
	assert_false(fake_cpus[0].timer_enabled);
}

static void test_timer__is_told_changes_only(void **state)
{
	uint32_t calls = fake_cpus[0].timer_calls;

	(void)state;
	write_r(SGI + ISENABLER, 1u << 3);
	write_d(ISENABLER + 4, 1);
	write_d(IPRIORITYR + 32, 0x40);
	assert_int_equal(fake_cpus[0].timer_calls, calls);
}

static void test_timer__guest_cannot_set_it_pending(void **state)
{
	(void)state;
	write_r(SGI + ISENABLER, 1u << 27);
	write_r(SGI + ISPENDR, 1u << 27);
	assert_int_equal(fake_cpus[0].injected_count, 0);
}

int main(void)
{
	const struct CMUnitTest after_power_on[] = {
		cmocka_unit_test_setup(test_reset__nothing_is_enabled_or_pending, power_on),
		cmocka_unit_test_setup(test_identity__says_gicv3_with_96_interrupts, power_on),
		cmocka_unit_test_setup(test_redistributor__tells_its_processor_and_wakes_up, power_on),
		cmocka_unit_test_setup(test_enable__sets_and_clears_by_ones_only, power_on),
		cmocka_unit_test_setup(test_distributor__private_interrupts_read_as_zero, power_on),
		cmocka_unit_test_setup(test_registers_beyond_the_last_interrupt__do_not_exist, power_on),
		cmocka_unit_test_setup(test_any_access__stays_inside_the_state, power_on),
		cmocka_unit_test_setup(test_priority__by_bytes_and_words_with_five_bits, power_on),
		cmocka_unit_test_setup(test_route__is_kept_in_both_sizes, power_on),
		cmocka_unit_test_setup(test_config__of_software_interrupts_is_fixed, power_on),
	};
	const struct CMUnitTest running[] = {
		cmocka_unit_test_setup(test_pending__is_delivered_once_with_its_priority, set_up),
		cmocka_unit_test_setup(test_disabled__waits_until_enabled, set_up),
		cmocka_unit_test_setup(test_group_0__is_not_delivered, set_up),
		cmocka_unit_test_setup(test_distributor_off__delivers_when_turned_on, set_up),
		cmocka_unit_test_setup(test_pending_cleared__is_not_delivered, set_up),
		cmocka_unit_test_setup(test_no_list_register__keeps_it_pending_until_one_is_free, set_up),
		cmocka_unit_test_setup(test_several__the_most_urgent_first, set_up),
		cmocka_unit_test_setup(test_guest_sets_pending__is_delivered, set_up),
		cmocka_unit_test_setup(test_software_interrupt__goes_to_oneself, set_up),
		cmocka_unit_test_setup(test_software_interrupt__to_processors_that_are_not_there_reaches_nobody, set_up_both),
		cmocka_unit_test_setup(test_software_interrupt__reaches_those_in_its_list, set_up_both),
		cmocka_unit_test_setup(test_software_interrupt__to_all_others_spares_oneself, set_up_both),
		cmocka_unit_test_setup(test_route__says_who_gets_a_shared_interrupt, set_up_both),
		cmocka_unit_test_setup(test_route__to_nobody_waits_for_another, set_up_both),
		cmocka_unit_test_setup(test_private_interrupts__are_each_processor_s_own, set_up_both),
		cmocka_unit_test_setup(test_timer__each_processor_has_its_own, set_up_both),
		cmocka_unit_test_setup(test_full_processor__does_not_hold_up_the_other, set_up_both),
		cmocka_unit_test_setup(test_stopped_processor__gets_nothing_until_it_starts, set_up_both),
		cmocka_unit_test_setup(test_redistributor_of_nobody__reads_as_zero, set_up_both),
		cmocka_unit_test_setup(test_timer__kernel_learns_of_enable_and_priority, set_up),
		cmocka_unit_test_setup(test_timer__is_told_changes_only, set_up),
		cmocka_unit_test_setup(test_timer__guest_cannot_set_it_pending, set_up),
	};

	return cmocka_run_group_tests(after_power_on, NULL, NULL) + cmocka_run_group_tests(running, NULL, NULL);
}
