/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A profile that notes what it sees and when: it computes, asks its monitor and sleeps, from a fixed instant on, and tells
 * the notes at the end. With strict partitions (tests/system/test_strict.py) none of them depends on the other profile.
 */
#include "instants.h"

#define NOTES       2000u
#define SLEEP_TICKS 2048u
#define LINE_BYTES  44u
#define CHUNK_LINES 40u

static struct {
	uint64_t ticks, value;
} notes[NOTES];

static uint64_t compute(uint64_t rounds)
{
	uint64_t sum = 1;

	while (rounds-- > 0)
		sum = sum * 31 + rounds;
	return sum;
}

/* 64 bits of a linear congruential generator: how much is computed differs from note to note. */
static uint64_t next(void)
{
	static uint64_t state = 1;

	state = state * 6364136223846793005ull + 1442695040888963407ull;
	return state >> 40;
}

static uint64_t observe(uint32_t number)
{
	switch (number % 8) {
	case 5:
		return (uint64_t)guest_hvc(0x84000000, 0, 0); /* PSCI_VERSION, answered by the monitor */
	case 6:
		return read32(GICD + 4);
	case 7:
		guest_sleep_until(guest_ticks() + next() % SLEEP_TICKS);
		return guest_interrupt_count(27);
	default:
		return compute(next() & 8191);
	}
}

static char *write_number(char *to, uint64_t value)
{
	char digits[20];
	uint32_t count = 0;

	do
		digits[count++] = (char)('0' + value % 10);
	while ((value /= 10) != 0);
	while (count > 0)
		*to++ = digits[--count];
	return to;
}

/* Many lines at once: each output waits for the console. */
static void tell(void)
{
	static char text[CHUNK_LINES * LINE_BYTES + 1];

	for (uint32_t n = 0; n < NOTES;) {
		char *to = text;

		for (uint32_t end = n + CHUNK_LINES; n < end && n < NOTES; n++) {
			to = write_number(to, notes[n].ticks);
			*to++ = ' ';
			to = write_number(to, notes[n].value);
			*to++ = '\r';
			*to++ = '\n';
		}
		*to = 0;
		print(text);
	}
}

void guest_main(void)
{
	uint64_t began = guest_ticks();

	console_start();
	guest_enable_interrupts();
	guest_sleep_until(ticks_of(OBSERVED_MS));
	for (uint32_t n = 0; n < NOTES; n++) {
		notes[n].value = observe(n);
		notes[n].ticks = guest_ticks();
	}
	report_row("began", began, "ticks");
	print("notes\r\n");
	tell();
	print("end\r\n");
}
