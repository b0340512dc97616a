/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * libsodium's source of random bytes: the declared connection to the entropy service, through getrandom().
 * Linked into components with `sodium` in their _LIBS. Without random bytes a caller of libsodium must
 * not go on: fill() stops the component.
 */
#include <bulkhead/log.h>
#include <sodium/randombytes.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>

static const char *name(void)
{
	return "bulkhead";
}

static void fill(void *buffer, const size_t size)
{
	uint8_t *bytes = buffer;

	for (size_t done = 0; done < size;) {
		ssize_t got = getrandom(bytes + done, size - done, 0);
		if (got <= 0) {
			log_printf(LOG_ERROR, "no random bytes; stopped");
			abort();
		}
		done += (size_t)got;
	}
}

static uint32_t word(void)
{
	uint32_t value;
	fill(&value, sizeof value);
	return value;
}

struct randombytes_implementation randombytes_sysrandom_implementation = {
	.implementation_name = name,
	.random = word,
	.buf = fill,
};
