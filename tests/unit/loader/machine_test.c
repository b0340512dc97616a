/* SPDX-License-Identifier: BSD-2-Clause */
/* What the loader reads from a device tree, what it says of broken ones, and that no tree breaks it. */
#include "machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tree.h"

static struct machine machine;

static const char *parse(unsigned changes)
{
	_Alignas(8) static uint8_t tree[TREE_SIZE];

	tree_make(tree, changes);
	return machine_parse(tree, &machine);
}

static int holds(const struct range_set *set, uint64_t address)
{
	for (uint32_t i = 0; i < set->count; i++)
		if (address - set->ranges[i].base < set->ranges[i].size)
			return 1;
	return 0;
}

static void expect_problem(unsigned changes, const char *words)
{
	const char *problem = parse(changes);

	assert_non_null(problem);
	assert_non_null(strstr(problem, words));
}

static void test_machine__reads_a_whole_tree(void **state)
{
	(void)state;
	assert_null(parse(TREE_WHOLE));
	assert_int_equal(machine.ram.count, 2);
	assert_int_equal(machine.ram.ranges[0].base, 0x40000000);
	assert_int_equal(machine.ram.ranges[1].base, 0x800000000);
	assert_int_equal(machine.core_count, 2);
	assert_int_equal(machine.gic.version, 3);
	assert_int_equal(machine.gic.maintenance_intid, 25);
	assert_int_equal(machine.gic.distributor.base, 0x8000000);
	assert_int_equal(machine.gic.redistributors.size, 0xf60000);
	assert_int_equal(machine.hyp_timer_intid, 26);
	assert_int_equal(machine.virtual_timer_intid, 27);
	assert_int_equal(machine.psci, PSCI_SMC);
	assert_int_equal(machine.console, 0x9000000);
	assert_int_equal(machine.seed_size, 32);
	assert_int_equal(machine.seed[31], 32);
}

static void test_machine__devices_own_whole_pages(void **state)
{
	(void)state;
	assert_null(parse(TREE_WHOLE));
	assert_true(holds(&machine.devices, 0x9000fff));
	assert_true(holds(&machine.devices, 0x9010000));
	assert_true(holds(&machine.devices, 0xa000fff));
	assert_false(holds(&machine.devices, 0xa001000));
}

static void test_machine__withholds_what_nobody_may_have(void **state)
{
	(void)state;
	assert_null(parse(TREE_WHOLE));
	assert_false(holds(&machine.devices, 0x8000000));
	assert_false(holds(&machine.devices, 0x80a0000));
	assert_false(holds(&machine.devices, 0x8080000));
	assert_false(holds(&machine.devices, 0x9020000));
	assert_false(holds(&machine.devices, 0));
	assert_false(holds(&machine.devices, 0xc001000));
	assert_false(holds(&machine.devices, 0x1000));
}

static void test_machine__leaves_disabled_devices_out(void **state)
{
	(void)state;
	assert_null(parse(TREE_DISABLED_DEVICE));
	assert_false(holds(&machine.devices, 0x9010000));
}

static void test_machine__follows_an_alias_to_the_console(void **state)
{
	(void)state;
	assert_null(parse(TREE_ALIAS_CONSOLE));
	assert_int_equal(machine.console, 0x9000000);
}

static void test_machine__reads_both_kinds_of_reservation(void **state)
{
	(void)state;
	assert_null(parse(TREE_RESERVED));
	assert_true(holds(&machine.reserved, 0x44000000));
	assert_true(holds(&machine.reserved, 0x44001fff));
	assert_true(holds(&machine.reserved, 0x45001fff));
	assert_false(holds(&machine.reserved, 0x45002000));
	assert_false(holds(&machine.devices, 0x44000000));
}

static void test_machine__cuts_a_long_seed(void **state)
{
	(void)state;
	assert_null(parse(TREE_LONG_SEED));
	assert_int_equal(machine.seed_size, MACHINE_SEED_MAX);
}

static void test_machine__reads_a_gicv2(void **state)
{
	(void)state;
	assert_null(parse(TREE_GIC_V2 | TREE_HVC));
	assert_int_equal(machine.gic.version, 2);
	assert_int_equal(machine.gic.hypervisor.base, 0x8030000);
	assert_int_equal(machine.gic.cpu_interface[0], 0x8010000);
	assert_int_equal(machine.gic.cpu_interface[1], 0x8011000);
	assert_int_equal(machine.psci, PSCI_HVC);
}

