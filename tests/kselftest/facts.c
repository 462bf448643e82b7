// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <linux/acsdiag.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "facts.h"

#define DEVICES "/sys/bus/pci/devices"
#define GROUPS "/sys/kernel/iommu_groups"
#define TEXT_LEN 128
#define DUMP_TRIES 5

/**
 * struct device_facts - what a line says of one device
 */
struct device_facts {
	char address[ADDRESS_LEN];
	unsigned int vendor, device, class, revision;
	int group; /* -1 for none */
	char type[TEXT_LEN];
	char driver[TEXT_LEN];
	char resets[TEXT_LEN];
};

/**
 * address_format - an address as sysfs spells it
 * @domain: PCI segment
 * @requester_id: bus, device and function
 * @text: filled
 *
 * Return: @text.
 */
char *address_format(uint32_t domain, uint16_t requester_id,
		     char text[ADDRESS_LEN])
{
	snprintf(text, ADDRESS_LEN, "%04x:%02x:%02x.%x", domain,
		 requester_id >> 8, requester_id >> 3 & 0x1f,
		 requester_id & 7);
	return text;
}

static int add_device(struct lines *lines, const struct device_facts *d)
{
	return lines_add(lines, "%s %04x:%04x %06x %02x %d %s %s [%s]",
			 d->address, d->vendor, d->device, d->class,
			 d->revision, d->group, d->type, d->driver, d->resets);
}

/**
 * module_open - find the module's family
 * @g: opened; to be given to genl_close() whatever comes back
 * @why: set to the reason why a test cannot run here, if there is one
 *
 * Return: 0 or a negative errno.
 */
int module_open(struct genl *g, const char **why)
{
	int error = genl_open(g, ACSDIAG_FAMILY_NAME, ACSDIAG_MCGRP_EVENTS);

	if (error == -ENOENT)
		*why = "no family \"acsdiag\": the module is not loaded";
	else if (!error && geteuid())
		*why = "reading needs CAP_NET_ADMIN: run as root";
	return *why ? 0 : error;
}

/**
 * netlink_dump - lines made of one dump
 * @g: the family
 * @cmd: what to dump
 * @handler: adds a message's line to @lines, which it gets as data
 * @lines: filled, sorted
 *
 * A dump that the machine changed under is taken again.
 *
 * Return: 0, or a negative errno.
 */
int netlink_dump(const struct genl *g, uint8_t cmd, genl_handler handler,
		 struct lines *lines)
{
	struct genl_request req;
	int tries = DUMP_TRIES;
	int error;

	do {
		lines_release(lines);
		genl_start(&req, g, cmd, NLM_F_DUMP);
		error = genl_talk(g, &req, handler, lines, NULL);
	} while (error == -EINTR && --tries);
	lines_sort(lines);
	return error;
}

static uint32_t number(const struct genl_reply *reply, uint16_t type)
{
	const struct nlattr *attr = genl_find(reply->attrs, reply->len, type);

	return attr ? genl_number(attr) : 0;
}

static void string(const struct genl_reply *reply, uint16_t type,
		   char text[TEXT_LEN])
{
	const struct nlattr *attr = genl_find(reply->attrs, reply->len, type);

	snprintf(text, TEXT_LEN, "%s",
		 attr ? (const char *)genl_payload(attr) : "");
}

/**
 * netlink_device_line - handler that turns a device record into its line
 * @reply: the record
 * @lines: struct lines to add to
 *
 * Return: 0, or a negative errno.
 */
int netlink_device_line(const struct genl_reply *reply, void *lines)
{
	struct device_facts d = {
		.vendor = number(reply, ACSDIAG_A_DEVICE_VENDOR),
		.device = number(reply, ACSDIAG_A_DEVICE_DEVICE),
		.class = number(reply, ACSDIAG_A_DEVICE_CLASS),
		.revision = number(reply, ACSDIAG_A_DEVICE_REVISION),
		.group = -1,
	};

	address_format(number(reply, ACSDIAG_A_DEVICE_DOMAIN),
		       number(reply, ACSDIAG_A_DEVICE_REQUESTER_ID), d.address);
	if (genl_find(reply->attrs, reply->len, ACSDIAG_A_DEVICE_GROUP))
		d.group = (int)number(reply, ACSDIAG_A_DEVICE_GROUP);
	string(reply, ACSDIAG_A_DEVICE_GROUP_TYPE, d.type);
	string(reply, ACSDIAG_A_DEVICE_DRIVER, d.driver);
	string(reply, ACSDIAG_A_DEVICE_RESET_METHODS, d.resets);
	return add_device(lines, &d);
}

/**
 * netlink_devices - every function the module dumps
 * @g: the family
 * @lines: filled, sorted
 *
 * Return: 0, or a negative errno.
 */
int netlink_devices(const struct genl *g, struct lines *lines)
{
	return netlink_dump(g, ACSDIAG_CMD_DEVICE_GET, netlink_device_line, lines);
}

static int add_members(const struct genl_reply *reply, struct lines *members)
{
	const struct nlattr *attr;
	int left = reply->len;

	genl_for_each(attr, reply->attrs, left) {
		const struct genl_reply member = {
			.attrs = genl_payload(attr),
			.len = attr->nla_len - NLA_HDRLEN,
		};
		char text[ADDRESS_LEN];
		int error;

		if (genl_type(attr) != ACSDIAG_A_GROUP_MEMBER)
			continue;
		address_format(number(&member, ACSDIAG_A_MEMBER_DOMAIN),
			       number(&member, ACSDIAG_A_MEMBER_REQUESTER_ID),
			       text);
		error = lines_add(members, "%s", text);
		if (error)
			return error;
	}
	return 0;
}

