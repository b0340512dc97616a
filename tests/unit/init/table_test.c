/* SPDX-License-Identifier: BSD-2-Clause */
/* The system table's checks: a sound table is accepted, each rule broken is named, no damage breaks them. */
#include "table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <abi.h>

enum { CNODE, SPACE, ENDPOINT, NOTIFICATION, THREAD, CONTEXT, STACK, DEVICE, INTERRUPT, GUEST_SPACE, VCPU, OBJECTS };

#define STACK_PAGES 4u
#define STACK_BASE  0x200000

/* One component with one of everything. */
static struct image {
	struct table_header header;
	struct table_component components[1];
	struct table_object objects[OBJECTS];
	struct table_capability capabilities[2];
	struct table_mapping mappings[2];
	struct table_thread threads[2];
	struct table_window windows[TABLE_MAX_WINDOWS + 1];
	char strings[40];
} image;

#define ARRAY(member, records) {(uint32_t)offsetof(struct image, member), records}

static struct table table;

static void make_objects(void)
{
	for (uint32_t i = 0; i < OBJECTS; i++)
		image.objects[i] = (struct table_object){.id = 1, .count = 1, .bound = TABLE_NONE};
	image.objects[CNODE].type = TYPE_CNODE;
	image.objects[CNODE].size_bits = 7;
	image.objects[SPACE].type = TYPE_VSPACE;
	image.objects[ENDPOINT].type = TYPE_ENDPOINT;
	image.objects[NOTIFICATION].type = TYPE_NOTIFICATION;
	image.objects[THREAD].type = TYPE_THREAD;
	image.objects[GUEST_SPACE].type = TYPE_VSPACE;
	image.objects[VCPU].type = TYPE_VCPU;
	image.objects[CONTEXT] = (struct table_object){
		.id = 1, .type = TYPE_SCHED_CONTEXT, .count = 1, .budget_us = 1000, .period_us = 2000, .bound = THREAD};
	image.objects[STACK] = (struct table_object){.id = 1, .type = TYPE_FRAME, .size_bits = 12, .count = STACK_PAGES};
	image.objects[DEVICE] = (struct table_object){
		.id = 1, .type = TYPE_FRAME, .size_bits = 12, .count = 1, .flags = TABLE_OBJECT_DEVICE, .address = 0x9000000};
	image.objects[INTERRUPT] = (struct table_object){.id = 1, .type = TYPE_IRQ_HANDLER, .count = 1, .address = 33, .bound = NOTIFICATION};
}

static int make_image(void **state)
{
	(void)state;
	memset(&image, 0, sizeof image);
	image.header = (struct table_header){
		.magic = TABLE_MAGIC,
		.version = TABLE_VERSION,
		.size = sizeof image,
		.components = ARRAY(components, 1),
		.objects = ARRAY(objects, OBJECTS),
		.capabilities = ARRAY(capabilities, 2),
		.mappings = ARRAY(mappings, 2),
		.threads = ARRAY(threads, 2),
		.windows = ARRAY(windows, 0),
		.strings = ARRAY(strings, sizeof image.strings),
	};
	memcpy(image.strings, "\0name", 6);
	image.components[0] = (struct table_component){.name = 1, .elf = 1, .vspace = SPACE, .untyped_bits = 20};
	make_objects();
	image.capabilities[0] = (struct table_capability){CNODE, 1, ENDPOINT, RIGHT_READ, 0};
	image.capabilities[1] = (struct table_capability){CNODE, 2, NOTIFICATION, RIGHT_WRITE, 4};
	image.mappings[0] = (struct table_mapping){SPACE, STACK, STACK_BASE, RIGHT_READ | RIGHT_WRITE, MAP_NORMAL, 0};
	image.mappings[1] = (struct table_mapping){SPACE, DEVICE, 0x30000000, RIGHT_READ, MAP_DEVICE, 0};
	image.threads[0] = (struct table_thread){.object = THREAD, .cspace = CNODE, .vspace = SPACE, .fault_endpoint = ENDPOINT,
		.sched_context = CONTEXT, .notification = NOTIFICATION, .priority = 10, .max_priority = 10, .start = 1};
	image.threads[1] = (struct table_thread){.object = VCPU, .cspace = TABLE_NONE, .vspace = GUEST_SPACE,
		.fault_endpoint = ENDPOINT, .sched_context = TABLE_NONE, .notification = TABLE_NONE, .priority = 5, .max_priority = 5};
	return 0;
}

