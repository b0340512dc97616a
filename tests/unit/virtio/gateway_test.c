/* SPDX-License-Identifier: BSD-2-Clause */
/* The gateway: bytes of a stream in, calls of a service, bytes out. The tests play the vsock device and the worker. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <bulkhead/auth.h>
#include <bulkhead/wallet.h>
#include <bulkhead/error.h>
#include <bulkhead/loop.h>

#include "gateway.h"
#include "services.h"

static struct gateway gateway;
static unsigned wakes;

void worker_wake(void)
{
	wakes++;
}

struct frame {
	struct gateway_header header;
	uint8_t payload[300];
};

static int setup(void **state)
{
	(void)state;
	memset(&gateway, 0, sizeof(gateway));
	services = (struct services){ .person = AUTH_PENDING };
	wakes = 0;
	assert_true(gateway_available(&gateway, 0));
	assert_true(gateway_open(&gateway, 0, GATEWAY_PORT_LOGIN));
	return 0;
}

static int setup_admin(void **state)
{
	setup(state);
	gateway_close(&gateway, 0);
	assert_true(gateway_open(&gateway, 0, GATEWAY_PORT_ADMIN));
	return 0;
}

static int setup_port(uint32_t port)
{
	void *state = NULL;

	setup(&state);
	gateway_close(&gateway, 0);
	return gateway_open(&gateway, 0, port) ? 0 : -1;
}

static int setup_wallet(void **state)
{
	(void)state;
	return setup_port(GATEWAY_PORT_WALLET);
}

static int setup_billing(void **state)
{
	(void)state;
	return setup_port(GATEWAY_PORT_BILLING);
}

static struct frame request(uint16_t method, uint32_t id, const void *payload, uint16_t size)
{
	struct frame frame = { .header = { size, method, id } };

	memcpy(frame.payload, payload, size);
	return frame;
}

static size_t give(const struct frame *frame)
{
	return gateway_receive(&gateway, 0, (const uint8_t *)frame, sizeof(frame->header) + frame->header.length);
}

static void run_worker(void)
{
	if (gateway_work(&gateway))
		gateway_collect(&gateway);
}

/* The whole reply; fails the test if there is none. */
static struct frame take_reply(void)
{
	struct frame frame;
	size_t size = gateway_send(&gateway, 0, (uint8_t *)&frame, sizeof(frame));

	assert_true(size >= sizeof(frame.header));
	assert_int_equal(size, sizeof(frame.header) + frame.header.length);
	return frame;
}

static struct frame ask(uint16_t method, const void *payload, uint16_t size)
{
	struct frame frame = request(method, 4711, payload, size);

	assert_int_equal(give(&frame), sizeof(frame.header) + size);
	run_worker();
	frame = take_reply();
	assert_int_equal(frame.header.id, 4711);
	return frame;
}

#define LOGIN      "\5alice\7session"
#define LOGIN_SIZE 14

/* --- log-in --- */

static void test_gateway__greets(void **state)
{
	struct frame reply = ask(GATEWAY_HELLO, "", 0);

	(void)state;
	assert_int_equal(reply.header.code, GATEWAY_OK);
	assert_int_equal(reply.header.length, 10);
	assert_memory_equal(reply.payload, "\1\0\0\0\5login", 10);
}

static void test_gateway__logs_in_when_the_person_has_answered(void **state)
{
	struct frame frame = request(GATEWAY_LOGIN_BEGIN, 9, LOGIN, LOGIN_SIZE);

	(void)state;
	give(&frame);
	run_worker();
	assert_string_equal(services.user, "alice");
	assert_string_equal(services.other, "session");
	assert_int_equal(gateway_sendable(&gateway, 0), 0);
	run_worker(); /* woken for another reason */
	assert_int_equal(gateway_sendable(&gateway, 0), 0);
	services.person = AUTH_OK;
	run_worker();
	frame = take_reply();
	assert_int_equal(frame.header.code, AUTH_OK);
	assert_int_equal(frame.header.id, 9);
	assert_int_equal(frame.header.length, 36);
	assert_int_equal(frame.payload[31], 0x5a);
	assert_memory_equal(frame.payload + 32, "\x84\3\0\0", 4);
	assert_true(gateway_idle(&gateway, 0));
}

