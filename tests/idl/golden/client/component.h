/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What component `client` (type Client) gets from tests/idl/data/pair.camkes
 * and what it has to write. Generated: change the description instead.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bulkhead/error.h>

struct point {
	int32_t x;
	int32_t y;
	uint8_t tag[4];
};
_Static_assert(sizeof(struct point) == 12, "layout of struct point");

/* Attributes. */
extern const int rounds;
extern const char *const label;

/*
 * uses Calculator calculator: a result below 0 is a negated enum bulkhead_error.
 * To be called by one thread at a time.
 */
#define CALCULATOR_NAME_FIRST_MAX 32
#define CALCULATOR_NAME_GREETING_MAX 80
#define CALCULATOR_TOTAL_VALUES_MAX 32
#define CALCULATOR_DIGEST_DATA_MAX 32
int calculator_add(int a, int b, int *sum);
int calculator_name(const char *first, char greeting[static 81]);
int calculator_total(size_t values_sz, const uint32_t *values, uint64_t *sum);
int calculator_digest(size_t data_sz, const uint8_t *data, uint8_t hash[static 32]);
int calculator_move(struct point *where, int8_t dx, bool twice);
int calculator_reset(void);

/* Emitted events. */
void wake_emit(void);

/* Consumed events and interrupts: the handlers are written by the component. */
void done_handle(void);

/* Shared memory and device registers: what a peer can write may change at any time. */
#define SHARED_SIZE 8192
extern volatile uint8_t *const shared;
