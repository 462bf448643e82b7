/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RULES_BOOT_H
#define ACSDIAG_RULES_BOOT_H

#include "model/host.h"

/**
 * struct boot_rule - how kernel parameters are set with a boot loader
 * @loader: which one
 * @distribution: that it is of, or is like; NULL for every other
 * @name: for people
 * @file: to edit, NULL where a command does all
 * @variable: assignment in @file that holds the line, NULL for a bare line
 * @apply: command that makes the edit take effect, NULL for none
 * @add: command that adds a parameter ("%s" stands for it), NULL where a file
 *	 is edited
 * @remove: command that removes one
 * @source: documentation this rests on
 */
struct boot_rule {
	enum boot_loader loader;
	const char *distribution;
	const char *name;
	const char *file;
	const char *variable;
	const char *apply;
	const char *add;
	const char *remove;
	const char *source;
};

const struct boot_rule *boot_rule(const struct host *h);

#endif
