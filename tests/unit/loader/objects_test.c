/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the loader leaves in memory for kernel and init: translation tables, granule table, init's program,
 * CSpace and derivation list. RAM is an anonymous mapping whose addresses are those of QEMU's virt.
 */
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include <boot_info.h>
#include <object.h>

#include "init_image.h"
#include "kernel_image.h"
#include "memory.h"
#include "stop.h"
#include "tables.h"

#define RAM      0x40000000ULL
#define RAM_SIZE 0x2000000ULL
#define UART     0x9000000ULL
#define PACKAGE  0x40100000ULL

static jmp_buf stopped;
static const char *stop_detail;

_Noreturn void stop(const char *what, const char *detail)
{
	stop_detail = detail != NULL ? detail : what;
	longjmp(stopped, 1);
}

static struct machine machine;
static struct cores cores;
static struct kernel_image kernel;
static uint64_t granule_limit;

static int map_ram(void **state)
{
	int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE;

	(void)state;
	return mmap((void *)RAM, RAM_SIZE, PROT_READ | PROT_WRITE, flags, -1, 0) == (void *)RAM ? 0 : -1;
}

static void make_kernel_content(uint8_t content[2 * 4096])
{
	struct kernel_header header = {
		.abi_version = ABI_VERSION, .magic = BOOT_INFO_MAGIC, .text_size = 4096, .rodata_size = 4096, .data_size = 8192,
		.file_size = 2 * 4096, .core_max = 1};

	memset(content, 0x5a, 2 * 4096);
	memcpy(content, &header, sizeof header);
}

static struct package_entry kernel_entry = {.name = "kernel", .kind = PACKAGE_KERNEL, .size = 2 * 4096};
static _Alignas(8) uint8_t kernel_content[2 * 4096];

static int start(void **state)
{
	struct range_set free = {0};

	(void)state;
	memset((void *)RAM, 0xa5, RAM_SIZE);
	memset(&machine, 0, sizeof machine);
	range_set_add(&machine.ram, RAM, RAM_SIZE);
	range_set_add(&machine.devices, UART, 4096);
	machine.gic = (struct machine_gic){
		.version = 3, .distributor = {0x8000000, 0x10000}, .redistributors = {0x80a0000, 0xf60000}};
	cores = (struct cores){.count = 2, .gic = {{.own = 0x80f0000}, {.own = 0x80b0000}}};
	range_set_add(&free, RAM + 0x400000, RAM_SIZE - 0x400000);
	memory_set_free(&free);
	make_kernel_content(kernel_content);
	return 0;
}

static int start_system(void **state)
{
	start(state);
	kernel = kernel_image_place(&kernel_entry, kernel_content);
	kernel_image_map(&kernel, &machine, &cores);
	granule_limit = memory_make_granules(&machine.ram, &machine.devices, kernel.root);
	return 0;
}

/* The descriptor that translates an address, as the processor would find it. */
static uint64_t translate(uint64_t root, uint64_t address, uint64_t *size)
{
	uint64_t table = root;

	for (unsigned level = 1; level <= 3; level++) {
		uint64_t entry = ((uint64_t *)table)[address >> (39 - 9 * level) & 511];

		*size = 1ULL << (39 - 9 * level);
		if ((entry & 1) == 0 || level == 3 || (entry & 2) == 0)
			return entry;
		table = entry & 0xfffffffff000;
	}
	return 0;
}

static uint64_t physical(uint64_t root, uint64_t address)
{
	uint64_t size;
	uint64_t descriptor = translate(root, address, &size);

	return (descriptor & 0xfffffffff000) + address % size;
}

static uint64_t attributes(uint64_t root, uint64_t address)
{
	uint64_t size;

	return translate(root, address, &size) & ~0xfffffffff003ULL;
}

