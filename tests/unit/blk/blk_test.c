/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole of blk between a client and a virtio block device, both played here. The device checks what a
 * driver must do, and that every address it is given lies in the two DMA runs.
 */
#include <bulkhead/block_client.h>
#include <bulkhead/log.h>
#include <bulkhead/mmio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "component.h"
#include "virtio_disk.h"

#define SECTORS        64u
#define RINGS_PHYSICAL 0x140000000ull
#define PORT_PHYSICAL  0x150000000ull
#define QUEUE_SIZE     64u

static struct {
	/* how it behaves */
	uint32_t magic, version, device_id, queue_size_max;
	uint64_t features;
	bool refuses_features, resets_never, fails;
	/* registers */
	uint32_t status, feature_select, driver_feature_select, queue_ready, queue_size, interrupts;
	uint64_t driver_features, address[3]; /* descriptors, available, used */
	/* queue */
	uint16_t taken, given;
	uint32_t notified;
	uint16_t held[QUEUE_SIZE];
	uint32_t held_count;
	uint32_t flushes;
	uint8_t content[SECTORS * BLOCK_SECTOR_BYTES];
} device;

static _Alignas(4096) uint8_t rings_memory[4096];
static struct block_port port;
static struct block_client client;
static struct block_completion done;
static uint32_t emitted, acknowledged;

volatile uint8_t *const registers = (volatile uint8_t *)&device; /* never looked at but by its address */
volatile uint8_t *const rings = rings_memory;
const volatile uint64_t rings_physical = RINGS_PHYSICAL;
volatile struct block_port *const disk = &port;
const volatile uint64_t disk_physical = PORT_PHYSICAL;

void completed_emit(void) { emitted++; }
void interrupt_acknowledge(void) { acknowledged++; }
void log_printf(enum log_level level, const char *format, ...) { (void)level, (void)format; }

/* ---- the device ---- */

/* What an address means: only the rings and the data area of the port may be given to it. */
static uint8_t *dma(uint64_t address, uint32_t size)
{
	uint64_t data = PORT_PHYSICAL + offsetof(struct block_port, data);
	if (address >= RINGS_PHYSICAL && address + size <= RINGS_PHYSICAL + sizeof(rings_memory))
		return rings_memory + (address - RINGS_PHYSICAL);
	assert_true(address >= data && address + size <= PORT_PHYSICAL + sizeof(port));
	return (uint8_t *)&port + (address - PORT_PHYSICAL);
}

static void reset_device(void)
{
	device.status = device.queue_ready = device.interrupts = 0;
	device.taken = device.given = 0;
	device.held_count = 0;
}

static void write_status(uint32_t value)
{
	if (value == 0) {
		if (!device.resets_never)
			reset_device();
		return;
	}
	if (device.refuses_features)
		value &= ~8u;
	if ((value & 8) != 0)
		assert_int_equal(device.driver_features & ~device.features, 0);
	device.status = value;
}

static uint64_t config(void)
{
	return SECTORS;
}

uint32_t mmio_read(volatile void *base, uint32_t offset)
{
	assert_ptr_equal(base, registers);
	switch (offset) {
	case 0x000: return device.magic;
	case 0x004: return device.version;
	case 0x008: return device.device_id;
	case 0x010: return (uint32_t)(device.features >> (32 * device.feature_select));
	case 0x034: return device.queue_size_max;
	case 0x044: return device.queue_ready;
	case 0x060: return device.interrupts;
	case 0x070: return device.status;
	case 0x0fc: return 0;
	case 0x100: return (uint32_t)config();
	case 0x104: return (uint32_t)(config() >> 32);
	default: fail_msg("read of register %x", offset); return 0;
	}
}

static void write_address(uint32_t offset, uint32_t value)
{
	uint64_t *address = &device.address[(offset - 0x80) / 0x10];
	bool high = (offset & 4) != 0;
	*address = high ? (*address & 0xffffffffu) | (uint64_t)value << 32 : (*address & ~0xffffffffull) | value;
}

void mmio_write(volatile void *base, uint32_t offset, uint32_t value)
{
	assert_ptr_equal(base, registers);
	switch (offset) {
	case 0x014: device.feature_select = value; break;
	case 0x020:
		device.driver_features &= 0xffffffffull << (device.driver_feature_select ? 0 : 32);
		device.driver_features |= (uint64_t)value << (32 * device.driver_feature_select);
		break;
	case 0x024: device.driver_feature_select = value; break;
	case 0x030: assert_int_equal(value, 0); break;
	case 0x038: device.queue_size = value; break;
	case 0x044: device.queue_ready = value; break;
	case 0x050: assert_true(device.status & 4); device.notified++; break;
	case 0x064: device.interrupts &= ~value; break;
	case 0x070: write_status(value); break;
	case 0x080: case 0x084: case 0x090: case 0x094: case 0x0a0: case 0x0a4: write_address(offset, value); break;
	default: fail_msg("write of register %x", offset);
	}
}

