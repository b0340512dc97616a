/* SPDX-License-Identifier: BSD-2-Clause */
/* The generator; generator.h has the contract. Called by main.c. */
#include "generator.h"

#include <sodium/crypto_generichash.h>
#include <sodium/crypto_stream_chacha20.h>
#include <sodium/utils.h>
#include <string.h>

void generator_seed(struct generator *generator, const uint8_t *seed, size_t size)
{
	uint8_t key[GENERATOR_KEY];

	crypto_generichash(key, sizeof key, seed, size, generator->key, sizeof generator->key);
	memcpy(generator->key, key, sizeof key);
	sodium_memzero(key, sizeof key);
}

void generator_take(struct generator *generator, uint8_t *out, size_t size)
{
	static const uint8_t nonce[crypto_stream_chacha20_NONCEBYTES]; /* every key is used once */
	uint8_t block[GENERATOR_KEY + GENERATOR_REQUEST_MAX];

	crypto_stream_chacha20(block, sizeof block, nonce, generator->key);
	memcpy(generator->key, block, GENERATOR_KEY);
	memcpy(out, block + GENERATOR_KEY, size);
	sodium_memzero(block, sizeof block);
}
