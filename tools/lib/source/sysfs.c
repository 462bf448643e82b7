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
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "source/file.h"
#include "source/missing.h"
#include "source/registers.h"
#include "source/sysfs.h"

#define DEVICES "/sys/bus/pci/devices"
#define GROUPS "/sys/kernel/iommu_groups"
#define CLASS_DISPLAY 0x03
#define TEXT_SIZE 4096
#define FILES_SIZE 64 /* an address has 28 characters at most, a name 22 */

/**
 * struct tree - a sysfs tree while it is read
 * @m: machine to fill
 * @devices: directory of all functions
 * @live: the kernel's, not a copy
 * @has_groups: the tree shows IOMMU groups, so a missing link says "none"
 * @details: read what decides no grouping too
 * @lists_resets: its kernel has reset_method (5.15), so a missing file says
 *		  "none"
 * @awake: the last function of a card that was not in D3cold
 * @vanished: entries that led nowhere
 */
struct tree {
	struct machine *m;
	int devices;
	bool live;
	bool has_groups;
	bool details;
	bool lists_resets;
	struct pci_addr awake;
	size_t vanished;
};

/**
 * struct files - where a function's files are
 * @dir: directory that @path is relative to
 * @path: the function's directory with a slash, and room for a file's name
 * @len: length up to the slash and with it
 */
struct files {
	int dir;
	char path[FILES_SIZE];
	size_t len;
};

static void files_at(struct files *p, int dir, const char *function)
{
	p->dir = dir;
	p->len = (size_t)snprintf(p->path, sizeof(p->path), "%s/", function);
}

/* A path for each file is less work than a directory to open for each function. */
static const char *file_in(struct files *p, const char *name)
{
	size_t len = strnlen(name, sizeof(p->path) - p->len - 1);

	memcpy(p->path + p->len, name, len);
	p->path[p->len + len] = '\0';
	return p->path;
}

static ssize_t line_of(struct files *p, const char *name, char *buf, size_t size)
{
	return file_line(p->dir, file_in(p, name), buf, size);
}

static bool number_of(struct files *p, const char *name, int base,
		      unsigned long *value)
{
	return file_number(p->dir, file_in(p, name), base, value);
}

static ssize_t link_of(struct files *p, const char *name, char *buf, size_t size)
{
	return link_name(p->dir, file_in(p, name), buf, size);
}

static const char *keep(struct tree *t, const char *text, ssize_t len)
{
	return len < 0 ? NULL : machine_string(t->m, text, (size_t)len);
}

