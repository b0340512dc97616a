/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PINs and passwords, as Argon2id hashes (RFC 9106, through libsodium). A hash takes PASSWORD_MEMORY_KIB of
 * heap and some tenths of a second; nothing of a PIN is left behind in memory.
 */
#pragma once

#include <stdint.h>

#define PASSWORD_OPERATIONS 3u
#define PASSWORD_MEMORY_KIB 8192u
#define PASSWORD_SALT_BYTES 16u
#define PASSWORD_HASH_BYTES 32u

/* A hash and what it was made with. */
struct password {
	uint32_t operations;
	uint32_t memory_kib;
	uint8_t salt[PASSWORD_SALT_BYTES];
	uint8_t hash[PASSWORD_HASH_BYTES];
};

enum password_result {
	PASSWORD_OK,
	PASSWORD_WRONG,
	PASSWORD_FAILED, /* no memory for the hash */
};

/* Hash `pin` with the salt that the caller put into *password. PASSWORD_OK or PASSWORD_FAILED. */
enum password_result password_make(struct password *password, const char *pin);

/* Is `pin` the one that *password was made of? Takes the same time whether it is or not. */
enum password_result password_check(const struct password *password, const char *pin);
