/* SPDX-License-Identifier: BSD-2-Clause */
/* The root: makes both partitions, sets the windows and lets them begin. See parts.h. */
#include <console.h>

#include "parts.h"

#define START_MS  2000 /* after this the windows begin, whatever making the partitions took */
#define WINDOW_US 1000
#define PADDING_NS 16000

void must(enum status status, const char *what)
{
	if (status != OK)
		world_fail(what, status);
}

/* The package's table is a word: its entry's offset is in the header (platform/loader/package.h). */
static const char *behaviour(void)
{
	const uint8_t *package = (const uint8_t *)INIT_PACKAGE_ADDRESS;
	uint32_t count = *(const uint32_t *)(package + 12);

	for (uint32_t n = 0; n < count; n++) {
		const uint8_t *entry = package + 56 + n * 160;

		if (*(const uint32_t *)(entry + 32) == 3)
			return (const char *)(package + *(const uint64_t *)(entry + 48));
	}
	return "";
}

/* The name up to the dash, if there is one, and whether there was. */
static bool cut(const char *name, char *behaviour, unsigned size)
{
	unsigned n = 0;

	while (n + 1 < size && name[n] != 0 && name[n] != '-') {
		behaviour[n] = name[n];
		n++;
	}
	behaviour[n] = 0;
	return name[n] == '-';
}

static void set_windows(bool padded)
{
	uint64_t ticks = clock_frequency() / 1000 * WINDOW_US / 1000;
	uint64_t padding = padded ? clock_frequency() / 1000 * PADDING_NS / 1000000 : 0;

	must(sched_control_window(INIT_SLOT_SCHED_CONTROL, 0, OBSERVER_PARTITION, ticks, padding), "a window");
	must(sched_control_window(INIT_SLOT_SCHED_CONTROL, 1, NEIGHBOUR_PARTITION, ticks, padding), "a window");
}

void root_main(uint64_t ticks);

void root_main(uint64_t ticks)
{
	uint64_t start = clock_frequency() / 1000 * START_MS;

	char name[32];
	bool padded = !cut(behaviour(), name, sizeof name);

	(void)ticks;
	world_open();
	observer_make(start);
	if (!neighbour_make(name))
		world_fail("no such behaviour", 0);
	set_windows(padded);
	must(sched_control_start(INIT_SLOT_SCHED_CONTROL, start), "starting the windows");
	world_stop();
}
