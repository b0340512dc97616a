/* SPDX-License-Identifier: BSD-2-Clause */
/* The socket device with the real gateway behind it, seen from a guest's driver: states of a stream, credit, resets. */
#include <bulkhead/auth.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"
#include "services.h"
#include "virtio_vsock.h"

#define GUEST_PORT 1024u
#define CREDIT     0x10000u

enum { RX = 0, TX = 1 };
enum { REQUEST = 1, RESPONSE = 2, RST = 3, SHUTDOWN = 4, RW = 5, CREDIT_UPDATE = 6, CREDIT_REQUEST = 7 };

struct packet {
	struct virtio_vsock_header header;
	uint8_t data[512];
};

static struct virtio_vsock vsock;
static struct gateway gateway;
static uint64_t moved_bytes;

static int setup(void **state)
{
	(void)state;
	memset(&gateway, 0, sizeof(gateway));
	moved_bytes = 0;
	services = (struct services){ .person = AUTH_PENDING };
	virtio_vsock_init(&vsock, &gateway, &moved_bytes);
	guest_init(&vsock.device);
	guest_start(1);
	return 0;
}

static struct packet packet(uint16_t operation)
{
	return (struct packet){ .header = {
					.source_cid = 3,
					.destination_cid = 2,
					.source_port = GUEST_PORT,
					.destination_port = GATEWAY_PORT_LOGIN,
					.type = 1,
					.operation = operation,
					.buffer_size = CREDIT,
				} };
}

/* RAM for packets is used again and again, so that long tests fit. */
static void recycle(void)
{
	guest.next_free = guest.queues[2].used + 0x100;
}

static void send(const struct packet *sent)
{
	uint32_t size = (uint32_t)sizeof(sent->header) + (sent->header.operation == RW ? sent->header.length : 0);
	uint16_t head;
	uint32_t length;

	recycle();
	guest_send(TX, (struct guest_buffer[]){ GUEST_READABLE(guest_put(sent, size), size) }, 1);
	guest_used(TX, &head, &length);
}

static void send_operation(uint16_t operation)
{
	struct packet sent = packet(operation);

	send(&sent);
}

static void send_data(const void *bytes, uint32_t size)
{
	struct packet sent = packet(RW);

	sent.header.length = size;
	memcpy(sent.data, bytes, size);
	send(&sent);
}

/* Offers one receive buffer of `room` bytes and takes the packet that comes; operation 0 if none does, in which
 * case the buffer is used by the next one. */
static struct packet receive_into(uint32_t room)
{
	static uint64_t buffer;
	static bool offered;
	struct packet received = { .header = { .operation = 0 } };
	uint16_t head;
	uint32_t length;

	if (guest.queues[RX].next_available == guest.queues[RX].next_used)
		offered = false;
	recycle();
	if (!offered) {
		guest_alloc(1024); /* clear of what send uses */
		buffer = guest_alloc(room);
		guest_send(RX, (struct guest_buffer[]){ GUEST_WRITABLE(buffer, room) }, 1);
	}
	offered = true;
	if (guest_used(RX, &head, &length)) {
		offered = false;
		memcpy(&received, guest_at(buffer), length);
		assert_int_equal(length, sizeof(received.header) + received.header.length);
	}
	return received;
}

static struct packet receive(void)
{
	return receive_into(sizeof(struct packet));
}

static void expect(uint16_t operation)
{
	assert_int_equal(receive().header.operation, operation);
}

static void open_stream(void)
{
	send_operation(REQUEST);
	expect(RESPONSE);
}

static void run_worker(void)
{
	if (gateway_work(&gateway))
		virtio_vsock_event(&vsock);
}

static void send_hello(uint32_t id)
{
	const struct gateway_header hello = { 0, GATEWAY_HELLO, id };

	send_data(&hello, sizeof(hello));
}

/* --- streams --- */

static void test_vsock__tells_the_guests_context(void **state)
{
	(void)state;
	assert_int_equal(virtio_mmio_read(&vsock.device, REGISTER_CONFIG, 8), 3);
}

