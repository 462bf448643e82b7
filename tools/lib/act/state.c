// SPDX-License-Identifier: GPL-2.0
/* Plans in files: the one that is being carried out, and saved ones. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "act/act.h"

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t done = write(fd, text, left);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		text += done;
		left -= (size_t)done;
	}
	return fsync(fd) && errno != EINVAL ? -errno : 0;
}

static int write_new(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int err;

	if (fd < 0)
		return -errno;
	err = write_all(fd, text);
	if (!err)
		err = write_all(fd, "\n");
	if (close(fd) && !err)
		err = -errno;
	return err;
}

/* The directory of a path, one level deep: /run/acsdiag */
static void make_directory(const char *path)
{
	const char *slash = strrchr(path, '/');
	char directory[256];

	if (!slash || slash == path)
		return;
	snprintf(directory, sizeof(directory), "%.*s", (int)(slash - path), path);
	mkdir(directory, 0755);
}

/**
 * state_write() - write a plan, whole or not at all
 * @path: where to
 * @plan: the plan
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int state_write(const char *path, struct json_object *plan,
		char error[ACT_ERROR_LEN])
{
	const char *text = json_object_to_json_string_ext(plan,
							  JSON_C_TO_STRING_PRETTY |
							  JSON_C_TO_STRING_SPACED);
	char temporary[256];
	int err;

	if (!text)
		return act_fail(error, -ENOMEM, "out of memory");
	make_directory(path);
	if (snprintf(temporary, sizeof(temporary), "%s.new", path) >=
	    (int)sizeof(temporary))
		return act_fail(error, -ENAMETOOLONG, "%s: name too long", path);
	err = write_new(temporary, text);
	if (!err && rename(temporary, path))
		err = -errno;
	if (!err)
		return 0;
	unlink(temporary);
	return act_fail(error, err, "cannot write %s: %s", path, strerror(-err));
}
