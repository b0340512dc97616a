/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole of store between clients and the disk's server, all played here on one image: client 1 has
 * partition `boot` read-only, 2 `data`, 3 a partition that does not exist; 4 to 6 are not connected.
 */
#include <bulkhead/block_client.h>
#include <bulkhead/block_server.h>
#include <bulkhead/log.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "component.h"
#include "gpt_image.h"
#include "router.h"

#define BOOT_FIRST   100u
#define BOOT_SECTORS 50u
#define DATA_FIRST   150u
#define DATA_SECTORS 60u
#define CLIENTS      4u /* counted from 1 */

static struct block_port disk_port, ports[CLIENTS];
static struct block_server device;
static struct block_client clients[CLIENTS];
static struct block_request held[BLOCK_TAGS];
static uint32_t held_count, emitted[CLIENTS], errors_logged, flushes;
static struct block_completion done;
static bool device_fails, is_signalled;

static struct counters counter_page;

volatile struct counters *const counters = &counter_page;
volatile struct block_port *const disk = &disk_port;
volatile struct block_port *const client1 = &ports[1];
volatile struct block_port *const client2 = &ports[2];
volatile struct block_port *const client3 = &ports[3];
volatile struct block_port *const client4 = NULL;
volatile struct block_port *const client5 = NULL;
volatile struct block_port *const client6 = NULL;
const char *const client1_partition = "boot";
const char *const client2_partition = "data";
const char *const client3_partition = "lost";
const char *const client4_partition = "";
const char *const client5_partition = "";
const char *const client6_partition = "";
const bool client1_writable = false, client2_writable = true, client3_writable = true;
const bool client4_writable = false, client5_writable = false, client6_writable = false;

void disk_submitted_emit(void) { is_signalled = true; }
void client1_completed_emit(void) { emitted[1]++; }
void client2_completed_emit(void) { emitted[2]++; }
void client3_completed_emit(void) { emitted[3]++; }
void client4_completed_emit(void) { fail(); }
void client5_completed_emit(void) { fail(); }
void client6_completed_emit(void) { fail(); }

void log_printf(enum log_level level, const char *format, ...)
{
	(void)format;
	errors_logged += level == LOG_ERROR;
}

/* ---- the disk's server ---- */

static void device_start(void)
{
	held_count = 0;
	is_signalled = true; /* a server that starts looks by itself */
	block_server_start(&device, &disk_port, IMAGE_SECTORS, 0);
}

/* As blk does, it looks at the port only when it got the event. */
static void device_take(void)
{
	bool answered = false;
	if (!is_signalled)
		return;
	is_signalled = false;
	while (block_server_take(&device, &held[held_count], &answered))
		held_count++;
	assert_false(answered && held_count == 0); /* store never sends a wrong request */
}

static void device_finish(uint32_t which)
{
	struct block_request request = held[which];
	uint8_t *data = block_port_data(&disk_port, request.tag);
	memmove(&held[which], &held[which + 1], (--held_count - which) * sizeof(held[0]));
	if (!device_fails && request.operation == BLOCK_READ)
		memcpy(data, image[request.sector], request.count * BLOCK_SECTOR_BYTES);
	if (!device_fails && request.operation == BLOCK_WRITE)
		memcpy(image[request.sector], data, request.count * BLOCK_SECTOR_BYTES);
	flushes += request.operation == BLOCK_FLUSH;
	block_server_complete(&device, &request, device_fails ? BLOCK_IO_ERROR : BLOCK_OK);
}

/* The device works until store has nothing more for it. */
static void device_run(void)
{
	for (device_take(); held_count > 0; device_take()) {
		device_finish(0);
		disk_completed_handle();
	}
}

/* ---- what tests say ---- */

