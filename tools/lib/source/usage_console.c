// SPDX-License-Identifier: GPL-2.0
/*
 * The console: a frame buffer of the function's driver, the one that firmware
 * set up on the boot display, plain VGA text, or a serial line.
 */

#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "source/file.h"
#include "source/usage.h"

#define CONSOLE_FB 0x1
#define CONSOLE_VGA 0x2

/* Names in /proc/fb of frame buffers that firmware left. */
static const char *const firmware_fbs[] = {
	"EFI VGA", "VESA VGA", "simple", "efidrm", "vesadrm",
};

/* Which kinds of screen the kernel's terminals are on now. */
static unsigned int consoles_bound(const struct looking *l)
{
	char path[4096], name[TEXT_LEN];
	unsigned int kinds = 0;
	unsigned long bound;

	for (unsigned int i = 0; i < 8; i++) {
		usage_path(l, path, "/sys/class/vtconsole/vtcon%u/bind", i);
		if (!file_number(AT_FDCWD, path, 10, &bound) || !bound)
			continue;
		usage_path(l, path, "/sys/class/vtconsole/vtcon%u/name", i);
		if (file_line(AT_FDCWD, path, name, sizeof(name)) <= 0)
			continue;
		if (strstr(name, "frame buffer"))
			kinds |= CONSOLE_FB;
		if (strstr(name, "VGA+"))
			kinds |= CONSOLE_VGA;
	}
	return kinds;
}

/* The first frame buffer is firmware's: no driver took the display over. */
static bool firmware_fb(const struct looking *l)
{
	char path[4096], line[TEXT_LEN];

	usage_path(l, path, "/proc/fb");
	if (file_line(AT_FDCWD, path, line, sizeof(line)) <= 0)
		return false;
	for (size_t i = 0; i < sizeof(firmware_fbs) / sizeof(*firmware_fbs); i++)
		if (strstr(line, firmware_fbs[i]))
			return true;
	return false;
}

/* /proc/consoles: "ttyS0 -W- (EC p a) 4:64" */
static bool is_kernel_console(const struct looking *l, const char *number)
{
	char path[4096], line[TEXT_LEN], found[24];
	FILE *in = fopen(usage_path(l, path, "/proc/consoles"), "re");
	bool is = false;

	while (in && !is && fgets(line, sizeof(line), in)) {
		const char *last = strrchr(line, ' ');

		is = last && sscanf(last, " %23s", found) == 1 &&
		     !strcmp(found, number);
	}
	if (in)
		fclose(in);
	return is;
}

static int check_node(struct looking *l, const struct node *node,
		      unsigned int bound)
{
	bool screen = !strcmp(node->subsystem, "graphics");

	if (screen ? !(bound & CONSOLE_FB) :
		     strcmp(node->subsystem, "tty") ||
			     !is_kernel_console(l, node->number))
		return 0;
	return usage_add(l->usage, node->addr, USE_CONSOLE, node->name, NULL);
}

static int check_boot_display(struct looking *l, const struct function *f,
			      unsigned int bound)
{
	if (!(f->flags & FN_BOOT_VGA) ||
	    (f->driver && !strcmp(f->driver, "vfio-pci")))
		return 0;
	if (bound & CONSOLE_VGA)
		return usage_add(l->usage, f->addr, USE_CONSOLE, "VGA text",
				 NULL);
	if ((bound & CONSOLE_FB) && firmware_fb(l))
		return usage_add(l->usage, f->addr, USE_CONSOLE,
				 "the firmware's frame buffer", NULL);
	return 0;
}

/**
 * usage_of_console() - which functions carry the console?
 * @l: what is looked at; the nodes of all functions are known
 * @list: the functions
 * @count: entries in @list
 *
 * Return: 0 or -ENOMEM.
 */
int usage_of_console(struct looking *l, const struct function *const *list,
		     size_t count)
{
	unsigned int bound = consoles_bound(l);
	int err = 0;

	for (size_t i = 0; i < l->nodes_count && !err; i++)
		err = check_node(l, &l->nodes[i], bound);
	for (size_t i = 0; i < count && !err; i++)
		err = check_boot_display(l, list[i], bound);
	return err;
}
