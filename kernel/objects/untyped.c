/* SPDX-License-Identifier: BSD-2-Clause */
/* Untyped memory and retype: see untyped.h. */

#include <arch.h>
#include <hooks.h>
#include <untyped.h>

u64 last_generation = 1;

#define GRANULE_BYTES BIT(GRANULE_BITS)

/* All granules of a CNode are tagged in one go: one may be as large as there are, several have this many together. */
#define CNODE_GRANULES_AT_ONCE RETYPE_MAX_COUNT

/*@ requires 12 <= bits <= 43;
  @ assigns \nothing;
  @ ensures \result == granules_in(bits) && 1 <= \result <= 0x80000000;
  @*/
static u64 granule_count(u32 bits)
{
	return BIT(bits - GRANULE_BITS);
}

/*@ assigns \nothing;
  @ ensures \result <==> IS_SMALL(type);
  @*/
static bool is_small(u8 type)
{
	return type >= TYPE_ENDPOINT && type <= TYPE_SCHED_CONTEXT;
}

/*@ requires 1 <= unit <= 0x80000000 && value <= 0x100000000;
  @ assigns \nothing;
  @ ensures value <= \result < value + unit;
  @*/
static u64 align_up(u64 value, u64 unit)
{
	return (value + unit - 1) / unit * unit;
}

/* Granules that `count` objects of `unit` granules take. */
/*@ requires 1 <= unit <= 0x80000000 && 1 <= count <= 64;
  @ assigns \nothing;
  @ ensures \result == count * unit && 1 <= \result <= 0x2000000000;
  @*/
static u64 batch_size(u64 unit, u32 count)
{
	return unit * count;
}

/* log2 of an object's bytes (small objects: of what they share), 0 if no such object exists. */
/*@ assigns \nothing;
  @ ensures \result == 0 || (12 <= \result <= 43 && (IS_TAGGED(type) || type == TYPE_UNTYPED));
  @ ensures untyped: type == TYPE_UNTYPED && \result != 0 ==> \result == size_bits;
  @ ensures small: IS_SMALL(type) ==> \result == 12;
  @*/
static u32 object_bits(u8 type, u32 size_bits)
{
	if (type == TYPE_UNTYPED)
		return size_bits >= GRANULE_BITS && size_bits <= UNTYPED_MAX_BITS ? size_bits : 0;
	if (type == TYPE_FRAME)
		return size_bits == FRAME_SMALL_BITS || size_bits == FRAME_LARGE_BITS ? size_bits : 0;
	if (type == TYPE_CNODE)
		return size_bits >= CNODE_MIN_BITS && size_bits <= CNODE_MAX_BITS ? size_bits + 5 : 0;
	return type >= TYPE_THREAD && type <= TYPE_PAGE_TABLE ? GRANULE_BITS : 0;
}

/*@ requires count >= 1 && first + count <= SLOT_LIMIT;
  @ assigns \nothing;
  @ ensures \result <==> (\forall integer s; first <= s < first + count ==> slots[s].type == TYPE_NULL);
  @*/
static bool are_empty(u32 first, u32 count)
{
	/*@ loop invariant 0 <= i <= count;
	  @ loop invariant \forall integer s; first <= s < first + i ==> slots[s].type == TYPE_NULL;
	  @ loop assigns i;
	  @ loop variant count - i;
	  @*/
	for (u32 i = 0; i < count; i++)
		if (!slot_is_empty(first + i))
			return false;
	return true;
}

/* Gives all granules of new CNodes their tag: slots are found by the granule that they lie in. */
/*@ requires count <= GRANULE_LIMIT && first + count <= GRANULE_LIMIT && is_tagged(type);
  @ requires list_ok && caps_ok && apart(first, first + count);
  @ requires fresh: \forall integer g; first <= g < first + count ==> granules[g].type == TYPE_UNTYPED;
  @ assigns granules[0 .. GRANULE_LIMIT - 1];
  @ ensures tagged: \forall integer g; first <= g < first + count ==> granules[g].type == type;
  @ ensures others: \forall integer g; 0 <= g < GRANULE_LIMIT && !(first <= g < first + count) ==>
  @                 granules[g].type == \old(granules[g].type);
  @ ensures tags: tags_ok;
  @ ensures homes: homes_ok;
  @ ensures fresh: fresh_ok;
  @*/