static struct disk_descriptor descriptor(uint32_t index)
{
	struct disk_descriptor result;
	assert_true(index < QUEUE_SIZE);
	memcpy(&result, dma(device.address[0] + index * 16, 16), 16);
	return result;
}

/* Take what is available and hold it until device_finish. */
static void device_take(void)
{
	uint16_t index;
	memcpy(&index, dma(device.address[1] + 2, 2), 2);
	for (; device.taken != index; device.taken++) {
		uint16_t head;
		memcpy(&head, dma(device.address[1] + 4 + 2 * (device.taken % QUEUE_SIZE), 2), 2);
		device.held[device.held_count++] = head;
	}
}

static uint8_t transfer(const struct disk_header *header, struct disk_descriptor data)
{
	uint8_t *memory = dma(data.address, data.size);
	uint64_t first = header->sector * BLOCK_SECTOR_BYTES;
	assert_int_equal(data.size % BLOCK_SECTOR_BYTES, 0);
	if (first + data.size > sizeof(device.content) || device.fails)
		return 1;
	assert_int_equal(data.flags & 2, header->type == 0 ? 2 : 0);
	if (header->type == 0)
		memcpy(memory, device.content + first, data.size);
	else
		memcpy(device.content + first, memory, data.size);
	return 0;
}

/* Carry out the held request number `which` and put it into the used ring. */
static void device_finish(uint32_t which)
{
	uint16_t head = device.held[which];
	device.held[which] = device.held[--device.held_count];
	struct disk_descriptor next = descriptor(head);
	struct disk_header header;
	uint8_t status = device.fails ? 1 : 0;
	assert_int_equal(next.size, sizeof(header));
	memcpy(&header, dma(next.address, next.size), sizeof(header));
	next = descriptor(next.next);
	if (header.type == 4) {
		device.flushes++;
		assert_int_equal(header.sector, 0);
	} else {
		status = transfer(&header, next);
		next = descriptor(next.next);
	}
	assert_int_equal(next.size, 1);
	assert_int_equal(next.flags, 2);
	*dma(next.address, 1) = status;
	struct disk_used used = { .id = head, .written = 1 };
	memcpy(dma(device.address[2] + 4 + 8 * (device.given % QUEUE_SIZE), 8), &used, 8);
	device.given++;
	memcpy(dma(device.address[2] + 2, 2), &device.given, 2);
	device.interrupts |= 1;
}

static void device_finish_all(void)
{
	device_take();
	while (device.held_count > 0)
		device_finish(0);
	interrupt_handle();
}

/* ---- what tests say ---- */

static void prepare(void)
{
	memset(&device, 0, sizeof(device));
	memset(&port, 0, sizeof(port));
	emitted = acknowledged = 0;
	device.magic = 0x74726976;
	device.version = 2;
	device.device_id = 2;
	device.queue_size_max = 1024;
	device.features = 1ull << 32 | 1ull << 9 | 1ull << 28 | 1ull << 29; /* VERSION_1, FLUSH, two that are not wanted */
	for (size_t i = 0; i < sizeof(device.content); i++)
		device.content[i] = (uint8_t)(i / BLOCK_SECTOR_BYTES);
}

static void boot(void)
{
	post_init();
	block_client_init(&client, &port);
	assert_true(block_client_ready(&client));
}

static int start(void **state)
{
	(void)state;
	prepare();
	boot();
	return 0;
}

static uint32_t submit(enum block_operation operation, uint64_t sector, uint32_t count)
{
	int tag = block_client_claim(&client);
	assert_true(tag >= 0);
	block_client_submit(&client, (uint32_t)tag, operation, sector, count);
	return (uint32_t)tag;
}

static void expect(uint32_t tag, enum block_status status)
{
	assert_true(block_client_poll(&client, &done));
	assert_int_equal(done.tag, tag);
	assert_int_equal(done.status, status);
	block_client_release(&client, tag);
}

static void start__negotiates_what_it_needs_only(void **state)
{
	(void)state;
	assert_int_equal(device.driver_features, 1ull << 32 | 1ull << 9);
	assert_int_equal(device.status, 1 | 2 | 4 | 8);
	assert_int_equal(device.queue_size, DISK_QUEUE_SIZE);
	assert_int_equal(block_client_sector_count(&client), SECTORS);
	assert_false(block_client_read_only(&client));
	assert_int_equal(emitted, 1);
	assert_int_equal(acknowledged, 1);
}

