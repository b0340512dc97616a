/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is the machine that a guest gets the one that it was promised, and does it bear a guest that goes wrong?
 * Prints a line a test, "end" at the end; resets the machine once, then turns it off.
 */
#include "virtio.h"

#define CLASS(esr)          ((esr) >> 26 & 0x3f)
#define FAULT_STATUS(esr)   ((esr) & 0x3f)
#define UNDEFINED           0x00
#define DATA_ABORT          0x25
#define INSTRUCTION_ABORT   0x21
#define EXTERNAL_ABORT      0x10
#define WAIT_TICKS          62500000u /* a second: what has not come by then does not come */

static void test_firmware(void)
{
	report("psci_version__is_1_1", guest_hvc(0x84000000, 0, 0) == 0x10001, 0);
	report("smc__serves_as_hvc_does", guest_smc(0x84000000, 0, 0) == 0x10001, 0);
	report("unknown_call__is_not_supported", guest_hvc(0x86001234, 0, 0) == -1, 0);
	report("cpu_on__of_the_running_processor_is_refused", guest_hvc(0xc4000003, 0, RAM) == -4, 0);
	report("clock__is_past_2023", read32(RTC) > 1700000000, read32(RTC));
}

/* Runs a statement and says whether it raised this exception. */
#define RAISES(name, class, status, statement)                                                              \
	do {                                                                                                \
		guest_forget_exception();                                                                   \
		statement;                                                                                  \
		uint64_t esr = guest_exception_seen();                                                      \
		report(name, esr && CLASS(esr) == (class) && FAULT_STATUS(esr) == (status), esr);           \
	} while (0)

static void jump(uint64_t address)
{
	((void (*)(void))(uintptr_t)address)();
}

static void load_pair(uint64_t address)
{
	__asm__ volatile("ldp x2, x3, [%0]" : : "r"(address) : "x2", "x3", "memory");
}

static void test_stray_accesses(void)
{
	RAISES("read_without_device__is_an_external_abort", DATA_ABORT, EXTERNAL_ABORT, read32(NO_DEVICE));
	RAISES("write_without_device__is_an_external_abort", DATA_ABORT, EXTERNAL_ABORT, write32(NO_DEVICE, 1));
	RAISES("read_at_the_end_of_the_address_space__is_an_external_abort", DATA_ABORT, EXTERNAL_ABORT,
	       read32(0x7ffffffffcull));
	RAISES("jump_out_of_memory__is_an_external_abort", INSTRUCTION_ABORT, EXTERNAL_ABORT, jump(NO_DEVICE));
	RAISES("load_pair_from_a_device__is_an_external_abort", DATA_ABORT, EXTERNAL_ABORT, load_pair(GICD));
	guest_forget_exception();
	report("hidden_registers__read_as_zero", (READ_REGISTER("pmcr_el0") | READ_REGISTER("cntp_ctl_el0")) == 0
	       && guest_exception_seen() == 0, guest_exception_seen());
}

static bool wait_for_interrupt(uint32_t intid, uint32_t count)
{
	uint64_t start = guest_ticks();

	while (guest_interrupt_count(intid) < count)
		if (guest_ticks() - start > WAIT_TICKS)
			return false;
	return true;
}

static void stop_timer(void)
{
	WRITE_REGISTER("cntv_ctl_el0", 0);
}

/* Eight at once, while they are masked: more than there are list registers. The higher the number, the more urgent. */
static void test_interrupt_order(void)
{
	uint32_t before = guest_interrupt_count(72);

	guest_mask_interrupts();
	write32(GICD + 0x448, 0xc8d0d8e0); /* IPRIORITYR of 72 to 75, then to 79 */
	write32(GICD + 0x44c, 0xa8b0b8c0);
	write32(GICD + 0x108 + 0x80, 0xff00); /* off, so that they wait in the distributor */
	write32(GICD + 0x208, 0xff00);
	write32(GICD + 0x108, 0xff00);
	guest_unmask_interrupts();
	report("more_interrupts_than_list_registers__come_in_order_of_priority", wait_for_interrupt(72, before + 1)
	       && guest_last_interrupts() == 0x4f4e4d4c4b4a4948, guest_last_interrupts());
}

static void test_interrupts(void)
{
	guest_enable_interrupts();
	guest_timer_handler = stop_timer;
	WRITE_REGISTER("cntv_tval_el0", 62500);
	WRITE_REGISTER("cntv_ctl_el0", 1);
	__asm__ volatile("wfi");
	report("timer__ends_wfi", wait_for_interrupt(27, 1), guest_interrupt_count(27));
	guest_send(0, 3);
	report("software_interrupt__reaches_oneself", wait_for_interrupt(3, 1), 0);
	write32(GICD + 0x204, 1u << 28);
	report("interrupt_set_pending__is_taken", wait_for_interrupt(60, 1), 0);
	for (uint32_t i = 0; i < 8; i++)
		write32(GICD + 0x208, 0xffu);
	report("more_interrupts_than_list_registers__all_come", wait_for_interrupt(71, 1)
	       && guest_interrupt_count(64) && guest_interrupt_count(67), 0);
	test_interrupt_order();
	for (uint32_t i = 0; i < 5000; i++)
		write32(GICD + 0x204, 1u << 29);
	report("storm_of_interrupts__is_survived", wait_for_interrupt(61, 100), guest_interrupt_count(61));
}

/* --- devices --- */

static struct virtio_queue queue;
static uint8_t buffer[512];

static void start_entropy(void)
{
	virtio_start(VIRTIO(VIRTIO_ENTROPY), 0, &queue);
}

