/* SPDX-License-Identifier: BSD-2-Clause */
/* An init that maps what the table's last mapping has at a second address, as if two components shared it. */
#include <bulkhead/syscall.h>

#include "init.h"
#include "plant.h"
#include "spaces.h"

void plant(void)
{
	const struct run *last = &init_system.runs[init_system.run_count - 1];
	uint32_t component = init_system.table.objects[last->vspace].component;
	struct run second = *last;
	uint32_t slot;

	/* Its frames are in the vault: the one that is mapped there is found by its address. */
	for (slot = 1; slot < init_system.vault_used[component]; slot++) {
		struct message found;

		init_require(cnode_inspect(SLOT_VAULT + component, slot, &found), "plant", "a second mapping");
		if ((found.label & 0xff) == TYPE_FRAME && (found.word[1] & 0xffffffff) == last->address >> GRANULE_BITS)
			break;
	}
	init_require(cnode_copy(INIT_SLOT_CNODE, SLOT_COPY, SLOT_VAULT + component, slot, RIGHTS_ALL), "plant", "a second mapping");
	second.address += 0x100000000ULL;
	second.count = 1;
	spaces_open_run(&second);
	spaces_map_frame(SLOT_COPY, &second, 0);
}
