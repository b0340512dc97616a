/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's lock, a ticket lock, and what cores ask of one another around it. Only the holder asks another core for something and
 * waits for it; a core that waits for the lock does what it is asked. So nobody waits in a circle. One core alone takes no lock.
 */
#include <arch.h>
#include <arrays.h>
#include <core.h>
#include <gic.h>
#include <lock.h>
#include <sysreg.h>

static u16 next_ticket, serving;
static u32 arrived;

/* Another core needs what this one holds, or its thread. */
static void yield_all(struct core *core, u64 rewind)
{
	context_put_away();
	if (core->current != NONE)
		threads[core->current].regs.pc -= rewind;
	__atomic_store_n(&core->park, 0, __ATOMIC_RELEASE);
}

bool kernel_lock(u64 rewind)
{
	struct core *core = this_core();
	bool parked = false;

	if (!core->shared)
		return true;
	u16 ticket = __atomic_fetch_add(&next_ticket, 1, __ATOMIC_RELAXED);

	while (__atomic_load_n(&serving, __ATOMIC_ACQUIRE) != ticket) {
		if (__atomic_load_n(&core->park, __ATOMIC_ACQUIRE)) {
			yield_all(core, parked ? 0 : rewind);
			parked = true;
		}
		OP("yield");
	}
	return !parked;
}

void kernel_unlock(void)
{
	if (this_core()->shared)
		__atomic_store_n(&serving, (u16)(serving + 1), __ATOMIC_RELEASE);
}

void core_arrive(void)
{
	__atomic_fetch_add(&arrived, 1, __ATOMIC_RELEASE);
}

void core_await_all(void)
{
	while (__atomic_load_n(&arrived, __ATOMIC_ACQUIRE) != core_count)
		OP("yield");
}

bool lock_is_wanted(void)
{
	return this_core()->shared && __atomic_load_n(&next_ticket, __ATOMIC_RELAXED) != (u16)(serving + 1);
}

void core_poke(const struct core *core)
{
	gic_poke(core->index % CORE_MAX);
}

void core_park(struct core *core)
{
	__atomic_store_n(&core->park, 1, __ATOMIC_RELEASE);
	core_poke(core);
	while (__atomic_load_n(&core->park, __ATOMIC_ACQUIRE))
		OP("yield");
}
