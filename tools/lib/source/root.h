/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_ROOT_H
#define ACSDIAG_SOURCE_ROOT_H

#include "model/host.h"

/**
 * struct root - the directory that stands for "/", while a host is read
 * @fd: the directory
 * @live: it is this machine's own
 * @h: the host to fill
 */
struct root {
	int fd;
	bool live;
	struct host *h;
};

#define ROOT_NAMES_MAX 512

/**
 * struct names - entries of a directory, sorted as strcmp() does
 */
struct names {
	const char *list[ROOT_NAMES_MAX];
	size_t count;
};

int root_open(const struct root *root, const char *path, int flags);
enum fact root_has(const struct root *root, const char *path);
struct text root_text(const struct root *root, const char *path);
struct text root_rest(const struct root *root, int fd);
struct text root_part(const struct root *root, const char *path, uint64_t offset,
		      size_t len);
struct text root_value(const struct root *root, const char *path);
struct text root_first(const struct root *root, const char *const *paths);
enum fact root_names(const struct root *root, const char *path,
		     const char *suffix, struct names *names);
const char *root_link(const struct root *root, const char *path);

/* One subject each; what the tree does not show stays unread. */
void host_system_read(const struct root *root);
void host_cpu_read(const struct root *root);
void host_firmware_read(const struct root *root);
void host_kernel_read(const struct root *root);
void host_boot_read(const struct root *root);
void host_files_read(const struct root *root);
void host_modules_read(const struct root *root);
void host_initramfs_read(const struct root *root);
void host_signing_read(const struct root *root);
void host_bars_read(const struct root *root);
void host_devices_read(const struct root *root);
void host_resets_read(const struct root *root);
void host_guests_read(const struct root *root);
void host_log_read(const struct root *root);

#endif
