/* SPDX-License-Identifier: BSD-2-Clause */
/* Health tests; health.h has the contract. Called by main.c. */
#include "health.h"

/* For a source of 8 bits a byte both cutoffs are passed by chance less than once in 2^30 bytes. */
#define REPEATS_MAX 4   /* equal bytes in a row */
#define WINDOW      512 /* bytes */
#define MATCHES_MAX 16  /* bytes equal to the first one of their window */

static bool test_repetition(struct health *health, uint8_t byte)
{
	health->repeats = health->repeats && byte == health->last ? (uint8_t)(health->repeats + 1) : 1;
	health->last = byte;
	if (health->repeats <= REPEATS_MAX)
		return true;
	health->repeats = 0;
	return false;
}

static bool test_proportion(struct health *health, uint8_t byte)
{
	if (health->position == 0) {
		health->reference = byte;
		health->matches = 0;
	}
	health->position = (uint16_t)((health->position + 1) % WINDOW);
	if (byte == health->reference)
		health->matches++;
	if (health->matches <= MATCHES_MAX)
		return true;
	health->position = 0;
	return false;
}

bool health_test(struct health *health, const uint8_t *data, size_t size)
{
	bool good = true;

	for (size_t i = 0; i < size; i++) {
		bool repetition = test_repetition(health, data[i]);
		bool proportion = test_proportion(health, data[i]);
		good = good && repetition && proportion;
	}
	return good;
}
