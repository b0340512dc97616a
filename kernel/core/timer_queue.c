/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Deadlines as a leftist heap: rank(n) is the length of the path that always goes right, and no
 * right child has a larger rank than its left sibling. So right paths, the only ones walked, are
 * logarithmic. See timer_queue.h.
 */
#include <arrays.h>
#include <timer_queue.h>

static u32 rank(u32 node)
{
	return node == NONE ? 0 : threads[node].timer_rank;
}

static void set_parent(u32 node, u32 parent)
{
	if (node != NONE)
		threads[node].timer_parent = parent;
}

/* Restores the leftist order at one node; false when its rank was right already. */
static bool balance(u32 node)
{
	u32 left = threads[node].timer_left, right = threads[node].timer_right;

	if (rank(left) < rank(right)) {
		threads[node].timer_left = right;
		threads[node].timer_right = left;
		right = left;
	}
	u32 new_rank = rank(right) + 1;
	bool changed = threads[node].timer_rank != new_rank;

	threads[node].timer_rank = new_rank;
	return changed;
}

/* Joins two heaps along their right paths; the result's root has no parent. */
static u32 merge(u32 a, u32 b)
{
	u32 root = NONE, last = NONE;

	while (a != NONE && b != NONE) {
		if (threads[b].deadline < threads[a].deadline) {
			u32 swap = a;

			a = b;
			b = swap;
		}
		if (last == NONE)
			root = a;
		else
			threads[last].timer_right = a;
		threads[a].timer_parent = last;
		last = a;
		a = threads[a].timer_right;
	}
	u32 rest = a != NONE ? a : b;

	set_parent(rest, last);
	if (last == NONE)
		return rest;
	threads[last].timer_right = rest;
	for (u32 node = last; node != NONE; node = threads[node].timer_parent)
		balance(node);
	return root;
}

static void set_root(struct core *core, u32 root)
{
	core->timers = root;
	core->timer_changed = true;
}

void timer_queue_insert(struct core *core, u32 thread, u64 deadline)
{
	threads[thread].deadline = deadline;
	threads[thread].timer_left = NONE;
	threads[thread].timer_right = NONE;
	threads[thread].timer_parent = NONE;
	threads[thread].timer_rank = 1;
	threads[thread].flags |= THREAD_IN_TIMER;
	threads[thread].core = core->index;
	set_root(core, merge(core->timers, thread));
}

void timer_queue_remove(u32 thread)
{
	struct core *core = &cores[threads[thread].core];

	if (!(threads[thread].flags & THREAD_IN_TIMER))
		return;
	threads[thread].flags &= (u8)~THREAD_IN_TIMER;
	u32 parent = threads[thread].timer_parent;
	u32 heap = merge(threads[thread].timer_left, threads[thread].timer_right);

	set_parent(heap, parent);
	if (parent == NONE) {
		set_root(core, heap);
		return;
	}
	if (threads[parent].timer_left == thread)
		threads[parent].timer_left = heap;
	else
		threads[parent].timer_right = heap;
	while (parent != NONE && balance(parent))
		parent = threads[parent].timer_parent;
}

u64 timer_queue_first(const struct core *core)
{
	return core->timers == NONE ? DEADLINE_NEVER : threads[core->timers].deadline;
}
