// SPDX-License-Identifier: GPL-2.0
/*
 * pci.ids, as the PCI ID project publishes it:
 *
 *	8086  Intel Corporation
 *		1583  Ethernet Controller XL710 for 40GbE QSFP+
 *			8086 0001  Ethernet Converged Network Adapter XL710-Q2
 *	C 02  Network controller
 *
 * Most of its 40,000 lines are of no interest to whoever has a few devices: the
 * devices of other vendors are passed over unread.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pci/pci.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/id_list.h"

#define DIGITS 4
#define NAME_AT (DIGITS + 2)

/*
 * libpci's own. Built to read a compressed list, it names one first and then
 * takes the plain one beside it, which is what distributions install.
 */
static int open_default(void)
{
	struct pci_access *access = pci_alloc();
	char *name = access->id_file_name ? strdup(access->id_file_name) : NULL;
	size_t len = name ? strlen(name) : 0;
	int fd;

	pci_cleanup(access);
	if (!name)
		return -ENOENT;
	if (len > 3 && !strcmp(name + len - 3, ".gz"))
		name[len - 3] = '\0';
	fd = open(name, O_RDONLY | O_CLOEXEC);
	free(name);
	return fd < 0 ? -ENOENT : fd;
}

/**
 * id_list_open() - begin to walk a list of IDs
 * @l: the walk; to be ended with id_list_close()
 * @path: a file in the form of pci.ids; NULL for the one that libpci uses
 *
 * Return: 0 or -ENOENT when there is nothing to read.
 */
int id_list_open(struct id_list *l, const char *path)
{
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : open_default();
	void *text = MAP_FAILED;
	struct stat st;

	if (fd < 0)
		return -ENOENT;
	if (!fstat(fd, &st) && st.st_size > 0)
		text = mmap(NULL, (size_t)st.st_size, PROT_READ,
			    MAP_PRIVATE | MAP_POPULATE, fd, 0);
	close(fd);
	if (text == MAP_FAILED)
		return -ENOENT;
	l->text = l->at = text;
	l->end = l->text + st.st_size;
	return 0;
}

static const char *end_of_line(const struct id_list *l)
{
	const char *end = memchr(l->at, '\n', (size_t)(l->end - l->at));

	return end ? end : l->end;
}

static void next_line(struct id_list *l)
{
	const char *end = end_of_line(l);

	l->at = end + (end < l->end);
}

static bool hex_digit(char c, unsigned int *value)
{
	if (c >= '0' && c <= '9')
		*value = *value << 4 | (unsigned int)(c - '0');
	else if (c >= 'a' && c <= 'f')
		*value = *value << 4 | (unsigned int)(c - 'a' + 10);
	else
		return false;
	return true;
}

/* "1583  Ethernet Controller XL710" at @text, in the line that is next. */
static bool parse(const struct id_list *l, const char *text,
		  struct id_line *line)
{
	const char *end = end_of_line(l);
	unsigned int id = 0;

	if (end - text <= NAME_AT)
		return false;
	for (unsigned int i = 0; i < DIGITS; i++)
		if (!hex_digit(text[i], &id))
			return false;
	if (memcmp(text + DIGITS, "  ", 2))
		return false;
	while (end[-1] == '\r')
		end--;
	line->id = (uint16_t)id;
	line->name = text + NAME_AT;
	line->len = (size_t)(end - line->name);
	return true;
}

/**
 * id_list_vendor() - go on to the next vendor
 * @l: the walk
 * @line: filled
 *
 * Return: false when there is none; classes come behind the last.
 */
bool id_list_vendor(struct id_list *l, struct id_line *line)
{
	bool found = false;

	for (; l->at < l->end && !found; next_line(l))
		found = *l->at != '\t' && parse(l, l->at, line);
	return found;
}

/**
 * id_list_device() - go on to the next device of the vendor
 * @l: the walk, behind a vendor or one of its devices
 * @line: filled
 *
 * Return: false when there is none; the next vendor is then next.
 */
bool id_list_device(struct id_list *l, struct id_line *line)
{
	bool found = false;

	for (; l->at < l->end && !found; next_line(l)) {
		if (*l->at == '\t')
			found = parse(l, l->at + 1, line);
		else if (*l->at != '#' && *l->at != '\n')
			break;
	}
	return found;
}

/**
 * id_list_close() - end a walk
 * @l: the walk; names of its lines are gone
 */
void id_list_close(struct id_list *l)
{
	munmap((void *)(uintptr_t)l->text, (size_t)(l->end - l->text));
}
