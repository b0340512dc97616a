/* SPDX-License-Identifier: BSD-2-Clause */
/* The heap region's pages, first fit over one bit a page; heap.h has the contract. Called by posix.c. */
#include "heap.h"

#include "lock.h"

#include <bulkhead/glue.h>
#include <stdint.h>
#include <string.h>

#define HEAP_PAGE      4096UL
#define HEAP_PAGES_MAX 16384UL

static uint8_t used[HEAP_PAGES_MAX / 8];
static volatile int lock;

static size_t page_count(void)
{
	size_t pages = glue_component.heap_size / HEAP_PAGE;
	return pages < HEAP_PAGES_MAX ? pages : HEAP_PAGES_MAX;
}

static bool is_used(size_t page)
{
	return used[page / 8] >> page % 8 & 1;
}

static void mark(size_t first, size_t count, bool value)
{
	for (size_t page = first; page < first + count; page++)
		if (value)
			used[page / 8] = (uint8_t)(used[page / 8] | 1u << page % 8);
		else
			used[page / 8] = (uint8_t)(used[page / 8] & ~(1u << page % 8));
}

/* The first page of the first free run of `count` pages, or page_count(). */
static size_t find(size_t count)
{
	size_t total = page_count(), run = 0;

	for (size_t page = 0; page < total; page++) {
		run = is_used(page) ? 0 : run + 1;
		if (run == count)
			return page + 1 - count;
	}
	return total;
}

void *heap_map(size_t size)
{
	size_t count = size / HEAP_PAGE + (size % HEAP_PAGE != 0);
	void *address = 0;

	if (count == 0)
		return 0;
	lock_acquire(&lock);
	size_t first = find(count);
	if (first < page_count()) {
		mark(first, count, true);
		address = (void *)(glue_component.heap_address + first * HEAP_PAGE);
	}
	lock_release(&lock);
	return address ? memset(address, 0, count * HEAP_PAGE) : 0;
}

int heap_unmap(void *address, size_t size)
{
	uintptr_t offset = (uintptr_t)address - glue_component.heap_address;
	size_t first = offset / HEAP_PAGE, count = size / HEAP_PAGE + (size % HEAP_PAGE != 0);

	if (offset % HEAP_PAGE || first >= page_count() || count > page_count() - first)
		return -1;
	lock_acquire(&lock);
	mark(first, count, false);
	lock_release(&lock);
	return 0;
}