static const char *open_image(uint32_t *index)
{
	return table_open(&image, sizeof image, &table, index);
}

static void expect_refused(const char *rule, uint32_t record)
{
	uint32_t index;
	const char *problem = open_image(&index);

	assert_non_null(problem);
	assert_string_equal(problem, rule);
	assert_int_equal(index, record);
	make_image(NULL);
}

static void test_table__sound_one_is_accepted(void **state)
{
	uint32_t index;

	(void)state;
	assert_null(open_image(&index));
	assert_int_equal(table.object_count, OBJECTS);
	assert_string_equal(table_object_name(&table, STACK), "name");
	assert_int_equal(table_mapping_size(&table, &table.mappings[0]), STACK_PAGES * 4096);
}

static void test_table__frame_is_checked(void **state)
{
	(void)state;
	image.header.magic++;
	expect_refused("not a system table", 0);
	image.header.version++;
	expect_refused("another version or size", 0);
	image.header.size -= 8;
	expect_refused("another version or size", 0);
	image.header.objects.count = 0x10000000;
	expect_refused("an array lies outside of it", 0);
	image.header.threads.offset += 4;
	expect_refused("an array lies outside of it", 0);
	image.header.mappings.offset = 0xfffffff8;
	expect_refused("an array lies outside of it", 0);
	image.strings[sizeof image.strings - 1] = 'x';
	expect_refused("the strings do not end", 0);
}

/* Partitions 0 and 3 have windows, and the context is in the latter. */
static void add_windows(void)
{
	image.windows[0] = (struct table_window){.partition = 3, .length_us = 1000, .padding_us = 999};
	image.windows[1] = (struct table_window){.partition = 0, .length_us = 1000};
	image.header.windows.count = 2;
	image.objects[CONTEXT].partition = 3;
}

static void test_table__windows_are_accepted(void **state)
{
	uint32_t index;

	(void)state;
	add_windows();
	assert_null(open_image(&index));
	assert_int_equal(table.window_count, 2);
	make_image(NULL);
}

static void test_table__windows_are_checked(void **state)
{
	(void)state;
	add_windows();
	image.windows[0].partition = TABLE_MAX_PARTITIONS;
	expect_refused("window: partition", 0);
	add_windows();
	image.windows[0].padding_us = 1000;
	expect_refused("window: length", 0);
	add_windows();
	image.windows[1].length_us = 1000000001;
	expect_refused("window: length", 1);
	for (uint32_t i = 0; i <= TABLE_MAX_WINDOWS; i++)
		image.windows[i] = (struct table_window){.length_us = 1000};
	image.header.windows.count = TABLE_MAX_WINDOWS + 1;
	expect_refused("window: too many", TABLE_MAX_WINDOWS);
}

static void test_table__every_context_has_a_window(void **state)
{
	(void)state;
	image.objects[CONTEXT].partition = 1;
	expect_refused("object: partition without a window", CONTEXT);
	add_windows();
	image.objects[CONTEXT].partition = 1;
	expect_refused("object: partition without a window", CONTEXT);
}

static void test_table__components_are_checked(void **state)
{
	(void)state;
	image.components[0].name = sizeof image.strings;
	expect_refused("component: name", 0);
	image.components[0].untyped_bits = 11;
	expect_refused("component: size of its untyped", 0);
	image.components[0].vspace = CNODE;
	expect_refused("component: vspace", 0);
	image.components[0].vspace = TABLE_NONE;
	expect_refused("component: program", 0);
}

