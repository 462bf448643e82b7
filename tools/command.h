/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_COMMAND_H
#define ACSDIAG_COMMAND_H

#include "report/report.h"
#include "source/source.h"

/**
 * enum status - exit statuses, all of them
 * @STATUS_OK: the question was answered
 * @STATUS_NO: answered, and the answer is "no": not isolated, not ready,
 *	       prediction differs, reset failed
 * @STATUS_USAGE: the words on the command line are off
 * @STATUS_DATA: the data could not be read: permission, bad input, no module
 */
enum status {
	STATUS_OK = 0,
	STATUS_NO = 1,
	STATUS_USAGE = 2,
	STATUS_DATA = 3,
};

#define COMMAND_ERROR_LEN 640

/**
 * struct context - what a command works with
 * @request: where the facts are to come from
 * @machine: the machine, read before the command runs (NULL where the command
 *	     reads by itself)
 * @report: the answer; the command fills it
 * @verbose: how many -v
 * @error: one line for a person when the status is not STATUS_OK or _NO
 */
struct context {
	struct source_request request;
	struct machine *machine;
	struct report *report;
	unsigned int verbose;
	char error[COMMAND_ERROR_LEN];
};

/**
 * struct command - one row of the command table
 * @name: what the user types
 * @arguments: for the usage line
 * @summary: one line for --help
 * @options: long options of its own, NULL-terminated, for completion and usage
 * @needs_machine: main reads the machine before it runs
 * @run: fills ctx->report
 */
struct command {
	const char *name;
	const char *arguments;
	const char *summary;
	const char *const *options;
	bool needs_machine;
	enum status (*run)(struct context *ctx, int argc, char **argv);
};

/* One file each in cmd/; they never call one another. */
extern const struct command cmd_groups;
extern const struct command cmd_tree;
extern const struct command cmd_show;
extern const struct command cmd_why;
extern const struct command cmd_snapshot;
extern const struct command cmd_predict;
extern const struct command cmd_diff;
extern const struct command cmd_p2p;

#endif