static void test_gateway__wrong_pin_has_no_payload(void **state)
{
	struct frame reply;

	(void)state;
	services.person = AUTH_WRONG;
	reply = request(GATEWAY_LOGIN_BEGIN, 4711, LOGIN, LOGIN_SIZE);
	give(&reply);
	run_worker();
	run_worker();
	reply = take_reply();
	assert_int_equal(reply.header.code, AUTH_WRONG);
	assert_int_equal(reply.header.length, 0);
}

static void test_gateway__delay_comes_with_its_seconds(void **state)
{
	struct frame reply;

	(void)state;
	services.begin_result = AUTH_DELAYED;
	reply = ask(GATEWAY_LOGIN_BEGIN, LOGIN, LOGIN_SIZE);
	assert_int_equal(reply.header.code, AUTH_DELAYED);
	assert_int_equal(reply.header.length, 4);
	assert_memory_equal(reply.payload, "\x11\0\0\0", 4);
}

static void test_gateway__restarted_service_is_unavailable(void **state)
{
	(void)state;
	services.begin_result = -BULKHEAD_ERROR_PEER_RESTARTED;
	assert_int_equal(ask(GATEWAY_LOGIN_BEGIN, LOGIN, LOGIN_SIZE).header.code, GATEWAY_UNAVAILABLE);
	services.begin_result = 0x100; /* no status of the service may pass for one of the gateway's */
	assert_int_equal(ask(GATEWAY_LOGIN_BEGIN, LOGIN, LOGIN_SIZE).header.code, GATEWAY_UNAVAILABLE);
}

static void test_gateway__checks_and_ends_a_token(void **state)
{
	uint8_t payload[40];
	struct frame reply;

	(void)state;
	memset(payload, 0x5a, 32);
	memcpy(payload + 32, "\7session", 8);
	reply = ask(GATEWAY_LOGIN_CHECK, payload, 40);
	assert_int_equal(reply.header.code, AUTH_OK);
	assert_memory_equal(reply.payload, "\x3c\0\0\0", 4);
	assert_int_equal(ask(GATEWAY_LOGIN_END, payload, 32).header.code, AUTH_OK);
	payload[0] = 0;
	assert_int_equal(ask(GATEWAY_LOGIN_CHECK, payload, 40).header.code, AUTH_NO_TOKEN);
}

/* --- administration --- */

static void test_gateway__enrols_when_the_person_has_answered(void **state)
{
	struct frame frame = request(GATEWAY_ADMIN_ENROL, 1, "\x8personal\3bob", 13);

	(void)state;
	give(&frame);
	run_worker();
	assert_string_equal(services.other, "personal");
	services.person = AUTH_OK;
	run_worker();
	assert_int_equal(take_reply().header.code, AUTH_OK);
}

static void test_gateway__administers(void **state)
{
	(void)state;
	assert_int_equal(ask(GATEWAY_ADMIN_UNLOCK, "\x8personal\3bob", 13).header.code, AUTH_OK);
	assert_string_equal(services.user, "bob");
	assert_int_equal(ask(GATEWAY_ADMIN_REMOVE, "\x8personal\3bob", 13).header.code, AUTH_NO_USER);
}

static void test_gateway__lists_users(void **state)
{
	struct frame reply = ask(GATEWAY_ADMIN_LIST, "\0\0\0\0", 4);

	(void)state;
	assert_int_equal(reply.header.length, 10 + 33 + 2);
	assert_memory_equal(reply.payload, "\x9" "corporate\x20nn", 13);
	assert_memory_equal(reply.payload + 43, "\1\3", 2);
	assert_int_equal(ask(GATEWAY_ADMIN_LIST, "\1\0\0\0", 4).header.code, AUTH_NO_USER);
}

