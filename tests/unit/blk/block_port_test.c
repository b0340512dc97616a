/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules of the block port: both ends over one piece of memory, an honest pair first, then each end
 * against a peer that restarts or lies.
 */
#include <bulkhead/block_client.h>
#include <bulkhead/block_server.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define SECTORS 1000u

struct pair {
	struct block_port port;
	struct block_client client;
	struct block_server server;
	struct block_request taken;
	struct block_completion done;
	bool answered;
};

static struct pair pair;

static int start_pair(void **state)
{
	(void)state;
	memset(&pair, 0, sizeof(pair));
	block_server_start(&pair.server, &pair.port, SECTORS, 0);
	block_client_init(&pair.client, &pair.port);
	assert_true(block_client_ready(&pair.client));
	return 0;
}

static uint32_t submit(enum block_operation operation, uint64_t sector, uint32_t count)
{
	int tag = block_client_claim(&pair.client);
	assert_true(tag >= 0);
	block_client_submit(&pair.client, (uint32_t)tag, operation, sector, count);
	return (uint32_t)tag;
}

static bool take(void)
{
	return block_server_take(&pair.server, &pair.taken, &pair.answered);
}

static bool poll(void)
{
	return block_client_poll(&pair.client, &pair.done);
}

/* The server answers one request without taking it; the client sees `status` for `tag`. */
static void expect_refusal(uint32_t tag, enum block_status status)
{
	assert_false(take());
	assert_true(pair.answered);
	assert_true(poll());
	assert_int_equal(pair.done.tag, tag);
	assert_int_equal(pair.done.status, status);
	block_client_release(&pair.client, tag);
}

static void request__arrives_as_submitted(void **state)
{
	(void)state;
	uint32_t tag = submit(BLOCK_WRITE, SECTORS - 3, 3);
	block_client_data(&pair.client, tag)[0] = 0x5a;
	assert_true(take());
	assert_int_equal(pair.taken.operation, BLOCK_WRITE);
	assert_int_equal(pair.taken.sector, SECTORS - 3);
	assert_int_equal(pair.taken.count, 3);
	assert_int_equal(block_port_data(pair.server.port, pair.taken.tag)[0], 0x5a);
	assert_false(poll());
	block_server_complete(&pair.server, &pair.taken, BLOCK_OK);
	assert_true(poll());
	assert_int_equal(pair.done.status, BLOCK_OK);
	assert_false(poll());
}

static void requests__complete_in_any_order(void **state)
{
	(void)state;
	struct block_request taken[BLOCK_TAGS];
	for (uint32_t round = 0; round < 1000; round++) {
		for (uint32_t i = 0; i < BLOCK_TAGS; i++) {
			submit(BLOCK_READ, i, 1);
			assert_true(block_server_take(&pair.server, &taken[i], &pair.answered));
		}
		assert_int_equal(block_client_claim(&pair.client), -1);
		for (uint32_t i = 0; i < BLOCK_TAGS; i++) {
			struct block_request *next = &taken[(i * 7 + round) % BLOCK_TAGS];
			block_server_complete(&pair.server, next, next->sector % 2 ? BLOCK_IO_ERROR : BLOCK_OK);
			assert_true(poll());
			assert_int_equal(pair.done.tag, next->tag);
			assert_int_equal(pair.done.status, next->sector % 2 ? BLOCK_IO_ERROR : BLOCK_OK);
			block_client_release(&pair.client, pair.done.tag);
		}
	}
}

static void counters__wrap(void **state)
{
	(void)state;
	pair.port.submitted.tail = pair.port.completed.tail = 0xfffffff8u;
	block_server_start(&pair.server, &pair.port, SECTORS, 0);
	block_client_init(&pair.client, &pair.port);
	assert_true(block_client_ready(&pair.client));
	requests__complete_in_any_order(state);
}

static void server__refuses_unknown_operation(void **state)
{
	(void)state;
	expect_refusal(submit((enum block_operation)0, 0, 1), BLOCK_MALFORMED);
	expect_refusal(submit((enum block_operation)4, 0, 1), BLOCK_MALFORMED);
}

static void server__refuses_wrong_count(void **state)
{
	(void)state;
	expect_refusal(submit(BLOCK_READ, 0, 0), BLOCK_MALFORMED);
	expect_refusal(submit(BLOCK_READ, 0, BLOCK_TAG_SECTORS + 1), BLOCK_MALFORMED);
	expect_refusal(submit(BLOCK_READ, 0, ~0u), BLOCK_MALFORMED);
	expect_refusal(submit(BLOCK_FLUSH, 0, 1), BLOCK_MALFORMED);
}

