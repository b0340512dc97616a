/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `phone raw PORT HEX…`: sends bytes to a service as they are, one operand after the other, closes the sending
 * side, and prints each reply. For tests of what the phone does with malformed requests.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "commands.h"
#include "output.h"

#define BYTES_MAX 4096

/* Decodes an operand; the number of bytes. */
static size_t decode(const char *hex, uint8_t bytes[BYTES_MAX])
{
	size_t size = strlen(hex) / 2;

	if (strlen(hex) % 2 != 0 || size > BYTES_MAX || strspn(hex, "0123456789abcdefABCDEF") != strlen(hex))
		service_fail(EXIT_USAGE, "'%.32s' is not an even number of hexadecimal digits", hex);
	for (size_t i = 0; i < size; i++) {
		const char digits[] = { hex[2 * i], hex[2 * i + 1], 0 };

		bytes[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
	return size;
}

static void print_reply(const struct gateway_header *header, const uint8_t *payload)
{
	char hex[2 * GATEWAY_PAYLOAD_MAX + 1] = "";

	for (unsigned i = 0; i < header->length; i++)
		snprintf(hex + 2 * i, 3, "%02x", payload[i]);
	output_row_begin();
	output_number("id", header->id);
	output_number("status", header->code);
	output_string("payload", hex);
	output_row_end("reply %u: status 0x%x%s%s", header->id, (unsigned)header->code, hex[0] ? ", payload " : "", hex);
}

/* All of `size` bytes; false when the stream has ended before. */
static bool receive(int stream, void *bytes, size_t size)
{
	return size == 0 || recv(stream, bytes, size, MSG_WAITALL) == (ssize_t)size;
}

/* One reply; false when the stream has ended. */
static bool receive_reply(int stream)
{
	uint8_t payload[GATEWAY_PAYLOAD_MAX];
	struct gateway_header header;

	if (!receive(stream, &header, sizeof(header)) || header.length > sizeof(payload) ||
	    !receive(stream, payload, header.length))
		return false;
	print_reply(&header, payload);
	return true;
}

enum exit_code raw_send(const struct options *options)
{
	uint8_t bytes[BYTES_MAX];
	uint32_t port = (uint32_t)strtoul(options->operands[0], NULL, 10);
	int stream = service_connect(port);

	if (stream < 0)
		service_fail(errno == ECONNRESET ? EXIT_NO_CONNECTION : EXIT_UNAVAILABLE, "port %u: %s", port, strerror(errno));
	for (int i = 1; i < options->count; i++) {
		size_t size = decode(options->operands[i], bytes);

		if (send(stream, bytes, size, MSG_NOSIGNAL) != (ssize_t)size)
			service_fail(EXIT_UNAVAILABLE, "port %u: %s", port, strerror(errno));
	}
	shutdown(stream, SHUT_WR);
	while (receive_reply(stream))
		continue;
	close(stream);
	output_end(EXIT_DONE, "%s", "");
	return EXIT_DONE;
}
