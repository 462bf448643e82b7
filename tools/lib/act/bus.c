// SPDX-License-Identifier: GPL-2.0
/*
 * Functions leave the bus and come back, by sysfs. The kernel does either while
 * the file is written, and waits there for drivers as long as they like. So a
 * child writes, and is left to itself when it takes too long.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "act/act.h"
#include "source/file.h"

#define DEVICES "/sys/bus/pci/devices"
#define BUSES "/sys/class/pci_bus"
#define PATH_LEN 96
#define POLL_MS 20
#define REMOVE_MS 20000
#define SCAN_MS 60000
#define RETURN_MS 10000
#define RESCAN_MS 1000

/**
 * act_fail() - note why something was not done
 * @error: gets the line
 * @code: negative errno
 * @fmt: what was found, and what to do
 *
 * Return: @code.
 */
int act_fail(char error[ACT_ERROR_LEN], int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(error, ACT_ERROR_LEN, fmt, ap);
	va_end(ap);
	return code;
}

static void pause_ms(unsigned int ms)
{
	struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };

	nanosleep(&t, NULL);
}

static int write_one(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return errno;
	if (write(fd, "1", 1) < 0)
		err = errno;
	close(fd);
	return err;
}

/* Write "1" to a file; -ETIMEDOUT when the kernel is still at it. */
static int write_bounded(const char *path, unsigned int limit_ms)
{
	pid_t child = fork();
	int status;

	if (child < 0)
		return -errno;
	if (!child)
		_exit(write_one(path));
	for (unsigned int ms = 0; ms < limit_ms; ms += POLL_MS) {
		pid_t ended = waitpid(child, &status, WNOHANG);

		if (ended < 0)
			return -errno;
		if (ended)
			return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
		pause_ms(POLL_MS);
	}
	return -ETIMEDOUT;
}

/**
 * bus_remove() - take a function off the bus, and all below it
 * @f: the function
 * @error: why not
 *
 * Return: 0, also for one that had gone already, or a negative errno.
 */
int bus_remove(const struct function *f, char error[ACT_ERROR_LEN])
{
	char path[PATH_LEN], addr[PCI_ADDR_LEN];
	int err;

	snprintf(path, sizeof(path), DEVICES "/%s/remove",
		 addr_format(f->addr, addr));
	err = write_bounded(path, REMOVE_MS);
	if (!err || err == -ENOENT || err == -ENODEV)
		return 0;
	if (err == -ETIMEDOUT)
		return act_fail(error, err, "%s does not leave: its driver %s has not let go for %d s; it leaves when whoever uses it stops",
				addr, f->driver && *f->driver ? f->driver : "(none)",
				REMOVE_MS / 1000);
	return act_fail(error, err, "cannot remove %s: %s", addr, strerror(-err));
}

/**
 * bus_scan() - look for functions that are not there yet
 * @where: a bridge, whose own bus and all below it is scanned; or a root bus
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int bus_scan(const char *where, char error[ACT_ERROR_LEN])
{
	struct pci_addr bridge;
	char path[PATH_LEN];
	int err;

	snprintf(path, sizeof(path), "%s/%s/rescan",
		 addr_parse(where, &bridge, NULL) ? BUSES : DEVICES, where);
	err = write_bounded(path, SCAN_MS);
	if (err == -ETIMEDOUT)
		return act_fail(error, err, "the scan of %s is not over after %d s: a driver is stuck; see dmesg",
				where, SCAN_MS / 1000);
	if (err)
		return act_fail(error, err, "cannot scan %s again: %s", where,
				strerror(-err));
	return 0;
}

/**
 * bus_has() - is this very device there?
 * @f: the function, with its IDs
 *
 * Return: true when it is, and has these IDs.
 */
bool bus_has(const struct function *f)
{
	char path[PATH_LEN], addr[PCI_ADDR_LEN];
	unsigned long vendor, device;

	addr_format(f->addr, addr);
	snprintf(path, sizeof(path), DEVICES "/%s/vendor", addr);
	if (!file_number(AT_FDCWD, path, 16, &vendor))
		return false;
	snprintf(path, sizeof(path), DEVICES "/%s/device", addr);
	return file_number(AT_FDCWD, path, 16, &device) &&
	       vendor == f->vendor && device == f->device;
}

static const struct function *first_missing(const struct deed *deed)
{
	for (size_t i = 0; i < deed->leaves_count; i++)
		if (!bus_has(deed->leaves[i]))
			return deed->leaves[i];
	return NULL;
}

/**
 * bus_wait() - wait for all functions to be back, and look for them again
 * @deed: with the functions and where to look
 * @error: which one is missing
 *
 * Return: 0, or -ENODEV when one did not come back in time.
 */
int bus_wait(const struct deed *deed, char error[ACT_ERROR_LEN])
{
	const struct function *missing = NULL;
	char addr[PCI_ADDR_LEN];

	for (unsigned int ms = 0; ms < RETURN_MS; ms += RESCAN_MS) {
		missing = first_missing(deed);
		if (!missing)
			return 0;
		pause_ms(RESCAN_MS);
		for (size_t i = 0; i < deed->scans_count; i++)
			bus_scan(deed->scans[i], error);
	}
	missing = first_missing(deed);
	if (!missing)
		return 0;
	return act_fail(error, -ENODEV, "%s has not come back: nothing, or another device, answers there; reseat or power-cycle it and look for it with echo 1 > /sys/bus/pci/rescan",
			addr_format(missing->addr, addr));
}
