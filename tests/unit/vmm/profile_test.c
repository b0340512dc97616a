/* SPDX-License-Identifier: BSD-2-Clause */
/* Profiles: from the bytes of a boot partition, served by a pretend store, to a guest's RAM and device tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <bulkhead/block_server.h>
#include <cmocka.h>
#include <libfdt.h>
#include <sodium.h>

#include <boot.h>
#include <machine.h>

#include "fake_cpu.h"

#define RAM_SIZE      (32u << 20)
#define DISK_SIZE     (4u << 20)
#define KERNEL_SIZE   300001u /* several requests, and no whole number of sectors */
#define RAMDISK_SIZE  70000u
#define KERNEL_PLACE  4096u
#define RAMDISK_PLACE (512u << 10)
#define BOOTARGS      "console=hvc0 panic=1"

/* What the tests vary in an otherwise good profile. */
struct variant {
	uint64_t memory_size;
	const char *algorithm;
	const char *compression;
	const char *kernel_name;
	bool no_ramdisk;
	bool long_bootargs;
	uint32_t kernel_place;
	uint32_t kernel_size;
};
static const struct variant good = {
	.memory_size = 24u << 20, .algorithm = "sha256", .compression = "none", .kernel_name = "kernel",
	.kernel_place = KERNEL_PLACE, .kernel_size = KERNEL_SIZE,
};

static struct block_port port;
static struct block_server server;
static uint8_t disk[DISK_SIZE];
static struct guest_memory memory = { .address = MACHINE_RAM_ADDRESS, .size = RAM_SIZE };
static struct boot boot;
static bool worker_woken, has_entropy;

void boot_wake_worker(void)
{
	worker_woken = true;
}

bool boot_fetch_seed(uint8_t seed[GUEST_FDT_SEED_SIZE])
{
	memset(seed, 0x5a, GUEST_FDT_SEED_SIZE);
	return has_entropy;
}

/* ---- Making a profile ---- */

static void put_string(void *tree, const char *name, const char *text)
{
	fdt_property(tree, name, text, (int)strlen(text) + 1);
}

static void put_part(void *tree, const char *name, const struct variant *variant, uint32_t place, uint32_t size)
{
	uint8_t hash[32];

	crypto_hash_sha256(hash, disk + place, size);
	fdt_begin_node(tree, name);
	put_string(tree, "compression", variant->compression);
	fdt_property_u32(tree, "data-position", place);
	fdt_property_u32(tree, "data-size", size);
	fdt_begin_node(tree, "hash-1");
	put_string(tree, "algo", variant->algorithm);
	fdt_property(tree, "value", hash, sizeof hash);
	fdt_end_node(tree);
	fdt_end_node(tree);
}

static void put_tree(void *tree, const struct variant *variant)
{
	static char long_bootargs[FIT_BOOTARGS_LIMIT + 1];

	memset(long_bootargs, 'x', FIT_BOOTARGS_LIMIT);
	fdt_create(tree, KERNEL_PLACE);
	fdt_finish_reservemap(tree);
	fdt_begin_node(tree, "");
	fdt_begin_node(tree, "images");
	put_part(tree, "kernel", variant, variant->kernel_place, variant->kernel_size);
	put_part(tree, "ramdisk", variant, RAMDISK_PLACE, RAMDISK_SIZE);
	fdt_end_node(tree);
	fdt_begin_node(tree, "configurations");
	put_string(tree, "default", "profile");
	fdt_begin_node(tree, "profile");
	put_string(tree, "kernel", variant->kernel_name);
	if (!variant->no_ramdisk)
		put_string(tree, "ramdisk", "ramdisk");
	put_string(tree, "bulkhead,bootargs", variant->long_bootargs ? long_bootargs : BOOTARGS);
	if (variant->memory_size)
		fdt_property_u64(tree, "bulkhead,memory-size", variant->memory_size);
	fdt_end_node(tree);
	fdt_end_node(tree);
	fdt_end_node(tree);
	assert_int_equal(fdt_finish(tree), 0);
}

static void put_little(uint8_t *to, uint64_t value)
{
	for (uint32_t i = 0; i < 8; i++)
		to[i] = (uint8_t)(value >> 8 * i);
}

