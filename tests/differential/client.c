// SPDX-License-Identifier: GPL-2.0
/* The guest's end: load a machine, let its stages appear, read the groups. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "client.h"
#include "model/machine.h"

#define DEVICES "/sys/bus/pci/devices"

/**
 * client_open() - open the module's device
 *
 * Return: a file descriptor, or a negative errno.
 */
int client_open(void)
{
	int fd = open("/dev/acsdiag-synth", O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static int client_ioctl(int fd, unsigned long request, unsigned long arg)
{
	return ioctl(fd, request, arg) ? -errno : 0;
}

/* As after a boot: what is there from the first stage on, all at once. */
static int load(int fd, const struct synthetic *s)
{
	struct synth_machine m = {
		.functions = (uintptr_t)s->functions,
		.count = (uint32_t)s->count,
		.roots_count = s->roots_count,
	};

	memcpy(m.roots, s->roots, sizeof(m.roots));
	return client_ioctl(fd, SYNTH_LOAD, (uintptr_t)&m);
}

/**
 * client_remove() - take the machine away
 * @fd: from client_open()
 *
 * Return: 0, or a negative errno.
 */
int client_remove(int fd)
{
	return client_ioctl(fd, SYNTH_REMOVE, 0);
}

static int read_group(uint16_t rid)
{
	char path[96], target[256];
	const char *slash;
	ssize_t len;

	snprintf(path, sizeof(path), DEVICES "/0000:%02x:%02x.%x/iommu_group",
		 rid >> 8, rid >> 3 & 0x1f, rid & 7);
	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return GROUP_NONE;
	target[len] = '\0';
	slash = strrchr(target, '/');
	return slash ? atoi(slash + 1) : GROUP_NONE;
}

static size_t read_config(uint16_t rid, uint8_t config[SYNTH_CONFIG_SIZE])
{
	char path[96];
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), DEVICES "/0000:%02x:%02x.%x/config",
		 rid >> 8, rid >> 3 & 0x1f, rid & 7);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	len = pread(fd, config, SYNTH_CONFIG_SIZE, 0);
	close(fd);
	return len < 0 ? 0 : (size_t)len;
}

static bool is_present(uint16_t rid)
{
	char path[96];

	snprintf(path, sizeof(path), DEVICES "/0000:%02x:%02x.%x", rid >> 8,
		 rid >> 3 & 0x1f, rid & 7);
	return !access(path, F_OK);
}

static const struct seen *sight_find(const struct sight *sight, uint16_t rid)
{
	for (size_t i = 0; i < sight->count; i++)
		if (sight->list[i].rid == rid)
			return &sight->list[i];
	return NULL;
}

/* Note the functions that were not there when we looked last. */
static void note_new(const struct synthetic *s, unsigned int stage,
		     struct sight *sight)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct synth_function *f = &s->functions[i];
		struct seen *seen = &sight->list[sight->count];

		if (sight_find(sight, f->rid) || !is_present(f->rid))
			continue;
		memset(seen, 0, sizeof(*seen));
		seen->rid = f->rid;
		seen->stage = stage;
		seen->virtual = image_get16(f, 0) == 0xffff;
		sight->count++;
	}
}

/*
 * The kernel does not see the capability where extended config space cannot be
 * reached, as below a conventional bus: then there are just no virtual ones.
 */
static int enable_vfs(int fd, const struct synthetic *s)
{
	struct synth_query q = { .rid = s->pf, .value = s->vfs };
	int err = client_ioctl(fd, SYNTH_VFS, (uintptr_t)&q);

	return err == -ENOSYS || err == -ENODEV ? 0 : err;
}

/* Let every stage appear, then read groups and config space. */
static int look(int fd, const struct synthetic *s, struct sight *sight)
{
	unsigned int stage;
	int err = 0;

	note_new(s, 0, sight);
	for (stage = 1; stage <= s->stages && !err; stage++) {
		err = client_ioctl(fd, SYNTH_STAGE, stage);
		note_new(s, stage, sight);
	}
	if (!err && s->vfs) {
		err = enable_vfs(fd, s);
		note_new(s, stage, sight);
	}
	for (size_t i = 0; i < sight->count; i++) {
		struct seen *seen = &sight->list[i];

		seen->group = read_group(seen->rid);
		seen->len = read_config(seen->rid, seen->config);
	}
	return err;
}

/**
 * client_present() - put a machine in front of the kernel and see what it does
 * @fd: from client_open(), with no machine loaded
 * @s: the machine
 * @sight: filled; sight_release() frees it
 *
 * Return: 0 with the machine loaded until client_remove(), or a negative errno
 * with nothing to release.
 */
int client_present(int fd, const struct synthetic *s, struct sight *sight)
{
	int err;

	sight->count = 0;
	sight->list = calloc(s->count + 1, sizeof(*sight->list));
	if (!sight->list)
		return -ENOMEM;
	err = load(fd, s);
	if (err)
		goto err_release;
	err = look(fd, s, sight);
	if (err)
		goto err_remove;
	return 0;

err_remove:
	client_remove(fd);
err_release:
	sight_release(sight);
	return err;
}

/**
 * sight_release() - free what was seen
 * @sight: from client_look()
 */
void sight_release(struct sight *sight)
{
	free(sight->list);
	sight->list = NULL;
	sight->count = 0;
}