static void test_kernel__parts_have_their_rights_and_nothing_else(void **state)
{
	uint64_t size;

	(void)state;
	assert_int_equal(kernel.base % BLOCK_SIZE, 0);
	assert_int_equal(attributes(kernel.root, kernel.base), EL2_CODE);
	assert_int_equal(attributes(kernel.root, kernel.base + 0x1000), EL2_CONSTANTS);
	assert_int_equal(attributes(kernel.root, kernel.base + 0x2000), EL2_DATA);
	assert_int_equal(attributes(kernel.root, kernel.base + 0x4000), EL2_DATA);
	for (uint64_t page = 0; page < 0x200000; page += 0x1000)
		assert_int_equal(physical(kernel.root, kernel.base + page), kernel.base + page);
	assert_memory_equal((void *)kernel.base, kernel_content, sizeof kernel_content);
	assert_int_equal(*(uint64_t *)(kernel.base + 0x2000), 0);
	assert_int_equal(translate(kernel.root, 0, &size), 0);
}

static void test_kernel__sees_ram_and_the_interrupt_controller(void **state)
{
	(void)state;
	for (uint64_t address = RAM; address < RAM + RAM_SIZE; address += 0x1000)
		assert_int_equal(physical(kernel.root, address), address);
	assert_int_equal(attributes(kernel.root, RAM), EL2_DATA);
	assert_int_equal(physical(kernel.root, KERNEL_GICD + 4), 0x8000004);
	assert_int_equal(physical(kernel.root, KERNEL_GIC_PAGE(0) + 4), 0x80f0004);
	assert_int_equal(physical(kernel.root, KERNEL_GIC_PAGE(1)), 0x80b0000);
	assert_int_equal(attributes(kernel.root, KERNEL_GIC_PAGE(1)), EL2_DEVICE);
}

static void test_kernel__broken_header_stops(void **state)
{
	(void)state;
	((struct kernel_header *)(void *)kernel_content)->text_size++;
	if (setjmp(stopped) == 0)
		kernel_image_place(&kernel_entry, kernel_content);
	assert_string_equal(stop_detail, "kernel: its header is broken");
}

static void test_kernel__larger_than_its_place_stops(void **state)
{
	(void)state;
	((struct kernel_header *)(void *)kernel_content)->data_size = 0x200000;
	if (setjmp(stopped) == 0)
		kernel_image_place(&kernel_entry, kernel_content);
	assert_string_equal(stop_detail, "kernel: its header is broken");
}

static void test_granules__cover_ram_and_devices(void **state)
{
	(void)state;
	assert_int_equal(granule_limit, (RAM + RAM_SIZE) / 4096);
	memory_tag(UART, 4096, TYPE_UNTYPED);
	assert_int_equal(memory_granule(UART)->type, TYPE_UNTYPED);
	assert_int_equal(physical(kernel.root, GRANULE_TABLE_BASE + 16 * (UART / 4096)), (uint64_t)memory_granule(UART));
	assert_int_equal(physical(kernel.root, GRANULE_TABLE_BASE + 16 * (RAM / 4096)), (uint64_t)memory_granule(RAM));
	assert_int_equal(memory_granule(RAM)->type, TYPE_NULL);
}

static void test_memory__is_cleared_and_tagged(void **state)
{
	uint64_t base = memory_take(3 * 4096, 4096, TYPE_FRAME);

	(void)state;
	for (uint64_t i = 0; i < 3 * 4096; i += 8)
		assert_int_equal(*(uint64_t *)(base + i), 0);
	assert_int_equal(memory_granule(base)->type, TYPE_FRAME);
	assert_int_equal(memory_granule(base + 2 * 4096)->type, TYPE_FRAME);
	assert_int_equal(memory_granule(base + 3 * 4096)->type == TYPE_FRAME, 0);
}

static void test_memory__running_out_stops(void **state)
{
	(void)state;
	if (setjmp(stopped) == 0)
		memory_take(RAM_SIZE, 4096, TYPE_FRAME);
	assert_string_equal(stop_detail, "not enough memory");
}

static void test_tables__overlap_stops(void **state)
{
	uint64_t root = tables_make(TYPE_NULL);
	const struct tables_region block = {.virtual = 0x200000, .physical = RAM, .size = BLOCK_SIZE, .attributes = EL2_DATA};
	const struct tables_region page = {.virtual = 0x3ff000, .physical = RAM, .size = 4096, .attributes = EL2_DATA};

	(void)state;
	tables_map(root, &block);
	if (setjmp(stopped) == 0)
		tables_map(root, &page);
	assert_string_equal(stop_detail, "two regions overlap in a translation table");
}

/* --- init --------------------------------------------------------------------------------------------------- */