static void tag_granules(u32 first, u64 count, u8 type)
{
	/*@ loop invariant range: first <= next <= first + count;
	  @ loop invariant tagged: \forall integer g; first <= g < next ==> granules[g].type == type;
	  @ loop invariant others: \forall integer g; 0 <= g < GRANULE_LIMIT && !(first <= g < next) ==>
	  @                        granules[g].type == \at(granules[g].type, Pre);
	  @ loop assigns next, granules[0 .. GRANULE_LIMIT - 1];
	  @ loop variant first + count - next;
	  @*/
	for (u64 next = first; next < first + count; next++)
		granules[next].type = type;
}

/* What the first granule of each object records; the others of a frame keep the tag of memory that nobody uses. */
/*@ requires granule < GRANULE_LIMIT;
  @ requires list_ok && caps_ok;
  @ requires type: IS_TAGGED(type) || type == TYPE_UNTYPED;
  @ requires tag: granules[granule].type == type ||
  @          (granules[granule].type == TYPE_UNTYPED && apart(granule, granule + 1));
  @ assigns granules[granule].type, granules[granule].bits, granules[granule].generation, last_generation;
  @ ensures list: list_ok;
  @ ensures caps: caps_ok;
  @ ensures tag: granules[granule].type == type;
  @ ensures others: \forall integer g; 0 <= g < GRANULE_LIMIT && g != granule ==>
  @                 granules[g].type == \old(granules[g].type);
  @*/
static void describe_object(u32 granule, u8 type, u32 bits)
{
	granules[granule].type = type;
	granules[granule].bits = (u8)bits;
	if (type == TYPE_VSPACE)
		granules[granule].generation = ++last_generation;
}

/*@ requires is_free(slot) && slot != list_head && untyped != slot;
  @ requires is_cap(untyped) && is_untyped(untyped) && list_ok && caps_ok;
  @ requires type: IS_TAGGED(type) || type == TYPE_UNTYPED;
  @ requires tag: IS_TAGGED(type) ==> (IS_SMALL(type) ?
  @          object / 64 < GRANULE_LIMIT && granules[object / 64].type == type :
  @          object < GRANULE_LIMIT && granules[object].type == type);
  @ requires anchor: type == TYPE_CNODE ==> 0 < object && object * 128 != list_head;
  @ requires untyped: type == TYPE_UNTYPED ==> 12 <= size_bits <= 43 && 0 < object &&
  @          0 <= granules_in(size_bits) && object + granules_in(size_bits) <= GRANULE_LIMIT &&
  @          apart(object, object + granules_in(size_bits)) &&
  @          (\forall integer g; object <= g < object + granules_in(size_bits) ==> granules[g].type == TYPE_UNTYPED);
  @ assigns slots[0 .. SLOT_LIMIT - 1], threads[0 .. GRANULE_LIMIT - 1];
  @ ensures list: list_ok;
  @ ensures tags: tags_ok;
  @ ensures homes: homes_ok;
  @ ensures mapped: mapped_ok;
  @ ensures anchors: anchors_ok;
  @ ensures untypeds: untypeds_ok;
  @ ensures fresh: fresh_ok;
  @ ensures pairs: pairs_ok;
  @ ensures cap: slots[slot].type == type && slots[slot].object == object;
  @ ensures sized: type == TYPE_UNTYPED ==> slots[slot].bits == size_bits && slots[slot].badge == 0;
  @ ensures links: same_links{Pre, Post}(slot);
  @ ensures others: same_but{Pre, Post}(slot);
  @*/
static void create_capability(u32 slot, u32 untyped, u8 type, u32 size_bits, u32 object)
{
	const bool is_sized = type == TYPE_UNTYPED || type == TYPE_FRAME || type == TYPE_CNODE;
	const u8 flags = (slots[untyped].flags & SLOT_DEVICE) | SLOT_REVOCABLE;

	/*@ assert (flags & SLOT_MAPPED) == 0; */
	slots[slot] = (struct slot){
		.type = type,
		.rights = RIGHTS_ALL,
		.bits = is_sized ? (u8)size_bits : 0,
		.flags = flags,
		.object = object,
	};
	slot_link(slot, untyped);
	/*@ assert others: same_but{Pre, Here}(slot); */
	/*@ assert filled: slots[slot].type == type && slots[slot].object == object && slots[slot].badge == 0; */
	/*@ assert sized: type == TYPE_UNTYPED ==> slots[slot].bits == size_bits; */
	if (type == TYPE_THREAD || type == TYPE_VCPU)
		object_initialise(slot);
}

