/* SPDX-License-Identifier: BSD-2-Clause */
/* See choices.h. */

#include <choices.h>

static u64 state;
static const u8 *next;
static u64 left;
static bool has_bytes;

void choices_from_seed(u64 seed)
{
	state = (seed + 1) * 0x9e3779b97f4a7c15UL;
	has_bytes = false;
}

void choices_from_bytes(const u8 *bytes, u64 count)
{
	next = bytes;
	left = count;
	has_bytes = true;
}

bool choices_are_over(void)
{
	return has_bytes && left == 0;
}

static u32 next_byte(void)
{
	if (left == 0)
		return 0;
	left--;
	return *next++;
}

static u64 next_random(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 20;
}

u32 choose(u32 limit)
{
	if (limit <= 1)
		return 0;
	if (!has_bytes)
		return (u32)(next_random() % limit);
	const u32 low = next_byte();

	return (limit > 256 ? low | next_byte() << 8 : low) % limit;
}

bool once_in(u32 n)
{
	return choose(n) == n - 1;
}

u64 choose_word(void)
{
	const u64 high = choose(1u << 16);

	return high << 48 | (u64)choose(1u << 16) << 24 | choose(1u << 16);
}
