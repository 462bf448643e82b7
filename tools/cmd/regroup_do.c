// SPDX-License-Identifier: GPL-2.0
/*
 * acsdiag regroup --apply and --undo: do it, look at the machine once more, and
 * say whether the groups are the ones that were to be.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "act/act.h"
#include "cmd/regroup.h"
#include "report/data.h"
#include "report/reason.h"
#include "report/regrouping.h"
#include "source/saved.h"
#include "source/usage.h"

static void say_outcome(struct report *r, const struct outcome *outcome)
{
	data_put(r->data, "error", *outcome->error ?
		 data_string(outcome->error) : NULL);
	data_put(r->data, "note", *outcome->note ?
		 data_string(outcome->note) : NULL);
	if (*outcome->error)
		report_paragraph(r, MARK_BAD, outcome->error);
	if (*outcome->note)
		report_paragraph(r, MARK_UNKNOWN, outcome->note);
}

static void say_undo(struct report *r)
{
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "To return to the kernel's own groups: ");
	report_cell(r, MARK_COMMAND, "acsdiag regroup --undo");
}

static enum status say_applied(struct context *ctx, struct regroup *plan,
			       bool complete)
{
	struct regroup_check check;
	enum status status;
	bool good;

	for (size_t i = 0; i < plan->changed->count; i++)
		plan->changed->functions[i].group = plan->after->group[i];
	status = regroup_check_open(ctx, plan->changed, &check);
	good = complete && check.matches;
	if (status == STATUS_OK) {
		data_put(ctx->report->data, "matches", data_bool(good));
		report_paragraph(ctx->report, good ? MARK_GOOD : MARK_BAD,
				 check.matches ?
					 "Done. The kernel's groups are those that were predicted." :
					 "Done, but not all is as it was predicted:");
		regroup_check_lines(ctx->report, &check);
		say_undo(ctx->report);
		status = good ? STATUS_OK : STATUS_NO;
	}
	regroup_check_close(&check);
	return status;
}

/* It failed and was taken back: does the machine stand as it did? */
static enum status say_taken_back(struct context *ctx,
				  const struct machine *before)
{
	struct regroup_check check;
	enum status status = regroup_check_open(ctx, before, &check);

	if (status == STATUS_OK) {
		data_put(ctx->report->data, "matches", data_bool(false));
		report_paragraph(ctx->report, check.matches ? MARK_PLAIN : MARK_BAD,
				 check.matches ?
					 "It was taken back: all functions are there, in the groups they had." :
					 "It was taken back, but not all is as it was:");
		regroup_check_lines(ctx->report, &check);
		if (check.matches)
			unlink(REGROUP_STATE);
		else
			say_undo(ctx->report);
		status = STATUS_NO;
	}
	regroup_check_close(&check);
	return status;
}

/* The kernel brings nobody back while a driver keeps it waiting. */
static enum status say_stuck(struct context *ctx, const struct machine *before)
{
	struct regroup_check check;
	enum status status = regroup_check_open(ctx, before, &check);

	if (status == STATUS_OK) {
		data_put(ctx->report->data, "matches", data_bool(false));
		report_paragraph(ctx->report, MARK_BAD,
				 "Until that driver lets go, the kernel brings no function back. What was turned on or assumed is no more.");
		regroup_check_lines(ctx->report, &check);
		report_paragraph(ctx->report, MARK_PLAIN,
				 "When it has let go, this brings all of them back: ");
		report_cell(ctx->report, MARK_COMMAND, "acsdiag regroup --undo");
		status = STATUS_NO;
	}
	regroup_check_close(&check);
	return status;
}

static int deed_of_plan(struct regroup *plan, struct json_object *saved,
			struct deed *deed)
{
	struct json_object *scans = json_object_object_get(saved, "scans");

