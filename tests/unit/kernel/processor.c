/* SPDX-License-Identifier: BSD-2-Clause */
/* See processor.h. Each value that a thread writes names the thread; a fresh one finds 0. */

#include <arrays.h>
#include <choices.h>
#include <core.h>
#include <host_machine.h>
#include <host_tlb.h>
#include <invariants.h>
#include <offsets.h>
#include <processor.h>
#include <stage2.h>
#include <string.h>

static const char *const el1_names[] = {
	"ttbr0_el1", "ttbr1_el1", "mair_el1", "amair_el1", "contextidr_el1", "tpidr_el1", "sp_el1", "csselr_el1",
	"afsr0_el1", "afsr1_el1", "tcr_el1", "cpacr_el1",
};

#define EL1_COUNT (sizeof(el1_names) / sizeof(el1_names[0]))

static u64 el1_written[GRANULE_LIMIT];
static u64 fp_written[GRANULE_LIMIT];
static u64 writes;

void processor_reset(void)
{
	memset(el1_written, 0, sizeof(el1_written));
	memset(fp_written, 0, sizeof(fp_written));
	writes = 0;
}

static u32 el1_number(u32 i)
{
	static u32 numbers[EL1_COUNT];

	if (numbers[i] == 0)
		numbers[i] = host_register(el1_names[i]);
	return numbers[i];
}

static u64 next_value(u32 thread)
{
	return (u64)thread << 32 | ++writes;
}

static void check_native(u32 thread)
{
	REQUIRE(native_state, thread, host_peek("hcr_el2") == CONFIG_HCR_NATIVE);
	REQUIRE(native_state, thread, host_peek("sctlr_el1") == CONFIG_SCTLR_NATIVE);
	REQUIRE(native_state, thread, host_peek("cpacr_el1") == CONFIG_CPACR_NATIVE);
	REQUIRE(native_state, thread, host_peek("cntkctl_el1") == CONFIG_CNTKCTL_NATIVE);
	REQUIRE(native_state, thread, host_peek("tcr_el1") == 0 && host_peek("mdscr_el1") == 0);
	REQUIRE(native_state, thread, host_peek("tpidrro_el0") == 0 && host_peek("cntvoff_el2") == 0);
}

static void check_guest(u32 thread)
{
	REQUIRE(guest_state, thread, host_peek("hcr_el2") == CONFIG_HCR_GUEST);
	for (u32 i = 0; i < EL1_COUNT; i++) {
		const u64 value = host_get(el1_number(i));

		REQUIRE(guest_state, thread, value == (el1_written[thread] == 0 ? 0 : el1_written[thread] + i));
	}
	REQUIRE(guest_translates_by_itself, thread, host_tlb_is_own(thread));
}

void processor_vcpu_is_reset(u32 thread)
{
	el1_written[thread] = 0;
}

void processor_thread_starts_over(u32 thread)
{
	fp_written[thread] = 0;
}

/* A new thread starts with nothing, also where there was one before. */
static void forget_dead(void)
{
	for (u32 granule = 0; granule < GRANULE_LIMIT; granule++) {
		if (granules[granule].type == TYPE_THREAD || granules[granule].type == TYPE_VCPU)
			continue;
		el1_written[granule] = 0;
		fp_written[granule] = 0;
	}
}

void processor_check(u32 thread)
{
	forget_dead();
	if (thread == NONE)
		return;
	REQUIRE(loaded_vspace_ok, thread,
	        host_vttbr(host_core) == stage2_vttbr(threads[thread].vspace));
	if (threads[thread].flags & THREAD_IS_VCPU)
		check_guest(thread);
	else
		check_native(thread);
	if (processor_fp_is_open())
		REQUIRE(fp_state, thread, host_fp[host_core] == fp_written[thread]);
}

void processor_use_el1(u32 thread)
{
	if (!once_in(2))
		return;
	el1_written[thread] = next_value(thread) << 4;
	for (u32 i = 0; i < EL1_COUNT; i++)
		host_set(el1_number(i), el1_written[thread] + i);
}

bool processor_fp_is_open(void)
{
	return host_peek("cptr_el2") == CONFIG_CPTR_OPEN;
}

void processor_use_fp(u32 thread)
{
	fp_written[thread] = next_value(thread);
	host_fp[host_core] = fp_written[thread];
}
