/* SPDX-License-Identifier: BSD-2-Clause */
/* Exits as the kernel reports them, and the replies; the machine's life behind them. Devices are faked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <bulkhead/log.h>
#include <cmocka.h>
#include <exit.h>
#include <vmm.h>

#include "fake_cpu.h"

#define DATA_ABORT        0x90000000u /* EC 0x24 */
#define INSTRUCTION_ABORT 0x80000000u /* EC 0x20 */
#define REGISTER_TRAP     0x60000000u /* EC 0x18 */
#define ISV               (1u << 24)
#define SIZE(log2)        ((uint32_t)(log2) << 22)
#define SSE               (1u << 21)
#define REG(n)            ((uint32_t)(n) << 16)
#define SF                (1u << 15)
#define CM                (1u << 8)
#define S1PTW             (1u << 7)
#define WNR               (1u << 6)
#define WORD_READ         (DATA_ABORT | ISV | SIZE(2))
#define VIRTIO(n)         (0x0a000000u + 0x200u * (n))

/* ---- Fakes ---- */

static struct vmm vmm;
static struct stream stream;
static struct {
	struct virtio_device *device;
	uint64_t offset, value;
	uint32_t size;
	uint32_t reads, writes, resets;
} mmio;
static enum boot_state boot_answer;
static uint32_t boot_starts, log_lines;
static uint32_t exiting; /* the processor whose exits they are */

uint64_t virtio_mmio_read(struct virtio_device *device, uint64_t offset, uint32_t size)
{
	mmio.device = device;
	mmio.offset = offset;
	mmio.size = size;
	mmio.reads++;
	return mmio.value;
}

void virtio_mmio_write(struct virtio_device *device, uint64_t offset, uint32_t size, uint64_t value)
{
	mmio.device = device;
	mmio.offset = offset;
	mmio.size = size;
	mmio.value = value;
	mmio.writes++;
}

void virtio_mmio_reset(struct virtio_device *device)
{
	(void)device;
	mmio.resets++;
}

void virtio_console_emit(struct virtio_console *console)
{
	(void)console;
}

void virtio_console_reset_input(struct virtio_console *console)
{
	(void)console;
}

void boot_start(struct boot *boot)
{
	(void)boot;
	boot_starts++;
}

enum boot_state boot_step(struct boot *boot)
{
	(void)boot;
	return boot_answer;
}

void machine_emit_boot_requests(void)
{
}

uint64_t machine_seconds(const struct vmm *machine)
{
	(void)machine;
	return 1704067200;
}

void log_printf(enum log_level level, const char *format, ...)
{
	(void)level, (void)format;
	log_lines++;
}

/* ---- */

static int set_up(void **state)
{
	(void)state;
	fake_cpu_reset();
	memset(&mmio, 0, sizeof mmio);
	memset(&stream, 0, sizeof stream);
	memset(&vmm, 0, sizeof vmm);
	boot_answer = BOOT_BUSY;
	boot_starts = log_lines = 0;
	vmm.name = "corporate";
	vmm.console.stream = &stream;
	vmm.processor_count = 2;
	vmm.gic_version = 3;
	exiting = 0;
	machine_init(&vmm);
	machine_start_processor(&vmm, 0, 0x40080000, 0x42000000);
	vmm.state = MACHINE_RUNNING;
	fake_cpu_reset();
	return 0;
}

static struct message exit_of(uint64_t label, uint32_t esr, uint64_t address, uint64_t value)
{
	struct message message = { .label = label, .word = { esr, address, value, 0xffff800008001000 } };

	exit_handle(&vmm, exiting, &message);
	return message;
}

static struct message access(uint32_t esr, uint64_t address, uint64_t value)
{
	return exit_of(EXIT_MEMORY, esr, address, value);
}

/* What the guest's owner reads. */
static const char *shown(void)
{
	static char text[4096];
	size_t size = ring_read(&stream.to_console, text, sizeof text - 1);

	text[size] = 0;
	return text;
}

static void test_read__fills_the_register_and_advances(void **state)
{
	struct message reply = access(WORD_READ | REG(7), 0x08000004, 0);

	(void)state;
	assert_int_equal(reply.label, FAULT_ADVANCE | FAULT_WRITE | FAULT_REGISTER(7));
	assert_int_equal(reply.word[0] & 0x1f, 2); /* GICD_TYPER */
}

