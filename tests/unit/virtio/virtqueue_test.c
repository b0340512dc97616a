/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rings and the transport's registers, with a device that echoes: what it reads of a chain it writes to the same
 * chain. One test per rule that a guest can break: the device stops, says why, and a reset brings it back.
 */
#include <stdlib.h>
#include <string.h>

#include "guest.h"

static struct virtio_device device;
static struct virtqueue queues[2];

static void echo_notify(struct virtio_device *echo, uint16_t queue)
{
	struct virtqueue_chain chain;
	uint8_t bytes[512];

	while (virtqueue_take(echo, queue, &chain)) {
		size_t size = virtqueue_read(&chain, 0, bytes, sizeof(bytes));

		virtqueue_give(echo, &chain, (uint32_t)virtqueue_write(&chain, 0, bytes, size));
	}
	virtqueue_interrupt(echo, queue);
}

static uint64_t echo_config(struct virtio_device *echo, uint32_t offset, uint32_t size)
{
	static const uint8_t config[6] = { 1, 2, 3, 4, 5, 6 };

	(void)echo;
	return virtio_mmio_config(config, sizeof(config), offset, size);
}

static unsigned resets;

static void echo_reset(struct virtio_device *echo)
{
	(void)echo;
	resets++;
}

static const struct virtio_type echo_type = {
	.name = "echo",
	.id = 42,
	.queue_count = 2,
	.queue_size_max = VIRTQUEUE_SIZE_MAX,
	.features = 5,
	.config_read = echo_config,
	.notify = echo_notify,
	.reset = echo_reset,
};

static int setup(void **state)
{
	(void)state;
	memset(queues, 0, sizeof(queues));
	device = (struct virtio_device){ .type = &echo_type, .queues = queues };
	guest_init(&device);
	guest_start(0);
	return 0;
}

/* A chain of one readable and one writable buffer that the device can serve. */
static uint16_t add_echo(void)
{
	return guest_add(0, (struct guest_buffer[]){ GUEST_READABLE(guest_put("ping", 4), 4), GUEST_WRITABLE(guest_alloc(4), 4) }, 2);
}

static void expect_stopped(const char *reason)
{
	uint16_t head;
	uint32_t length;

	guest_kick(0);
	guest_expect_failed(reason);
	assert_false(guest_used(0, &head, &length));
	add_echo();
	guest_kick(0);
	assert_false(guest_used(0, &head, &length)); /* not even a good one */
	assert_int_equal(guest.warnings, 1);
	assert_int_equal(guest.interrupts, 1); /* the configuration change */
	assert_int_equal(guest_read(REGISTER_INTERRUPT_STATUS), 2);
}

static void start_queue(uint32_t size, uint64_t descriptors, uint64_t available, uint64_t used)
{
	guest_write(REGISTER_QUEUE_SELECT, 0);
	guest_write(REGISTER_QUEUE_READY, 0);
	guest_write(REGISTER_QUEUE_SIZE, size);
	guest_write(REGISTER_DESCRIPTORS, (uint32_t)descriptors);
	guest_write(REGISTER_DESCRIPTORS + 4, (uint32_t)(descriptors >> 32));
	guest_write(REGISTER_AVAILABLE, (uint32_t)available);
	guest_write(REGISTER_AVAILABLE + 4, (uint32_t)(available >> 32));
	guest_write(REGISTER_USED, (uint32_t)used);
	guest_write(REGISTER_USED + 4, (uint32_t)(used >> 32));
	guest_write(REGISTER_QUEUE_READY, 1);
}

/* --- good rings --- */

static void test_virtqueue__serves_chains_over_several_buffers(void **state)
{
	const uint64_t from[] = { guest_put("abc", 3), guest_put("defgh", 5) };
	const uint64_t to[] = { guest_alloc(1), guest_alloc(6), guest_alloc(8) };
	uint16_t head, used_head;
	uint32_t length;

	(void)state;
	head = guest_send(0, (struct guest_buffer[]){ GUEST_READABLE(from[0], 3), GUEST_READABLE(from[1], 5),
						     GUEST_WRITABLE(to[0], 1), GUEST_WRITABLE(to[1], 6),
						     GUEST_WRITABLE(to[2], 8) }, 5);
	assert_true(guest_used(0, &used_head, &length));
	assert_int_equal(used_head, head);
	assert_int_equal(length, 8);
	assert_memory_equal(guest_at(to[0]), "a", 1);
	assert_memory_equal(guest_at(to[1]), "bcdefg", 6);
	assert_memory_equal(guest_at(to[2]), "h\0", 2);
	assert_int_equal(guest.interrupts, 1);
	assert_int_equal(guest_read(REGISTER_INTERRUPT_STATUS), 1);
	guest_write(REGISTER_INTERRUPT_ACKNOWLEDGE, 1);
	assert_int_equal(guest_read(REGISTER_INTERRUPT_STATUS), 0);
}

