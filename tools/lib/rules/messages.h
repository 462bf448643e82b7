/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RULES_MESSAGES_H
#define ACSDIAG_RULES_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct message - a message of the kernel that is about passthrough
 * @format: its wording, or what is alike of it on several kernels, as the
 *	    kernel's source has it: what a conversion prints may be anything
 * @with: what the line has to have besides, NULL for nothing
 * @harmless: it is often taken for the cause of trouble, and is not
 * @meaning: what it says, one sentence
 * @mend: what to do, NULL for nothing
 * @check: that looks at the cause, NULL for none
 * @file: of the kernel's source that has @format; where it moved, each with a
 *	  blank between
 * @only: of Linux 6.1, 6.12 and 7.2 those that word it so, NULL for all
 */
struct message {
	const char *format;
	const char *with;
	bool harmless;
	const char *meaning;
	const char *mend;
	const char *check;
	const char *file;
	const char *only;
};

extern const struct message messages[];

const char *message_next(const struct message *m, const char *log, size_t len,
			 size_t *line_len);

#endif
