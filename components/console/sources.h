/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where output comes from: the terminal lines of guests and the logs of native components, each a struct
 * stream in shared memory. Moves it into views, and typed bytes to a line's owner.
 */
#pragma once

#include <stddef.h>

#define SOURCES_STREAMS 4
#define SOURCES_LOGS    10

/* Makes the views: one a connected line, one a log that is to have one, and last the system log. */
void sources_start(void);

/* Moves what lines and logs have into their views; a line that is drawn waits while the UART is behind. */
void sources_serve(void);

/* Typed bytes for the owner of `view`; what does not fit, or has no owner that listens, is dropped. */
void sources_type(unsigned view, const void *data, size_t size);

/* A line of the console's own in the system log. */
void sources_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
