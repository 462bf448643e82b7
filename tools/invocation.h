/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_INVOCATION_H
#define ACSDIAG_INVOCATION_H

#include "command.h"
#include "render/render.h"

/**
 * enum instead - what is wanted instead of running the command
 */
enum instead {
	INSTEAD_NOTHING = 0,
	INSTEAD_HELP,
	INSTEAD_VERSION,
	INSTEAD_LIST_COMMANDS,
	INSTEAD_LIST_OPTIONS,
};

/**
 * enum when - --color
 */
enum when {
	WHEN_AUTO = 0,
	WHEN_ALWAYS,
	WHEN_NEVER,
};

/**
 * struct invocation - the command line, understood
 * @ctx: what the command is given
 * @command: the command, NULL when none was named
 * @instead: what to do in its place
 * @inputs: the values of --input; ctx.request points here
 * @colour: --color
 * @ascii: --ascii
 */
struct invocation {
	struct context ctx;
	const struct command *command;
	enum instead instead;
	const char **inputs;
	enum when colour;
	bool ascii;
};

extern const struct option_spec global_options[];

/* options.c */
enum status invocation_parse(struct invocation *call, int argc, char **argv);
void invocation_release(struct invocation *call);

/* usage.c */
void usage_general(struct report *r);
void usage_command(struct report *r, const struct command *command);
void usage_list_commands(struct report *r);
void usage_list_options(struct report *r, const struct command *command);

/* terminal.c */
void terminal_style(const struct invocation *call, struct style *style);

#endif
