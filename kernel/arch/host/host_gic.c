/* SPDX-License-Identifier: BSD-2-Clause */
/* The interrupt controller of the pretend machine (gic.h), as plain as its contract. Lower numbers go first. */

#include <boot_info.h>
#include <core.h>
#include <gic.h>
#include <host_machine.h>
#include <string.h>

#define LIST_ACTIVE (LIST_STATE & ~LIST_PENDING)

struct line {
	bool enabled, active, raised;
};

static struct line own_lines[CORE_MAX][GIC_FIRST_SPI];
static struct line shared_lines[GIC_NO_INTERRUPT];
static u64 lists[CORE_MAX][LIST_REGISTERS];
static bool maintenance_wanted[CORE_MAX];
static u32 limit;

static struct line *line(u32 intid)
{
	return intid < GIC_FIRST_SPI ? &own_lines[host_core][intid] : &shared_lines[intid];
}

void gic_start(const struct boot_info *info)
{
	limit = info->irq_limit;
	memset(own_lines, 0, sizeof(own_lines));
	memset(shared_lines, 0, sizeof(shared_lines));
	memset(lists, 0, sizeof(lists));
	memset(maintenance_wanted, 0, sizeof(maintenance_wanted));
	for (u32 core = 0; core < info->core_count; core++) {
		own_lines[core][KERNEL_TIMER_INTID].enabled = true;
		own_lines[core][MAINTENANCE_INTID].enabled = true;
	}
}

/* Cores call one another through host_lock.c here. */
void gic_poke(u32 core)
{
	(void)core;
}

/* The timers' and the maintenance interrupt are levels; the others stay raised until they are taken. */
static bool is_raised(u32 intid)
{
	const u64 *list = lists[host_core];

	switch (intid) {
	case KERNEL_TIMER_INTID:
		return host_time >= host_peek("cnthp_cval_el2");
	case VIRTUAL_TIMER_INTID:
		return (host_peek("cntv_ctl_el0") & 3) == 1 && host_time >= host_peek("cntv_cval_el0");
	case MAINTENANCE_INTID:
		return maintenance_wanted[host_core] && !((list[1] | list[2] | list[3]) & LIST_PENDING);
	default:
		return line(intid)->raised;
	}
}

/* Devices interrupt the first core. */
static bool is_deliverable(u32 intid)
{
	if (intid >= GIC_FIRST_SPI && host_core != 0)
		return false;
	return line(intid)->enabled && !line(intid)->active && is_raised(intid);
}

u32 host_pending(void)
{
	for (u32 intid = 0; intid < limit; intid++)
		if (is_deliverable(intid))
			return intid;
	return GIC_NO_INTERRUPT;
}

bool host_interrupt(u32 intid)
{
	line(intid)->raised = true;
	return is_deliverable(intid);
}

u32 host_enabled(u32 n)
{
	u32 found = GIC_NO_INTERRUPT, seen = 0;

	for (u32 round = 0; round < 2; round++)
		for (u32 intid = GIC_FIRST_SPI; intid < limit; intid++)
			if (line(intid)->enabled && !line(intid)->active && seen++ <= n)
				found = intid;
	return found;
}

u32 gic_acknowledge(void)
{
	const u32 intid = host_pending();

	if (intid != GIC_NO_INTERRUPT) {
		line(intid)->active = true;
		line(intid)->raised = false;
	}
	return intid;
}

void gic_deactivate(u32 intid)
{
	line(intid)->active = false;
}

void gic_enable(u32 intid, bool enabled)
{
	line(intid)->enabled = enabled;
}

void gic_configure(u32 intid, bool level)
{
	(void)intid;
	(void)level;
}

void gic_lists_save(struct vcpu *vcpu)
{
	memcpy(vcpu->list, lists[host_core], sizeof(vcpu->list));
}

void gic_lists_load(const struct vcpu *vcpu)
{
	memcpy(lists[host_core], vcpu->list, sizeof(vcpu->list));
}

void gic_vcpu_save(struct vcpu *vcpu)
{
	gic_lists_save(vcpu);
	gic_deactivate(VIRTUAL_TIMER_INTID);
}

void gic_vcpu_load(struct vcpu *vcpu)
{
	gic_lists_load(vcpu);
	gic_maintenance(vcpu->notify_free == NOTIFY_WANTED);
	line(VIRTUAL_TIMER_INTID)->active = (vcpu->list[0] & LIST_STATE) != 0;
	line(VIRTUAL_TIMER_INTID)->enabled = vcpu->timer_enabled;
}

void gic_maintenance(bool wanted)
{
	maintenance_wanted[host_core] = wanted;
}

void host_guest_ends(u32 n)
{
	u64 *list = &lists[host_core][n];

	if (*list & LIST_HW)
		gic_deactivate(VIRTUAL_TIMER_INTID);
	*list = (*list & LIST_STATE) == LIST_STATE ? *list & ~LIST_ACTIVE : 0;
}
