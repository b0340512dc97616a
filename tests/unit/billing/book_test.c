/* SPDX-License-Identifier: BSD-2-Clause */
/* The book: the bill is the sum of its records, amounts are exact over time, nothing is lost and nothing overflows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "book.h"

static struct book book;
static const struct book_price cent_a_second = { .unit = 1000, .price = 1 };

static int start(void **state)
{
	(void)state;
	memset(&book, 0, sizeof(book));
	return 0;
}

static bool add(enum billing_kind kind, uint64_t quantity, uint64_t time_s)
{
	return book_add(&book, &cent_a_second, &(struct book_record){ .kind = kind, .quantity = quantity, .time_s = time_s });
}

static bool add_fee(uint64_t amount, uint64_t receipt, uint64_t time_s)
{
	const struct book_price as_it_is = { .unit = 1, .price = 1 };
	return book_add(&book, &as_it_is, &(struct book_record){ .kind = BILLING_FEES, .quantity = amount, .reference = receipt,
	                                                         .time_s = time_s });
}

static int64_t total(struct book_sum sums[static BILLING_KINDS])
{
	int64_t amount;
	assert_true(book_add_up(&book, sums, &amount));
	return amount;
}

static void empty_book__owes_nothing(void **state)
{
	struct book_sum sums[BILLING_KINDS];
	(void)state;
	assert_int_equal(total(sums), 0);
	assert_null(book_record_at(&book, 0));
	assert_true(book_sane(&book));
}

static void bill__is_the_sum_of_its_records(void **state)
{
	struct book_sum sums[BILLING_KINDS];
	(void)state;
	assert_true(add(BILLING_CPU, 2500, 0));
	assert_true(add(BILLING_STORAGE, 7000, 5));
	assert_true(add_fee(5, 1, 6));
	assert_int_equal(total(sums), 2 + 7 + 5);
	assert_int_equal(sums[BILLING_CPU].quantity, 2500);
	assert_int_equal(sums[BILLING_CPU].amount, 2);
	assert_int_equal(sums[BILLING_SERVICE].quantity, 0);
	assert_int_equal(sums[BILLING_FEES].amount, 5);
}

/* However it is cut, the same use costs the same. */
static void amounts__are_exact_over_time(void **state)
{
	struct book_sum sums[BILLING_KINDS];
	(void)state;
	for (uint64_t i = 0; i < 9999; i++)
		assert_true(add(BILLING_CPU, 1, i * 7));
	assert_int_equal(total(sums), 9);
	assert_true(add(BILLING_CPU, 1, 70000));
	assert_int_equal(total(sums), 10);
	assert_int_equal(sums[BILLING_CPU].quantity, 10000);
}

static void use_within_a_period__is_one_record(void **state)
{
	(void)state;
	add(BILLING_CPU, 10, 0);
	add(BILLING_STORAGE, 10, 1);
	add(BILLING_CPU, 10, BOOK_PERIOD_S - 1);
	assert_int_equal(book.count, 2);
	add(BILLING_CPU, 10, BOOK_PERIOD_S);
	assert_int_equal(book.count, 3);
	assert_int_equal(book_record_at(&book, 0)->quantity, 20);
	assert_int_equal(book_record_at(&book, 2)->quantity, 10);
}

static void fee__is_a_record_of_its_own(void **state)
{
	(void)state;
	add_fee(5, 1, 0);
	add_fee(5, 2, 0);
	assert_int_equal(book.count, 2);
	assert_int_equal(book_record_at(&book, 1)->reference, 2);
	assert_int_equal(book_record_at(&book, 1)->amount, 5);
}

static void old_records__are_folded_and_stay_on_the_bill(void **state)
{
	struct book_sum sums[BILLING_KINDS];
	(void)state;
	for (uint64_t i = 0; i < 3 * BOOK_RECORDS; i++)
		assert_true(add_fee(2, i + 1, i * BOOK_PERIOD_S));
	assert_int_equal(book.count, BOOK_RECORDS);
	assert_int_equal(book_record_at(&book, 0)->reference, 2 * BOOK_RECORDS + 1);
	assert_int_equal(book_record_at(&book, BOOK_RECORDS - 1)->reference, 3 * BOOK_RECORDS);
	assert_null(book_record_at(&book, BOOK_RECORDS));
	assert_int_equal(book.folded[BILLING_FEES].amount, 4 * BOOK_RECORDS);
	assert_int_equal(total(sums), 6 * BOOK_RECORDS);
	assert_true(book_sane(&book));
}

static void what_does_not_fit__changes_nothing(void **state)
{
	const struct book_price dear = { .unit = 1, .price = INT64_MAX };
	const struct book_price cheap = { .unit = UINT64_MAX, .price = 0 };
	struct book_record use = { .kind = BILLING_CPU, .quantity = 3 };
	(void)state;
	const struct book before = book;
	assert_false(book_add(&book, &dear, &use));  /* the product overflows */
	use.quantity = 2;
	assert_false(book_add(&book, &dear, &use));  /* it is no int64_t */
	assert_memory_equal(&book, &before, sizeof(book));
	use.quantity = 1;
	assert_true(book_add(&book, &dear, &use));
	const struct book full = book;
	assert_false(add_fee(1, 1, 0));              /* the sum would overflow */
	assert_memory_equal(&book, &full, sizeof(book));
	use = (struct book_record){ .kind = BILLING_STORAGE, .quantity = UINT64_MAX };
	assert_true(book_add(&book, &cheap, &use));
	assert_false(book_add(&book, &cheap, &use)); /* the quantity would */
	assert_true(book_sane(&book));
}

static void sane__notices_damage(void **state)
{
	(void)state;
	add(BILLING_CPU, 1, 0);
	book.records[0].kind = BILLING_KINDS;
	assert_false(book_sane(&book));
	book.records[0].kind = BILLING_CPU;
	book.records[0].amount = INT64_MAX;
	book.folded[BILLING_CPU].amount = 1;
	assert_false(book_sane(&book));
	book.first = BOOK_RECORDS;
	assert_false(book_sane(&book));
}

#define TEST(name) cmocka_unit_test_setup(name, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(empty_book__owes_nothing),
		TEST(bill__is_the_sum_of_its_records),
		TEST(amounts__are_exact_over_time),
		TEST(use_within_a_period__is_one_record),
		TEST(fee__is_a_record_of_its_own),
		TEST(old_records__are_folded_and_stay_on_the_bill),
		TEST(what_does_not_fit__changes_nothing),
		TEST(sane__notices_damage),
	};
	return cmocka_run_group_tests_name("book", tests, NULL, NULL);
}
