// SPDX-License-Identifier: GPL-2.0
/*
 * Inside an initramfs: uncompressed cpio archives with microcode may come first,
 * then one that is compressed (Documentation/driver-api/early-userspace/
 * buffer-format.rst).
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/initramfs.h"
#include "source/unpack.h"

#define HEADER 110 /* of an entry in the "newc" form */
#define SIZE_AT 54 /* where eight hexadecimal digits say it */
#define NAME_SIZE_AT 94
#define NAME_MAX_LEN 4096
#define CONFIG_MAX 65536
#define TRAILER "TRAILER!!!"

/**
 * struct content - what is found in an image
 * @h: keeps it
 * @files: configuration
 * @modules: names, a blank around each
 * @used: length of @modules
 * @archives: read to their end
 */
struct content {
	struct host *h;
	struct initramfs_file *files;
	char *modules;
	size_t used;
	size_t archives;
};

/* "usr/lib/modules/6.12/kernel/drivers/vfio/pci/vfio-pci.ko.zst" */
static const char *module_in(const char *path, size_t *len)
{
	const char *name = strrchr(path, '/');
	const char *ko;

	name = name ? name + 1 : path;
	ko = strstr(name, ".ko");
	if (!ko || (ko[3] && ko[3] != '.'))
		return NULL;
	*len = (size_t)(ko - name);
	return name;
}

static void keep_module(struct content *c, const char *name, size_t len)
{
	char *more = realloc(c->modules, c->used + len + 3);

	if (!more) {
		c->h->failed = true;
		return;
	}
	c->modules = more;
	if (!c->used)
		more[c->used++] = ' ';
	for (size_t i = 0; i < len; i++)
		more[c->used++] = name[i] == '-' ? '_' : name[i];
	more[c->used++] = ' ';
	more[c->used] = '\0';
}

static void keep_config(struct content *c, const char *path, const char *text,
			size_t len)
{
	struct initramfs_file *f = host_alloc(c->h, sizeof(*f));

	if (!f)
		return;
	f->path = host_printf(c->h, "/%s", path + (strncmp(path, "./", 2) ? 0 : 2));
	f->text = host_string(c->h, text, len);
	f->next = c->files;
	c->files = f;
}

/* A pipe cannot be sought in. */
static bool skip(FILE *file, size_t len)
{
	char dust[CONFIG_MAX];

	while (len) {
		size_t part = len < sizeof(dust) ? len : sizeof(dust);

		if (fread(dust, 1, part, file) != part)
			return false;
		len -= part;
	}
	return true;
}

static size_t number(const char *header, size_t at)
{
	char digits[9] = "";

	memcpy(digits, header + at, 8);
	return strtoul(digits, NULL, 16);
}

static size_t padding(size_t len)
{
	return -len & 3;
}

static bool read_data(struct content *c, FILE *file, const char *path, size_t size)
{
	const char *module;
	size_t len;
	char *text;
	bool whole;

	if (!strstr(path, "modprobe.d/") && !strstr(path, "conf/modules")) {
		module = size ? module_in(path, &len) : NULL;
		if (module)
			keep_module(c, module, len);
		return skip(file, size + padding(size));
	}
	if (size > CONFIG_MAX)
		return skip(file, size + padding(size));
	text = malloc(size + 1);
	whole = text && fread(text, 1, size, file) == size;
	if (whole && size)
		keep_config(c, path, text, size);
	free(text);
	return whole && skip(file, padding(size));
}

/* One archive, up to its trailer; @used says how long it was. */
static bool read_archive(struct content *c, FILE *file, size_t *used)
{
	char header[HEADER], path[NAME_MAX_LEN];
	size_t name, size;

	for (*used = 0;; *used += HEADER + name + padding(HEADER + name) + size +
				  padding(size)) {
		if (fread(header, 1, HEADER, file) != HEADER ||
		    memcmp(header, "07070", 5))
			return false;
		name = number(header, NAME_SIZE_AT);
		size = number(header, SIZE_AT);
		if (!name || name > sizeof(path) ||
		    fread(path, 1, name, file) != name || path[name - 1] ||
		    !skip(file, padding(HEADER + name)))
			return false;
		if (!strcmp(path, TRAILER)) {
			*used += HEADER + name + padding(HEADER + name);
			c->archives++;
			return true;
		}
		if (!read_data(c, file, path, size))
			return false;
	}
}

static const char *read_packed(struct content *c, int fd, const struct unpacker *u)
{
	pid_t child = 0;
	int out = unpacker_start(u, fd, &child);
	const char *why = NULL;
	size_t used;
	FILE *file;

	if (out < 0)
		return host_printf(c->h, "%s, which unpacks it, does not start: %s",
				   u->argv[0], strerror(-out));
	file = fdopen(out, "r");
	if (!file)
		close(out);
	if (!file || !read_archive(c, file, &used))
		why = "it is damaged, or not a cpio archive";
	if (file)
		fclose(file);
	unpacker_wait(child);
	return why;
}

/* Go past zeroes; the first bytes of what comes then, false at the end. */
static bool next_magic(FILE *file, long *at, char magic[8])
{
	int c;

	if (fseek(file, *at, SEEK_SET))
		return false;
	while (!(c = getc(file)))
		++*at;
	if (c == EOF || fseek(file, *at, SEEK_SET))
		return false;
	return fread(magic, 1, 8, file) == 8 && !fseek(file, *at, SEEK_SET);
}

/* Why the image could not be read, NULL when it was */
static const char *read_image(struct content *c, FILE *file)
{
	const struct unpacker *u;
	char magic[8];
	size_t used;
	long at = 0;

	while (next_magic(file, &at, magic)) {
		u = unpacker_of(magic);
		if (u) {
			if (lseek(fileno(file), at, SEEK_SET) < 0)
				return strerror(errno);
			return read_packed(c, fileno(file), u);
		}
		if (!read_archive(c, file, &used))
			return "it is neither a cpio archive nor packed in a way known here";
		at += (long)used;
	}
	return c->archives ? NULL : "it is empty";
}

/**
 * initramfs_read() - list modules and configuration in an image
 * @root: the root; its host keeps them
 * @i: filled; its place says which image
 */
void initramfs_read(const struct root *root, struct initramfs *i)
{
	int fd = root_open(root, i->place.file, O_RDONLY);
	struct content c = { .h = root->h };
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");

	if (!file) {
		i->why = strerror(fd < 0 ? -fd : errno);
		if (fd >= 0)
			close(fd);
		return;
	}
	i->why = read_image(&c, file);
	fclose(file);
	if (!i->why) {
		i->fact = FACT_KNOWN;
		i->files = c.files;
		i->modules = c.modules ? host_string(root->h, c.modules, c.used) : "";
	}
	free(c.modules);
}
