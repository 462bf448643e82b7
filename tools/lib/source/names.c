// SPDX-License-Identifier: GPL-2.0
/* Vendor and device names, from the list that libpci comes with. */

#include <pci/pci.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static const char *look_up(struct pci_access *access, struct machine *m,
			   const struct function *f)
{
	char vendor[NAME_LEN], device[NAME_LEN], brief[NAME_LEN];

	if (!pci_lookup_name(access, vendor, sizeof(vendor),
			     PCI_LOOKUP_VENDOR | PCI_LOOKUP_NO_NUMBERS,
			     f->vendor))
		return NULL;
	brief_maker(brief, sizeof(brief), vendor);
	if (!pci_lookup_name(access, device, sizeof(device),
			     PCI_LOOKUP_DEVICE | PCI_LOOKUP_NO_NUMBERS,
			     f->vendor, f->device))
		return machine_printf(m, "%s device %04x", brief, f->device);
	return machine_printf(m, "%s %s", brief, device);
}

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

static size_t collect_nameless(struct machine *m, struct function **list)
{
	size_t count = 0;

	for (size_t i = 0; i < m->count; i++) {
		struct function *f = &m->functions[i];

		if ((f->has & HAS_IDS) && !f->name)
			list[count++] = f;
	}
	return count;
}

/* libpci calls this without memory only, and it must not return. */
static void __attribute__((noreturn)) out_of_memory(char *fmt, ...)
{
	(void)fmt;
	abort();
}

static void say_nothing(char *fmt, ...)
{
	(void)fmt;
}

/*
 * The list only: neither the hardware database nor the network, and no
 * pci_init(), which would look for hardware.
 */
static struct pci_access *open_list(void)
{
	struct pci_access *access = pci_alloc();

	access->error = out_of_memory;
	access->warning = say_nothing;
	access->debug = say_nothing;
	access->id_lookup_mode = 0;
	pci_set_param(access, "hwdb.disable", "1");
	return access;
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
	struct function **list = malloc((m->count + 1) * sizeof(struct function *));
	struct pci_access *access;
	size_t count;

	if (!list)
		return;
	count = collect_nameless(m, list);
	if (count) {
		qsort(list, count, sizeof(*list), compare_ids);
		access = open_list();
		for (size_t i = 0; i < count; i++)
			list[i]->name = i && id_of(list[i]) == id_of(list[i - 1]) ?
						list[i - 1]->name :
						look_up(access, m, list[i]);
		pci_cleanup(access);
	}
	free(list);
}
