/* SPDX-License-Identifier: BSD-2-Clause */
/* The console device between a guest and a stream: nothing is lost, whoever is slow. */
#include <string.h>

#include "guest.h"
#include "virtio_console.h"

static struct virtio_console console;
static struct stream stream;

enum { INPUT = 0, OUTPUT = 1 };

static int setup(void **state)
{
	(void)state;
	memset(&stream, 0, sizeof(stream));
	virtio_console_init(&console, &stream);
	guest_init(&console.device);
	guest_start(0);
	return 0;
}

static void expect_in_stream(const char *text)
{
	char bytes[RING_CAPACITY + 1] = "";

	assert_int_equal(ring_read(&stream.to_console, bytes, RING_CAPACITY), strlen(text));
	assert_string_equal(bytes, text);
}

static void test_console__writes_output(void **state)
{
	uint16_t head;
	uint32_t length;

	(void)state;
	guest_send(OUTPUT, (struct guest_buffer[]){ GUEST_READABLE(guest_put("hello, ", 7), 7),
						    GUEST_READABLE(guest_put("world", 5), 5) }, 2);
	expect_in_stream("hello, world");
	assert_true(guest_used(OUTPUT, &head, &length));
	assert_int_equal(length, 0);
	assert_int_equal(guest.emits, 1);
	assert_int_equal(guest.interrupts, 1);
}

static void test_console__holds_output_while_the_stream_is_full(void **state)
{
	static uint8_t text[RING_CAPACITY + 100], got[RING_CAPACITY + 100];
	uint64_t address;
	uint16_t head;
	uint32_t length;
	size_t size;

	(void)state;
	for (unsigned i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)(i * 7);
	address = guest_put(text, sizeof(text));
	guest_send(OUTPUT, (struct guest_buffer[]){ GUEST_READABLE(address, sizeof(text)) }, 1);
	assert_false(guest_used(OUTPUT, &head, &length));
	size = ring_read(&stream.to_console, got, 50);
	virtio_console_event(&console);
	assert_false(guest_used(OUTPUT, &head, &length));
	size += ring_read(&stream.to_console, got + size, sizeof(got) - size);
	virtio_console_event(&console);
	assert_true(guest_used(OUTPUT, &head, &length));
	size += ring_read(&stream.to_console, got + size, sizeof(got) - size);
	assert_int_equal(size, sizeof(text));
	assert_memory_equal(got, text, sizeof(text));
}

static void drain(void)
{
	static uint8_t bytes[RING_CAPACITY];

	ring_read(&stream.to_console, bytes, sizeof(bytes));
}

/* The console may read at any moment, and leave more room than there was before the device wrote. */
static void test_console__says_that_it_wrote_though_there_is_more_room_than_before(void **state)
{
	static uint8_t text[RING_CAPACITY - 100];

	(void)state;
	ring_write(&stream.to_console, text, sizeof(text));
	guest.meanwhile = drain;
	guest_send(OUTPUT, (struct guest_buffer[]){ GUEST_READABLE(guest_put("more", 4), 4) }, 1);
	assert_int_equal(guest.emits, 1);
}

static void test_console__reads_input_into_waiting_buffers(void **state)
{
	uint64_t first = guest_alloc(4), second = guest_alloc(16);
	uint16_t head;
	uint32_t length;

	(void)state;
	guest_send(INPUT, (struct guest_buffer[]){ GUEST_WRITABLE(first, 4) }, 1);
	guest_send(INPUT, (struct guest_buffer[]){ GUEST_WRITABLE(second, 16) }, 1);
	ring_write(&stream.from_console, "ls -l\n", 6);
	virtio_console_event(&console);
	assert_true(guest_used(INPUT, &head, &length));
	assert_int_equal(length, 4);
	assert_true(guest_used(INPUT, &head, &length));
	assert_int_equal(length, 2);
	assert_memory_equal(guest_at(first), "ls -", 4);
	assert_memory_equal(guest_at(second), "l\n", 2);
	assert_int_equal(guest.interrupts, 1);
}

static void test_console__keeps_input_until_there_is_a_buffer(void **state)
{
	uint64_t buffer = guest_alloc(16);
	uint16_t head;
	uint32_t length;

	(void)state;
	ring_write(&stream.from_console, "id\n", 3);
	virtio_console_event(&console);
	assert_int_equal(ring_available(&stream.from_console), 3);
	guest_send(INPUT, (struct guest_buffer[]){ GUEST_WRITABLE(buffer, 16) }, 1);
	assert_true(guest_used(INPUT, &head, &length));
	assert_int_equal(length, 3);
	assert_memory_equal(guest_at(buffer), "id\n", 3);
}

static void test_console__keeps_input_while_no_driver_is_there(void **state)
{
	(void)state;
	guest_write(REGISTER_STATUS, 0);
	ring_write(&stream.from_console, "x", 1);
	virtio_console_event(&console);
	assert_int_equal(ring_available(&stream.from_console), 1);
	assert_int_equal(guest.interrupts, 0);
}

static void test_console__reset_drops_half_written_output(void **state)
{
	static uint8_t text[RING_CAPACITY + 100];

	(void)state;
	guest_send(OUTPUT, (struct guest_buffer[]){ GUEST_READABLE(guest_put(text, sizeof(text)), sizeof(text)) }, 1);
	virtio_mmio_reset(&console.device);
	ring_read(&stream.to_console, text, sizeof(text));
	virtio_console_event(&console);
	assert_int_equal(ring_available(&stream.to_console), 0);
}

static void test_console__reset_input_drops_what_was_typed(void **state)
{
	static const uint8_t typed[RING_CAPACITY - 1];

	(void)state;
	assert_int_equal(ring_write(&stream.from_console, typed, sizeof(typed)), sizeof(typed));
	virtio_console_reset_input(&console);
	assert_int_equal(ring_available(&stream.from_console), 0);
}

static void test_console__stops_for_a_malformed_ring(void **state)
{
	uint16_t head = guest_add(OUTPUT, (struct guest_buffer[]){ GUEST_READABLE(guest_alloc(4), 4) }, 1);

	(void)state;
	guest_descriptor(OUTPUT, head)->address = 0;
	guest_kick(OUTPUT);
	guest_expect_failed("virtio-console");
	assert_int_equal(ring_available(&stream.to_console), 0);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_console__writes_output),
		TEST(test_console__holds_output_while_the_stream_is_full),
		TEST(test_console__says_that_it_wrote_though_there_is_more_room_than_before),
		TEST(test_console__reads_input_into_waiting_buffers),
		TEST(test_console__keeps_input_until_there_is_a_buffer),
		TEST(test_console__keeps_input_while_no_driver_is_there),
		TEST(test_console__reset_drops_half_written_output),
		TEST(test_console__reset_input_drops_what_was_typed),
		TEST(test_console__stops_for_a_malformed_ring),
	};

	return cmocka_run_group_tests_name("virtio_console", tests, NULL, NULL);
}
