/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * In the hostile guest's place: touches every page of the first 4 GiB outside its RAM, where all memory and nearly all
 * devices of the board lie, every page of its PCI configuration space, and one page in 2 MiB of all else that a guest
 * can address. Each access has to end in an exception. With the atomics of Armv8.1, where the processor has them.
 */
#include "guest.h"

#define PAGE      0x1000ull
#define LARGE     0x200000ull
#define RAM_END   0x50000000ull /* what the description gives */
#define PCI       0x4010000000ull
#define PCI_END   0x4020000000ull
#define LIMIT     0x8000000000ull
#define ROW_PAGES (1u << 16) /* a sign of life */

static uint64_t pages, breaches, first_breach;

/* What is the guest's own there. */
static bool is_own(uint64_t at)
{
	return (at >= GICD && at < GICD + 0x10000) || (at >= GICR && at < GICR_END) ||
	       (at >= RTC && at < RTC + PAGE) || (at >= VIRTIO(0) && at < VIRTIO(0) + PAGE) || (at >= RAM && at < RAM_END);
}

#define TRY(at, ...)                                   \
	do {                                           \
		guest_forget_exception();              \
		__asm__ volatile(__VA_ARGS__);         \
		if (guest_exception_seen() == 0)       \
			note_breach(at);               \
	} while (0)

static void note_breach(uint64_t at)
{
	if (breaches++ == 0)
		first_breach = at;
}

static void try_plain(uint64_t at)
{
	TRY(at, "ldr x2, [%0]" : : "r"(at) : "x2", "memory");
	TRY(at, "str xzr, [%0]" : : "r"(at) : "memory");
}

static void try_atomics(uint64_t at)
{
	TRY(at, ".arch_extension lse\n\tldaddal x2, x3, [%0]" : : "r"(at) : "x3", "memory");
	TRY(at, "swpal x2, x3, [%0]" : : "r"(at) : "x3", "memory");
	TRY(at, "casal x2, x3, [%0]" : : "r"(at) : "x2", "memory");
	TRY(at, "mov x4, #0\n\tmov x5, #0\n\tcaspal x4, x5, x6, x7, [%0]" : : "r"(at) : "x4", "x5", "memory");
	TRY(at, "stset w2, [%0]" : : "r"(at) : "memory");
}

static void sweep(uint64_t from, uint64_t to, uint64_t step, void (*try_page)(uint64_t))
{
	for (uint64_t at = from; at < to; at += step) {
		if (is_own(at))
			continue;
		try_page(at);
		if (++pages % ROW_PAGES == 0)
			report_row("pages", pages, "pages");
	}
}

static void sweep_all(uint64_t step, void (*try_page)(uint64_t))
{
	sweep(0, 1ull << 32, step, try_page);
	sweep(1ull << 32, LIMIT, LARGE, try_page);
	sweep(PCI, PCI_END, step, try_page);
}

void guest_main(void)
{
	console_start();
	sweep_all(PAGE, try_plain);
	report_row("swept", pages, "pages");
	pages = 0;
	if (READ_REGISTER("id_aa64isar0_el1") >> 20 & 0xf) {
		sweep_all(PAGE * 16, try_atomics);
		report_row("swept_with_atomics", pages, "pages");
	}
	report("sweep__got_nothing", breaches == 0, first_breach);
	print("end\r\n");
}
