// SPDX-License-Identifier: GPL-2.0
/* The steps of a plan: commands, and files with all that they are to hold. */

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/plan/plan.h"

#define OURS "# Written by acsdiag plan; \"acsdiag plan DEV --undo\" takes it back.\n"

static const char *compose(struct plan *p, const char *fmt, va_list ap)
{
	const char *kept;
	char *text;
	int len = vasprintf(&text, fmt, ap);

	if (len < 0) {
		p->host->failed = true;
		return "";
	}
	kept = host_string(p->host, text, (size_t)len);
	free(text);
	return kept;
}

static struct plan_step *add(struct plan *p, const struct plan_step *step)
{
	struct plan_step *s = host_alloc(p->host, sizeof(*s));
	struct plan_step **last = &p->steps;

	if (!s)
		return NULL;
	*s = *step;
	while (*last)
		last = &(*last)->next;
	*last = s;
	return s;
}

/**
 * plan_file() - a file that is to change
 * @p: the plan
 * @path: of the file
 * @why: what for
 *
 * Return: its step, the one that is there or a new one; NULL when what the file
 * holds is not known, which makes the plan refused.
 */
struct plan_step *plan_file(struct plan *p, const char *path, const char *why)
{
	const struct text *before = host_file(p->host, path);
	struct plan_step *s;

	for (s = p->steps; s; s = s->next)
		if (s->kind == PLAN_FILE && !strcmp(s->text, path))
			return s;
	if (!before || before->fact == FACT_UNREAD ||
	    (before->fact == FACT_KNOWN && strlen(before->text) != before->len)) {
		p->answer = PLAN_REFUSED;
		plan_line(p, &p->reasons, "%s could not be read: run with sudo",
			  path);
		return NULL;
	}
	return add(p, &(struct plan_step){
		.kind = PLAN_FILE,
		.why = why,
		.text = path,
		.before = *before,
		.after = before->fact == FACT_KNOWN ? before->text :
			 strstr(path, "acsdiag") ? OURS : "",
	});
}

/**
 * plan_append() - add a line to the end of a file
 * @p: the plan
 * @file: the file's step; nothing happens without one
 * @fmt: the line, as for printf()
 */
void plan_append(struct plan *p, struct plan_step *file, const char *fmt, ...)
{
	const char *line;
	size_t len;
	va_list ap;

	if (!file)
		return;
	va_start(ap, fmt);
	line = compose(p, fmt, ap);
	va_end(ap);
	len = strlen(file->after);
	file->after = host_printf(p->host, "%s%s%s\n", file->after,
				  len && file->after[len - 1] != '\n' ? "\n" : "",
				  line);
}

/* Where line @number begins; the text's end when it has no such line */
static const char *find_line(const char *text, unsigned int number)
{
	while (--number && *text) {
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return text;
}

/**
 * plan_get_line() - a line as it is to be
 * @p: the plan
 * @file: the file's step
 * @line: its number, from 1
 *
 * Return: the line.
 */
const char *plan_get_line(struct plan *p, const struct plan_step *file,
			  unsigned int line)
{
	const char *text = find_line(file->after, line);

	return host_string(p->host, text, strcspn(text, "\n"));
}

/**
 * plan_replace() - change a line of a file
 * @p: the plan
 * @file: the file's step
 * @line: its number, from 1
 * @text: what is to stand there
 */
void plan_replace(struct plan *p, struct plan_step *file, unsigned int line,
		  const char *text)
{
	const char *from = find_line(file->after, line);

	file->after = host_printf(p->host, "%.*s%s%s",
				  (int)(from - file->after), file->after, text,
				  from + strcspn(from, "\n"));
}

/* A command that serves two purposes is run once, behind what both need. */
static void drop_command(struct plan *p, const char *command)
{
	struct plan_step **s = &p->steps;

	while (*s && !((*s)->kind == PLAN_RUN && !strcmp((*s)->text, command)))
		s = &(*s)->next;
	if (*s)
		*s = (*s)->next;
}

/**
 * plan_run() - a command
 * @p: the plan
 * @why: what for
 * @undo: command that takes it back, NULL for none
 * @fmt: the command, as for printf(); it is run once, in the last place
 */
void plan_run(struct plan *p, const char *why, const char *undo,
	      const char *fmt, ...)
{
	const char *command;
	va_list ap;

	va_start(ap, fmt);
	command = compose(p, fmt, ap);
	va_end(ap);
	drop_command(p, command);
	add(p, &(struct plan_step){
		.kind = PLAN_RUN, .why = why, .text = command, .undo = undo,
	});
}

/**
 * plan_say() - something to be done by hand
 * @p: the plan
 * @fmt: a sentence, as for printf()
 */
void plan_say(struct plan *p, const char *fmt, ...)
{
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = compose(p, fmt, ap);
	va_end(ap);
	add(p, &(struct plan_step){ .kind = PLAN_SAY, .text = text });
}

/**
 * plan_reboot() - boot again
 * @p: the plan
 */
void plan_reboot(struct plan *p)
{
	add(p, &(struct plan_step){ .kind = PLAN_REBOOT, .text = "reboot" });
}

/**
 * plan_line() - add a line to a list
 * @p: the plan
 * @list: one of its lists
 * @fmt: the line, as for printf()
 */
void plan_line(struct plan *p, struct plan_line **list, const char *fmt, ...)
{
	struct plan_line *line = host_alloc(p->host, sizeof(*line));
	va_list ap;

	if (!line)
		return;
	va_start(ap, fmt);
	line->text = compose(p, fmt, ap);
	va_end(ap);
	while (*list)
		list = &(*list)->next;
	*list = line;
}

/**
 * plan_has() - is there a step of this kind?
 * @p: the plan
 * @kind: the kind
 *
 * Return: true when there is one.
 */
bool plan_has(const struct plan *p, enum plan_step_kind kind)
{
	const struct plan_step *s = p->steps;

	while (s && s->kind != kind)
		s = s->next;
	return s;
}

/**
 * plan_list_has() - is @item in a list like "1002:67df,1002:aaf0"?
 * @list: the list
 * @separator: what stands between its items
 * @item: one of them, or several as they stand there
 *
 * Return: true when it is.
 */
bool plan_list_has(const char *list, char separator, const char *item)
{
	size_t len = strlen(item);

	for (const char *q = list; len && (q = strstr(q, item)); q += len)
		if ((q == list || q[-1] == separator) &&
		    (!q[len] || q[len] == separator))
			return true;
	return false;
}
