// SPDX-License-Identifier: GPL-2.0
/* Functions leave the bus and come back, by sysfs. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "act/act.h"
#include "source/file.h"

#define DEVICES "/sys/bus/pci/devices"
#define BUSES "/sys/class/pci_bus"
#define PATH_LEN 96
#define POLL_MS 20
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

static int wait_until_gone(const struct function *f)
{
	for (unsigned int ms = 0; ms < REMOVE_MS; ms += POLL_MS) {
		if (!bus_has(f))
			return 0;
		act_pause(POLL_MS);
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
	err = act_write(path, "1", REMOVE_MS);
	/* Somebody else removes it, and may still be at it. */
	if (err == -ENOENT || err == -ENODEV)
		err = wait_until_gone(f);
	if (!err)
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
	err = act_write(path, "1", SCAN_MS);
	if (err == -ETIMEDOUT)
		return act_fail(error, err, "the scan of %s is not over after %d s: a driver is stuck; see dmesg",
				where, SCAN_MS / 1000);
	if (err)
		return act_fail(error, err, "cannot scan %s again: %s", where,
				strerror(-err));
	return 0;
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
		act_pause(RESCAN_MS);
		for (size_t i = 0; i < deed->scans_count; i++)
			bus_scan(deed->scans[i], error);
	}
	missing = first_missing(deed);
	if (!missing)
		return 0;
	return act_fail(error, -ENODEV, "%s has not come back: nothing, or another device, answers there; reseat or power-cycle it and look for it with echo 1 > /sys/bus/pci/rescan",
			addr_format(missing->addr, addr));
}
