/* SPDX-License-Identifier: BSD-2-Clause */
/* fit.h says what this is. libfdt checks the structure once, then every lookup stays inside the tree. */
#include "fit.h"

#include <libfdt.h>
#include <sodium.h>
#include <string.h>

#define IMAGE_MAGIC        0x644d5241u /* "ARM\x64" */
#define IMAGE_BIG_ENDIAN   1u
#define IMAGE_OLD_OFFSET   0x80000u /* kernels before 3.17 state no size, and this is their offset */
#define IMAGE_OLD_ROOM     (16u << 20)
#define IMAGE_SIZE_LIMIT   (1ULL << 40)

static uint64_t read_little(const uint8_t *bytes, uint32_t count)
{
	uint64_t value = 0;

	for (uint32_t i = count; i > 0; i--)
		value = value << 8 | bytes[i - 1];
	return value;
}

static uint64_t read_big(const uint8_t *bytes, uint32_t count)
{
	uint64_t value = 0;

	for (uint32_t i = 0; i < count; i++)
		value = value << 8 | bytes[i];
	return value;
}

/* ---- The tree ---- */

uint32_t fit_tree_size(const uint8_t header[8])
{
	uint32_t size = (uint32_t)read_big(header + 4, 4);

	if (read_big(header, 4) != FDT_MAGIC || size < sizeof(struct fdt_header) || size > FIT_TREE_LIMIT)
		return 0;
	return size;
}

/* An integer property of one or two cells. */
static bool read_number(const void *tree, int node, const char *name, uint64_t *value)
{
	int length;
	const void *property = fdt_getprop(tree, node, name, &length);

	if (!property || (length != 4 && length != 8))
		return false;
	*value = read_big(property, (uint32_t)length);
	return true;
}

/* A NUL-terminated string property, NULL if it is absent or anything else. */
static const char *read_string(const void *tree, int node, const char *name)
{
	int length;
	const char *property = fdt_getprop(tree, node, name, &length);

	if (!property || length < 1 || memchr(property, 0, (size_t)length) != property + length - 1)
		return NULL;
	return property;
}

static const char *read_hash(const void *tree, int node, struct fit_part *part)
{
	const char *algorithm = read_string(tree, node, "algo");
	int length;
	const void *value = fdt_getprop(tree, node, "value", &length);
	enum fit_hash kind = FIT_HASH_NONE;

	if (algorithm && strcmp(algorithm, "sha256") == 0 && length == 32)
		kind = FIT_HASH_SHA256;
	else if (algorithm && strcmp(algorithm, "crc32") == 0 && length == 4)
		kind = FIT_HASH_CRC32;
	if (!value || kind == FIT_HASH_NONE)
		return "a part has a hash that is neither sha256 nor crc32";
	if (kind > part->hash_kind) {
		part->hash_kind = kind;
		memcpy(part->hash, value, (size_t)length);
	}
	return NULL;
}

/* U-Boot's `data-position` counts from the start of the file, `data-offset` from the tree's end, 4-aligned. */
static bool read_position(const void *tree, int node, struct fit_part *part)
{
	if (!read_number(tree, node, "data-size", &part->size) || part->size == 0)
		return false;
	if (read_number(tree, node, "data-position", &part->position))
		return true;
	if (!read_number(tree, node, "data-offset", &part->position))
		return false;
	return !__builtin_add_overflow(part->position, (fdt_totalsize(tree) + 3) & ~3u, &part->position);
}

/* The image that `role` of the configuration names. */
static const char *read_part(const void *tree, int configuration, const char *role, struct fit_part *part)
{
	const char *name = read_string(tree, configuration, role);
	int images = fdt_path_offset(tree, "/images");
	int node = name && images >= 0 ? fdt_subnode_offset(tree, images, name) : -1;
	const char *compression = read_string(tree, node, "compression");
	int hash;

	if (node < 0)
		return "the configuration names a part that is not there";
	if (compression && strcmp(compression, "none") != 0)
		return "a part is compressed";
	if (!read_position(tree, node, part))
		return "a part's data has no place outside the tree";
	fdt_for_each_subnode (hash, tree, node) {
		const char *problem = read_hash(tree, hash, part);

		if (problem)
			return problem;
	}
	return NULL;
}

static int find_configuration(const void *tree)
{
	int configurations = fdt_path_offset(tree, "/configurations");
	const char *name = configurations < 0 ? NULL : read_string(tree, configurations, "default");

	return name ? fdt_subnode_offset(tree, configurations, name) : -FDT_ERR_NOTFOUND;
}

const char *fit_read(const void *tree, uint32_t size, struct fit *fit)
{
	const char *bootargs, *problem;
	int configuration;

	*fit = (struct fit){ 0 };
	if (size < sizeof(struct fdt_header) || fdt_check_full(tree, size) != 0)
		return "the FIT tree is damaged";
	configuration = find_configuration(tree);
	if (configuration < 0)
		return "there is no default configuration";
	problem = read_part(tree, configuration, "kernel", &fit->kernel);
	if (!problem && fdt_getprop(tree, configuration, "ramdisk", NULL))
		problem = read_part(tree, configuration, "ramdisk", &fit->ramdisk);
	if (problem)
		return problem;
	bootargs = read_string(tree, configuration, "bulkhead,bootargs");
	if (bootargs && strlen(bootargs) >= sizeof fit->bootargs)
		return "the command line is too long";
	if (bootargs)
		strcpy(fit->bootargs, bootargs);
	read_number(tree, configuration, "bulkhead,memory-size", &fit->memory_size);
	return NULL;
}

/* ---- Hashes ---- */

/* IEEE 802.3's CRC, as in zip and U-Boot, by nibbles. */
static uint32_t crc32(const uint8_t *bytes, uint64_t size)
{
	static const uint32_t table[16] = {
		0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
		0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
	};
	uint32_t crc = ~0u;

	for (uint64_t i = 0; i < size; i++) {
		crc ^= bytes[i];
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}

bool fit_hash_matches(const struct fit_part *part, const uint8_t *bytes)
{
	uint8_t hash[crypto_hash_sha256_BYTES];

	switch (part->hash_kind) {
	case FIT_HASH_CRC32: return crc32(bytes, part->size) == read_big(part->hash, 4);
	case FIT_HASH_SHA256:
		crypto_hash_sha256(hash, bytes, part->size);
		return memcmp(hash, part->hash, sizeof hash) == 0;
	case FIT_HASH_NONE: break;
	}
	return true;
}

/* ---- The kernel ---- */

const char *fit_read_image(const uint8_t header[FIT_IMAGE_HEADER_SIZE], uint64_t file_size, struct fit_image *image)
{
	uint64_t flags = read_little(header + 24, 8);

	image->offset = read_little(header + 8, 8);
	image->size = read_little(header + 16, 8);
	if (file_size < FIT_IMAGE_HEADER_SIZE || read_little(header + 56, 4) != IMAGE_MAGIC)
		return "the kernel is not an arm64 Image: its magic number is missing";
	if (flags & IMAGE_BIG_ENDIAN)
		return "the kernel is big-endian";
	if (image->size == 0) {
		image->offset = IMAGE_OLD_OFFSET;
		image->size = file_size + IMAGE_OLD_ROOM;
	}
	if (image->size < file_size)
		image->size = file_size;
	if (image->offset > IMAGE_SIZE_LIMIT || image->size > IMAGE_SIZE_LIMIT)
		return "the kernel's header asks for an absurd amount of memory";
	return NULL;
}