static void test_read__into_the_zero_register_writes_nothing(void **state)
{
	struct message reply = access(WORD_READ | REG(31), VIRTIO(0), 0);

	(void)state;
	assert_int_equal(reply.label, FAULT_ADVANCE);
	assert_int_equal(mmio.reads, 1);
}

static void test_read__is_cut_to_its_size_and_sign_extended(void **state)
{
	(void)state;
	mmio.value = 0x11223344556677f8;
	assert_int_equal(access(DATA_ABORT | ISV | SIZE(0), VIRTIO(0), 0).word[0], 0xf8);
	assert_int_equal(access(DATA_ABORT | ISV | SIZE(0) | SSE, VIRTIO(0), 0).word[0], 0xfffffff8);
	assert_int_equal(access(DATA_ABORT | ISV | SIZE(0) | SSE | SF, VIRTIO(0), 0).word[0], 0xfffffffffffffff8);
	assert_int_equal(access(DATA_ABORT | ISV | SIZE(3) | SF, VIRTIO(0), 0).word[0], 0x11223344556677f8);
}

static void test_write__reaches_the_device_at_its_offset(void **state)
{
	struct message reply = access(DATA_ABORT | ISV | SIZE(2) | WNR | REG(3), VIRTIO(2) + 0x50, 0xaabbccdd11223344);

	(void)state;
	assert_int_equal(reply.label, FAULT_ADVANCE);
	assert_ptr_equal(mmio.device, &vmm.vsock.device);
	assert_int_equal(mmio.offset, 0x50);
	assert_int_equal(mmio.size, 4);
	assert_int_equal(mmio.value, 0x11223344);
}

static void test_write__of_the_zero_register_is_zero(void **state)
{
	(void)state;
	access(DATA_ABORT | ISV | SIZE(2) | WNR | REG(31), VIRTIO(1), 77);
	assert_int_equal(mmio.value, 0);
}

static void test_clock__tells_seconds(void **state)
{
	(void)state;
	assert_int_equal(access(WORD_READ, 0x09010000, 0).word[0], 1704067200);
	assert_int_equal(access(WORD_READ, 0x09010fe0, 0).word[0], 0x31);
}

#define IL              (1u << 25)
#define FNV             (1u << 10)
#define EXTERNAL_ABORT  (IL | FNV | 0x10u)

/* The guest gets an exception with this ESR_EL1, runs on, and no device was touched. */
static void assert_raised(struct message reply, uint32_t esr)
{
	assert_int_equal(reply.label, FAULT_RAISE);
	assert_int_equal(reply.word[2], esr);
	assert_int_equal(vmm.state, MACHINE_RUNNING);
	assert_int_equal(mmio.reads + mmio.writes, 0);
}

static void test_no_device__is_an_external_abort(void **state)
{
	(void)state;
	assert_raised(access(WORD_READ | IL, 0x0b000000, 0), DATA_ABORT | EXTERNAL_ABORT);
	assert_raised(access(WORD_READ | IL | WNR, 0x0b000000, 0), DATA_ABORT | EXTERNAL_ABORT | WNR);
	assert_int_equal(log_lines, 2);
}

static void test_access_across_a_region_s_end__is_an_external_abort(void **state)
{
	(void)state;
	assert_raised(access(DATA_ABORT | IL | ISV | SIZE(3), VIRTIO(4) - 4, 0), DATA_ABORT | EXTERNAL_ABORT);
	assert_raised(access(WORD_READ | IL, UINT64_MAX - 1, 0), DATA_ABORT | EXTERNAL_ABORT);
}

static void test_access_without_syndrome__is_an_external_abort(void **state)
{
	(void)state;
	assert_raised(access(DATA_ABORT | IL, VIRTIO(0), 0), DATA_ABORT | EXTERNAL_ABORT);
}

static void test_table_walk_in_a_device__is_an_abort_of_its_level(void **state)
{
	(void)state;
	assert_raised(access(WORD_READ | IL | S1PTW | 6, VIRTIO(0), 0), DATA_ABORT | IL | FNV | 0x16);
}

static void test_jump_to_a_device__is_an_external_abort(void **state)
{
	(void)state;
	assert_raised(access(INSTRUCTION_ABORT | IL | ISV | SIZE(2), VIRTIO(0), 0), INSTRUCTION_ABORT | EXTERNAL_ABORT);
}

