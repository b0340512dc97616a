/* SPDX-License-Identifier: BSD-2-Clause */
/* The entropy device between a guest and a service that may be slow or sick. */
#include <string.h>

#include "component.h"
#include "guest.h"
#include "virtio_rng.h"

static struct virtio_rng rng;
static int service_result;
static uint8_t service_next;

int entropy_get(uint32_t n, uint8_t data[64])
{
	for (uint32_t i = 0; service_result == 0 && i < n; i++)
		data[i] = ++service_next;
	return service_result;
}

static int setup(void **state)
{
	(void)state;
	service_result = 0;
	service_next = 0;
	virtio_rng_init(&rng);
	guest_init(&rng.device);
	guest_start(0);
	return 0;
}

/* What the machine does when the worker has been woken and says that it did something. */
static void run_worker(void)
{
	if (virtio_rng_work(&rng))
		virtio_rng_event(&rng);
}

static uint64_t ask(uint32_t size)
{
	uint64_t buffer = guest_alloc(size);

	guest_send(0, (struct guest_buffer[]){ GUEST_WRITABLE(buffer, size) }, 1);
	return buffer;
}

static void test_rng__serves_once_the_pool_is_full(void **state)
{
	uint64_t buffer = ask(16);
	uint16_t head;
	uint32_t length;

	(void)state;
	assert_false(guest_used(0, &head, &length));
	run_worker();
	assert_true(guest_used(0, &head, &length));
	assert_int_equal(length, 16);
	assert_int_equal(((uint8_t *)guest_at(buffer))[0], 1);
	assert_int_equal(((uint8_t *)guest_at(buffer))[15], 16);
	assert_int_equal(guest.interrupts, 1);
}

static void test_rng__gives_each_byte_once(void **state)
{
	uint64_t first = ask(40), second = ask(40);
	uint16_t head;
	uint32_t length;

	(void)state;
	run_worker();
	assert_true(guest_used(0, &head, &length));
	assert_int_equal(length, 40);
	assert_true(guest_used(0, &head, &length));
	assert_int_equal(length, VIRTIO_RNG_POOL_SIZE - 40);
	assert_int_equal(((uint8_t *)guest_at(first))[39], 40);
	assert_int_equal(((uint8_t *)guest_at(second))[0], 41);
	for (unsigned i = 0; i < VIRTIO_RNG_POOL_SIZE; i++)
		assert_int_equal(rng.pool[i], 0);
	assert_true(virtio_rng_work(&rng)); /* more has been asked for */
}

static void test_rng__does_not_spin_on_a_sick_source(void **state)
{
	unsigned before;
	uint16_t head;
	uint32_t length;

	(void)state;
	service_result = 1;
	run_worker();
	before = guest.wakes;
	virtio_rng_event(&rng);
	assert_int_equal(guest.wakes, before);
	ask(8);
	assert_int_equal(guest.wakes, before + 1); /* once for each request of the guest */
	service_result = 0;
	run_worker();
	assert_true(guest_used(0, &head, &length));
	assert_int_equal(length, 8);
}

static void test_rng__waits_while_the_worker_has_the_pool(void **state)
{
	uint16_t head;
	uint32_t length;

	(void)state;
	ask(8);
	virtio_rng_event(&rng);
	assert_false(guest_used(0, &head, &length));
}

static void test_rng__readable_buffer_gets_nothing(void **state)
{
	uint16_t head;
	uint32_t length;

	(void)state;
	run_worker();
	guest_send(0, (struct guest_buffer[]){ GUEST_READABLE(guest_alloc(8), 8) }, 1);
	assert_true(guest_used(0, &head, &length));
	assert_int_equal(length, 0);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_rng__serves_once_the_pool_is_full),
		TEST(test_rng__gives_each_byte_once),
		TEST(test_rng__does_not_spin_on_a_sick_source),
		TEST(test_rng__waits_while_the_worker_has_the_pool),
		TEST(test_rng__readable_buffer_gets_nothing),
	};

	return cmocka_run_group_tests_name("virtio_rng", tests, NULL, NULL);
}
