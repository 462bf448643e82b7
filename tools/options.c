// SPDX-License-Identifier: GPL-2.0
/*
 * The command line: global options anywhere, the command's own behind its
 * name, "--option value" and "--option=value" alike. Names are never guessed
 * from a prefix, so that a new command cannot change what a script means.
 */

#include <stdlib.h>
#include <string.h>

#include "invocation.h"
#include "nearest.h"

const struct option_spec global_options[] = {
	{ "input", "FILE|DIR", "read this instead of the machine; repeatable",
	  'i' },
	{ "source", "auto|netlink|sysfs", "how to ask this machine", 0 },
	{ "sysroot", "DIR", "directory that stands for /", 0 },
	{ "json", NULL, "answer as JSON", 0 },
	{ "color", "auto|always|never", "use colour", 0 },
	{ "ascii", NULL, "no character outside ASCII", 0 },
	{ "verbose", NULL, "say more", 'v' },
	{ "help", NULL, "show help for the command", 'h' },
	{ "version", NULL, "show the version", 0 },
	{ "list-cmds", NULL, "list the commands, for completion", 0 },
	{ "list-options", NULL, "list the options, for completion", 0 },
	{ 0 },
};

/* The words that an option may take, behind its place in global_options. */
static int word_index(const char *const *words, const char *word)
{
	for (int i = 0; words[i]; i++)
		if (!strcmp(words[i], word))
			return i;
	return -1;
}

static enum status set_colour(struct invocation *call, const char *value)
{
	static const char *const words[] = { "auto", "always", "never", NULL };
	int i = word_index(words, value);

	if (i < 0)
		return command_fail(&call->ctx, STATUS_USAGE,
				    "--color takes auto, always or never, not '%s'",
				    value);
	call->colour = (enum when)i;
	return STATUS_OK;
}

static enum status set_source(struct invocation *call, const char *value)
{
	static const char *const words[] = { "auto", "netlink", "sysfs", NULL };

	if (word_index(words, value) < 0)
		return command_fail(&call->ctx, STATUS_USAGE,
				    "--source takes auto, netlink or sysfs, not '%s'",
				    value);
	call->ctx.request.source = value;
	return STATUS_OK;
}

static enum status set_input(struct invocation *call, const char *value)
{
	call->inputs[call->ctx.request.inputs_count++] = value;
	return STATUS_OK;
}

static enum status set_sysroot(struct invocation *call, const char *value)
{
	call->ctx.request.sysroot = value;
	return STATUS_OK;
}

static enum status set_json(struct invocation *call, const char *value)
{
	(void)value;
	call->ctx.json = true;
	return STATUS_OK;
}

static enum status set_ascii(struct invocation *call, const char *value)
{
	(void)value;
	call->ascii = true;
	return STATUS_OK;
}

static enum status set_verbose(struct invocation *call, const char *value)
{
	(void)value;
	call->ctx.verbose++;
	return STATUS_OK;
}

/* What a global option does, by name: a setter, or what to do instead. */
static const struct {
	const char *name;
	enum status (*set)(struct invocation *call, const char *value);
	enum instead instead;
} effects[] = {
	{ "input", set_input, INSTEAD_NOTHING },
	{ "source", set_source, INSTEAD_NOTHING },
	{ "sysroot", set_sysroot, INSTEAD_NOTHING },
	{ "json", set_json, INSTEAD_NOTHING },
	{ "color", set_colour, INSTEAD_NOTHING },
	{ "ascii", set_ascii, INSTEAD_NOTHING },
	{ "verbose", set_verbose, INSTEAD_NOTHING },
	{ "help", NULL, INSTEAD_HELP },
	{ "version", NULL, INSTEAD_VERSION },
	{ "list-cmds", NULL, INSTEAD_LIST_COMMANDS },
	{ "list-options", NULL, INSTEAD_LIST_OPTIONS },
};

static enum status apply_global(struct invocation *call,
				const struct option_spec *option,
				const char *value)
{
	for (size_t i = 0; i < sizeof(effects) / sizeof(effects[0]); i++) {
		if (strcmp(effects[i].name, option->name))
			continue;
		if (effects[i].set)
			return effects[i].set(call, value);
		call->instead = effects[i].instead;
	}
	return STATUS_OK;
}

/* Does @word, "--name", "--name=value" or "-l", name @option? */
static bool option_is(const struct option_spec *option, const char *word)
{
	size_t len = strlen(option->name);

	if (word[0] != '-')
		return false;
	if (word[1] != '-')
		return option->letter && word[1] == option->letter && !word[2];
	return !strncmp(word + 2, option->name, len) &&
	       (!word[2 + len] || word[2 + len] == '=');
}

