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
#include "analyse/delta.h"
#include "cmd/regroup.h"
#include "report/data.h"
#include "report/reason.h"
#include "report/regrouping.h"
#include "source/saved.h"
#include "source/usage.h"

/**
 * struct check - the machine afterwards against what was to be
 * @fresh: the machine, read once more
 * @deltas: functions that are gone or new, or in other groups
 * @matches: there are none
 */
struct check {
	struct machine *fresh;
	struct deltas deltas;
	bool matches;
};

static const char *const delta_words[] = {
	[DELTA_GONE] = " is not there",
	[DELTA_NEW] = " is new",
	[DELTA_REPLACED] = " is another device now",
	[DELTA_GROUP] = " is in a group with others",
};

static enum status no_memory(struct context *ctx)
{
	return command_fail(ctx, STATUS_DATA, "out of memory");
}

static bool counts(const struct delta *d)
{
	return d->kind < sizeof(delta_words) / sizeof(*delta_words) &&
	       delta_words[d->kind];
}

static enum status check_open(struct context *ctx, const struct machine *expected,
			      struct check *check)
{
	struct source_error error;

	*check = (struct check){ .matches = true };
	if (source_read(&ctx->request, &check->fresh, &error))
		return command_fail(ctx, STATUS_DATA, "%s", error.text);
	if (deltas_between(expected, check->fresh, &check->deltas))
		return no_memory(ctx);
	for (size_t i = 0; i < check->deltas.count; i++)
		check->matches &= !counts(&check->deltas.list[i]);
	return STATUS_OK;
}

static void check_close(struct check *check)
{
	deltas_release(&check->deltas);
	machine_free(check->fresh);
}

static void say_differences(struct report *r, const struct check *check)
{
	struct json_object *array = json_object_new_array();

	data_put(r->data, "strays", array);
	for (size_t i = 0; i < check->deltas.count; i++) {
		const struct delta *d = &check->deltas.list[i];
		const struct function *f = d->after ? d->after : d->before;

		if (!counts(d))
			continue;
		json_object_array_add(array, data_address(f));
		report_text(r, 1);
		reason_device(r, f);
		report_cell(r, MARK_BAD, "%s", delta_words[d->kind]);
	}
}

static void say(struct report *r, enum mark mark, const char *text)
{
	report_blank(r);
	report_text(r, 0);
	report_cell(r, mark, "%s", text);
}

static void say_outcome(struct report *r, const struct outcome *outcome)
{
	data_put(r->data, "error", *outcome->error ?
		 data_string(outcome->error) : NULL);
	data_put(r->data, "note", *outcome->note ?
		 data_string(outcome->note) : NULL);
	if (*outcome->error)
		say(r, MARK_BAD, outcome->error);
	if (*outcome->note)
		say(r, MARK_UNKNOWN, outcome->note);
}

static void say_undo(struct report *r)
{
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "To return to the kernel's own groups: ");
	report_cell(r, MARK_COMMAND, "acsdiag regroup --undo");
}

static enum status say_applied(struct context *ctx, struct regroup *plan)
{
	struct check check;
	enum status status;

	for (size_t i = 0; i < plan->changed->count; i++)
		plan->changed->functions[i].group = plan->after->group[i];
	status = check_open(ctx, plan->changed, &check);
	if (status == STATUS_OK) {
		data_put(ctx->report->data, "matches", data_bool(check.matches));
		say(ctx->report, check.matches ? MARK_GOOD : MARK_BAD,
		    check.matches ?
			    "Done. The kernel's groups are those that were predicted." :
			    "Done, but the kernel's groups are not those that were predicted:");
		say_differences(ctx->report, &check);
		say_undo(ctx->report);
		status = check.matches ? STATUS_OK : STATUS_NO;
	}
	check_close(&check);
	return status;
}

/* It failed and was taken back: does the machine stand as it did? */
static enum status say_failed(struct context *ctx, const struct machine *before)
{
	struct check check;
	enum status status = check_open(ctx, before, &check);

