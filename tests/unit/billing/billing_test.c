/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole of billing; the test plays the kernel's meters, the counters of store and the monitors, the wallet, the
 * clock, the profiles and the operator. Books are kept over restarts, so tests look at differences.
 */
#include <bulkhead/log.h>
#include <bulkhead/loop.h>
#include <bulkhead/syscall.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "book.h"
#include "component.h"

#define CORPORATE 1
#define PERSONAL  2

const char *const profiles[2] = { "corporate", "personal" };
const uint32_t store_profiles[4] = { 1, 1, 2, 0 };
const char *const currency = "EUR";
const uint64_t units[4] = { 1000, 1024, 10, 1 };
const int64_t prices[4] = { 2, 1, 1, 1 };
const struct meter_client meter_clients[] = { { "vmm_corporate", 3, { 20, 21, 22 } }, { "vmm_personal", 2, { 30, 31 } } };
static struct counters store_page, corporate_page, personal_page;
const volatile struct counters *const store_counters = &store_page;
const volatile struct counters *const service_counters1 = &corporate_page, *const service_counters2 = &personal_page,
	*const service_counters3 = NULL, *const service_counters4 = NULL;
static struct stream terminal;
volatile struct stream *const operator = &terminal;
uint64_t fake_now_ms;

static uint64_t consumed[40], sender, timer;
static uint32_t written;

enum status sched_context_consumed(uint64_t sched_context, uint64_t *ticks)
{
	assert_true(sched_context < 40);
	*ticks = consumed[sched_context];
	return OK;
}

uint64_t bill_get_sender_id(void)
{
	return sender;
}

void operator_written_emit(void)
{
	written++;
}

void bulkhead_set_timer(uint64_t deadline_ticks) { timer = deadline_ticks; }
void log_printf(enum log_level level, const char *format, ...) { (void)level, (void)format; }

static struct billing_invoice bill(uint64_t client)
{
	struct billing_invoice invoice;
	sender = client;
	assert_int_equal(bill_invoice(&invoice), BILLING_OK);
	return invoice;
}

static uint64_t used(uint64_t client, enum billing_kind kind)
{
	return bill(client).lines[kind].quantity;
}

static int start(void **state)
{
	(void)state;
	memset(&terminal, 0, sizeof(terminal));
	post_init();
	written = 0;
	return 0;
}

/* What the terminal has printed; takes it away. */
static const char *printed(void)
{
	static char text[8192];
	text[ring_read(&terminal.to_console, text, sizeof(text) - 1)] = 0;
	return text;
}

static const char *command(const char *line)
{
	printed();
	ring_write(&terminal.from_console, line, strlen(line));
	operator_changed_handle();
	return printed();
}

static void expect(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("no '%s' in: %s", part, text);
}

/* ---- meters ---- */

static void cpu__is_that_of_all_contexts_of_the_profile(void **state)
{
	uint64_t corporate = used(CORPORATE, BILLING_CPU), personal = used(PERSONAL, BILLING_CPU);
	(void)state;
	consumed[20] += 100;
	consumed[21] += 20;
	consumed[22] += 3;
	consumed[30] += 4000;
	assert_int_equal(used(CORPORATE, BILLING_CPU), corporate + 123);
	assert_int_equal(used(PERSONAL, BILLING_CPU), personal + 4000);
}

static void storage__is_that_of_the_profiles_clients(void **state)
{
	uint64_t corporate = used(CORPORATE, BILLING_STORAGE), personal = used(PERSONAL, BILLING_STORAGE);
	(void)state;
	store_page.bytes[0] += 512;
	store_page.bytes[1] += 1024;
	store_page.bytes[2] += 4096;
	store_page.bytes[3] += 9999; /* nobody's */
	assert_int_equal(used(CORPORATE, BILLING_STORAGE), corporate + 1536);
	assert_int_equal(used(PERSONAL, BILLING_STORAGE), personal + 4096);
}

static void services__are_metered_by_profile(void **state)
{
	uint64_t corporate = used(CORPORATE, BILLING_SERVICE), personal = used(PERSONAL, BILLING_SERVICE);
	(void)state;
	corporate_page.bytes[0] += 77;
	assert_int_equal(used(CORPORATE, BILLING_SERVICE), corporate + 77);
	assert_int_equal(used(PERSONAL, BILLING_SERVICE), personal);
}

static void meter__that_goes_back_books_nothing(void **state)
{
	uint64_t before;
	(void)state;
	corporate_page.bytes[0] += 1000;
	before = used(CORPORATE, BILLING_SERVICE);
	corporate_page.bytes[0] -= 900;
	assert_int_equal(used(CORPORATE, BILLING_SERVICE), before);
	corporate_page.bytes[0] += 5;
	assert_int_equal(used(CORPORATE, BILLING_SERVICE), before + 5);
}

static void timer__books_without_being_asked(void **state)
{
	(void)state;
	consumed[20] += 50;
	const char *before = command("records\r");
	assert_non_null(before);
	assert_int_equal(timer, fake_now_ms + BOOK_PERIOD_S * 1000);
	fake_now_ms = timer;
	consumed[20] += 7;
	timer_handle();
	assert_int_equal(timer, fake_now_ms + BOOK_PERIOD_S * 1000);
	expect(command("records\r"), "cpu_ms,7,");
}

/* ---- fees, bill ---- */

