/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks of the system table; see table.h. One function per kind of record. */
#include "table.h"

#include <stddef.h>

#include <abi.h>

#define MAX_FRAMES      0x40000u
#define MAX_TIME_US     1000000000u
#define PHYSICAL_LIMIT  (1ULL << 48)
#define GUEST_GIC_SIZE  (2ULL << FRAME_SMALL_BITS)

_Static_assert(sizeof(struct table_header) == 72, "header");
_Static_assert(sizeof(struct table_component) == 24, "component");
_Static_assert(sizeof(struct table_object) == 64, "object");
_Static_assert(sizeof(struct table_capability) == 24, "capability");
_Static_assert(sizeof(struct table_mapping) == 32, "mapping");
_Static_assert(sizeof(struct table_thread) == 72, "thread");
_Static_assert(sizeof(struct table_window) == 24, "window");

static int is_object(const struct table *table, uint32_t index, uint8_t type)
{
	return index < table->object_count && table->objects[index].type == type;
}

static int is_object_or_none(const struct table *table, uint32_t index, uint8_t type)
{
	return index == TABLE_NONE || is_object(table, index, type);
}

static int is_name(const struct table *table, uint32_t offset)
{
	return offset < table->string_bytes && table->strings[offset] != '\0';
}

static int fits_entry_name(const char *name)
{
	uint32_t length = 0;

	while (length < TABLE_MAX_ELF_NAME && name[length] != '\0')
		length++;
	return length < TABLE_MAX_ELF_NAME;
}

static const char *check_component(const struct table *table, uint32_t index)
{
	const struct table_component *component = &table->components[index];

	if (!is_name(table, component->name))
		return "component: name";
	if (component->untyped_bits < GRANULE_BITS || component->untyped_bits > 38)
		return "component: size of its untyped";
	if (!is_object_or_none(table, component->vspace, TYPE_VSPACE))
		return "component: vspace";
	if (component->vspace != TABLE_NONE && table->objects[component->vspace].component != index)
		return "component: vspace of another";
	if (component->elf == TABLE_NONE)
		return NULL;
	if (component->vspace == TABLE_NONE || !is_name(table, component->elf))
		return "component: program";
	return fits_entry_name(table_string(table, component->elf)) ? NULL : "component: program name too long";
}

static const char *check_frames(const struct table_object *object)
{
	if (object->size_bits != FRAME_SMALL_BITS && object->size_bits != FRAME_LARGE_BITS)
		return "object: size of a frame";
	if (object->count == 0 || object->count > MAX_FRAMES)
		return "object: number of frames";
	if (!(object->flags & TABLE_OBJECT_DEVICE))
		return NULL;
	if (object->size_bits != FRAME_SMALL_BITS || object->address % (1u << FRAME_SMALL_BITS) != 0)
		return "object: device frame misaligned";
	uint64_t size = (uint64_t)object->count << object->size_bits;
	if ((object->flags & TABLE_OBJECT_GUEST_GIC) && object->address + size > GUEST_GIC_SIZE)
		return "object: page of a guest's interrupt controller";
	return object->address < PHYSICAL_LIMIT - size ? NULL : "object: device frame out of range";
}

/* Without windows partition 0 always runs; with them, a partition without any never would. */
static int partition_runs(const struct table *table, uint32_t partition)
{
	for (uint32_t i = 0; i < table->window_count; i++)
		if (table->windows[i].partition == partition)
			return 1;
	return table->window_count == 0 && partition == 0;
}

static const char *check_sched_context(const struct table *table, const struct table_object *context)
{
	if (!is_object_or_none(table, context->bound, TYPE_THREAD) && !is_object(table, context->bound, TYPE_VCPU))
		return "object: thread of a scheduling context";
	if (context->core >= TABLE_MAX_CORES)
		return "object: core";
	if (!partition_runs(table, context->partition))
		return "object: partition without a window";
	if (context->budget_us == 0 || context->budget_us > context->period_us || context->period_us > MAX_TIME_US)
		return "object: budget";
	return NULL;
}