static void describe(uint16_t n, uint64_t address, uint32_t length, uint16_t flags, uint16_t next)
{
	queue.descriptors[n] = (struct virtio_descriptor){ address, length, flags, next };
}

/* Does the device refuse the chain at `head`, and serve again after a reset? */
static void refuses(const char *name, uint16_t head)
{
	virtio_submit(VIRTIO(VIRTIO_ENTROPY), 0, &queue, head);
	bool refused = !virtio_wait(VIRTIO(VIRTIO_ENTROPY), &queue, 0);

	start_entropy();
	describe(0, (uintptr_t)buffer, 16, DESCRIPTOR_WRITE, 0);
	virtio_submit(VIRTIO(VIRTIO_ENTROPY), 0, &queue, 0);
	report(name, refused && virtio_wait(VIRTIO(VIRTIO_ENTROPY), &queue, 0), refused);
	start_entropy();
}

static void test_malformed_queues(void)
{
	start_entropy();
	refuses("descriptor_index_out_of_range__stops_the_device", 4711);
	describe(0, (uintptr_t)buffer, 16, DESCRIPTOR_WRITE | DESCRIPTOR_NEXT, 4711);
	refuses("next_index_out_of_range__stops_the_device", 0);
	describe(0, (uintptr_t)buffer, 16, DESCRIPTOR_WRITE | DESCRIPTOR_NEXT, 1);
	describe(1, (uintptr_t)buffer, 16, DESCRIPTOR_WRITE | DESCRIPTOR_NEXT, 0);
	refuses("descriptor_loop__stops_the_device", 0);
	describe(0, NO_DEVICE, 16, DESCRIPTOR_WRITE, 0);
	refuses("address_below_memory__stops_the_device", 0);
	describe(0, ~0ull - 7, 16, DESCRIPTOR_WRITE, 0);
	refuses("address_that_wraps_around__stops_the_device", 0);
	describe(0, RAM, ~0u, DESCRIPTOR_WRITE, 0);
	refuses("length_beyond_memory__stops_the_device", 0);
	queue.available.index = 1000;
	refuses("available_index_far_ahead__stops_the_device", 0);
}

/* A generator of nonsense (Numerical Recipes' constants). */
static uint32_t seed = 1;

static uint32_t nonsense(void)
{
	seed = seed * 1664525 + 1013904223;
	return seed >> 8 ^ seed << 16;
}

static void test_nonsense(void)
{
	for (uint32_t i = 0; i < 10000; i++) {
		uint32_t device = VIRTIO_BLOCK + i % 3;
		uint64_t reg = VIRTIO(device) + (nonsense() & 0x1fc);

		if (nonsense() & 1)
			write32(reg, nonsense() & (nonsense() & 1 ? ~0u : 0xf));
		else
			read32(reg);
	}
	for (uint32_t i = 0; i < 5000; i++)
		write32((nonsense() & 1 ? GICD : GICR_SGI) + 0x300 + (nonsense() & 0xfcfc), nonsense());
	guest_enable_interrupts();
	write32(VIRTIO(VIRTIO_BLOCK) + VIRTIO_STATUS, 0);
	write32(VIRTIO(VIRTIO_VSOCK) + VIRTIO_STATUS, 0);
	start_entropy();
	describe(0, (uintptr_t)buffer, 16, DESCRIPTOR_WRITE, 0);
	virtio_submit(VIRTIO(VIRTIO_ENTROPY), 0, &queue, 0);
	report("nonsense_in_all_registers__is_survived", virtio_wait(VIRTIO(VIRTIO_ENTROPY), &queue, 0), 0);
}

static void test_block_device(void)
{
	static struct {
		uint32_t type, reserved;
		uint64_t sector;
	} header;
	static uint8_t status = 0xff;

	virtio_start(VIRTIO(VIRTIO_BLOCK), 0, &queue);
	header.sector = 2; /* the file system's superblock */
	describe(0, (uintptr_t)&header, sizeof header, DESCRIPTOR_NEXT, 1);
	describe(1, (uintptr_t)buffer, sizeof buffer, DESCRIPTOR_WRITE | DESCRIPTOR_NEXT, 2);
	describe(2, (uintptr_t)&status, 1, DESCRIPTOR_WRITE, 0);
	virtio_submit(VIRTIO(VIRTIO_BLOCK), 0, &queue, 0);
	bool used = virtio_wait(VIRTIO(VIRTIO_BLOCK), &queue, 0);

	report("disk__is_the_profile_s_file_system", used && status == 0 && buffer[56] == 0x53 && buffer[57] == 0xef, status);
	header.sector = 1ull << 40;
	virtio_submit(VIRTIO(VIRTIO_BLOCK), 0, &queue, 0);
	used = virtio_wait(VIRTIO(VIRTIO_BLOCK), &queue, 1);
	report("sector_beyond_the_disk__is_an_io_error", used && status == 1, status);
}

/* Survives a reset: RAM is the guest's and is not cleared. */
#define MARK_ADDRESS (RAM + (8u << 20))
#define MARK         0x600dcafeu

void guest_main(void)
{
	bool is_second = read32(MARK_ADDRESS) == MARK;

	console_start();
	if (is_second) {
		write32(MARK_ADDRESS, 0);
		report("reset__starts_the_profile_again", true, 0);
		print("end\r\n");
		return;
	}
	test_firmware();
	test_stray_accesses();
	test_interrupts();
	test_malformed_queues();
	test_nonsense();
	test_block_device();
	write32(MARK_ADDRESS, MARK);
	guest_hvc(0x84000009, 0, 0);
	report("reset__does_not_return", false, 0);
}