static void put_image(uint64_t text_offset, uint64_t image_size)
{
	uint8_t *kernel = disk + KERNEL_PLACE;

	put_little(kernel + 8, text_offset);
	put_little(kernel + 16, image_size);
	put_little(kernel + 24, 0xa); /* little-endian, 4 KiB pages, anywhere */
	memcpy(kernel + 56, "ARM\x64", 4);
}

/* A disk with a profile that differs from the good one as `variant` says. */
static void make(const struct variant *variant)
{
	for (uint32_t i = 0; i < DISK_SIZE; i++)
		disk[i] = (uint8_t)(i * 2654435761u >> 24);
	put_image(0x80000, 0x200000);
	put_tree(disk, variant);
}

/* ---- The store ---- */

/* Answers at most `limit` requests; how many. */
static uint32_t serve(uint32_t limit, enum block_status failure)
{
	struct block_request request;
	bool answered = false;
	uint32_t count = 0;

	while (count < limit && block_server_take(&server, &request, &answered)) {
		assert_int_equal(request.operation, BLOCK_READ);
		if (failure == BLOCK_OK)
			memcpy(block_port_data(&port, request.tag), disk + request.sector * BLOCK_SECTOR_BYTES,
			       request.count * BLOCK_SECTOR_BYTES);
		block_server_complete(&server, &request, failure);
		count++;
	}
	return count;
}

static void start_store(void)
{
	block_server_start(&server, &port, DISK_SIZE / BLOCK_SECTOR_BYTES, BLOCK_FLAG_READ_ONLY);
}

/* The worker thread's turn. */
static bool work(void)
{
	bool woken = worker_woken;

	worker_woken = false;
	if (woken)
		assert_true(boot_work(&boot));
	return woken;
}

/* Boots until it is ready or has failed. Store and worker act only after they were signalled. */
static enum boot_state load(void)
{
	enum boot_state state;
	bool signalled = false;

	boot_start(&boot);
	while ((state = boot_step(&boot)) == BOOT_BUSY) {
		if (work())
			continue;
		signalled |= boot.reader.submitted;
		boot.reader.submitted = false;
		assert_true(signalled);
		signalled = serve(3, BLOCK_OK) == 3;
	}
	return state;
}

static void assert_refused(const char *problem)
{
	assert_int_equal(load(), BOOT_FAILED);
	assert_string_equal(boot.problem, problem);
}

static int set_up(void **state)
{
	(void)state;
	fake_cpu_reset();
	memset(&port, 0, sizeof port);
	memory.bytes = calloc(1, RAM_SIZE);
	worker_woken = false;
	has_entropy = true;
	make(&good);
	boot.processor_count = 2;
	boot.gic_version = 3;
	boot_init(&boot, &memory, &port);
	start_store();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(memory.bytes);
	return 0;
}

/* ---- Good profiles ---- */

static const void *guest(uint64_t address, uint64_t size)
{
	const void *bytes = guest_memory_at(&memory, address, size);

	assert_non_null(bytes);
	return bytes;
}

static void test_good_profile__is_placed_whole(void **state)
{
	(void)state;
	assert_int_equal(load(), BOOT_READY);
	assert_int_equal(boot.entry, MACHINE_RAM_ADDRESS + 0x80000);
	assert_memory_equal(guest(boot.entry, KERNEL_SIZE), disk + KERNEL_PLACE, KERNEL_SIZE);
	assert_int_equal(boot.ramdisk % 4096, 0);
	assert_memory_equal(guest(boot.ramdisk, RAMDISK_SIZE), disk + RAMDISK_PLACE, RAMDISK_SIZE);
	assert_int_equal(boot.fdt, MACHINE_RAM_ADDRESS + good.memory_size - GUEST_FDT_SIZE);
}

static void test_good_profile__nothing_is_written_beyond_its_parts(void **state)
{
	const uint8_t *after;

	(void)state;
	assert_int_equal(load(), BOOT_READY);
	after = guest(boot.entry + KERNEL_SIZE, 4096);
	for (uint32_t i = 0; i < 4096; i++)
		assert_int_equal(after[i], 0);
}

