/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest's phone command, run as a child process. Its vsock socket is one end of a socket pair, whose other end
 * the test reads and has filled beforehand; so each test says what the service answers, and checks what was asked,
 * what was printed and the exit code.
 */
#undef main

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <linux/vm_sockets.h>

#define OUTPUT_MAX 4096

int phone_main(int argc, char **argv);

static int service[2];     /* [0] the command's, [1] the test's */
static int connect_error;  /* errno of connect, 0: it succeeds */
static int result;         /* exit code of the last command */
static char output[OUTPUT_MAX]; /* what it printed, both streams */
static char token_path[64];

int __wrap_socket(int domain, int type, int protocol);
int __wrap_connect(int stream, const struct sockaddr *address, socklen_t size);

int __wrap_socket(int domain, int type, int protocol)
{
	(void)protocol;
	return domain == AF_VSOCK && type == SOCK_STREAM ? dup(service[0]) : -1;
}

int __wrap_connect(int stream, const struct sockaddr *address, socklen_t size)
{
	const struct sockaddr_vm *to = (const struct sockaddr_vm *)address;
	char seen[32];

	(void)stream;
	(void)size;
	printf("[%s]", to->svm_cid == 2 ? (snprintf(seen, sizeof(seen), "%u", to->svm_port), seen) : "not the phone");
	errno = connect_error;
	return connect_error ? -1 : 0;
}

static int setup(void **state)
{
	(void)state;
	connect_error = 0;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, service), 0);
	snprintf(token_path, sizeof(token_path), "/tmp/phone-token-test-%d", (int)getpid());
	unlink(token_path);
	setenv("PHONE_TOKEN", token_path, 1);
	setenv("USER", "anna", 1);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	close(service[0]);
	close(service[1]);
	unlink(token_path);
	return 0;
}

/* What the service will answer: a header, then the payload. */
static void answer(uint16_t status, const void *payload, uint16_t size)
{
	const struct { uint16_t length, status; uint32_t id; } header = { size, status, 1 };

	assert_int_equal(write(service[1], &header, sizeof(header)), sizeof(header));
	assert_int_equal(write(service[1], payload, size), size);
}

static void run_child(int out, char *const *words)
{
	int count = 0;

	while (words[count])
		count++;
	dup2(out, 1);
	dup2(out, 2);
	close(service[1]);
	result = phone_main(count, (char **)words);
	fflush(NULL);
	_exit(result);
}

/* Runs `phone` with these words; sets `result` and `output`. */
static void phone(const char *first, ...)
{
	char *words[16] = { (char *)"phone", (char *)first };
	int pipes[2], status, count = 2;
	size_t size = 0;
	ssize_t got;
	va_list rest;
	pid_t child;

	va_start(rest, first);
	while (count < 15 && (words[count] = va_arg(rest, char *)))
		count++;
	va_end(rest);
	assert_int_equal(pipe(pipes), 0);
	fflush(NULL);
	child = fork();
	if (child == 0)
		run_child(pipes[1], words);
	close(pipes[1]);
	while (size < OUTPUT_MAX - 1 && (got = read(pipes[0], output + size, OUTPUT_MAX - 1 - size)) > 0)
		size += (size_t)got;
	output[size] = 0;
	close(pipes[0]);
	waitpid(child, &status, 0);
	assert_true(WIFEXITED(status));
	result = WEXITSTATUS(status);
}

static void expect_asked(uint16_t method, const void *payload, uint16_t size)
{
	uint8_t got[256];
	uint8_t expected[256] = { (uint8_t)size, 0, (uint8_t)method, 0, 1, 0, 0, 0 };

	memcpy(expected + 8, payload, size);
	assert_int_equal(recv(service[1], got, sizeof(got), MSG_DONTWAIT), 8 + size);
	assert_memory_equal(got, expected, 8u + size);
}

static void expect_output(const char *text)
{
	if (!strstr(output, text))
		fail_msg("no '%s' in: %s", text, output);
}

