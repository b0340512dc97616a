/* SPDX-License-Identifier: BSD-2-Clause */
/* Init's messages, on the UART that it owns until the system starts. */
#pragma once

/* Maps the UART's frame, whose capability is in SLOT_UART. Until then messages are lost. */
void console_open(void);

/* Unmaps it. */
void console_close(void);

/* Formats know %s, %lu and %lx only. */
void console_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