static void test_vsock__accepts_a_stream_to_a_service(void **state)
{
	struct packet response;

	(void)state;
	send_operation(REQUEST);
	response = receive();
	assert_int_equal(response.header.operation, RESPONSE);
	assert_int_equal(response.header.source_cid, 2);
	assert_int_equal(response.header.destination_cid, 3);
	assert_int_equal(response.header.source_port, GATEWAY_PORT_LOGIN);
	assert_int_equal(response.header.destination_port, GUEST_PORT);
	assert_int_equal(response.header.buffer_size, VIRTIO_VSOCK_BUFFER_SIZE);
	assert_int_equal(response.header.forward_count, 0);
	assert_int_equal(response.header.type, 1);
	expect(0);
}

static void test_vsock__carries_a_request_and_its_reply(void **state)
{
	struct packet reply;
	struct gateway_header header;

	(void)state;
	open_stream();
	send_hello(77);
	expect(0);
	run_worker();
	reply = receive();
	assert_int_equal(reply.header.operation, RW);
	assert_int_equal(reply.header.length, 18);
	memcpy(&header, reply.data, sizeof(header));
	assert_int_equal(header.id, 77);
	assert_int_equal(header.code, GATEWAY_OK);
	assert_int_equal(reply.header.forward_count, 8);
	assert_int_equal(moved_bytes, 8 + 18); /* what is billed: data both ways, without the packets' headers */
}

static void test_vsock__login_waits_without_blocking_others(void **state)
{
	const uint8_t login[] = "\x0e\0\1\0\7\0\0\0\5alice\7session";
	struct packet other = packet(REQUEST);

	(void)state;
	open_stream();
	send_data(login, sizeof(login) - 1);
	run_worker();
	other.header.source_port = GUEST_PORT + 1;
	send(&other);
	expect(RESPONSE);
	other = packet(RW);
	other.header.source_port = GUEST_PORT + 1;
	other.header.length = 8; /* hello, with identifier 0 */
	send(&other);
	run_worker();
	other = receive();
	assert_int_equal(other.header.destination_port, GUEST_PORT + 1);
	services.person = AUTH_OK;
	run_worker();
	other = receive();
	assert_int_equal(other.header.destination_port, GUEST_PORT);
	assert_int_equal(other.header.length, 8 + 36);
}

static void test_vsock__close_is_answered_with_a_reset(void **state)
{
	struct packet close = packet(SHUTDOWN);

	(void)state;
	open_stream();
	close.header.flags = 3;
	send(&close);
	expect(RST);
	send_operation(REQUEST); /* the same port again */
	expect(RESPONSE);
}

static void test_vsock__half_closed_stream_still_gets_its_replies(void **state)
{
	struct packet half = packet(SHUTDOWN), last;

	(void)state;
	open_stream();
	send_hello(1);
	send_hello(2);
	half.header.flags = 2;
	send(&half);
	expect(0);
	run_worker();
	expect(RW);
	run_worker();
	expect(RW);
	last = receive();
	assert_int_equal(last.header.operation, SHUTDOWN);
	assert_int_equal(last.header.flags, 3);
	expect(0);
	send_operation(RST);
	expect(0);
	assert_false(vsock.connections[0].used);
}

static void test_vsock__reset_by_the_guest_cancels_the_login(void **state)
{
	const uint8_t login[] = "\x0e\0\1\0\7\0\0\0\5alice\7session";

	(void)state;
	open_stream();
	send_data(login, sizeof(login) - 1);
	run_worker();
	send_operation(RST);
	run_worker();
	assert_int_equal(services.cancelled, services.ticket);
	expect(0);
}

/* --- what is refused --- */

static void expect_reset_for(const struct packet *sent)
{
	struct packet reset;

	send(sent);
	reset = receive();
	assert_int_equal(reset.header.operation, RST);
	assert_int_equal(reset.header.source_cid, sent->header.destination_cid);
	assert_int_equal(reset.header.source_port, sent->header.destination_port);
	assert_int_equal(reset.header.destination_port, sent->header.source_port);
	expect(0);
}

static void test_vsock__refuses_a_port_without_service(void **state)
{
	struct packet request = packet(REQUEST);

	(void)state;
	request.header.destination_port = 7004;
	expect_reset_for(&request);
}

static void test_vsock__refuses_another_context(void **state)
{
	struct packet request = packet(REQUEST);

	(void)state;
	request.header.destination_cid = 4;
	expect_reset_for(&request);
}

