/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of the rogue. Everything runs in thread 1, but page_fault(), which thread 0 calls. */
#pragma once

#include "report.h"

#include <stdint.h>

/* calls.c: every capability index with every system call and method. */
void calls_try(void);

/* pages.c: every page that is not the rogue's own. Goes on where it was when thread 1 was restarted. */
void pages_try(void);

/* What is touched now, and how the last touch ended. */
struct pages_touch {
	uint64_t address;
	enum rogue_breach kind; /* what it is if it works */
	int faulted;
};
extern volatile struct pages_touch pages_touch;

/* main.c: enters something that should not have worked. */
void report_breach(enum rogue_breach kind, uint64_t where, uint64_t what);
