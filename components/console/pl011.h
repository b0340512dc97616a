/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Driver of an Arm PrimeCell UART (PL011, Arm DDI 0183), interrupt driven both ways. Baud rate and line
 * format stay as the firmware or emulator has set them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Takes the device over: FIFOs on, interrupts for received bytes; drops what an earlier life received. */
void pl011_start(volatile uint8_t *registers);

/* The next received byte; false if there is none. */
bool pl011_receive(uint8_t *byte);

/* After an interrupt: moves queued output into the device, and asks for another one if something remains. */
void pl011_drain(void);

/* Bytes that wait for the device. */
size_t pl011_queued(void);