	*deed = (struct deed){
		.assumed = plan->assumed,
		.assumed_count = plan->assumed_count,
		.removes = plan->roots,
		.removes_count = plan->roots_count,
		.leaves = plan->goes,
		.leaves_count = plan->goes_count,
		.controls = calloc(plan->controls_count + 1,
				   sizeof(*deed->controls)),
		.controls_count = plan->controls_count,
		.scans = calloc(plan->points_count + 1, sizeof(*deed->scans)),
		.scans_count = plan->points_count,
	};
	if (!deed->controls || !deed->scans)
		return -ENOMEM;
	for (size_t i = 0; i < plan->controls_count; i++)
		deed->controls[i] = (struct deed_controls){
			plan->controls[i].at, plan->controls[i].set,
		};
	for (size_t i = 0; i < plan->points_count; i++) {
		struct json_object *where = json_object_array_get_idx(scans, i);

		deed->scans[i] = json_object_get_string(where);
	}
	return 0;
}

static enum status do_it(struct context *ctx, struct regroup *plan,
			 const struct deed *deed)
{
	struct outcome outcome;

	deed_do(deed, &outcome);
	if (outcome.ending == ENDING_REFUSED) {
		unlink(REGROUP_STATE);
		return command_fail(ctx, STATUS_DATA, "%s", outcome.error);
	}
	say_outcome(ctx->report, &outcome);
	if (outcome.ending == ENDING_STUCK)
		return say_stuck(ctx, plan->machine);
	if (outcome.ending == ENDING_TAKEN_BACK)
		return say_taken_back(ctx, plan->machine);
	return say_applied(ctx, plan, outcome.ending == ENDING_DONE);
}

/* Who cannot be asked any more when this is interrupted for good is noted now. */
static void note_drivers(struct json_object *saved, const struct regroup *plan)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < plan->goes_count; i++) {
		const struct function *f = plan->goes[i];
		struct json_object *o = json_object_new_object();
		char override[OVERRIDE_LEN];

		override_read(f, override);
		if (f->driver)
			data_put(o, "driver", data_string(f->driver));
		if (*override)
			data_put(o, "override", data_string(override));
		json_object_array_add(array, o);
	}
	data_put(saved, "drivers", array);
}

static enum status write_state(struct context *ctx, struct json_object *saved)
{
	char error[ACT_ERROR_LEN];

	if (state_write(REGROUP_STATE, saved, error))
		return command_fail(ctx, STATUS_DATA, "%s", error);
	return STATUS_OK;
}

/**
 * regroup_apply() - carry a plan out
 * @ctx: the context; the report gets what came of it
 * @plan: the plan, against which nothing stands
 * @devices: functions that it was made for
 * @count: entries in @devices
 *
 * Return: STATUS_OK when the kernel's groups are those predicted, STATUS_NO when
 * not or when it failed and was taken back, STATUS_DATA when it could not begin.
 */
enum status regroup_apply(struct context *ctx, struct regroup *plan,
			  const struct function *const *devices, size_t count)
{
	struct json_object *saved = regrouping_saved(plan, devices, count, true);
	struct deed deed = { 0 };
	enum status status;

	note_drivers(saved, plan);
	status = write_state(ctx, saved);
	if (status == STATUS_OK)
		status = deed_of_plan(plan, saved, &deed) ?
				 command_no_memory(ctx) : do_it(ctx, plan, &deed);
	free(deed.scans);
	free(deed.controls);
	json_object_put(saved);
	return status;
}

/* A function as it is now, with its driver; as saved when it is not there. */
static const struct function *as_it_is(const struct context *ctx,
				       const struct function *f)
{
	const struct function *now = machine_find(ctx->machine, f->addr);

	return now ? now : f;
}

static bool is_same(const struct context *ctx, const struct function *f)
{
	const struct function *now = as_it_is(ctx, f);

	return now->vendor == f->vendor && now->device == f->device;
}