/* --- ports and connections --- */

static void test_gateway__unknown_port_does_not_exist(void **state)
{
	(void)state;
	assert_false(gateway_open(&gateway, 1, 7004));
	assert_false(gateway_open(&gateway, 1, 0));
	assert_true(gateway_available(&gateway, 1));
}

static void test_gateway__methods_belong_to_their_port(void **state)
{
	(void)state;
	assert_int_equal(ask(GATEWAY_ADMIN_LIST, "\0\0\0\0", 4).header.code, GATEWAY_NO_METHOD);
	assert_int_equal(ask(0xffff, "", 0).header.code, GATEWAY_NO_METHOD);
	assert_int_equal(services.calls, 0);
}

static void test_gateway__close_cancels_what_waits_for_a_person(void **state)
{
	struct frame frame = request(GATEWAY_LOGIN_BEGIN, 9, LOGIN, LOGIN_SIZE);

	(void)state;
	give(&frame);
	run_worker();
	gateway_close(&gateway, 0);
	assert_false(gateway_available(&gateway, 0)); /* the worker has it */
	services.person = AUTH_OK;
	run_worker();
	assert_int_equal(services.cancelled, services.ticket);
	assert_true(gateway_available(&gateway, 0));
	assert_true(gateway_open(&gateway, 0, GATEWAY_PORT_LOGIN));
	assert_int_equal(gateway_sendable(&gateway, 0), 0);
	assert_int_equal(ask(GATEWAY_HELLO, "", 0).header.code, GATEWAY_OK);
}

static void test_gateway__close_before_the_worker_came_calls_nobody(void **state)
{
	struct frame frame = request(GATEWAY_LOGIN_BEGIN, 9, LOGIN, LOGIN_SIZE);

	(void)state;
	give(&frame);
	gateway_close(&gateway, 0);
	run_worker();
	assert_int_equal(services.calls, 0);
	assert_int_equal(services.cancelled, 0);
	assert_true(gateway_available(&gateway, 0));
}

static void test_gateway__reply_to_a_closed_connection_is_dropped(void **state)
{
	struct frame frame = request(GATEWAY_HELLO, 9, "", 0);

	(void)state;
	give(&frame);
	assert_true(gateway_work(&gateway));
	gateway_close(&gateway, 0);
	assert_true(gateway_available(&gateway, 0));
	assert_true(gateway_open(&gateway, 0, GATEWAY_PORT_LOGIN));
	gateway_collect(&gateway);
	assert_int_equal(gateway_sendable(&gateway, 0), 0);
}

/* --- frames --- */

static void test_gateway__takes_a_request_byte_by_byte(void **state)
{
	struct frame frame = request(GATEWAY_LOGIN_BEGIN, 9, LOGIN, LOGIN_SIZE);

	(void)state;
	services.begin_result = AUTH_BUSY;
	for (unsigned i = 0; i < sizeof(frame.header) + LOGIN_SIZE; i++) {
		assert_int_equal(wakes, 0);
		assert_int_equal(gateway_receive(&gateway, 0, (uint8_t *)&frame + i, 1), 1);
	}
	assert_int_equal(wakes, 1);
	run_worker();
	assert_int_equal(take_reply().header.code, AUTH_BUSY);
}

static void test_gateway__gives_a_reply_byte_by_byte(void **state)
{
	struct frame frame = request(GATEWAY_HELLO, 9, "", 0);
	uint8_t bytes[18];

	(void)state;
	give(&frame);
	run_worker();
	for (unsigned i = 0; i < sizeof(bytes); i++)
		assert_int_equal(gateway_send(&gateway, 0, bytes + i, 1), 1);
	assert_int_equal(gateway_send(&gateway, 0, bytes, 1), 0);
	assert_memory_equal(bytes + 13, "login", 5);
	assert_true(gateway_idle(&gateway, 0));
}