static void test_virtqueue__wraps_around(void **state)
{
	uint16_t head;
	uint32_t length;

	(void)state;
	for (unsigned i = 0; i < 70000; i++) {
		guest.next_free = guest.queues[1].used + 0x200;
		add_echo();
		guest_kick(0);
		assert_true(guest_used(0, &head, &length));
		assert_int_equal(length, 4);
	}
	assert_int_equal(guest.warnings, 0);
}

static void test_virtqueue__does_not_interrupt_when_asked_not_to(void **state)
{
	(void)state;
	*(uint16_t *)guest_at(guest.queues[0].available) = 1;
	add_echo();
	guest_kick(0);
	assert_int_equal(guest.interrupts, 0);
}

static void test_virtqueue__does_not_interrupt_for_nothing(void **state)
{
	(void)state;
	guest_kick(0);
	assert_int_equal(guest.interrupts, 0);
}

static void test_virtqueue__chain_of_an_earlier_life_is_dead(void **state)
{
	struct virtqueue_chain chain;
	uint16_t head;
	uint32_t length;

	(void)state;
	add_echo();
	assert_true(virtqueue_take(&device, 0, &chain));
	guest_start(0);
	assert_false(virtqueue_alive(&device, &chain));
	virtqueue_give(&device, &chain, 4);
	assert_false(guest_used(0, &head, &length));
}

/* --- malformed rings --- */

static void test_virtqueue__rejects_head_out_of_range(void **state)
{
	(void)state;
	add_echo();
	((uint16_t *)guest_at(guest.queues[0].available))[2] = GUEST_QUEUE_SIZE;
	expect_stopped("descriptor index out of range");
}

static void test_virtqueue__rejects_next_out_of_range(void **state)
{
	(void)state;
	guest_descriptor(0, add_echo())->next = 0xffff;
	expect_stopped("descriptor index out of range");
}

static void test_virtqueue__rejects_loop(void **state)
{
	uint16_t head = add_echo();

	(void)state;
	guest_descriptor(0, head)->next = head;
	expect_stopped("descriptor loop");
}

static void test_virtqueue__rejects_loop_of_writable_descriptors(void **state)
{
	uint16_t head = add_echo();

	(void)state;
	guest_descriptor(0, (uint16_t)(head + 1))->flags |= 1;
	guest_descriptor(0, (uint16_t)(head + 1))->next = (uint16_t)(head + 1);
	expect_stopped("descriptor loop");
}

static void test_virtqueue__rejects_loop_in_the_largest_queue(void **state)
{
	const uint64_t descriptors = guest_alloc(16 * VIRTQUEUE_SIZE_MAX), available = guest_alloc(256), used = guest_alloc(1024);

	(void)state;
	for (unsigned i = 0; i < VIRTQUEUE_SIZE_MAX; i++)
		((struct guest_descriptor *)guest_at(descriptors))[i] =
			(struct guest_descriptor){ GUEST_RAM_ADDRESS, 1, 1, (uint16_t)((i + 1) % VIRTQUEUE_SIZE_MAX) };
	((uint16_t *)guest_at(available))[1] = 1;
	start_queue(VIRTQUEUE_SIZE_MAX, descriptors, available, used);
	guest_kick(0);
	guest_expect_failed("descriptor loop");
}

static void test_virtqueue__rejects_address_below_ram(void **state)
{
	(void)state;
	guest_descriptor(0, add_echo())->address = GUEST_RAM_ADDRESS - 1;
	expect_stopped("descriptor outside RAM");
}

static void test_virtqueue__rejects_buffer_across_the_end_of_ram(void **state)
{
	(void)state;
	guest_descriptor(0, add_echo())->address = GUEST_RAM_ADDRESS + GUEST_RAM_SIZE - 3;
	expect_stopped("descriptor outside RAM");
}

static void test_virtqueue__rejects_address_that_overflows(void **state)
{
	struct guest_descriptor *descriptor = guest_descriptor(0, add_echo());

	(void)state;
	descriptor->address = UINT64_MAX - 1;
	descriptor->size = UINT32_MAX;
	expect_stopped("descriptor outside RAM");
}

static void test_virtqueue__rejects_size_that_overflows(void **state)
{
	(void)state;
	guest_descriptor(0, add_echo())->size = UINT32_MAX;
	expect_stopped("descriptor outside RAM");
}