static const char *check_object(const struct table *table, uint32_t index)
{
	const struct table_object *object = &table->objects[index];

	if (!is_name(table, object->id))
		return "object: name";
	if (object->component >= table->component_count)
		return "object: component";
	if (object->type == TYPE_FRAME)
		return check_frames(object);
	if (object->count != 1)
		return "object: count";
	switch (object->type) {
	case TYPE_CNODE:
		return object->size_bits >= CNODE_MIN_BITS && object->size_bits <= CNODE_MAX_BITS ? NULL : "object: size of a CNode";
	case TYPE_IRQ_HANDLER:
		return is_object(table, object->bound, TYPE_NOTIFICATION) ? NULL : "object: notification of an interrupt";
	case TYPE_SCHED_CONTEXT:
		return check_sched_context(table, object);
	case TYPE_THREAD:
	case TYPE_VCPU:
	case TYPE_ENDPOINT:
	case TYPE_NOTIFICATION:
	case TYPE_REPLY:
	case TYPE_VSPACE:
		return NULL;
	default:
		return "object: type";
	}
}

static const char *check_capability(const struct table *table, uint32_t index)
{
	const struct table_capability *capability = &table->capabilities[index];

	if (!is_object(table, capability->cnode, TYPE_CNODE))
		return "capability: CNode";
	if (capability->slot == 0 || capability->slot >= 1u << table->objects[capability->cnode].size_bits)
		return "capability: slot";
	if (capability->object >= table->object_count || table->objects[capability->object].type == TYPE_FRAME)
		return "capability: object";
	if (capability->rights == 0 || (capability->rights & ~(uint32_t)RIGHTS_ALL) != 0)
		return "capability: rights";
	uint8_t type = table->objects[capability->object].type;
	if (capability->badge != 0 && type != TYPE_ENDPOINT && type != TYPE_NOTIFICATION)
		return "capability: badge";
	for (uint32_t i = 0; i < index; i++)
		if (table->capabilities[i].cnode == capability->cnode && table->capabilities[i].slot == capability->slot)
			return "capability: slot used twice";
	return NULL;
}

static int is_program_space(const struct table *table, uint32_t vspace)
{
	return table->components[table->objects[vspace].component].vspace == vspace;
}

static const char *check_mapping(const struct table *table, uint32_t index)
{
	const struct table_mapping *mapping = &table->mappings[index];
	uint32_t rights = RIGHT_READ | RIGHT_WRITE | RIGHT_EXECUTE;

	if (!is_object(table, mapping->vspace, TYPE_VSPACE) || !is_object(table, mapping->object, TYPE_FRAME))
		return "mapping: vspace or object";
	uint64_t size = table_mapping_size(table, mapping);
	uint64_t limit = 1ULL << IPA_BITS;
	if (mapping->address % (1ULL << table->objects[mapping->object].size_bits) != 0)
		return "mapping: misaligned";
	if (mapping->address == 0 || mapping->address >= limit || size > limit - mapping->address)
		return "mapping: out of range";
	if (!(mapping->rights & RIGHT_READ) || (mapping->rights & ~rights) != 0)
		return "mapping: rights";
	if ((mapping->rights & rights) == rights && is_program_space(table, mapping->vspace))
		return "mapping: writable and executable";
	if ((table->objects[mapping->object].flags & TABLE_OBJECT_GUEST_GIC) && is_program_space(table, mapping->vspace))
		return "mapping: a guest's interrupt controller in a program";
	if (mapping->attributes != MAP_NORMAL && mapping->attributes != MAP_DEVICE)
		return "mapping: attributes";
	if (mapping->physical_to % 8 != 0)
		return "mapping: misaligned variable for the physical address";
	for (uint32_t i = 0; i < index; i++) {
		const struct table_mapping *other = &table->mappings[i];

		if (other->vspace == mapping->vspace && other->address < mapping->address + size &&
		    mapping->address < other->address + table_mapping_size(table, other))
			return "mapping: overlaps another";
	}
	return NULL;
}

