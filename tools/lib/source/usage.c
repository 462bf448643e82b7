// SPDX-License-Identifier: GPL-2.0
/*
 * What functions are used for, from sysfs and procfs. Everything that a driver
 * made of a function is a directory below the function's own, whatever is in
 * between (a SCSI host, a USB bus), so one walk finds disks, interfaces, screens
 * and keyboards alike.
 */

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/file.h"
#include "source/usage.h"

#define DEPTH_MAX 24
#define CLASS_USB 0x0c03

/**
 * usage_path() - a path below the root that is looked at
 * @l: with the root
 * @buf: gets the path
 * @fmt: the path
 *
 * Return: @buf.
 */
char *usage_path(const struct looking *l, char buf[4096], const char *fmt, ...)
{
	va_list ap;
	int len = snprintf(buf, 4096, "%s", l->root);

	va_start(ap, fmt);
	if (len >= 0 && len < 4096)
		vsnprintf(buf + len, (size_t)(4096 - len), fmt, ap);
	va_end(ap);
	return buf;
}

/* "KEY=value" of a uevent file */
static bool uevent(const char *text, const char *key, char *value, size_t size)
{
	size_t len = strlen(key);

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		if (strncmp(text, key, len) || text[len] != '=')
			continue;
		text += len + 1;
		snprintf(value, size, "%.*s", (int)strcspn(text, "\n"), text);
		return true;
	}
	return false;
}

static int add_node(struct looking *l, const struct node *node)
{
	struct node *nodes = realloc(l->nodes, (l->nodes_count + 1) *
						       sizeof(*nodes));

	if (!nodes)
		return -ENOMEM;
	l->nodes = nodes;
	nodes[l->nodes_count++] = *node;
	return 0;
}

/* Sound cards and power buttons have input devices too; nobody misses those. */
static int take_input(struct looking *l, int dir)
{
	char name[TEXT_LEN];

	if (l->f->class >> 8 != CLASS_USB ||
	    file_line(dir, "name", name, sizeof(name)) <= 0)
		return 0;
	return usage_add(l->usage, l->f->addr, USE_USB_INPUT, name, NULL);
}

static int take_node(struct looking *l, int dir, const char *name,
		     const char *subsystem)
{
	struct node node = { .addr = l->f->addr };
	char text[4096] = "", major[8], minor[12];

	if (file_line(dir, "uevent", text, sizeof(text)) < 0)
		return 0;
	if (!uevent(text, "MAJOR", major, sizeof(major)) ||
	    !uevent(text, "MINOR", minor, sizeof(minor)))
		return strcmp(subsystem, "block") ? 0 :
						    usage_of_block(l, name, "");
	if (!uevent(text, "DEVNAME", node.name, sizeof(node.name)))
		snprintf(node.name, sizeof(node.name), "%.64s", name);
	snprintf(node.number, sizeof(node.number), "%s:%s", major, minor);
	snprintf(node.subsystem, sizeof(node.subsystem), "%.31s", subsystem);
	if (!strcmp(subsystem, "block") && usage_of_block(l, name, node.number))
		return -ENOMEM;
	return add_node(l, &node);
}

static int take_device(struct looking *l, int dir, const char *name)
{
	char subsystem[64];

	if (link_name(dir, "subsystem", subsystem, sizeof(subsystem)) <= 0)
		return 0;
	if (!strcmp(subsystem, "net"))
		return usage_of_interface(l, name);
	if (!strcmp(subsystem, "input"))
		return take_input(l, dir);
	return take_node(l, dir, name, subsystem);
}

static bool is_function(const char *name)
{
	struct pci_addr addr;

	return !addr_parse(name, &addr, NULL);
}

/* @parent is closed. Links are not followed: they lead out of the device. */
static int walk(struct looking *l, int parent, unsigned int depth)
{
	DIR *dir = fdopendir(parent);
	struct dirent *entry;
	int err = 0;

	if (!dir) {
		close(parent);
		return 0;
	}
	while (!err && (entry = readdir(dir))) {
		int below;

		if (entry->d_type != DT_DIR || *entry->d_name == '.' ||
		    is_function(entry->d_name) || depth == DEPTH_MAX)
			continue;
		below = openat(dirfd(dir), entry->d_name,
			       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (below < 0)
			continue;
		err = take_device(l, below, entry->d_name);
		if (err)
			close(below);
		else
			err = walk(l, below, depth + 1);
	}
	closedir(dir);
	return err;
}

static int take_virtual_functions(struct looking *l, int dir)
{
	unsigned long count;
	char text[24];

	if (!file_number(dir, "sriov_numvfs", 10, &count) || !count)
		return 0;
	snprintf(text, sizeof(text), "%lu", count);
	return usage_add(l->usage, l->f->addr, USE_VIRTUAL_FUNCTIONS, text, NULL);
}

static int take_function(struct looking *l)
{
	char path[4096], addr[PCI_ADDR_LEN];
	int dir, err;

	dir = open(usage_path(l, path, "/sys/bus/pci/devices/%s",
			      addr_format(l->f->addr, addr)),
		   O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return 0;
	err = take_virtual_functions(l, dir);
	if (err)
		close(dir);
	else
		err = walk(l, dir, 0);
	return err ? err : usage_of_pool(l);
}

/**
 * usage_read() - what functions are used for
 * @list: the functions
 * @count: entries in @list
 * @root: directory that stands for "/", "" for the real one
 * @usage: filled; usage_release() releases it
 *
 * Processes of other users are seen by root only; @usage counts those that were
 * not. What is in another network namespace is not seen.
 *
 * Return: 0 or -ENOMEM.
 */
int usage_read(const struct function *const *list, size_t count,
	       const char *root, struct usage *usage)
{
	struct looking l = { .usage = usage, .root = root };
	int err = 0;

	*usage = (struct usage){ 0 };
	for (size_t i = 0; i < count && !err; i++) {
		l.f = list[i];
		err = take_function(&l);
	}
	if (!err)
		err = usage_of_console(&l, list, count);
	if (!err)
		err = usage_by_processes(&l, list, count);
	free(l.nodes);
	if (err)
		usage_release(usage);
	return err;
}
