/* SPDX-License-Identifier: BSD-2-Clause */
/* `phone auth`: log in, check the token, log out. The PIN is typed at the phone's trusted prompt, never here. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "output.h"
#include "token.h"

/* A no of the service: in words, and with the seconds to wait if it named them. */
static enum exit_code refused(struct frame *reply)
{
	enum exit_code code = service_exit_code(reply->header.code);

	output_number("status", reply->header.code);
	if (reply->header.code == AUTH_DELAYED) {
		uint32_t seconds = frame_take_u32(reply);

		output_number("retry_after_s", seconds);
		output_end((int)code, "too soon after the last try: try again in %u s", seconds);
	} else {
		output_end((int)code, "%s", service_explain(reply->header.code));
	}
	return code;
}

enum exit_code auth_login(const struct options *options)
{
	struct frame frame = { .header = { .code = GATEWAY_LOGIN_BEGIN } };
	struct token token = { .purpose = "" };
	uint32_t seconds;

	frame_put_string(&frame, options->user);
	frame_put_string(&frame, options->purpose);
	fprintf(stderr, "phone: answer at the trusted prompt of the phone\n");
	service_call(GATEWAY_PORT_LOGIN, &frame);
	if (frame.header.code != AUTH_OK)
		return refused(&frame);
	frame_take(&frame, token.bytes, sizeof(token.bytes));
	seconds = frame_take_u32(&frame);
	strcpy(token.purpose, options->purpose); /* frame_put_string has checked its length */
	if (!token_save(&token))
		service_fail(EXIT_UNAVAILABLE, "logged in, but the token cannot be kept: %s", strerror(errno));
	output_string("user", options->user);
	output_string("purpose", options->purpose);
	output_number("expires_s", seconds);
	output_end(EXIT_DONE, "logged in as %s for %s, good for %u s", options->user, options->purpose, seconds);
	return EXIT_DONE;
}

static void load_or_fail(struct token *token)
{
	if (!token_load(token))
		service_fail(EXIT_REFUSED, "not logged in");
}

enum exit_code auth_check(const struct options *options)
{
	struct frame frame = { .header = { .code = GATEWAY_LOGIN_CHECK } };
	struct token token;
	uint32_t seconds;

	(void)options;
	load_or_fail(&token);
	frame_put(&frame, token.bytes, sizeof(token.bytes));
	frame_put_string(&frame, token.purpose);
	service_call(GATEWAY_PORT_LOGIN, &frame);
	if (frame.header.code != AUTH_OK)
		return refused(&frame);
	seconds = frame_take_u32(&frame);
	output_string("purpose", token.purpose);
	output_number("expires_s", seconds);
	output_end(EXIT_DONE, "logged in for %s, good for %u s", token.purpose, seconds);
	return EXIT_DONE;
}

enum exit_code auth_logout(const struct options *options)
{
	struct frame frame = { .header = { .code = GATEWAY_LOGIN_END } };
	struct token token;

	(void)options;
	load_or_fail(&token);
	frame_put(&frame, token.bytes, sizeof(token.bytes));
	service_call(GATEWAY_PORT_LOGIN, &frame);
	token_forget();
	if (frame.header.code != AUTH_OK)
		return refused(&frame);
	output_end(EXIT_DONE, "logged out");
	return EXIT_DONE;
}
