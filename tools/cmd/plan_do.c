// SPDX-License-Identifier: GPL-2.0
/*
 * Carrying a plan out: all files first, then, on the machine itself, the
 * commands, up to the first failure. In a copy of a root directory the commands
 * are left to be run there.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "act/files.h"
#include "plan.h"
#include "report/data.h"

/**
 * plan_next() - say how to have a plan carried out
 * @ctx: the context
 * @p: the plan
 */
void plan_next(struct context *ctx, const struct plan *p)
{
	struct report *r = ctx->report;
	char addr[PCI_ADDR_LEN];

	if (p->answer > PLAN_NO_GROUPS ||
	    !(plan_has(p, PLAN_FILE) || plan_has(p, PLAN_RUN)))
		return;
	report_paragraph(r, MARK_PLAIN, "Nothing was changed. To have the files written and the commands run: ");
	report_cell(r, MARK_COMMAND, "acsdiag plan %s%s --apply",
		    addr_format(p->device->addr, addr),
		    p->whole_group ? " --whole-group" : "");
}

static bool is_live(const struct context *ctx)
{
	return !ctx->request.sysroot || !strcmp(ctx->request.sysroot, "/");
}

static size_t collect(const struct plan *p, struct file_change *list)
{
	size_t n = 0;

	for (const struct plan_step *s = p->steps; s; s = s->next)
		if (s->kind == PLAN_FILE)
			list[n++] = (struct file_change){
				.path = s->text,
				.before = s->before.fact == FACT_KNOWN ?
						  s->before.text : NULL,
				.after = s->after,
			};
	return n;
}

static size_t count_files(const struct plan *p)
{
	size_t n = 0;

	for (const struct plan_step *s = p->steps; s; s = s->next)
		n += s->kind == PLAN_FILE;
	return n;
}

/* What is left for a person: commands that were not run, and what is none */
static void say_left(struct report *r, struct book *book, const char *key,
		     const char *title)
{
	struct json_object *left = json_object_new_array(), *o;

	for (size_t i = 0; i < book_count(book, "commands"); i++) {
		struct json_object *entry = book_entry(book, "commands", i);

		if (json_object_object_get(entry, "done") ||
		    !*book_word(entry, key))
			continue;
		json_object_array_add(left, data_string(book_word(entry, key)));
	}
	if (json_object_array_length(left)) {
		report_paragraph(r, MARK_ASSUMED, title);
		for (size_t i = 0; i < json_object_array_length(left); i++) {
			o = json_object_array_get_idx(left, i);
			report_text(r, 1);
			report_cell(r, MARK_COMMAND, "%s",
				    json_object_get_string(o));
		}
	}
	data_put(r->data, "left", left);
}

/* Each is noted before it runs, so that what may have run can be taken back. */
static int run_commands(struct book *book, char error[ACT_ERROR_LEN])
{
	int err = 0;

	for (size_t i = 0; i < book_count(book, "commands") && !err; i++) {
		struct json_object *entry = book_entry(book, "commands", i);

		if (json_object_object_get(entry, "done"))
			continue;
		data_put(entry, "begun", data_bool(true));
		err = book_write(book, error);
		if (!err)
			err = command_run(book_word(entry, "run"), error);
		if (!err)
			data_put(entry, "done", data_bool(true));
	}
	return err ? err : book_write(book, error);
}

static int write_files(struct book *book, const struct plan *p,
		       char error[ACT_ERROR_LEN])
{
	size_t count = count_files(p);
	struct file_change *list = calloc(count + 1, sizeof(*list));
	int err;

	if (!list)
		return act_fail(error, -ENOMEM, "out of memory");
	collect(p, list);
	err = book_record(book, NULL, 0, error);
	for (const struct plan_step *s = p->steps; s; s = s->next)
		if (s->kind == PLAN_RUN)
			book_command(book, s->text, s->undo);
	if (!err)
		err = files_apply(book, list, count, error);
	free(list);
	return err;
}

static void say_applied(struct context *ctx, const struct plan *p,
			struct book *book)
{
	struct report *r = ctx->report;

	report_paragraph(r, MARK_GOOD, "Done. How it was before is kept in ");
	report_cell(r, MARK_PLAIN, "%s/%s; ", BOOK_DIR, book->device);
	report_cell(r, MARK_COMMAND, "acsdiag plan %s --undo", book->device);
	report_cell(r, MARK_PLAIN, " puts it back.");
	say_left(r, book, "run", "Left to be run on that system:");
	if (plan_has(p, PLAN_REBOOT))
		report_paragraph(r, MARK_ASSUMED, "Left to you: reboot.");
}

/* A failure to begin is an error; a failure on the way is an answer. */
static enum status carry_out(struct context *ctx, const struct plan *p,
			     struct book *book)
{
	char error[ACT_ERROR_LEN];
	int err = write_files(book, p, error);

