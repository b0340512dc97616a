/* SPDX-License-Identifier: BSD-2-Clause */
/* What the generator would make of Billing.camkes, for host tests; billing_test.c plays the peers. */
#pragma once

#include <bulkhead/billing.h>
#include <bulkhead/stream.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct billing_line {
	uint64_t quantity;
	uint64_t unit;
	int64_t price;
	int64_t amount;
};

struct billing_invoice {
	struct billing_line lines[4];
	int64_t total;
	uint64_t seconds;
	char currency[8];
};

struct meter_client {
	const char *name;
	uint32_t context_count;
	uint32_t contexts[3];
};

extern const char *const profiles[2];
extern const uint32_t store_profiles[4];
extern const char *const currency;
extern const uint64_t units[4];
extern const int64_t prices[4];
extern const volatile struct counters *const store_counters;
extern const volatile struct counters *const service_counters1, *const service_counters2, *const service_counters3,
	*const service_counters4;
extern volatile struct stream *const operator;
extern const struct meter_client meter_clients[];

#define BILL_CLIENT_COUNT  2
#define METER_CLIENT_COUNT 2

/* Written by billing. */
int fees_charge(const char *profile, uint64_t receipt, int64_t amount);
int bill_invoice(struct billing_invoice *invoice);
void operator_changed_handle(void);
void timer_handle(void);
void post_init(void);

/* Written by the test. */
uint64_t bill_get_sender_id(void);
void operator_written_emit(void);
