/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Takes the place of arch/aarch64/sysreg.h on the host: the same C code of arch/aarch64 then reads and writes the
 * registers of a pretend processor, and its barriers and maintenance instructions act on the models of the TLB and
 * the caches (host_machine.h).
 */
#pragma once

#include <host_machine.h>

#define READ(name)         host_read(HOST_NUMBER(host_register, #name))
#define WRITE(name, value) host_write(HOST_NUMBER(host_register, #name), (u64)(value))

#define OP(text)         host_execute(HOST_NUMBER(host_instruction, text), 0)
#define OP1(text, value) host_execute(HOST_NUMBER(host_instruction, text), (u64)(value))