static void test_virtqueue__rejects_empty_descriptor(void **state)
{
	(void)state;
	guest_descriptor(0, add_echo())->size = 0;
	expect_stopped("empty descriptor");
}

static void test_virtqueue__rejects_indirect_descriptor(void **state)
{
	(void)state;
	guest_descriptor(0, add_echo())->flags = 4;
	expect_stopped("indirect descriptor");
}

static void test_virtqueue__rejects_readable_after_writable(void **state)
{
	(void)state;
	guest_add(0, (struct guest_buffer[]){ GUEST_WRITABLE(guest_alloc(4), 4), GUEST_READABLE(guest_alloc(4), 4) }, 2);
	expect_stopped("readable descriptor after a writable one");
}

static void test_virtqueue__rejects_available_index_too_far_ahead(void **state)
{
	(void)state;
	((uint16_t *)guest_at(guest.queues[0].available))[1] = GUEST_QUEUE_SIZE + 1;
	expect_stopped("available index too far ahead");
}

static void test_virtqueue__reset_brings_a_failed_device_back(void **state)
{
	uint16_t head;
	uint32_t length;

	(void)state;
	guest_descriptor(0, add_echo())->size = 0;
	guest_kick(0);
	guest_expect_failed("empty descriptor");
	guest_start(0);
	assert_false(guest_read(REGISTER_STATUS) & VIRTIO_STATUS_NEEDS_RESET);
	add_echo();
	guest_kick(0);
	assert_true(guest_used(0, &head, &length));
}

static void test_virtqueue__storm_of_failures_is_logged_a_few_times(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		guest.next_free = GUEST_RAM_ADDRESS;
		guest_start(0);
		((uint16_t *)guest_at(guest.queues[0].available))[1] = GUEST_QUEUE_SIZE + 1;
		guest_kick(0);
		assert_true(guest_read(REGISTER_STATUS) & VIRTIO_STATUS_NEEDS_RESET);
	}
	assert_int_equal(guest.warnings, 16);
}

#define GOOD GUEST_RAM_ADDRESS
#define END  (GUEST_RAM_ADDRESS + GUEST_RAM_SIZE)

static void test_virtqueue__rejects_size_that_is_no_power_of_two(void **state)
{
	(void)state;
	start_queue(12, GOOD, GOOD, GOOD);
	guest_expect_failed("queue size");
	assert_int_equal(guest_read(REGISTER_QUEUE_READY), 0);
}

static void test_virtqueue__rejects_size_zero(void **state)
{
	(void)state;
	start_queue(0, GOOD, GOOD, GOOD);
	guest_expect_failed("queue size");
}

static void test_virtqueue__rejects_size_above_the_maximum(void **state)
{
	(void)state;
	start_queue(2 * VIRTQUEUE_SIZE_MAX, GOOD, GOOD, GOOD);
	guest_expect_failed("queue size");
}

static void test_virtqueue__rejects_misaligned_descriptor_area(void **state)
{
	(void)state;
	start_queue(16, GOOD + 8, GOOD, GOOD);
	guest_expect_failed("descriptor area");
}

static void test_virtqueue__rejects_descriptor_area_across_the_end(void **state)
{
	(void)state;
	start_queue(16, END - 15 * 16, GOOD, GOOD);
	guest_expect_failed("descriptor area");
}

static void test_virtqueue__rejects_descriptor_area_beyond_32_bits(void **state)
{
	(void)state;
	start_queue(16, GOOD | 1ULL << 32, GOOD, GOOD);
	guest_expect_failed("descriptor area");
}

static void test_virtqueue__rejects_driver_area_across_the_end(void **state)
{
	(void)state;
	start_queue(16, GOOD, END - 34, GOOD);
	guest_expect_failed("driver area");
}

static void test_virtqueue__rejects_misaligned_device_area(void **state)
{
	(void)state;
	start_queue(16, GOOD, GOOD, GOOD + 2);
	guest_expect_failed("device area");
}

/* --- registers --- */

static void test_mmio__identifies_the_device(void **state)
{
	(void)state;
	assert_int_equal(guest_read(REGISTER_MAGIC), 0x74726976);
	assert_int_equal(guest_read(REGISTER_VERSION), 2);
	assert_int_equal(guest_read(REGISTER_DEVICE), 42);
	assert_int_equal(guest_read(REGISTER_QUEUE_SIZE_MAX), VIRTQUEUE_SIZE_MAX);
	guest_write(REGISTER_QUEUE_SELECT, 2);
	assert_int_equal(guest_read(REGISTER_QUEUE_SIZE_MAX), 0);
	assert_int_equal(guest_read(REGISTER_QUEUE_READY), 0);
}