static struct {
	Elf64_Ehdr header;
	Elf64_Phdr segments[2];
	uint8_t text[64];
} program;

static struct package_entry init_entry = {.name = "init", .kind = PACKAGE_INIT, .size = sizeof program};

static struct init_image make_init(void)
{
	memset(&program, 0, sizeof program);
	memcpy(program.header.e_ident, ELFMAG, SELFMAG);
	program.header.e_ident[EI_CLASS] = ELFCLASS64;
	program.header.e_machine = EM_AARCH64;
	program.header.e_type = ET_EXEC;
	program.header.e_entry = 0x400000;
	program.header.e_phoff = offsetof(__typeof__(program), segments);
	program.header.e_phentsize = sizeof(Elf64_Phdr);
	program.header.e_phnum = 2;
	memset(program.text, 0x11, sizeof program.text);
	program.segments[0] = (Elf64_Phdr){.p_type = PT_LOAD, .p_flags = PF_R | PF_X, .p_vaddr = 0x400000,
		.p_offset = offsetof(__typeof__(program), text), .p_filesz = 64, .p_memsz = 64};
	program.segments[1] = (Elf64_Phdr){.p_type = PT_LOAD, .p_flags = PF_R | PF_W, .p_vaddr = 0x401000, .p_memsz = 8192};
	return init_image_load(&init_entry, &program);
}

static void test_init__program_is_mapped_with_its_rights(void **state)
{
	struct init_image init = make_init();
	struct init_info *info = (struct init_info *)memory_take(sizeof *info, 4096, TYPE_FRAME);
	uint64_t text = physical(init.vspace, 0x400000);

	(void)state;
	init_image_map_package(&init, (const void *)PACKAGE, 0x5001);
	init_image_map_info(&init, info);
	assert_memory_equal((void *)text, program.text, sizeof program.text);
	assert_int_equal(attributes(init.vspace, 0x400000), STAGE2_NORMAL | STAGE2_READABLE);
	assert_int_equal(attributes(init.vspace, 0x402000), STAGE2_NORMAL | STAGE2_WRITABLE | STAGE2_NEVER);
	assert_int_equal(attributes(init.vspace, INIT_PACKAGE_ADDRESS), STAGE2_NORMAL | STAGE2_READABLE | STAGE2_NEVER);
	assert_int_equal(physical(init.vspace, INIT_PACKAGE_ADDRESS + 0x5000), PACKAGE + 0x5000);
	assert_int_equal(physical(init.vspace, INIT_INFO_ADDRESS), (uint64_t)info);
	assert_int_equal(memory_granule(init.vspace)->type, TYPE_VSPACE);
	assert_int_equal(memory_granule(text)->type, TYPE_FRAME);
}

static void expect_rejected(const char *reason)
{
	if (setjmp(stopped) == 0)
		init_image_load(&init_entry, &program);
	assert_string_equal(stop_detail, reason);
}

static void test_init__unsound_elf_stops(void **state)
{
	(void)state;
	make_init();
	program.segments[1].p_flags |= PF_X;
	expect_rejected("a segment is writable and executable");
	program.segments[1].p_offset = sizeof program + 1;
	expect_rejected("a segment lies beyond the end");
	program.segments[0].p_vaddr++;
	expect_rejected("a segment is misaligned or too small");
	program.header.e_phoff = sizeof program;
	expect_rejected("program headers beyond the end");
}

static const struct slot *slot_at(uint32_t index)
{
	return (const struct slot *)((uint64_t)index * sizeof(struct slot));
}

/* Walks the derivation list once around and checks that it is one; returns the number of capabilities. */
static uint32_t walk_list(const struct slot *head)
{
	uint32_t count = 0;
	uint32_t before = (uint32_t)((uint64_t)head / sizeof *head);

	assert_int_equal(head->type, TYPE_NULL);
	for (uint32_t at = head->next; slot_at(at) != head; at = slot_at(at)->next) {
		assert_int_not_equal(slot_at(at)->type, TYPE_NULL);
		assert_int_equal(slot_at(at)->prev, before);
		before = at;
		count++;
	}
	assert_int_equal(head->prev, before);
	return count;
}

