/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_FILE_H
#define ACSDIAG_SOURCE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

ssize_t file_line(int dir, const char *path, char *buf, size_t size);
bool file_number(int dir, const char *path, int base, unsigned long *value);
ssize_t link_name(int dir, const char *path, char *buf, size_t size);

#endif