/* Another device in the place of a saved one is none of our business. */
static int deed_of_saved(const struct context *ctx, const struct saved *saved,
			 struct deed *deed)
{
	*deed = (struct deed){
		.assumed = saved->assumed,
		.assumed_count = saved->assumed_count,
		.removes = calloc(saved->removes_count + 1,
				  sizeof(*deed->removes)),
		.leaves = calloc(saved->leaves_count + 1, sizeof(*deed->leaves)),
		.overrides = calloc(saved->leaves_count + 1,
				    sizeof(*deed->overrides)),
		.scans = saved->scans,
		.scans_count = saved->scans_count,
		.controls = calloc(saved->controls_count + 1,
				   sizeof(*deed->controls)),
		.controls_count = saved->controls_count,
		.undo = true,
	};
	if (!deed->removes || !deed->leaves || !deed->overrides ||
	    !deed->controls)
		return -ENOMEM;
	for (size_t i = 0; i < saved->removes_count; i++)
		if (is_same(ctx, saved->removes[i]))
			deed->removes[deed->removes_count++] =
				as_it_is(ctx, saved->removes[i]);
	for (size_t i = 0; i < saved->leaves_count; i++) {
		if (!is_same(ctx, saved->leaves[i]))
			continue;
		deed->overrides[deed->leaves_count] = saved->overrides[i];
		deed->leaves[deed->leaves_count++] =
			as_it_is(ctx, saved->leaves[i]);
	}
	for (size_t i = 0; i < saved->controls_count; i++)
		deed->controls[i] = (struct deed_controls){
			saved->controls[i].at, saved->controls[i].set,
		};
	return 0;
}

/* Nothing is left to be done when all that differs is that somebody is gone. */
static enum status say_undone(struct context *ctx, const struct saved *saved,
			      enum ending ending)
{
	bool ended = ending == ENDING_DONE || ending == ENDING_INCOMPLETE;
	struct regroup_check check;
	enum status status = regroup_check_open(ctx, saved->functions, &check);
	bool good = ending == ENDING_DONE && check.matches;

	if (status == STATUS_OK) {
		data_put(ctx->report->data, "matches", data_bool(good));
		report_paragraph(ctx->report, good ? MARK_GOOD : MARK_BAD,
				 good ? "Undone. The groups are those that the kernel had formed." :
				 ended ? "Undone, but what stands differs from what was before the groups were formed anew:" :
					 "Not undone; acsdiag regroup --undo can be run again. What differs from before the groups were formed anew:");
		regroup_check_lines(ctx->report, &check);
		if (ended && check.only_gone)
			unlink(REGROUP_STATE);
		status = good ? STATUS_OK : STATUS_NO;
	}
	regroup_check_close(&check);
	return status;
}

static enum status undo(struct context *ctx, const struct saved *saved,
			const struct deed *deed)
{
	struct outcome outcome;
	struct usage usage;
	size_t refusals;

	if (usage_read(deed->leaves, deed->leaves_count, "", &usage))
		return command_no_memory(ctx);
	regrouping_undo(ctx->report, deed->leaves, deed->leaves_count, &usage);
	refusals = usage.count;
	usage_release(&usage);
	if (refusals)
		return STATUS_NO;
	deed_do(deed, &outcome);
	if (outcome.ending == ENDING_REFUSED)
		return command_fail(ctx, STATUS_DATA, "%s", outcome.error);
	say_outcome(ctx->report, &outcome);
	return say_undone(ctx, saved, outcome.ending);
}

/**
 * regroup_undo() - return to the groups that the kernel had formed
 * @ctx: the context; the report gets what came of it
 *
 * Return: STATUS_OK when it has them again, STATUS_NO when it has not or a
 * function is in use, STATUS_USAGE when there is nothing to undo, STATUS_DATA.
 */
enum status regroup_undo(struct context *ctx)
{
	struct source_error error;
	struct saved saved;
	struct deed deed = { 0 };
	enum status status;
	int err = saved_read(REGROUP_STATE, &saved, &error);

	if (err == -ENOENT)
		status = command_fail(ctx, STATUS_USAGE,
				      "there is nothing to undo: no groups were formed anew since boot");
	else if (err)
		status = command_fail(ctx, STATUS_DATA, "%s", error.text);
	else if (deed_of_saved(ctx, &saved, &deed))
		status = command_no_memory(ctx);
	else
		status = undo(ctx, &saved, &deed);
	free(deed.controls);
	free(deed.overrides);
	free(deed.leaves);
	free(deed.removes);
	saved_release(&saved);
	return status;
}
