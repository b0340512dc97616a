/* SPDX-License-Identifier: BSD-2-Clause */
/* An init that hands out the table's first capability with the right to write, which the table does not give. */
#include <bulkhead/syscall.h>

#include "init.h"
#include "plant.h"

void plant(void)
{
	const struct table_capability *first = &init_system.table.capabilities[0];

	init_require(cnode_delete(SLOT_OBJECT + first->cnode, first->slot), "plant", "a right");
	init_require(cnode_mint(SLOT_OBJECT + first->cnode, first->slot, INIT_SLOT_CNODE, SLOT_OBJECT + first->object,
	                        first->rights | RIGHT_WRITE, first->badge),
	             "plant", "a right");
}
