/* SPDX-License-Identifier: BSD-2-Clause */
/* Which cores enter the kernel, and what is said of those that do not. Firmware and processors are pretended. */
#include "cores.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "console.h"
#include "cpu.h"
#include "stop.h"

#define BOOT   0x40080000UL
#define ENTRY  0x4fc00000UL
#define ROOT   0x4fa00000UL
#define FIRST  0x100UL

/* How a pretended core takes being started. */
enum manner { COMES, REFUSED, SILENT, WITHOUT_GIC };

static enum manner manners[16]; /* by the lowest byte of the affinity */
static struct core_start *given[16];
static uint64_t here;           /* affinity of the core that runs */
static uint64_t now;
static jmp_buf parked, left;
static uint64_t entered_with;
static char said[2048];
static unsigned prepared;

static struct machine machine;
static struct cores cores;

uint64_t cpu_affinity(void)
{
	return here;
}

uint64_t cpu_counter(void)
{
	return now++;
}

uint64_t cpu_timer_frequency(void)
{
	return 1000;
}

void cpu_set_registers(uint64_t no_translation)
{
	assert_int_equal(no_translation, ROOT + 4096);
	prepared++;
}

void cpu_set_interrupt_registers(void)
{
}

int gic_setup_core(const struct machine_gic *gic, uint64_t affinity, struct gic_core *core)
{
	assert_ptr_equal(gic, &machine.gic);
	*core = (struct gic_core){.own = affinity << 20, .poke = affinity + 1};
	return manners[affinity & 15] != WITHOUT_GIC;
}

/* A core that comes runs at once, until it waits. */
int64_t cpu_start_other(int conduit, uint64_t affinity, uint64_t start, uint64_t size)
{
	uint64_t self = here;

	assert_int_equal(conduit, PSCI_HVC);
	assert_int_equal(size, CORE_START_BYTES);
	if (manners[affinity & 15] == REFUSED)
		return -2;
	given[affinity & 15] = (struct core_start *)start;
	here = affinity;
	if (manners[affinity & 15] != SILENT && setjmp(parked) == 0)
		cores_join((struct core_start *)start);
	here = self;
	return 0;
}

void cpu_wait(void)
{
	longjmp(parked, 1);
}

void cpu_wake_others(void)
{
}

_Noreturn void cpu_enter_kernel(uint64_t entry, uint64_t boot_info, uint64_t root)
{
	assert_int_equal(entry, ENTRY);
	assert_int_equal(root, ROOT);
	entered_with = boot_info;
	longjmp(left, 1);
}

void console_print(const char *format, ...)
{
	size_t length = strlen(said);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(said + length, sizeof said - length, format, arguments);
	va_end(arguments);
}

_Noreturn void stop(const char *what, const char *detail)
{
	snprintf(said, sizeof said, "%s: %s", what, detail);
	longjmp(left, 2);
}

static int start(void **state)
{
	(void)state;
	memset(manners, 0, sizeof manners);
	memset(given, 0, sizeof given);
	memset(said, 0, sizeof said);
	prepared = 0;
	here = FIRST;
	machine = (struct machine){.psci = PSCI_HVC, .gic.version = 3, .core_count = 4};
	for (uint32_t i = 0; i < MACHINE_MAX_CORES; i++)
		machine.cores[i] = FIRST + i;
	cores = (struct cores){.max = 4, .root = ROOT, .no_translation = ROOT + 4096};
	return 0;
}

/* What the core with this affinity has in x0 when it enters the kernel, or 0 if it goes on waiting. */
static uint64_t entry_of(uint64_t affinity)
{
	entered_with = 0;
	here = affinity;
	if (setjmp(left) == 0 && setjmp(parked) == 0)
		cores_join(given[affinity & 15]);
	return entered_with;
}

static void enter(void)
{
	entered_with = 0;
	if (setjmp(left) == 0)
		cores_enter_kernel(ENTRY, (const struct boot_info *)BOOT, ROOT);
	assert_int_equal(entered_with, BOOT);
}

