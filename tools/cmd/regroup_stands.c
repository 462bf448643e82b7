// SPDX-License-Identifier: GPL-2.0
/*
 * acsdiag regroup alone: what stands. The plan in force says what was to be, the
 * machine what is; so it is told as well when the command was killed half-way.
 */

#include <errno.h>

#include "cmd/regroup.h"
#include "report/data.h"
#include "report/reason.h"
#include "source/saved.h"

/**
 * struct standing - the machine against the plan in force
 * @after: against what was to be
 * @before: against what was
 */
struct standing {
	struct regroup_check after;
	struct regroup_check before;
};

static void say_changes(struct report *r, const struct machine *m)
{
	for (size_t i = 0; i < m->count; i++) {
		const struct function *f = &m->functions[i];
		bool assumed = f->flags & FN_ASSUMED;

		if (!assumed && f->acs.found_fact != FACT_KNOWN)
			continue;
		report_text(r, 1);
		reason_device(r, f);
		report_cell(r, assumed ? MARK_ASSUMED : MARK_GOOD, "%s",
			    assumed ? " is assumed to isolate" :
				      " has ACS turned on");
	}
}

static enum status say_standing(struct context *ctx,
				const struct standing *standing)
{
	bool applied = standing->after.matches;
	bool back = standing->before.matches;
	struct report *r = ctx->report;

	data_put(r->data, "stands", data_string(applied ? "applied" :
						back ? "before" : "neither"));
	report_paragraph(r, applied ? MARK_GOOD : back ? MARK_PLAIN : MARK_BAD,
			 applied ? "Groups were formed anew, and are those that were predicted." :
			 back ? "Groups were to be formed anew; they are those from before." :
				"Groups were to be formed anew, which did not come to its end, or something changed since:");
	regroup_check_lines(r, &standing->after);
	say_changes(r, ctx->machine);
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "To return to the kernel's own groups: ");
	report_cell(r, MARK_COMMAND, "acsdiag regroup --undo");
	return applied ? STATUS_OK : STATUS_NO;
}

static enum status stand(struct context *ctx, const struct saved *saved)
{
	struct standing standing = { 0 };
	struct machine *after = machine_clone(saved->functions);
	enum status status;

	if (!after)
		return command_no_memory(ctx);
	for (size_t i = 0; i < after->count; i++)
		after->functions[i].group = saved->after[i];
	status = regroup_check_open(ctx, saved->functions, &standing.before);
	if (status == STATUS_OK)
		status = regroup_check_open(ctx, after, &standing.after);
	if (status == STATUS_OK)
		status = say_standing(ctx, &standing);
	regroup_check_close(&standing.after);
	regroup_check_close(&standing.before);
	machine_free(after);
	return status;
}

/**
 * regroup_stands() - what there is of the plan in force
 * @ctx: the context; the report gets it
 *
 * Return: STATUS_OK when it stands as it was predicted, STATUS_NO when not,
 * STATUS_USAGE when there is none, STATUS_DATA.
 */
enum status regroup_stands(struct context *ctx)
{
	struct source_error error;
	struct saved saved;
	enum status status;
	int err = saved_read(REGROUP_STATE, &saved, &error);

	if (err == -ENOENT)
		status = command_fail(ctx, STATUS_USAGE,
				      "no groups were formed anew since boot; name the functions that are to have better ones, as in acsdiag regroup 01:00.0");
	else if (err)
		status = command_fail(ctx, STATUS_DATA, "%s", error.text);
	else
		status = stand(ctx, &saved);
	saved_release(&saved);
	return status;
}