static void test_storm_of_mistakes__is_logged_a_few_times(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 10000; i++)
		access(WORD_READ, 0x0b000000, 0);
	assert_int_equal(log_lines, 16);
}

static void test_cache_operation__is_skipped(void **state)
{
	(void)state;
	assert_int_equal(access(DATA_ABORT | CM | WNR, 0x90000000, 0).label, FAULT_ADVANCE);
	assert_int_equal(vmm.state, MACHINE_RUNNING);
}

static struct message call(uint64_t label, uint64_t number, uint64_t a, uint64_t b)
{
	struct message message = { .label = label, .word = { 0, 0, 0, 0, number, a, b, 0 } };

	exit_handle(&vmm, exiting, &message);
	return message;
}

#define RESULT (FAULT_WRITE | FAULT_REGISTER(0))

static void test_hvc__returns_without_advancing_smc_with(void **state)
{
	struct message hvc = call(EXIT_HVC, 0x84000000, 0, 0), smc = call(EXIT_SMC, 0x84000000, 0, 0);

	(void)state;
	assert_int_equal(hvc.label, RESULT);
	assert_int_equal(smc.label, RESULT | FAULT_ADVANCE);
	assert_int_equal(hvc.word[0], 0x10001);
	assert_int_equal(smc.word[0], 0x10001);
}

static void test_psci__answers_while_one_of_two_runs(void **state)
{
	static const struct {
		uint64_t number, a, b;
		int64_t result;
	} calls[] = {
		{ 0x80000000, 0, 0, 0x10001 },          /* SMCCC_VERSION */
		{ 0x80000001, 0x80000000, 0, 0 },       /* ARCH_FEATURES of itself */
		{ 0x80000001, 0x80008000, 0, -1 },      /* … of a workaround */
		{ 0x84000001, 0, 0, 0 },                /* CPU_SUSPEND, standby */
		{ 0xc4000001, 0x10000, 0, -2 },         /* … power down */
		{ 0xc4000003, 0, 0x40000000, -4 },      /* CPU_ON of the one that runs */
		{ 0xc4000003, 2, 0x40000000, -2 },      /* … of one that is not there */
		{ 0xc4000003, 1ULL << 32 | 1, 0, -2 },  /* … whose Aff3 is 1 */
		{ 0x84000004, 0, 0, 0 },                /* AFFINITY_INFO: on */
		{ 0xc4000004, 1, 0, 1 },                /* … off */
		{ 0xc4000004, 2, 0, -2 },
		{ 0xc4000004, 0, 1, -2 },               /* … of a cluster */
		{ 0x84000006, 0, 0, 2 },                /* MIGRATE_INFO_TYPE */
		{ 0x8400000a, 0x84000008, 0, 0 },       /* FEATURES(SYSTEM_OFF) */
		{ 0x8400000a, 0x84000012, 0, -1 },      /* FEATURES(SYSTEM_RESET2) */
		{ 0x84000012, 0, 0, -1 },
		{ 0xdeadbeef, 0, 0, -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		struct message reply = call(EXIT_HVC, calls[i].number, calls[i].a, calls[i].b);

		assert_int_equal(reply.label, RESULT);
		assert_int_equal((int64_t)reply.word[0], calls[i].result);
	}
}

static void test_cpu_on__starts_another_with_what_it_was_given(void **state)
{
	struct message message = { .label = EXIT_HVC, .word[4] = 0xc4000003, .word[5] = 1, .word[6] = 0x40200000, .word[7] = 77 };

	(void)state;
	exit_handle(&vmm, 0, &message);
	assert_int_equal(message.label, RESULT);
	assert_int_equal(message.word[0], 0);
	assert_int_equal(fake_cpus[1].stops, 1); /* resets it */
	assert_int_equal(fake_cpus[1].starts, 1);
	assert_int_equal(fake_cpus[1].entry, 0x40200000);
	assert_int_equal(fake_cpus[1].argument, 77);
	assert_int_equal(call(EXIT_HVC, 0x84000004, 1, 0).word[0], 0);
	assert_int_equal((int64_t)call(EXIT_HVC, 0xc4000003, 1, 0).word[0], -4);
}

static void test_cpu_on__of_the_32_bit_form_has_32_bits(void **state)
{
	(void)state;
	assert_int_equal(call(EXIT_HVC, 0x84000003, 0xffffffff00000001, 0xffffffff40200000).word[0], 0);
	assert_int_equal(fake_cpus[1].entry, 0x40200000);
}

static void test_cpu_off__stops_the_caller_and_the_last_one_the_machine(void **state)
{
	(void)state;
	call(EXIT_HVC, 0xc4000003, 1, 0x40200000);
	exiting = 1;
	assert_int_equal(call(EXIT_HVC, 0x84000002, 0, 0).label, FAULT_STOP);
	assert_int_equal(vmm.state, MACHINE_RUNNING);
	exiting = 0;
	assert_int_equal(call(EXIT_HVC, 0x84000004, 1, 0).word[0], 1);
	assert_int_equal(call(EXIT_HVC, 0xc4000003, 1, 0x40200000).word[0], 0);
	assert_int_equal(call(EXIT_HVC, 0x84000002, 0, 0).label, FAULT_STOP);
	assert_int_equal(vmm.state, MACHINE_RUNNING);
	exiting = 1;
	assert_int_equal(call(EXIT_HVC, 0x84000002, 0, 0).label, FAULT_STOP);
	assert_int_equal(vmm.state, MACHINE_OFF);
}

/* The one whose exit it is stops by the reply; nobody else may touch the RAM that is loaded anew. */
static void test_end_of_the_machine__stops_the_other_processors(void **state)
{
	static const uint64_t calls[] = { 0x84000008, 0x84000009 };

	(void)state;
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
		set_up(state);
		call(EXIT_HVC, 0xc4000003, 1, 0x40200000);
		fake_cpu_reset();
		assert_int_equal(call(EXIT_HVC, calls[i], 0, 0).label, FAULT_STOP);
		assert_int_equal(fake_cpus[0].stops, 0);
		assert_int_equal(fake_cpus[1].stops, 1);
		assert_int_equal(vmm.vgic.running, 0);
	}
}

