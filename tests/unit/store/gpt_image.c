/* SPDX-License-Identifier: BSD-2-Clause */
/* Partition tables for tests (see gpt_image.h); written from the UEFI specification, not from gpt.c. */
#include "gpt_image.h"

#include <string.h>

uint8_t image[IMAGE_SECTORS][IMAGE_SECTOR_BYTES];

void image_put32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (8 * i));
}

void image_put64(uint8_t *at, uint64_t value)
{
	image_put32(at, (uint32_t)value);
	image_put32(at + 4, (uint32_t)(value >> 32));
}

/* Polynomial division with the bits as they come on the wire, most significant first. */
uint32_t image_crc32(const uint8_t *bytes, uint32_t size)
{
	uint32_t remainder = 0xffffffffu, reflected = 0;
	for (uint32_t bit = 0; bit < 8 * size; bit++) {
		uint32_t next = (uint32_t)(bytes[bit / 8] >> bit % 8) & 1;
		remainder = remainder << 1 ^ ((remainder >> 31 ^ next) != 0 ? 0x04c11db7u : 0);
	}
	for (int bit = 0; bit < 32; bit++)
		reflected |= (remainder >> bit & 1) << (31 - bit);
	return ~reflected;
}

uint8_t *image_header(int backup)
{
	return image[backup ? IMAGE_BACKUP : 1];
}

uint8_t *image_entry(int backup, uint32_t index)
{
	return image[backup ? IMAGE_BACKUP_ENTRIES : 2] + index * IMAGE_ENTRY_BYTES;
}

static void make_header(int backup)
{
	uint8_t *header = image_header(backup);
	memcpy(header, "EFI PART", 8);
	image_put32(header + 8, 0x10000);
	image_put32(header + 12, 92);
	image_put64(header + 24, backup ? IMAGE_BACKUP : 1);
	image_put64(header + 32, backup ? 1 : IMAGE_BACKUP);
	image_put64(header + 40, IMAGE_FIRST_USABLE);
	image_put64(header + 48, IMAGE_LAST_USABLE);
	memset(header + 56, 0x77, 16);
	image_put64(header + 72, backup ? IMAGE_BACKUP_ENTRIES : 2);
	image_put32(header + 80, IMAGE_ENTRIES);
	image_put32(header + 84, IMAGE_ENTRY_BYTES);
}

void image_make(void)
{
	memset(image, 0, sizeof(image));
	for (uint32_t i = IMAGE_FIRST_USABLE; i <= IMAGE_LAST_USABLE; i++)
		memset(image[i], (int)(i % 251), IMAGE_SECTOR_BYTES);
	make_header(0);
	make_header(1);
	image_seal();
}

void image_add(uint32_t index, const char *name, uint64_t first, uint64_t last)
{
	for (int backup = 0; backup < 2; backup++) {
		uint8_t *entry = image_entry(backup, index);
		memset(entry, 0, IMAGE_ENTRY_BYTES);
		memset(entry, 0x11, 16);
		memset(entry + 16, (int)index + 1, 16);
		image_put64(entry + 32, first);
		image_put64(entry + 40, last);
		for (uint32_t i = 0; name[i] != 0 && i < 36; i++)
			entry[56 + 2 * i] = (uint8_t)name[i];
	}
}

void image_seal(void)
{
	for (int backup = 0; backup < 2; backup++) {
		uint8_t *header = image_header(backup);
		image_put32(header + 88, image_crc32(image_entry(backup, 0), IMAGE_ENTRIES * IMAGE_ENTRY_BYTES));
		image_put32(header + 16, 0);
		image_put32(header + 16, image_crc32(header, 92));
	}
}
