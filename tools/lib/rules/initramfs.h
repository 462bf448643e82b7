/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RULES_INITRAMFS_H
#define ACSDIAG_RULES_INITRAMFS_H

#include "model/host.h"

/**
 * struct initramfs_rule - how modules get into an initramfs
 * @tool: who makes it
 * @name: for people
 * @file: that lists modules to load early
 * @line: what is to stand there, "%s" for the modules; NULL for a module a line
 * @apply: command that makes the initramfs anew
 * @source: documentation this rests on
 */
struct initramfs_rule {
	enum initramfs_tool tool;
	const char *name;
	const char *file;
	const char *line;
	const char *apply;
	const char *source;
};

const struct initramfs_rule *initramfs_rule(const struct host *h);

#endif
