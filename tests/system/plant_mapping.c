/* SPDX-License-Identifier: BSD-2-Clause */
/* An init that maps one page more than the table has: below the first mapping, where a stack's guard page is. */
#include "init.h"
#include "plant.h"
#include "spaces.h"

void plant(void)
{
	const struct table *table = &init_system.table;
	const struct table_mapping *first = &table->mappings[0];
	uint32_t component = table->objects[first->vspace].component;
	struct run run = {
		.vspace = first->vspace,
		.size_bits = FRAME_SMALL_BITS,
		.count = 1,
		.rights = RIGHT_READ | RIGHT_WRITE,
		.attributes = MAP_NORMAL,
		.address = first->address - (1u << FRAME_SMALL_BITS),
	};

	spaces_open_run(&run);
	spaces_make_frames(component, FRAME_SMALL_BITS, 1, "a mapping");
	spaces_map_frame(SLOT_BATCH, &run, 0);
}
