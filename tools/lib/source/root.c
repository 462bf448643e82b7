// SPDX-License-Identifier: GPL-2.0
/*
 * Files of a host below the directory that stands for "/". Links are followed
 * as that host would follow them: an absolute one stays below the directory.
 */

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "source/root.h"

#define CHUNK 65536
#define FILE_MAX_SIZE ((size_t)64 << 20)

/**
 * root_open() - open a file of the host
 * @root: the root
 * @path: absolute, as the host names it
 * @flags: as for open()
 *
 * Return: a descriptor, or a negative errno.
 */
int root_open(const struct root *root, const char *path, int flags)
{
	struct open_how how = {
		.flags = (uint64_t)(flags | O_CLOEXEC),
		.resolve = RESOLVE_IN_ROOT,
	};
	long fd = syscall(SYS_openat2, root->fd, path, &how, sizeof(how));

	/* Some sandboxes, and valgrind, know openat() only. */
	if (fd < 0 && (errno == ENOSYS || errno == EPERM))
		fd = openat(root->fd, path + strspn(path, "/"),
			    flags | O_CLOEXEC);
	return fd < 0 ? -errno : (int)fd;
}

static enum fact fact_of(int err)
{
	if (err >= 0)
		return FACT_KNOWN;
	return err == -ENOENT || err == -ENOTDIR ? FACT_ABSENT : FACT_UNREAD;
}

/**
 * root_has() - is there such a file?
 * @root: the root
 * @path: absolute
 *
 * Return: FACT_KNOWN when it is there, readable or not.
 */
enum fact root_has(const struct root *root, const char *path)
{
	int fd = root_open(root, path, O_PATH);

	if (fd >= 0)
		close(fd);
	return fact_of(fd);
}

/* All of a file with a zero behind it; what cannot be had is a negative errno. */
static ssize_t slurp(int fd, char **text)
{
	size_t room = CHUNK, used = 0;
	char *buf = malloc(room + 1), *more;

	while (buf) {
		ssize_t n = read(fd, buf + used, room - used);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || used > FILE_MAX_SIZE) {
			free(buf);
			return n < 0 ? -errno : -EFBIG;
		}
		if (!n)
			break;
		used += (size_t)n;
		if (used < room)
			continue;
		room *= 2;
		more = realloc(buf, room + 1);
		if (!more)
			free(buf);
		buf = more;
	}
	if (!buf)
		return -ENOMEM;
	buf[used] = '\0';
	*text = buf;
	return (ssize_t)used;
}

/**
 * root_rest() - read all that is left of an open file
 * @root: the root; its host keeps the text
 * @fd: the file, which is closed
 *
 * Return: the text, known or unread.
 */
struct text root_rest(const struct root *root, int fd)
{
	struct text t = { .fact = FACT_UNREAD };
	char *buf = NULL, *kept;
	ssize_t len = slurp(fd, &buf);

	close(fd);
	kept = len < 0 ? NULL : host_alloc(root->h, (size_t)len + 1);
	if (kept) {
		memcpy(kept, buf, (size_t)len + 1);
		t = (struct text){
			.fact = FACT_KNOWN, .text = kept, .len = (size_t)len,
		};
	}
	free(buf);
	return t;
}

/**
 * root_text() - read a file
 * @root: the root; its host keeps the text
 * @path: absolute
 *
 * Return: the text, or why there is none.
 */
struct text root_text(const struct root *root, const char *path)
{
	int fd = root_open(root, path, O_RDONLY);
	struct text t = { .fact = fact_of(fd) };

	if (fd >= 0)
		t = root_rest(root, fd);
	t.place.file = host_string(root->h, path, strlen(path));
	return t;
}

/* What of a regular file is there, up to @len bytes from @offset; or -1 */
static ssize_t read_part(const struct root *root, int fd, uint64_t offset,
			 size_t len, char **buf)
{
	uint64_t left;
	struct stat st;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return -1;
	left = (uint64_t)st.st_size > offset ? (uint64_t)st.st_size - offset : 0;
	if (len > left)
		len = (size_t)left;
	*buf = host_alloc(root->h, len + 1);
	return *buf ? pread(fd, *buf, len, (off_t)offset) : -1;
}