static void test_table__objects_are_checked(void **state)
{
	(void)state;
	image.objects[SPACE].id = 0;
	expect_refused("object: name", SPACE);
	image.objects[THREAD].component = 1;
	expect_refused("object: component", THREAD);
	image.objects[ENDPOINT].count = 2;
	expect_refused("object: count", ENDPOINT);
	image.objects[ENDPOINT].type = TYPE_UNTYPED;
	expect_refused("object: type", ENDPOINT);
	image.objects[ENDPOINT].type = TYPE_IRQ_CONTROL;
	expect_refused("object: type", ENDPOINT);
	image.objects[CNODE].size_bits = 17;
	expect_refused("object: size of a CNode", CNODE);
	image.objects[STACK].size_bits = 13;
	expect_refused("object: size of a frame", STACK);
	image.objects[STACK].count = 0;
	expect_refused("object: number of frames", STACK);
	image.objects[DEVICE].address++;
	expect_refused("object: device frame misaligned", DEVICE);
	image.objects[DEVICE].address = 1ULL << 63;
	expect_refused("object: device frame out of range", DEVICE);
	image.objects[DEVICE].flags |= TABLE_OBJECT_GUEST_GIC;
	image.objects[DEVICE].address = 2 * 4096;
	expect_refused("object: page of a guest's interrupt controller", DEVICE);
	image.objects[INTERRUPT].bound = ENDPOINT;
	expect_refused("object: notification of an interrupt", INTERRUPT);
	image.objects[CONTEXT].bound = ENDPOINT;
	expect_refused("object: thread of a scheduling context", CONTEXT);
	image.objects[CONTEXT].budget_us = 2001;
	expect_refused("object: budget", CONTEXT);
	image.objects[CONTEXT].budget_us = 1000;
	image.objects[CONTEXT].core = TABLE_MAX_CORES;
	expect_refused("object: core", CONTEXT);
}

static void test_table__capabilities_are_checked(void **state)
{
	(void)state;
	image.capabilities[1].cnode = SPACE;
	expect_refused("capability: CNode", 1);
	image.capabilities[1].slot = 0;
	expect_refused("capability: slot", 1);
	image.capabilities[1].slot = 128;
	expect_refused("capability: slot", 1);
	image.capabilities[1].slot = 1;
	expect_refused("capability: slot used twice", 1);
	image.capabilities[1].object = STACK;
	expect_refused("capability: object", 1);
	image.capabilities[1].object = OBJECTS;
	expect_refused("capability: object", 1);
	image.capabilities[1].rights = 0x80;
	expect_refused("capability: rights", 1);
	image.capabilities[1].object = THREAD;
	expect_refused("capability: badge", 1);
}

static void test_table__mappings_are_checked(void **state)
{
	(void)state;
	image.mappings[1].vspace = CNODE;
	expect_refused("mapping: vspace or object", 1);
	image.mappings[1].object = ENDPOINT;
	expect_refused("mapping: vspace or object", 1);
	image.mappings[1].address++;
	expect_refused("mapping: misaligned", 1);
	image.mappings[1].address = 1ULL << IPA_BITS;
	expect_refused("mapping: out of range", 1);
	image.mappings[1].address = 0;
	expect_refused("mapping: out of range", 1);
	image.mappings[1].rights = RIGHT_WRITE;
	expect_refused("mapping: rights", 1);
	image.mappings[0].rights = RIGHT_READ | RIGHT_WRITE | RIGHT_EXECUTE;
	expect_refused("mapping: writable and executable", 0);
	image.objects[DEVICE].flags |= TABLE_OBJECT_GUEST_GIC;
	image.objects[DEVICE].address = 4096;
	expect_refused("mapping: a guest's interrupt controller in a program", 1);
	image.mappings[1].attributes = 2;
	expect_refused("mapping: attributes", 1);
	image.mappings[1].physical_to = 4;
	expect_refused("mapping: misaligned variable for the physical address", 1);
	image.mappings[1].address = STACK_BASE + (STACK_PAGES - 1) * 4096;
	expect_refused("mapping: overlaps another", 1);
}