static void test_system_off__stops_and_the_start_key_starts_again(void **state)
{
	(void)state;
	assert_int_equal(call(EXIT_HVC, 0x84000008, 0, 0).label, FAULT_STOP);
	assert_int_equal(vmm.state, MACHINE_OFF);
	assert_non_null(strstr(shown(), "powered off; type r to start it"));
	ring_write(&stream.from_console, "x", 1);
	machine_typed(&vmm);
	assert_int_equal(vmm.state, MACHINE_OFF);
	ring_write(&stream.from_console, "qr", 2);
	machine_typed(&vmm);
	assert_int_equal(vmm.state, MACHINE_LOADING);
}

static void test_system_reset__loads_and_starts_afresh(void **state)
{
	(void)state;
	assert_int_equal(call(EXIT_SMC, 0x84000009, 0, 0).label, FAULT_STOP);
	assert_int_equal(vmm.state, MACHINE_LOADING);
	assert_int_equal(boot_starts, 1);
	assert_int_equal(mmio.resets, MACHINE_VIRTIO_COUNT);
	assert_int_equal(fake_cpus[0].stops + fake_cpus[0].starts, 0);
	boot_answer = BOOT_READY;
	vmm.boot.entry = 0x40200000;
	vmm.boot.fdt = 0x4fff0000;
	machine_step(&vmm);
	assert_int_equal(vmm.state, MACHINE_RUNNING);
	assert_int_equal(fake_cpus[0].stops, 1);
	assert_int_equal(fake_cpus[0].starts, 1);
	assert_int_equal(fake_cpus[0].entry, 0x40200000);
	assert_int_equal(fake_cpus[0].argument, 0x4fff0000);
}

static void test_bad_profile__leaves_the_machine_off_with_the_reason(void **state)
{
	(void)state;
	boot_answer = BOOT_FAILED;
	vmm.boot.problem = "the kernel is no arm64 Image";
	machine_reset(&vmm);
	assert_int_equal(vmm.state, MACHINE_OFF);
	assert_int_equal(fake_cpus[0].starts, 0);
	assert_non_null(strstr(shown(), "cannot start its profile: the kernel is no arm64 Image; type r to start it"));
}