static const struct option_spec *find_option(const struct option_spec *list,
					     const char *word)
{
	for (; list && list->name; list++)
		if (option_is(list, word))
			return list;
	return NULL;
}

static enum status unknown_option(struct invocation *call, const char *word)
{
	const char *near = nearest_option(call->command, word);

	if (near)
		return command_fail(&call->ctx, STATUS_USAGE,
				    "unknown option '%s'; did you mean --%s?",
				    word, near);
	return command_fail(&call->ctx, STATUS_USAGE,
			    "unknown option '%s'; see acsdiag %s%s--help", word,
			    call->command ? call->command->name : "",
			    call->command ? " " : "");
}

/* Take the option at argv[*i], and its value if that is the next word. */
static enum status take_option(struct invocation *call, int argc, char **argv,
			       int *i)
{
	const struct option_spec *own = NULL, *option;
	const char *word = argv[*i];
	char *value = strchr(word, '=');

	option = find_option(global_options, word);
	if (!option && call->command)
		option = own = find_option(call->command->options, word);
	if (!option)
		return unknown_option(call, word);
	if (!option->argument && value)
		return command_fail(&call->ctx, STATUS_USAGE,
				    "--%s takes no value", option->name);
	if (option->argument && value)
		value++;
	else if (option->argument && *i + 1 < argc)
		value = argv[++*i];
	else if (option->argument)
		return command_fail(&call->ctx, STATUS_USAGE,
				    "--%s needs a value: %s", option->name,
				    option->argument);
	if (!own)
		return apply_global(call, option, value);
	call->ctx.given[call->ctx.given_count++] = (struct given){ own, value };
	return STATUS_OK;
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < commands_count; i++)
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	return NULL;
}

static enum status unknown_command(struct invocation *call, const char *word)
{
	const char *near = nearest_command(word);
	struct pci_addr addr;

	if (!addr_parse(word, &addr, NULL))
		return command_fail(&call->ctx, STATUS_USAGE,
				    "'%s' is an address, not a command; did you mean 'acsdiag show %s'?",
				    word, word);
	if (near)
		return command_fail(&call->ctx, STATUS_USAGE,
				    "unknown command '%s'; did you mean '%s'?",
				    word, near);
	return command_fail(&call->ctx, STATUS_USAGE,
			    "unknown command '%s'; see acsdiag --help", word);
}

static enum status take_word(struct invocation *call, char *word)
{
	if (call->command) {
		call->ctx.args[call->ctx.args_count++] = word;
		return STATUS_OK;
	}
	call->command = find_command(word);
	return call->command ? STATUS_OK : unknown_command(call, word);
}

static enum status check_args(struct invocation *call)
{
	const struct command *command = call->command;
	size_t count = call->ctx.args_count;

	if (!command || call->instead ||
	    (count >= command->min_args && count <= command->max_args))
		return STATUS_OK;
	return command_fail(&call->ctx, STATUS_USAGE, "%s: usage: acsdiag %s%s%s",
			    count < command->min_args ? "something is missing" :
							"too many arguments",
			    command->name, *command->arguments ? " " : "",
			    command->arguments);
}

/**
 * invocation_parse() - understand the command line
 * @call: filled; invocation_release() releases it, also after a failure
 * @argc: as main() got it
 * @argv: as main() got it; the strings are borrowed
 *
 * Return: STATUS_OK, or STATUS_USAGE or _DATA with the reason in
 * call->ctx.error.
 */
enum status invocation_parse(struct invocation *call, int argc, char **argv)
{
	enum status status = STATUS_OK;
	size_t room = (size_t)argc + 1;
	bool words_only = false;

	*call = (struct invocation){ .ctx.request.source = "auto" };
	call->inputs = calloc(room, sizeof(*call->inputs));
	call->ctx.args = calloc(room, sizeof(*call->ctx.args));
	call->ctx.given = calloc(room, sizeof(*call->ctx.given));
	if (!call->inputs || !call->ctx.args || !call->ctx.given)
		return command_fail(&call->ctx, STATUS_DATA, "out of memory");
	call->ctx.request.inputs = call->inputs;

	for (int i = 1; i < argc && status == STATUS_OK; i++) {
		if (!words_only && !strcmp(argv[i], "--"))
			words_only = true;
		else if (!words_only && argv[i][0] == '-' && argv[i][1])
			status = take_option(call, argc, argv, &i);
		else
			status = take_word(call, argv[i]);
	}
	return status == STATUS_OK ? check_args(call) : status;
}

/**
 * invocation_release() - release what invocation_parse() took
 * @call: the invocation
 */
void invocation_release(struct invocation *call)
{
	free(call->ctx.given);
	free(call->ctx.args);
	free(call->inputs);
}