static void test_mmio__offers_the_types_features_and_version_1(void **state)
{
	(void)state;
	guest_write(REGISTER_DEVICE_FEATURES_SELECT, 0);
	assert_int_equal(guest_read(REGISTER_DEVICE_FEATURES), 5);
	guest_write(REGISTER_DEVICE_FEATURES_SELECT, 1);
	assert_int_equal(guest_read(REGISTER_DEVICE_FEATURES), 1);
	guest_write(REGISTER_DEVICE_FEATURES_SELECT, 2);
	assert_int_equal(guest_read(REGISTER_DEVICE_FEATURES), 0);
}

static uint32_t status_after_features(uint32_t low, uint32_t high)
{
	guest_write(REGISTER_STATUS, 0);
	guest_write(REGISTER_STATUS, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER);
	guest_write(REGISTER_DRIVER_FEATURES_SELECT, 0);
	guest_write(REGISTER_DRIVER_FEATURES, low);
	guest_write(REGISTER_DRIVER_FEATURES_SELECT, 1);
	guest_write(REGISTER_DRIVER_FEATURES, high);
	guest_write(REGISTER_STATUS, 0xf); /* DRIVER_OK at once as well */
	return guest_read(REGISTER_STATUS);
}

static void test_mmio__refuses_features_that_were_not_offered(void **state)
{
	(void)state;
	assert_int_equal(status_after_features(2, 1), VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER);
	assert_int_equal(status_after_features(5, 3), VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER);
}

static void test_mmio__refuses_a_legacy_driver(void **state)
{
	(void)state;
	assert_int_equal(status_after_features(0, 0), VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER);
}

static void test_mmio__keeps_features_once_agreed(void **state)
{
	(void)state;
	assert_int_equal(status_after_features(1, 1), 0xf);
	guest_write(REGISTER_DRIVER_FEATURES_SELECT, 0);
	guest_write(REGISTER_DRIVER_FEATURES, 4);
	assert_int_equal(device.driver_features, VIRTIO_F_VERSION_1 | 1);
}

static void test_mmio__status_bits_are_only_added(void **state)
{
	(void)state;
	guest_write(REGISTER_STATUS, VIRTIO_STATUS_FAILED);
	assert_int_equal(guest_read(REGISTER_STATUS), 0x8f);
	guest_write(REGISTER_STATUS, VIRTIO_STATUS_NEEDS_RESET);
	assert_int_equal(guest_read(REGISTER_STATUS), 0x8f);
}

static void test_mmio__status_zero_resets(void **state)
{
	unsigned before = resets;

	(void)state;
	guest_write(REGISTER_STATUS, 0);
	assert_int_equal(resets, before + 1);
	assert_int_equal(guest_read(REGISTER_STATUS), 0);
	assert_int_equal(guest_read(REGISTER_QUEUE_READY), 0);
	add_echo();
	guest_kick(0);
	assert_int_equal(guest.interrupts, 0);
}

static void test_mmio__ready_queue_cannot_be_moved(void **state)
{
	(void)state;
	guest_write(REGISTER_QUEUE_SELECT, 0);
	guest_write(REGISTER_DESCRIPTORS, 0);
	guest_write(REGISTER_QUEUE_SIZE, 3);
	add_echo();
	guest_kick(0);
	assert_int_equal(guest.interrupts, 1);
}

static void test_mmio__queue_needs_features_first(void **state)
{
	(void)state;
	guest_write(REGISTER_STATUS, 0);
	start_queue(16, GOOD, GOOD, GOOD);
	assert_int_equal(guest_read(REGISTER_QUEUE_READY), 0);
}

static void test_mmio__ignores_odd_accesses(void **state)
{
	static const uint32_t sizes[] = { 1, 2, 8 };

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(virtio_mmio_read(&device, REGISTER_MAGIC, sizes[i]), 0);
		virtio_mmio_write(&device, REGISTER_STATUS, sizes[i], 0);
	}
	assert_int_equal(virtio_mmio_read(&device, REGISTER_MAGIC + 2, 4), 0);
	virtio_mmio_write(&device, REGISTER_STATUS + 1, 4, 0);
	assert_int_equal(guest_read(REGISTER_STATUS), 0xf);
}

static void test_mmio__ignores_notification_of_no_queue(void **state)
{
	(void)state;
	guest_kick(2);
	guest_kick(0xffffffff);
	assert_int_equal(guest.interrupts, 0);
}

