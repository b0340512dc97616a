/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel on the pretend machine under libFuzzer: the input's bytes are the decisions of one sequence
 * (tests/unit/kernel/sequence.h), which breaks a rule, fails a CHECK, or upsets a sanitiser, or does not. The kernel
 * starts once in a life: what its variables were at the start is kept, and put back before each input. The build
 * gathers them in two sections (model.mk).
 */

#include <choices.h>
#include <sequence.h>
#include <stdlib.h>
#include <string.h>

#define STEPS 400u

extern u8 __start_kernel_bss[], __stop_kernel_bss[], __start_kernel_data[], __stop_kernel_data[];

static u8 *first_data;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const u8 *bytes, size_t count);

/* Byte by byte: between variables the sanitiser lets nobody look but who is not instrumented. */
__attribute__((no_sanitize("address"))) static void copy(u8 *to, const u8 *from, u64 count)
{
	for (u64 i = 0; i < count; i++)
		((volatile u8 *)to)[i] = from[i];
}

__attribute__((no_sanitize("address"))) static void zero(u8 *to, u64 count)
{
	for (u64 i = 0; i < count; i++)
		((volatile u8 *)to)[i] = 0;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const u64 size = (u64)(__stop_kernel_data - __start_kernel_data);

	(void)argc;
	(void)argv;
	first_data = malloc(size);
	if (first_data == NULL)
		return 1;
	copy(first_data, __start_kernel_data, size);
	return 0;
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t count)
{
	zero(__start_kernel_bss, (u64)(__stop_kernel_bss - __start_kernel_bss));
	copy(__start_kernel_data, first_data, (u64)(__stop_kernel_data - __start_kernel_data));
	choices_from_bytes(bytes, count);
	sequence_start();
	for (u32 i = 0; i < STEPS && !choices_are_over() && sequence_step(); i++)
		;
	sequence_check_memory();
	return 0;
}
