// SPDX-License-Identifier: GPL-2.0
/*
 * PCI functions as sysfs shows them.
 *
 * uevent holds what the kernel keeps of IDs, class and driver, so it spares the
 * files that hold one of them each, and is right where config space is not
 * (virtual functions, fixups). Registers come from config. Reading that wakes a
 * sleeping function, so one in D3cold is left alone.
 */

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/config.h"
#include "source/file.h"
#include "source/missing.h"
#include "source/sysfs.h"

#define DEVICES "/sys/bus/pci/devices"
#define GROUPS "/sys/kernel/iommu_groups"
#define CLASS_DISPLAY 0x03
#define CONFIG_STANDARD 256
#define CONFIG_WINDOW 1024
#define CONFIG_SIZE 4096
#define TEXT_SIZE 4096

/**
 * struct tree - a sysfs tree while it is read
 * @m: machine to fill
 * @devices: directory of all functions
 * @has_groups: the tree shows IOMMU groups, so a missing link says "none"
 * @details: read what decides no grouping too
 * @lists_resets: its kernel has reset_method (5.15), so a missing file says
 *		  "none"
 * @vanished: entries that led nowhere
 */
struct tree {
	struct machine *m;
	int devices;
	bool has_groups;
	bool details;
	bool lists_resets;
	size_t vanished;
};

static const char *keep(struct tree *t, const char *text, ssize_t len)
{
	return len < 0 ? NULL : machine_string(t->m, text, (size_t)len);
}

/* One "KEY=value" of a uevent file; @value is not terminated. */
static bool uevent_value(const char *text, const char *key, const char **value,
			 size_t *len)
{
	size_t key_len = strlen(key);

	while (*text) {
		size_t line = strcspn(text, "\n");

		if (line > key_len && !memcmp(text, key, key_len) &&
		    text[key_len] == '=') {
			*value = text + key_len + 1;
			*len = line - key_len - 1;
			return true;
		}
		text += line + (text[line] == '\n');
	}
	return false;
}

static bool id_pair(const char *text, const char *key, uint16_t *first,
		    uint16_t *second)
{
	const char *value;
	char *end;
	size_t len;

	if (!uevent_value(text, key, &value, &len))
		return false;
	*first = (uint16_t)strtoul(value, &end, 16);
	if (*end != ':')
		return false;
	*second = (uint16_t)strtoul(end + 1, NULL, 16);
	return true;
}

static int read_uevent(struct tree *t, struct function *f, int dir)
{
	char text[TEXT_SIZE];
	const char *value = "";
	size_t len = 0;

	if (file_line(dir, "uevent", text, sizeof(text)) <= 0)
		return 0;
	if (id_pair(text, "PCI_ID", &f->vendor, &f->device))
		f->has |= HAS_IDS;
	if (id_pair(text, "PCI_SUBSYS_ID", &f->subvendor, &f->subdevice))
		f->has |= HAS_SUBSYSTEM;
	if (uevent_value(text, "PCI_CLASS", &value, &len)) {
		f->class = (uint32_t)strtoul(value, NULL, 16) & 0xffffff;
		f->has |= HAS_CLASS;
	}
	if (!uevent_value(text, "DRIVER", &value, &len))
		len = 0;
	f->driver = machine_string(t->m, value, len);
	return f->driver ? 0 : -ENOMEM;
}

/* Trees that were copied file by file may have these and no uevent. */
static int read_single_values(struct tree *t, struct function *f, int dir)
{
	unsigned long value, other;
	char name[NAME_MAX + 1];
	ssize_t len;

	if (!(f->has & HAS_IDS) && file_number(dir, "vendor", 16, &value) &&
	    file_number(dir, "device", 16, &other)) {
		f->vendor = (uint16_t)value;
		f->device = (uint16_t)other;
		f->has |= HAS_IDS;
	}
	if (!(f->has & HAS_SUBSYSTEM) &&
	    file_number(dir, "subsystem_vendor", 16, &value) &&
	    file_number(dir, "subsystem_device", 16, &other)) {
		f->subvendor = (uint16_t)value;
		f->subdevice = (uint16_t)other;
		f->has |= HAS_SUBSYSTEM;
	}
	if (!(f->has & HAS_CLASS) && file_number(dir, "class", 16, &value)) {
		f->class = (uint32_t)value & 0xffffff;
		f->has |= HAS_CLASS;
	}
	if (!f->driver) {
		len = link_name(dir, "driver", name, sizeof(name));
		f->driver = keep(t, name, len);
		return len >= 0 && !f->driver ? -ENOMEM : 0;
	}
	return 0;
}

static int read_group(struct tree *t, struct function *f, int dir)
{
	char name[NAME_MAX + 1], *end;
	ssize_t len = link_name(dir, "iommu_group", name, sizeof(name));
	unsigned long group;

	if (len == -ENOENT && t->has_groups)
		f->group = GROUP_NONE;
	if (len <= 0)
		return 0;
	group = strtoul(name, &end, 10);
	if (!*end && group <= INT_MAX)
		f->group = (int)group;
	return 0;
}

