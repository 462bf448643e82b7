// SPDX-License-Identifier: GPL-2.0
/*
 * acsdiag regroup: better groups while the machine runs, without a patched
 * kernel. What would be done comes first, always; it is done with --apply.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "report/data.h"
#include "report/difference.h"
#include "report/heading.h"
#include "report/listing.h"
#include "report/phrase.h"
#include "report/picture.h"
#include "report/reason.h"
#include "report/regrouping.h"
#include "source/usage.h"

static const struct option_spec options[] = {
	{ "with", "acs=DEV=+SV,+RR",
	  "turn these ACS controls on, instead of all that are off above DEV", 0 },
	{ "assume-isolated", "DEV",
	  "have the kernel believe that DEV isolates; nothing enforces it", 0 },
	{ 0 },
};

#define WITH_ACS "acs="

/**
 * struct work - one run of the command
 * @ctx: the context
 * @devices: functions that are to have better groups
 * @changes: what the options ask for
 * @now: the machine as it is
 * @plan: what would be done
 * @usage: what the functions that leave are used for
 * @usage_known: somebody could look
 */
struct work {
	struct context *ctx;
	const struct function **devices;
	struct change *changes;
	struct picture now;
	struct regroup plan;
	struct usage usage;
	bool usage_known;
};

static enum status no_memory(struct context *ctx)
{
	return command_fail(ctx, STATUS_DATA, "out of memory");
}

static enum status take_devices(struct work *w)
{
	enum status status = STATUS_OK;

	w->devices = calloc(w->ctx->args_count + 1, sizeof(*w->devices));
	if (!w->devices)
		return no_memory(w->ctx);
	for (size_t i = 0; i < w->ctx->args_count && status == STATUS_OK; i++)
		status = command_function(w->ctx, w->ctx->args[i],
					  &w->devices[i]);
	return status;
}

/* Only ACS controls change while a machine runs; the rest needs a boot. */
static enum status take_change(struct context *ctx, const struct given *given,
			       struct change *change)
{
	if (!strcmp(given->option->name, "assume-isolated")) {
		*change = (struct change){ CHANGE_ASSUME, given->value };
		return STATUS_OK;
	}
	if (strncmp(given->value, WITH_ACS, strlen(WITH_ACS)))
		return command_fail(ctx, STATUS_USAGE,
				    "--with %s: only ACS controls can be changed while the machine runs, as in acs=00:01.0=+RR,+CR; acsdiag predict shows what else would help",
				    given->value);
	*change = (struct change){ CHANGE_ACS,
				   given->value + strlen(WITH_ACS) };
	return STATUS_OK;
}

static enum status take_changes(struct work *w, struct regroup_wish *wish)
{
	struct context *ctx = w->ctx;
	enum status status = STATUS_OK;
	size_t count = 0;

	w->changes = calloc(ctx->given_count + 1, sizeof(*w->changes));
	if (!w->changes)
		return no_memory(ctx);
	for (size_t i = 0; i < ctx->given_count && status == STATUS_OK; i++)
		status = take_change(ctx, &ctx->given[i], &w->changes[count++]);
	wish->changes = w->changes;
	wish->changes_count = count;
	wish->real_first = !command_given(ctx, "with");
	return status;
}

static enum status make_plan(struct work *w)
{
	struct context *ctx = w->ctx;
	char error[CHANGE_ERROR_LEN] = "";
	struct regroup_wish wish = { .devices_count = ctx->args_count };
	enum status status = take_devices(w);
	int err;

	if (status == STATUS_OK)
		status = take_changes(w, &wish);
	if (status != STATUS_OK)
		return status;
	wish.devices = w->devices;
	err = regroup_plan(ctx->machine, &w->now.circumstances, &wish, &w->plan,
			   error);
	if (!err)
		return STATUS_OK;
	return command_fail(ctx, err == -ENOMEM ? STATUS_DATA : STATUS_USAGE,
			    "%s", error);
}

/* A tree of files can tell what is used; a snapshot or a text cannot. */
static const char *usage_root(const struct source_request *request)
{
	struct stat st;

	if (!request->inputs_count)
		return request->sysroot ? request->sysroot : "";
	if (!stat(request->inputs[0], &st) && S_ISDIR(st.st_mode))
		return request->inputs[0];
	return NULL;
}

static enum status look_at_usage(struct work *w)
{
	const char *root = usage_root(&w->ctx->request);

	if (!root)
		return STATUS_OK;
	if (!strcmp(root, "/"))
		root = "";
	if (usage_read(w->plan.goes, w->plan.goes_count, root, &w->usage))
		return no_memory(w->ctx);
	w->usage_known = true;
	return STATUS_OK;
}

