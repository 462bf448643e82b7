// SPDX-License-Identifier: GPL-2.0
/*
 * The console: a frame buffer of the function's driver, the one that firmware
 * set up on the boot display, plain VGA text, a serial line, or a virtual
 * machine's (hvc).
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

/**
 * struct console - a line of /proc/consoles: "ttyS0 -W- (EC p a) 4:64"
 * @name: of its device
 * @number: "major:minor"
 */
struct console {
	char name[24];
	char number[24];
};

static bool parse_console(const char *line, struct console *c)
{
	const char *last = strrchr(line, ' ');

	return last && sscanf(line, "%23s", c->name) == 1 &&
	       sscanf(last, " %23s", c->number) == 1;
}

/* The kernel's first console that node @n brings; @is tells whether it is that. */
static bool find_console(const struct looking *l, const struct node *n,
			 bool (*is)(const struct console *c, const struct node *n),
			 struct console *c)
{
	char path[4096], line[TEXT_LEN];
	FILE *in = fopen(usage_path(l, path, "/proc/consoles"), "re");
	bool found = false;

	while (in && !found && fgets(line, sizeof(line), in))
		found = parse_console(line, c) && is(c, n);
	if (in)
		fclose(in);
	return found;
}

static bool is_serial_line(const struct console *c, const struct node *n)
{
	return !strcmp(c->number, n->number);
}

/*
 * Which of the hvc lines is a port's, nobody tells: they hang below no device,
 * and have a count of their own.
 */
static bool is_hvc(const struct console *c, const struct node *n)
{
	(void)n;
	return !strncmp(c->name, "hvc", 3);
}

/* A port may be a channel for other things; where debugfs is shut, it may be all. */
static bool may_be_terminal(const struct looking *l, const struct node *port)
{
	char path[4096], line[TEXT_LEN];
	FILE *in = fopen(usage_path(l, path, "/sys/kernel/debug/virtio-ports/%s",
				    port->name), "re");
	bool channel = false;

	while (in && fgets(line, sizeof(line), in))
		channel |= !strcmp(line, "is_console: no\n");
	if (in)
		fclose(in);
	return !channel;
}

static bool carries_console(const struct looking *l, const struct node *node,
			    struct console *c)
{
	if (!strcmp(node->subsystem, "tty"))
		return find_console(l, node, is_serial_line, c);
	return !strcmp(node->subsystem, "virtio-ports") &&
	       may_be_terminal(l, node) && find_console(l, node, is_hvc, c);
}

static int check_node(struct looking *l, const struct node *node,
		      unsigned int bound)
{
	struct console c;

	if (!strcmp(node->subsystem, "graphics"))
		return bound & CONSOLE_FB ?
			usage_add(l->usage, node->addr, USE_CONSOLE, node->name,
				  NULL) : 0;
	return carries_console(l, node, &c) ?
		usage_add(l->usage, node->addr, USE_CONSOLE, c.name, NULL) : 0;
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
