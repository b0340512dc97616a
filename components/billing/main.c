/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * billing: meters processor time through the kernel's scheduling contexts and bytes through counters that store and the
 * monitors write, takes the wallet's fees, and keeps a book for each profile. This file is its interfaces and meters.
 *
 * Client n of `bill` and of `meter` is profile n of the attribute `profiles`.
 */
#include <bulkhead/billing.h>
#include <bulkhead/clock.h>
#include <bulkhead/log.h>
#include <bulkhead/loop.h>
#include <bulkhead/syscall.h>
#include <stdio.h>
#include <string.h>

#include "book.h"
#include "component.h"
#include "export.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))
#define PROFILES_MAX  EXPORT_PROFILES
#define PROFILE_COUNT ((uint32_t)LENGTH(profiles))
_Static_assert(LENGTH(profiles) <= PROFILES_MAX, "a book for each profile");
_Static_assert(LENGTH(units) == BILLING_KINDS && LENGTH(prices) == BILLING_KINDS, "a price for each kind");
_Static_assert(BILL_CLIENT_COUNT <= LENGTH(profiles) && METER_CLIENT_COUNT <= LENGTH(profiles), "each client is a profile");
_Static_assert(LENGTH(store_profiles) <= COUNTERS_MAX, "store has a counter for each client");

/* Books and where the meters stood outlive a restart of billing. */
static struct {
	bool is_started;
	uint64_t start_s;
	struct book books[PROFILES_MAX];
	uint64_t metered[PROFILES_MAX][BILLING_KINDS];
	uint64_t receipts[PROFILES_MAX]; /* fees up to this receipt are in the book */
} kept __attribute__((section(".kept")));

static bool is_broken; /* nothing is metered until the phone is booted again */

static uint64_t now_s(void)
{
	return clock_ms() / 1000 - kept.start_s;
}

/* ---- meters ---- */

/* Milliseconds that the profile's threads and guest have run. */
static uint64_t read_cpu(uint32_t profile)
{
	uint64_t sum = 0;
	for (uint32_t i = 0; profile < METER_CLIENT_COUNT && i < meter_clients[profile].context_count; i++) {
		uint64_t ticks;
		if (sched_context_consumed(meter_clients[profile].contexts[i], &ticks) == OK)
			sum += ticks;
	}
	return sum / clock_frequency() * 1000 + sum % clock_frequency() * 1000 / clock_frequency();
}

static uint64_t read_storage(uint32_t profile)
{
	uint64_t sum = 0;
	for (uint32_t i = 0; store_counters != NULL && i < LENGTH(store_profiles); i++) {
		if (store_profiles[i] == profile + 1)
			sum += store_counters->bytes[i];
	}
	return sum;
}

static uint64_t read_services(uint32_t profile)
{
	const volatile struct counters *const pages[PROFILES_MAX] = { service_counters1, service_counters2, service_counters3,
	                                                              service_counters4 };
	return pages[profile] != NULL ? pages[profile]->bytes[0] : 0;
}

static bool book_use(uint32_t profile, enum billing_kind kind, uint64_t quantity, uint64_t reference)
{
	const struct book_price price = { .unit = units[kind], .price = prices[kind] };
	const struct book_record use = { .kind = kind, .quantity = quantity, .reference = reference, .time_s = now_s() };
	return book_add(&kept.books[profile], &price, &use);
}

/* What was used since the last reading. A counter that went back is believed from there on, and nothing is booked. */
static void meter(uint32_t profile, enum billing_kind kind, uint64_t reading)
{
	uint64_t *last = &kept.metered[profile][kind];
	if (reading > *last && !book_use(profile, kind, reading - *last, 0))
		log_printf(LOG_ERROR, "%s: the bill cannot hold what was used", profiles[profile]);
	*last = reading;
}

static void meter_all(void)
{
	for (uint32_t profile = 0; !is_broken && profile < PROFILE_COUNT; profile++) {
		meter(profile, BILLING_CPU, read_cpu(profile));
		meter(profile, BILLING_STORAGE, read_storage(profile));
		meter(profile, BILLING_SERVICE, read_services(profile));
	}
}

/* ---- start, time, terminal ---- */

static bool kept_sane(void)
{
	for (uint32_t profile = 0; profile < PROFILES_MAX; profile++) {
		if (!book_sane(&kept.books[profile]))
			return false;
	}
	return true;
}

static bool tariff_sane(void)
{
	for (uint32_t kind = 0; kind < BILLING_KINDS; kind++) {
		if (units[kind] == 0 || prices[kind] < 0)
			return false;
	}
	return true;
}

static void serve_operator(void)
{
	if (export_serve())
		operator_written_emit();
}

static void set_timer(void)
{
	bulkhead_set_timer(clock_deadline_ms(BOOK_PERIOD_S * 1000));
}

void post_init(void)
{
	is_broken = !tariff_sane() || !kept_sane();
	if (is_broken)
		log_printf(LOG_ERROR, "the tariff or the books are damaged: nothing is metered");
	if (!kept.is_started)
		kept.start_s = clock_ms() / 1000;
	kept.is_started = true;
	export_start(operator);
	meter_all();
	set_timer();
	serve_operator();
	operator_written_emit();
	log_printf(LOG_INFO, "%u profiles", (unsigned)PROFILE_COUNT);
}

void timer_handle(void)
{
	meter_all();
	set_timer();
}

void operator_changed_handle(void)
{
	serve_operator();
}

/* ---- what export.c asks for ---- */

uint32_t export_profile_count(void)
{
	return PROFILE_COUNT;
}

const char *export_profile_name(uint32_t profile)
{
	return profiles[profile];
}

const char *export_currency(void)
{
	return currency;
}

const struct book *export_books(void)
{
	static const struct book none[PROFILES_MAX];
	meter_all();
	return is_broken ? none : kept.books;
}

/* ---- fees, bill ---- */

int fees_charge(const char *profile, uint64_t receipt, int64_t amount)
{
	uint32_t index = 0;
	if (is_broken)
		return BILLING_FAILED;
	while (index < PROFILE_COUNT && strcmp(profiles[index], profile) != 0)
		index++;
	if (index == PROFILE_COUNT)
		return BILLING_NO_PROFILE;
	if (amount < 0)
		return BILLING_BAD_AMOUNT;
	if (receipt <= kept.receipts[index])
		return BILLING_OK;
	if (!book_use(index, BILLING_FEES, (uint64_t)amount, receipt))
		return BILLING_BAD_AMOUNT;
	kept.receipts[index] = receipt;
	return BILLING_OK;
}

int bill_invoice(struct billing_invoice *invoice)
{
	const uint32_t profile = (uint32_t)bill_get_sender_id() - 1;
	struct book_sum sums[BILLING_KINDS];
	meter_all();
	*invoice = (struct billing_invoice){ .seconds = now_s() };
	if (is_broken)
		return BILLING_FAILED;
	book_add_up(&kept.books[profile], sums, &invoice->total);
	for (uint32_t kind = 0; kind < BILLING_KINDS; kind++)
		invoice->lines[kind] = (struct billing_line){ .quantity = sums[kind].quantity, .unit = units[kind],
		                                              .price = prices[kind], .amount = sums[kind].amount };
	snprintf(invoice->currency, sizeof(invoice->currency), "%s", currency);
	return BILLING_OK;
}
