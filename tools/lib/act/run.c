// SPDX-License-Identifier: GPL-2.0
/* Commands of a plan, run as a person would type them. */

#define _GNU_SOURCE
#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "act/files.h"

extern char **environ;

/**
 * command_run() - run a command
 * @command: for the shell; what it prints goes to standard error
 * @error: why it failed
 *
 * Return: 0 when it exited with status 0, or a negative errno.
 */
int command_run(const char *command, char error[ACT_ERROR_LEN])
{
	char *const argv[] = { "sh", "-c", (char *)command, NULL };
	posix_spawn_file_actions_t actions;
	int status, err;
	pid_t child;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
	err = posix_spawn(&child, "/bin/sh", &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (err)
		return act_fail(error, -err, "cannot run \"%s\": %s", command,
				strerror(err));
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return act_fail(error, -errno, "\"%s\": %s", command,
					strerror(errno));
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	if (WIFEXITED(status))
		return act_fail(error, -EIO, "\"%s\" ended with status %d",
				command, WEXITSTATUS(status));
	return act_fail(error, -EIO, "\"%s\" was killed by signal %d", command,
			WTERMSIG(status));
}