static void log_in(void)
{
	uint8_t payload[36];

	memset(payload, 0x5a, 32);
	memcpy(payload + 32, "\x84\3\0\0", 4);
	answer(0, payload, 36);
	phone("auth", "login", NULL);
}

/* --- log-in --- */

static void test_phone__logs_in(void **state)
{
	(void)state;
	log_in();
	assert_int_equal(result, 0);
	expect_asked(1, "\4anna\7session", 13);
	expect_output("[7000]");
	expect_output("answer at the trusted prompt");
	expect_output("logged in as anna for session, good for 900 s");
}

static void test_phone__keeps_the_token_to_its_owner(void **state)
{
	char mode[8];
	FILE *pipe;

	(void)state;
	log_in();
	snprintf(output, sizeof(output), "stat -c %%a %s", token_path);
	pipe = popen(output, "r");
	assert_non_null(fgets(mode, sizeof(mode), pipe));
	pclose(pipe);
	assert_string_equal(mode, "600\n");
}

static void test_phone__takes_user_and_purpose(void **state)
{
	(void)state;
	answer(2, "", 0);
	phone("auth", "login", "--user", "bob", "--purpose", "mail", NULL);
	expect_asked(1, "\3bob\4mail", 9);
}

static void test_phone__wrong_pin_is_refused(void **state)
{
	(void)state;
	answer(2, "", 0);
	phone("auth", "login", NULL);
	assert_int_equal(result, 1);
	expect_output("wrong PIN");
}

static void test_phone__locked_user_has_its_own_exit_code(void **state)
{
	(void)state;
	answer(3, "", 0);
	phone("auth", "login", NULL);
	assert_int_equal(result, 5);
	expect_output("locked");
}

static void test_phone__delay_tells_the_seconds(void **state)
{
	(void)state;
	answer(4, "\x11\0\0\0", 4);
	phone("--json", "auth", "login", NULL);
	assert_int_equal(result, 5);
	expect_output("\"retry_after_s\":17");
	expect_output("\"ok\":false,\"code\":5");
}

static void test_phone__cancelled_prompt_has_its_own_exit_code(void **state)
{
	(void)state;
	answer(5, "", 0);
	phone("auth", "login", NULL);
	assert_int_equal(result, 6);
}

static void test_phone__checks_the_token_of_the_last_login(void **state)
{
	uint8_t token[40];

	(void)state;
	log_in();
	expect_asked(1, "\4anna\7session", 13);
	answer(0, "\x3c\0\0\0", 4);
	phone("--json", "auth", "check", NULL);
	memset(token, 0x5a, 32);
	memcpy(token + 32, "\7session", 8);
	expect_asked(2, token, 40);
	assert_int_equal(result, 0);
	expect_output("\"expires_s\":60,\"ok\":true,\"code\":0");
}

static void test_phone__logout_forgets_the_token(void **state)
{
	(void)state;
	log_in();
	answer(0, "", 0);
	phone("auth", "logout", NULL);
	assert_int_equal(result, 0);
	phone("auth", "check", NULL);
	assert_int_equal(result, 1);
	expect_output("not logged in");
}

/* --- administration, services, raw --- */

static void test_phone__enrols_in_the_named_profile(void **state)
{
	(void)state;
	answer(0, "", 0);
	phone("admin", "enrol", "bob", "--profile", "personal", NULL);
	assert_int_equal(result, 0);
	expect_asked(1, "\x8personal\3bob", 13);
	expect_output("[7001]");
	expect_output("bob of personal: enrolled");
}

static void test_phone__unlocks(void **state)
{
	(void)state;
	answer(8, "", 0);
	phone("admin", "unlock", "bob", "--profile", "personal", NULL);
	expect_asked(3, "\x8personal\3bob", 13);
	assert_int_equal(result, 1);
	expect_output("no such user");
}

static void test_phone__lists_users_until_there_are_no_more(void **state)
{
	(void)state;
	answer(0, "\x9" "corporate\3bob\1\5", 16);
	answer(8, "", 0);
	phone("admin", "list", NULL);
	assert_int_equal(result, 0);
	expect_output("corporate bob: locked, 5 wrong PINs");
}