static void test_table__mapping_next_to_another_is_accepted(void **state)
{
	uint32_t index;

	(void)state;
	image.mappings[1].address = STACK_BASE + STACK_PAGES * 4096;
	assert_null(open_image(&index));
}

static void test_table__guest_memory_may_be_writable_and_executable(void **state)
{
	uint32_t index;

	(void)state;
	image.mappings[0].vspace = GUEST_SPACE;
	image.mappings[0].rights = RIGHT_READ | RIGHT_WRITE | RIGHT_EXECUTE;
	assert_null(open_image(&index));
}

static void test_table__threads_are_checked(void **state)
{
	(void)state;
	image.threads[0].object = CONTEXT;
	expect_refused("thread: object", 0);
	image.threads[0].cspace = TABLE_NONE;
	expect_refused("thread: CSpace", 0);
	image.threads[1].cspace = CNODE;
	expect_refused("thread: CSpace", 1);
	image.threads[0].vspace = TABLE_NONE;
	expect_refused("thread: vspace", 0);
	image.threads[0].fault_endpoint = NOTIFICATION;
	expect_refused("thread: fault endpoint", 0);
	image.threads[0].sched_context = OBJECTS;
	expect_refused("thread: scheduling context", 0);
	image.threads[0].notification = ENDPOINT;
	expect_refused("thread: notification", 0);
	image.threads[0].max_priority = 63;
	expect_refused("thread: priority", 0);
	image.threads[0].priority = 11;
	expect_refused("thread: priority", 0);
	image.threads[1].start = 1;
	expect_refused("thread: a vCPU is started by its VMM", 1);
	image.threads[1] = image.threads[0];
	expect_refused("thread: described twice", 1);
}

/* Whatever the bytes are, an answer comes, and what is accepted can be walked without leaving the table. */
static void test_table__survives_damage(void **state)
{
	(void)state;
	srand(1);
	for (int run = 0; run < 100000; run++) {
		uint32_t index;

		make_image(NULL);
		for (int i = 0; i < 1 + run % 3; i++)
			((uint8_t *)&image)[8 + (unsigned)rand() % (sizeof image - 8)] = (uint8_t)rand();
		if (open_image(&index) != NULL)
			continue;
		for (uint32_t i = 0; i < table.mapping_count; i++)
			assert_true(table.mappings[i].address + table_mapping_size(&table, &table.mappings[i]) <= 1ULL << IPA_BITS);
		for (uint32_t i = 0; i < table.object_count; i++)
			assert_true(strlen(table_object_name(&table, i)) < sizeof image.strings);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_table__sound_one_is_accepted, make_image),
		cmocka_unit_test_setup(test_table__frame_is_checked, make_image),
		cmocka_unit_test_setup(test_table__windows_are_accepted, make_image),
		cmocka_unit_test_setup(test_table__windows_are_checked, make_image),
		cmocka_unit_test_setup(test_table__every_context_has_a_window, make_image),
		cmocka_unit_test_setup(test_table__components_are_checked, make_image),
		cmocka_unit_test_setup(test_table__objects_are_checked, make_image),
		cmocka_unit_test_setup(test_table__capabilities_are_checked, make_image),
		cmocka_unit_test_setup(test_table__mappings_are_checked, make_image),
		cmocka_unit_test_setup(test_table__mapping_next_to_another_is_accepted, make_image),
		cmocka_unit_test_setup(test_table__guest_memory_may_be_writable_and_executable, make_image),
		cmocka_unit_test_setup(test_table__threads_are_checked, make_image),
		cmocka_unit_test_setup(test_table__survives_damage, make_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
