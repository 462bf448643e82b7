// SPDX-License-Identifier: GPL-2.0
/* Everything of a host besides its PCI functions, one subject after another. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "source/root.h"
#include "source/source.h"

static void (*const subjects[])(const struct root *root) = {
	host_system_read,
	host_cpu_read,
	host_firmware_read,
	host_kernel_read,
	host_boot_read,
	host_modules_read,
	host_initramfs_read,
	host_signing_read,
	host_bars_read,
	host_devices_read,
	host_resets_read,
	host_guests_read,
	host_log_read,
	host_files_read,
};

/**
 * host_facts_read() - read what is known of a host
 * @path: directory that stands for "/", NULL for this machine's
 * @host: the host; the caller's to free
 * @error: why not
 *
 * Return: 0 or a negative errno; what the tree does not show stays unread.
 */
int host_facts_read(const char *path, struct host **host,
		    struct source_error *error)
{
	struct root root = { .live = !path || !strcmp(path, "/") };

	root.fd = open(path ? path : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root.fd < 0)
		return source_fail(error, -errno, "%s: %s", path, strerror(errno));
	root.h = host_new();
	if (root.h)
		for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++)
			subjects[i](&root);
	close(root.fd);
	if (!root.h || root.h->failed) {
		host_free(root.h);
		return source_fail(error, -ENOMEM, "out of memory");
	}
	*host = root.h;
	return 0;
}
