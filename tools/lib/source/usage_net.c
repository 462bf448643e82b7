// SPDX-License-Identifier: GPL-2.0
/* Network interfaces: up, and on the way out of the machine. */

#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/file.h"
#include "source/usage.h"

#define UPPER_MAX 8

/* Destination and mask, or destination and prefix length, of a default route. */
static bool is_default_v4(const char *line, const char *name)
{
	char interface[IFNAMSIZ];
	unsigned long destination, mask;

	return sscanf(line, "%15s %lx %*x %*x %*d %*d %*d %lx", interface,
		      &destination, &mask) == 3 &&
	       !destination && !mask && !strcmp(interface, name);
}

static bool is_default_v6(const char *line, const char *name)
{
	char destination[40], interface[IFNAMSIZ];
	unsigned int prefix;

	return sscanf(line, "%39s %x %*s %*s %*s %*s %*s %*s %*s %15s",
		      destination, &prefix, interface) == 3 &&
	       !prefix && strspn(destination, "0") == strlen(destination) &&
	       !strcmp(interface, name);
}

static bool has_line(struct looking *l, const char *file, const char *name,
		     bool (*matches)(const char *line, const char *name))
{
	char path[4096], line[512];
	FILE *in = fopen(usage_path(l, path, "%s", file), "re");
	bool found = false;

	while (in && !found && fgets(line, sizeof(line), in))
		found = matches(line, name);
	if (in)
		fclose(in);
	return found;
}

static bool carries_default(struct looking *l, const char *name)
{
	return has_line(l, "/proc/net/route", name, is_default_v4) ||
	       has_line(l, "/proc/net/ipv6_route", name, is_default_v6);
}

/* The interface itself, or a bridge, bond or VLAN on it: upper_NAME links. */
static bool find_default(struct looking *l, const char *name, char *through,
			 unsigned int depth)
{
	char path[4096];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	if (carries_default(l, name)) {
		snprintf(through, IFNAMSIZ, "%.15s", name);
		return true;
	}
	dir = opendir(usage_path(l, path, "/sys/class/net/%s", name));
	while (dir && !found && depth < UPPER_MAX && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, "upper_", 6))
			found = find_default(l, entry->d_name + 6, through,
					     depth + 1);
	if (dir)
		closedir(dir);
	return found;
}

/**
 * usage_of_interface() - is a network interface of a function in use?
 * @l: what is looked at
 * @name: the interface
 *
 * Return: 0 or -ENOMEM.
 */
int usage_of_interface(struct looking *l, const char *name)
{
	char path[4096], through[IFNAMSIZ], detail[TEXT_LEN];
	unsigned long flags;

	if (find_default(l, name, through, 0)) {
		snprintf(detail, sizeof(detail), ", through %s", through);
		return usage_add(l->usage, l->f->addr, USE_DEFAULT_ROUTE, name,
				 strcmp(through, name) ? detail : NULL);
	}
	usage_path(l, path, "/sys/class/net/%s/flags", name);
	if (!file_number(AT_FDCWD, path, 16, &flags) || !(flags & IFF_UP))
		return 0;
	return usage_add(l->usage, l->f->addr, USE_NETWORK_UP, name, NULL);
}
