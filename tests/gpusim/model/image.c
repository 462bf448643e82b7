// SPDX-License-Identifier: GPL-2.0
/*
 * The two images that software looks for on a card: the discovery table at the
 * end of its memory, which tells where the IP blocks are, and the ROM.
 */
#include <stdlib.h>
#include <string.h>

#include "model.h"

#define BINARY_SIGNATURE 0x28211407u
#define TABLE_SIGNATURE 0x53445049u
#define TABLES 6
#define TABLE_AT 0x100		/* of the IP table, in the image */
#define DIE_AT 0x50		/* of the only die, in the table */
#define WIDE_ADDRESSES 4	/* version from which bases have 64 bits */

enum { MP1 = 1, THM = 3, GC = 11, NBIF = 108, MP0 = 255 };

struct writer {
	uint8_t *image;
	size_t at;
};

static void put16(uint8_t *at, uint16_t value)
{
	at[0] = value;
	at[1] = value >> 8;
}

static void put32(uint8_t *at, uint32_t value)
{
	put16(at, value);
	put16(at + 2, value >> 16);
}

static uint16_t sum(const uint8_t *bytes, size_t count)
{
	uint16_t total = 0;

	while (count--)
		total += *bytes++;
	return total;
}

static void put_ip(struct writer *writer, uint16_t id, const uint32_t *bases,
		   unsigned int count, bool wide)
{
	uint8_t *at = writer->image + writer->at;

	put16(at, id);
	at[3] = count;
	at[4] = 11;
	for (unsigned int i = 0; i < count; i++)
		put32(at + 8 + i * (wide ? 8 : 4), bases[i]);
	writer->at += 8 + count * (wide ? 8 : 4);
}

/* Blocks nobody looks for come first, so that a parser must step over them. */
static size_t put_die(const struct gpu_model *gpu, uint8_t *image, size_t at)
{
	const uint32_t gc[] = { 0x1260, 0xa000, 0x2402c00 };
	const uint32_t nbif[] = { 0, 0x14, 0xd20, 0x10400 };
	const uint32_t mp0[] = { gpu->base.mp0, 0x243fc00 };
	const uint32_t mp1[] = { gpu->base.mp1, 0x243fc00 };
	struct writer writer = { image, at + 4 };
	bool wide = gpu->family->discovery >= WIDE_ADDRESSES;

	put_ip(&writer, GC, gc, COUNT(gc), wide);
	put_ip(&writer, MP0, mp0, COUNT(mp0), wide);
	put_ip(&writer, MP1, mp1, COUNT(mp1), wide);
	put_ip(&writer, THM, &gpu->base.thm, 1, wide);
	put_ip(&writer, NBIF, nbif, COUNT(nbif), wide);
	put16(image + at, 0);
	put16(image + at + 2, 5);
	return writer.at;
}

static void put_table(const struct gpu_model *gpu, uint8_t *image)
{
	uint8_t *table = image + TABLE_AT;
	size_t size = put_die(gpu, image, TABLE_AT + DIE_AT) - TABLE_AT;

	put32(table, TABLE_SIGNATURE);
	put16(table + 4, gpu->family->discovery);
	put16(table + 6, size);
	put32(table + 8, 0x1d);
	put16(table + 12, 1);
	put16(table + 14, 0);
	put16(table + 16, TABLE_AT + DIE_AT);
	/* From version 4 on, a flag says that bases are wide. */
	if (gpu->family->discovery >= WIDE_ADDRESSES)
		table[14 + 16 * 4] = 1;
	put16(image + 12, TABLE_AT);
	put16(image + 14, sum(table, size));
	put16(image + 16, size);
}

static void put_discovery(const struct gpu_model *gpu, uint8_t *image)
{
	put_table(gpu, image);
	/* The end of a binary as large as today's, which counts as well */
	memset(image + DISCOVERY_BYTES - 16, 0xa5, 16);
	put32(image, BINARY_SIGNATURE);
	put16(image + 4, 1);
	put16(image + 10, DISCOVERY_BYTES);
	put16(image + 8, sum(image + 10, DISCOVERY_BYTES - 10));
}

/* Enough of a VBIOS to be taken for one, with scratch registers at 0x4c. */
static void put_rom(uint8_t *rom)
{
	enum { HEADER = 0x200, COMMANDS = 0x300, DATA = 0x400, INFO = 0x500,
	       IIO = 0x600 };

	rom[0] = 0x55;
	rom[1] = 0xaa;
	rom[2] = 0x80;	/* 64 KiB of it */
	memcpy(rom + 0x30, " 761295520", 10);
	put16(rom + 0x48, HEADER);
	memcpy(rom + HEADER + 4, "ATOM", 4);
	put16(rom + HEADER + 0x1e, COMMANDS);
	put16(rom + HEADER + 0x20, DATA);
	put16(rom + DATA + 4 + 4 * 2, INFO);
	put16(rom + DATA + 0x32, IIO);
	put32(rom + INFO + 24, BIOS_SCRATCH_0);
}

/* model_images() - false for want of memory */
bool model_images(struct gpu_model *gpu)
{
	gpu->rom = calloc(1, ROM_SIZE);
	if (!gpu->rom)
		return false;
	put_rom(gpu->rom);
	if (!gpu->family->discovery)
		return true;
	gpu->discovery = calloc(1, DISCOVERY_SIZE);
	if (!gpu->discovery)
		return false;
	put_discovery(gpu, gpu->discovery);
	return true;
}
