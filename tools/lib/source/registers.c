// SPDX-License-Identifier: GPL-2.0
/*
 * Config space through sysfs, no more of it than is needed.
 *
 * The kernel asks the hardware for each dword that is read. That takes about a
 * microsecond, and tens of them in a virtual machine, where each is a trap: next
 * to it nothing else that a run does counts. So the header is read, and then
 * dword by dword what the capability lists lead to. A copy of a tree has plain
 * files, of which the part that holds most lists costs no more than a dword.
 */

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/registers.h"

#define CONFIG_HEADER 64
#define CONFIG_STANDARD 256
#define CONFIG_LISTS 512
#define DWORD 4

static bool have(const struct registers *r, size_t dword)
{
	return r->read[dword / 64] >> dword % 64 & 1;
}

static bool read_dword(struct registers *r, size_t dword)
{
	uint8_t *to = r->bytes + dword * DWORD;

	if (have(r, dword))
		return true;
	if (r->denied || pread(r->fd, to, DWORD, (off_t)(dword * DWORD)) != DWORD) {
		r->denied = true;
		return false;
	}
	r->read[dword / 64] |= 1ull << dword % 64;
	return true;
}

static bool fetch(struct config_image *image, size_t offset, size_t size)
{
	struct registers *r = (struct registers *)image;
	size_t from = offset < image->len ? image->len : offset;
	size_t end = offset + size;

	if (end > image->size)
		return false;
	for (size_t dword = from / DWORD; dword * DWORD < end; dword++)
		if (!read_dword(r, dword))
			return false;
	return true;
}

/* The file is as large as the space in the kernel's eyes, whoever reads it. */
static size_t live_size(int fd)
{
	struct stat st;

	return fstat(fd, &st) ? 0 : (size_t)st.st_size;
}

/* Any other size is that of a copy which was cut short. */
static size_t copied_size(size_t len)
{
	if (len == CONFIG_LISTS)
		return REGISTERS_SIZE;
	return len == CONFIG_STANDARD ? CONFIG_STANDARD : 0;
}

/**
 * registers_read() - read what config_decode() is to begin with
 * @r: filled; it reads the rest from @fd when that is asked for
 * @fd: the function's config file, open for reading
 * @live: the hardware answers, not a copy
 *
 * Return: 0, or a negative errno; then there are no bytes.
 */
int registers_read(struct registers *r, int fd, bool live)
{
	size_t first = live ? CONFIG_HEADER : CONFIG_LISTS;
	ssize_t len = pread(fd, r->bytes, first, 0);

	if (len < 0)
		return -errno;
	memset(r->read, 0, sizeof(r->read));
	r->fd = fd;
	r->image = (struct config_image) {
		.bytes = r->bytes,
		.len = (size_t)len,
		.size = live ? live_size(fd) : copied_size((size_t)len),
		.fetch = (size_t)len == first ? fetch : NULL,
	};
	r->denied = !r->image.fetch &&
		    r->image.len < (r->image.size ? r->image.size : CONFIG_STANDARD);
	return 0;
}

/**
 * registers_may_be_virtual() - could this be a virtual function?
 * @r: what was read
 *
 * These read ones for their vendor (PCIe r6.0, 9.3.4.1.1), so others need not be
 * asked for their physical function.
 *
 * Return: true when it could.
 */
bool registers_may_be_virtual(const struct registers *r)
{
	return r->image.len < 2 || (r->bytes[0] == 0xff && r->bytes[1] == 0xff);
}
