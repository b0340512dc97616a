/* SPDX-License-Identifier: BSD-2-Clause */
/* The block device between a guest and a store that the tests play with the server's end of the block port. */
#include <bulkhead/block_server.h>
#include <string.h>

#include "guest.h"
#include "virtio_blk.h"

#define SECTORS 256u

#define FEATURE_READ_ONLY (1u << 5)
#define FEATURE_FLUSH     (1u << 9)

enum { IN = 0, OUT = 1, FLUSH = 4, GET_ID = 8, NO_SUCH_TYPE = 77 };
enum { STATUS_OK = 0, STATUS_IO_ERROR = 1, STATUS_UNSUPPORTED = 2, STATUS_NONE = 0xee };

static struct virtio_blk blk;
static struct block_port port;
static struct block_server server;
static uint8_t disk[SECTORS * BLOCK_SECTOR_BYTES];
static unsigned flushes;

static void start_with(uint64_t features, bool read_only)
{
	memset(&port, 0, sizeof(port));
	block_server_start(&server, &port, SECTORS, 0);
	virtio_blk_init(&blk, &port, "corporate.data", read_only);
	guest_init(&blk.device);
	guest_start(features);
}

static int setup(void **state)
{
	(void)state;
	for (unsigned i = 0; i < sizeof(disk); i++)
		disk[i] = (uint8_t)(i ^ i >> 8);
	flushes = 0;
	start_with(FEATURE_FLUSH, false);
	return 0;
}

static enum block_status serve(const struct block_request *request)
{
	uint8_t *data = block_port_data(&port, request->tag);
	uint8_t *sectors = disk + request->sector * BLOCK_SECTOR_BYTES;

	if (request->operation == BLOCK_READ)
		memcpy(data, sectors, request->count * BLOCK_SECTOR_BYTES);
	else if (request->operation == BLOCK_WRITE)
		memcpy(sectors, data, request->count * BLOCK_SECTOR_BYTES);
	else
		flushes++;
	return BLOCK_OK;
}

/* Serves all that is open, and tells the device, until nothing more comes. */
static void run_store(void)
{
	struct block_request request;
	bool answered = false;

	while (block_server_take(&server, &request, &answered)) {
		block_server_complete(&server, &request, serve(&request));
		virtio_blk_event(&blk);
	}
	virtio_blk_event(&blk);
}

struct request {
	uint64_t data;
	uint64_t status;
	uint16_t head;
};

static struct request send(uint32_t type, uint64_t sector, uint32_t size)
{
	const struct { uint32_t type, reserved; uint64_t sector; } header = { type, 0, sector };
	struct request request = { .data = guest_alloc(size ? size : 1), .status = guest_alloc(1) };
	struct guest_buffer buffers[3] = { GUEST_READABLE(guest_put(&header, sizeof(header)), sizeof(header)) };
	unsigned count = 1;

	if (size != 0)
		buffers[count++] = (struct guest_buffer){ request.data, size, type != OUT };
	buffers[count++] = GUEST_WRITABLE(request.status, 1);
	*(uint8_t *)guest_at(request.status) = STATUS_NONE;
	if (type == OUT)
		memset(guest_at(request.data), 'w', size);
	request.head = guest_send(0, buffers, count);
	return request;
}

static void expect_status(const struct request *request, uint8_t status)
{
	assert_int_equal(*(uint8_t *)guest_at(request->status), status);
}

static void test_blk__tells_its_capacity(void **state)
{
	(void)state;
	assert_int_equal(virtio_mmio_read(&blk.device, REGISTER_CONFIG, 8), SECTORS);
}

static void test_blk__reads(void **state)
{
	struct request request = send(IN, 3, 1024);
	uint16_t head;
	uint32_t length;

	(void)state;
	expect_status(&request, STATUS_NONE);
	assert_int_equal(guest.emits, 1);
	run_store();
	expect_status(&request, STATUS_OK);
	assert_memory_equal(guest_at(request.data), disk + 3 * 512, 1024);
	assert_true(guest_used(0, &head, &length));
	assert_int_equal(head, request.head);
	assert_int_equal(length, 1025);
	assert_int_equal(guest.interrupts, 1);
}

static void test_blk__writes(void **state)
{
	struct request request = send(OUT, SECTORS - 1, 512);

	(void)state;
	run_store();
	expect_status(&request, STATUS_OK);
	assert_int_equal(disk[sizeof(disk) - 1], 'w');
	assert_int_equal(disk[sizeof(disk) - 512], 'w');
	assert_true(disk[sizeof(disk) - 513] == (uint8_t)((sizeof(disk) - 513) ^ (sizeof(disk) - 513) >> 8));
	assert_int_equal(flushes, 0);
}

