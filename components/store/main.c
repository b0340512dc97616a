/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * store: gives each client its partition of the disk that blk drives. Until the partition table is read,
 * clients' requests wait in their ports; then each port is attached to its part of the disk, and every event
 * only moves what can be moved.
 */
#include <bulkhead/log.h>
#include <inttypes.h>

#include "component.h"
#include "router.h"
#include "table_reader.h"

struct client {
	volatile struct block_port *const *port; /* *port is NULL if nobody is connected */
	const char *const *partition;
	const bool *writable;
	void (*emit)(void);
};

#define CLIENT(n) \
	{ &client##n, &client##n##_partition, &client##n##_writable, client##n##_completed_emit }

static const struct client clients[] = { CLIENT(1), CLIENT(2), CLIENT(3), CLIENT(4), CLIENT(5), CLIENT(6) };

#define CLIENT_COUNT (sizeof(clients) / sizeof(clients[0]))
_Static_assert(CLIENT_COUNT <= ROUTER_CLIENTS, "the router has room for every client");
_Static_assert(CLIENT_COUNT <= COUNTERS_MAX, "a counter for every client");

enum stage {
	WAITING_FOR_DISK, /* blk has not started, or still answers an earlier life of this component */
	READING_TABLE,
	SERVING,
};

static enum stage stage;
static struct block_client disk_client;
static struct table_reader reader;
static struct router router;

static struct router_extent extent_of(const struct client *client)
{
	const struct gpt_partition *partition = gpt_find(&reader.table, *client->partition);
	struct router_extent extent = { .flags = *client->writable ? 0 : BLOCK_FLAG_READ_ONLY };
	if (partition == NULL) {
		log_printf(LOG_ERROR, "client %d: there is no partition %s", (int)(client - clients) + 1,
		           *client->partition);
		return extent;
	}
	extent.first = partition->first;
	extent.sector_count = partition->sector_count;
	log_printf(LOG_INFO, "client %d: %s, %" PRIu64 " MiB, %s", (int)(client - clients) + 1, partition->name,
	           partition->sector_count / (1048576 / BLOCK_SECTOR_BYTES), *client->writable ? "rw" : "ro");
	return extent;
}

static void attach_clients(void)
{
	router_init(&router, &disk_client);
	for (uint32_t i = 0; i < CLIENT_COUNT; i++) {
		if (*clients[i].port == NULL)
			continue;
		struct router_extent extent = extent_of(&clients[i]);
		router_attach(&router, i, *clients[i].port, &extent);
		clients[i].emit();
	}
}

/* The counters that billing reads: what has been moved since the last call comes on top of what is there. */
static void count(void)
{
	for (uint32_t i = 0; counters != NULL && i < CLIENT_COUNT; i++) {
		counters->bytes[i] += router.clients[i].moved_bytes;
		router.clients[i].moved_bytes = 0;
	}
}

static void pump(void)
{
	struct router_events events = router_pump(&router);
	count();
	if (events.disk)
		disk_submitted_emit();
	for (uint32_t i = 0; i < CLIENT_COUNT; i++) {
		if ((events.clients >> i & 1) != 0)
			clients[i].emit();
	}
}

static void read_table(void)
{
	struct block_completion done;
	while (reader.state == TABLE_READING && block_client_poll(&disk_client, &done))
		table_reader_advance(&reader, &done);
	disk_submitted_emit();
	if (reader.state == TABLE_READING)
		return;
	attach_clients();
	stage = SERVING;
}

static void advance(void)
{
	if (stage == WAITING_FOR_DISK && block_client_ready(&disk_client)) {
		table_reader_start(&reader, &disk_client);
		stage = READING_TABLE;
	}
	if (stage == READING_TABLE)
		read_table();
	if (stage == SERVING)
		pump();
}

void disk_completed_handle(void) { advance(); }
void client1_submitted_handle(void) { advance(); }
void client2_submitted_handle(void) { advance(); }
void client3_submitted_handle(void) { advance(); }
void client4_submitted_handle(void) { advance(); }
void client5_submitted_handle(void) { advance(); }
void client6_submitted_handle(void) { advance(); }

void post_init(void)
{
	stage = WAITING_FOR_DISK;
	block_client_init(&disk_client, disk);
	disk_submitted_emit();
	advance();
}
