// SPDX-License-Identifier: GPL-2.0
/* The machine as a whole: its name, its kernel, its IOMMU. */

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
#include "source/source.h"

#define CMDLINE_MAX 8192
#define CPUINFO_MAX 8192 /* the first processor tells for all */

/* What an entry of /sys/class/iommu is called, by the driver that made it. */
static const struct {
	const char *prefix;
	const char *name;
} iommus[] = {
	{ "dmar", "Intel VT-d" },
	{ "ivhd", "AMD-Vi" },
	{ "virtio", "virtio-iommu" },
	{ "smmu", "Arm SMMU" },
	{ "arm-smmu", "Arm SMMU" },
	{ "riscv", "RISC-V IOMMU" },
};

/* ACPI tables by which firmware describes an IOMMU. */
static const struct {
	const char *path;
	const char *name;
} tables[] = {
	{ "/sys/firmware/acpi/tables/DMAR", "Intel VT-d" },
	{ "/sys/firmware/acpi/tables/IVRS", "AMD-Vi" },
	{ "/sys/firmware/acpi/tables/VIOT", "virtio-iommu" },
};

static void in_root(char path[PATH_MAX], const char *root, const char *file)
{
	snprintf(path, PATH_MAX, "%s%s", root, file);
}

static bool exists(const char *root, const char *file)
{
	char path[PATH_MAX];

	in_root(path, root, file);
	return !access(path, F_OK);
}

static int read_text(char **to, const char *root, const char *file)
{
	char path[PATH_MAX], text[CMDLINE_MAX];

	in_root(path, root, file);
	if (*to || file_line(AT_FDCWD, path, text, sizeof(text)) <= 0)
		return 0;
	*to = strdup(text);
	return *to ? 0 : -ENOMEM;
}

static const char *iommu_called(struct machine *m, const char *entry)
{
	for (size_t i = 0; i < sizeof(iommus) / sizeof(iommus[0]); i++)
		if (!strncmp(entry, iommus[i].prefix, strlen(iommus[i].prefix)))
			return iommus[i].name;
	return machine_string(m, entry, strlen(entry));
}

/* Entries are made by drivers that translate, not by those that only could. */
static void find_working_iommu(struct machine *m, const char *root)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	in_root(path, root, "/sys/class/iommu");
	dir = opendir(path);
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		m->iommu = IOMMU_ON;
		m->iommu_name = iommu_called(m, entry->d_name);
		break;
	}
	closedir(dir);
}

static void find_described_iommu(struct machine *m, const char *root)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		if (!exists(root, tables[i].path))
			continue;
		m->iommu = IOMMU_OFF;
		m->iommu_name = tables[i].name;
		return;
	}
	/* Arm's IORT is there with and without an SMMU, so it decides nothing. */
	if (exists(root, "/sys/firmware/acpi/tables") &&
	    !exists(root, "/sys/firmware/acpi/tables/IORT"))
		m->iommu = IOMMU_NONE;
}

/* x86 tells by a CPU flag; elsewhere the firmware's name for the board does. */
static bool is_virtual(const char *root)
{
	char path[PATH_MAX], text[CPUINFO_MAX];
	const char *flags;

	in_root(path, root, "/proc/cpuinfo");
	if (file_line(AT_FDCWD, path, text, sizeof(text)) > 0) {
		flags = strstr(text, "\nflags");
		if (flags && strstr(flags, " hypervisor"))
			return true;
	}
	in_root(path, root, "/sys/class/dmi/id/sys_vendor");
	return file_line(AT_FDCWD, path, text, sizeof(text)) > 0 &&
	       !strcmp(text, "QEMU");
}

/**
 * host_read() - set what is known of the machine as a whole
 * @m: the machine
 * @root: "" or the directory that stands for "/"
 *
 * Return: 0 or -ENOMEM; what the tree does not show stays unknown.
 */
int host_read(struct machine *m, const char *root)
{
	int err;

	err = read_text(&m->hostname, root, "/proc/sys/kernel/hostname");
	if (!err)
		err = read_text(&m->hostname, root, "/etc/hostname");
	if (!err)
		err = read_text(&m->kernel, root, "/proc/sys/kernel/osrelease");
	if (!err)
		err = read_text(&m->cmdline, root, "/proc/cmdline");
	if (err)
		return err;

	find_working_iommu(m, root);
	if (m->iommu != IOMMU_ON)
		find_described_iommu(m, root);
	m->in_vm = is_virtual(root);
	return 0;
}
