/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reader of partition tables: a good table, each rule broken on its own, and random damage.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "gpt.h"
#include "gpt_image.h"

static struct gpt_table table;

static int start(void **state)
{
	(void)state;
	image_make();
	image_add(0, "one", 34, 133);
	image_add(1, "two", 134, 134);
	image_add(5, "last", 1000, IMAGE_LAST_USABLE);
	image_seal();
	return 0;
}

/* Read the copy as table_reader.c does. */
static enum gpt_error read_copy(int backup)
{
	struct gpt_header header;
	enum gpt_error error =
		gpt_read_header(image_header(backup), backup ? IMAGE_BACKUP : 1, IMAGE_SECTORS, &header);
	if (error != GPT_OK)
		return error;
	return gpt_read_entries(&header, image[header.entries_sector], &table);
}

static void expect(enum gpt_error error)
{
	image_seal();
	assert_int_equal(read_copy(0), error);
	if (error >= GPT_BAD_ENTRIES_CHECKSUM)
		assert_int_equal(table.count, 0);
}

static void checksum__is_the_standard_one(void **state)
{
	(void)state;
	assert_int_equal(image_crc32((const uint8_t *)"123456789", 9), 0xcbf43926u);
}

static void table__is_read_from_both_copies(void **state)
{
	(void)state;
	for (int backup = 0; backup < 2; backup++) {
		assert_int_equal(read_copy(backup), GPT_OK);
		assert_int_equal(table.count, 3);
		assert_int_equal(gpt_find(&table, "one")->first, 34);
		assert_int_equal(gpt_find(&table, "one")->sector_count, 100);
		assert_int_equal(gpt_find(&table, "two")->sector_count, 1);
		assert_int_equal(gpt_find(&table, "last")->first, 1000);
		assert_int_equal(gpt_find(&table, "last")->sector_count, IMAGE_LAST_USABLE - 999);
		assert_null(gpt_find(&table, "three"));
		assert_null(gpt_find(&table, "on"));
	}
}

static void table__may_be_empty(void **state)
{
	(void)state;
	image_make();
	assert_int_equal(read_copy(0), GPT_OK);
	assert_int_equal(table.count, 0);
}

static void table__may_be_full(void **state)
{
	(void)state;
	char name[8] = "p";
	for (uint32_t i = 0; i < 128; i++) {
		name[1] = (char)('a' + i / 26);
		name[2] = (char)('a' + i % 26);
		image_add(i, name, 40 + i, 40 + i);
	}
	expect(GPT_OK);
	assert_int_equal(table.count, 128);
	assert_int_equal(gpt_find(&table, name)->first, 40 + 127);
}

static void table__may_have_larger_entries(void **state)
{
	(void)state;
	image_make();
	image_put32(image_header(0) + 80, 64);
	image_put32(image_header(0) + 84, 256);
	image_add(2, "wide", 50, 60); /* lies where entry 1 of 256 bytes begins */
	expect(GPT_OK);
	assert_int_equal(gpt_find(&table, "wide")->first, 50);
}

static void table__without_signature_is_refused(void **state)
{
	(void)state;
	image_header(0)[0] = 'e';
	expect(GPT_NO_SIGNATURE);
}

static void table__of_another_revision_is_refused(void **state)
{
	(void)state;
	image_put32(image_header(0) + 8, 0x20000);
	expect(GPT_BAD_REVISION);
}

static void header_size__is_bounded(void **state)
{
	(void)state;
	image_put32(image_header(0) + 12, 91);
	expect(GPT_BAD_HEADER_SIZE);
	image_put32(image_header(0) + 12, 513);
	expect(GPT_BAD_HEADER_SIZE);
	image_put32(image_header(0) + 12, 0xffffffff);
	expect(GPT_BAD_HEADER_SIZE);
}