static void test_vsock__refuses_another_type(void **state)
{
	struct packet request = packet(REQUEST);

	(void)state;
	request.header.type = 2;
	expect_reset_for(&request);
}

static void test_vsock__ignores_a_forged_source(void **state)
{
	struct packet request = packet(REQUEST);

	(void)state;
	request.header.source_cid = 2;
	send(&request);
	expect(0);
}

static void test_vsock__resets_what_is_no_stream(void **state)
{
	static const uint16_t operations[] = { RW, SHUTDOWN, CREDIT_UPDATE, CREDIT_REQUEST, RESPONSE, 0, 99 };

	(void)state;
	for (unsigned i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		struct packet sent = packet(operations[i]);

		expect_reset_for(&sent);
	}
	send_operation(RST);
	expect(0); /* a reset is not answered */
}

static void test_vsock__resets_a_second_request(void **state)
{
	(void)state;
	open_stream();
	send_operation(REQUEST);
	expect(RST);
	assert_false(vsock.connections[0].used);
}

static void test_vsock__resets_a_response(void **state)
{
	(void)state;
	open_stream();
	send_operation(RESPONSE);
	expect(RST);
}

static void test_vsock__resets_data_before_the_response(void **state)
{
	(void)state;
	send_operation(REQUEST);
	send_hello(1);
	expect(RST);
	expect(0);
}

static void test_vsock__resets_data_after_the_end(void **state)
{
	struct packet half = packet(SHUTDOWN);

	(void)state;
	open_stream();
	send_hello(1);
	half.header.flags = 2;
	send(&half);
	send_hello(2);
	expect(RST);
}

static void test_vsock__bounds_its_connections(void **state)
{
	struct packet request = packet(REQUEST);

	(void)state;
	for (uint32_t i = 0; i < GATEWAY_CONNECTIONS; i++) {
		request.header.source_port = GUEST_PORT + i;
		send(&request);
		expect(RESPONSE);
	}
	request.header.source_port = 1;
	expect_reset_for(&request);
	send_operation(RST);
	send(&request);
	expect(RESPONSE);
}

static void test_vsock__fails_for_a_packet_without_header(void **state)
{
	(void)state;
	guest_send(TX, (struct guest_buffer[]){ GUEST_READABLE(guest_alloc(43), 43) }, 1);
	guest_expect_failed("packet shorter than its header says");
}

static void test_vsock__fails_for_a_packet_shorter_than_its_length(void **state)
{
	struct packet sent = packet(RW);

	(void)state;
	sent.header.length = 9;
	guest_send(TX, (struct guest_buffer[]){ GUEST_READABLE(guest_put(&sent, 52), 52) }, 1);
	guest_expect_failed("packet shorter than its header says");
}

static void test_vsock__fails_for_a_receive_buffer_without_room(void **state)
{
	(void)state;
	guest_send(RX, (struct guest_buffer[]){ GUEST_WRITABLE(guest_alloc(44), 44) }, 1);
	send_operation(REQUEST);
	guest_expect_failed("receive buffer without room");
}

/* --- credit --- */

/* A request that keeps the gateway busy, so that what follows stays in the buffer. */
static void occupy(void)
{
	const uint8_t login[] = "\x0e\0\1\0\7\0\0\0\5alice\7session";

	send_data(login, sizeof(login) - 1); /* 22 bytes */
	run_worker();
}

static void test_vsock__resets_more_data_than_the_buffer_holds(void **state)
{
	static const uint8_t zeros[512];

	(void)state;
	open_stream();
	occupy();
	send_data(zeros, 512); /* 22 + 512 */
	send_data(zeros, 490); /* full */
	expect(0);
	send_data(zeros, 1);
	expect(RST);
}

static void test_vsock__counts_credit_by_what_the_guest_was_told(void **state)
{
	static const uint8_t zeros[512];

	(void)state;
	open_stream();
	occupy();
	send_operation(CREDIT_REQUEST);
	assert_int_equal(receive().header.forward_count, 22);
	send_data(zeros, 512);
	send_data(zeros, 512); /* all of the buffer, as told */
	expect(0);
	send_data(zeros, 1);
	expect(RST);
}

