// SPDX-License-Identifier: GPL-2.0
/*
 * Where the blocks of this very chip are: the IP discovery table, which its
 * firmware leaves near the top of its memory. Sources: amdgpu's
 * amdgpu_discovery.c and include/discovery.h.
 *
 * A guest may have written anything there. So every offset is checked before it
 * is followed, both checksums must be right, and a base is taken only when the
 * registers behind it lie within BAR 5. There is no copy of the table: it is
 * read dword by dword through the memory window, so its size costs nothing but
 * time, and that is bounded.
 */

#include "core.h"

#define TABLE_FROM_TOP (64 << 10)
#define TABLE_MOST (10 << 10)
#define BINARY_SIGNATURE 0x28211407u
#define IP_SIGNATURE 0x53445049u /* "IPDS" */
#define DIES_MOST 16
#define IPS_MOST 1024
#define BASES_MOST 32

#define BLOCK_SPAN 0x2a0 /* dwords of a block that are used here, at most */

/**
 * struct view - the table, read through the memory window
 * @run: the reset
 * @start: address in the card's memory
 * @size: bytes that may be read
 * @at: which dword @dword is, GPU_ONES for none
 * @dword: the one that was read last
 * @err: the first access that failed; everything reads 0 from then on
 */
struct view {
	struct gpu_run *run;
	u64 start;
	u32 size;
	u32 at;
	u32 dword;
	int err;
};

static void read_dword(struct view *view, u32 at)
{
	view->err = gpu_get(view->run, GPU_REG(GPU_MEMORY, view->start + at),
			    &view->dword);
	view->at = view->err ? GPU_ONES : at;
}

static u32 read_u8(struct view *view, u32 at)
{
	if (!view->err && at >= view->size)
		view->err = -ENOENT;
	if (!view->err && view->at != (at & ~3u))
		read_dword(view, at & ~3u);
	return view->err ? 0 : view->dword >> at % 4 * 8 & 0xff;
}

static u32 read_u16(struct view *view, u32 at)
{
	u32 low = read_u8(view, at);

	return low | read_u8(view, at + 1) << 8;
}

static u32 read_u32(struct view *view, u32 at)
{
	u32 low = read_u16(view, at);

	return low | read_u16(view, at + 2) << 16;
}

/* The sum of all bytes, in 16 bits. */
static bool sum_is(struct view *view, u32 from, u32 length, u32 sum)
{
	u32 found = 0, i;

	if (from > view->size || length > view->size - from)
		return false;
	for (i = 0; i < length && !view->err; i++)
		found += read_u8(view, from + i);
	return !view->err && (found & 0xffff) == sum;
}

/* Return: where the IP table begins, 0 where there is no valid one. */
static u32 find_ip_table(struct view *view, u32 *size)
{
	u32 whole, entry, at, sum;

	if (read_u32(view, 0) != BINARY_SIGNATURE)
		return 0;
	whole = read_u16(view, 10);
	if (whole > TABLE_MOST || !sum_is(view, 10, whole < 10 ? 0 : whole - 10,
					  read_u16(view, 8)))
		return 0;
	view->size = whole;
	/* Version 2 has the number of tables in front of their list. */
	entry = read_u16(view, 4) >= 2 ? 16 : 12;
	at = read_u16(view, entry);
	sum = read_u16(view, entry + 2);
	*size = read_u16(view, at + 6);
	if (read_u32(view, at) != IP_SIGNATURE || !sum_is(view, at, *size, sum))
		return 0;
	return at;
}

/* The hardware IDs of amdgpu's include/soc15_hw_ip.h that matter here. */
static const struct wanted {
	u16 id;
	u8 segment;
	enum gpu_block block;
} wanted[] = {
	{ 255, 0, GPU_MP0 },
	{ 1, 0, GPU_MP1 },
	{ 3, 0, GPU_THM },
	{ 108, 1, GPU_NBIF1 },
	{ 108, 2, GPU_NBIF2 },
};

/* read_ip() - take the bases of one IP; Return: bytes that its record has */
static u32 read_ip(struct view *view, u32 at, u32 width, u32 *base)
{
	u32 id = read_u16(view, at);
	u32 instance = read_u8(view, at + 2);
	u32 count = read_u8(view, at + 3);
	unsigned int i;

	if (count > BASES_MOST)
		view->err = -ENOENT;
	for (i = 0; i < ARRAY_SIZE(wanted) && !view->err; i++)
		if (wanted[i].id == id && !instance && wanted[i].segment < count)
			base[wanted[i].block] =
				read_u32(view, at + 8 + wanted[i].segment * width);
	return 8 + count * width;
}

static void read_die(struct view *view, u32 at, u32 width, u32 *base)
{
	u32 ips = read_u16(view, at + 2), i;

	if (ips > IPS_MOST)
		view->err = -ENOENT;
	at += 4;
	for (i = 0; i < ips && !view->err; i++)
		at += read_ip(view, at, width, base);
}

static void read_dies(struct view *view, u32 table, u32 *base)
{
	u32 dies = read_u16(view, table + 12), i;
	u32 width = 4;

	if (read_u16(view, table + 4) >= 4 && (read_u8(view, table + 78) & 1))
		width = 8;
	if (!dies || dies > DIES_MOST)
		view->err = -ENOENT;
	for (i = 0; i < dies && !view->err; i++)
		read_die(view, read_u16(view, table + 14 + i * 4 + 2), width, base);
}

/* Each one must have been found, and lie in BAR 5 with all that is used of it. */
static bool usable(const struct gpu_run *run, const u32 *base)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		u32 first = base[wanted[i].block];

		if (!first || first >= run->io->mmio_size / 4 ||
		    run->io->mmio_size / 4 - first < BLOCK_SPAN)
			return false;
	}
	return true;
}

static int place_blocks(struct view *view)
{
	u32 base[GPU_BLOCKS] = { 0 };
	u32 size = 0, table = find_ip_table(view, &size);
	unsigned int i;

	if (!view->err && !table)
		view->err = -ENOENT;
	if (!view->err) {
		view->size = table + size;
		read_dies(view, table, base);
	}
	if (!view->err && !usable(view->run, base))
		view->err = -ENOENT;
	for (i = 0; i < GPU_BLOCKS && !view->err; i++)
		view->run->base[i] = base[i];
	return view->err;
}

/**
 * gpu_discover() - go by the card's own table from now on, if it is valid
 * @run: the judgement or reset
 *
 * Return: 0; -ENOENT without a valid table, then the bases stay as they were;
 * another negative errno when the card does not answer.
 */
int gpu_discover(struct gpu_run *run)
{
	struct view view = {
		.run = run,
		.size = TABLE_MOST,
		.at = GPU_ONES,
	};
	u32 megabytes;
	int err = gpu_get(run, run->chip->family->generation->memsize, &megabytes);

	if (err)
		return err;
	if (!megabytes)
		return -ENOENT;
	run->memory_high = GPU_ONES;
	view.start = ((u64)megabytes << 20) - TABLE_FROM_TOP;
	err = place_blocks(&view);
	run->placed = !err;
	gpu_tell(run, "discover", "IP discovery table", 0, view.size, 0);
	return err;
}