static void server__refuses_sectors_beyond_the_end(void **state)
{
	(void)state;
	expect_refusal(submit(BLOCK_READ, SECTORS, 1), BLOCK_OUT_OF_RANGE);
	expect_refusal(submit(BLOCK_WRITE, SECTORS - 1, 2), BLOCK_OUT_OF_RANGE);
	expect_refusal(submit(BLOCK_READ, ~0ull, 1), BLOCK_OUT_OF_RANGE);
	expect_refusal(submit(BLOCK_READ, ~0ull - 3, 8), BLOCK_OUT_OF_RANGE);
}

static void server__refuses_everything_on_an_empty_disk(void **state)
{
	(void)state;
	block_server_start(&pair.server, &pair.port, 0, 0);
	assert_false(poll());
	expect_refusal(submit(BLOCK_READ, 0, 1), BLOCK_OUT_OF_RANGE);
}

static void server__refuses_write_to_read_only(void **state)
{
	(void)state;
	block_server_start(&pair.server, &pair.port, SECTORS, BLOCK_FLAG_READ_ONLY);
	assert_false(poll());
	assert_true(block_client_read_only(&pair.client));
	expect_refusal(submit(BLOCK_WRITE, 0, 1), BLOCK_READ_ONLY);
	submit(BLOCK_READ, 0, 1);
	assert_true(take());
}

static void server__refuses_tag_out_of_range(void **state)
{
	(void)state;
	submit(BLOCK_READ, 0, 1);
	pair.port.submitted.ring[0].tag = BLOCK_TAGS;
	assert_false(take());
	assert_int_equal(pair.port.completed.ring[0].status, BLOCK_MALFORMED);
	assert_int_equal(pair.server.open, 0);
}

static void server__refuses_tag_in_use(void **state)
{
	(void)state;
	uint32_t tag = submit(BLOCK_READ, 0, 1);
	assert_true(take());
	block_client_submit(&pair.client, tag, BLOCK_READ, 0, 1);
	assert_false(take());
	assert_int_equal(pair.port.completed.ring[0].status, BLOCK_MALFORMED);
	assert_int_equal(pair.server.open, 1u << tag);
}

static void server__survives_an_overrun_ring(void **state)
{
	(void)state;
	pair.port.submitted.tail = 0x80000123u;
	assert_false(take());
	assert_int_equal(pair.port.completed.tail, 0x80000123u);
	block_client_init(&pair.client, &pair.port);
	assert_true(block_client_ready(&pair.client));
	submit(BLOCK_READ, 0, 1);
	assert_true(take());
}

static void server_restart__loses_open_requests_and_only_those(void **state)
{
	(void)state;
	uint32_t first = submit(BLOCK_WRITE, 1, 1);
	uint32_t second = submit(BLOCK_WRITE, 2, 1);
	assert_true(take());
	block_server_start(&pair.server, &pair.port, SECTORS, 0);
	assert_true(poll());
	assert_int_equal(pair.done.tag, first);
	assert_int_equal(pair.done.status, BLOCK_RESTARTED);
	assert_true(poll());
	assert_int_equal(pair.done.tag, second);
	assert_int_equal(pair.done.status, BLOCK_RESTARTED);
	assert_false(poll());
	block_client_release(&pair.client, first);

	uint32_t retry = submit(BLOCK_WRITE, 1, 1);
	assert_int_equal(retry, first);
	assert_true(take());
	assert_int_equal(pair.taken.sector, 1);
	assert_false(poll()); /* stale answers to the old requests do not answer the new one */
	block_server_complete(&pair.server, &pair.taken, BLOCK_OK);
	assert_true(poll());
	assert_int_equal(pair.done.tag, retry);
	assert_int_equal(pair.done.status, BLOCK_OK);
}

static void server_restart__drops_request_of_the_old_epoch(void **state)
{
	(void)state;
	block_server_start(&pair.server, &pair.port, SECTORS, 0);
	uint32_t tag = submit(BLOCK_WRITE, 1, 1); /* the client has not noticed yet */
	assert_false(take());
	assert_int_equal(pair.server.open, 0);
	assert_true(poll());
	assert_int_equal(pair.done.tag, tag);
	assert_int_equal(pair.done.status, BLOCK_RESTARTED);
	assert_false(poll());
}

static void client_restart__waits_for_what_its_earlier_life_left(void **state)
{
	(void)state;
	submit(BLOCK_WRITE, 1, 1);
	assert_true(take());
	block_client_init(&pair.client, &pair.port);
	assert_false(block_client_ready(&pair.client));
	block_server_complete(&pair.server, &pair.taken, BLOCK_OK);
	assert_true(block_client_ready(&pair.client));
	assert_false(poll());
}