static void read_physfn(struct function *f, int dir)
{
	char name[PCI_ADDR_LEN];

	if (link_name(dir, "physfn", name, sizeof(name)) > 0 &&
	    !addr_parse(name, &f->physfn, NULL))
		f->flags |= FN_VIRTUAL;
}

static int read_power(struct tree *t, struct function *f, int dir)
{
	char text[32];
	ssize_t len = file_line(dir, "power_state", text, sizeof(text));

	f->power = keep(t, text, len);
	return len >= 0 && !f->power ? -ENOMEM : 0;
}

static int read_resets(struct tree *t, struct function *f, int dir)
{
	char text[256] = "";
	ssize_t len;

	if (!t->details)
		return 0;
	len = file_line(dir, "reset_method", text, sizeof(text));
	if (len == -ENOENT && t->lists_resets)
		len = 0;
	f->reset_methods = keep(t, text, len);
	return len >= 0 && !f->reset_methods ? -ENOMEM : 0;
}

static int read_boot_vga(struct tree *t, struct function *f, int dir)
{
	unsigned long value;

	if (t->details && f->class >> 16 == CLASS_DISPLAY &&
	    file_number(dir, "boot_vga", 10, &value) && value)
		f->flags |= FN_BOOT_VGA;
	return 0;
}

/* The kernel keeps these numbers, so reading them wakes nobody. */
static void read_buses(struct function *f, int dir)
{
	unsigned long secondary, subordinate;

	if (!file_number(dir, "secondary_bus_number", 10, &secondary) ||
	    !file_number(dir, "subordinate_bus_number", 10, &subordinate))
		return;
	f->secondary = (uint8_t)secondary;
	f->subordinate = (uint8_t)subordinate;
	f->has |= HAS_BUSES;
}

/* Without root the kernel gives the first 64 bytes only. */
static bool cut_short(const struct function *f, ssize_t len, size_t size)
{
	size_t wanted = size ? size : CONFIG_STANDARD;

	return (size_t)len < wanted && (f->type == PCIE_TYPE_UNREAD ||
					f->acs.fact == FACT_UNREAD);
}

static const char *what_is_missing(const struct function *f, ssize_t len,
				   size_t size)
{
	if (len < 0)
		return MISSING_CONFIG;
	if (len && !(f->has & HAS_HEADER))
		return MISSING_GONE;
	return cut_short(f, len, size) ? MISSING_ROOT : NULL;
}

/*
 * The file is as large as the space in the kernel's eyes, whoever reads it. Any
 * other size is that of a copy which was cut short.
 */
static size_t space_size(int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return 0;
	return st.st_size == CONFIG_STANDARD || st.st_size == CONFIG_SIZE ?
		       (size_t)st.st_size : 0;
}

/*
 * Virtual functions read ones for their vendor (PCIe r6.0, 9.3.4.1.1), so others
 * need not be asked for their physical function.
 */
static bool may_be_virtual(const uint8_t *bytes, ssize_t len)
{
	return len < 2 || (bytes[0] == 0xff && bytes[1] == 0xff);
}

/*
 * The kernel reads the hardware dword by dword for this, which takes its time.
 * Few functions have capabilities past the first quarter; the rest is read for
 * them only.
 */
static ssize_t read_registers(struct function *f, int dir,
			      struct config_image *image, uint8_t *bytes)
{
	int fd = openat(dir, "config", O_RDONLY | O_CLOEXEC);
	ssize_t len, more;

	if (fd < 0) {
		len = -errno;
		read_physfn(f, dir);
		return len;
	}
	len = pread(fd, bytes, CONFIG_WINDOW, 0);
	image->bytes = bytes;
	image->len = len < 0 ? 0 : (size_t)len;
	image->size = len == CONFIG_WINDOW ? CONFIG_SIZE : space_size(fd);
	if (may_be_virtual(bytes, len))
		read_physfn(f, dir);
	config_decode(f, image);
	if (image->cut && len == CONFIG_WINDOW) {
		more = pread(fd, bytes + len, CONFIG_SIZE - CONFIG_WINDOW, len);
		if (more > 0)
			image->len = (size_t)(len += more);
		config_decode(f, image);
	}
	close(fd);
	return len;
}

static int read_config(struct tree *t, struct function *f, int dir)
{
	uint8_t bytes[CONFIG_SIZE];
	struct config_image image;
	ssize_t len;

	(void)t;
	if (f->power && !strcmp(f->power, "D3cold")) {
		f->flags |= FN_ASLEEP;
		f->missing = MISSING_ASLEEP;
		read_physfn(f, dir);
		read_buses(f, dir);
		return 0;
	}
	len = read_registers(f, dir, &image, bytes);
	f->missing = what_is_missing(f, len, image.size);
	return 0;
}

/* Registers last: what was read before says whether and how to look at them. */
static int (*const steps[])(struct tree *, struct function *, int) = {
	read_uevent,
	read_single_values,
	read_group,
	read_power,
	read_resets,
	read_boot_vga,
	read_config,
};

