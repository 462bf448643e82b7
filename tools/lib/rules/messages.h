/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RULES_MESSAGES_H
#define ACSDIAG_RULES_MESSAGES_H

#include <stdbool.h>

/**
 * struct message_rule - a line of the kernel's log, and what it means
 * @text: a part of it that no other line has
 * @harmless: it needs nothing done
 * @means: for people
 * @check: that looks at its cause, NULL for none
 * @source: where the kernel prints it
 */
struct message_rule {
	const char *text;
	bool harmless;
	const char *means;
	const char *check;
	const char *source;
};

extern const struct message_rule message_rules[];

#endif