/* Moves the watermark over `count` granules from the untyped's `start`th on; returns the first. */
/*@ requires is_cap(untyped) && is_untyped(untyped) && list_ok && caps_ok;
  @ requires granules_used(slots[untyped].badge) <= start && 1 <= count <= GRANULE_LIMIT;
  @ requires start + count <= granules_in(slots[untyped].bits);
  @ assigns slots[untyped].badge;
  @ ensures list: list_ok;
  @ ensures tags: tags_ok;
  @ ensures homes: homes_ok;
  @ ensures mapped: mapped_ok;
  @ ensures anchors: anchors_ok;
  @ ensures untypeds: untypeds_ok;
  @ ensures fresh: fresh_ok;
  @ ensures pairs: pairs_ok;
  @ ensures first: \result == slots[untyped].object + start && 0 < \result;
  @ ensures range: \result + count == FRESH_FIRST(untyped) && \result + count <= GRANULE_LIMIT;
  @ ensures apart: apart(\result, \result + count);
  @ ensures untagged: \forall integer g; \result <= g < \result + count ==> granules[g].type == TYPE_UNTYPED;
  @ ensures monotone: slots[untyped].badge > \old(slots[untyped].badge);
  @*/
static u32 take_granules(u32 untyped, u64 start, u64 count)
{
	/*@ assert untyped_ok(untyped); */
	slots[untyped].badge = (start + count) * GRANULE_BYTES;
	/*@ assert granules_used(slots[untyped].badge) == start + count; */
	return slots[untyped].object + (u32)start;
}

/* What one retype makes, once everything has been checked. */
struct batch {
	u32 untyped; /* slot */
	u32 first_slot;
	u32 count;
	u32 size_bits;
	u32 bits;    /* log2 of an object's bytes */
	u32 first;   /* granule */
	u64 unit;    /* granules from one object to the next, 0: they share one */
	u64 total;   /* granules */
	u8 type;
};

/*@ requires list_ok && caps_ok && is_cap(b.untyped) && is_untyped(b.untyped);
  @ requires counts: 1 <= b.count <= 64 && 1 <= b.total <= GRANULE_LIMIT;
  @ requires share: IS_SMALL(b.type) ==> b.unit == 0 && b.total == 1;
  @ requires spread: !IS_SMALL(b.type) ==> 1 <= b.unit && b.total == b.count * b.unit;
  @ requires type: IS_TAGGED(b.type) || b.type == TYPE_UNTYPED;
  @ requires size: b.type == TYPE_UNTYPED ==> 12 <= b.size_bits <= 43 && b.unit == granules_in(b.size_bits);
  @ requires room: 0 < b.first && b.first + b.total <= GRANULE_LIMIT;
  @ requires head: !(b.first <= list_head / 128 < b.first + b.total);
  @ requires apart: apart(b.first, b.first + b.total);
  @ requires tagged: \forall integer g; b.first <= g < b.first + b.total ==>
  @          granules[g].type == TYPE_UNTYPED || granules[g].type == b.type;
  @ requires slots: b.first_slot + b.count <= SLOT_LIMIT;
  @ requires free: \forall integer s; b.first_slot <= s < b.first_slot + b.count ==>
  @          is_free(s) && s != list_head && s != b.untyped;
  @ assigns slots[0 .. SLOT_LIMIT - 1], granules[0 .. GRANULE_LIMIT - 1], threads[0 .. GRANULE_LIMIT - 1],
  @         last_generation;
  @ ensures list: list_ok;
  @ ensures caps: caps_ok;
  @ ensures source: SAME_FIELDS(b.untyped, Pre, b.untyped, Post);
  @ ensures made: \forall integer s; b.first_slot <= s < b.first_slot + b.count ==>
  @         slots[s].type == b.type && b.first <= first_granule(b.type, slots[s].object) < b.first + b.total;
  @*/
