/* SPDX-License-Identifier: BSD-2-Clause */
/* See model.h. */

#include <model.h>
#include <string.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

struct node {
	u8 type; /* TYPE_NULL: not in use */
	bool breeds; /* what is derived from it becomes its child, not its sibling */
	u32 object;
	u32 parent; /* slot, or NONE */
};

static struct node nodes[SLOT_LIMIT];

static void take_over(u32 slot, u32 parent, bool breeds)
{
	nodes[slot] = (struct node){
		.type = slots[slot].type,
		.breeds = breeds,
		.object = slots[slot].object,
		.parent = parent,
	};
}

void model_start(void)
{
	memset(nodes, 0, sizeof(nodes));
	for (u32 slot = ROOT(0); slot < ROOT(ROOT_SIZE); slot++)
		if (slots[slot].type != TYPE_NULL)
			take_over(slot, NONE, true);
}

void model_retype(u32 untyped, u32 first_slot, u32 count)
{
	for (u32 slot = first_slot; slot < first_slot + count; slot++)
		take_over(slot, untyped, true);
}

void model_derive(u32 destination, u32 source, u64 badge)
{
	take_over(destination, nodes[source].breeds ? source : nodes[source].parent, badge != 0);
	assert_int_equal(nodes[destination].type, nodes[source].type);
	assert_int_equal(nodes[destination].object, nodes[source].object);
}

static void give_children_to(u32 slot, u32 heir)
{
	for (u32 child = 0; child < SLOT_LIMIT; child++)
		if (nodes[child].type != TYPE_NULL && nodes[child].parent == slot)
			nodes[child].parent = heir;
}

void model_move(u32 destination, u32 source, u64 badge)
{
	nodes[destination] = nodes[source];
	nodes[source] = (struct node){ 0 };
	give_children_to(source, badge != 0 ? nodes[destination].parent : destination);
}

static bool is_last(const struct node *gone)
{
	for (u32 slot = 0; slot < SLOT_LIMIT; slot++)
		if (nodes[slot].type == gone->type && nodes[slot].object == gone->object)
			return false;
	return gone->type != TYPE_UNTYPED;
}

void model_delete(u32 slot)
{
	const struct node gone = nodes[slot];
	const u32 inside = gone.object * SLOTS_PER_GRANULE;
	u32 held = 0;

	if (gone.type == TYPE_NULL)
		return;
	nodes[slot] = (struct node){ 0 };
	give_children_to(slot, gone.parent);
	if (!is_last(&gone))
		return;
	if (gone.type == TYPE_CNODE)
		held = BIT(granules[gone.object].bits - 5u);
	if (gone.type == TYPE_THREAD)
		held = SLOTS_PER_GRANULE;
	for (u32 i = 0; i < held; i++)
		model_delete(inside + i);
}

void model_revoke(u32 slot)
{
	for (u32 child = 0; child < SLOT_LIMIT; child++) {
		if (nodes[child].type == TYPE_NULL || nodes[child].parent != slot)
			continue;
		model_delete(child);
		child = 0;
	}
}

/* Who the parent is follows from the preorder: the nearest one before it that still covers it. */
static void compare_parents(void)
{
	static u32 ancestors[SLOT_LIMIT];
	u32 depth = 0;

	for (u32 slot = slots[HEAD].next; slot != HEAD; slot = slots[slot].next) {
		while (depth > 0 && !slot_is_parent(ancestors[depth - 1], slot))
			depth--;
		assert_int_equal(nodes[slot].parent, depth > 0 ? ancestors[depth - 1] : NONE);
		ancestors[depth++] = slot;
	}
}

void model_compare(void)
{
	for (u32 slot = 0; slot < SLOT_LIMIT; slot++) {
		assert_int_equal(slots[slot].type, nodes[slot].type);
		if (nodes[slot].type != TYPE_NULL)
			assert_int_equal(slots[slot].object, nodes[slot].object);
	}
	compare_parents();
}
