/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * entropy: random bytes for those that are connected. The hardware's bytes are tested and feed the generator,
 * which answers at once. Until SEED_BYTES good bytes have come in, and again after a failed test,
 * the answer is that there are none. Fresh bytes are asked for every RESEED_REQUESTS answers and
 * RESEED_MS milliseconds, whichever is first.
 */
#include "component.h"
#include "generator.h"
#include "health.h"
#include "virtio_rng.h"

#include <bulkhead/clock.h>
#include <bulkhead/glue.h>
#include <bulkhead/log.h>
#include <bulkhead/loop.h>
#include <bulkhead/syscall.h>
#include <sodium/utils.h>
#include <stdbool.h>
#include <string.h>

#define SEED_BYTES      1024u /* start-up test of SP 800-90B, 4.3 */
#define FIRST_SEED_MS   1000
#define RESEED_REQUESTS 4096u
#define RESEED_MS       60000

static struct virtio_rng device;
static struct health health;
static struct generator generator;
static uint32_t good;     /* tested bytes since the start or the last failure, up to SEED_BYTES */
static uint32_t answered; /* since the last seed */
static bool asked;        /* the device has a request */

static void ask(void)
{
	if (asked || !device.registers)
		return;
	asked = true;
	virtio_rng_request(&device);
}

static bool is_seeded(void)
{
	return good == SEED_BYTES;
}

static void add(const uint8_t *data, uint32_t size)
{
	if (!health_test(&health, data, size)) {
		log_printf(LOG_ERROR, "the source failed its health test");
		good = 0;
		return;
	}
	bool was_seeded = is_seeded();
	generator_seed(&generator, data, size);
	good = size < SEED_BYTES - good ? good + size : SEED_BYTES;
	answered = 0;
	if (is_seeded() && !was_seeded)
		log_printf(LOG_INFO, "the source is healthy");
}

void interrupt_handle(void)
{
	uint8_t data[RNG_BUFFER];
	size_t size = virtio_rng_finish(&device, data);

	if (size) {
		asked = false;
		add(data, (uint32_t)size);
		sodium_memzero(data, sizeof data);
		if (!is_seeded())
			ask();
	}
	interrupt_acknowledge();
}

void timer_handle(void)
{
	ask();
	bulkhead_set_timer(clock_deadline_ms(RESEED_MS));
}

int entropy_get(uint32_t n, uint8_t data[static GENERATOR_REQUEST_MAX])
{
	memset(data, 0, GENERATOR_REQUEST_MAX);
	if (!is_seeded())
		return 1;
	generator_take(&generator, data, n < GENERATOR_REQUEST_MAX ? n : GENERATOR_REQUEST_MAX);
	if (++answered >= RESEED_REQUESTS)
		ask();
	return 0;
}

/* Clients find a seeded generator, unless the device is slow: only then are the first ones refused. */
void post_init(void)
{
	uint64_t deadline = clock_deadline_ms(FIRST_SEED_MS);
	struct virtio_rng found = {
		.registers = registers,
		.page = (volatile struct rng_page *)page,
		.page_physical = page_physical,
	};
	const char *error = virtio_rng_start(&found);

	if (error) {
		log_printf(LOG_ERROR, "%s", error);
		return;
	}
	device = found;
	interrupt_acknowledge();
	timer_handle();
	while (!is_seeded() && bulkhead_wait(GLUE_SLOT_NOTIFICATION, deadline, 0) == OK)
		interrupt_handle();
}
