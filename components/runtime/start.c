/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From _start to the event loop and to run(). Owns the hand-over between the threads: thread 1 touches
 * nothing but its stack until start_ready says that memory is restored and musl is up.
 */
#include "start.h"

#include <bulkhead/clock.h>
#include <bulkhead/glue.h>
#include <bulkhead/log.h>
#include <bulkhead/loop.h>
#include <elf.h>
#include <stdint.h>
#include <string.h>

#define STACK_AREA_BASE 0x20000000UL /* thread i's stack ends at base + (i + 1) * 1 MiB */
#define STACK_AREA_BITS 20

/* component.ld */
extern const char __ehdr_start[];
extern char start_data[], start_data_end[], start_bss[], start_bss_end[];
extern const char start_data_image[];

/* musl's own start-up; it calls main and never returns. */
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
                      void (*fini)(void), void (*exit)(void));

#pragma weak run /* absent without `control` */

int start_ready; /* cleared by crt.S at thread 0's every start */

unsigned start_thread_index(void)
{
	uintptr_t stack = (uintptr_t)__builtin_frame_address(0);
	return (unsigned)((stack - STACK_AREA_BASE) >> STACK_AREA_BITS);
}

static int interface_main(int argc, char **argv, char **environment)
{
	(void)argc, (void)argv, (void)environment;
	pre_init();
	post_init();
	if (run) {
		libc_threads_prepare();
		__atomic_store_n(&start_ready, 1, __ATOMIC_RELEASE);
		worker_wake();
	}
	loop_run();
}

/*
 * What Linux would put on the stack: argv, environment, auxiliary vector. The 16 bytes behind
 * AT_RANDOM seed musl's canary and heap secret; they make both differ between starts, no more.
 */
static struct {
	uintptr_t argv[2];
	uintptr_t environment[1];
	uintptr_t auxiliary[10];
	uint64_t random[2];
} stack_block;

_Noreturn void start_interface(void)
{
	const Elf64_Ehdr *elf = (const Elf64_Ehdr *)(uintptr_t)__ehdr_start;

	memcpy(start_data, start_data_image, (size_t)(start_data_end - start_data));
	memset(start_bss, 0, (size_t)(start_bss_end - start_bss));
	for (int i = 0; i < 2; i++)
		stack_block.random[i] = (clock_ticks() + 1) * (0x9e3779b97f4a7c15ULL + (uint64_t)i * 2);
	stack_block.argv[0] = (uintptr_t)glue_component.name;
	const uintptr_t auxiliary[10] = {
		AT_PHDR,   (uintptr_t)__ehdr_start + elf->e_phoff, AT_PHENT,  elf->e_phentsize,
		AT_PHNUM,  elf->e_phnum,                           AT_PAGESZ, 4096,
		AT_RANDOM, (uintptr_t)stack_block.random,
	};
	memcpy(stack_block.auxiliary, auxiliary, sizeof auxiliary);
	__libc_start_main(interface_main, 1, (char **)stack_block.argv, 0, 0, 0);
	__builtin_unreachable();
}

_Noreturn void start_worker(void)
{
	while (!__atomic_load_n(&start_ready, __ATOMIC_ACQUIRE))
		worker_wait();
	libc_threads_enter();
	int result = run ? run() : 0;
	log_printf(LOG_INFO, "run() returned %d", result);
	for (;;)
		worker_wait();
}