	if (status == STATUS_OK) {
		data_put(ctx->report->data, "matches", data_bool(false));
		say(ctx->report, check.matches ? MARK_PLAIN : MARK_BAD,
		    check.matches ?
			    "It was taken back: all functions are there, in the groups they had." :
			    "It was taken back, but not all is as it was:");
		say_differences(ctx->report, &check);
		if (check.matches)
			unlink(REGROUP_STATE);
		else
			say_undo(ctx->report);
		status = STATUS_NO;
	}
	check_close(&check);
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
	int err = deed_do(deed, &outcome);

	if (err == -ENOENT || err == -EPERM) {
		unlink(REGROUP_STATE);
		return command_fail(ctx, STATUS_DATA, "%s", outcome.error);
	}
	say_outcome(ctx->report, &outcome);
	return err ? say_failed(ctx, plan->machine) : say_applied(ctx, plan);
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
	enum status status = write_state(ctx, saved);
	struct deed deed = { 0 };

	if (status == STATUS_OK)
		status = deed_of_plan(plan, saved, &deed) ?
				 no_memory(ctx) : do_it(ctx, plan, &deed);
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
static size_t take_same(const struct context *ctx, const struct function **list,
			size_t count, const struct function **taken)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		if (is_same(ctx, list[i]))
			taken[kept++] = as_it_is(ctx, list[i]);
	return kept;
}

static int deed_of_saved(const struct context *ctx, const struct saved *saved,
			 struct deed *deed)
{
	*deed = (struct deed){
		.assumed = saved->assumed,
		.assumed_count = saved->assumed_count,
		.removes = calloc(saved->removes_count + 1,
				  sizeof(*deed->removes)),
		.leaves = calloc(saved->leaves_count + 1, sizeof(*deed->leaves)),
		.scans = saved->scans,
		.scans_count = saved->scans_count,
		.controls = calloc(saved->controls_count + 1,
				   sizeof(*deed->controls)),
		.controls_count = saved->controls_count,
		.undo = true,
	};
	if (!deed->removes || !deed->leaves || !deed->controls)
		return -ENOMEM;
	deed->removes_count = take_same(ctx, saved->removes,
					saved->removes_count, deed->removes);
	deed->leaves_count = take_same(ctx, saved->leaves, saved->leaves_count,
				       deed->leaves);
	for (size_t i = 0; i < saved->controls_count; i++)
		deed->controls[i] = (struct deed_controls){
			saved->controls[i].at, saved->controls[i].set,
		};
	return 0;
}

static enum status say_undone(struct context *ctx, const struct saved *saved,
			      int err)
{
	struct check check;
	enum status status = check_open(ctx, saved->functions, &check);
	bool good = !err && check.matches;

	if (status == STATUS_OK) {
		data_put(ctx->report->data, "matches", data_bool(good));
		say(ctx->report, good ? MARK_GOOD : MARK_BAD,
		    good ? "Undone. The groups are those that the kernel had formed." :
			   "What stands differs from what was before the groups were formed anew:");
		say_differences(ctx->report, &check);
		if (good)
			unlink(REGROUP_STATE);
		status = good ? STATUS_OK : STATUS_NO;
	}
	check_close(&check);
	return status;
}

static enum status undo(struct context *ctx, const struct saved *saved,
			const struct deed *deed)
{
	struct outcome outcome;
	struct usage usage;
	size_t refusals;
	int err;

	if (usage_read(deed->leaves, deed->leaves_count, "", &usage))
		return no_memory(ctx);
	regrouping_undo(ctx->report, deed->leaves, deed->leaves_count, &usage);
	refusals = usage.count;
	usage_release(&usage);
	if (refusals)
		return STATUS_NO;
	err = deed_do(deed, &outcome);
	if (err == -EPERM)
		return command_fail(ctx, STATUS_DATA, "%s", outcome.error);
	say_outcome(ctx->report, &outcome);
	return say_undone(ctx, saved, err);
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
		status = no_memory(ctx);
	else
		status = undo(ctx, &saved, &deed);
	free(deed.controls);
	free(deed.leaves);
	free(deed.removes);
	saved_release(&saved);
	return status;
}
