// SPDX-License-Identifier: GPL-2.0
/* Small files and links of sysfs and procfs, with as few calls as can be. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/file.h"

/* sysfs gives a value whole, so no second read is needed to see its end. */
static ssize_t read_once(int dir, const char *path, char *buf, size_t size)
{
	int fd = openat(dir, path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	do {
		n = read(fd, buf, size);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		n = -errno;
	close(fd);
	return n;
}

/**
 * file_line() - read a file that holds one value
 * @dir: directory that @path is relative to, or AT_FDCWD
 * @path: the file
 * @buf: the text, terminated, without white space at its end
 * @size: room in @buf
 *
 * Return: length of the text, or a negative errno.
 */
ssize_t file_line(int dir, const char *path, char *buf, size_t size)
{
	ssize_t len = read_once(dir, path, buf, size - 1);

	if (len < 0)
		return len;
	while (len && strchr(" \t\r\n", buf[len - 1]))
		len--;
	buf[len] = '\0';
	return len;
}

/**
 * file_number() - read a file that holds one number
 * @dir: directory that @path is relative to, or AT_FDCWD
 * @path: the file
 * @base: as for strtoul()
 * @value: the number
 *
 * Return: true when it is there and is a number.
 */
bool file_number(int dir, const char *path, int base, unsigned long *value)
{
	char buf[64], *end;

	if (file_line(dir, path, buf, sizeof(buf)) <= 0)
		return false;
	*value = strtoul(buf, &end, base);
	return !*end;
}

/**
 * link_name() - last component of what a link points to
 * @dir: directory that @path is relative to, or AT_FDCWD
 * @path: the link
 * @buf: the name, terminated
 * @size: room in @buf
 *
 * Return: length of the name, or a negative errno: -ENOENT when there is no
 * such link, -ENAMETOOLONG when the name does not fit.
 */
ssize_t link_name(int dir, const char *path, char *buf, size_t size)
{
	char target[PATH_MAX];
	ssize_t len = readlinkat(dir, path, target, sizeof(target) - 1);
	const char *name;
	size_t rest;

	if (len < 0)
		return -errno;
	target[len] = '\0';
	name = strrchr(target, '/');
	name = name ? name + 1 : target;
	rest = strlen(name);
	if (rest >= size)
		return -ENAMETOOLONG;
	memcpy(buf, name, rest + 1);
	return (ssize_t)rest;
}