static void prepare(void)
{
	image_make();
	image_add(0, "boot", BOOT_FIRST, BOOT_FIRST + BOOT_SECTORS - 1);
	image_add(1, "data", DATA_FIRST, DATA_FIRST + DATA_SECTORS - 1);
	image_seal();
	memset(&disk_port, 0, sizeof(disk_port));
	memset(ports, 0, sizeof(ports));
	memset(emitted, 0, sizeof(emitted));
	errors_logged = flushes = 0;
	device_fails = false;
}

static void boot(void)
{
	device_start();
	post_init();
	device_run();
	for (uint32_t i = 1; i < CLIENTS; i++) {
		block_client_init(&clients[i], &ports[i]);
		assert_true(block_client_ready(&clients[i]));
	}
}

static int start(void **state)
{
	(void)state;
	prepare();
	boot();
	return 0;
}

static uint32_t submit(uint32_t client, enum block_operation operation, uint64_t sector, uint32_t count)
{
	int tag = block_client_claim(&clients[client]);
	assert_true(tag >= 0);
	block_client_submit(&clients[client], (uint32_t)tag, operation, sector, count);
	return (uint32_t)tag;
}

static void expect(uint32_t client, uint32_t tag, enum block_status status)
{
	assert_true(block_client_poll(&clients[client], &done));
	assert_int_equal(done.tag, tag);
	assert_int_equal(done.status, status);
	block_client_release(&clients[client], tag);
}

static void client__sees_its_partition_as_a_disk(void **state)
{
	(void)state;
	assert_int_equal(block_client_sector_count(&clients[1]), BOOT_SECTORS);
	assert_true(block_client_read_only(&clients[1]));
	assert_int_equal(block_client_sector_count(&clients[2]), DATA_SECTORS);
	assert_false(block_client_read_only(&clients[2]));
	assert_int_equal(emitted[1], 1);
	assert_int_equal(emitted[2], 1);
}

static void client__without_a_partition_gets_an_empty_disk(void **state)
{
	(void)state;
	assert_int_equal(block_client_sector_count(&clients[3]), 0);
	assert_int_equal(errors_logged, 1);
	uint32_t tag = submit(3, BLOCK_READ, 0, 1);
	client3_submitted_handle();
	expect(3, tag, BLOCK_OUT_OF_RANGE);
}

static void read__comes_from_the_clients_partition(void **state)
{
	(void)state;
	uint32_t tag = submit(2, BLOCK_READ, DATA_SECTORS - 2, 2);
	client2_submitted_handle();
	device_run();
	expect(2, tag, BLOCK_OK);
	const uint8_t *data = block_client_data(&clients[2], tag);
	assert_memory_equal(data, image[DATA_FIRST + DATA_SECTORS - 2], 2 * BLOCK_SECTOR_BYTES);
	assert_int_equal(data[0], (DATA_FIRST + DATA_SECTORS - 2) % 251);
}

static void write__goes_to_the_clients_partition(void **state)
{
	(void)state;
	static uint8_t before[IMAGE_SECTORS][IMAGE_SECTOR_BYTES];
	memcpy(before, image, sizeof(image));
	uint32_t tag = submit(2, BLOCK_WRITE, 0, 1);
	memset(block_client_data(&clients[2], tag), 0xee, BLOCK_SECTOR_BYTES);
	client2_submitted_handle();
	device_run();
	expect(2, tag, BLOCK_OK);
	assert_int_equal(image[DATA_FIRST][0], 0xee);
	assert_int_equal(image[DATA_FIRST][BLOCK_SECTOR_BYTES - 1], 0xee);
	memset(before[DATA_FIRST], 0xee, BLOCK_SECTOR_BYTES);
	assert_memory_equal(before, image, sizeof(image));
}

