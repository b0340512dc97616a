/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The token of the last log-in, kept in a file that its owner alone can read: $PHONE_TOKEN, or /run/phone-token,
 * which is gone when the profile is switched off.
 */
#pragma once

#include <bulkhead/auth.h>
#include <stdbool.h>
#include <stdint.h>

struct token {
	uint8_t bytes[AUTH_TOKEN_BYTES];
	char purpose[AUTH_NAME_MAX + 1];
};

/* False with errno if it cannot be written. */
bool token_save(const struct token *token);

/* False if there is none. */
bool token_load(struct token *token);

void token_forget(void);
