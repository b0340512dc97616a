/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages of the component's heap region, under musl's malloc: what mmap and munmap of anonymous memory come
 * down to. Pages are handed out cleared, also after a restart.
 */
#pragma once

#include <stddef.h>

/* `size` bytes, rounded up to pages; 0 if there is no such run. */
void *heap_map(size_t size);

/* Gives pages back. 0, or -1 if the range is not page-aligned memory of the heap. */
int heap_unmap(void *address, size_t size);