static void test_phone__tells_which_services_are_connected(void **state)
{
	(void)state;
	phone("--json", "services", NULL);
	expect_output("\"port\":7000,\"service\":\"log-in\",\"connected\":true");
	connect_error = ECONNRESET;
	phone("services", NULL);
	assert_int_equal(result, 0);
	expect_output("7001 administration: no connection");
}

static void test_phone__raw_prints_replies(void **state)
{
	(void)state;
	answer(0x101, "", 0);
	answer(0, "\1\2", 2);
	shutdown(service[1], SHUT_WR);
	phone("raw", "7000", "ffff0100", "07000000", NULL);
	assert_int_equal(result, 0);
	expect_output("reply 1: status 0x101\n");
	expect_output("reply 1: status 0x0, payload 0102\n");
}

/* --- what can go wrong --- */

static void test_phone__no_connection_is_said(void **state)
{
	(void)state;
	connect_error = ECONNRESET;
	phone("admin", "list", NULL);
	assert_int_equal(result, 3);
	expect_output("this profile has no connection to the administration service");
}

static void test_phone__no_vsock_is_said(void **state)
{
	(void)state;
	connect_error = ENODEV;
	phone("auth", "login", NULL);
	assert_int_equal(result, 4);
	expect_output("no way to the phone's services");
}

static void test_phone__restarted_service_is_said(void **state)
{
	(void)state;
	answer(0x103, "", 0);
	phone("auth", "login", NULL);
	assert_int_equal(result, 4);
	expect_output("restarted or does not answer");
	expect_asked(1, "\4anna\7session", 13);
	answer(10, "", 0); /* restarted while the person was asked */
	phone("auth", "login", NULL);
	assert_int_equal(result, 4);
	expect_output("restarted and has forgotten");
}

static void test_phone__closed_connection_is_said(void **state)
{
	(void)state;
	shutdown(service[1], SHUT_WR);
	phone("auth", "login", NULL);
	assert_int_equal(result, 4);
	expect_output("closed the connection");
}

static void test_phone__short_reply_is_said(void **state)
{
	(void)state;
	answer(0, "\1\2\3", 3);
	phone("auth", "login", NULL);
	assert_int_equal(result, 4);
	expect_output("too short");
}

static void test_phone__reply_of_absurd_length_is_said(void **state)
{
	(void)state;
	assert_int_equal(write(service[1], "\xff\xff\0\0\1\0\0\0", 8), 8);
	phone("auth", "login", NULL);
	assert_int_equal(result, 4);
	expect_output("makes no sense");
}

static void test_phone__usage_errors(void **state)
{
	(void)state;
	phone("auth", NULL);
	assert_int_equal(result, 2);
	phone("fly", NULL);
	assert_int_equal(result, 2);
	phone("admin", "enrol", NULL);
	assert_int_equal(result, 2);
	phone("--fly", NULL);
	assert_int_equal(result, 2);
	phone("auth", "login", "--user", "a-name-that-is-longer-than-32-characters", NULL);
	assert_int_equal(result, 2);
	phone("raw", "7000", "abc", NULL);
	assert_int_equal(result, 2);
}

static void test_phone__helps(void **state)
{
	(void)state;
	phone("--help", NULL);
	assert_int_equal(result, 0);
	expect_output("exit codes");
}

/* --- wallet, billing --- */

/* The request of a payment of 12.50 to shop under the key k1. */
static void expect_payment_asked(uint8_t token_byte)
{
	uint8_t payload[48];
	const int64_t amount = 1250;

	memset(payload, token_byte, 32);
	memcpy(payload + 32, "\2k1\4shop", 8);
	memcpy(payload + 40, &amount, 8);
	expect_asked(2, payload, sizeof(payload));
}

static void pay(uint16_t status, const void *payload, uint16_t size)
{
	answer(status, payload, size);
	phone("wallet", "pay", "--to", "shop", "--amount", "12.50", "--key", "k1", NULL);
}

