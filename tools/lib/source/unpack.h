/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_UNPACK_H
#define ACSDIAG_SOURCE_UNPACK_H

#include <sys/types.h>

#include "source/root.h"

/**
 * struct unpacker - a program that unpacks
 * @magic: what it unpacks begins with
 * @len: of @magic
 * @argv: how to call it, to go from standard input to standard output
 */
struct unpacker {
	const char *magic;
	size_t len;
	const char *argv[4];
};

const struct unpacker *unpacker_of(const char *magic);
int unpacker_start(const struct unpacker *u, int fd, pid_t *child);
void unpacker_wait(pid_t child);
struct text unpacked_text(const struct root *root, const char *path);

#endif
