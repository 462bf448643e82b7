// SPDX-License-Identifier: GPL-2.0
/*
 * A file is written beside the old one, made durable and renamed over it, so
 * that whoever reads it, and whatever happens, finds the one or the other.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "act/files.h"

#define SUFFIX ".acsdiag-new"
#define XATTRS_LEN 1024
#define XATTR_LEN 4096

static int temporary_name(const char *name, char buf[NAME_MAX + 1])
{
	int len = snprintf(buf, NAME_MAX + 1, ".%s" SUFFIX, name);

	return len < 0 || len > NAME_MAX ? -ENAMETOOLONG : 0;
}

static int write_all(int fd, const char *text, size_t left)
{
	while (left) {
		ssize_t done = write(fd, text, left);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		text += done;
		left -= (size_t)done;
	}
	return 0;
}

/* Labels of SELinux and the like; a file system without them is none the worse. */
static void copy_xattrs(int to, int from)
{
	char names[XATTRS_LEN], value[XATTR_LEN];
	ssize_t len = flistxattr(from, names, sizeof(names));

	for (char *name = names; len > 0 && name < names + len;
	     name += strlen(name) + 1) {
		ssize_t n = fgetxattr(from, name, value, sizeof(value));

		if (n >= 0)
			fsetxattr(to, name, value, (size_t)n, 0);
	}
}

static int copy_attributes(int to, int from, bool times)
{
	struct stat st;

	if (fstat(from, &st))
		return -errno;
	copy_xattrs(to, from);
	if (fchown(to, st.st_uid, st.st_gid) && errno != EPERM)
		return -errno;
	if (fchmod(to, st.st_mode & 07777))
		return -errno;
	if (times) {
		struct timespec both[2] = { st.st_atim, st.st_mtim };

		if (futimens(to, both))
			return -errno;
	}
	return 0;
}

static int fill(int fd, const char *text, size_t len, int like, bool times)
{
	int err = write_all(fd, text, len);

	if (!err && like >= 0)
		err = copy_attributes(fd, like, times);
	else if (!err && fchmod(fd, 0644))
		err = -errno;
	if (!err && fsync(fd))
		err = -errno;
	return err;
}

/**
 * file_put() - have a file hold a text
 * @dir: its directory
 * @name: its name there
 * @text: the text
 * @len: of @text
 * @like: a file whose owner, mode and labels it gets, -1 for root's 0644
 * @times: and its times
 *
 * Return: 0, or a negative errno and the file is what it was.
 */
int file_put(int dir, const char *name, const char *text, size_t len, int like,
	     bool times)
{
	char temporary[NAME_MAX + 1];
	int err = temporary_name(name, temporary);
	int fd;

	if (err)
		return err;
	unlinkat(dir, temporary, 0);
	fd = openat(dir, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	err = fill(fd, text, len, like, times);
	if (close(fd) && !err)
		err = -errno;
	if (!err && renameat(dir, temporary, dir, name))
		err = -errno;
	if (err)
		unlinkat(dir, temporary, 0);
	else if (fsync(dir) && errno != EINVAL)
		err = -errno;
	return err;
}

/**
 * file_forget() - take away what a file_put() left that did not end
 * @dir: directory of the file
 * @name: its name
 */
void file_forget(int dir, const char *name)
{
	char temporary[NAME_MAX + 1];

	if (!temporary_name(name, temporary))
		unlinkat(dir, temporary, 0);
}

/**
 * file_like() - open a file for what it is like
 * @dir: its directory
 * @name: its name there
 *
 * Return: a descriptor; -ENOENT; -ELOOP when it is a link.
 */
int file_like(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/**
 * file_parent() - open the directory of a file
 * @root: the root
 * @path: of the file, absolute
 * @name: set to its name there
 *
 * Return: a descriptor, or a negative errno.
 */
int file_parent(const struct root *root, const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	char directory[PATH_MAX];

	*name = slash + 1;
	snprintf(directory, sizeof(directory), "%.*s",
		 slash == path ? 1 : (int)(slash - path), path);
	return root_open(root, directory, O_RDONLY | O_DIRECTORY);
}

static int slurp(int fd, struct content *content)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	content->text = malloc((size_t)st.st_size + 1);
	if (!content->text)
		return -ENOMEM;
	while (content->len < (size_t)st.st_size) {
		ssize_t n = read(fd, content->text + content->len,
				 (size_t)st.st_size - content->len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (!n)
			break;
		content->len += (size_t)n;
	}
	content->text[content->len] = '\0';
	content->there = true;
	return 0;
}

/**
 * content_read() - what does a file hold?
 * @dir: its directory, negative for none
 * @name: its name there
 * @content: filled; content_release() releases it
 *
 * Return: 0, also when there is no such file, or a negative errno; -ELOOP when
 * it is a link.
 */
int content_read(int dir, const char *name, struct content *content)
{
	int fd, err;

	*content = (struct content){ 0 };
	if (dir < 0)
		return dir == -ENOENT ? 0 : dir;
	fd = file_like(dir, name);
	if (fd < 0)
		return fd == -ENOENT ? 0 : fd;
	err = slurp(fd, content);
	close(fd);
	if (err)
		content_release(content);
	return err;
}

/**
 * content_is() - is this what a file holds?
 * @content: what it holds
 * @text: the text, NULL for "there is no such file"
 * @len: of @text
 *
 * Return: true when it is, byte for byte.
 */
bool content_is(const struct content *content, const char *text, size_t len)
{
	if (!text || !content->there)
		return !text && !content->there;
	return content->len == len && !memcmp(content->text, text, len);
}

/**
 * content_release() - release what content_read() made
 * @content: the content
 */
void content_release(struct content *content)
{
	free(content->text);
	*content = (struct content){ 0 };
}