/**
 * root_part() - read a part of a file that may be large
 * @root: the root; its host keeps the text
 * @path: absolute
 * @offset: where the part begins
 * @len: how long it may be
 *
 * Return: the text, shorter where the file ends; or why there is none. What is
 * no regular file is taken as unread.
 */
struct text root_part(const struct root *root, const char *path, uint64_t offset,
		      size_t len)
{
	int fd = root_open(root, path, O_RDONLY | O_NONBLOCK);
	struct text t = { .fact = fact_of(fd) };
	char *buf = NULL;
	ssize_t n;

	if (fd >= 0) {
		n = read_part(root, fd, offset, len, &buf);
		close(fd);
		t.fact = n < 0 ? FACT_UNREAD : FACT_KNOWN;
		t.text = n < 0 ? NULL : buf;
		t.len = n < 0 ? 0 : (size_t)n;
	}
	t.place.file = host_string(root->h, path, strlen(path));
	return t;
}

/**
 * root_value() - read a file that holds one value
 * @root: the root
 * @path: absolute
 *
 * Return: the value without white space at its end, or why there is none.
 */
struct text root_value(const struct root *root, const char *path)
{
	struct text t = root_text(root, path);

	if (t.fact != FACT_KNOWN)
		return t;
	while (t.len && strchr(" \t\r\n", t.text[t.len - 1]))
		t.len--;
	t.text = host_string(root->h, t.text, t.len);
	return t;
}

/**
 * root_first() - read the first of several files that is there
 * @root: the root
 * @paths: absolute, ended by NULL
 *
 * Return: its text; that of the last one when none is there.
 */
struct text root_first(const struct root *root, const char *const *paths)
{
	struct text t = { 0 };

	for (; *paths; paths++) {
		t = root_text(root, *paths);
		if (t.fact != FACT_ABSENT)
			break;
	}
	return t;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool ends_with(const char *name, const char *suffix)
{
	size_t len = strlen(name), tail = strlen(suffix);

	return len > tail && !strcmp(name + len - tail, suffix);
}

/**
 * root_names() - list a directory
 * @root: the root; its host keeps the names
 * @path: absolute
 * @suffix: that names end in, "" for all
 * @names: filled, sorted
 *
 * Return: FACT_KNOWN when it could be listed.
 */
enum fact root_names(const struct root *root, const char *path,
		     const char *suffix, struct names *names)
{
	int fd = root_open(root, path, O_RDONLY | O_DIRECTORY);
	struct dirent *entry;
	DIR *dir;

	names->count = 0;
	dir = fd < 0 ? NULL : fdopendir(fd);
	if (!dir)
		return fact_of(fd);
	while ((entry = readdir(dir)) && names->count < ROOT_NAMES_MAX) {
		const char *name = entry->d_name;

		if (name[0] != '.' && (!*suffix || ends_with(name, suffix)))
			names->list[names->count++] =
				host_string(root->h, name, strlen(name));
	}
	closedir(dir);
	qsort(names->list, names->count, sizeof(names->list[0]), compare_names);
	return FACT_KNOWN;
}

/**
 * root_link() - last component of what a link points to
 * @root: the root; its host keeps the name
 * @path: absolute
 *
 * Return: the name, or NULL when there is no such link.
 */
const char *root_link(const struct root *root, const char *path)
{
	int fd = root_open(root, path, O_PATH | O_NOFOLLOW);
	char target[PATH_MAX];
	const char *name;
	ssize_t len;

	if (fd < 0)
		return NULL;
	len = readlinkat(fd, "", target, sizeof(target) - 1);
	close(fd);
	if (len < 0)
		return NULL;
	target[len] = '\0';
	name = strrchr(target, '/');
	name = name ? name + 1 : target;
	return host_string(root->h, name, strlen(name));
}
