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
 * @own_file: as @file, one that a plan for one host can have for itself
 * @own_line: what has vfio-pci loaded early, there
 * @own_apply: as @apply, where that alone would not take what @own_line has
 * @again: what has to stand before @own_apply where that was run earlier, for
 *	   another device
 * @undo: command that takes @apply back, once the files are as they were
 * @source: documentation this rests on
 */
struct initramfs_rule {
	enum initramfs_tool tool;
	const char *name;
	const char *file;
	const char *line;
	const char *apply;
	const char *own_file;
	const char *own_line;
	const char *own_apply;
	const char *again;
	const char *undo;
	const char *source;
};

const struct initramfs_rule *initramfs_rule(const struct host *h);

#endif
