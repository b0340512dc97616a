/* SPDX-License-Identifier: BSD-2-Clause */
/* What the generator would make of Blk.camkes, for host tests; blk_test.c plays device and client. */
#pragma once

#include <bulkhead/block_port.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

extern volatile uint8_t *const registers;
extern volatile uint8_t *const rings;
extern const volatile uint64_t rings_physical;
extern volatile struct block_port *const disk;
extern const volatile uint64_t disk_physical;

void submitted_handle(void);
void interrupt_handle(void);
void interrupt_acknowledge(void);
void completed_emit(void);
void post_init(void);