static void test_blk__reads_more_than_a_tags_data(void **state)
{
	const uint32_t size = 3 * BLOCK_TAG_BYTES + 512;
	struct request request = send(IN, 7, size);

	(void)state;
	run_store();
	expect_status(&request, STATUS_OK);
	assert_memory_equal(guest_at(request.data), disk + 7 * 512, size);
}

static void test_blk__writes_more_than_a_tags_data(void **state)
{
	const uint32_t size = BLOCK_TAG_BYTES + 1024;
	struct request request = send(OUT, 1, size);

	(void)state;
	run_store();
	expect_status(&request, STATUS_OK);
	assert_int_equal(disk[512 + size - 1], 'w');
	assert_memory_equal(disk + 512, guest_at(request.data), size);
}

static void test_blk__has_several_requests_in_flight(void **state)
{
	struct request first = send(IN, 0, 512), second = send(IN, 1, 512);
	struct block_request taken[2];
	bool answered = false;

	(void)state;
	assert_true(block_server_take(&server, &taken[0], &answered));
	assert_true(block_server_take(&server, &taken[1], &answered));
	block_server_complete(&server, &taken[1], serve(&taken[1]));
	virtio_blk_event(&blk);
	expect_status(&first, STATUS_NONE);
	expect_status(&second, STATUS_OK);
	block_server_complete(&server, &taken[0], serve(&taken[0]));
	virtio_blk_event(&blk);
	expect_status(&first, STATUS_OK);
}

static void test_blk__passes_a_flush_on(void **state)
{
	struct request request = send(FLUSH, 0, 0);

	(void)state;
	expect_status(&request, STATUS_NONE);
	run_store();
	expect_status(&request, STATUS_OK);
	assert_int_equal(flushes, 1);
}

static void test_blk__writes_through_for_a_driver_without_flush(void **state)
{
	struct request request;

	(void)state;
	start_with(0, false);
	request = send(OUT, 0, 512);
	run_store();
	expect_status(&request, STATUS_OK);
	assert_int_equal(flushes, 1);
}

static void test_blk__tells_its_serial(void **state)
{
	struct request request = send(GET_ID, 0, VIRTIO_BLK_SERIAL_SIZE);

	(void)state;
	expect_status(&request, STATUS_OK);
	assert_memory_equal(guest_at(request.data), "corporate.data\0\0\0\0\0\0", VIRTIO_BLK_SERIAL_SIZE);
}

static void test_blk__refuses_unknown_type(void **state)
{
	struct request request = send(NO_SUCH_TYPE, 0, 512);

	(void)state;
	expect_status(&request, STATUS_UNSUPPORTED);
}

static void expect_refused(uint32_t type, uint64_t sector, uint32_t size)
{
	struct request request = send(type, sector, size);

	expect_status(&request, STATUS_IO_ERROR);
	assert_int_equal(guest.emits, 0);
}

static void test_blk__refuses_sectors_beyond_the_end(void **state)
{
	(void)state;
	expect_refused(IN, SECTORS, 512);
	expect_refused(OUT, SECTORS - 1, 1024);
}

static void test_blk__refuses_a_sector_that_overflows(void **state)
{
	(void)state;
	expect_refused(IN, UINT64_MAX, 1024);
	expect_refused(IN, UINT64_MAX / 512, 512);
}

static void test_blk__refuses_sizes_that_are_no_sectors(void **state)
{
	(void)state;
	expect_refused(IN, 0, 511);
	expect_refused(OUT, 0, 0);
}

static void test_blk__refuses_writes_when_read_only(void **state)
{
	(void)state;
	start_with(FEATURE_READ_ONLY | FEATURE_FLUSH, true);
	expect_refused(OUT, 0, 512);
}

static void test_blk__reports_an_error_of_the_store(void **state)
{
	struct request request = send(IN, 0, 512);
	struct block_request taken;
	bool answered = false;

	(void)state;
	assert_true(block_server_take(&server, &taken, &answered));
	block_server_complete(&server, &taken, BLOCK_IO_ERROR);
	virtio_blk_event(&blk);
	expect_status(&request, STATUS_IO_ERROR);
}

static void test_blk__fails_without_header(void **state)
{
	(void)state;
	guest_send(0, (struct guest_buffer[]){ GUEST_READABLE(guest_alloc(15), 15), GUEST_WRITABLE(guest_alloc(1), 1) }, 2);
	guest_expect_failed("request without header or status");
}