static const char *check_thread(const struct table *table, uint32_t index)
{
	const struct table_thread *thread = &table->threads[index];
	int is_vcpu = is_object(table, thread->object, TYPE_VCPU);

	if (!is_vcpu && !is_object(table, thread->object, TYPE_THREAD))
		return "thread: object";
	if (is_vcpu ? thread->cspace != TABLE_NONE : !is_object(table, thread->cspace, TYPE_CNODE))
		return "thread: CSpace";
	if (!is_object(table, thread->vspace, TYPE_VSPACE))
		return "thread: vspace";
	if (!is_object_or_none(table, thread->fault_endpoint, TYPE_ENDPOINT))
		return "thread: fault endpoint";
	if (!is_object_or_none(table, thread->sched_context, TYPE_SCHED_CONTEXT))
		return "thread: scheduling context";
	if (!is_object_or_none(table, thread->notification, TYPE_NOTIFICATION))
		return "thread: notification";
	if (thread->priority > thread->max_priority || thread->max_priority > TABLE_MAX_PRIORITY)
		return "thread: priority";
	if (is_vcpu && thread->start)
		return "thread: a vCPU is started by its VMM";
	for (uint32_t i = 0; i < index; i++)
		if (table->threads[i].object == thread->object)
			return "thread: described twice";
	return NULL;
}

static const char *check_window(const struct table *table, uint32_t index)
{
	const struct table_window *window = &table->windows[index];

	if (index >= TABLE_MAX_WINDOWS)
		return "window: too many";
	if (window->partition >= TABLE_MAX_PARTITIONS)
		return "window: partition";
	if (window->length_us > MAX_TIME_US || window->padding_us >= window->length_us)
		return "window: length";
	return NULL;
}

/* Where an array lies; NULL if it does not lie in the table. */
static const void *array(const struct table_header *header, struct table_array where, uint64_t record)
{
	if (where.offset % 8 != 0 || where.offset > header->size || where.count > (header->size - where.offset) / record)
		return NULL;
	return (const uint8_t *)header + where.offset;
}

static const char *open_arrays(const struct table_header *header, struct table *table)
{
	*table = (struct table){
		.strings = array(header, header->strings, 1),
		.components = array(header, header->components, sizeof(struct table_component)),
		.objects = array(header, header->objects, sizeof(struct table_object)),
		.capabilities = array(header, header->capabilities, sizeof(struct table_capability)),
		.mappings = array(header, header->mappings, sizeof(struct table_mapping)),
		.threads = array(header, header->threads, sizeof(struct table_thread)),
		.windows = array(header, header->windows, sizeof(struct table_window)),
		.string_bytes = header->strings.count,
		.component_count = header->components.count,
		.object_count = header->objects.count,
		.capability_count = header->capabilities.count,
		.mapping_count = header->mappings.count,
		.thread_count = header->threads.count,
		.window_count = header->windows.count,
	};
	if (table->strings == NULL || table->components == NULL || table->objects == NULL ||
	    table->capabilities == NULL || table->mappings == NULL || table->threads == NULL || table->windows == NULL)
		return "an array lies outside of it";
	if (table->component_count > TABLE_MAX_COMPONENTS || table->object_count > TABLE_MAX_OBJECTS)
		return "too many components or objects";
	if (table->string_bytes == 0 || table->strings[table->string_bytes - 1] != '\0')
		return "the strings do not end";
	return NULL;
}

static const char *check_all(const struct table *table, uint32_t count, uint32_t *index,
                             const char *(*check)(const struct table *, uint32_t))
{
	const char *problem = NULL;

	for (*index = 0; *index < count && problem == NULL; ++*index)
		problem = check(table, *index);
	if (problem != NULL)
		--*index;
	return problem;
}

const char *table_open(const void *data, uint64_t size, struct table *table, uint32_t *index)
{
	const struct table_header *header = data;
	const char *problem;

	*index = 0;
	if (size < sizeof *header || header->magic != TABLE_MAGIC)
		return "not a system table";
	if (header->version != TABLE_VERSION || header->size != size)
		return "another version or size";
	problem = open_arrays(header, table);
	if (problem == NULL)
		problem = check_all(table, table->component_count, index, check_component);
	if (problem == NULL)
		problem = check_all(table, table->window_count, index, check_window);
	if (problem == NULL)
		problem = check_all(table, table->object_count, index, check_object);
	if (problem == NULL)
		problem = check_all(table, table->capability_count, index, check_capability);
	if (problem == NULL)
		problem = check_all(table, table->mapping_count, index, check_mapping);
	if (problem == NULL)
		problem = check_all(table, table->thread_count, index, check_thread);
	return problem;
}
