// SPDX-License-Identifier: GPL-2.0
/* Vendor and device names, from the list that libpci comes with. */

#define _GNU_SOURCE
#include <pci/pci.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "source/id_list.h"
#include "source/source.h"

#define NAME_LEN 256
#define PATH_LEN 32

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

static bool is_nameless(const struct function *f)
{
	return (f->has & HAS_IDS) && !f->name;
}

/* The functions of a card are often alike: of neighbours the first will do. */
static size_t collect_nameless(struct machine *m, struct function **list)
{
	size_t count = 0;

	for (size_t i = 0; i < m->count; i++) {
		struct function *f = &m->functions[i];

		if (is_nameless(f) &&
		    !(i && is_nameless(f - 1) && id_of(f) == id_of(f - 1)))
			list[count++] = f;
	}
	return count;
}

static void name_neighbours(struct machine *m)
{
	for (size_t i = 1; i < m->count; i++) {
		struct function *f = &m->functions[i];

		if (is_nameless(f) && (f[-1].has & HAS_IDS) &&
		    id_of(f) == id_of(f - 1))
			f->name = f[-1].name;
	}
}

static int compare_id(const void *id, const void *member)
{
	uint32_t want = *(const uint32_t *)id;
	uint32_t have = id_of(*(struct function *const *)member);

	return (want > have) - (want < have);
}

static int compare_vendor(const void *id, const void *member)
{
	const struct function *f = *(struct function *const *)member;

	return (int)*(const uint16_t *)id - (int)f->vendor;
}

static bool copy_devices(int to, struct id_list *ids, uint16_t vendor,
			 struct function *const *list, size_t count)
{
	struct id_line line;

	while (id_list_device(ids, &line)) {
		uint32_t id = (uint32_t)vendor << 16 | line.id;

		if (bsearch(&id, list, count, sizeof(*list), compare_id) &&
		    dprintf(to, "\t%04x  %.*s\n", line.id, (int)line.len,
			    line.name) < 0)
			return false;
	}
	return true;
}

static bool copy_lines(int to, struct function *const *list, size_t count)
{
	struct id_list ids;
	struct id_line line;
	bool whole = true;

	if (id_list_open(&ids, NULL))
		return false;
	while (whole && id_list_vendor(&ids, &line))
		if (bsearch(&line.id, list, count, sizeof(*list), compare_vendor))
			whole = dprintf(to, "%04x  %.*s\n", line.id,
					(int)line.len, line.name) > 0 &&
				copy_devices(to, &ids, line.id, list, count);
	id_list_close(&ids);
	return whole;
}

/*
 * libpci takes its list of 36,000 lines in before it answers for the first, and
 * that takes as long as all else together. So it is given those lines that are
 * about one of @count functions, which are sorted by ID.
 *
 * Return: a file to close when libpci is done, and @path to it; negative where
 * the whole list has to do.
 */
static int narrow_list(struct function *const *list, size_t count,
		       char path[PATH_LEN])
{
	int fd = memfd_create("pci.ids", MFD_CLOEXEC);

	if (fd < 0)
		return -1;
	snprintf(path, PATH_LEN, "/proc/self/fd/%d", fd);
	if (!access(path, R_OK) && copy_lines(fd, list, count))
		return fd;
	close(fd);
	return -1;
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

/* Functions with the same ID, which come one behind the other, share a name. */
static void name_all(struct machine *m, struct function **list, size_t count)
{
	struct pci_access *access = open_list();
	char path[PATH_LEN];
	int fd = narrow_list(list, count, path);

	if (fd >= 0)
		pci_set_name_list_path(access, path, 0);
	for (size_t i = 0; i < count; i++)
		list[i]->name = i && id_of(list[i]) == id_of(list[i - 1]) ?
					list[i - 1]->name :
					look_up(access, m, list[i]);
	pci_cleanup(access);
	if (fd >= 0)
		close(fd);
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
	size_t count;

	if (!list)
		return;
	count = collect_nameless(m, list);
	if (count) {
		qsort(list, count, sizeof(*list), compare_ids);
		name_all(m, list, count);
		name_neighbours(m);
	}
	free(list);
}
