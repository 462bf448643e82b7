/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_COMMAND_H
#define ACSDIAG_COMMAND_H

#include "model/machine.h"
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
 * struct option_spec - one option, as completion, usage and the parser see it
 * @name: without the dashes
 * @argument: what it takes, for the usage text; NULL when it takes nothing
 * @summary: one line for --help
 * @letter: a single-letter form, 0 for none
 */
struct option_spec {
	const char *name;
	const char *argument;
	const char *summary;
	char letter;
};

/**
 * struct given - an option that was on the command line
 * @option: which
 * @value: its argument, NULL when it takes none
 */
struct given {
	const struct option_spec *option;
	const char *value;
};

/**
 * struct context - what a command works with
 * @request: where the facts are to come from
 * @machine: the machine, read before the command runs (NULL where the command
 *	     reads by itself)
 * @report: the answer; the command fills it
 * @args: what was typed behind the command's name, options taken out
 * @args_count: entries in @args
 * @given: the command's own options, in the order typed
 * @given_count: entries in @given
 * @json: the answer is for a program; a command that has no other sets it
 * @output: file that the answer goes to, NULL for standard output
 * @verbose: how many -v
 * @error: one line for a person when there is no answer; it goes with
 *	   STATUS_USAGE or STATUS_DATA
 */
struct context {
	struct source_request request;
	struct machine *machine;
	struct report *report;
	char **args;
	size_t args_count;
	struct given *given;
	size_t given_count;
	bool json;
	const char *output;
	unsigned int verbose;
	char error[COMMAND_ERROR_LEN];
};

/**
 * struct command - one row of the command table
 * @name: what the user types
 * @arguments: for the usage line
 * @summary: one line for --help
 * @options: options of its own, ended by one without a name; NULL for none
 * @min_args: fewest arguments it takes
 * @max_args: most arguments it takes
 * @needs_machine: main reads the machine before it runs
 * @details: and of it also what decides no grouping
 * @run: fills ctx->report
 */
struct command {
	const char *name;
	const char *arguments;
	const char *summary;
	const struct option_spec *options;
	size_t min_args, max_args;
	bool needs_machine;
	bool details;
	enum status (*run)(struct context *ctx);
};

#define ARGS_ANY ((size_t)-1)

/* One file each in cmd/; they never call one another. */
extern const struct command cmd_groups;
extern const struct command cmd_tree;
extern const struct command cmd_show;
extern const struct command cmd_why;
extern const struct command cmd_predict;
extern const struct command cmd_diff;
extern const struct command cmd_p2p;
extern const struct command cmd_doctor;
extern const struct command cmd_plan;
extern const struct command cmd_regroup;
extern const struct command cmd_reset;
extern const struct command cmd_snapshot;

extern const struct command *const commands[];
extern const size_t commands_count;

enum status command_fail(struct context *ctx, enum status status,
			 const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
enum status command_function(struct context *ctx, const char *text,
			     const struct function **function);
enum status command_functions(struct context *ctx, const struct function **a,
			      const struct function **b);
enum status command_no_memory(struct context *ctx);
bool command_given(const struct context *ctx, const char *option);
const char *command_value(const struct context *ctx, const char *option);

/* acsdiag.c */
void command_tell_so_far(struct context *ctx);

#endif