static void fee__is_charged_once_a_receipt(void **state)
{
	int64_t before = bill(CORPORATE).lines[BILLING_FEES].amount, personal = bill(PERSONAL).total;
	(void)state;
	assert_int_equal(fees_charge("corporate", 1, 5), BILLING_OK);
	assert_int_equal(fees_charge("corporate", 1, 5), BILLING_OK);
	assert_int_equal(fees_charge("corporate", 2, 5), BILLING_OK);
	assert_int_equal(fees_charge("corporate", 1, 5), BILLING_OK);
	assert_int_equal(bill(CORPORATE).lines[BILLING_FEES].amount, before + 10);
	assert_int_equal(bill(PERSONAL).total, personal);
}

static void fee__bad_ones_are_refused(void **state)
{
	(void)state;
	assert_int_equal(fees_charge("nobody", 100, 5), BILLING_NO_PROFILE);
	assert_int_equal(fees_charge("personal", 100, -1), BILLING_BAD_AMOUNT);
	assert_int_equal(fees_charge("personal", 100, INT64_MAX), BILLING_BAD_AMOUNT); /* does not fit on the bill */
	assert_int_equal(fees_charge("personal", 100, 1), BILLING_OK);                  /* and the receipt was not used up */
}

static void bill__adds_up_and_shows_the_tariff(void **state)
{
	(void)state;
	consumed[31] += 12345;
	personal_page.bytes[0] += 67;
	struct billing_invoice invoice = bill(PERSONAL);
	int64_t sum = 0;
	for (unsigned kind = 0; kind < BILLING_KINDS; kind++) {
		assert_int_equal(invoice.lines[kind].unit, units[kind]);
		assert_int_equal(invoice.lines[kind].price, prices[kind]);
		assert_int_equal(invoice.lines[kind].amount,
		                 invoice.lines[kind].quantity * (uint64_t)prices[kind] / units[kind]);
		sum += invoice.lines[kind].amount;
	}
	assert_true(sum > 0);
	assert_int_equal(invoice.total, sum);
	assert_string_equal(invoice.currency, "EUR");
}

static void restart__keeps_the_books(void **state)
{
	(void)state;
	consumed[20] += 5000;
	struct billing_invoice before = bill(CORPORATE);
	post_init();
	struct billing_invoice after = bill(CORPORATE);
	assert_memory_equal(&before, &after, sizeof(before));
	assert_int_equal(fees_charge("corporate", 2, 5), BILLING_OK); /* charged in an earlier life */
	assert_int_equal(bill(CORPORATE).total, before.total);
}

/* ---- the operator's terminal ---- */

static void terminal__prints_all_bills(void **state)
{
	char line[80];
	(void)state;
	struct billing_invoice corporate = bill(CORPORATE);
	const char *text = command("bill\r");
	snprintf(line, sizeof(line), "corporate total %u.%02u EUR\r\n", (unsigned)(corporate.total / 100),
	         (unsigned)(corporate.total % 100));
	expect(text, line);
	expect(text, "personal cpu_ms ");
	expect(text, "personal total ");
	expect(text, "billing> ");
	assert_true(written > 0);
}

/* The exported records of a profile add up to its bill. */
static void terminal__exports_every_record(void **state)
{
	char text[8192], *next = text;
	int64_t sum = 0;
	(void)state;
	snprintf(text, sizeof(text), "%s", command("records\r"));
	while ((next = strstr(next, "corporate,")) != NULL) {
		for (int comma = 0; comma < 4; comma++)
			next = strchr(next, ',') + 1;
		sum += strtoll(next, NULL, 10);
	}
	assert_int_equal(sum, bill(CORPORATE).total);
}

static void terminal__waits_for_a_slow_reader(void **state)
{
	static char text[65536];
	size_t size = 0, got;
	unsigned rounds = 0;
	(void)state;
	for (uint64_t i = 0; i < 200; i++)
		assert_int_equal(fees_charge("personal", 1000 + i, 1), BILLING_OK);
	printed();
	ring_write(&terminal.from_console, "records\rbill\r", 13);
	operator_changed_handle();
	while ((got = ring_read(&terminal.to_console, text + size, 4096)) > 0) {
		size += got;
		operator_changed_handle();
		rounds++;
	}
	assert_true(rounds > 1);
	assert_non_null(strstr(text, ",fees,1,1,1000\r\n"));
	assert_non_null(strstr(text, ",fees,1,1,1199\r\n"));
	assert_non_null(strstr(text, "personal total")); /* the second command came after the first */
}

static void terminal__edits_its_line_and_survives_nonsense(void **state)
{
	(void)state;
	expect(command("bilx\bl\r"), "corporate total");
	expect(command("what?\r"), "bill: all profiles' bills");
	expect(command("\r"), "billing> ");
	for (int i = 0; i < 300; i++)
		command("0123456789\x1b[A\x01\xff");
	expect(command("\r"), "bill: ");
}

#define TEST(name) cmocka_unit_test_setup(name, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(cpu__is_that_of_all_contexts_of_the_profile),
		TEST(storage__is_that_of_the_profiles_clients),
		TEST(services__are_metered_by_profile),
		TEST(meter__that_goes_back_books_nothing),
		TEST(timer__books_without_being_asked),
		TEST(fee__is_charged_once_a_receipt),
		TEST(fee__bad_ones_are_refused),
		TEST(bill__adds_up_and_shows_the_tariff),
		TEST(restart__keeps_the_books),
		TEST(terminal__prints_all_bills),
		TEST(terminal__exports_every_record),
		TEST(terminal__waits_for_a_slow_reader),
		TEST(terminal__edits_its_line_and_survives_nonsense),
	};
	return cmocka_run_group_tests_name("billing", tests, NULL, NULL);
}
