/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The operator's terminal: a stream of the console's, which no guest reaches. Takes commands line by line; prints all
 * profiles' bills, or every record as comma-separated values. What does not fit into the stream now is printed
 * when there is room.
 */
#pragma once

#include <bulkhead/stream.h>
#include <stdbool.h>
#include <stdint.h>

#include "book.h"

#define EXPORT_LINE_MAX 160u
#define EXPORT_PROFILES 4u

/* What is exported: written by main.c, in which the books are. */
uint32_t export_profile_count(void); /* at most EXPORT_PROFILES */
const char *export_profile_name(uint32_t profile);
const char *export_currency(void);
const struct book *export_books(void); /* of all profiles, metered up to now */

/* Begin with this stream; it may be NULL. */
void export_start(volatile struct stream *stream);

/* Take what was typed and print what fits. True if something was printed: the console has to know. */
bool export_serve(void);
