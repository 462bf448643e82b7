// SPDX-License-Identifier: GPL-2.0
/*
 * Packed files. The program that packed an initramfs or a module is on every
 * host that makes one, so it is what unpacks; no library has to be loaded for
 * commands that read neither.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "source/unpack.h"

extern char **environ;

static const struct unpacker unpackers[] = {
	{ "\x1f\x8b", 2, { "gzip", "-dc", NULL } },
	{ "\x28\xb5\x2f\xfd", 4, { "zstd", "-dcq", NULL } },
	{ "\xfd\x37zXZ", 5, { "xz", "-dc", NULL } },
	{ "\x5d\0\0", 3, { "xz", "-dc", "--format=lzma", NULL } },
	{ "\x02\x21\x4c\x18", 4, { "lz4", "-dc", NULL } },
	{ "\x04\x22\x4d\x18", 4, { "lz4", "-dc", NULL } },
	{ "BZh", 3, { "bzip2", "-dc", NULL } },
	{ "\x89LZO", 4, { "lzop", "-dc", NULL } },
};

/**
 * unpacker_of() - what unpacks this?
 * @magic: its first bytes, eight of them
 *
 * Return: the program, or NULL when it is not packed in a way known here.
 */
const struct unpacker *unpacker_of(const char *magic)
{
	for (size_t i = 0; i < sizeof(unpackers) / sizeof(unpackers[0]); i++)
		if (!memcmp(magic, unpackers[i].magic, unpackers[i].len))
			return &unpackers[i];
	return NULL;
}

/**
 * unpacker_start() - unpack what a file holds from where it stands
 * @u: the program
 * @fd: the file
 * @child: set; unpacker_wait() waits for it
 *
 * Return: a pipe with what was packed, or a negative errno.
 */
int unpacker_start(const struct unpacker *u, int fd, pid_t *child)
{
	posix_spawn_file_actions_t actions;
	int pipes[2], err;

	if (pipe2(pipes, O_CLOEXEC))
		return -errno;
	err = posix_spawn_file_actions_init(&actions);
	if (err)
		goto close_pipes;
	posix_spawn_file_actions_adddup2(&actions, fd, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
					 O_WRONLY, 0);
	err = posix_spawnp(child, u->argv[0], &actions, NULL,
			   (char *const *)u->argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (err)
		goto close_pipes;
	close(pipes[1]);
	return pipes[0];

close_pipes:
	close(pipes[0]);
	close(pipes[1]);
	return -err;
}

/**
 * unpacker_wait() - wait for a program whose output was read
 * @child: as unpacker_start() set it
 */
void unpacker_wait(pid_t child)
{
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
}

static struct text unpack(const struct root *root, const char *path,
			  const struct unpacker *u)
{
	struct text t = { .fact = FACT_UNREAD };
	int fd = root_open(root, path, O_RDONLY);
	int out = fd < 0 ? fd : -1;
	pid_t child;

	if (fd >= 0) {
		out = unpacker_start(u, fd, &child);
		close(fd);
	}
	if (out < 0)
		return t;
	t = root_rest(root, out);
	unpacker_wait(child);
	return t;
}

/**
 * unpacked_text() - read a file that may be packed
 * @root: the root; its host keeps the text
 * @path: absolute
 *
 * Return: what was packed, or why there is none.
 */
struct text unpacked_text(const struct root *root, const char *path)
{
	struct text t = root_text(root, path);
	const struct unpacker *u = NULL;

	if (t.fact == FACT_KNOWN && t.len >= 8)
		u = unpacker_of(t.text);
	return u ? unpack(root, path, u) : t;
}
