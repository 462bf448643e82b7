/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_REGISTERS_H
#define ACSDIAG_SOURCE_REGISTERS_H

#include "source/config.h"

#define REGISTERS_SIZE 4096

/**
 * struct registers - a function's config space, read from its file in sysfs
 * @image: what was read, for config_decode()
 * @fd: the file; the caller's
 * @denied: bytes that are there were not given
 * @read: dwords beyond the first bytes that were read, a bit each
 * @bytes: the image's
 */
struct registers {
	struct config_image image;
	int fd;
	bool denied;
	uint64_t read[REGISTERS_SIZE / 4 / 64];
	uint8_t bytes[REGISTERS_SIZE];
};

int registers_read(struct registers *r, int fd, bool live);
bool registers_may_be_virtual(const struct registers *r);

#endif