static void test_gateway__leaves_the_next_request_until_the_reply_has_gone(void **state)
{
	struct frame first = request(GATEWAY_HELLO, 1, "", 0), second = request(GATEWAY_HELLO, 2, "", 0);
	uint8_t both[16];

	(void)state;
	memcpy(both, &first, 8);
	memcpy(both + 8, &second, 8);
	assert_int_equal(gateway_receive(&gateway, 0, both, 16), 8);
	assert_int_equal(gateway_receive(&gateway, 0, both + 8, 8), 0);
	run_worker();
	assert_int_equal(gateway_receive(&gateway, 0, both + 8, 8), 0);
	assert_int_equal(take_reply().header.id, 1);
	assert_int_equal(gateway_receive(&gateway, 0, both + 8, 8), 8);
	run_worker();
	assert_int_equal(take_reply().header.id, 2);
}

static void test_gateway__rejects_over_long_request_and_goes_on(void **state)
{
	struct frame frame = request(GATEWAY_LOGIN_BEGIN, 5, (uint8_t[GATEWAY_PAYLOAD_MAX + 1]){ 1 }, GATEWAY_PAYLOAD_MAX + 1);

	(void)state;
	assert_int_equal(give(&frame), sizeof(frame.header) + GATEWAY_PAYLOAD_MAX + 1);
	assert_int_equal(services.calls, 0);
	frame = take_reply();
	assert_int_equal(frame.header.code, GATEWAY_TOO_LONG);
	assert_int_equal(frame.header.id, 5);
	assert_int_equal(frame.header.length, 0);
	assert_int_equal(ask(GATEWAY_HELLO, "", 0).header.code, GATEWAY_OK);
}

static void test_gateway__skips_the_longest_request_in_pieces(void **state)
{
	struct frame frame = { .header = { .length = 0xffff, .code = 1, .id = 5 } };
	size_t left = 0xffff;

	(void)state;
	assert_int_equal(gateway_receive(&gateway, 0, (uint8_t *)&frame, 8), 8);
	assert_int_equal(take_reply().header.code, GATEWAY_TOO_LONG);
	while (left != 0)
		left -= gateway_receive(&gateway, 0, frame.payload, left < 250 ? left : 250);
	assert_int_equal(ask(GATEWAY_HELLO, "", 0).header.code, GATEWAY_OK);
}

static void expect_malformed(uint16_t method, const void *payload, uint16_t size)
{
	struct frame reply = ask(method, payload, size);

	assert_int_equal(reply.header.code, GATEWAY_MALFORMED);
	assert_int_equal(reply.header.length, 0);
	assert_int_equal(services.calls, 0);
}

static void test_gateway__rejects_missing_payload(void **state)
{
	(void)state;
	expect_malformed(GATEWAY_LOGIN_BEGIN, "", 0);
	expect_malformed(GATEWAY_LOGIN_CHECK, LOGIN, LOGIN_SIZE);
	expect_malformed(GATEWAY_LOGIN_END, (uint8_t[31]){ 0 }, 31);
}

static void test_gateway__rejects_string_beyond_the_payload(void **state)
{
	(void)state;
	expect_malformed(GATEWAY_LOGIN_BEGIN, "\5alice\x8session", LOGIN_SIZE);
	expect_malformed(GATEWAY_LOGIN_BEGIN, "\x20", 1);
}

static void test_gateway__rejects_string_that_is_too_long(void **state)
{
	uint8_t payload[128] = { 33 };

	(void)state;
	memset(payload + 1, 'a', 33);
	payload[34] = 1;
	payload[35] = 'p';
	expect_malformed(GATEWAY_LOGIN_BEGIN, payload, 36);
}

