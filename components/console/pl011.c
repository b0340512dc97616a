/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The UART's registers and the queue of output in front of it; pl011.h and screen.h have the contracts.
 * Called by main.c; output_write() by everything that draws.
 */
#include "pl011.h"

#include "screen.h"

#define QUEUE_BYTES 32768u
#define FIFO_BYTES  32u

enum pl011_register {
	UART_DR = 0x00,
	UART_FR = 0x18,
	UART_LCR_H = 0x2c,
	UART_CR = 0x30,
	UART_IFLS = 0x34,
	UART_IMSC = 0x38,
	UART_ICR = 0x44,
};

#define FR_RX_EMPTY      0x10u
#define FR_TX_FULL       0x20u
#define LCR_FIFO_8BIT    0x70u
#define CR_ENABLE_RX_TX  0x301u
#define IFLS_HALF        0x12u
#define INTERRUPT_RX     0x50u /* bytes received, or some left for a while */
#define INTERRUPT_TX     0x20u
#define INTERRUPT_ALL    0x7ffu

static volatile uint8_t *device;
static uint8_t queue[QUEUE_BYTES];
static size_t head, tail; /* ever put in, ever taken out */
static bool armed;        /* the device will interrupt when it has room */

static uint32_t read_register(enum pl011_register offset)
{
	return *(volatile uint32_t *)(device + offset);
}

static void write_register(enum pl011_register offset, uint32_t value)
{
	*(volatile uint32_t *)(device + offset) = value;
}

void pl011_start(volatile uint8_t *registers)
{
	uint8_t byte;
	unsigned dropped = 0;

	device = registers;
	write_register(UART_IMSC, 0);
	write_register(UART_LCR_H, LCR_FIFO_8BIT);
	write_register(UART_IFLS, IFLS_HALF);
	write_register(UART_CR, CR_ENABLE_RX_TX);
	while (dropped++ < FIFO_BYTES && pl011_receive(&byte))
		;
	write_register(UART_ICR, INTERRUPT_ALL);
	write_register(UART_IMSC, INTERRUPT_RX);
}

bool pl011_receive(uint8_t *byte)
{
	if (read_register(UART_FR) & FR_RX_EMPTY)
		return false;
	*byte = (uint8_t)read_register(UART_DR);
	return true;
}

void pl011_drain(void)
{
	while (tail != head && !(read_register(UART_FR) & FR_TX_FULL))
		write_register(UART_DR, queue[tail++ % QUEUE_BYTES]);
	if (armed != (tail != head)) {
		armed = !armed;
		write_register(UART_IMSC, armed ? INTERRUPT_RX | INTERRUPT_TX : INTERRUPT_RX);
	}
}

size_t pl011_queued(void)
{
	return head - tail;
}

void output_write(const void *data, size_t size)
{
	const uint8_t *bytes = data;

	if (size > QUEUE_BYTES - (head - tail))
		return;
	for (size_t i = 0; i < size; i++)
		queue[head++ % QUEUE_BYTES] = bytes[i];
	pl011_drain();
}
