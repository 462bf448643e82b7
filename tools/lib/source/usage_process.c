// SPDX-License-Identifier: GPL-2.0
/*
 * Device nodes that processes have open: what a guest, a display server or a
 * sound server holds. An open /dev/vfio/GROUP is one of all functions of that
 * group: none of them may come and go under a guest.
 */

#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/file.h"
#include "source/usage.h"

/**
 * struct search - one process
 * @l: what is looked at
 * @list: the functions
 * @count: entries in @list
 * @pid: the process, as /proc spells it
 */
struct search {
	struct looking *l;
	const struct function *const *list;
	size_t count;
	const char *pid;
};

static int add_process(struct search *s, struct pci_addr addr,
		       enum use_kind kind, const char *node)
{
	char path[4096], comm[32], detail[TEXT_LEN];

	usage_path(s->l, path, "/proc/%s/comm", s->pid);
	if (file_line(AT_FDCWD, path, comm, sizeof(comm)) <= 0)
		snprintf(comm, sizeof(comm), "?");
	snprintf(detail, sizeof(detail), "process %.15s (%.31s)", s->pid, comm);
	return usage_add(s->l->usage, addr, kind, node, detail);
}

static int check_group(struct search *s, const char *node)
{
	long group = strtol(node + strlen("vfio/"), NULL, 10);
	int err = 0;

	for (size_t i = 0; i < s->count && !err; i++)
		if (s->list[i]->group == group)
			err = add_process(s, s->list[i]->addr, USE_VFIO, node);
	return err;
}

/* @node is below /dev. */
static int check_node(struct search *s, const char *node)
{
	int err = 0;

	if (!strncmp(node, "vfio/", 5) && isdigit((unsigned char)node[5]))
		return check_group(s, node);
	for (size_t i = 0; i < s->l->nodes_count && !err; i++) {
		const struct node *known = &s->l->nodes[i];

		if (!strcmp(known->name, node))
			err = add_process(s, known->addr,
					  strcmp(known->subsystem, "vfio-dev") ?
						  USE_OPEN : USE_VFIO,
					  node);
	}
	return err;
}

static int check_process(struct search *s)
{
	char path[4096], target[PATH_MAX];
	DIR *dir = opendir(usage_path(s->l, path, "/proc/%s/fd", s->pid));
	struct dirent *entry;
	int err = 0;

	if (!dir) {
		s->l->usage->blind += errno == EACCES;
		return 0;
	}
	while (!err && (entry = readdir(dir))) {
		ssize_t len = readlinkat(dirfd(dir), entry->d_name, target,
					 sizeof(target) - 1);

		if (len <= 0)
			continue;
		target[len] = '\0';
		if (!strncmp(target, "/dev/", 5))
			err = check_node(s, target + 5);
	}
	closedir(dir);
	return err;
}

/**
 * usage_by_processes() - which processes have nodes of the functions open?
 * @l: what is looked at; the nodes of all functions are known
 * @list: the functions
 * @count: entries in @list
 *
 * Return: 0 or -ENOMEM.
 */
int usage_by_processes(struct looking *l, const struct function *const *list,
		       size_t count)
{
	struct search s = { .l = l, .list = list, .count = count };
	char path[4096];
	DIR *dir = opendir(usage_path(l, path, "/proc"));
	struct dirent *entry;
	int err = 0;

	while (dir && !err && (entry = readdir(dir))) {
		if (!isdigit((unsigned char)*entry->d_name))
			continue;
		s.pid = entry->d_name;
		err = check_process(&s);
	}
	if (dir)
		closedir(dir);
	return err;
}
