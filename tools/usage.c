// SPDX-License-Identifier: GPL-2.0
/* --help, and the lists that completion asks for. */

#include "invocation.h"

static void option_rows(struct report *r, const struct option_spec *options)
{
	for (; options && options->name; options++) {
		report_row(r, 1);
		if (options->letter)
			report_cell(r, MARK_COMMAND, "-%c, --%s%s%s",
				    options->letter, options->name,
				    options->argument ? "=" : "",
				    options->argument ? options->argument : "");
		else
			report_cell(r, MARK_COMMAND, "--%s%s%s", options->name,
				    options->argument ? "=" : "",
				    options->argument ? options->argument : "");
		report_cell(r, MARK_PLAIN, "%s", options->summary);
	}
}

static void heading(struct report *r, const char *text)
{
	report_blank(r);
	report_text(r, 0);
	report_cell(r, MARK_TITLE, "%s", text);
	report_table(r);
}

static void statuses(struct report *r)
{
	static const char *const meaning[] = {
		[STATUS_OK] = "the question was answered",
		[STATUS_NO] = "answered, and the answer is no",
		[STATUS_USAGE] = "the command line is wrong",
		[STATUS_DATA] = "the data could not be read",
	};

	heading(r, "Exit status");
	for (size_t i = 0; i < sizeof(meaning) / sizeof(meaning[0]); i++) {
		report_row(r, 1);
		report_cell(r, MARK_PLAIN, "%zu", i);
		report_cell(r, MARK_PLAIN, "%s", meaning[i]);
	}
}

/**
 * usage_general() - what acsdiag is and which commands it has
 * @r: filled
 */
void usage_general(struct report *r)
{
	report_text(r, 0);
	report_cell(r, MARK_PLAIN,
		    "acsdiag - why PCI devices share an IOMMU group, and what would separate them");
	report_blank(r);
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "Usage: ");
	report_cell(r, MARK_COMMAND,
		    "acsdiag [OPTION...] [COMMAND [ARGUMENT...]]");
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "Without a command: groups.");

	heading(r, "Commands");
	for (size_t i = 0; i < commands_count; i++) {
		report_row(r, 1);
		report_cell(r, MARK_COMMAND, "%s%s%s", commands[i]->name,
			    *commands[i]->arguments ? " " : "",
			    commands[i]->arguments);
		report_cell(r, MARK_PLAIN, "%s", commands[i]->summary);
	}
	heading(r, "Options, before or after the command");
	option_rows(r, global_options);
	statuses(r);
}

/**
 * usage_command() - what one command takes
 * @r: filled
 * @command: the command
 */
void usage_command(struct report *r, const struct command *command)
{
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "Usage: ");
	report_cell(r, MARK_COMMAND, "acsdiag %s%s%s", command->name,
		    *command->arguments ? " " : "", command->arguments);
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "%s", command->summary);
	if (command->options) {
		heading(r, "Options");
		option_rows(r, command->options);
	}
	heading(r, "Options of every command");
	option_rows(r, global_options);
}

/**
 * usage_list_commands() - the names of the commands, one a line
 * @r: filled
 */
void usage_list_commands(struct report *r)
{
	for (size_t i = 0; i < commands_count; i++) {
		report_text(r, 0);
		report_cell(r, MARK_PLAIN, "%s", commands[i]->name);
	}
}

static void list_options(struct report *r, const struct option_spec *options)
{
	for (; options && options->name; options++) {
		report_text(r, 0);
		report_cell(r, MARK_PLAIN, "--%s%s", options->name,
			    options->argument ? "=" : "");
	}
}

/**
 * usage_list_options() - the options, one a line; "=" behind those with a value
 * @r: filled
 * @command: whose options are listed before the global ones; NULL for none
 */
void usage_list_options(struct report *r, const struct command *command)
{
	if (command)
		list_options(r, command->options);
	list_options(r, global_options);
}
