/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RULES_PARAMETERS_H
#define ACSDIAG_RULES_PARAMETERS_H

#include "model/host.h"

/**
 * struct parameter_rule - a kernel parameter that does not do what it is for
 * @name: of the parameter
 * @token: of its value, between commas; NULL for any value
 * @option: kernel option with which this is so, NULL for always
 * @tool: maker of the initramfs with which alone it works, INITRAMFS_UNKNOWN
 *	  for no matter
 * @says: what is wrong with it
 * @instead: what to write in its place, NULL to leave it out
 * @source: what this rests on
 */
struct parameter_rule {
	const char *name;
	const char *token;
	const char *option;
	enum initramfs_tool tool;
	const char *says;
	const char *instead;
	const char *source;
};

extern const struct parameter_rule parameter_rules[];

bool parameter_matters(const struct word *word);

#endif