static void test_cores__all_come_and_enter_with_their_index(void **state)
{
	(void)state;
	cores_start(&machine, &cores);
	assert_int_equal(cores.count, 4);
	assert_int_equal(prepared, 4);
	assert_string_equal(said, "");
	for (uint64_t i = 0; i < 4; i++) {
		assert_int_equal(cores.gic[i].own, (FIRST + i) << 20);
		assert_int_equal(cores.gic[i].poke, FIRST + i + 1);
	}
	enter();
	for (uint64_t i = 1; i < 4; i++)
		assert_int_equal(entry_of(FIRST + i), BOOT + i);
}

static void test_cores__wait_until_all_enter(void **state)
{
	(void)state;
	cores_start(&machine, &cores);
	assert_int_equal(entry_of(FIRST + 1), 0);
}

static void test_cores__first_need_not_be_first_in_the_tree(void **state)
{
	(void)state;
	here = FIRST + 2;
	cores_start(&machine, &cores);
	assert_int_equal(cores.count, 4);
	assert_int_equal(cores.gic[0].poke, FIRST + 3);
	assert_int_equal(cores.gic[1].poke, FIRST + 1);
}

static void test_cores__beyond_the_kernels_number_stay_off(void **state)
{
	(void)state;
	cores.max = 2;
	cores_start(&machine, &cores);
	assert_int_equal(cores.count, 2);
	assert_null(given[2]);
	assert_string_equal(said, "loader: 2 processor(s) stay off: the kernel drives 2\n");
}

static void test_cores__stay_off_without_psci(void **state)
{
	(void)state;
	machine.psci = PSCI_NONE;
	cores_start(&machine, &cores);
	assert_int_equal(cores.count, 1);
	assert_string_equal(said, "loader: 3 processor(s) stay off: there is no PSCI to start them\n");
}

/* Cores 1, 2 and 3 fail, each in its way; those that follow take their places. */
static void test_cores__ones_that_fail_are_named_and_left_out(void **state)
{
	(void)state;
	machine.core_count = 6;
	manners[1] = REFUSED;
	manners[2] = SILENT;
	manners[3] = WITHOUT_GIC;
	cores_start(&machine, &cores);
	assert_int_equal(cores.count, 3);
	assert_non_null(strstr(said, "processor 0x101 does not start: firmware refuses"));
	assert_non_null(strstr(said, "processor 0x102 does not start: it has not come within a second"));
	assert_non_null(strstr(said, "processor 0x103 does not start: the interrupt controller does not know it"));
	assert_int_equal(cores.gic[1].poke, FIRST + 5);
	enter();
	assert_int_equal(entry_of(FIRST + 4), BOOT + 1);
	assert_int_equal(entry_of(FIRST + 5), BOOT + 2);
}

static void test_cores__one_that_comes_too_late_never_enters(void **state)
{
	(void)state;
	manners[2] = SILENT;
	cores_start(&machine, &cores);
	enter();
	manners[2] = COMES;
	assert_int_equal(entry_of(FIRST + 2), 0);
	assert_int_equal(entry_of(FIRST + 3), BOOT + 2);
}

static void test_cores__nothing_for_this_one_stops(void **state)
{
	(void)state;
	manners[0] = WITHOUT_GIC;
	assert_int_equal(setjmp(left) == 0 ? (cores_start(&machine, &cores), 0) : 2, 2);
	assert_non_null(strstr(said, "device tree: its interrupt controller has nothing for this processor"));
}

static void test_cores__many_silent_ones_run_out_of_room(void **state)
{
	(void)state;
	machine.core_count = 12;
	for (unsigned i = 1; i < 12; i++)
		manners[i] = SILENT;
	cores_start(&machine, &cores);
	assert_int_equal(cores.count, 1);
	assert_non_null(strstr(said, "loader: 4 processor(s) stay off"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_cores__all_come_and_enter_with_their_index, start),
		cmocka_unit_test_setup(test_cores__wait_until_all_enter, start),
		cmocka_unit_test_setup(test_cores__first_need_not_be_first_in_the_tree, start),
		cmocka_unit_test_setup(test_cores__beyond_the_kernels_number_stay_off, start),
		cmocka_unit_test_setup(test_cores__stay_off_without_psci, start),
		cmocka_unit_test_setup(test_cores__ones_that_fail_are_named_and_left_out, start),
		cmocka_unit_test_setup(test_cores__one_that_comes_too_late_never_enters, start),
		cmocka_unit_test_setup(test_cores__nothing_for_this_one_stops, start),
		cmocka_unit_test_setup(test_cores__many_silent_ones_run_out_of_room, start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