static void test_wallet__pays_with_the_token_of_the_last_login(void **state)
{
	(void)state;
	log_in();
	expect_asked(1, "\4anna\7session", 13);
	pay(0, "\7\0\0\0\0\0\0", 8);
	expect_payment_asked(0x5a);
	assert_int_equal(result, 0);
	expect_output("[7002]");
	expect_output("paid 12.50 to shop, receipt 7");
}

/* The wallet decides, not the client. */
static void test_wallet__without_a_login_asks_and_is_refused(void **state)
{
	(void)state;
	pay(5, "", 0);
	expect_payment_asked(0);
	assert_int_equal(result, 1);
	expect_output("phone auth login --purpose payment");
}

static void test_wallet__answers_have_their_exit_codes(void **state)
{
	static const struct { uint16_t status; int code; const char *words; } answers[] = {
		{ 2, 6, "nothing was paid" }, { 3, 1, "another payment" }, { 6, 1, "not a name" }, { 7, 1, "cannot be paid" },
		{ 8, 1, "no such payee" }, { 9, 1, "not enough" }, { 10, 1, "another payment" }, { 11, 4, "restarted" },
		{ 13, 1, "no room" }, { 14, 4, "lacks" }, { 99, 1, "refused" },
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		pay(answers[i].status, "", 0);
		assert_int_equal(result, answers[i].code);
		expect_output(answers[i].words);
		expect_payment_asked(0);
	}
	pay(4, "\x11\0\0", 4);
	assert_int_equal(result, 5);
	expect_output("17 s");
}

static void test_wallet__makes_a_key_of_its_own(void **state)
{
	uint8_t first[128], second[128];

	(void)state;
	answer(8, "", 0);
	phone("wallet", "pay", "--to", "shop", "--amount", "1", NULL);
	assert_int_equal(recv(service[1], first, sizeof(first), MSG_DONTWAIT), 8 + 32 + 17 + 5 + 8);
	answer(8, "", 0);
	phone("wallet", "pay", "--to", "shop", "--amount", "1", NULL);
	assert_int_equal(recv(service[1], second, sizeof(second), MSG_DONTWAIT), 8 + 32 + 17 + 5 + 8);
	assert_memory_not_equal(first + 41, second + 41, 16);
}

static void test_wallet__knows_amounts(void **state)
{
	static const struct { const char *text; int64_t cents; } good[] = {
		{ "12", 1200 }, { "12.5", 1250 }, { "0.05", 5 }, { "92233720368547758.07", INT64_MAX },
	};
	static const char *const bad[] = { "", "x", "-1", "+1", " 1", "1.", ".5", "1.234", "1.-5", "1.5x", "1,5", "1e3",
		                               "92233720368547758.08", "99999999999999999999" };
	uint8_t request[128];

	(void)state;
	for (unsigned i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		answer(8, "", 0);
		phone("wallet", "pay", "--to", "shop", "--key", "k1", "--amount", good[i].text, NULL);
		assert_int_equal(recv(service[1], request, sizeof(request), MSG_DONTWAIT), 56);
		assert_memory_equal(request + 48, &good[i].cents, 8);
	}
	for (unsigned i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		phone("wallet", "pay", "--to", "shop", "--key", "k1", "--amount", bad[i], NULL);
		assert_int_equal(result, 2);
		expect_output("is not an amount");
	}
}

static void test_wallet__shows_the_balance(void **state)
{
	(void)state;
	answer(0, "\xd2\4\0\0\0\0\0\0\3EUR", 12);
	phone("--json", "wallet", "balance", NULL);
	expect_asked(1, "", 0);
	expect_output("\"amount\":\"12.34\",\"currency\":\"EUR\",\"ok\":true");
}

