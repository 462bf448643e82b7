// SPDX-License-Identifier: GPL-2.0
/*
 * Kills the process at one of its calls that change files: loaded before the C
 * library, it counts them, and at number KILL_AT does half of what a write was
 * to do, or nothing of the rest, and is gone as by a power cut.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int due(void)
{
	static long left = -1;
	const char *at = getenv("KILL_AT");

	if (left < 0)
		left = at ? atol(at) : 0;
	return left > 0 && !--left;
}

static void end(void)
{
	kill(getpid(), SIGKILL);
	pause();
}

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *buf, size_t count)
{
	if (fd > 2 && due()) {
		(void)!REAL(write)(fd, buf, count / 2);
		end();
	}
	return REAL(write)(fd, buf, count);
}

int openat(int dir, const char *path, int flags, ...)
{
	mode_t mode;
	va_list ap;

	va_start(ap, flags);
	mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	if (flags & O_CREAT && due())
		end();
	return REAL(openat)(dir, path, flags, mode);
}

int fsync(int fd)
{
	if (due())
		end();
	return REAL(fsync)(fd);
}

int renameat(int from, const char *old, int to, const char *new)
{
	if (due())
		end();
	return REAL(renameat)(from, old, to, new);
}

int unlinkat(int dir, const char *path, int flags)
{
	if (due())
		end();
	return REAL(unlinkat)(dir, path, flags);
}

int mkdirat(int dir, const char *path, mode_t mode)
{
	if (due())
		end();
	return REAL(mkdirat)(dir, path, mode);
}

int fchmod(int fd, mode_t mode)
{
	if (due())
		end();
	return REAL(fchmod)(fd, mode);
}

int futimens(int fd, const struct timespec times[2])
{
	if (due())
		end();
	return REAL(futimens)(fd, times);
}
