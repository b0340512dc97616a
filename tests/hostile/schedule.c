/* SPDX-License-Identifier: BSD-2-Clause */
/* See schedule.h. A word is looked for in all of the tree: nothing else in it reads like one. */
#include "schedule.h"

#define TREE_SIZE_AT 4u

struct schedule schedule = { .phase_ms = PHASE_MS, .phases = PHASE_COUNT, .seed = 1 };

static bool begins_with(const uint8_t *text, const char *word)
{
	while (*word && *text == (uint8_t)*word) {
		text++;
		word++;
	}
	return *word == 0;
}

static uint64_t number_at(const uint8_t *text)
{
	uint64_t number = 0;

	for (; *text >= '0' && *text <= '9'; text++)
		number = 10 * number + *text - '0';
	return number;
}

static void read_word(const uint8_t *tree, uint32_t size, const char *word, uint64_t *value)
{
	uint32_t length = 0;

	while (word[length])
		length++;
	for (uint32_t at = 0; at + length < size; at++)
		if (begins_with(tree + at, word))
			*value = number_at(tree + at + length);
}

void schedule_read(uint64_t device_tree)
{
	const uint8_t *tree = (const uint8_t *)device_tree;
	uint32_t size = __builtin_bswap32(read32(device_tree + TREE_SIZE_AT));

	read_word(tree, size, "phase_ms=", &schedule.phase_ms);
	read_word(tree, size, "phases=", &schedule.phases);
	read_word(tree, size, "seed=", &schedule.seed);
	if (schedule.phases > PHASE_COUNT)
		schedule.phases = PHASE_COUNT;
}