static uint64_t cells(const void *tree, const char *path, const char *name, int first)
{
	int length;
	const fdt32_t *property = fdt_getprop(tree, fdt_path_offset(tree, path), name, &length);

	assert_true(property && length >= 4 * (first + 2));
	return (uint64_t)fdt32_to_cpu(property[first]) << 32 | fdt32_to_cpu(property[first + 1]);
}

static void test_device_tree__tells_what_the_machine_has(void **state)
{
	const void *tree;
	int length;

	(void)state;
	assert_int_equal(load(), BOOT_READY);
	tree = guest(boot.fdt, GUEST_FDT_SIZE);
	assert_int_equal(fdt_check_full(tree, GUEST_FDT_SIZE), 0);
	assert_int_equal(cells(tree, "/memory@40000000", "reg", 0), MACHINE_RAM_ADDRESS);
	assert_int_equal(cells(tree, "/memory@40000000", "reg", 2), good.memory_size);
	assert_int_equal(cells(tree, "/interrupt-controller@8000000", "reg", 4), MACHINE_GICR_ADDRESS);
	assert_int_equal(cells(tree, "/interrupt-controller@8000000", "reg", 6), 2 * MACHINE_GICR_SIZE);
	assert_int_equal(fdt32_ld(fdt_getprop(tree, fdt_path_offset(tree, "/cpus/cpu@0"), "reg", NULL)), 0);
	assert_int_equal(fdt32_ld(fdt_getprop(tree, fdt_path_offset(tree, "/cpus/cpu@1"), "reg", NULL)), 1);
	assert_true(fdt_path_offset(tree, "/cpus/cpu@2") < 0);
	assert_int_equal(cells(tree, "/virtio_mmio@a000400", "reg", 0), 0x0a000400);
	assert_int_equal(cells(tree, "/virtio_mmio@a000400", "interrupts", 0), 18); /* SPI 18: interrupt 50 */
	assert_string_equal(fdt_getprop(tree, fdt_path_offset(tree, "/chosen"), "bootargs", NULL), BOOTARGS);
	assert_int_equal(cells(tree, "/chosen", "linux,initrd-start", 0), boot.ramdisk);
	assert_int_equal(cells(tree, "/chosen", "linux,initrd-end", 0), boot.ramdisk + RAMDISK_SIZE);
	fdt_getprop(tree, fdt_path_offset(tree, "/chosen"), "rng-seed", &length);
	assert_int_equal(length, GUEST_FDT_SEED_SIZE);
}

static void test_device_tree__that_does_not_fit_is_reported(void **state)
{
	uint8_t room[512];
	const struct guest_fdt machine = { .memory_size = RAM_SIZE, .bootargs = "" };

	(void)state;
	for (size_t size = 0; size <= sizeof room; size += 8)
		assert_int_equal(guest_fdt_write(&machine, room, size), 0);
}

static void test_seed__does_not_stay_in_the_monitor(void **state)
{
	static const uint8_t zero[GUEST_FDT_SEED_SIZE];

	(void)state;
	assert_int_equal(load(), BOOT_READY);
	assert_memory_equal(boot.seed, zero, sizeof zero);
}

static void test_no_entropy__starts_without_a_seed(void **state)
{
	(void)state;
	has_entropy = false;
	assert_int_equal(load(), BOOT_READY);
	assert_null(fdt_getprop(guest(boot.fdt, GUEST_FDT_SIZE),
	                        fdt_path_offset(guest(boot.fdt, GUEST_FDT_SIZE), "/chosen"), "rng-seed", NULL));
}

static void test_start__waits_for_the_worker(void **state)
{
	(void)state;
	boot_start(&boot);
	for (uint32_t i = 0; i < 1000; i++) {
		assert_int_equal(boot_step(&boot), BOOT_BUSY);
		serve(BLOCK_TAGS, BLOCK_OK);
	}
	assert_true(worker_woken);
	assert_true(work());
	assert_int_equal(load(), BOOT_READY);
}