static void request__beyond_the_partition_stays_away_from_the_disk(void **state)
{
	(void)state;
	static const struct { uint64_t sector; uint32_t count; } wrong[] = {
		{ DATA_SECTORS, 1 }, { DATA_SECTORS - 1, 2 }, { ~0ull, 1 }, { ~0ull - DATA_FIRST, 1 },
		{ (uint64_t)0 - DATA_FIRST, 1 }, { (uint64_t)0 - 1, 2 },
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		uint32_t tag = submit(2, BLOCK_WRITE, wrong[i].sector, wrong[i].count);
		emitted[2] = 0;
		client2_submitted_handle();
		device_take();
		assert_int_equal(held_count, 0);
		assert_int_equal(emitted[2], 1);
		expect(2, tag, BLOCK_OUT_OF_RANGE);
	}
}

static void write__to_a_read_only_partition_is_refused(void **state)
{
	(void)state;
	uint32_t tag = submit(1, BLOCK_WRITE, 0, 1);
	client1_submitted_handle();
	device_take();
	assert_int_equal(held_count, 0);
	expect(1, tag, BLOCK_READ_ONLY);
}

static void malformed_request__is_its_clients_affair_alone(void **state)
{
	(void)state;
	uint32_t good = submit(1, BLOCK_READ, 0, 1);
	submit(2, (enum block_operation)99, 0, 1);
	ports[2].submitted.tail += 1000;
	emitted[1] = emitted[2] = 0;
	client2_submitted_handle();
	device_run();
	assert_int_equal(emitted[1], 1);
	expect(1, good, BLOCK_OK);
}

static void flush__is_answered_after_the_disk_has_flushed(void **state)
{
	(void)state;
	uint32_t tag = submit(2, BLOCK_FLUSH, 77, 0);
	client2_submitted_handle();
	device_take();
	assert_int_equal(held_count, 1);
	assert_int_equal(held[0].operation, BLOCK_FLUSH);
	assert_false(block_client_poll(&clients[2], &done));
	device_run();
	assert_int_equal(flushes, 1);
	expect(2, tag, BLOCK_OK);
}

static void disk_error__is_passed_on_to_its_client(void **state)
{
	(void)state;
	uint32_t tag = submit(2, BLOCK_FLUSH, 0, 0);
	device_fails = true;
	client2_submitted_handle();
	device_run();
	expect(2, tag, BLOCK_IO_ERROR);
	device_fails = false;
	tag = submit(2, BLOCK_READ, 0, 1);
	client2_submitted_handle();
	device_run();
	expect(2, tag, BLOCK_OK);
}

/* What is billed: data of requests that went well, for each client apart, also after a restart of store. */
static void counters__grow_by_what_each_client_moved(void **state)
{
	(void)state;
	memset(&counter_page, 0, sizeof(counter_page));
	submit(1, BLOCK_READ, 0, 3);
	submit(2, BLOCK_WRITE, 0, 2);
	submit(2, BLOCK_FLUSH, 0, 0);
	submit(2, BLOCK_READ, DATA_SECTORS, 1);
	client2_submitted_handle();
	device_run();
	assert_int_equal(counter_page.bytes[0], 3 * BLOCK_SECTOR_BYTES);
	assert_int_equal(counter_page.bytes[1], 2 * BLOCK_SECTOR_BYTES);
	device_fails = true;
	submit(2, BLOCK_READ, 0, 1);
	client2_submitted_handle();
	device_run();
	device_fails = false;
	assert_int_equal(counter_page.bytes[1], 2 * BLOCK_SECTOR_BYTES);
	boot();
	submit(2, BLOCK_READ, 0, 1);
	client2_submitted_handle();
	device_run();
	assert_int_equal(counter_page.bytes[1], 3 * BLOCK_SECTOR_BYTES);
}

static void clients__share_the_disk_fairly(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < BLOCK_TAGS; i++)
		submit(2, BLOCK_READ, i, 1);
	client2_submitted_handle();
	device_take();
	assert_int_equal(held_count, ROUTER_SHARE);
	for (uint32_t i = 0; i < 4; i++)
		submit(1, BLOCK_READ, i, 1);
	client1_submitted_handle();
	device_take();
	assert_int_equal(held_count, ROUTER_SHARE + 4);
	for (uint32_t i = 0; i < 4; i++)
		assert_true(held[ROUTER_SHARE + i].sector < BOOT_FIRST + BOOT_SECTORS);
}

