/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A QEMU plugin that counts executed instructions by who they belong to, told by their address:
 *     guest       from 4 GiB up (Linux and its programs; workload.c is linked there), and what is not the kernel in RAM, which
 *                 is a guest that has no page tables yet
 *     kernel      the block of RAM in which the loader put it (addresses are physical at EL2); the loader counts as kernel
 *     components  everything below RAM
 * A guest marks a moment with the instruction `hint #(64 + NUMBER)`, which no core gives a meaning. For each, a line
 *     mark NUMBER GUEST KERNEL COMPONENTS
 * goes to standard error. With the argument `longest=on`, a line `longest N` for each new longest stretch of kernel
 * instructions in which no interrupt was looked for: between an exception to EL2 and the return from it, or WFI, or a read
 * of ISR_EL1, by which the kernel asks in the middle of long work. A component then gets, for its `hint #65`, a line
 *     stretch N
 * with the longest one since its `hint #64`.
 * Counting is per instruction and exact; it needs one core (-smp 1).
 *
 * QEMU's plugin interface, version 1, is declared here as far as it is used; Debian does not package its header.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define RAM_START   0x40000000u
#define GUEST_START 0x100000000u
#define HINT_MASK   0xfffff01fu
#define HINT        0xd503201fu
#define WFI         0xd503207fu
#define READ_MASK   0xffffffe0u
#define READ_ISR    0xd538c100u /* MRS Xt, ISR_EL1 */
#define READ_ESR    0xd53c5200u /* MRS Xt, ESR_EL2: what the kernel alone does, first of all at a system call */
#define BLOCK_SIZE  0x200000u
#define FIRST_MARK  64u
#define LAST_MARK   65u

enum { PLUGIN_VERSION = 1, INLINE_ADD = 0, NO_REGISTERS = 0 };
enum owner { GUEST, KERNEL, COMPONENTS, OWNERS };

struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef void translate_handler(uint64_t id, struct qemu_plugin_tb *block);
typedef void execute_handler(unsigned cpu, void *data);

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, translate_handler *handler);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block, size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *instruction);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *instruction);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *instruction, int operation, void *counter, uint64_t addend);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *instruction, execute_handler *handler, int registers, void *data);

extern int qemu_plugin_version;
int qemu_plugin_version = PLUGIN_VERSION;
int qemu_plugin_install(uint64_t id, const void *machine, int argc, char **argv);

static uint64_t count[OWNERS];
static bool want_longest;
static uint64_t kernel_block; /* 0 until the first system call */
static uint64_t stretch_start, stretch_others; /* the kernel's count and the others' when it was entered */
static uint64_t longest, longest_since;        /* of all stretches, of those since a component's mark */

static void mark(unsigned cpu, void *number)
{
	(void)cpu;
	fprintf(stderr, "\nmark %" PRIuPTR " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", (uintptr_t)number, count[GUEST], count[KERNEL],
	        count[COMPONENTS]);
}

/* The kernel's boot, before the first component ran, is not a stretch. */
static void start_stretch(unsigned cpu, void *unused)
{
	uint64_t length = count[KERNEL] - stretch_start;

	(void)cpu, (void)unused;
	if (stretch_others != 0 && length > longest) {
		longest = length;
		fprintf(stderr, "\nlongest %" PRIu64 "\n", longest);
	}
	if (length > longest_since)
		longest_since = length;
	stretch_start = count[KERNEL];
	stretch_others = count[GUEST] + count[COMPONENTS];
}

/* The stretch before the mark is over, the one that comes begins with the kernel's next instruction. */
static void mark_stretch(unsigned cpu, void *number)
{
	start_stretch(cpu, number);
	if ((uintptr_t)number == LAST_MARK)
		fprintf(stderr, "\nstretch %" PRIu64 "\n", longest_since);
	longest_since = 0;
}

static void in_kernel(unsigned cpu, void *unused)
{
	if (count[GUEST] + count[COMPONENTS] != stretch_others)
		start_stretch(cpu, unused);
}

static enum owner owner_of(uint64_t address, uint32_t word)
{
	if (address >= GUEST_START || address < RAM_START)
		return address < RAM_START ? COMPONENTS : GUEST;
	if (kernel_block == 0 && (word & READ_MASK) == READ_ESR)
		kernel_block = address - address % BLOCK_SIZE;
	return kernel_block == 0 || address - kernel_block < BLOCK_SIZE ? KERNEL : GUEST;
}

static bool looks_for_interrupts(uint32_t word)
{
	return word == WFI || (word & READ_MASK) == READ_ISR;
}

static void instrument(struct qemu_plugin_insn *instruction)
{
	uint32_t word, hint;

	memcpy(&word, qemu_plugin_insn_data(instruction), sizeof word);
	enum owner owner = owner_of(qemu_plugin_insn_vaddr(instruction), word);

	hint = (word & HINT_MASK) == HINT ? word >> 5 & 127 : 0;
	qemu_plugin_register_vcpu_insn_exec_inline(instruction, INLINE_ADD, &count[owner], 1);
	if (owner == GUEST && hint >= FIRST_MARK)
		qemu_plugin_register_vcpu_insn_exec_cb(instruction, mark, NO_REGISTERS, (void *)(uintptr_t)(hint - FIRST_MARK));
	if (owner == COMPONENTS && want_longest && (hint == FIRST_MARK || hint == LAST_MARK))
		qemu_plugin_register_vcpu_insn_exec_cb(instruction, mark_stretch, NO_REGISTERS, (void *)(uintptr_t)hint);
	if (owner == KERNEL && want_longest)
		qemu_plugin_register_vcpu_insn_exec_cb(instruction, looks_for_interrupts(word) ? start_stretch : in_kernel,
		                                       NO_REGISTERS, NULL);
}

static void translated(uint64_t id, struct qemu_plugin_tb *block)
{
	(void)id;
	for (size_t n = 0; n < qemu_plugin_tb_n_insns(block); n++)
		instrument(qemu_plugin_tb_get_insn(block, n));
}

int qemu_plugin_install(uint64_t id, const void *machine, int argc, char **argv)
{
	(void)machine;
	for (int n = 0; n < argc; n++)
		want_longest |= strncmp(argv[n], "longest", 7) == 0;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