static void test_mmio__reads_configuration_within_its_end(void **state)
{
	(void)state;
	assert_int_equal(virtio_mmio_read(&device, REGISTER_CONFIG, 1), 1);
	assert_int_equal(virtio_mmio_read(&device, REGISTER_CONFIG + 2, 4), 0x06050403);
	assert_int_equal(virtio_mmio_read(&device, REGISTER_CONFIG + 4, 4), 0);
	assert_int_equal(virtio_mmio_read(&device, REGISTER_CONFIG + 0xff, 8), 0);
	virtio_mmio_write(&device, REGISTER_CONFIG, 4, 0xffffffff);
	assert_int_equal(virtio_mmio_read(&device, REGISTER_CONFIG, 1), 1);
}

/* Whatever bytes are in the rings and whatever is written to the registers: no access outside RAM (the
 * sanitizers watch), and a reset brings the device back. */
static void test_virtqueue__survives_random_rings(void **state)
{
	(void)state;
	srand(1);
	for (unsigned round = 0; round < 20000; round++) {
		guest.next_free = GUEST_RAM_ADDRESS;
		guest_start(0);
		add_echo();
		for (unsigned i = 0; i < 8; i++)
			*(uint8_t *)guest_at(GUEST_RAM_ADDRESS + (unsigned)rand() % 0x400) = (uint8_t)rand();
		if (rand() % 4 == 0)
			guest_write((uint32_t)rand() % 0x100 & ~3u, (uint32_t)rand());
		guest_kick(0);
		guest_kick(1);
	}
	setup(state);
	add_echo();
	guest_kick(0);
	assert_int_equal(guest.interrupts, 1);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_virtqueue__serves_chains_over_several_buffers),
		TEST(test_virtqueue__wraps_around),
		TEST(test_virtqueue__does_not_interrupt_when_asked_not_to),
		TEST(test_virtqueue__does_not_interrupt_for_nothing),
		TEST(test_virtqueue__chain_of_an_earlier_life_is_dead),
		TEST(test_virtqueue__rejects_head_out_of_range),
		TEST(test_virtqueue__rejects_next_out_of_range),
		TEST(test_virtqueue__rejects_loop),
		TEST(test_virtqueue__rejects_loop_of_writable_descriptors),
		TEST(test_virtqueue__rejects_loop_in_the_largest_queue),
		TEST(test_virtqueue__rejects_address_below_ram),
		TEST(test_virtqueue__rejects_buffer_across_the_end_of_ram),
		TEST(test_virtqueue__rejects_address_that_overflows),
		TEST(test_virtqueue__rejects_size_that_overflows),
		TEST(test_virtqueue__rejects_empty_descriptor),
		TEST(test_virtqueue__rejects_indirect_descriptor),
		TEST(test_virtqueue__rejects_readable_after_writable),
		TEST(test_virtqueue__rejects_available_index_too_far_ahead),
		TEST(test_virtqueue__reset_brings_a_failed_device_back),
		TEST(test_virtqueue__storm_of_failures_is_logged_a_few_times),
		TEST(test_virtqueue__rejects_size_that_is_no_power_of_two),
		TEST(test_virtqueue__rejects_size_zero),
		TEST(test_virtqueue__rejects_size_above_the_maximum),
		TEST(test_virtqueue__rejects_misaligned_descriptor_area),
		TEST(test_virtqueue__rejects_descriptor_area_across_the_end),
		TEST(test_virtqueue__rejects_descriptor_area_beyond_32_bits),
		TEST(test_virtqueue__rejects_driver_area_across_the_end),
		TEST(test_virtqueue__rejects_misaligned_device_area),
		TEST(test_mmio__identifies_the_device),
		TEST(test_mmio__offers_the_types_features_and_version_1),
		TEST(test_mmio__refuses_features_that_were_not_offered),
		TEST(test_mmio__refuses_a_legacy_driver),
		TEST(test_mmio__keeps_features_once_agreed),
		TEST(test_mmio__status_bits_are_only_added),
		TEST(test_mmio__status_zero_resets),
		TEST(test_mmio__ready_queue_cannot_be_moved),
		TEST(test_mmio__queue_needs_features_first),
		TEST(test_mmio__ignores_odd_accesses),
		TEST(test_mmio__ignores_notification_of_no_queue),
		TEST(test_mmio__reads_configuration_within_its_end),
		TEST(test_virtqueue__survives_random_rings),
	};

	return cmocka_run_group_tests_name("virtqueue", tests, NULL, NULL);
}