static void test_gateway__rejects_zero_byte_in_string(void **state)
{
	(void)state;
	expect_malformed(GATEWAY_LOGIN_BEGIN, "\5al\0ce\7session", LOGIN_SIZE);
}

static void test_gateway__rejects_bytes_after_the_payload(void **state)
{
	(void)state;
	expect_malformed(GATEWAY_LOGIN_BEGIN, LOGIN "x", LOGIN_SIZE + 1);
	expect_malformed(GATEWAY_HELLO, "x", 1);
}

/* --- wallet, billing --- */

#define KEY_AND_PAYEE "\2k1\4shop"

static struct frame payment(uint8_t token_byte)
{
	uint8_t payload[32 + 8 + 8];
	const int64_t amount = 1250;

	memset(payload, token_byte, 32);
	memcpy(payload + 32, KEY_AND_PAYEE, 8);
	memcpy(payload + 40, &amount, 8);
	return request(GATEWAY_WALLET_PAY, 6, payload, sizeof(payload));
}

static void test_wallet__pays_when_the_person_has_confirmed(void **state)
{
	struct frame frame = payment(0x5a), reply;
	uint64_t number;

	(void)state;
	give(&frame);
	assert_false(gateway_work(&gateway));
	assert_string_equal(services.user, "k1");
	assert_string_equal(services.other, "shop");
	assert_int_equal(services.amount, 1250);
	services.person = WALLET_OK;
	assert_true(gateway_work(&gateway));
	gateway_collect(&gateway);
	reply = take_reply();
	assert_int_equal(reply.header.code, WALLET_OK);
	assert_int_equal(reply.header.length, 8);
	memcpy(&number, reply.payload, 8);
	assert_int_equal(number, 0x1122334455667788);
}

static void test_wallet__delay_comes_with_its_seconds(void **state)
{
	struct frame frame = payment(0x5a), reply;

	(void)state;
	services.begin_result = WALLET_DELAYED;
	reply = ask(GATEWAY_WALLET_PAY, frame.payload, frame.header.length);
	assert_int_equal(reply.header.code, WALLET_DELAYED);
	assert_memory_equal(reply.payload, "\21\0\0", 4);
}

static void test_wallet__refusal_has_no_payload(void **state)
{
	struct frame frame = payment(0x11), reply;

	(void)state;
	reply = ask(GATEWAY_WALLET_PAY, frame.payload, frame.header.length);
	assert_int_equal(reply.header.code, WALLET_NO_TOKEN);
	assert_int_equal(reply.header.length, 0);
}

static void test_wallet__close_cancels_an_unconfirmed_payment(void **state)
{
	struct frame frame = payment(0x5a);

	(void)state;
	give(&frame);
	gateway_work(&gateway);
	gateway_close(&gateway, 0);
	gateway_work(&gateway);
	assert_int_equal(services.cancelled, services.ticket);
}

static void test_wallet__rejects_a_payment_that_is_cut_or_too_long(void **state)
{
	struct frame frame = payment(0x5a);

	(void)state;
	expect_malformed(GATEWAY_WALLET_PAY, frame.payload, (uint16_t)(frame.header.length - 1));
	expect_malformed(GATEWAY_WALLET_PAY, frame.payload, (uint16_t)(frame.header.length + 1));
	expect_malformed(GATEWAY_WALLET_BALANCE, "x", 1);
	expect_malformed(GATEWAY_WALLET_RECEIPT, "1234567", 7);
	expect_malformed(GATEWAY_WALLET_KEY, "x", 1);
}