	if (err)
		return command_fail(ctx, STATUS_DATA, "%s", error);
	if (is_live(ctx))
		err = run_commands(book, error);
	data_put(ctx->report->data, "applied", data_bool(!err));
	if (!err) {
		say_applied(ctx, p, book);
		return STATUS_OK;
	}
	report_paragraph(ctx->report, MARK_BAD, error);
	report_cell(ctx->report, MARK_PLAIN,
		    ". What was done until then stands; try again with --apply, or take it back with --undo.");
	say_left(ctx->report, book, "run", "Not done:");
	return STATUS_NO;
}

/* Commands that an earlier --apply did not come to, or that failed */
static bool has_left(const struct book *book)
{
	for (size_t i = 0; book->journal && i < book_count(book, "commands"); i++)
		if (!json_object_object_get(book_entry(book, "commands", i),
					    "done"))
			return true;
	return false;
}

/* What an earlier --apply left to be run is still to be told. */
static enum status nothing_left(struct context *ctx, struct book *book)
{
	data_put(ctx->report->data, "applied", data_bool(true));
	report_paragraph(ctx->report, MARK_GOOD, "Nothing was left to be written.");
	if (book->journal)
		say_left(ctx->report, book, "run", "Left to be run on that system:");
	return STATUS_OK;
}

/**
 * plan_apply() - carry a plan out
 * @ctx: the context, the plan shown
 * @p: the plan
 * @status: what the plan alone would end with
 *
 * Return: STATUS_OK when all was done, STATUS_NO when a command failed or the
 * plan is none to be carried out, STATUS_DATA when nothing could be written.
 */
enum status plan_apply(struct context *ctx, const struct plan *p,
		       enum status status)
{
	char error[ACT_ERROR_LEN], addr[PCI_ADDR_LEN];
	bool any = plan_has(p, PLAN_FILE) || plan_has(p, PLAN_RUN);
	struct book book;
	int err;

	if (p->answer > PLAN_NO_GROUPS)
		return status;
	err = book_open(&book, ctx->request.sysroot,
			addr_format(p->device->addr, addr), any, error);
	if (err && (any || err != -ENOENT))
		status = command_fail(ctx, STATUS_DATA, "%s", error);
	else if (!any && !(is_live(ctx) && has_left(&book)))
		status = nothing_left(ctx, &book);
	else
		status = carry_out(ctx, p, &book);
	book_close(&book);
	return status;
}

/* The last one first; of those that began */
static int run_undo(struct book *book, char error[ACT_ERROR_LEN])
{
	int err = 0;

	for (size_t i = book_count(book, "commands"); i-- && !err;) {
		struct json_object *entry = book_entry(book, "commands", i);

		if (json_object_object_get(entry, "begun") &&
		    *book_word(entry, "undo"))
			err = command_run(book_word(entry, "undo"), error);
	}
	return err;
}

static void forget_done(struct book *book)
{
	for (size_t i = 0; i < book_count(book, "commands"); i++)
		json_object_object_del(book_entry(book, "commands", i), "done");
}

static enum status undo_failed(struct context *ctx, const char *error)
{
	data_put(ctx->report->data, "undone", data_bool(false));
	report_paragraph(ctx->report, MARK_BAD, error);
	report_cell(ctx->report, MARK_PLAIN,
		    ". The files are as they were; try --undo again for the rest.");
	return STATUS_NO;
}

static enum status take_back(struct context *ctx, struct book *book)
{
	struct report *r = ctx->report;
	char error[ACT_ERROR_LEN];
	int err = 0;

	if (book->journal)
		err = files_restore(book, error);
	if (err)
		return command_fail(ctx, STATUS_DATA, "%s", error);
	if (book->journal && is_live(ctx) && run_undo(book, error))
		return undo_failed(ctx, error);
	if (book_remove(book, error))
		return command_fail(ctx, STATUS_DATA, "%s", error);
	data_put(r->data, "undone", data_bool(true));
	if (!book->journal) {
		report_paragraph(r, MARK_GOOD, "Nothing had been changed yet; what an interrupted --apply left is gone.");
		return STATUS_OK;
	}
	report_paragraph(r, MARK_GOOD, "Undone. All files are as they were.");
	forget_done(book);
	if (!is_live(ctx))
		say_left(r, book, "undo", "Left to be run on that system, if what it takes back was run:");
	return STATUS_OK;
}

/**
 * plan_undo() - have all files as they were before a plan was carried out
 * @ctx: the context; the report gets what came of it
 * @device: whose plan
 *
 * Return: STATUS_OK when they are, STATUS_NO when a command failed, STATUS_USAGE
 * when there is nothing to undo, STATUS_DATA when a file is not as it was left.
 */
enum status plan_undo(struct context *ctx, const char *device)
{
	char error[ACT_ERROR_LEN];
	struct book book;
	enum status status;
	int err = book_open(&book, ctx->request.sysroot, device, false, error);

	data_put(ctx->report->data, "device", data_string(device));
	if (err)
		status = command_fail(ctx, err == -ENOENT ? STATUS_USAGE :
							    STATUS_DATA,
				      "%s", error);
	else
		status = take_back(ctx, &book);
	book_close(&book);
	return status;
}
