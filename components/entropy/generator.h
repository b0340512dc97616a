/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The deterministic random bit generator: ChaCha20 with fast key erasure. Each request runs the cipher under
 * the current key; the first bytes become the next key, the rest is output, so that what was given out
 * cannot be computed from a later state. Seeds are mixed in with BLAKE2b. Pure.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define GENERATOR_KEY         32u
#define GENERATOR_REQUEST_MAX 64u /* bytes */

struct generator {
	uint8_t key[GENERATOR_KEY];
};

/* Key becomes the hash of key and seed: never worse than before. */
void generator_seed(struct generator *generator, const uint8_t *seed, size_t size);

/* The next `size` bytes, at most GENERATOR_REQUEST_MAX. Precondition: seeded. */
void generator_take(struct generator *generator, uint8_t *out, size_t size);
