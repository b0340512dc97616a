/* SPDX-License-Identifier: BSD-2-Clause */
/* The boot package's checks, rule by rule, and SHA-256 against the vectors of FIPS 180-4. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "package_check.h"
#include "sha256.h"

#define PAGE  4096u
#define SIZE  (4 * PAGE)

/* Two entries: "kernel", 5000 bytes at the second page; "init", 100 bytes at the fourth. */
static struct {
	_Alignas(8) uint8_t bytes[SIZE];
} image;

static struct package_header *header(void)
{
	return (struct package_header *)(void *)image.bytes;
}

static struct package_entry *entry(uint32_t index)
{
	return (struct package_entry *)(void *)(header() + 1) + index;
}

static void seal(void)
{
	sha256(entry(0), header()->count * sizeof *entry(0), header()->entries_sha256);
}

static void fill_entry(uint32_t index, const char *name, uint32_t kind, uint64_t offset, uint64_t size)
{
	*entry(index) = (struct package_entry){.kind = kind, .version = 1, .offset = offset, .size = size};
	memcpy(entry(index)->name, name, strlen(name));
	sha256(image.bytes + offset, size, entry(index)->sha256);
}

static int make_image(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < SIZE; i++)
		image.bytes[i] = (uint8_t)(i * 7 + i / 256);
	*header() = (struct package_header){.magic = PACKAGE_MAGIC, .version = PACKAGE_VERSION, .count = 2, .size = 3 * PAGE + 100};
	fill_entry(0, "kernel", PACKAGE_KERNEL, PAGE, 5000);
	fill_entry(1, "init", PACKAGE_INIT, 3 * PAGE, 100);
	seal();
	return 0;
}

static void expect_refused(const char *part, const char *reason)
{
	struct package_problem problem = {0};

	assert_false(package_open(header(), SIZE, &problem));
	assert_string_equal(problem.part, part);
	assert_non_null(strstr(problem.reason, reason));
}

static void test_package__sound_one_is_accepted(void **state)
{
	struct package_problem problem;

	(void)state;
	assert_true(package_open(header(), SIZE, &problem));
	assert_true(package_verify(header(), &problem));
	assert_ptr_equal(package_find(header(), PACKAGE_INIT, "init"), entry(1));
	assert_ptr_equal(package_find(header(), PACKAGE_KERNEL, NULL), entry(0));
	assert_null(package_find(header(), PACKAGE_COMPONENT, "init"));
	assert_ptr_equal(package_content(header(), entry(1)), image.bytes + 3 * PAGE);
}

static void test_package__magic_is_checked(void **state)
{
	(void)state;
	header()->magic++;
	expect_refused("header", "magic");
}

static void test_package__version_is_checked(void **state)
{
	(void)state;
	header()->version++;
	expect_refused("header", "version");
}

static void test_package__number_of_entries_is_checked(void **state)
{
	(void)state;
	header()->count = 0;
	expect_refused("header", "number of entries");
	header()->count = 0xffffffff;
	expect_refused("header", "number of entries");
}

static void test_package__size_is_checked_against_memory(void **state)
{
	(void)state;
	header()->size = SIZE + 1;
	expect_refused("header", "size");
	header()->size = UINT64_MAX;
	expect_refused("header", "size");
	header()->size = 10;
	expect_refused("header", "size");
}

static void test_package__altered_entries_are_refused(void **state)
{
	(void)state;
	entry(1)->version++;
	expect_refused("entries", "SHA-256");
}

static void test_package__names_must_end(void **state)
{
	(void)state;
	memset(entry(0)->name, 'x', sizeof entry(0)->name);
	seal();
	expect_refused("entries", "name");
}

static void test_package__names_must_not_be_empty(void **state)
{
	(void)state;
	entry(1)->name[0] = '\0';
	seal();
	expect_refused("entries", "name");
}

static void test_package__content_must_be_aligned(void **state)
{
	(void)state;
	entry(1)->offset += 8;
	seal();
	expect_refused("init", "misaligned");
}