/* Ports without ACS, of which somebody's word is all that can be had */
static void say_promises(struct report *r, const struct work *w,
			 const struct function *device)
{
	const struct function *f;
	char addr[PCI_ADDR_LEN];

	for (f = device->parent; f; f = f->parent) {
		const struct acs_verdict *v =
			&w->plan.after->verdicts[function_index(w->plan.machine,
								f)];

		if (v->likely != TRI_NO || v->basis != BASIS_NO_CAPABILITY)
			continue;
		report_text(r, 1);
		reason_device(r, f);
		report_cell(r, MARK_PLAIN,
			    " has no ACS; only a promise that nothing enforces would help: ");
		report_cell(r, MARK_COMMAND, "--assume-isolated %s",
			    addr_format(f->addr, addr));
	}
}

static enum status say_useless(struct work *w)
{
	struct report *r = w->ctx->report;

	report_blank(r);
	report_text(r, 0);
	report_cell(r, MARK_BAD,
		    "Nothing would part if functions left and came back now.");
	for (size_t i = 0; i < w->ctx->args_count; i++)
		say_promises(r, w, w->devices[i]);
	report_text(r, 0);
	report_cell(r, MARK_COMMAND, "acsdiag why %s", w->ctx->args[0]);
	report_cell(r, MARK_PLAIN, " says what keeps them together.");
	return STATUS_NO;
}

/* Does a group afterwards hold a function that came back? */
static bool is_concerned(const struct work *w, const struct members *group)
{
	for (size_t i = 0; i < group->count; i++)
		for (size_t j = 0; j < w->plan.goes_count; j++)
			if (!addr_compare(group->list[i]->addr,
					  w->plan.goes[j]->addr))
				return true;
	return false;
}

static int list_after(struct work *w)
{
	struct json_object *array = json_object_new_array();
	struct listing l = { .rules = w->plan.after };
	struct report *r = w->ctx->report;
	struct partition groups;
	int err = partition_predicted(w->plan.after, &groups);

	data_put(r->data, "groups", array);
	if (err)
		return err;
	l.partition = &groups;
	report_blank(r);
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "The groups afterwards:");
	report_blank(r);
	report_table(r);
	for (size_t i = 0; i < groups.count && !err; i++) {
		err = listing_data(array, &l, &groups.groups[i]);
		if (!err && (w->ctx->verbose ||
			     is_concerned(w, &groups.groups[i])))
			err = listing_group(r, &l, &groups.groups[i]);
	}
	partition_release(&groups);
	return err;
}

static bool helps(const struct work *w)
{
	for (size_t i = 0; i < w->ctx->args_count; i++)
		if (regroup_parts(&w->plan, w->devices[i]))
			return true;
	return false;
}

static void say_next(struct work *w)
{
	struct report *r = w->ctx->report;

	report_blank(r);
	report_text(r, 0);
	if (!w->usage_known)
		report_cell(r, MARK_UNKNOWN,
			    "What uses these functions is not told by this input; on the machine itself that is looked at first.");
	else if (w->usage.blind)
		report_cell(r, MARK_UNKNOWN,
			    "Open files of %zu processes could not be seen: run with sudo.",
			    w->usage.blind);
	else
		report_cell(r, MARK_PLAIN,
			    "Nothing was changed.");
}

static enum status show_plan(struct work *w)
{
	struct report *r = w->ctx->report;
	struct regrouping g = {
		.plan = &w->plan,
		.usage = w->usage_known ? &w->usage : NULL,
	};
	int err;

	regrouping_data(r->data, &g);
	if (!helps(w)) {
		data_put(r->data, "groups", json_object_new_array());
		return say_useless(w);
	}
	report_blank(r);
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "What comes of it:");
	difference_gains(r, &w->plan.gains);
	regrouping_steps(r, &g);
	err = list_after(w);
	if (err)
		return no_memory(w->ctx);
	if (regrouping_refusals(r, &g))
		return STATUS_NO;
	say_next(w);
	return STATUS_OK;
}

static enum status regroup(struct work *w)
{
	enum status status = make_plan(w);

	if (status == STATUS_OK)
		status = look_at_usage(w);
	return status == STATUS_OK ? show_plan(w) : status;
}

static enum status run_regroup(struct context *ctx)
{
	struct work w = { .ctx = ctx };
	enum status status;

	if (picture_take(ctx->machine, &w.now))
		return no_memory(ctx);
	heading_open(ctx->report, ctx->machine);
	listing_figures(ctx->report, &w.now.observed);
	heading_notes(ctx->report, ctx->machine);
	status = regroup(&w);
	usage_release(&w.usage);
	regroup_release(&w.plan);
	picture_release(&w.now);
	free(w.changes);
	free(w.devices);
	return status;
}

const struct command cmd_regroup = {
	.name = "regroup",
	.arguments = "DEV...",
	.summary = "better groups while the machine runs: the plan, and with --apply the deed",
	.options = options,
	.min_args = 1,
	.max_args = ARGS_ANY,
	.needs_machine = true,
	.details = true,
	.run = run_regroup,
};
