/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One profile's book: what it has used, as records that are never changed once their period is over, and the invoice
 * that adds up to them. The newest BOOK_RECORDS are kept one by one; older ones are folded into a sum by kind,
 * so nothing is ever lost from the bill. Pure.
 *
 * Prices are exact over time: what is too little for a minor unit is carried to the next record, and all records of a
 * kind together cost floor(price * quantity / unit).
 */
#pragma once

#include <bulkhead/billing.h>
#include <stdbool.h>
#include <stdint.h>

#define BOOK_RECORDS  256u
#define BOOK_PERIOD_S 60u /* use within a period is one record */

/* So much of a kind costs so much. */
struct book_price {
	uint64_t unit; /* positive */
	int64_t price; /* not negative */
};

struct book_record {
	uint32_t kind;
	uint64_t reference; /* of a fee: the receipt; else 0 */
	uint64_t time_s;    /* when it began, since metering began */
	uint64_t quantity;
	int64_t amount;
};

struct book_sum {
	uint64_t quantity;
	int64_t amount;
};

/* All zero: nothing used. */
struct book {
	uint64_t carried[BILLING_KINDS];     /* quantity times price that has not made a minor unit yet */
	uint32_t first;                      /* oldest record that is kept */
	uint32_t count;
	struct book_sum folded[BILLING_KINDS]; /* of the records that are not */
	struct book_record records[BOOK_RECORDS];
};

/* What was used: kind, quantity and time (and a fee's reference) of `use` are read. False, and nothing is changed, if a
 * sum would not fit. */
bool book_add(struct book *book, const struct book_price *price, const struct book_record *use);

/* The index-th record that is kept, the oldest first; NULL after the last one. */
const struct book_record *book_record_at(const struct book *book, uint32_t index);

/* The sums of all records by kind, and of all amounts. False if they do not fit: the book is damaged. */
bool book_add_up(const struct book *book, struct book_sum sums[static BILLING_KINDS], int64_t *total);

/* Are counts and kinds as they have to be, and do the sums fit? */
bool book_sane(const struct book *book);
