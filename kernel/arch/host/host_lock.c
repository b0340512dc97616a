/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's lock on the host (arch.h), where one core at a time runs in any case: between traps all others are at user
 * level or asleep. A core that is asked to put everything away does so at once, and has then to enter the kernel.
 */
#include <arch.h>
#include <core.h>
#include <host_machine.h>
#include <lock.h>

static bool parked[CORE_MAX], poked[CORE_MAX];

/* False, as on the machine, if the core was asked to put everything away when it came. */
bool kernel_lock(u64 rewind)
{
	const bool was_parked = parked[host_core];

	(void)rewind;
	if (was_parked)
		this_core()->loaded = NONE; /* what it put away, it did while it waited here */
	parked[host_core] = false;
	poked[host_core] = false;
	return !was_parked;
}

void kernel_unlock(void)
{
}

bool lock_is_wanted(void)
{
	return false;
}

void core_arrive(void)
{
	parked[host_core] = false;
	poked[host_core] = false;
}

void core_await_all(void)
{
}

void core_poke(const struct core *core)
{
	poked[core->index] = true;
}

void core_park(struct core *core)
{
	const u32 asking = host_core;

	host_core = core->index % CORE_MAX;
	core->loaded = core->current;
	context_put_away();
	parked[host_core] = true;
	host_core = asking;
}

bool host_is_called(u32 core)
{
	return parked[core] || poked[core];
}
