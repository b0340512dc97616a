/* SPDX-License-Identifier: BSD-2-Clause */
/* `phone admin`: users of all profiles, for the profile that the phone's description lets administer them. */
#include <bulkhead/auth.h>
#include <stdio.h>

#include "commands.h"
#include "output.h"

/* Sends a request about one user of one profile; `done` says in words what an OK means. */
static enum exit_code about_user(const struct options *options, enum gateway_method method, const char *done)
{
	struct frame frame = { .header = { .code = (uint16_t)method } };
	enum exit_code code;

	frame_put_string(&frame, options->profile);
	frame_put_string(&frame, options->operands[0]);
	service_call(GATEWAY_PORT_ADMIN, &frame);
	code = service_exit_code(frame.header.code);
	output_string("profile", options->profile);
	output_string("user", options->operands[0]);
	output_number("status", frame.header.code);
	if (code == EXIT_DONE)
		output_end((int)code, "%s of %s: %s", options->operands[0], options->profile, done);
	else
		output_end((int)code, "%s of %s: %s", options->operands[0], options->profile,
			   service_explain(frame.header.code));
	return code;
}

enum exit_code admin_enrol(const struct options *options)
{
	fprintf(stderr, "phone: choose the PIN at the trusted prompt of the phone\n");
	return about_user(options, GATEWAY_ADMIN_ENROL, "enrolled");
}

enum exit_code admin_remove(const struct options *options)
{
	return about_user(options, GATEWAY_ADMIN_REMOVE, "removed");
}

enum exit_code admin_unlock(const struct options *options)
{
	return about_user(options, GATEWAY_ADMIN_UNLOCK, "unlocked");
}

static void print_user(struct frame *frame)
{
	char profile[AUTH_NAME_MAX + 1], user[AUTH_NAME_MAX + 1];
	uint8_t locked, failures;

	frame_take_string(frame, profile, sizeof(profile));
	frame_take_string(frame, user, sizeof(user));
	frame_take(frame, &locked, 1);
	frame_take(frame, &failures, 1);
	output_row_begin();
	output_string("profile", profile);
	output_string("user", user);
	output_flag("locked", locked != 0);
	output_number("failures", failures);
	output_row_end("%s %s: %s, %u wrong PINs since the last right one", profile, user, locked ? "locked" : "open", failures);
}

enum exit_code admin_list(const struct options *options)
{
	(void)options;
	for (uint32_t index = 0;; index++) {
		struct frame frame = { .header = { .code = GATEWAY_ADMIN_LIST } };

		frame_put(&frame, &index, sizeof(index));
		service_call(GATEWAY_PORT_ADMIN, &frame);
		if (frame.header.code == AUTH_NO_USER)
			break;
		if (frame.header.code != AUTH_OK)
			service_fail(service_exit_code(frame.header.code), "%s", service_explain(frame.header.code));
		print_user(&frame);
	}
	output_end(EXIT_DONE, "%s", "");
	return EXIT_DONE;
}