static void test_no_ramdisk_and_no_size__use_all_memory(void **state)
{
	struct variant variant = good;

	(void)state;
	variant.no_ramdisk = true;
	variant.memory_size = 0;
	make(&variant);
	assert_int_equal(load(), BOOT_READY);
	assert_int_equal(boot.memory_size, RAM_SIZE);
	assert_true(fdt_path_offset(guest(boot.fdt, GUEST_FDT_SIZE), "/chosen") > 0);
	assert_null(fdt_getprop(guest(boot.fdt, GUEST_FDT_SIZE),
	                        fdt_path_offset(guest(boot.fdt, GUEST_FDT_SIZE), "/chosen"), "linux,initrd-start", NULL));
}

static void test_device_tree__has_the_machines_interrupt_controller(void **state)
{
	const void *tree;
	int node;

	(void)state;
	boot.gic_version = 2;
	assert_int_equal(load(), BOOT_READY);
	tree = guest(boot.fdt, GUEST_FDT_SIZE);
	node = fdt_path_offset(tree, "/interrupt-controller@8000000");
	assert_int_equal(fdt_node_check_compatible(tree, node, "arm,gic-400"), 0);
	assert_int_equal(cells(tree, "/interrupt-controller@8000000", "reg", 0), MACHINE_GICD_ADDRESS);
	assert_int_equal(cells(tree, "/interrupt-controller@8000000", "reg", 4), MACHINE_GICC_ADDRESS);
	assert_int_equal(cells(tree, "/interrupt-controller@8000000", "reg", 6), 0x2000);
}

static void test_second_start__reads_everything_anew(void **state)
{
	(void)state;
	assert_int_equal(load(), BOOT_READY);
	memset(memory.bytes, 0xee, RAM_SIZE);
	assert_int_equal(load(), BOOT_READY);
	assert_memory_equal(guest(boot.entry, KERNEL_SIZE), disk + KERNEL_PLACE, KERNEL_SIZE);
}

/* ---- The store's troubles ---- */

static void test_store_that_starts_late__is_waited_for(void **state)
{
	(void)state;
	memset(&port, 0, sizeof port);
	boot.processor_count = 2;
	boot.gic_version = 3;
	boot_init(&boot, &memory, &port);
	boot_start(&boot);
	assert_int_equal(boot_step(&boot), BOOT_BUSY);
	assert_false(boot.reader.submitted);
	start_store();
	assert_int_equal(boot_step(&boot), BOOT_BUSY);
	assert_true(boot.reader.submitted);
}

static void test_store_restart__asks_again_for_what_was_lost(void **state)
{
	enum boot_state reached = BOOT_BUSY;

	(void)state;
	boot_start(&boot);
	for (uint32_t i = 0; reached == BOOT_BUSY && i < 1000; i++) {
		reached = boot_step(&boot);
		if (work())
			continue;
		if (i % 7 == 3)
			start_store();
		else
			serve(2, BLOCK_OK);
	}
	assert_int_equal(reached, BOOT_READY);
	assert_memory_equal(guest(boot.entry, KERNEL_SIZE), disk + KERNEL_PLACE, KERNEL_SIZE);
}

static void test_disk_error__fails_and_can_be_tried_again(void **state)
{
	(void)state;
	boot_start(&boot);
	boot_step(&boot);
	serve(BLOCK_TAGS, BLOCK_IO_ERROR);
	assert_int_equal(boot_step(&boot), BOOT_FAILED);
	assert_string_equal(boot.problem, "the disk reports an error");
	assert_int_equal(load(), BOOT_READY);
}

static void test_start_given_up__does_not_disturb_the_next(void **state)
{
	(void)state;
	boot_start(&boot);
	for (uint32_t i = 0; i < 4; i++) {
		boot_step(&boot);
		serve(2, BLOCK_OK);
	}
	assert_int_equal(load(), BOOT_READY);
	assert_memory_equal(guest(boot.entry, KERNEL_SIZE), disk + KERNEL_PLACE, KERNEL_SIZE);
}