static void test_vsock__gives_credit_back(void **state)
{
	struct gateway_header header = { 500, 1, 3 };
	uint8_t bytes[512] = { 0 };
	struct packet update;

	(void)state;
	open_stream();
	memcpy(bytes, &header, sizeof(header));
	send_data(bytes, 508); /* an over-long request: taken and dropped, answered at once */
	update = receive();
	assert_int_equal(update.header.operation, RW);
	assert_int_equal(update.header.forward_count, 508);
}

static void test_vsock__updates_credit_while_it_drops_a_long_request(void **state)
{
	struct gateway_header header = { 0xffff, 1, 3 };
	uint8_t bytes[512] = { 0 };

	(void)state;
	open_stream();
	memcpy(bytes, &header, sizeof(header));
	send_data(bytes, 8);
	expect(RW);
	for (unsigned i = 0; i < 40; i++) {
		send_data(bytes, 512);
		expect(CREDIT_UPDATE);
	}
}

static void test_vsock__keeps_to_the_guests_credit(void **state)
{
	struct packet received, update = packet(CREDIT_UPDATE), request = packet(REQUEST);

	(void)state;
	request.header.buffer_size = 5;
	send(&request);
	expect(RESPONSE);
	update = packet(RW);
	update.header.buffer_size = 5;
	update.header.length = 8; /* hello */
	send(&update);
	run_worker();
	received = receive();
	assert_int_equal(received.header.length, 5);
	expect(0);
	update = packet(CREDIT_UPDATE);
	update.header.buffer_size = 5;
	update.header.forward_count = 3;
	send(&update);
	received = receive();
	assert_int_equal(received.header.length, 3);
	update.header.buffer_size = 2; /* less than is under way */
	send(&update);
	expect(0);
	update.header.buffer_size = 100;
	update.header.forward_count = 8;
	send(&update);
	received = receive();
	assert_int_equal(received.header.length, 10);
}

static void test_vsock__resets_a_guest_that_forwarded_more_than_it_got(void **state)
{
	struct packet update = packet(CREDIT_UPDATE);

	(void)state;
	open_stream();
	update.header.forward_count = 1;
	send(&update);
	expect(RST);
}

static void test_vsock__cuts_data_to_the_receive_buffer(void **state)
{
	struct packet received;

	(void)state;
	open_stream();
	send_hello(1);
	run_worker();
	received = receive_into(44 + 10);
	assert_int_equal(received.header.length, 10);
	received = receive_into(44 + 10);
	assert_int_equal(received.header.length, 8);
}

/* --- pressure --- */

static void test_vsock__stops_taking_packets_while_resets_wait(void **state)
{
	struct packet stray = packet(RW);
	uint16_t head;
	uint32_t length;
	unsigned taken = 0;

	(void)state;
	stray.header.length = 0;
	for (uint32_t i = 0; i < VIRTIO_VSOCK_RESETS; i++) {
		stray.header.source_port = i;
		send(&stray);
	}
	stray.header.source_port = 100;
	recycle();
	guest_send(TX, (struct guest_buffer[]){ GUEST_READABLE(guest_put(&stray, 44), 44) }, 1);
	assert_false(guest_used(TX, &head, &length)); /* the one too many waits */
	for (uint32_t i = 0; i < VIRTIO_VSOCK_RESETS; i++) {
		struct packet reset = receive();

		assert_int_equal(reset.header.operation, RST);
		assert_int_equal(reset.header.destination_port, i);
		taken += guest_used(TX, &head, &length);
	}
	assert_int_equal(taken, 1);
	assert_int_equal(receive().header.destination_port, 100);
}

static void test_vsock__takes_what_waited_once_resets_are_sent(void **state)
{
	struct packet stray = packet(RW);
	struct guest_buffer buffer;
	uint16_t head;
	uint32_t length;
	unsigned taken = 0;

	(void)state;
	for (uint32_t i = 0; i < VIRTIO_VSOCK_RESETS; i++)
		send(&stray);
	buffer = GUEST_READABLE(guest_put(&stray, 44), 44);
	for (uint32_t i = 0; i < GUEST_QUEUE_SIZE; i++)
		guest_send(TX, &buffer, 1);
	assert_false(guest_used(TX, &head, &length));
	buffer = GUEST_WRITABLE(guest_alloc(64), 64);
	for (uint32_t i = 0; i < GUEST_QUEUE_SIZE; i++)
		guest_add(RX, &buffer, 1);
	guest_kick(RX);
	while (guest_used(TX, &head, &length))
		taken++;
	assert_int_equal(taken, GUEST_QUEUE_SIZE);
}