static void make_objects(struct batch b)
{
	u64 offset = 0;

	/*@ loop invariant range: 0 <= i <= b.count;
	  @ loop invariant list: list_ok;
	  @ loop invariant caps: caps_ok;
	  @ loop invariant source: linked(b.untyped) && SAME_FIELDS(b.untyped, Pre, b.untyped, Here);
	  @ loop invariant free: \forall integer s; b.first_slot + i <= s < b.first_slot + b.count ==>
	  @                IS_ZERO(s) && HOLDS_SLOTS(s / 128);
	  @ loop invariant tagged: \forall integer g; b.first + offset <= g < b.first + b.total ==>
	  @                granules[g].type == TYPE_UNTYPED || granules[g].type == b.type;
	  @ loop invariant apart: apart(b.first + offset, b.first + b.total);
	  @ loop invariant made: \forall integer s; b.first_slot <= s < b.first_slot + i ==>
	  @                slots[s].type == b.type &&
	  @                b.first <= first_granule(b.type, slots[s].object) < b.first + b.total;
	  @ loop invariant exact: offset == i * b.unit;
	  @ loop invariant within: offset <= b.total;
	  @ loop assigns i, offset, slots[0 .. SLOT_LIMIT - 1], granules[0 .. GRANULE_LIMIT - 1],
	  @              threads[0 .. GRANULE_LIMIT - 1], last_generation;
	  @ loop variant b.count - i;
	  @*/
	for (u32 i = 0; i < b.count; i++) {
		/*@ assert counted: (u32)(i + 1) == i + 1; */
		/*@ assert next: (u32)(i + 1) * b.unit == offset + b.unit; */
		/*@ assert exact: 0 <= i * b.unit && (!IS_SMALL(b.type) ==> i * b.unit + b.unit <= b.total); */
		/*@ assert inside: offset < b.total && offset + b.unit <= b.total; */
		const u32 granule = b.first + (u32)offset;
		/*@ assert place: granule == b.first + offset; */
		const u32 object = is_small(b.type) ? granule * SMALL_PER_GRANULE + i : granule;

		/*@ assert free: is_free(b.first_slot + i) && b.first_slot + i != list_head && b.first_slot + i != b.untyped; */
		describe_object(granule, b.type, b.bits);
		/*@ assert still_free: is_free(b.first_slot + i); */
		create_capability(b.first_slot + i, b.untyped, b.type, b.size_bits, object);
		/*@ assert rest: apart(b.first + offset + b.unit, b.first + b.total); */
		offset += b.unit;
	}
}

enum status untyped_retype(u32 untyped, u8 type, u32 size_bits, u32 first_slot, u32 count)
{
	const u32 bits = object_bits(type, size_bits);
	const bool is_device = slots[untyped].flags & SLOT_DEVICE;

	if (bits == 0 || (is_device && type != TYPE_UNTYPED && type != TYPE_FRAME))
		return INVALID_ARGUMENT;
	if (count == 0 || count > RETYPE_MAX_COUNT)
		return OUT_OF_RANGE;
	if (!are_empty(first_slot, count))
		return SLOT_OCCUPIED;

	/* In granules, from the untyped's first one; all sums stay below 2^38. */
	const u64 size = granule_count(bits);
	const u64 start = align_up(slots[untyped].badge / GRANULE_BYTES, size);
	const u64 total = is_small(type) ? 1 : batch_size(size, count);

	if (type == TYPE_CNODE && count > 1 && total > CNODE_GRANULES_AT_ONCE)
		return OUT_OF_RANGE;
	if (start + total > granule_count(slots[untyped].bits))
		return NO_MEMORY;

	const u32 first = take_granules(untyped, start, total);

	if (type == TYPE_CNODE)
		tag_granules(first, total, type);
	make_objects((struct batch){
		.untyped = untyped,
		.first_slot = first_slot,
		.count = count,
		.size_bits = size_bits,
		.bits = bits,
		.first = first,
		.unit = is_small(type) ? 0 : size,
		.total = total,
		.type = type,
	});
	return OK;
}

enum status untyped_reset(u32 untyped)
{
	while (slots[untyped].badge != 0) {
		const u64 used = slots[untyped].badge / GRANULE_BYTES - 1;
		const u32 granule = slots[untyped].object + (u32)used;

		if (!(slots[untyped].flags & SLOT_DEVICE))
			arch_clear_granule(granule);
		granules[granule] = (struct granule){ .type = TYPE_UNTYPED };
		slots[untyped].badge = used * GRANULE_BYTES;
		if (preemption_pending())
			return STATUS_PREEMPTED;
	}
	return OK;
}