static void test_blk__fails_without_place_for_the_status(void **state)
{
	(void)state;
	guest_send(0, (struct guest_buffer[]){ GUEST_READABLE(guest_alloc(16), 16) }, 1);
	guest_expect_failed("request without header or status");
}

static void test_blk__repeats_what_a_restarted_store_lost(void **state)
{
	struct request request = send(OUT, 5, 512);
	struct block_request taken;
	bool answered = false;

	(void)state;
	assert_true(block_server_take(&server, &taken, &answered)); /* and never answered */
	block_server_start(&server, &port, SECTORS, 0);
	virtio_blk_event(&blk);
	expect_status(&request, STATUS_NONE);
	run_store();
	expect_status(&request, STATUS_OK);
	assert_int_equal(disk[5 * 512], 'w');
}

static void test_blk__completes_into_nothing_after_a_reset(void **state)
{
	struct request request = send(IN, 0, 512);
	uint16_t head;
	uint32_t length;

	(void)state;
	guest_start(FEATURE_FLUSH);
	run_store();
	expect_status(&request, STATUS_NONE);
	assert_int_equal(((uint8_t *)guest_at(request.data))[1], 0); /* 1 on the disk */
	assert_false(guest_used(0, &head, &length));
	request = send(IN, 1, 512); /* and its tag is free again */
	run_store();
	expect_status(&request, STATUS_OK);
	assert_int_equal(blk.disk.claimed, 0);
}

static void test_blk__waits_while_all_tags_are_taken(void **state)
{
	struct request requests[5];
	struct block_request taken[4];
	bool answered = false;

	(void)state;
	blk.disk.claimed = 0xfff0; /* twelve of sixteen are somebody's */
	for (unsigned i = 0; i < 5; i++)
		requests[i] = send(IN, i, 512);
	for (unsigned i = 0; i < 4; i++)
		assert_true(block_server_take(&server, &taken[i], &answered));
	assert_false(block_server_take(&server, &taken[0], &answered));
	block_server_complete(&server, &taken[3], serve(&taken[3]));
	virtio_blk_event(&blk);
	assert_true(block_server_take(&server, &taken[3], &answered));
	for (unsigned i = 0; i < 4; i++)
		block_server_complete(&server, &taken[i], serve(&taken[i]));
	virtio_blk_event(&blk);
	for (unsigned i = 0; i < 5; i++)
		expect_status(&requests[i], STATUS_OK);
}

static void test_blk__starts_before_its_store(void **state)
{
	struct request request;

	(void)state;
	memset(&port, 0, sizeof(port));
	virtio_blk_init(&blk, &port, "late", false);
	guest_init(&blk.device);
	guest_start(FEATURE_FLUSH);
	assert_int_equal(virtio_mmio_read(&blk.device, REGISTER_CONFIG, 8), 0);
	request = send(IN, 0, 512);
	block_server_start(&server, &port, SECTORS, 0);
	virtio_blk_event(&blk);
	assert_int_equal(virtio_mmio_read(&blk.device, REGISTER_CONFIG, 8), SECTORS);
	assert_int_equal(guest_read(REGISTER_INTERRUPT_STATUS), 2);
	run_store();
	expect_status(&request, STATUS_OK);
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_blk__tells_its_capacity),
		TEST(test_blk__reads),
		TEST(test_blk__writes),
		TEST(test_blk__reads_more_than_a_tags_data),
		TEST(test_blk__writes_more_than_a_tags_data),
		TEST(test_blk__has_several_requests_in_flight),
		TEST(test_blk__passes_a_flush_on),
		TEST(test_blk__writes_through_for_a_driver_without_flush),
		TEST(test_blk__tells_its_serial),
		TEST(test_blk__refuses_unknown_type),
		TEST(test_blk__refuses_sectors_beyond_the_end),
		TEST(test_blk__refuses_a_sector_that_overflows),
		TEST(test_blk__refuses_sizes_that_are_no_sectors),
		TEST(test_blk__refuses_writes_when_read_only),
		TEST(test_blk__reports_an_error_of_the_store),
		TEST(test_blk__fails_without_header),
		TEST(test_blk__fails_without_place_for_the_status),
		TEST(test_blk__repeats_what_a_restarted_store_lost),
		TEST(test_blk__completes_into_nothing_after_a_reset),
		TEST(test_blk__waits_while_all_tags_are_taken),
		TEST(test_blk__starts_before_its_store),
	};

	return cmocka_run_group_tests_name("virtio_blk", tests, NULL, NULL);
}
