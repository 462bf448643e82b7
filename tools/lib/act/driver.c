// SPDX-License-Identifier: GPL-2.0
/*
 * Drivers of functions that came back. The kernel binds whatever driver fits,
 * and has forgotten driver_override with the function; what was bound before is
 * bound again.
 */

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "act/act.h"
#include "source/file.h"

#define BUS "/sys/bus/pci"
#define PATH_LEN 128
#define DRIVER_MS 20000
#define NO_OVERRIDE "(null)"

/*
 * Whether it takes effect is seen from which driver is bound afterwards. A driver
 * that is stuck is given up on.
 */
static void put(const char *path, const char *text)
{
	act_write(path, text, DRIVER_MS);
}

/**
 * override_read() - which driver a function was told to take
 * @f: the function
 * @override: its name, "" for none
 */
void override_read(const struct function *f, char override[OVERRIDE_LEN])
{
	char path[PATH_LEN], addr[PCI_ADDR_LEN];

	snprintf(path, sizeof(path), BUS "/devices/%s/driver_override",
		 addr_format(f->addr, addr));
	if (file_line(AT_FDCWD, path, override, OVERRIDE_LEN) < 0 ||
	    !strcmp(override, NO_OVERRIDE))
		*override = '\0';
}

static void bound(const char *addr, char driver[OVERRIDE_LEN])
{
	char path[PATH_LEN];

	snprintf(path, sizeof(path), BUS "/devices/%s/driver", addr);
	if (link_name(AT_FDCWD, path, driver, OVERRIDE_LEN) < 0)
		*driver = '\0';
}

static void rebind(const char *addr, const char *from, const char *to)
{
	char path[PATH_LEN], now[OVERRIDE_LEN];

	if (*from) {
		snprintf(path, sizeof(path), BUS "/devices/%s/driver/unbind",
			 addr);
		put(path, addr);
	}
	if (!*to)
		return;
	put(BUS "/drivers_probe", addr);
	bound(addr, now);
	if (*now)
		return;
	snprintf(path, sizeof(path), BUS "/drivers/%.64s/bind", to);
	put(path, addr);
}

/**
 * driver_restore() - have a function as it was before it left
 * @f: the function, with the driver it had
 * @override: the driver it was told to take, "" for none
 *
 * Return: true when it has the same driver again, or it was not known.
 */
bool driver_restore(const struct function *f, const char *override)
{
	char path[PATH_LEN], addr[PCI_ADDR_LEN], now[OVERRIDE_LEN];

	addr_format(f->addr, addr);
	if (*override) {
		snprintf(path, sizeof(path), BUS "/devices/%s/driver_override",
			 addr);
		put(path, override);
	}
	if (!f->driver)
		return true;
	bound(addr, now);
	if (strcmp(now, f->driver))
		rebind(addr, now, f->driver);
	bound(addr, now);
	return !strcmp(now, f->driver);
}
