/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the methods of the trusted prompt (idl/interfaces/Prompt.idl4) answer. Holds no code.
 */
#pragma once

enum prompt_status {
	PROMPT_OK = 0,
	PROMPT_PENDING = 1, /* no answer yet: wait for the event */
	PROMPT_CANCELLED = 2,
	PROMPT_TIMED_OUT = 3,
	PROMPT_NO_TICKET = 4,
	PROMPT_BUSY = 5,    /* a prompt is already up */
};
