// SPDX-License-Identifier: GPL-2.0
/*
 * Who uses a block device: file systems and swap on it or on what is made of it
 * (device mapper, md, bcache, multipath, loop), however many layers there are. A file
 * system over several devices names but one of them where it is mounted; btrfs
 * tells its others in sysfs, and for the rest the kernel is asked to give the
 * device to us alone.
 */

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/file.h"
#include "source/usage.h"

#define LAYERS_MAX 16

/**
 * struct layer - a block device on the way up from a function's disk
 * @name: as in /sys/class/block
 * @number: "major:minor"
 * @disk: the device at the bottom
 * @depth: how far above it this one is
 * @found: uses of this device and of those above it
 */
struct layer {
	const char *name;
	const char *number;
	const char *disk;
	unsigned int depth;
	unsigned int found;
};

static int add(struct looking *l, struct layer *layer, enum use_kind kind,
	       const char *where)
{
	char detail[2 * TEXT_LEN];

	layer->found++;
	snprintf(detail, sizeof(detail), "%.255s%s%.64s", where,
		 layer->depth ? ", through " : "",
		 layer->depth ? layer->name : "");
	return usage_add(l->usage, l->f->addr, kind, layer->disk,
			 *detail ? detail : NULL);
}

/* Spaces and the like are written in octal, "\040". */
static void unescape(char *text)
{
	char *to = text;

	for (; *text; text++) {
		unsigned int code;

		if (*text == '\\' && sscanf(text + 1, "%3o", &code) == 1) {
			*to++ = (char)code;
			text += 3;
		} else {
			*to++ = *text;
		}
	}
	*to = '\0';
}

/* Does a path below /dev name this device? */
static bool is_device(const struct layer *layer, const char *path)
{
	return !strncmp(path, "/dev/", 5) && !strcmp(path + 5, layer->name);
}

/* Fields 3, 5 and, behind " - ", the source: see proc_pid_mountinfo(5). */
static int check_mount(struct looking *l, struct layer *layer, char *line)
{
	char number[24], where[TEXT_LEN], source[TEXT_LEN] = "";
	const char *rest = strstr(line, " - ");

	if (sscanf(line, "%*s %*s %23s %*s %255s", number, where) != 2)
		return 0;
	if (rest)
		sscanf(rest, " - %*s %255s", source);
	if (strcmp(number, layer->number) && !is_device(layer, source))
		return 0;
	unescape(where);
	return add(l, layer, USE_MOUNTED, where);
}

static int check_swap(struct looking *l, struct layer *layer, char *line)
{
	line[strcspn(line, " \t")] = '\0';
	return is_device(layer, line) ? add(l, layer, USE_SWAP, "") : 0;
}

static int each_line(struct looking *l, struct layer *layer, const char *file,
		     int (*check)(struct looking *, struct layer *, char *))
{
	char path[4096], *line = NULL;
	FILE *in = fopen(usage_path(l, path, "%s", file), "re");
	size_t room = 0;
	int err = 0;

	if (!in)
		return 0;
	while (!err && getline(&line, &room, in) > 0)
		err = check(l, layer, line);
	free(line);
	fclose(in);
	return err;
}

static int check_btrfs(struct looking *l, struct layer *layer)
{
	char path[4096];
	DIR *dir = opendir(usage_path(l, path, "/sys/fs/btrfs"));
	struct dirent *entry;
	int err = 0;

	while (dir && !err && (entry = readdir(dir)))
		if (!access(usage_path(l, path, "/sys/fs/btrfs/%s/devices/%s",
				       entry->d_name, layer->name), F_OK))
			err = add(l, layer, USE_HELD, ": part of a btrfs");
	if (dir)
		closedir(dir);
	return err;
}

static int look_at(struct looking *l, struct layer *layer);

static int climb_to(struct looking *l, struct layer *layer, const char *name)
{
	char path[4096], number[24];
	struct layer above = {
		.name = name,
		.number = number,
		.disk = layer->disk,
		.depth = layer->depth + 1,
	};
	int err;

	if (above.depth == LAYERS_MAX)
		return 0;
	usage_path(l, path, "/sys/class/block/%s/dev", name);
	if (file_line(AT_FDCWD, path, number, sizeof(number)) < 0)
		*number = '\0';
	err = look_at(l, &above);
	if (!err && !above.found)
		err = add(l, &above, USE_HELD, "");
	layer->found += above.found;
	return err;
}