static void clients__take_turns(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 3; i++) {
		submit(1, BLOCK_READ, i, 1);
		submit(2, BLOCK_READ, i, 1);
	}
	client1_submitted_handle();
	device_take();
	assert_int_equal(held_count, 6);
	for (uint32_t i = 0; i + 1 < 6; i++)
		assert_true((held[i].sector < DATA_FIRST) != (held[i + 1].sector < DATA_FIRST));
}

static void many_requests__keep_their_data_apart(void **state)
{
	(void)state;
	for (uint32_t round = 0; round < 200; round++) {
		uint32_t tags[CLIENTS][BLOCK_TAGS];
		for (uint32_t i = 0; i < BLOCK_TAGS; i++) {
			tags[1][i] = submit(1, BLOCK_READ, (i + round) % BOOT_SECTORS, 1);
			tags[2][i] = submit(2, BLOCK_READ, (i * 3 + round) % DATA_SECTORS, 1);
		}
		client1_submitted_handle();
		for (device_take(); held_count > 0; device_take()) {
			device_finish(round * 5 % held_count);
			disk_completed_handle();
		}
		for (uint32_t client = 1; client <= 2; client++) {
			uint32_t answered = 0;
			for (; block_client_poll(&clients[client], &done); answered++) {
				assert_int_equal(done.status, BLOCK_OK);
				block_client_release(&clients[client], done.tag);
			}
			assert_int_equal(answered, BLOCK_TAGS);
		}
		for (uint32_t i = 0; i < BLOCK_TAGS; i++) {
			assert_int_equal(block_client_data(&clients[1], tags[1][i])[9],
			                 (BOOT_FIRST + (i + round) % BOOT_SECTORS) % 251);
			assert_int_equal(block_client_data(&clients[2], tags[2][i])[9],
			                 (DATA_FIRST + (i * 3 + round) % DATA_SECTORS) % 251);
		}
	}
}

static void disk_restart__goes_unnoticed(void **state)
{
	(void)state;
	uint32_t tag = submit(2, BLOCK_WRITE, 4, 1);
	memset(block_client_data(&clients[2], tag), 0x31, BLOCK_SECTOR_BYTES);
	client2_submitted_handle();
	device_take();
	assert_int_equal(held_count, 1);
	device_start();
	disk_completed_handle();
	assert_false(block_client_poll(&clients[2], &done));
	device_run();
	expect(2, tag, BLOCK_OK);
	assert_int_equal(image[DATA_FIRST + 4][0], 0x31);
}

static void disk_restart__again_and_again_becomes_an_error(void **state)
{
	(void)state;
	uint32_t tag = submit(2, BLOCK_READ, 0, 1);
	client2_submitted_handle();
	for (uint32_t i = 0; i < ROUTER_ATTEMPTS; i++) {
		assert_false(block_client_poll(&clients[2], &done));
		device_start();
		disk_completed_handle();
	}
	expect(2, tag, BLOCK_IO_ERROR);
}

static void store_restart__signals_what_an_earlier_life_did_not(void **state)
{
	(void)state;
	uint32_t tag = submit(2, BLOCK_READ, 0, 1);
	client2_submitted_handle();
	is_signalled = false; /* the earlier life ended before it emitted */
	post_init();
	device_run();
	expect(2, tag, BLOCK_RESTARTED);
}

static void store_restart__loses_requests_and_serves_on(void **state)
{
	(void)state;
	uint32_t tag = submit(2, BLOCK_READ, 0, 1);
	client2_submitted_handle();
	device_take();
	post_init();
	assert_false(block_client_poll(&clients[2], &done)); /* not before the disk has answered the earlier life */
	device_run();
	expect(2, tag, BLOCK_RESTARTED);
	tag = submit(2, BLOCK_READ, 1, 1);
	client2_submitted_handle();
	device_run();
	expect(2, tag, BLOCK_OK);
	assert_int_equal(block_client_data(&clients[2], tag)[0], (DATA_FIRST + 1) % 251);
}