/* One line a member: "group type address". Uses @members up. */
static int add_group(struct lines *lines, const char *id, const char *type,
		     struct lines *members)
{
	int error = 0;
	size_t i;

	for (i = 0; i < members->count && !error; i++)
		error = lines_add(lines, "%s %s %s", id, type,
				  members->line[i]);
	lines_release(members);
	return error;
}

static int netlink_group_lines(const struct genl_reply *reply, void *lines)
{
	struct lines members = { 0 };
	char id[TEXT_LEN], type[TEXT_LEN];
	int error = add_members(reply, &members);

	snprintf(id, sizeof(id), "%u", number(reply, ACSDIAG_A_GROUP_ID));
	string(reply, ACSDIAG_A_GROUP_TYPE, type);
	if (!error)
		return add_group(lines, id, type, &members);
	lines_release(&members);
	return error;
}

/**
 * netlink_groups - every group the module dumps
 * @g: the family
 * @lines: filled with a line a member, sorted
 *
 * Return: 0, or a negative errno.
 */
int netlink_groups(const struct genl *g, struct lines *lines)
{
	return netlink_dump(g, ACSDIAG_CMD_GROUP_GET, netlink_group_lines, lines);
}

/* Empty when it would not fit: then nothing is found there. */
static void path_below(char path[PATH_MAX], const char *dir, const char *name)
{
	if (snprintf(path, PATH_MAX, "%s/%s", dir, name) >= PATH_MAX)
		path[0] = '\0';
}

/* First line of a file below @dir, "" when it cannot be read. */
static void read_text(const char *dir, const char *name, char text[TEXT_LEN])
{
	char path[PATH_MAX];
	FILE *file;

	text[0] = '\0';
	path_below(path, dir, name);
	file = fopen(path, "r");
	if (!file)
		return;
	if (fgets(text, TEXT_LEN, file))
		text[strcspn(text, "\n")] = '\0';
	fclose(file);
}

static unsigned int read_hex(const char *dir, const char *name)
{
	char text[TEXT_LEN];

	read_text(dir, name, text);
	return (unsigned int)strtoul(text, NULL, 16);
}

/* Last part of a link's target below @dir, "" when there is no such link. */
static void read_target(const char *dir, const char *name, char text[TEXT_LEN])
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *last;
	ssize_t len;

	text[0] = '\0';
	path_below(path, dir, name);
	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return;
	target[len] = '\0';
	last = strrchr(target, '/');
	snprintf(text, TEXT_LEN, "%.*s", TEXT_LEN - 1,
		 last ? last + 1 : target);
}

static int sysfs_device(const char *dir, const char *name, struct lines *lines)
{
	struct device_facts d = {
		.vendor = read_hex(dir, "vendor"),
		.device = read_hex(dir, "device"),
		.class = read_hex(dir, "class"),
		.revision = read_hex(dir, "revision"),
		.group = -1,
	};
	char group[TEXT_LEN];

	snprintf(d.address, sizeof(d.address), "%.*s", ADDRESS_LEN - 1, name);
	read_target(dir, "iommu_group", group);
	if (group[0])
		d.group = atoi(group);
	read_text(dir, "iommu_group/type", d.type);
	read_target(dir, "driver", d.driver);
	read_text(dir, "reset_method", d.resets);
	return add_device(lines, &d);
}

/* Groups may hold devices of other buses, which the module leaves out. */
static int sysfs_member(const char *dir, const char *name, struct lines *lines)
{
	char path[PATH_MAX];

	(void)dir;
	path_below(path, DEVICES, name);
	if (access(path, F_OK))
		return 0;
	return lines_add(lines, "%s", name);
}

typedef int (*add_entry)(const char *dir, const char *name,
			 struct lines *lines);

static int each_entry(const char *path, struct lines *lines, add_entry add)
{
	struct dirent *entry;
	char child[PATH_MAX];
	int error = 0;
	DIR *dir = opendir(path);

	if (!dir)
		return -errno;
	while (!error && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		path_below(child, path, entry->d_name);
		error = add(child, entry->d_name, lines);
	}
	closedir(dir);
	lines_sort(lines);
	return error;
}

/**
 * sysfs_devices - every function that sysfs lists
 * @lines: filled, sorted
 *
 * Return: 0, or a negative errno.
 */
int sysfs_devices(struct lines *lines)
{
	return each_entry(DEVICES, lines, sysfs_device);
}

static int sysfs_group(const char *dir, const char *name, struct lines *lines)
{
	struct lines members = { 0 };
	char path[PATH_MAX], type[TEXT_LEN];
	int error;

	read_text(dir, "type", type);
	path_below(path, dir, "devices");
	error = each_entry(path, &members, sysfs_member);
	if (!error)
		return add_group(lines, name, type, &members);
	lines_release(&members);
	return error;
}

/**
 * sysfs_groups - every IOMMU group that sysfs lists
 * @lines: filled with a line a member, sorted
 *
 * Return: 0, or a negative errno; -ENOENT where the kernel has no IOMMU support.
 */
int sysfs_groups(struct lines *lines)
{
	return each_entry(GROUPS, lines, sysfs_group);
}