static void test_machine__guests_interface_alone_of_a_gicv2_is_a_device(void **state)
{
	(void)state;
	assert_null(parse(TREE_GIC_V2));
	assert_int_equal(machine.gic.guest_interface[0], 0x8040000);
	assert_int_equal(machine.gic.guest_interface[1], 0x8041000);
	assert_true(holds(&machine.devices, 0x8040000));
	assert_true(holds(&machine.devices, 0x8041fff));
	assert_false(holds(&machine.devices, 0x8042000));
	assert_false(holds(&machine.devices, 0x8010000));
	assert_false(holds(&machine.devices, 0x8030000));
}

static void test_machine__finds_second_pages_where_each_is_repeated(void **state)
{
	(void)state;
	assert_null(parse(TREE_GIC_V2 | TREE_GIC_REPEATED));
	assert_int_equal(machine.gic.cpu_interface[1], 0x8020000);
	assert_int_equal(machine.gic.guest_interface[1], 0x8050000);
	assert_true(holds(&machine.devices, 0x8050000));
	assert_false(holds(&machine.devices, 0x8041000));
}

static void test_machine__says_what_is_missing(void **state)
{
	(void)state;
	expect_problem(TREE_NO_MEMORY, "no memory");
	expect_problem(TREE_NO_CPUS, "no processors");
	expect_problem(TREE_NO_GIC, "no GIC");
	expect_problem(TREE_NO_MAINTENANCE, "no virtualisation");
	expect_problem(TREE_GIC_V2 | TREE_NO_GICH, "no virtualisation");
	expect_problem(TREE_GIC_V2 | TREE_NO_GICV, "no virtualisation");
	expect_problem(TREE_NO_TIMER, "timer");
	expect_problem(TREE_SHORT_REG, "no registers");
}

static void test_machine__knows_the_console_of_a_tree_that_lacks_something(void **state)
{
	(void)state;
	expect_problem(TREE_NO_MEMORY | TREE_NO_GIC, "no memory");
	assert_int_equal(machine.console, 0x9000000);
	assert_int_equal(machine.psci, PSCI_SMC);
}

static void test_machine__refuses_what_is_no_tree(void **state)
{
	_Alignas(8) uint8_t nothing[64] = {0};

	(void)state;
	assert_string_equal(machine_parse(NULL, &machine), "there is none");
	assert_string_equal(machine_parse(nothing, &machine), "its header is broken");
	assert_string_equal(machine_parse(nothing + 1, &machine), "its header is broken");
}

/* Random damage anywhere but in the total size, which is all that says where the tree ends. */
static void test_machine__survives_damaged_trees(void **state)
{
	(void)state;
	srand(1);
	for (int run = 0; run < 20000; run++) {
		uint8_t *tree = aligned_alloc(8, TREE_SIZE);
		int damages = 1 + rand() % 4;

		tree_make(tree, (unsigned)rand() & 0x7fff);
		for (int i = 0; i < damages; i++)
			tree[8 + (unsigned)rand() % (TREE_SIZE - 8) % 1800] = (uint8_t)rand();
		machine_parse(tree, &machine);
		assert_true(machine.ram.count <= RANGE_SET_MAX && machine.devices.count <= RANGE_SET_MAX);
		free(tree);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_machine__reads_a_whole_tree),
		cmocka_unit_test(test_machine__devices_own_whole_pages),
		cmocka_unit_test(test_machine__withholds_what_nobody_may_have),
		cmocka_unit_test(test_machine__leaves_disabled_devices_out),
		cmocka_unit_test(test_machine__follows_an_alias_to_the_console),
		cmocka_unit_test(test_machine__reads_both_kinds_of_reservation),
		cmocka_unit_test(test_machine__cuts_a_long_seed),
		cmocka_unit_test(test_machine__reads_a_gicv2),
		cmocka_unit_test(test_machine__guests_interface_alone_of_a_gicv2_is_a_device),
		cmocka_unit_test(test_machine__finds_second_pages_where_each_is_repeated),
		cmocka_unit_test(test_machine__says_what_is_missing),
		cmocka_unit_test(test_machine__knows_the_console_of_a_tree_that_lacks_something),
		cmocka_unit_test(test_machine__refuses_what_is_no_tree),
		cmocka_unit_test(test_machine__survives_damaged_trees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
