/* SPDX-License-Identifier: BSD-2-Clause */
/* See boot.h. */

#include <boot.h>
#include <boot_info.h>
#include <core.h>
#include <gic.h>
#include <host_cache.h>
#include <host_machine.h>
#include <host_tlb.h>
#include <offsets.h>
#include <string.h>
#include <trap.h>

#define SLICE 2000u

static void append(u32 slot, struct slot content)
{
	slots[slot] = content;
	slot_link(slot, slots[HEAD].prev);
}

static void give(enum boot_slot n, struct slot content)
{
	content.rights = RIGHTS_ALL;
	content.flags |= SLOT_REVOCABLE;
	append(BOOT_CNODE * SLOTS_PER_GRANULE + n, content);
}

static void own(u32 which, struct slot content)
{
	content.rights = RIGHTS_ALL;
	append(BOOT_THREAD * SLOTS_PER_GRANULE + which, content);
}

static void make_granules(void)
{
	for (u32 granule = BOOT_RAM; granule < GRANULE_LIMIT; granule++)
		granules[granule].type = TYPE_UNTYPED;
	granules[WORLD_HEAD] = (struct granule){ .type = TYPE_CNODE, .bits = GRANULE_BITS };
	for (u32 i = 0; i < BIT(BOOT_CNODE_BITS) / SLOTS_PER_GRANULE; i++)
		granules[BOOT_CNODE + i].type = TYPE_CNODE;
	granules[BOOT_CNODE].bits = BOOT_CNODE_BITS + 5;
	granules[BOOT_THREAD] = (struct granule){ .type = TYPE_THREAD, .bits = GRANULE_BITS };
	granules[BOOT_VSPACE] = (struct granule){ .type = TYPE_VSPACE, .bits = GRANULE_BITS, .generation = 1 };
	granules[BOOT_CONTEXTS] = (struct granule){ .type = TYPE_SCHED_CONTEXT, .bits = GRANULE_BITS };
}

static void make_capabilities(void)
{
	const struct slot cnode = { .type = TYPE_CNODE, .bits = BOOT_CNODE_BITS, .object = BOOT_CNODE };
	const struct slot vspace = { .type = TYPE_VSPACE, .object = BOOT_VSPACE };

	slots[HEAD].prev = slots[HEAD].next = HEAD;
	give(BOOT_SLOT_CNODE, cnode);
	own(THREAD_SLOT_CSPACE, cnode);
	give(BOOT_SLOT_THREAD, (struct slot){ .type = TYPE_THREAD, .object = BOOT_THREAD });
	give(BOOT_SLOT_VSPACE, vspace);
	own(THREAD_SLOT_VSPACE, vspace);
	give(BOOT_SLOT_SCHED_CONTEXT,
	     (struct slot){ .type = TYPE_SCHED_CONTEXT, .object = BOOT_CONTEXTS * SMALL_PER_GRANULE });
	give(BOOT_SLOT_IRQ_CONTROL, (struct slot){ .type = TYPE_IRQ_CONTROL });
	give(BOOT_SLOT_SCHED_CONTROL, (struct slot){ .type = TYPE_SCHED_CONTROL });
	give(BOOT_SLOT_RAM, (struct slot){ .type = TYPE_UNTYPED, .bits = BOOT_RAM_BITS, .object = BOOT_RAM });
	give(BOOT_SLOT_DEVICE, (struct slot){ .type = TYPE_UNTYPED, .bits = BOOT_DEVICE_BITS, .object = BOOT_DEVICE,
	     .flags = SLOT_DEVICE });
}

static void make_thread(void)
{
	const u32 context = BOOT_CONTEXTS * SMALL_PER_GRANULE;
	struct thread *t = &threads[BOOT_THREAD];

	t->state = THREAD_READY;
	t->flags = THREAD_STARTED;
	t->priority = BOOT_PRIORITY;
	t->max_priority = PRIORITY_COUNT - 1;
	t->cspace = BOOT_CNODE * SLOTS_PER_GRANULE;
	t->cspace_count = BIT(BOOT_CNODE_BITS);
	t->vspace = BOOT_VSPACE;
	t->sched_context = context;
	t->bound_context = context;
	sched_contexts[context] = (struct sched_context){
		.budget = SLICE,
		.period = SLICE,
		.remaining = SLICE,
		.thread = BOOT_THREAD,
		.home = BOOT_THREAD,
	};
}

/* As the loader's cpu.c leaves them. */
static void set_registers(void)
{
	host_poke("hcr_el2", CONFIG_HCR_NATIVE);
	host_poke("cptr_el2", CONFIG_CPTR_CLOSED);
	host_poke("sctlr_el1", CONFIG_SCTLR_NATIVE);
	host_poke("cpacr_el1", CONFIG_CPACR_NATIVE);
	host_poke("cntkctl_el1", CONFIG_CNTKCTL_NATIVE);
}

static struct boot_info info = {
	.first_thread = BOOT_THREAD,
	.irq_limit = GIC_FIRST_SPI + BOOT_INTERRUPTS,
	.granule_limit = GRANULE_LIMIT,
};

static void start_core(void)
{
	kernel_start(&info, host_core);
}

void boot(u32 cores_in_use)
{
	host_power_on();
	host_tlb_power_on();
	host_cache_power_on(BOOT_DEVICE);
	memset(host_memory, 0, sizeof(host_memory));
	memset(granules, 0, sizeof(granules));
	make_granules();
	make_capabilities();
	make_thread();
	info.core_count = cores_in_use;
	for (host_core = cores_in_use; host_core-- > 0;) {
		set_registers();
		host_enter(start_core);
	}
	host_core = 0;
}
