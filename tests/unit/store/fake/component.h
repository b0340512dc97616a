/* SPDX-License-Identifier: BSD-2-Clause */
/* What the generator would make of Store.camkes, for host tests; store_test.c plays the disk and clients. */
#pragma once

#include <bulkhead/billing.h>
#include <bulkhead/block_port.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern volatile struct block_port *const disk;
extern volatile struct counters *const counters;
void disk_submitted_emit(void);
void disk_completed_handle(void);

#define FAKE_CLIENT(n) \
	extern volatile struct block_port *const client##n; \
	extern const char *const client##n##_partition; \
	extern const bool client##n##_writable; \
	void client##n##_submitted_handle(void); \
	void client##n##_completed_emit(void)

FAKE_CLIENT(1);
FAKE_CLIENT(2);
FAKE_CLIENT(3);
FAKE_CLIENT(4);
FAKE_CLIENT(5);
FAKE_CLIENT(6);

void post_init(void);