/* What is made of it: holders/ links to each. */
static int climb(struct looking *l, struct layer *layer)
{
	char path[4096];
	DIR *dir = opendir(usage_path(l, path, "/sys/class/block/%s/holders",
				      layer->name));
	struct dirent *entry;
	int err = 0;

	while (dir && !err && (entry = readdir(dir)))
		if (*entry->d_name != '.')
			err = climb_to(l, layer, entry->d_name);
	if (dir)
		closedir(dir);
	return err;
}

/* A loop device holds what it is on by nothing but an open file. */
static int climb_loops(struct looking *l, struct layer *layer)
{
	char path[4096], backing[TEXT_LEN];
	DIR *dir = opendir(usage_path(l, path, "/sys/class/block"));
	struct dirent *entry;
	int err = 0;

	while (dir && !err && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, "loop", 4))
			continue;
		usage_path(l, path, "/sys/class/block/%s/loop/backing_file",
			   entry->d_name);
		if (file_line(AT_FDCWD, path, backing, sizeof(backing)) > 0 &&
		    is_device(layer, backing))
			err = climb_to(l, layer, entry->d_name);
	}
	if (dir)
		closedir(dir);
	return err;
}

static int look_at(struct looking *l, struct layer *layer)
{
	int err = each_line(l, layer, "/proc/self/mountinfo", check_mount);

	if (!err)
		err = each_line(l, layer, "/proc/swaps", check_swap);
	if (!err)
		err = check_btrfs(l, layer);
	if (!err)
		err = climb(l, layer);
	return err ? err : climb_loops(l, layer);
}

/* Native NVMe multipath: nvme0c1n1 is a path of the disk nvme0n1. */
static bool multipath_head(const char *name, char head[NODE_NAME_LEN])
{
	unsigned int subsystem, controller, space;

	if (sscanf(name, "nvme%uc%un%u", &subsystem, &controller, &space) != 3)
		return false;
	snprintf(head, NODE_NAME_LEN, "nvme%un%u", subsystem, space);
	return true;
}

/**
 * usage_of_block() - who uses a block device of a function
 * @l: what is looked at
 * @name: as in /sys/class/block
 * @number: "major:minor", "" when it has none
 *
 * Return: 0 or -ENOMEM.
 */
int usage_of_block(struct looking *l, const char *name, const char *number)
{
	char head[NODE_NAME_LEN], head_number[24], path[4096];
	struct layer layer = { .name = name, .number = number, .disk = name };

	if (multipath_head(name, head)) {
		usage_path(l, path, "/sys/class/block/%s/dev", head);
		if (file_line(AT_FDCWD, path, head_number,
			      sizeof(head_number)) > 0)
			layer = (struct layer){ .name = head, .disk = head,
						.number = head_number };
	}
	return look_at(l, &layer);
}

/* The kernel gives a device to one user alone (O_EXCL), if nobody else has it. */
static bool is_taken(const char *name)
{
	char path[NODE_NAME_LEN + 8];
	int fd;

	snprintf(path, sizeof(path), "/dev/%s", name);
	fd = open(path, O_RDONLY | O_EXCL | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == EBUSY;
	close(fd);
	return false;
}

/**
 * usage_of_pool() - block devices of a function that something else holds
 * @l: what is looked at; the function's nodes are known
 *
 * For what no file tells, as with ZFS. Only asked of the running machine, and
 * only where nothing else was found.
 *
 * Return: 0 or -ENOMEM.
 */
int usage_of_pool(struct looking *l)
{
	int err = 0;

	if (*l->root || usage_has(l->usage, l->f->addr))
		return 0;
	for (size_t i = 0; i < l->nodes_count && !err; i++) {
		const struct node *node = &l->nodes[i];

		if (!addr_compare(node->addr, l->f->addr) &&
		    !strcmp(node->subsystem, "block") && is_taken(node->name))
			err = usage_add(l->usage, node->addr, USE_HELD,
					node->name,
					": the kernel says that it is taken, as by a ZFS pool or a mount elsewhere");
	}
	return err;
}
