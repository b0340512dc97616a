/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PINs as Argon2id hashes (see password.h). Called by dialogue.c, one at a time.
 */
#include "password.h"

#include <sodium/core.h>
#include <sodium/crypto_pwhash.h>
#include <sodium/utils.h>
#include <string.h>

_Static_assert(PASSWORD_SALT_BYTES == crypto_pwhash_SALTBYTES, "libsodium's size of salts");

static enum password_result derive(const struct password *password, const char *pin, uint8_t hash[PASSWORD_HASH_BYTES])
{
	int result = crypto_pwhash(hash, PASSWORD_HASH_BYTES, pin, strlen(pin), password->salt, password->operations,
	                           (size_t)password->memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13);
	return result == 0 ? PASSWORD_OK : PASSWORD_FAILED;
}

enum password_result password_make(struct password *password, const char *pin)
{
	password->operations = PASSWORD_OPERATIONS;
	password->memory_kib = PASSWORD_MEMORY_KIB;
	return derive(password, pin, password->hash);
}

enum password_result password_check(const struct password *password, const char *pin)
{
	uint8_t hash[PASSWORD_HASH_BYTES];
	enum password_result result = derive(password, pin, hash);
	if (result == PASSWORD_OK && sodium_memcmp(hash, password->hash, PASSWORD_HASH_BYTES) != 0)
		result = PASSWORD_WRONG;
	sodium_memzero(hash, sizeof(hash));
	return result;
}
