/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A guest that means harm: runs each attack of attacks.h during its phase. Its record lies outside its image, so
 * that it outlives the resets it asks for. The report comes before the last attack, from which it does not return.
 */
#include "hostile.h"

#define RECORD_ADDRESS (RAM + (4u << 20))
#define RECORD_MAGIC   0xbad9e57bad9e57ull
#define BREACHES_KEPT  8u

struct record {
	uint64_t magic;
	uint64_t goes[PHASE_COUNT]; /* how often each attack was begun */
	uint64_t breaches;
	struct {
		const char *what;
		uint64_t value;
	} kept[BREACHES_KEPT];
};

static struct record *const record = (struct record *)RECORD_ADDRESS;

static const struct attack {
	const char *name;
	void (*go)(void);
} attacks[] = {
#define ATTACK(name) { #name, attack_##name },
#include "attacks.h"
#undef ATTACK
};

static uint32_t state;

void hostile_begin_random(uint32_t seed)
{
	state = seed;
}

uint32_t hostile_random(void)
{
	state = state * 1664525 + 1013904223;
	return state >> 8 ^ state << 16;
}

void hostile_breach(const char *what, uint64_t value)
{
	if (record->breaches < BREACHES_KEPT) {
		record->kept[record->breaches].what = what;
		record->kept[record->breaches].value = value;
	}
	record->breaches++;
}

static void sleep_until(uint64_t when)
{
	WRITE_REGISTER("cntv_cval_el0", when);
	WRITE_REGISTER("cntv_ctl_el0", 1);
	guest_mask_interrupts();
	while (guest_ticks() < when)
		guest_wait_interrupt();
	guest_unmask_interrupts();
}

static void stop_timer(void)
{
	WRITE_REGISTER("cntv_ctl_el0", 0);
}

void attack_nothing(void)
{
	sleep_until(phase_begin(PHASE_nothing + 1));
}

void attack_spin(void)
{
}

/* Nothing of one attack goes on during the next. */
static void settle(void)
{
	guest_timer_handler = stop_timer;
	stop_timer();
	guest_enable_interrupts();
	for (uint32_t n = VIRTIO_CONSOLE; n <= VIRTIO_ENTROPY; n++)
		write32(VIRTIO(n) + VIRTIO_STATUS, 0);
}

static void run_phase(uint32_t phase)
{
	settle();
	hostile_begin_random((uint32_t)schedule.seed * PHASE_COUNT + phase);
	hostile_begin_addresses(hostile_random());
	sleep_until(phase_begin(phase));
	while (phase_now() == phase) {
		record->goes[phase]++;
		attacks[phase].go();
	}
}

static void print_report(void)
{
	console_start();
	for (uint32_t phase = 0; phase < PHASE_lost_processor; phase++)
		report_row(attacks[phase].name, record->goes[phase], "times");
	report("hostile_guest__got_nothing", record->breaches == 0, record->breaches);
	for (uint32_t n = 0; n < record->breaches && n < BREACHES_KEPT; n++)
		report(record->kept[n].what, false, record->kept[n].value);
	print("end\r\n");
}

void guest_main(uint64_t device_tree)
{
	schedule_read(device_tree);
	if (record->magic != RECORD_MAGIC)
		*record = (struct record){ .magic = RECORD_MAGIC };
	guest_enable_interrupts();
	for (uint32_t phase = phase_now(); phase < PHASE_lost_processor; phase++)
		run_phase(phase);
	settle();
	print_report();
	run_phase(PHASE_lost_processor);
}