static int read_function(struct tree *t, const char *name, struct pci_addr addr)
{
	int dir = openat(t->devices, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct function *f;
	int err = 0;

	if (dir < 0 && errno == ENOENT) {
		t->vanished++;
		return 0;
	}
	if (dir < 0)
		return -errno;
	f = machine_add(t->m, addr);
	if (!f)
		err = -ENOMEM;
	for (size_t i = 0; !err && i < sizeof(steps) / sizeof(steps[0]); i++)
		err = steps[i](t, f, dir);
	close(dir);
	return err;
}

static bool exists(const char *root, const char *path)
{
	char full[PATH_MAX];

	snprintf(full, sizeof(full), "%s%s", root, path);
	return !access(full, F_OK);
}

static bool kernel_lists_resets(const struct machine *m)
{
	unsigned int major, minor;

	return m->kernel && sscanf(m->kernel, "%u.%u", &major, &minor) == 2 &&
	       (major > 5 || (major == 5 && minor >= 15));
}

static int read_devices(struct tree *t, DIR *dir, struct source_error *error)
{
	struct dirent *entry;
	struct pci_addr addr;
	int err;

	while ((errno = 0, entry = readdir(dir))) {
		if (addr_parse(entry->d_name, &addr, NULL))
			continue;
		err = read_function(t, entry->d_name, addr);
		if (err)
			return source_fail(error, err, "%s/%s: %s", DEVICES,
					   entry->d_name, strerror(-err));
	}
	if (errno)
		return source_fail(error, -errno, "%s: %s", DEVICES,
				   strerror(errno));
	if (!t->vanished)
		return 0;
	return machine_note(t->m, "%zu entries of %s lead nowhere: unplugged meanwhile, or the tree was copied without what its links point to",
			    t->vanished, DEVICES);
}

static int read_details(struct machine *m, const char *root)
{
	int err = sysfs_groups(m, root);

	return err ? err : sysfs_slots(m, root);
}

/**
 * sysfs_read() - add all PCI functions of a sysfs tree
 * @m: the machine; @m->kernel set if known
 * @root: "" or the directory that stands for "/"
 * @details: read what decides no grouping too
 * @error: why not
 *
 * The machine is linked afterwards. Facts that the tree does not show, or that
 * this user may not see, stay unread, and the function says so in missing.
 *
 * Return: 0 or a negative errno.
 */
int sysfs_read(struct machine *m, const char *root, bool details,
	       struct source_error *error)
{
	struct tree t = {
		.m = m,
		.has_groups = !*root || exists(root, GROUPS),
		.details = details,
		.lists_resets = kernel_lists_resets(m),
	};
	char path[PATH_MAX];
	DIR *dir;
	int err;

	snprintf(path, sizeof(path), "%s%s", root, DEVICES);
	dir = opendir(path);
	if (!dir)
		return source_fail(error, -errno, "%s: %s; is sysfs mounted, and does this kernel have PCI?",
				   path, strerror(errno));
	t.devices = dirfd(dir);
	err = read_devices(&t, dir, error);
	closedir(dir);
	if (err)
		return err;
	err = machine_link(m);
	if (!err && details)
		err = read_details(m, root);
	return err ? source_fail(error, err, "%s: %s", path, strerror(-err)) : 0;
}

static bool lacks_words(const struct function *f)
{
	return f->acs.fact == FACT_KNOWN && f->acs.offset &&
	       f->acs.ctrl_fact == FACT_KNOWN &&
	       f->acs.ctrl_dword_fact == FACT_UNREAD &&
	       (f->type == PCIE_TYPE_ROOT_PORT || (f->acs.cap & ACS_EC));
}

static bool lacks_buses(const struct function *f)
{
	return function_is_bridge(f) && !(f->has & HAS_BUSES);
}

static void complete_words(struct function *f, int dir)
{
	uint8_t bytes[CONFIG_SIZE];
	struct config_image image;
	struct function again = *f;

	if (read_registers(&again, dir, &image, bytes) > 0 &&
	    again.acs.offset == f->acs.offset)
		f->acs = again.acs;
}

static void complete_function(struct function *f, const char *root)
{
	char path[PATH_MAX], address[PCI_ADDR_LEN];
	int dir;

	if (!lacks_words(f) && !lacks_buses(f))
		return;
	snprintf(path, sizeof(path), "%s%s/%s", root, DEVICES,
		 addr_format(f->addr, address));
	dir = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return;
	if (lacks_words(f))
		complete_words(f, dir);
	if (lacks_buses(f))
		read_buses(f, dir);
	close(dir);
}

/**
 * sysfs_complete() - add what the netlink protocol does not carry
 * @m: the machine as netlink told it; it is linked afterwards
 * @root: "" or the directory that stands for "/"
 * @details: slots and reserved regions too
 *
 * Bus numbers of bridges that sleep, and the words behind the ACS control
 * register of the few ports that have a use for them, are always read.
 *
 * Return: 0 or -ENOMEM; what cannot be read stays unread.
 */
int sysfs_complete(struct machine *m, const char *root, bool details)
{
	int err;

	for (size_t i = 0; i < m->count; i++)
		complete_function(&m->functions[i], root);
	err = machine_link(m);
	return !err && details ? read_details(m, root) : err;
}