static void test_package__contents_must_not_overlap(void **state)
{
	(void)state;
	entry(1)->offset = 2 * PAGE;
	seal();
	expect_refused("init", "overlapping");
	entry(0)->offset = 0;
	seal();
	expect_refused("kernel", "overlapping");
}

static void test_package__content_must_end_inside(void **state)
{
	(void)state;
	entry(1)->size = 101;
	seal();
	expect_refused("init", "beyond the end");
	entry(1)->size = UINT64_MAX - 3 * PAGE + 1;
	seal();
	expect_refused("init", "beyond the end");
	entry(1)->offset = UINT64_MAX - PAGE + 1;
	seal();
	expect_refused("init", "beyond the end");
}

static void test_package__names_must_differ(void **state)
{
	(void)state;
	fill_entry(1, "kernel", PACKAGE_KERNEL, 3 * PAGE, 100);
	seal();
	expect_refused("kernel", "two entries");
}

static void test_package__altered_content_is_refused(void **state)
{
	struct package_problem problem;

	(void)state;
	image.bytes[3 * PAGE + 99] ^= 1;
	assert_true(package_open(header(), SIZE, &problem));
	assert_false(package_verify(header(), &problem));
	assert_string_equal(problem.part, "init");
}

/* Whatever one byte of the frame becomes, the answer is yes or no, and no access leaves the package. */
static void test_package__any_altered_byte_is_refused(void **state)
{
	uint8_t *copy = malloc(SIZE);

	(void)state;
	memcpy(copy, image.bytes, SIZE);
	for (uint32_t at = 0; at < sizeof(struct package_header) + 2 * sizeof(struct package_entry); at++) {
		struct package_problem problem;
		const struct package_header *package = (const void *)copy;

		copy[at] ^= 0x5a;
		assert_false(package_open(package, SIZE, &problem) && package_verify(package, &problem));
		copy[at] ^= 0x5a;
	}
	free(copy);
}

static void expect_digest(const char *text, size_t repeat, const char *hex)
{
	size_t length = strlen(text) * repeat;
	char *data = malloc(length + 1);
	uint8_t digest[SHA256_SIZE];

	for (size_t i = 0; i < repeat; i++)
		memcpy(data + i * strlen(text), text, strlen(text) + 1);
	sha256(data, length, digest);
	for (unsigned i = 0; i < SHA256_SIZE; i++) {
		char byte[3] = {hex[2 * i], hex[2 * i + 1], '\0'};

		assert_int_equal(digest[i], strtoul(byte, NULL, 16));
	}
	free(data);
}

static void test_sha256__agrees_with_the_standard(void **state)
{
	(void)state;
	expect_digest("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	expect_digest("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	expect_digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
	expect_digest("a", 1000000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_package__sound_one_is_accepted, make_image),
		cmocka_unit_test_setup(test_package__magic_is_checked, make_image),
		cmocka_unit_test_setup(test_package__version_is_checked, make_image),
		cmocka_unit_test_setup(test_package__number_of_entries_is_checked, make_image),
		cmocka_unit_test_setup(test_package__size_is_checked_against_memory, make_image),
		cmocka_unit_test_setup(test_package__altered_entries_are_refused, make_image),
		cmocka_unit_test_setup(test_package__names_must_end, make_image),
		cmocka_unit_test_setup(test_package__names_must_not_be_empty, make_image),
		cmocka_unit_test_setup(test_package__content_must_be_aligned, make_image),
		cmocka_unit_test_setup(test_package__contents_must_not_overlap, make_image),
		cmocka_unit_test_setup(test_package__content_must_end_inside, make_image),
		cmocka_unit_test_setup(test_package__names_must_differ, make_image),
		cmocka_unit_test_setup(test_package__altered_content_is_refused, make_image),
		cmocka_unit_test_setup(test_package__any_altered_byte_is_refused, make_image),
		cmocka_unit_test(test_sha256__agrees_with_the_standard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
