/* SPDX-License-Identifier: BSD-2-Clause */
/* Attacks over vsock: on the gateway's connections, its credit, its frames, and on the service behind it. */
#include "hostile.h"
#include "socket.h"

#define STREAMS      16u
#define TOKEN_BYTES  32u
#define NO_PORT      6999u

static void send(uint32_t from, uint32_t to, enum socket_operation operation)
{
	struct socket_packet packet = socket_packet(from, to, operation);

	socket_send(&packet);
}

static void send_bytes(uint32_t from, const uint8_t *bytes, uint32_t length, uint32_t forwarded)
{
	struct socket_packet packet = socket_packet(from, SOCKET_LOGIN, SOCKET_DATA);

	packet.length = length;
	packet.forward_count = forwarded;
	for (uint32_t n = 0; n < length && n < SOCKET_DATA_MAX; n++)
		packet.data[n] = bytes ? bytes[n] : (uint8_t)hostile_random();
	socket_send(&packet);
}

/* More streams than there are, to ports that are and are not; half of them left with no buffer for the answer. */
void attack_connection_flood(void)
{
	static const uint32_t ports[] = { SOCKET_LOGIN, SOCKET_ADMIN, NO_PORT, 0, 22, ~0u };
	struct socket_packet packet;
	static uint32_t turn;

	socket_start(turn++ & 1);
	for (uint32_t n = 0; n < 2 * STREAMS; n++)
		send(1024 + n, ports[hostile_random() % 6], SOCKET_REQUEST);
	while (socket_take(&packet))
		if (packet.operation == SOCKET_RESPONSE && packet.source_port != SOCKET_LOGIN && packet.source_port != SOCKET_ADMIN)
			hostile_breach("port_that_is_not_connected", packet.source_port);
}

/* Data without credit, before the stream is open, more than fits; credit that was never given back; none at all. */
void attack_credit_abuse(void)
{
	struct socket_packet packet;

	socket_start(true);
	for (uint32_t n = 0; n < STREAMS; n++) {
		packet = socket_packet(2048 + n, SOCKET_LOGIN, SOCKET_REQUEST);
		packet.buffer_size = n & 1 ? ~0u : 0;
		socket_send(&packet);
		send_bytes(2048 + n, NULL, SOCKET_DATA_MAX, n & 2 ? ~0u : 0);
		send_bytes(2048 + n, NULL, SOCKET_DATA_MAX, hostile_random());
		send_bytes(2048 + n, NULL, SOCKET_DATA_MAX, 0);
		send(2048 + n, SOCKET_LOGIN, SOCKET_CREDIT_REQUEST);
		while (socket_take(&packet))
			;
	}
}

void attack_malformed_packets(void)
{
	struct socket_packet packet;

	socket_start(true);
	send(4096, SOCKET_LOGIN, SOCKET_REQUEST);
	for (uint32_t n = 0; n < 32; n++) {
		packet = socket_packet(4096, SOCKET_LOGIN, (enum socket_operation)(hostile_random() % 10));
		switch (hostile_random() % 6) {
		case 0: packet.source_cid = hostile_random(); break;
		case 1: packet.destination_cid = hostile_random() % 4; break;
		case 2: packet.type = (uint16_t)hostile_random(); break;
		case 3: packet.length = hostile_random(); break;
		case 4: packet.flags = hostile_random(); break;
		default: packet.operation = (uint16_t)hostile_random();
		}
		if (!socket_send(&packet))
			socket_start(true); /* the device has stopped */
		while (socket_take(&packet))
			;
	}
}

/* Requests that all go to the service, on every stream, more than one waiting on each. */
void attack_service_flood(void)
{
	static const uint8_t check[8 + TOKEN_BYTES + 1] = { TOKEN_BYTES + 1, 0, 2, 0, 1, 0, 0, 0 };
	struct socket_packet packet;
	uint32_t received[STREAMS] = { 0 };

	socket_start(true);
	for (uint32_t n = 0; n < STREAMS; n++)
		send(8192 + n, SOCKET_LOGIN, SOCKET_REQUEST);
	for (uint32_t n = 0; n < 8 * STREAMS; n++) {
		while (socket_take(&packet))
			if (packet.operation == SOCKET_DATA)
				received[(packet.destination_port - 8192) % STREAMS] += packet.length;
		send_bytes(8192 + n % STREAMS, check, sizeof check, received[n % STREAMS]);
	}
}
