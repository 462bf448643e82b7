// SPDX-License-Identifier: GPL-2.0
/* What sysfs says once for many functions: IOMMU groups and physical slots. */

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/file.h"
#include "source/sysfs.h"

#define TEXT_SIZE 4096

static int open_below(const char *root, const char *path)
{
	char full[PATH_MAX];

	snprintf(full, sizeof(full), "%s%s", root, path);
	return open(full, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static int compare_groups(const void *left, const void *right)
{
	const struct function *a = *(struct function *const *)left;
	const struct function *b = *(struct function *const *)right;

	return (a->group > b->group) - (a->group < b->group);
}

/* The file has a line for each region; a list on one line is easier to keep. */
static const char *read_reserved(struct machine *m, int groups, int group)
{
	char path[64], text[TEXT_SIZE], list[2 * TEXT_SIZE];
	size_t used = 0;

	snprintf(path, sizeof(path), "%d/reserved_regions", group);
	if (file_line(groups, path, text, sizeof(text)) < 0)
		return NULL;
	for (const char *p = text; *p; p++) {
		if (*p == '\n')
			list[used++] = ',';
		list[used++] = *p == '\n' ? ' ' : *p;
	}
	return machine_string(m, list, used);
}

static const char *read_type(struct machine *m, int groups, int group)
{
	char path[64], text[64];
	ssize_t len;

	snprintf(path, sizeof(path), "%d/type", group);
	len = file_line(groups, path, text, sizeof(text));
	return len < 0 ? NULL : machine_string(m, text, (size_t)len);
}

static void describe_groups(struct machine *m, int groups,
			    struct function **members, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct function *f = members[i];

		if (i && f->group == members[i - 1]->group) {
			f->group_type = members[i - 1]->group_type;
			f->reserved = members[i - 1]->reserved;
			continue;
		}
		f->group_type = read_type(m, groups, f->group);
		f->reserved = read_reserved(m, groups, f->group);
	}
}

/**
 * sysfs_groups() - read type and reserved regions of each group once
 * @m: the machine, groups known
 * @root: "" or the directory that stands for "/"
 *
 * Return: 0 or -ENOMEM; what the tree does not show stays unread.
 */
int sysfs_groups(struct machine *m, const char *root)
{
	struct function **members;
	size_t count = 0;
	int groups;

	groups = open_below(root, "/sys/kernel/iommu_groups");
	if (groups < 0)
		return 0;
	members = malloc((m->count + 1) * sizeof(struct function *));
	if (members) {
		for (size_t i = 0; i < m->count; i++)
			if (m->functions[i].group >= 0)
				members[count++] = &m->functions[i];
		qsort(members, count, sizeof(*members), compare_groups);
		describe_groups(m, groups, members, count);
	}
	close(groups);
	free(members);
	return members ? 0 : -ENOMEM;
}

/* Functions of one device lie beside each other, and share the slot. */
static int name_slot(struct machine *m, struct pci_addr addr, const char *name)
{
	const char *kept = NULL;

	for (unsigned int func = 0; func < 8; func++) {
		struct function *f;

		addr.devfn = (uint8_t)((addr.devfn & ~7u) | func);
		f = machine_find(m, addr);
		if (!f)
			continue;
		if (!kept)
			kept = machine_string(m, name, strlen(name));
		if (!kept)
			return -ENOMEM;
		f->slot = kept;
	}
	return 0;
}

static int read_slot(struct machine *m, int slots, const char *name)
{
	char path[NAME_MAX + 16], text[64];
	struct pci_addr addr;
	ssize_t len;

	snprintf(path, sizeof(path), "%s/address", name);
	len = file_line(slots, path, text, sizeof(text) - 2);
	if (len <= 0)
		return 0;
	memcpy(text + len, ".0", 3); /* a slot's address names no function */
	return addr_parse(text, &addr, NULL) ? 0 : name_slot(m, addr, name);
}

/**
 * sysfs_slots() - read the names of physical slots
 * @m: the machine, linked
 * @root: "" or the directory that stands for "/"
 *
 * Return: 0 or -ENOMEM; what the tree does not show stays unread.
 */
int sysfs_slots(struct machine *m, const char *root)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;
	int err = 0;

	snprintf(path, sizeof(path), "%s/sys/bus/pci/slots", root);
	dir = opendir(path);
	if (!dir)
		return 0;
	while (!err && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			err = read_slot(m, dirfd(dir), entry->d_name);
	closedir(dir);
	return err;
}
