// SPDX-License-Identifier: GPL-2.0
/*
 * Writing to sysfs, with an end. The kernel does what is asked for while the file
 * is written, and waits there for drivers as long as they like. So a child
 * writes, and is left to itself when it takes too long.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "act/act.h"

#define POLL_FIRST_MS 1
#define POLL_MS 20

/**
 * act_pause() - wait
 * @ms: how long
 */
void act_pause(unsigned int ms)
{
	struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };

	nanosleep(&t, NULL);
}

static int write_it(int dir, const char *path, const char *text)
{
	int fd = openat(dir, path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return errno;
	if (write(fd, text, strlen(text)) < 0)
		err = errno;
	close(fd);
	return err;
}

/**
 * act_write_begin() - have a child write to a file of the kernel
 * @dir: the directory that @path begins in, or AT_FDCWD
 * @path: the file
 * @text: what
 *
 * Return: the child, for act_write_ended(), or a negative errno.
 */
pid_t act_write_begin(int dir, const char *path, const char *text)
{
	pid_t child = fork();

	if (!child)
		_exit(write_it(dir, path, text));
	return child < 0 ? -errno : child;
}

/**
 * act_write_ended() - is the kernel done with it?
 * @child: from act_write_begin()
 *
 * Return: 0 or a negative errno, what the kernel said; -EINPROGRESS while it is
 * at it. Not to be asked again after another answer.
 */
int act_write_ended(pid_t child)
{
	int status;
	pid_t ended = waitpid(child, &status, WNOHANG);

	if (ended < 0)
		return -errno;
	if (!ended)
		return -EINPROGRESS;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

/**
 * act_write() - write to a file of the kernel
 * @path: the file
 * @text: what
 * @limit_ms: how long to wait for the kernel
 *
 * Return: 0 or a negative errno; -ETIMEDOUT when the kernel is still at it.
 */
int act_write(const char *path, const char *text, unsigned int limit_ms)
{
	pid_t child = act_write_begin(AT_FDCWD, path, text);
	unsigned int step = POLL_FIRST_MS;

	if (child < 0)
		return child;
	for (unsigned int ms = 0; ms < limit_ms; ms += step) {
		int err = act_write_ended(child);

		if (err != -EINPROGRESS)
			return err;
		act_pause(step);
		step = step < POLL_MS ? 2 * step : POLL_MS;
	}
	return -ETIMEDOUT;
}