static void test_init__thread_is_ready_with_its_capabilities(void **state)
{
	struct init_image init = make_init();
	uint32_t index = init_image_make_thread(&init, 62500000);
	const struct thread *thread = (const struct thread *)((uint64_t)index * 4096);
	const struct slot *slots = (const struct slot *)init.cnode;
	const struct slot *own = (const struct slot *)thread;
	const struct sched_context *context = (const void *)((uint64_t)thread->sched_context * 64);

	(void)state;
	assert_int_equal(walk_list((const struct slot *)init.head), 8);
	assert_int_equal(thread->state, THREAD_READY);
	assert_int_equal(thread->regs.pc, 0x400000);
	assert_int_equal(thread->regs.pstate, 0);
	assert_int_equal(thread->cspace, init.cnode / sizeof(struct slot));
	assert_int_equal(thread->cspace_count, 1 << INIT_CNODE_BITS);
	assert_int_equal(thread->vspace, init.vspace / 4096);
	assert_int_equal(context->budget, 625000);
	assert_int_equal(context->thread, index);
	assert_int_equal(slots[INIT_SLOT_CNODE].object, own[THREAD_SLOT_CSPACE].object);
	assert_int_equal(own[THREAD_SLOT_CSPACE].type, TYPE_CNODE);
	assert_int_equal(own[THREAD_SLOT_VSPACE].type, TYPE_VSPACE);
	assert_int_equal(own[THREAD_SLOT_VSPACE].flags & SLOT_REVOCABLE, 0);
	assert_int_equal(slots[INIT_SLOT_SCHED_CONTROL].type, TYPE_SCHED_CONTROL);
	assert_int_equal(memory_granule(init.cnode)->bits, INIT_CNODE_BITS + 5);
	assert_int_equal(memory_granule(init.cnode + 63 * 4096)->type, TYPE_CNODE);
	assert_int_equal(memory_granule((uint64_t)index * 4096)->type, TYPE_THREAD);
}

static void test_init__gets_untypeds_of_memory_and_devices(void **state)
{
	static struct init_info info = {.untyped_count = 2, .untypeds = {{RAM + 0x400000, 20, 0}, {UART, 12, 1}}};
	struct init_image init = make_init();

	(void)state;
	init_image_make_thread(&init, 62500000);
	init_image_give_untypeds(&init, &info);
	const struct slot *untyped = (const struct slot *)init.cnode + INIT_SLOT_FIRST_UNTYPED;
	assert_int_equal(walk_list((const struct slot *)init.head), 10);
	assert_int_equal(untyped[0].type, TYPE_UNTYPED);
	assert_int_equal(untyped[0].bits, 20);
	assert_int_equal(untyped[0].object, (RAM + 0x400000) / 4096);
	assert_int_equal(untyped[0].flags, SLOT_REVOCABLE);
	assert_int_equal(untyped[1].flags, SLOT_REVOCABLE | SLOT_DEVICE);
	assert_int_equal(memory_granule(RAM + 0x4ff000)->type, TYPE_UNTYPED);
	assert_int_equal(memory_granule(UART)->type, TYPE_UNTYPED);
	assert_int_equal(untyped[2].type, TYPE_NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_kernel__parts_have_their_rights_and_nothing_else, start_system),
		cmocka_unit_test_setup(test_kernel__sees_ram_and_the_interrupt_controller, start_system),
		cmocka_unit_test_setup(test_kernel__broken_header_stops, start),
		cmocka_unit_test_setup(test_kernel__larger_than_its_place_stops, start),
		cmocka_unit_test_setup(test_granules__cover_ram_and_devices, start_system),
		cmocka_unit_test_setup(test_memory__is_cleared_and_tagged, start_system),
		cmocka_unit_test_setup(test_memory__running_out_stops, start_system),
		cmocka_unit_test_setup(test_tables__overlap_stops, start),
		cmocka_unit_test_setup(test_init__program_is_mapped_with_its_rights, start_system),
		cmocka_unit_test_setup(test_init__unsound_elf_stops, start_system),
		cmocka_unit_test_setup(test_init__thread_is_ready_with_its_capabilities, start_system),
		cmocka_unit_test_setup(test_init__gets_untypeds_of_memory_and_devices, start_system),
	};

	return cmocka_run_group_tests(tests, map_ram, NULL);
}
