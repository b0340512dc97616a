/* SPDX-License-Identifier: BSD-2-Clause */
/* Method calls: which arguments each method takes, and their resolution. Called by syscall.c. */
#pragma once

#include <object.h>
#include <status.h>

#define CALL_ARGUMENTS 5u

/* A method call whose capability, method and arguments have been found valid. */
struct call {
	u32 thread; /* caller */
	u32 slot;   /* of the invoked capability */
	u32 method;
	u32 object; /* index of the invoked object */
	u64 argument[CALL_ARGUMENTS]; /* words; slot indices where the method takes a slot or capability */
};

/* The slot that a capability address names in the thread's CSpace, NONE if there is none. */
u32 cspace_lookup(u32 thread, u64 address);

/* INVALID_CAPABILITY: the slot is NONE or has another type. NO_RIGHTS. */
enum status check_capability(u32 slot, u64 type, u8 rights) MUST_CHECK;

/* INVALID_CAPABILITY, INVALID_METHOD, NO_RIGHTS, OUT_OF_RANGE: as abi.h says of each. */
enum status decode(u32 thread, struct call *call) MUST_CHECK;
