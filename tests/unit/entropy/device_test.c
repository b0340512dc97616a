/* SPDX-License-Identifier: BSD-2-Clause */
/* The driver against a virtio entropy device that the test plays, and that lies where the test wants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <bulkhead/mmio.h>
#include <bulkhead/virtio_mmio.h>

#include "virtio_rng.h"

#define PHYSICAL 0x40001000u

static uint32_t registers[0x200 / 4];
static struct rng_page page;
static struct virtio_rng driver;
static bool keeps_features; /* accepts FEATURES_OK */
static unsigned notified;

uint32_t mmio_read(volatile void *base, uint32_t offset)
{
	assert_ptr_equal(base, registers);
	assert_true(offset < sizeof registers && offset % 4 == 0);
	return registers[offset / 4];
}

void mmio_write(volatile void *base, uint32_t offset, uint32_t value)
{
	assert_ptr_equal(base, registers);
	assert_true(offset < sizeof registers && offset % 4 == 0);
	if (offset == VIRTIO_MMIO_STATUS && !keeps_features)
		value &= ~VIRTIO_STATUS_FEATURES_OK;
	registers[offset / 4] = value;
	notified += offset == VIRTIO_MMIO_QUEUE_NOTIFY;
}

static int plug_in(void **state)
{
	(void)state;
	memset(registers, 0, sizeof registers);
	memset(&page, 0xff, sizeof page);
	registers[VIRTIO_MMIO_MAGIC / 4] = VIRTIO_MMIO_MAGIC_VALUE;
	registers[VIRTIO_MMIO_VERSION / 4] = VIRTIO_MMIO_VERSION_MODERN;
	registers[VIRTIO_MMIO_DEVICE_ID / 4] = VIRTIO_ID_RNG;
	registers[VIRTIO_MMIO_DEVICE_FEATURES / 4] = VIRTIO_FEATURE_HIGH_VERSION_1;
	registers[VIRTIO_MMIO_QUEUE_SIZE_MAX / 4] = 8;
	keeps_features = true;
	notified = 0;
	driver = (struct virtio_rng){ .registers = registers, .page = &page, .page_physical = PHYSICAL };
	return 0;
}

static void start__sets_the_device_up(void **state)
{
	(void)state;
	assert_null(virtio_rng_start(&driver));
	assert_int_equal(registers[VIRTIO_MMIO_STATUS / 4], 15);
	assert_int_equal(registers[VIRTIO_MMIO_QUEUE_SIZE / 4], 1);
	assert_int_equal(registers[VIRTIO_MMIO_QUEUE_DESCRIPTORS / 4], PHYSICAL);
	assert_int_equal(registers[VIRTIO_MMIO_QUEUE_USED / 4], PHYSICAL + offsetof(struct rng_page, used));
}

static void start__says_what_is_wrong(void **state)
{
	static const struct { uint32_t offset, value; } faults[] = {
		{ VIRTIO_MMIO_MAGIC, 0 },
		{ VIRTIO_MMIO_DEVICE_ID, 2 },
		{ VIRTIO_MMIO_VERSION, 1 },
		{ VIRTIO_MMIO_DEVICE_FEATURES, 0 },
		{ VIRTIO_MMIO_QUEUE_READY, 1 },
		{ VIRTIO_MMIO_QUEUE_SIZE_MAX, 0 },
	};
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		plug_in(state);
		registers[faults[i].offset / 4] = faults[i].value;
		assert_non_null(virtio_rng_start(&driver));
		assert_int_equal(registers[VIRTIO_MMIO_STATUS / 4] & VIRTIO_STATUS_DRIVER_OK, 0);
	}
	plug_in(state);
	keeps_features = false;
	assert_non_null(virtio_rng_start(&driver));
}

static void request__gives_the_device_its_own_buffer_alone(void **state)
{
	(void)state;
	virtio_rng_start(&driver);
	virtio_rng_request(&driver);
	assert_int_equal(page.descriptor[0].address, PHYSICAL + offsetof(struct rng_page, buffer));
	assert_int_equal(page.descriptor[0].size, RNG_BUFFER);
	assert_int_equal(page.descriptor[0].flags, 2);
	assert_int_equal(page.available.index, 1);
	assert_int_equal(notified, 1);
}

static void answer(uint32_t size)
{
	memset(page.buffer, 0x5a, sizeof page.buffer);
	page.used.ring[0].size = size;
	page.used.index++;
	registers[VIRTIO_MMIO_INTERRUPT_STATUS / 4] = 1;
}

static void finish__moves_the_bytes_out_of_the_page(void **state)
{
	(void)state;
	uint8_t data[RNG_BUFFER] = { 0 };
	virtio_rng_start(&driver);
	for (int round = 0; round < 3; round++) {
		virtio_rng_request(&driver);
		assert_int_equal(virtio_rng_finish(&driver, data), 0);
		answer(100);
		assert_int_equal(virtio_rng_finish(&driver, data), 100);
		assert_int_equal(data[99], 0x5a);
		assert_int_equal(data[100], 0);
		assert_int_equal(page.buffer[99], 0);
		assert_int_equal(registers[VIRTIO_MMIO_INTERRUPT_ACKNOWLEDGE / 4], 1);
		assert_int_equal(virtio_rng_finish(&driver, data), 0);
		memset(data, 0, sizeof data);
	}
}

static void finish__believes_no_size_beyond_the_buffer(void **state)
{
	(void)state;
	uint8_t data[RNG_BUFFER];
	virtio_rng_start(&driver);
	virtio_rng_request(&driver);
	answer(UINT32_MAX);
	assert_int_equal(virtio_rng_finish(&driver, data), RNG_BUFFER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(start__sets_the_device_up, plug_in),
		cmocka_unit_test_setup(start__says_what_is_wrong, plug_in),
		cmocka_unit_test_setup(request__gives_the_device_its_own_buffer_alone, plug_in),
		cmocka_unit_test_setup(finish__moves_the_bytes_out_of_the_page, plug_in),
		cmocka_unit_test_setup(finish__believes_no_size_beyond_the_buffer, plug_in),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