static void client_restart__is_not_held_up_by_a_server_restart(void **state)
{
	(void)state;
	submit(BLOCK_WRITE, 1, 1);
	assert_true(take());
	block_client_init(&pair.client, &pair.port);
	block_server_start(&pair.server, &pair.port, SECTORS, 0);
	assert_false(take());
	assert_true(block_client_ready(&pair.client));
}

static void client__waits_for_the_first_server(void **state)
{
	(void)state;
	memset(&pair, 0, sizeof(pair));
	block_client_init(&pair.client, &pair.port);
	assert_false(block_client_ready(&pair.client));
	assert_false(poll());
	block_server_start(&pair.server, &pair.port, SECTORS, 0);
	assert_true(block_client_ready(&pair.client));
	assert_int_equal(block_client_sector_count(&pair.client), SECTORS);
}

static void client__ignores_answers_to_what_is_not_open(void **state)
{
	(void)state;
	submit(BLOCK_READ, 0, 1);
	for (uint32_t i = 0; i < BLOCK_TAGS; i++)
		pair.port.completed.ring[i] = (struct block_completion){ .epoch = pair.server.epoch, .tag = i + 1 };
	pair.port.completed.tail = BLOCK_TAGS;
	assert_false(poll());
	assert_int_equal(pair.client.open, 1);
}

static void client__reports_a_tag_once_whatever_the_server_writes(void **state)
{
	(void)state;
	srandom(1);
	for (uint32_t round = 0; round < 20000; round++) {
		int tag = block_client_claim(&pair.client);
		if (tag >= 0)
			block_client_submit(&pair.client, (uint32_t)tag, BLOCK_READ, 0, 1);
		struct block_completion *lie = &pair.port.completed.ring[random() % BLOCK_TAGS];
		*lie = (struct block_completion){ .epoch = (uint32_t)random() % 3, .tag = (uint32_t)random() % 20 };
		pair.port.completed.epoch = 1 + (uint32_t)(random() % 50 == 0);
		pair.port.completed.tail += (uint32_t)random() % 40;
		uint32_t claimed = pair.client.claimed;
		while (poll()) {
			assert_true(claimed >> pair.done.tag & 1);
			claimed &= ~(1u << pair.done.tag);
			block_client_release(&pair.client, pair.done.tag);
		}
	}
}

static void server__stays_within_bounds_whatever_the_client_writes(void **state)
{
	(void)state;
	srandom(2);
	for (uint32_t round = 0; round < 20000; round++) {
		uint8_t *bytes = (uint8_t *)&pair.port.submitted;
		bytes[(size_t)random() % sizeof(pair.port.submitted)] = (uint8_t)random();
		pair.port.submitted.ring[random() % BLOCK_TAGS] = (struct block_request){
			.epoch = 1, .tag = (uint32_t)random() % 20, .operation = (uint32_t)random() % 5,
			.count = (uint32_t)random() % 40, .sector = (uint64_t)random() % (SECTORS + 10) };
		for (uint32_t i = 0; i < BLOCK_TAGS + 1 && take(); i++) {
			assert_true(pair.taken.tag < BLOCK_TAGS);
			assert_true(pair.taken.operation == BLOCK_FLUSH ||
			            pair.taken.sector + pair.taken.count <= SECTORS);
			if (random() % 4 != 0)
				block_server_complete(&pair.server, &pair.taken, BLOCK_OK);
		}
	}
}

#define TEST(name) cmocka_unit_test_setup(name, start_pair)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(request__arrives_as_submitted),
		TEST(requests__complete_in_any_order),
		TEST(counters__wrap),
		TEST(server__refuses_unknown_operation),
		TEST(server__refuses_wrong_count),
		TEST(server__refuses_sectors_beyond_the_end),
		TEST(server__refuses_everything_on_an_empty_disk),
		TEST(server__refuses_write_to_read_only),
		TEST(server__refuses_tag_out_of_range),
		TEST(server__refuses_tag_in_use),
		TEST(server__survives_an_overrun_ring),
		TEST(server_restart__loses_open_requests_and_only_those),
		TEST(server_restart__drops_request_of_the_old_epoch),
		TEST(client_restart__waits_for_what_its_earlier_life_left),
		TEST(client_restart__is_not_held_up_by_a_server_restart),
		TEST(client__waits_for_the_first_server),
		TEST(client__ignores_answers_to_what_is_not_open),
		TEST(client__reports_a_tag_once_whatever_the_server_writes),
		TEST(server__stays_within_bounds_whatever_the_client_writes),
	};
	return cmocka_run_group_tests_name("block_port", tests, NULL, NULL);
}