static void requests__wait_for_the_disk(void **state)
{
	(void)state;
	prepare();
	post_init();
	client1_submitted_handle();
	block_client_init(&clients[1], &ports[1]);
	assert_false(block_client_ready(&clients[1]));
	device_start();
	disk_completed_handle();
	device_run();
	assert_true(block_client_ready(&clients[1]));
}

static void table__damaged_is_replaced_by_its_backup(void **state)
{
	(void)state;
	prepare();
	image_header(0)[40]++;
	boot();
	assert_int_equal(block_client_sector_count(&clients[2]), DATA_SECTORS);
	prepare();
	image_entry(0, 0)[32]++;
	boot();
	assert_int_equal(block_client_sector_count(&clients[2]), DATA_SECTORS);
}

static void table__damaged_twice_gives_nobody_a_disk(void **state)
{
	(void)state;
	prepare();
	image_header(0)[40]++;
	image_entry(1, 1)[40]++;
	boot();
	for (uint32_t i = 1; i < CLIENTS; i++)
		assert_int_equal(block_client_sector_count(&clients[i]), 0);
}

static void table__that_cannot_be_read_gives_nobody_a_disk(void **state)
{
	(void)state;
	prepare();
	device_fails = true;
	boot();
	assert_int_equal(block_client_sector_count(&clients[1]), 0);
}

static void table__is_read_in_spite_of_a_restart_of_the_disk(void **state)
{
	(void)state;
	prepare();
	image_header(1)[0] = 0; /* there is no backup to turn to */
	device_start();
	post_init();
	device_take();
	device_start();
	disk_completed_handle();
	device_run();
	block_client_init(&clients[1], &ports[1]);
	assert_true(block_client_ready(&clients[1]));
	assert_int_equal(block_client_sector_count(&clients[1]), BOOT_SECTORS);
}

static void disk__without_sectors_gives_nobody_a_disk(void **state)
{
	(void)state;
	prepare();
	block_server_start(&device, &disk_port, 0, 0);
	post_init();
	block_client_init(&clients[1], &ports[1]);
	assert_true(block_client_ready(&clients[1]));
	assert_int_equal(block_client_sector_count(&clients[1]), 0);
}

#define TEST(name) cmocka_unit_test_setup(name, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(client__sees_its_partition_as_a_disk),
		TEST(client__without_a_partition_gets_an_empty_disk),
		TEST(read__comes_from_the_clients_partition),
		TEST(write__goes_to_the_clients_partition),
		TEST(request__beyond_the_partition_stays_away_from_the_disk),
		TEST(write__to_a_read_only_partition_is_refused),
		TEST(malformed_request__is_its_clients_affair_alone),
		TEST(flush__is_answered_after_the_disk_has_flushed),
		TEST(disk_error__is_passed_on_to_its_client),
		TEST(counters__grow_by_what_each_client_moved),
		TEST(clients__share_the_disk_fairly),
		TEST(clients__take_turns),
		TEST(many_requests__keep_their_data_apart),
		TEST(disk_restart__goes_unnoticed),
		TEST(disk_restart__again_and_again_becomes_an_error),
		TEST(store_restart__signals_what_an_earlier_life_did_not),
		TEST(store_restart__loses_requests_and_serves_on),
		TEST(requests__wait_for_the_disk),
		TEST(table__damaged_is_replaced_by_its_backup),
		TEST(table__damaged_twice_gives_nobody_a_disk),
		TEST(table__that_cannot_be_read_gives_nobody_a_disk),
		TEST(table__is_read_in_spite_of_a_restart_of_the_disk),
		TEST(disk__without_sectors_gives_nobody_a_disk),
	};
	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