static void test_wallet__shows_balance_receipt_and_key(void **state)
{
	struct frame reply;
	int64_t amount;

	(void)state;
	reply = ask(GATEWAY_WALLET_BALANCE, "", 0);
	memcpy(&amount, reply.payload, 8);
	assert_int_equal(amount, -1250);
	assert_memory_equal(reply.payload + 8, "\3EUR", 4);
	assert_int_equal(reply.header.length, 12);
	reply = ask(GATEWAY_WALLET_RECEIPT, "\3\0\0\0\0\0\0", 8);
	assert_int_equal(reply.header.length, 236);
	assert_int_equal(reply.payload[235], 0x77);
	reply = ask(GATEWAY_WALLET_RECEIPT, "\4\0\0\0\0\0\0", 8);
	assert_int_equal(reply.header.code, WALLET_NO_RECEIPT);
	assert_int_equal(reply.header.length, 0);
	reply = ask(GATEWAY_WALLET_KEY, "", 0);
	assert_int_equal(reply.header.length, 32);
}

static void test_billing__shows_every_line_and_the_total(void **state)
{
	struct frame reply = ask(GATEWAY_BILLING_INVOICE, "", 0);
	uint64_t words[18];

	(void)state;
	assert_int_equal(reply.header.code, 0);
	assert_int_equal(reply.header.length, sizeof(words) + 4);
	memcpy(words, reply.payload, sizeof(words));
	for (unsigned i = 0; i < 16; i++)
		assert_int_equal(words[i], i / 4 + i % 4 * 10);
	assert_int_equal(words[16], 42);
	assert_int_equal(words[17], 60);
	assert_memory_equal(reply.payload + sizeof(words), "\3EUR", 4);
}

#define TEST(name)       cmocka_unit_test_setup(name, setup)
#define ADMIN_TEST(name) cmocka_unit_test_setup(name, setup_admin)
#define WALLET_TEST(name) cmocka_unit_test_setup(name, setup_wallet)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_gateway__greets),
		TEST(test_gateway__logs_in_when_the_person_has_answered),
		TEST(test_gateway__wrong_pin_has_no_payload),
		TEST(test_gateway__delay_comes_with_its_seconds),
		TEST(test_gateway__restarted_service_is_unavailable),
		TEST(test_gateway__checks_and_ends_a_token),
		ADMIN_TEST(test_gateway__enrols_when_the_person_has_answered),
		ADMIN_TEST(test_gateway__administers),
		ADMIN_TEST(test_gateway__lists_users),
		TEST(test_gateway__unknown_port_does_not_exist),
		TEST(test_gateway__methods_belong_to_their_port),
		TEST(test_gateway__close_cancels_what_waits_for_a_person),
		TEST(test_gateway__close_before_the_worker_came_calls_nobody),
		TEST(test_gateway__reply_to_a_closed_connection_is_dropped),
		TEST(test_gateway__takes_a_request_byte_by_byte),
		TEST(test_gateway__gives_a_reply_byte_by_byte),
		TEST(test_gateway__leaves_the_next_request_until_the_reply_has_gone),
		TEST(test_gateway__rejects_over_long_request_and_goes_on),
		TEST(test_gateway__skips_the_longest_request_in_pieces),
		TEST(test_gateway__rejects_missing_payload),
		TEST(test_gateway__rejects_string_beyond_the_payload),
		TEST(test_gateway__rejects_string_that_is_too_long),
		TEST(test_gateway__rejects_zero_byte_in_string),
		TEST(test_gateway__rejects_bytes_after_the_payload),
		WALLET_TEST(test_wallet__pays_when_the_person_has_confirmed),
		WALLET_TEST(test_wallet__delay_comes_with_its_seconds),
		WALLET_TEST(test_wallet__refusal_has_no_payload),
		WALLET_TEST(test_wallet__close_cancels_an_unconfirmed_payment),
		WALLET_TEST(test_wallet__rejects_a_payment_that_is_cut_or_too_long),
		WALLET_TEST(test_wallet__shows_balance_receipt_and_key),
		cmocka_unit_test_setup(test_billing__shows_every_line_and_the_total, setup_billing),
	};

	return cmocka_run_group_tests_name("gateway", tests, NULL, NULL);
}
