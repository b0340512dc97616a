/* SPDX-License-Identifier: BSD-2-Clause */
/* The token's file: the structure as it is; token.h says where. */
#include "token.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *path(void)
{
	const char *chosen = getenv("PHONE_TOKEN");

	return chosen ? chosen : "/run/phone-token";
}

bool token_save(const struct token *token)
{
	int file = open(path(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool saved;

	if (file < 0)
		return false;
	saved = write(file, token, sizeof(*token)) == sizeof(*token);
	close(file);
	return saved;
}

bool token_load(struct token *token)
{
	int file = open(path(), O_RDONLY | O_CLOEXEC);
	bool loaded;

	if (file < 0)
		return false;
	loaded = read(file, token, sizeof(*token)) == sizeof(*token) && memchr(token->purpose, 0, sizeof(token->purpose));
	close(file);
	return loaded;
}

void token_forget(void)
{
	unlink(path());
}