/* The kernel writes no more than it means: digits, and no prefix or blank. */
static uint32_t hex_digits(const char **text)
{
	uint32_t value = 0;

	for (; isxdigit((unsigned char)**text); (*text)++) {
		int c = **text;

		value = value << 4 |
			(uint32_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return value;
}

static bool id_pair(const char *value, uint16_t *first, uint16_t *second)
{
	*first = (uint16_t)hex_digits(&value);
	if (*value++ != ':')
		return false;
	*second = (uint16_t)hex_digits(&value);
	return true;
}

static int take_ids(struct tree *t, struct function *f, const char *value)
{
	(void)t;
	if (id_pair(value, &f->vendor, &f->device))
		f->has |= HAS_IDS;
	return 0;
}

static int take_subsystem(struct tree *t, struct function *f, const char *value)
{
	(void)t;
	if (id_pair(value, &f->subvendor, &f->subdevice))
		f->has |= HAS_SUBSYSTEM;
	return 0;
}

static int take_class(struct tree *t, struct function *f, const char *value)
{
	(void)t;
	f->class = hex_digits(&value) & 0xffffff;
	f->has |= HAS_CLASS;
	return 0;
}

static int take_driver(struct tree *t, struct function *f, const char *value)
{
	f->driver = machine_string(t->m, value, strcspn(value, "\n"));
	return f->driver ? 0 : -ENOMEM;
}

/* A "KEY=value" of uevent; the value ends with its line. */
static const struct {
	const char *key;
	int (*take)(struct tree *t, struct function *f, const char *value);
} variables[] = {
	{ "DRIVER=", take_driver },
	{ "PCI_CLASS=", take_class },
	{ "PCI_ID=", take_ids },
	{ "PCI_SUBSYS_ID=", take_subsystem },
};

static int take_variable(struct tree *t, struct function *f, const char *line)
{
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		size_t len = strlen(variables[i].key);

		if (!strncmp(line, variables[i].key, len))
			return variables[i].take(t, f, line + len);
	}
	return 0;
}

/* A file without DRIVER says that there is none. */
static int take_uevent(struct tree *t, struct function *f, const char *text)
{
	int err = 0;

	f->driver = machine_string(t->m, "", 0);
	while (!err && text) {
		err = take_variable(t, f, text);
		text = strchr(text, '\n');
		if (text)
			text++;
	}
	return f->driver ? err : -ENOMEM;
}

/* Trees that were copied file by file may have these and no uevent. */
static int read_single_values(struct tree *t, struct function *f,
			      struct files *p)
{
	unsigned long value, other;
	char name[NAME_MAX + 1];
	ssize_t len;

	if (!(f->has & HAS_IDS) && number_of(p, "vendor", 16, &value) &&
	    number_of(p, "device", 16, &other)) {
		f->vendor = (uint16_t)value;
		f->device = (uint16_t)other;
		f->has |= HAS_IDS;
	}
	if (!(f->has & HAS_SUBSYSTEM) &&
	    number_of(p, "subsystem_vendor", 16, &value) &&
	    number_of(p, "subsystem_device", 16, &other)) {
		f->subvendor = (uint16_t)value;
		f->subdevice = (uint16_t)other;
		f->has |= HAS_SUBSYSTEM;
	}
	if (!(f->has & HAS_CLASS) && number_of(p, "class", 16, &value)) {
		f->class = (uint32_t)value & 0xffffff;
		f->has |= HAS_CLASS;
	}
	if (!f->driver) {
		len = link_of(p, "driver", name, sizeof(name));
		f->driver = keep(t, name, len);
		return len >= 0 && !f->driver ? -ENOMEM : 0;
	}
	return 0;
}

static int read_group(struct tree *t, struct function *f, struct files *p)
{
	char name[NAME_MAX + 1], *end;
	ssize_t len = link_of(p, "iommu_group", name, sizeof(name));
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

static void read_physfn(struct function *f, struct files *p)
{
	char name[PCI_ADDR_LEN];

	if (link_of(p, "physfn", name, sizeof(name)) > 0 &&
	    !addr_parse(name, &f->physfn, NULL))
		f->flags |= FN_VIRTUAL;
}

/*
 * Functions of one card lose main power together (PCIe r6.0, 5.3.1.4.2), so the
 * neighbours of one that has it need not be asked.
 */
static int read_power(struct tree *t, struct function *f, struct files *p)
{
	char text[32];
	ssize_t len;

	if (!t->details && addr_same_slot(f->addr, t->awake))
		return 0;
	len = line_of(p, "power_state", text, sizeof(text));
	f->power = keep(t, text, len);
	return len >= 0 && !f->power ? -ENOMEM : 0;
}

static int read_resets(struct tree *t, struct function *f, struct files *p)
{
	char text[256] = "";
	ssize_t len;

	if (!t->details)
		return 0;
	len = line_of(p, "reset_method", text, sizeof(text));
	if (len == -ENOENT && t->lists_resets)
		len = 0;
	f->reset_methods = keep(t, text, len);
	return len >= 0 && !f->reset_methods ? -ENOMEM : 0;
}

static int read_boot_vga(struct tree *t, struct function *f, struct files *p)
{
	unsigned long value;

	if (t->details && f->class >> 16 == CLASS_DISPLAY &&
	    number_of(p, "boot_vga", 10, &value) && value)
		f->flags |= FN_BOOT_VGA;
	return 0;
}

/* The kernel keeps these numbers, so reading them wakes nobody. */
static void read_buses(struct function *f, struct files *p)
{
	unsigned long secondary, subordinate;

	if (!number_of(p, "secondary_bus_number", 10, &secondary) ||
	    !number_of(p, "subordinate_bus_number", 10, &subordinate))
		return;
	f->secondary = (uint8_t)secondary;
	f->subordinate = (uint8_t)subordinate;
	f->has |= HAS_BUSES;
}

/* Without root the kernel gives the first 64 bytes only. */
static const char *what_is_missing(const struct function *f,
				   const struct registers *r)
{
	if (r->image.len && !(f->has & HAS_HEADER))
		return MISSING_GONE;
	return r->denied && (f->type == PCIE_TYPE_UNREAD ||
			     f->acs.fact == FACT_UNREAD) ? MISSING_ROOT : NULL;
}

static int decode_registers(struct function *f, struct files *p, bool live)
{
	int fd = openat(p->dir, file_in(p, "config"), O_RDONLY | O_CLOEXEC);
	struct registers r;
	int err = fd < 0 ? -errno : registers_read(&r, fd, live);

	if (err || registers_may_be_virtual(&r))
		read_physfn(f, p);
	if (!err)
		config_decode(f, &r.image);
	f->missing = err ? MISSING_CONFIG : what_is_missing(f, &r);
	if (!err && r.image.len && !(f->has & HAS_HEADER))
		f->flags |= FN_SILENT;
	if (fd >= 0)
		close(fd);
	return err;
}

static bool is_card(const struct function *f)
{
	return f->type == PCIE_TYPE_ENDPOINT ||
	       f->type == PCIE_TYPE_LEGACY_ENDPOINT;
}

static int read_config(struct tree *t, struct function *f, struct files *p)
{
	if (f->power && !strcmp(f->power, "D3cold")) {
		f->flags |= FN_ASLEEP;
		f->missing = MISSING_ASLEEP;
		read_physfn(f, p);
		read_buses(f, p);
		return 0;
	}
	decode_registers(f, p, t->live);
	if (is_card(f))
		t->awake = f->addr;
	return 0;
}

/* Registers last: what was read before says whether and how to look at them. */
static int (*const steps[])(struct tree *, struct function *, struct files *) = {
	read_single_values,
	read_group,
	read_power,
	read_resets,
	read_boot_vga,
	read_config,
};

static int read_function(struct tree *t, const char *name, struct pci_addr addr)
{
	char text[TEXT_SIZE];
	struct function *f;
	struct files p;
	ssize_t len;
	int err = 0;

	files_at(&p, t->devices, name);
	len = line_of(&p, "uevent", text, sizeof(text));
	if (len == -ENOENT && faccessat(t->devices, name, F_OK, 0)) {
		t->vanished++;
		return 0;
	}
	f = machine_add(t->m, addr);
	if (!f)
		return -ENOMEM;
	if (len > 0)
		err = take_uevent(t, f, text);
	for (size_t i = 0; !err && i < sizeof(steps) / sizeof(steps[0]); i++)
		err = steps[i](t, f, &p);
	return err;
}

static bool exists(const char *root, const char *path)
{
	char full[PATH_MAX];

	snprintf(full, sizeof(full), "%s%s", root, path);
	return !access(full, F_OK);
}

static bool is_live(int dir)
{
	struct statfs st;

	return !fstatfs(dir, &st) && st.f_type == SYSFS_MAGIC;
}

static bool kernel_lists_resets(const struct machine *m)
{
	unsigned int major, minor;

	return m->kernel && sscanf(m->kernel, "%u.%u", &major, &minor) == 2 &&
	       (major > 5 || (major == 5 && minor >= 15));
}

/* The functions of a card one behind the other. */
static int by_name(const struct dirent **left, const struct dirent **right)
{
	return strcmp((*left)->d_name, (*right)->d_name);
}

static int read_entries(struct tree *t, struct dirent **entries, int count,
			struct source_error *error)
{
	struct pci_addr addr;

	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		int err;

		if (addr_parse(name, &addr, NULL))
			continue;
		err = read_function(t, name, addr);
		if (err)
			return source_fail(error, err, "%s/%s: %s", DEVICES,
					   name, strerror(-err));
	}
	if (!t->vanished)
		return 0;
	return machine_note(t->m, "%zu entries of %s lead nowhere: unplugged meanwhile, or the tree was copied without what its links point to",
			    t->vanished, DEVICES);
}

static int read_devices(struct tree *t, struct source_error *error)
{
	struct dirent **entries;
	int count = scandirat(t->devices, ".", &entries, NULL, by_name);
	int err;

	if (count < 0)
		return source_fail(error, -errno, "%s: %s", DEVICES,
				   strerror(errno));
	err = read_entries(t, entries, count, error);
	while (count--)
		free(entries[count]);
	free(entries);
	return err;
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
		.awake = { .domain = UINT32_MAX },
	};
	char path[PATH_MAX];
	int err;

	snprintf(path, sizeof(path), "%s%s", root, DEVICES);
	t.devices = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t.devices < 0)
		return source_fail(error, -errno, "%s: %s; is sysfs mounted, and does this kernel have PCI?",
				   path, strerror(errno));
	t.live = is_live(t.devices);
	err = read_devices(&t, error);
	close(t.devices);
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

static void complete_words(struct function *f, struct files *p, bool live)
{
	struct function again = *f;

	if (!decode_registers(&again, p, live) &&
	    again.acs.fact == FACT_KNOWN && again.acs.offset == f->acs.offset)
		f->acs = again.acs;
}

static void complete_function(struct function *f, int devices, bool live)
{
	char address[PCI_ADDR_LEN];
	struct files p;

	files_at(&p, devices, addr_format(f->addr, address));
	if (lacks_words(f))
		complete_words(f, &p, live);
	if (lacks_buses(f))
		read_buses(f, &p);
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
	char path[PATH_MAX];
	int devices, err;
	bool live;

	snprintf(path, sizeof(path), "%s%s", root, DEVICES);
	devices = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	live = is_live(devices);
	for (size_t i = 0; devices >= 0 && i < m->count; i++)
		complete_function(&m->functions[i], devices, live);
	if (devices >= 0)
		close(devices);
	err = machine_link(m);
	return !err && details ? read_details(m, root) : err;
}