static void read__fetches_sectors(void **state)
{
	(void)state;
	uint32_t tag = submit(BLOCK_READ, 7, 2);
	submitted_handle();
	assert_int_equal(device.notified, 1);
	assert_false(block_client_poll(&client, &done));
	emitted = 0;
	device_finish_all();
	assert_int_equal(emitted, 1);
	expect(tag, BLOCK_OK);
	assert_int_equal(block_client_data(&client, tag)[0], 7);
	assert_int_equal(block_client_data(&client, tag)[BLOCK_SECTOR_BYTES], 8);
	assert_int_equal(device.interrupts, 0);
}

static void write__stores_sectors(void **state)
{
	(void)state;
	uint32_t tag = submit(BLOCK_WRITE, SECTORS - 1, 1);
	memset(block_client_data(&client, tag), 0xab, BLOCK_SECTOR_BYTES);
	submitted_handle();
	device_finish_all();
	expect(tag, BLOCK_OK);
	assert_int_equal(device.content[(SECTORS - 1) * BLOCK_SECTOR_BYTES], 0xab);
	assert_int_equal(device.content[sizeof(device.content) - 1], 0xab);
	assert_int_equal(device.content[(SECTORS - 1) * BLOCK_SECTOR_BYTES - 1], SECTORS - 2);
}

static void flush__reaches_the_device_before_it_is_answered(void **state)
{
	(void)state;
	uint32_t tag = submit(BLOCK_FLUSH, 12345, 0);
	submitted_handle();
	assert_false(block_client_poll(&client, &done));
	device_finish_all();
	assert_int_equal(device.flushes, 1);
	expect(tag, BLOCK_OK);
}

static void flush__of_a_device_that_writes_through_is_answered_at_once(void **state)
{
	(void)state;
	prepare();
	device.features &= ~(1ull << 9);
	boot();
	uint32_t tag = submit(BLOCK_FLUSH, 0, 0);
	submitted_handle();
	expect(tag, BLOCK_OK);
	assert_int_equal(device.notified, 0);
}

static void requests__are_in_flight_together_and_finish_in_any_order(void **state)
{
	(void)state;
	for (uint32_t round = 0; round < 300; round++) {
		uint32_t tags[BLOCK_TAGS];
		for (uint32_t i = 0; i < BLOCK_TAGS; i++)
			tags[i] = submit(BLOCK_READ, (i * 3 + round) % SECTORS, 1);
		submitted_handle();
		device_take();
		assert_int_equal(device.held_count, BLOCK_TAGS);
		while (device.held_count > 0)
			device_finish(round * 7 % device.held_count);
		interrupt_handle();
		uint32_t answered = 0;
		while (block_client_poll(&client, &done)) {
			assert_int_equal(done.status, BLOCK_OK);
			for (uint32_t i = 0; i < BLOCK_TAGS; i++) {
				if (tags[i] == done.tag)
					assert_int_equal(block_client_data(&client, done.tag)[0], (i * 3 + round) % SECTORS);
			}
			block_client_release(&client, done.tag);
			answered++;
		}
		assert_int_equal(answered, BLOCK_TAGS);
	}
}

static void device_error__is_passed_on(void **state)
{
	(void)state;
	device.fails = true;
	uint32_t tag = submit(BLOCK_READ, 0, 1);
	submitted_handle();
	device_finish_all();
	expect(tag, BLOCK_IO_ERROR);
	device.fails = false;
	tag = submit(BLOCK_READ, 0, 1);
	submitted_handle();
	device_finish_all();
	expect(tag, BLOCK_OK);
}

static void malformed_request__never_reaches_the_device(void **state)
{
	(void)state;
	uint32_t tag = submit(BLOCK_READ, SECTORS, 1);
	submitted_handle();
	device_take();
	assert_int_equal(device.held_count, 0);
	expect(tag, BLOCK_OUT_OF_RANGE);
}

static void used_ring__with_strange_entries_completes_nothing_else(void **state)
{
	(void)state;
	uint32_t tag = submit(BLOCK_READ, 1, 1);
	submitted_handle();
	volatile struct disk_rings *shared = (volatile struct disk_rings *)rings_memory;
	static const uint32_t ids[] = { 48, 0xffffffff, 45, 12 * DISK_DESCRIPTORS_PER_TAG };
	for (uint32_t i = 0; i < 4; i++)
		shared->used.ring[i].id = ids[i];
	device.given = 4;
	shared->used.index = 4;
	interrupt_handle();
	assert_int_equal(port.completed.tail, 0);
	device_finish_all();
	expect(tag, BLOCK_OK);
	assert_int_equal(port.completed.tail, 1);
}

static void used_ring__with_a_wild_index_ends(void **state)
{
	(void)state;
	volatile struct disk_rings *shared = (volatile struct disk_rings *)rings_memory;
	shared->used.index = 0x8000;
	interrupt_handle();
	assert_false(block_client_poll(&client, &done));
}