static void test_new_start_during_a_job__lets_the_job_end_first(void **state)
{
	(void)state;
	boot_start(&boot);
	while (!worker_woken) {
		assert_int_equal(boot_step(&boot), BOOT_BUSY);
		serve(BLOCK_TAGS, BLOCK_OK);
	}
	boot_start(&boot);
	assert_int_equal(boot_step(&boot), BOOT_BUSY);
	assert_false(boot.begun);
	assert_int_equal(load(), BOOT_READY);
	assert_memory_equal(guest(boot.entry, KERNEL_SIZE), disk + KERNEL_PLACE, KERNEL_SIZE);
}

/* ---- Bad profiles ---- */

static void test_no_fit__is_refused(void **state)
{
	(void)state;
	memset(disk, 0, 4096);
	assert_refused("the boot partition holds no profile (a FIT image)");
}

static void test_tree_larger_than_the_limit__is_refused(void **state)
{
	(void)state;
	fdt_set_totalsize(disk, FIT_TREE_LIMIT + 1);
	assert_refused("the boot partition holds no profile (a FIT image)");
}

static void test_damaged_tree__is_refused(void **state)
{
	(void)state;
	memset(disk + fdt_off_dt_struct(disk), 0x77, 64);
	assert_refused("the FIT tree is damaged");
}

static void test_missing_kernel__is_refused(void **state)
{
	struct variant variant = good;

	(void)state;
	variant.kernel_name = "kernel-2";
	make(&variant);
	assert_refused("the configuration names a part that is not there");
}

static void test_compressed_kernel__is_refused(void **state)
{
	struct variant variant = good;

	(void)state;
	variant.compression = "gzip";
	make(&variant);
	assert_refused("a part is compressed");
}

static void test_unknown_hash__is_refused(void **state)
{
	struct variant variant = good;

	(void)state;
	variant.algorithm = "md5";
	make(&variant);
	assert_refused("a part has a hash that is neither sha256 nor crc32");
}

static void test_long_command_line__is_refused(void **state)
{
	struct variant variant = good;

	(void)state;
	variant.long_bootargs = true;
	make(&variant);
	assert_refused("the command line is too long");
}

static void test_kernel_that_is_no_image__is_refused(void **state)
{
	(void)state;
	disk[KERNEL_PLACE + 57] = 'x';
	assert_refused("the kernel is not an arm64 Image: its magic number is missing");
}

static void test_tiny_kernel__is_refused(void **state)
{
	struct variant variant = good;

	(void)state;
	variant.kernel_size = 60;
	make(&variant);
	assert_refused("the kernel is not an arm64 Image: its magic number is missing");
}

static void test_big_endian_kernel__is_refused(void **state)
{
	(void)state;
	disk[KERNEL_PLACE + 24] |= 1;
	assert_refused("the kernel is big-endian");
}

static void test_kernel_larger_than_memory__is_refused(void **state)
{
	(void)state;
	put_image(0, good.memory_size);
	assert_refused("the kernel does not fit into its memory");
}

static void test_kernel_far_away__is_refused(void **state)
{
	(void)state;
	put_image(1ULL << 39, 4096);
	assert_refused("the kernel does not fit into its memory");
	put_image(UINT64_MAX - 4095, 4096);
	assert_refused("the kernel's header asks for an absurd amount of memory");
}

static void test_no_room_for_the_ramdisk__is_refused(void **state)
{
	(void)state;
	put_image(0, good.memory_size - GUEST_FDT_SIZE - RAMDISK_SIZE + 1);
	assert_refused("kernel and RAM disk do not fit into its memory");
	put_image(0, good.memory_size - GUEST_FDT_SIZE - RAMDISK_SIZE); /* fits but for the alignment */
	assert_refused("kernel and RAM disk do not fit into its memory");
}

static void test_changed_kernel__is_refused(void **state)
{
	(void)state;
	disk[KERNEL_PLACE + KERNEL_SIZE - 1] ^= 1;
	assert_refused("the kernel's bytes do not match its hash");
}

static void test_changed_ramdisk__is_refused(void **state)
{
	(void)state;
	disk[RAMDISK_PLACE] ^= 0x80;
	assert_refused("the RAM disk's bytes do not match its hash");
}