static void test_wallet__prints_a_receipt_in_lines(void **state)
{
	uint8_t receipt[236];

	(void)state;
	memset(receipt, 0xab, sizeof(receipt));
	answer(0, receipt, sizeof(receipt));
	phone("wallet", "receipt", "3", NULL);
	expect_asked(3, "\3\0\0\0\0\0\0", 8);
	assert_int_equal(result, 0);
	assert_int_equal(strlen(strstr(output, "abab")), 2 * 236 + 8);
	expect_output("abab\nabab");
	phone("wallet", "receipt", "three", NULL);
	assert_int_equal(result, 2);
}

static void test_wallet__missing_receipt_is_refused(void **state)
{
	(void)state;
	answer(12, "", 0);
	phone("wallet", "receipt", "3", NULL);
	assert_int_equal(result, 1);
	expect_output("no such receipt");
}

static void test_wallet__payment_needs_payee_and_amount(void **state)
{
	(void)state;
	phone("wallet", "pay", "--to", "shop", NULL);
	assert_int_equal(result, 2);
	phone("wallet", "pay", "--amount", "1", NULL);
	assert_int_equal(result, 2);
	expect_output("needs --to and --amount");
}

static void test_billing__shows_the_bill(void **state)
{
	uint64_t words[18] = { 9364, 1000, 1, 9, 34865664, 1048576, 1, 33, 36, 1024, 1, 0, 5, 1, 1, 5, 47, 19 };
	uint8_t payload[sizeof(words) + 4];

	(void)state;
	memcpy(payload, words, sizeof(words));
	memcpy(payload + sizeof(words), "\3EUR", 4);
	answer(0, payload, sizeof(payload));
	phone("billing", "show", NULL);
	expect_output("[7003]");
	expect_asked(1, "", 0);
	expect_output("processor time, ms             9364       0.09   (0.01 for 1000)");
	expect_output("total 0.47 EUR in 19 s");
	answer(0, payload, sizeof(payload));
	phone("--json", "billing", "show", NULL);
	expect_output("{\"kind\":\"fees\",\"quantity\":5,\"unit\":1,\"price\":\"0.01\",\"amount\":\"0.05\"}]");
	expect_output("\"total\":\"0.47\",\"currency\":\"EUR\",\"seconds\":19");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_phone__logs_in),
		TEST(test_phone__keeps_the_token_to_its_owner),
		TEST(test_phone__takes_user_and_purpose),
		TEST(test_phone__wrong_pin_is_refused),
		TEST(test_phone__locked_user_has_its_own_exit_code),
		TEST(test_phone__delay_tells_the_seconds),
		TEST(test_phone__cancelled_prompt_has_its_own_exit_code),
		TEST(test_phone__checks_the_token_of_the_last_login),
		TEST(test_phone__logout_forgets_the_token),
		TEST(test_phone__enrols_in_the_named_profile),
		TEST(test_phone__unlocks),
		TEST(test_phone__lists_users_until_there_are_no_more),
		TEST(test_phone__tells_which_services_are_connected),
		TEST(test_phone__raw_prints_replies),
		TEST(test_phone__no_connection_is_said),
		TEST(test_phone__no_vsock_is_said),
		TEST(test_phone__restarted_service_is_said),
		TEST(test_phone__closed_connection_is_said),
		TEST(test_phone__short_reply_is_said),
		TEST(test_phone__reply_of_absurd_length_is_said),
		TEST(test_phone__usage_errors),
		TEST(test_phone__helps),
		TEST(test_wallet__pays_with_the_token_of_the_last_login),
		TEST(test_wallet__without_a_login_asks_and_is_refused),
		TEST(test_wallet__answers_have_their_exit_codes),
		TEST(test_wallet__makes_a_key_of_its_own),
		TEST(test_wallet__knows_amounts),
		TEST(test_wallet__shows_the_balance),
		TEST(test_wallet__prints_a_receipt_in_lines),
		TEST(test_wallet__missing_receipt_is_refused),
		TEST(test_wallet__payment_needs_payee_and_amount),
		TEST(test_billing__shows_the_bill),
	};

	return cmocka_run_group_tests_name("phone_client", tests, NULL, NULL);
}
