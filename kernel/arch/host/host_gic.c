/* SPDX-License-Identifier: BSD-2-Clause */
/* The interrupt controller of the pretend machine (gic.h), as plain as its contract. Lower numbers go first. */

#include <boot_info.h>
#include <core.h>
#include <gic.h>
#include <host_machine.h>
#include <string.h>

#define LIST_PENDING BIT(62)
#define LIST_ACTIVE  BIT(63)
#define LIST_HW      BIT(61)

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
	switch (intid) {
	case KERNEL_TIMER_INTID:
		return host_time >= host_peek("cnthp_cval_el2");
	case VIRTUAL_TIMER_INTID:
		return (host_peek("cntv_ctl_el0") & 3) == 1 && host_time >= host_peek("cntv_cval_el0");
	case MAINTENANCE_INTID:
		return maintenance_wanted[host_core] && !gic_list_has_pending(lists[host_core][1])
		       && !gic_list_has_pending(lists[host_core][2]) && !gic_list_has_pending(lists[host_core][3]);
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

void gic_enable(u32 intid)
{
	line(intid)->enabled = true;
}

void gic_disable(u32 intid)
{
	line(intid)->enabled = false;
}

void gic_configure(u32 intid, bool level)
{
	(void)intid;
	(void)level;
}

void gic_vcpu_save(struct vcpu *vcpu)
{
	memcpy(vcpu->list, lists[host_core], sizeof(vcpu->list));
	gic_deactivate(VIRTUAL_TIMER_INTID);
}

void gic_vcpu_load(struct vcpu *vcpu)
{
	memcpy(lists[host_core], vcpu->list, sizeof(vcpu->list));
	gic_maintenance(vcpu->notify_free == NOTIFY_WANTED);
	line(VIRTUAL_TIMER_INTID)->active = !gic_list_is_free(vcpu->list[0]);
	line(VIRTUAL_TIMER_INTID)->enabled = vcpu->timer_enabled;
}

u64 gic_list_read(const struct vcpu *vcpu, bool loaded, u32 n)
{
	return loaded ? lists[host_core][n] : vcpu->list[n];
}

void gic_list_write(struct vcpu *vcpu, bool loaded, u32 n, u64 value)
{
	if (loaded)
		lists[host_core][n] = value;
	else
		vcpu->list[n] = value;
}

void gic_maintenance(bool wanted)
{
	maintenance_wanted[host_core] = wanted;
}

u64 gic_list_pending(u32 intid, u8 priority, bool linked)
{
	return LIST_PENDING | (u64)priority << 48 | intid | (linked ? LIST_HW : 0);
}

bool gic_list_is_free(u64 value)
{
	return (value & (LIST_PENDING | LIST_ACTIVE)) == 0;
}

bool gic_list_has_pending(u64 value)
{
	return (value & LIST_PENDING) != 0;
}

u32 gic_list_intid(u64 value)
{
	return (u32)value;
}

u64 gic_list_pend(u64 value)
{
	return value | LIST_PENDING;
}

void host_guest_ends(u32 n)
{
	u64 *list = &lists[host_core][n];

	if (*list & LIST_HW)
		gic_deactivate(VIRTUAL_TIMER_INTID);
	*list = *list & LIST_ACTIVE && *list & LIST_PENDING ? *list & ~LIST_ACTIVE : 0;
}
