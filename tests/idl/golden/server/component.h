/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What component `server` (type Server) gets from tests/idl/data/pair.camkes
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

/* provides Calculator calculator: written by the component; client 1 is client. */
#define CALCULATOR_CLIENT_COUNT 1
#define CALCULATOR_NAME_FIRST_MAX 32
#define CALCULATOR_NAME_GREETING_MAX 80
#define CALCULATOR_TOTAL_VALUES_MAX 32
#define CALCULATOR_DIGEST_DATA_MAX 32
int calculator_add(int a, int b, int *sum);
int calculator_name(const char *first, char greeting[static 81]);
int calculator_total(size_t values_sz, const uint32_t *values, uint64_t *sum);
int calculator_digest(size_t data_sz, const uint8_t *data, uint8_t hash[static 32]);
int calculator_move(struct point *where, int8_t dx, bool twice);
void calculator_reset(void);
uint64_t calculator_get_sender_id(void); /* client of the call being served, from 1 */

/* Emitted events. */
void done_emit(void);

/* Consumed events and interrupts: the handlers are written by the component. */
void wake_handle(void);

/* Shared memory and device registers: what a peer can write may change at any time. */
#define SHARED_SIZE 8192
extern const volatile uint8_t *const shared;
