/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Continuous health tests of the hardware source, on bytes: repetition count and adaptive proportion
 * (NIST SP 800-90B, 4.4.1 and 4.4.2). They catch a source that is stuck or grossly biased, no more. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct health {
	uint8_t last; /* repetition count */
	uint8_t repeats;
	uint8_t reference; /* adaptive proportion */
	uint16_t position;
	uint16_t matches;
};

/* All zero is a fresh test. Takes bytes from the source; false if one of the tests fails on them. */
bool health_test(struct health *health, const uint8_t *data, size_t size);