static void test_vsock__leaves_a_connection_alone_while_the_worker_has_it(void **state)
{
	(void)state;
	open_stream();
	send_data("\x0e\0\1\0\7\0\0\0\5alice\7session", 22);
	send_operation(RST);
	open_stream();
	assert_false(vsock.connections[0].used);
	assert_true(vsock.connections[1].used);
	run_worker();
	assert_int_equal(services.calls, 0);
}

static void test_vsock__device_reset_ends_all_streams(void **state)
{
	const uint8_t login[] = "\x0e\0\1\0\7\0\0\0\5alice\7session";

	(void)state;
	open_stream();
	send_data(login, sizeof(login) - 1);
	run_worker();
	guest_start(1);
	run_worker();
	assert_int_equal(services.cancelled, services.ticket);
	open_stream();
}

/* Any packets in any order: connections stay bounded, buffers within their bounds (the sanitizers watch), and a
 * new stream works in the end. */
static void test_vsock__survives_random_packets(void **state)
{
	(void)state;
	srand(2);
	for (unsigned round = 0; round < 200000; round++) {
		struct packet sent = packet((uint16_t)(rand() % 9));

		sent.header.source_port += (uint32_t)rand() % 20;
		sent.header.destination_port += (uint32_t)rand() % 3;
		sent.header.length = (uint32_t)rand() % (rand() % 8 ? 12 : 512);
		sent.header.flags = (uint32_t)rand() % 4;
		sent.header.forward_count = rand() % 16 ? 0 : (uint32_t)rand();
		for (unsigned i = 0; i < 12; i++)
			sent.data[i] = (uint8_t)(rand() % 4);
		if (sent.header.operation != RW)
			sent.header.length = 0;
		send(&sent);
		receive();
		receive();
		services.person = rand() % 4;
		if (rand() % 4 == 0)
			run_worker();
	}
	assert_int_equal(guest.warnings, 0);
	guest_start(1);
	run_worker();
	run_worker();
	open_stream();
}

#define TEST(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_vsock__tells_the_guests_context),
		TEST(test_vsock__accepts_a_stream_to_a_service),
		TEST(test_vsock__carries_a_request_and_its_reply),
		TEST(test_vsock__login_waits_without_blocking_others),
		TEST(test_vsock__close_is_answered_with_a_reset),
		TEST(test_vsock__half_closed_stream_still_gets_its_replies),
		TEST(test_vsock__reset_by_the_guest_cancels_the_login),
		TEST(test_vsock__refuses_a_port_without_service),
		TEST(test_vsock__refuses_another_context),
		TEST(test_vsock__refuses_another_type),
		TEST(test_vsock__ignores_a_forged_source),
		TEST(test_vsock__resets_what_is_no_stream),
		TEST(test_vsock__resets_a_second_request),
		TEST(test_vsock__resets_a_response),
		TEST(test_vsock__resets_data_before_the_response),
		TEST(test_vsock__resets_data_after_the_end),
		TEST(test_vsock__bounds_its_connections),
		TEST(test_vsock__fails_for_a_packet_without_header),
		TEST(test_vsock__fails_for_a_packet_shorter_than_its_length),
		TEST(test_vsock__fails_for_a_receive_buffer_without_room),
		TEST(test_vsock__resets_more_data_than_the_buffer_holds),
		TEST(test_vsock__counts_credit_by_what_the_guest_was_told),
		TEST(test_vsock__gives_credit_back),
		TEST(test_vsock__updates_credit_while_it_drops_a_long_request),
		TEST(test_vsock__keeps_to_the_guests_credit),
		TEST(test_vsock__resets_a_guest_that_forwarded_more_than_it_got),
		TEST(test_vsock__cuts_data_to_the_receive_buffer),
		TEST(test_vsock__stops_taking_packets_while_resets_wait),
		TEST(test_vsock__takes_what_waited_once_resets_are_sent),
		TEST(test_vsock__leaves_a_connection_alone_while_the_worker_has_it),
		TEST(test_vsock__device_reset_ends_all_streams),
		TEST(test_vsock__survives_random_packets),
	};

	return cmocka_run_group_tests_name("virtio_vsock", tests, NULL, NULL);
}