static void header_checksum__covers_every_bit(void **state)
{
	(void)state;
	for (uint32_t bit = 0; bit < 92 * 8; bit++) {
		image_header(0)[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_not_equal(read_copy(0), GPT_OK);
		image_header(0)[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	assert_int_equal(read_copy(0), GPT_OK);
}

static void header__of_another_place_is_refused(void **state)
{
	(void)state;
	image_put64(image_header(0) + 24, 2);
	expect(GPT_MISPLACED);
	start(NULL);
	image_put64(image_header(0) + 32, 1);
	expect(GPT_MISPLACED);
	start(NULL);
	image_put64(image_header(0) + 32, IMAGE_SECTORS);
	expect(GPT_MISPLACED);
}

static void expect_range(uint32_t offset, uint64_t value)
{
	start(NULL);
	image_put64(image_header(0) + offset, value);
	expect(GPT_BAD_RANGE);
}

static void usable_sectors__lie_on_the_disk(void **state)
{
	(void)state;
	expect_range(48, IMAGE_SECTORS);
	expect_range(48, ~0ull);
	expect_range(48, 33);   /* ends before it begins */
	expect_range(40, 33);   /* over the last sector of the entries */
	expect_range(40, 1);
	expect_range(40, 0);
	expect_range(40, ~0ull);
}

static void usable_sectors__do_not_cover_the_backup(void **state)
{
	(void)state;
	struct gpt_header header;
	image_put64(image_header(1) + 48, IMAGE_BACKUP);
	image_seal();
	assert_int_equal(gpt_read_header(image_header(1), IMAGE_BACKUP, IMAGE_SECTORS, &header), GPT_BAD_RANGE);
}

static void entries__lie_on_the_disk_beside_everything_else(void **state)
{
	(void)state;
	expect_range(72, 0);
	expect_range(72, 1);
	expect_range(72, 3);    /* runs into the usable sectors */
	expect_range(72, IMAGE_LAST_USABLE);
	expect_range(72, IMAGE_SECTORS - 31);
	expect_range(72, IMAGE_SECTORS);
	expect_range(72, ~0ull);
	expect_range(72, ~0ull - 31);
}

static void entries__do_not_cover_their_header(void **state)
{
	(void)state;
	struct gpt_header header;
	image_put64(image_header(1) + 72, IMAGE_BACKUP);
	image_put32(image_header(1) + 80, 4); /* one sector of entries */
	image_seal();
	assert_int_equal(gpt_read_header(image_header(1), IMAGE_BACKUP, IMAGE_SECTORS, &header), GPT_BAD_RANGE);
}

static void entry_size__is_a_power_of_two_from_128(void **state)
{
	(void)state;
	static const uint32_t sizes[] = { 0, 1, 64, 127, 129, 192, 32768, 0x80000000, 0xffffffff };
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		image_put32(image_header(0) + 84, sizes[i]);
		expect(GPT_BAD_ENTRY_SIZE);
	}
}

static void entry_count__is_bounded(void **state)
{
	(void)state;
	static const uint32_t counts[] = { 0, 129, 0x02000000, 0xffffffff };
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		image_put32(image_header(0) + 80, counts[i]);
		expect(GPT_TOO_LARGE);
	}
}

static void entries_checksum__covers_every_byte(void **state)
{
	(void)state;
	for (uint32_t byte = 0; byte < 128 * 128; byte += 37) {
		image_entry(0, 0)[byte] ^= 0x10;
		assert_int_equal(read_copy(0), GPT_BAD_ENTRIES_CHECKSUM);
		image_entry(0, 0)[byte] ^= 0x10;
	}
	assert_int_equal(read_copy(0), GPT_OK);
}

static void partition__lies_in_the_usable_sectors(void **state)
{
	(void)state;
	image_add(1, "two", 33, 133);
	expect(GPT_BAD_PARTITION);
	image_add(1, "two", 140, IMAGE_LAST_USABLE + 1);
	expect(GPT_BAD_PARTITION);
	image_add(1, "two", 140, ~0ull);
	expect(GPT_BAD_PARTITION);
	image_add(1, "two", 0, 0);
	expect(GPT_BAD_PARTITION);
}

static void partition__ends_after_it_starts(void **state)
{
	(void)state;
	image_add(1, "two", 140, 139);
	expect(GPT_BAD_PARTITION);
}

static void partitions__do_not_overlap(void **state)
{
	(void)state;
	image_add(1, "two", 133, 200);
	expect(GPT_OVERLAP);
	image_add(1, "two", 50, 60);
	expect(GPT_OVERLAP);
	image_add(1, "two", 34, 133);
	expect(GPT_OVERLAP);
	image_add(1, "two", 134, 1000);
	expect(GPT_OVERLAP);
}

static void partitions__have_different_names(void **state)
{
	(void)state;
	image_add(1, "one", 134, 140);
	expect(GPT_DUPLICATE_NAME);
}

static void partitions__may_have_no_name(void **state)
{
	(void)state;
	image_add(1, "", 134, 140);
	image_add(2, "", 141, 142);
	expect(GPT_OK);
}

static void partitions__have_different_guids(void **state)
{
	(void)state;
	memcpy(image_entry(0, 1) + 16, image_entry(0, 0) + 16, 16);
	expect(GPT_DUPLICATE_GUID);
}

static void name__may_fill_its_field(void **state)
{
	(void)state;
	image_add(1, "abcdefghijklmnopqrstuvwxyz0123456789", 134, 140);
	expect(GPT_OK);
	assert_non_null(gpt_find(&table, "abcdefghijklmnopqrstuvwxyz0123456789"));
}

static void name__beyond_ascii_matches_nothing_declared(void **state)
{
	(void)state;
	image_add(1, "one", 134, 140);
	image_entry(0, 1)[57] = 1; /* U+016F */
	expect(GPT_OK);
	assert_int_equal(gpt_find(&table, "one")->first, 34);
	assert_int_equal(gpt_find(&table, "?ne")->first, 134);
	image_add(1, "\x1b[2J", 134, 140);
	expect(GPT_OK);
	assert_non_null(gpt_find(&table, "?[2J"));
}

/* Whatever is accepted keeps every promise of gpt.h. */
static void assert_sound(void)
{
	for (uint32_t i = 0; i < table.count; i++) {
		const struct gpt_partition *one = &table.partitions[i];
		assert_true(one->first >= 2 && one->sector_count >= 1);
		assert_true(one->first < IMAGE_SECTORS && one->sector_count <= IMAGE_SECTORS - one->first);
		assert_non_null(memchr(one->name, 0, sizeof(one->name)));
		for (uint32_t j = 0; j < i; j++) {
			const struct gpt_partition *other = &table.partitions[j];
			assert_true(one->first >= other->first + other->sector_count ||
			            other->first >= one->first + one->sector_count);
		}
	}
}

static void random_damage__is_refused_or_harmless(void **state)
{
	(void)state;
	srandom(3);
	uint32_t accepted = 0;
	for (uint32_t round = 0; round < 20000; round++) {
		if (round % 16 == 0)
			start(NULL);
		uint8_t *field = random() % 2 != 0 ? image_header(0) + random() % 92
		                                   : image_entry(0, (uint32_t)random() % 6) + random() % 128;
		*field = (uint8_t)(random() % 2 != 0 ? random() : random() % 2 * 255);
		if (random() % 8 == 0)
			image_put64(image_entry(0, (uint32_t)random() % 3) + 32 + random() % 2 * 8,
			            (uint64_t)random() % (IMAGE_SECTORS + 50));
		/* With its checksums right again, the header at least, so that the later checks are reached. */
		image_put32(image_header(0) + 88, image_crc32(image_entry(0, 0), 128 * 128 / 8));
		image_put32(image_header(0) + 80, 16);
		image_put32(image_header(0) + 16, 0);
		image_put32(image_header(0) + 16, image_crc32(image_header(0), 92));
		if (read_copy(0) == GPT_OK) {
			assert_sound();
			accepted++;
		}
	}
	assert_true(accepted > 100);
}

#define TEST(name) cmocka_unit_test_setup(name, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(checksum__is_the_standard_one),
		TEST(table__is_read_from_both_copies),
		TEST(table__may_be_empty),
		TEST(table__may_be_full),
		TEST(table__may_have_larger_entries),
		TEST(table__without_signature_is_refused),
		TEST(table__of_another_revision_is_refused),
		TEST(header_size__is_bounded),
		TEST(header_checksum__covers_every_bit),
		TEST(header__of_another_place_is_refused),
		TEST(usable_sectors__lie_on_the_disk),
		TEST(usable_sectors__do_not_cover_the_backup),
		TEST(entries__lie_on_the_disk_beside_everything_else),
		TEST(entries__do_not_cover_their_header),
		TEST(entry_size__is_a_power_of_two_from_128),
		TEST(entry_count__is_bounded),
		TEST(entries_checksum__covers_every_byte),
		TEST(partition__lies_in_the_usable_sectors),
		TEST(partition__ends_after_it_starts),
		TEST(partitions__do_not_overlap),
		TEST(partitions__have_different_names),
		TEST(partitions__may_have_no_name),
		TEST(partitions__have_different_guids),
		TEST(name__may_fill_its_field),
		TEST(name__beyond_ascii_matches_nothing_declared),
		TEST(random_damage__is_refused_or_harmless),
	};
	return cmocka_run_group_tests_name("gpt", tests, NULL, NULL);
}
