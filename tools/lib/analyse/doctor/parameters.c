// SPDX-License-Identifier: GPL-2.0
/* Kernel parameters: what runs, what is configured, how to change it here. */

#include <string.h>

#include "analyse/doctor/doctor.h"
#include "rules/boot.h"
#include "rules/initramfs.h"

/**
 * running_cmdline() - the running kernel's command line
 * @h: the host
 *
 * Return: it, known or unread; NULL when none was looked for.
 */
const struct cmdline *running_cmdline(const struct host *h)
{
	const struct cmdline *line = h->boot.cmdlines;

	while (line && line->role != CMDLINE_RUNNING)
		line = line->next;
	return line;
}

/**
 * running_word() - a parameter of the running kernel
 * @h: the host
 * @name: of the parameter
 *
 * Return: the last of that name, which mostly counts, or NULL.
 */
const struct word *running_word(const struct host *h, const char *name)
{
	const struct cmdline *line = running_cmdline(h);
	const struct word *found = NULL, *w = line ? line->words : NULL;

	while ((w = word_find(w, name))) {
		found = w;
		w = w->next;
	}
	return found;
}

/**
 * word_has_token() - does a parameter's value list this?
 * @word: the parameter
 * @token: one of the words between commas
 *
 * Return: true when it does.
 */
bool word_has_token(const struct word *word, const char *token)
{
	size_t len = strlen(token);
	const char *p = word->value;

	while (p) {
		if (!strncmp(p, token, len) && (!p[len] || p[len] == ','))
			return true;
		p = strchr(p, ',');
		if (p)
			p++;
	}
	return false;
}

/**
 * option_directive() - the line of modprobe.d(5) that sets a module's parameter
 * @h: the host
 * @module: with "_"
 * @parameter: its name
 *
 * Return: the last such line, which counts, or NULL.
 */
const struct directive *option_directive(const struct host *h, const char *module,
					 const char *parameter)
{
	const struct directive *found = NULL;

	for (const struct directive *d = h->modules.directives; d; d = d->next)
		if (d->kind == DIRECTIVE_OPTIONS && !strcmp(d->module, module) &&
		    word_find(d->words, parameter))
			found = d;
	return found;
}

/* Where a person edits: the line that is there, else the file of the rule. */
static struct place edited_place(const struct host *h, const struct boot_rule *rule)
{
	const struct cmdline *line;

	for (line = h->boot.cmdlines; line; line = line->next)
		if (line->role == CMDLINE_EDITED && line->variable &&
		    rule->variable && !strcmp(line->variable, rule->variable))
			return line->place;
	for (line = h->boot.cmdlines; line; line = line->next)
		if (line->role == (rule->apply ? CMDLINE_EDITED : CMDLINE_NEXT))
			return line->place;
	return (struct place){ rule->file, 0 };
}

static void change_parameter(struct doctor *d, const char *verb, bool add,
			     const char *parameter)
{
	const struct boot_rule *rule = boot_rule(d->host);
	const char *command = !rule ? NULL : add ? rule->add : rule->remove;
	const char *hole = command ? strstr(command, "%s") : NULL;

	if (!rule) {
		mend_say(d, "%s %s on the kernel command line; which boot loader this host uses is not known",
			 verb, parameter);
	} else if (hole) {
		mend_run(d, "%.*s%s%s", (int)(hole - command), command,
			 parameter, hole + 2);
	} else {
		mend_edit(d, edited_place(d->host, rule), "%s %s%s%s", verb,
			  parameter, rule->variable ? " in " : "",
			  rule->variable ? rule->variable : ", on its one line");
		if (rule->apply)
			mend_run(d, "%s", rule->apply);
	}
	mend_reboot(d);
}

/**
 * mend_add_parameter() - the last finding is mended by a kernel parameter
 * @d: the examination
 * @parameter: with its value
 */
void mend_add_parameter(struct doctor *d, const char *parameter)
{
	change_parameter(d, "add", true, parameter);
}

/**
 * mend_remove_parameter() - the last finding is mended by taking one away
 * @d: the examination
 * @parameter: as it stands there
 */
void mend_remove_parameter(struct doctor *d, const char *parameter)
{
	change_parameter(d, "remove", false, parameter);
}

/**
 * mend_initramfs() - the last finding is mended by a new initramfs
 * @d: the examination
 */
void mend_initramfs(struct doctor *d)
{
	const struct initramfs_rule *rule = initramfs_rule(d->host);

	if (rule)
		mend_run(d, "%s", rule->apply);
	else
		mend_say(d, "make the initramfs anew");
	mend_reboot(d);
}
