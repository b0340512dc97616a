/* SPDX-License-Identifier: BSD-2-Clause */
/* A profile's records and their sums; book.h has the contract. Called by main.c and export.c. */
#include "book.h"

#include <bulkhead/money.h>
#include <stddef.h>

/* Add to a sum; false, and it is not changed, if that does not fit. */
static bool accumulate(struct book_sum *sum, uint64_t quantity, int64_t amount)
{
	struct book_sum result;
	if (__builtin_add_overflow(sum->quantity, quantity, &result.quantity) || !money_add(sum->amount, amount, &result.amount))
		return false;
	*sum = result;
	return true;
}

const struct book_record *book_record_at(const struct book *book, uint32_t index)
{
	return index < book->count ? &book->records[(book->first + index) % BOOK_RECORDS] : NULL;
}

bool book_add_up(const struct book *book, struct book_sum sums[static BILLING_KINDS], int64_t *total)
{
	const struct book_record *record;
	bool fits = true;
	*total = 0;
	for (uint32_t kind = 0; kind < BILLING_KINDS; kind++)
		sums[kind] = book->folded[kind];
	for (uint32_t i = 0; (record = book_record_at(book, i)) != NULL; i++)
		fits = fits && accumulate(&sums[record->kind], record->quantity, record->amount);
	for (uint32_t kind = 0; kind < BILLING_KINDS; kind++)
		fits = fits && money_add(*total, sums[kind].amount, total);
	return fits;
}

/* What the quantity costs together with what was carried, and what is carried on. */
static bool price_of(const struct book_price *price, uint64_t carried, uint64_t quantity, struct book_sum *cost)
{
	uint64_t value;
	if (__builtin_mul_overflow(quantity, (uint64_t)price->price, &value) || __builtin_add_overflow(value, carried, &value))
		return false;
	*cost = (struct book_sum){ .quantity = value % price->unit, .amount = (int64_t)(value / price->unit) };
	return cost->amount >= 0;
}

/* Would the bill still fit with this much more on it? */
static bool has_room(const struct book *book, uint32_t kind, uint64_t quantity, int64_t amount)
{
	struct book_sum sums[BILLING_KINDS];
	int64_t total;
	return book_add_up(book, sums, &total) && accumulate(&sums[kind], quantity, amount) && money_add(total, amount, &total);
}

static struct book_record *open_record(struct book *book, const struct book_record *use)
{
	for (uint32_t i = book->count; i-- > 0;) {
		struct book_record *record = &book->records[(book->first + i) % BOOK_RECORDS];
		if (record->time_s / BOOK_PERIOD_S != use->time_s / BOOK_PERIOD_S)
			return NULL;
		if (record->kind == use->kind && use->reference == 0 && record->reference == 0)
			return record;
	}
	return NULL;
}

/* A new record; the oldest one makes room for it. */
static struct book_record *append(struct book *book, const struct book_record *use)
{
	if (book->count == BOOK_RECORDS) {
		const struct book_record *oldest = &book->records[book->first];
		accumulate(&book->folded[oldest->kind], oldest->quantity, oldest->amount); /* has_room: all sums fit */
		book->first = (book->first + 1) % BOOK_RECORDS;
		book->count--;
	}
	struct book_record *record = &book->records[(book->first + book->count++) % BOOK_RECORDS];
	*record = (struct book_record){ .kind = use->kind, .reference = use->reference, .time_s = use->time_s };
	return record;
}

bool book_add(struct book *book, const struct book_price *price, const struct book_record *use)
{
	struct book_sum cost;
	if (!price_of(price, book->carried[use->kind], use->quantity, &cost) ||
	    !has_room(book, use->kind, use->quantity, cost.amount))
		return false;
	struct book_record *record = open_record(book, use);
	if (record == NULL)
		record = append(book, use);
	record->quantity += use->quantity;
	record->amount += cost.amount;
	book->carried[use->kind] = cost.quantity;
	return true;
}

bool book_sane(const struct book *book)
{
	struct book_sum sums[BILLING_KINDS];
	int64_t total;
	if (book->first >= BOOK_RECORDS || book->count > BOOK_RECORDS)
		return false;
	for (uint32_t i = 0; i < book->count; i++) {
		if (book_record_at(book, i)->kind >= BILLING_KINDS)
			return false;
	}
	return book_add_up(book, sums, &total);
}
