// SPDX-License-Identifier: GPL-2.0
/* Vendor and device names, from the list of IDs that libpci uses. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/id_list.h"
#include "source/source.h"

#define NAME_LEN 256

/*
 * Makers put their short name in brackets: "Advanced Micro Devices, Inc.
 * [AMD/ATI]" is AMD to everybody. These have none in the list.
 */
static const struct {
	const char *full;
	const char *brief;
} makers[] = {
	{ "Intel Corporation", "Intel" },
	{ "NVIDIA Corporation", "NVIDIA" },
	{ "Samsung Electronics Co Ltd", "Samsung" },
	{ "Realtek Semiconductor Co., Ltd.", "Realtek" },
	{ "ASMedia Technology Inc.", "ASMedia" },
	{ "Red Hat, Inc.", "Red Hat" },
	{ "Sandisk Corp", "SanDisk" },
	{ "Broadcom Inc. and subsidiaries", "Broadcom" },
	{ "Marvell Technology Group Ltd.", "Marvell" },
	{ "Phison Electronics Corporation", "Phison" },
	{ "Micron Technology Inc", "Micron" },
};

static int brief_maker(char *buf, size_t size, const char *full)
{
	const char *open = strrchr(full, '['), *close;

	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
		if (!strcmp(full, makers[i].full))
			return snprintf(buf, size, "%s", makers[i].brief);
	close = open ? strchr(open, ']') : NULL;
	if (!close)
		return snprintf(buf, size, "%s", full);
	open++;
	/* "AMD/ATI": the first of two */
	return snprintf(buf, size, "%.*s", (int)strcspn(open, "/]"), open);
}

/**
 * struct naming - the functions to name
 * @m: their machine, which keeps the names
 * @list: they, sorted by ID
 * @count: entries in @list
 */
struct naming {
	struct machine *m;
	struct function **list;
	size_t count;
};

static uint32_t id_of(const struct function *f)
{
	return (uint32_t)f->vendor << 16 | f->device;
}

static int compare_ids(const void *left, const void *right)
{
	const struct function *a = *(struct function *const *)left;
	const struct function *b = *(struct function *const *)right;

	return (id_of(a) > id_of(b)) - (id_of(a) < id_of(b));
}

static void collect_nameless(struct naming *n)
{
	for (size_t i = 0; i < n->m->count; i++) {
		struct function *f = &n->m->functions[i];

		if ((f->has & HAS_IDS) && !f->name)
			n->list[n->count++] = f;
	}
}

/* The first whose ID is not before @id. */
static size_t first_from(const struct naming *n, uint32_t id)
{
	size_t low = 0, high = n->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (id_of(n->list[middle]) < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* All that have the ID of number @i get @name; behind them is the next ID. */
static size_t name_alike(struct naming *n, size_t i, const char *name)
{
	uint32_t id = id_of(n->list[i]);

	for (; i < n->count && id_of(n->list[i]) == id; i++)
		n->list[i]->name = name;
	return i;
}

/* Devices that turn out not to be in the list keep the number for a name. */
static void name_by_number(struct naming *n, size_t i, const char *maker)
{
	uint16_t vendor = n->list[i]->vendor;

	while (i < n->count && n->list[i]->vendor == vendor)
		i = name_alike(n, i, machine_printf(n->m, "%s device %04x",
						    maker, n->list[i]->device));
}

static void name_devices(struct naming *n, struct id_list *ids,
			 const struct id_line *vendor)
{
	uint32_t base = (uint32_t)vendor->id << 16;
	size_t i = first_from(n, base);
	char full[NAME_LEN], maker[NAME_LEN];
	struct id_line line;

	if (i == n->count || n->list[i]->vendor != vendor->id)
		return;
	snprintf(full, sizeof(full), "%.*s", (int)vendor->len, vendor->name);
	brief_maker(maker, sizeof(maker), full);
	name_by_number(n, i, maker);
	while (id_list_device(ids, &line)) {
		i = first_from(n, base | line.id);
		if (i < n->count && id_of(n->list[i]) == (base | line.id))
			name_alike(n, i, machine_printf(n->m, "%s %.*s", maker,
							(int)line.len, line.name));
	}
}

/**
 * names_fill() - name the functions whose source had no name for them
 * @m: the machine
 *
 * Each vendor and device is looked up once, however many functions have it.
 * Names are a courtesy: what is not in the list, or finds no memory, stays
 * without.
 */
void names_fill(struct machine *m)
{
	struct naming n = { .m = m };
	struct id_line vendor;
	struct id_list ids;

	n.list = malloc((m->count + 1) * sizeof(*n.list));
	if (n.list)
		collect_nameless(&n);
	if (n.count && !id_list_open(&ids, NULL)) {
		qsort(n.list, n.count, sizeof(*n.list), compare_ids);
		while (id_list_vendor(&ids, &vendor))
			name_devices(&n, &ids, &vendor);
		id_list_close(&ids);
	}
	free(n.list);
}