#define MSR(op0, op1, crn, crm, op2) \
	(REGISTER_TRAP | (op0) << 20 | (op2) << 17 | (op1) << 14 | (crn) << 10 | 5u << 5 | (crm) << 1)
#define MRS(op0, op1, crn, crm, op2) (MSR(op0, op1, crn, crm, op2) | 1)

static void test_monitor_debug__reads_as_written(void **state)
{
	struct message reply;

	(void)state;
	assert_int_equal(exit_of(EXIT_REGISTER, MSR(2u, 0u, 0u, 2u, 2u), 0, 0x9000).label, FAULT_ADVANCE);
	reply = exit_of(EXIT_REGISTER, MRS(2u, 0u, 0u, 2u, 2u), 0, 0);
	assert_int_equal(reply.label, FAULT_ADVANCE | FAULT_WRITE | FAULT_REGISTER(5));
	assert_int_equal(reply.word[0], 0x9000);
	assert_int_equal(log_lines, 0);
}

static void test_hidden_registers__read_as_zero(void **state)
{
	static const uint32_t registers[] = {
		MRS(2u, 0u, 1u, 1u, 4u),  /* OSLSR_EL1 */
		MRS(2u, 0u, 0u, 15u, 5u), /* DBGBCR15_EL1 */
		MRS(3u, 3u, 14u, 2u, 1u), /* CNTP_CTL_EL0 */
		MRS(3u, 3u, 9u, 12u, 0u), /* PMCR_EL0 */
		MRS(3u, 3u, 14u, 15u, 7u), /* PMCCFILTR_EL0 */
		MRS(3u, 0u, 1u, 0u, 1u),  /* ACTLR_EL1 */
		MRS(3u, 1u, 15u, 2u, 1u), /* implementation defined */
		MSR(1u, 0u, 7u, 14u, 2u), /* DC CISW */
	};

	(void)state;
	for (size_t i = 0; i < sizeof registers / sizeof *registers; i++) {
		struct message reply = exit_of(EXIT_REGISTER, registers[i], 0, 0xffff);

		assert_true(reply.label & FAULT_ADVANCE);
		assert_int_equal(reply.word[0], 0);
	}
	assert_int_equal(log_lines, 0);
}

static void test_unknown_register_or_instruction__is_undefined(void **state)
{
	(void)state;
	assert_raised(exit_of(EXIT_REGISTER, MRS(3u, 0u, 13u, 9u, 3u), 0, 0), IL);
	assert_raised(exit_of(EXIT_REGISTER, MSR(3u, 0u, 13u, 9u, 3u), 0, 0), IL);
	assert_raised(exit_of(EXIT_OTHER, 0x64000000, 0, 0), IL);
}

static void test_software_interrupt_register__raises_it(void **state)
{
	(void)state;
	vgic_distributor_write(&vmm.vgic, 0, 4, 2);
	vgic_redistributor_write(&vmm.vgic, 0x10080, 4, ~0u);
	vgic_redistributor_write(&vmm.vgic, 0x10100, 4, 1u << 9);
	exit_of(EXIT_REGISTER, MSR(3u, 0u, 12u, 11u, 5u), 0, 9u << 24 | 1);
	assert_int_equal(fake_cpus[0].injected[0], 9);
}

static void test_registers__are_each_processor_s_own(void **state)
{
	(void)state;
	vgic_distributor_write(&vmm.vgic, 0, 4, 2);
	machine_start_processor(&vmm, 1, 0x40200000, 0);
	for (uint32_t n = 0; n < 2; n++) {
		access(WORD_READ | WNR | REG(1), MACHINE_GICR_ADDRESS + n * MACHINE_GICR_SIZE + 0x10080, ~0u);
		access(WORD_READ | WNR | REG(1), MACHINE_GICR_ADDRESS + n * MACHINE_GICR_SIZE + 0x10100, 1u << 9);
	}
	exit_of(EXIT_REGISTER, MSR(2u, 0u, 0u, 2u, 2u), 0, 0x1000);
	exiting = 1;
	assert_int_equal(exit_of(EXIT_REGISTER, MRS(2u, 0u, 0u, 2u, 2u), 0, 0).word[0], 0);
	exit_of(EXIT_REGISTER, MSR(3u, 0u, 12u, 11u, 5u), 0, 9u << 24 | 1ULL << 40); /* all but oneself */
	assert_int_equal(fake_cpus[0].injected_count, 1);
	assert_int_equal(fake_cpus[1].injected_count, 0);
}