static void test_part_beyond_the_disk__is_refused(void **state)
{
	struct variant variant = good;

	(void)state;
	variant.kernel_place = DISK_SIZE - 4096;
	variant.kernel_size = 4096;
	make(&variant);
	fdt_setprop_inplace_u32(disk, fdt_path_offset(disk, "/images/kernel"), "data-position", DISK_SIZE);
	assert_refused("it lies beyond the end of the disk");
}

static void test_too_much_memory__is_refused(void **state)
{
	struct variant variant = good;

	(void)state;
	variant.memory_size = RAM_SIZE + 1;
	make(&variant);
	assert_refused("it wants more memory than this phone gives it");
	variant.memory_size = 1 << 20;
	make(&variant);
	assert_refused("it wants too little memory");
}

/* ---- Any bytes ---- */

static void test_any_tree__is_read_without_harm(void **state)
{
	static uint8_t tree[KERNEL_PLACE];
	struct fit fit;
	uint32_t size = fit_tree_size(disk);

	(void)state;
	srand(1);
	for (uint32_t round = 0; round < 20000; round++) {
		memcpy(tree, disk, sizeof tree);
		for (int changes = 1 + rand() % 4; changes > 0; changes--)
			tree[(uint32_t)rand() % size] = (uint8_t)rand();
		fit_read(tree, size, &fit);
		assert_true(memchr(fit.bootargs, 0, sizeof fit.bootargs) != NULL);
	}
}

static void test_crc32__is_the_one_of_zip(void **state)
{
	struct fit_part part = { .size = 9, .hash_kind = FIT_HASH_CRC32, .hash = { 0xcb, 0xf4, 0x39, 0x26 } };

	(void)state;
	assert_true(fit_hash_matches(&part, (const uint8_t *)"123456789"));
	assert_false(fit_hash_matches(&part, (const uint8_t *)"123456788"));
}

static void test_kernel_without_size__is_placed_as_of_old(void **state)
{
	struct fit_image image;

	(void)state;
	put_image(0, 0);
	assert_null(fit_read_image(disk + KERNEL_PLACE, KERNEL_SIZE, &image));
	assert_int_equal(image.offset, 0x80000);
	assert_true(image.size > KERNEL_SIZE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_good_profile__is_placed_whole),
		TEST(test_good_profile__nothing_is_written_beyond_its_parts),
		TEST(test_device_tree__tells_what_the_machine_has),
		TEST(test_device_tree__has_the_machines_interrupt_controller),
		TEST(test_device_tree__that_does_not_fit_is_reported),
		TEST(test_seed__does_not_stay_in_the_monitor),
		TEST(test_no_entropy__starts_without_a_seed),
		TEST(test_start__waits_for_the_worker),
		TEST(test_new_start_during_a_job__lets_the_job_end_first),
		TEST(test_no_ramdisk_and_no_size__use_all_memory),
		TEST(test_second_start__reads_everything_anew),
		TEST(test_store_that_starts_late__is_waited_for),
		TEST(test_store_restart__asks_again_for_what_was_lost),
		TEST(test_disk_error__fails_and_can_be_tried_again),
		TEST(test_start_given_up__does_not_disturb_the_next),
		TEST(test_no_fit__is_refused),
		TEST(test_tree_larger_than_the_limit__is_refused),
		TEST(test_damaged_tree__is_refused),
		TEST(test_missing_kernel__is_refused),
		TEST(test_compressed_kernel__is_refused),
		TEST(test_unknown_hash__is_refused),
		TEST(test_long_command_line__is_refused),
		TEST(test_kernel_that_is_no_image__is_refused),
		TEST(test_tiny_kernel__is_refused),
		TEST(test_big_endian_kernel__is_refused),
		TEST(test_kernel_larger_than_memory__is_refused),
		TEST(test_kernel_far_away__is_refused),
		TEST(test_no_room_for_the_ramdisk__is_refused),
		TEST(test_changed_kernel__is_refused),
		TEST(test_changed_ramdisk__is_refused),
		TEST(test_part_beyond_the_disk__is_refused),
		TEST(test_too_much_memory__is_refused),
		TEST(test_any_tree__is_read_without_harm),
		TEST(test_crc32__is_the_one_of_zip),
		TEST(test_kernel_without_size__is_placed_as_of_old),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
