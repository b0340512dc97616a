/* SPDX-License-Identifier: BSD-2-Clause */
/* An init that hands out one capability more than the table has: to the first one's object, in the last slot. */
#include <bulkhead/syscall.h>

#include "init.h"
#include "plant.h"

void plant(void)
{
	const struct table *table = &init_system.table;
	const struct table_capability *first = &table->capabilities[0];
	uint32_t last = (1u << table->objects[first->cnode].size_bits) - 1;

	init_require(cnode_mint(SLOT_OBJECT + first->cnode, last, INIT_SLOT_CNODE, SLOT_OBJECT + first->object, first->rights, 0),
	             "plant", "a capability");
}