static void test_interrupts_exit__delivers_what_waited(void **state)
{
	(void)state;
	vgic_distributor_write(&vmm.vgic, 0, 4, 2);
	vgic_distributor_write(&vmm.vgic, 0x84, 4, ~0u);
	vgic_distributor_write(&vmm.vgic, 0x104, 4, ~0u);
	fake_cpus[0].list_registers = 0;
	virtio_raise(&vmm.disk.device);
	fake_cpus[0].list_registers = 1;
	assert_int_equal(exit_of(EXIT_INTERRUPTS, 0, 0, 0).label, 0);
	assert_int_equal(fake_cpus[0].injected[0], 49);
}

static void test_unexpected_exits__stop_the_guest(void **state)
{
	static const uint64_t labels[] = { 0, FAULT_SERROR, EXIT_INTERRUPTS + 1, UINT64_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		vmm.state = MACHINE_RUNNING;
		assert_int_equal(exit_of(labels[i], 0, 0, 0).label, FAULT_STOP);
		assert_int_equal(vmm.state, MACHINE_OFF);
	}
}

static void test_full_stream__loses_the_message_but_not_the_guest(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 100; i++)
		machine_fail(&vmm, "%s", "no room for this on the stream");
	assert_int_equal(vmm.state, MACHINE_OFF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_read__fills_the_register_and_advances, set_up),
		cmocka_unit_test_setup(test_read__into_the_zero_register_writes_nothing, set_up),
		cmocka_unit_test_setup(test_read__is_cut_to_its_size_and_sign_extended, set_up),
		cmocka_unit_test_setup(test_write__reaches_the_device_at_its_offset, set_up),
		cmocka_unit_test_setup(test_write__of_the_zero_register_is_zero, set_up),
		cmocka_unit_test_setup(test_clock__tells_seconds, set_up),
		cmocka_unit_test_setup(test_no_device__is_an_external_abort, set_up),
		cmocka_unit_test_setup(test_access_across_a_region_s_end__is_an_external_abort, set_up),
		cmocka_unit_test_setup(test_access_without_syndrome__is_an_external_abort, set_up),
		cmocka_unit_test_setup(test_table_walk_in_a_device__is_an_abort_of_its_level, set_up),
		cmocka_unit_test_setup(test_jump_to_a_device__is_an_external_abort, set_up),
		cmocka_unit_test_setup(test_storm_of_mistakes__is_logged_a_few_times, set_up),
		cmocka_unit_test_setup(test_cache_operation__is_skipped, set_up),
		cmocka_unit_test_setup(test_hvc__returns_without_advancing_smc_with, set_up),
		cmocka_unit_test_setup(test_psci__answers_while_one_of_two_runs, set_up),
		cmocka_unit_test_setup(test_cpu_on__starts_another_with_what_it_was_given, set_up),
		cmocka_unit_test_setup(test_cpu_on__of_the_32_bit_form_has_32_bits, set_up),
		cmocka_unit_test_setup(test_cpu_off__stops_the_caller_and_the_last_one_the_machine, set_up),
		cmocka_unit_test_setup(test_end_of_the_machine__stops_the_other_processors, set_up),
		cmocka_unit_test_setup(test_system_off__stops_and_the_start_key_starts_again, set_up),
		cmocka_unit_test_setup(test_system_reset__loads_and_starts_afresh, set_up),
		cmocka_unit_test_setup(test_bad_profile__leaves_the_machine_off_with_the_reason, set_up),
		cmocka_unit_test_setup(test_monitor_debug__reads_as_written, set_up),
		cmocka_unit_test_setup(test_hidden_registers__read_as_zero, set_up),
		cmocka_unit_test_setup(test_unknown_register_or_instruction__is_undefined, set_up),
		cmocka_unit_test_setup(test_software_interrupt_register__raises_it, set_up),
		cmocka_unit_test_setup(test_registers__are_each_processor_s_own, set_up),
		cmocka_unit_test_setup(test_interrupts_exit__delivers_what_waited, set_up),
		cmocka_unit_test_setup(test_unexpected_exits__stop_the_guest, set_up),
		cmocka_unit_test_setup(test_full_stream__loses_the_message_but_not_the_guest, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