static void restart__resets_the_device_and_loses_what_was_open(void **state)
{
	(void)state;
	uint32_t tag = submit(BLOCK_READ, 1, 1);
	submitted_handle();
	post_init();
	assert_int_equal(device.held_count, 0);
	expect(tag, BLOCK_RESTARTED);
	tag = submit(BLOCK_READ, 5, 1);
	submitted_handle();
	device_finish_all();
	expect(tag, BLOCK_OK);
	assert_int_equal(block_client_data(&client, tag)[0], 5);
}

static void device_that_asks_for_a_reset__gets_one(void **state)
{
	(void)state;
	uint32_t tag = submit(BLOCK_READ, 3, 1);
	submitted_handle();
	device_finish_all();
	expect(tag, BLOCK_OK);
	tag = submit(BLOCK_READ, 1, 1);
	submitted_handle();
	device.status |= 64;
	device.interrupts |= 2;
	interrupt_handle();
	assert_int_equal(device.status, 1 | 2 | 4 | 8);
	expect(tag, BLOCK_RESTARTED);
	tag = submit(BLOCK_READ, 5, 1);
	submitted_handle();
	device_finish_all();
	expect(tag, BLOCK_OK);
}

/* A device that blk cannot use: the client gets a disk without sectors. */
static void expect_no_disk(enum disk_error error)
{
	struct virtio_disk driver = { .registers = registers, .rings = (volatile struct disk_rings *)rings_memory,
	                              .rings_physical = RINGS_PHYSICAL };
	assert_int_equal(virtio_disk_start(&driver), error);
	boot();
	assert_int_equal(block_client_sector_count(&client), 0);
	uint32_t tag = submit(BLOCK_READ, 0, 1);
	submitted_handle();
	expect(tag, BLOCK_OUT_OF_RANGE);
}

static void device__absent_is_no_disk(void **state)
{
	(void)state;
	prepare();
	device.magic = 0;
	expect_no_disk(DISK_ABSENT);
}

static void device__of_another_kind_is_no_disk(void **state)
{
	(void)state;
	prepare();
	device.device_id = 4;
	expect_no_disk(DISK_ABSENT);
}

static void device__legacy_is_no_disk(void **state)
{
	(void)state;
	prepare();
	device.version = 1;
	expect_no_disk(DISK_LEGACY);
}

static void device__that_does_not_reset_is_no_disk(void **state)
{
	(void)state;
	prepare();
	device.resets_never = true;
	device.status = 15;
	expect_no_disk(DISK_STUCK);
}

static void device__that_refuses_features_is_no_disk(void **state)
{
	(void)state;
	prepare();
	device.refuses_features = true;
	expect_no_disk(DISK_FEATURES);
}

static void device__without_version_1_is_no_disk(void **state)
{
	(void)state;
	prepare();
	device.features = 1ull << 9;
	expect_no_disk(DISK_FEATURES);
}

static void device__with_a_small_queue_is_no_disk(void **state)
{
	(void)state;
	prepare();
	device.queue_size_max = 32;
	expect_no_disk(DISK_QUEUE);
}

static void device__read_only_refuses_writes(void **state)
{
	(void)state;
	prepare();
	device.features |= 1ull << 5;
	boot();
	assert_true(block_client_read_only(&client));
	uint32_t tag = submit(BLOCK_WRITE, 0, 1);
	submitted_handle();
	expect(tag, BLOCK_READ_ONLY);
}

#define TEST(name) cmocka_unit_test_setup(name, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(start__negotiates_what_it_needs_only),
		TEST(read__fetches_sectors),
		TEST(write__stores_sectors),
		TEST(flush__reaches_the_device_before_it_is_answered),
		TEST(flush__of_a_device_that_writes_through_is_answered_at_once),
		TEST(requests__are_in_flight_together_and_finish_in_any_order),
		TEST(device_error__is_passed_on),
		TEST(malformed_request__never_reaches_the_device),
		TEST(used_ring__with_strange_entries_completes_nothing_else),
		TEST(used_ring__with_a_wild_index_ends),
		TEST(restart__resets_the_device_and_loses_what_was_open),
		TEST(device_that_asks_for_a_reset__gets_one),
		TEST(device__absent_is_no_disk),
		TEST(device__of_another_kind_is_no_disk),
		TEST(device__legacy_is_no_disk),
		TEST(device__that_does_not_reset_is_no_disk),
		TEST(device__that_refuses_features_is_no_disk),
		TEST(device__without_version_1_is_no_disk),
		TEST(device__with_a_small_queue_is_no_disk),
		TEST(device__read_only_refuses_writes),
	};
	return cmocka_run_group_tests_name("blk", tests, NULL, NULL);
}
