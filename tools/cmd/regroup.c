// SPDX-License-Identifier: GPL-2.0
/*
 * acsdiag regroup: better groups while the machine runs, without a patched
 * kernel. What would be done comes first, always; it is done with --apply.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "act/act.h"
#include "cmd/regroup.h"
#include "command.h"
#include "report/data.h"
#include "report/difference.h"
#include "report/heading.h"
#include "report/listing.h"
#include "report/phrase.h"
#include "report/picture.h"
#include "report/reason.h"
#include "report/regrouping.h"
#include "source/saved.h"
#include "source/usage.h"

static const struct option_spec options[] = {
	{ "with", "acs=DEV=+SV,+RR",
	  "turn these ACS controls on, instead of all that are off above DEV", 0 },
	{ "assume-isolated", "DEV",
	  "have the kernel believe that DEV isolates; nothing enforces it", 0 },
	{ "apply", NULL, "do it, and compare the kernel's groups with the plan's",
	  0 },
	{ "undo", NULL, "return to the groups that the kernel had formed", 0 },
	{ "save", "FILE", "keep the plan, to be applied at boot", 0 },
	{ "from", "FILE", "the plan that was kept, if the machine still fits it",
	  0 },
	{ 0 },
};

#define WITH_ACS "acs="

#define CONTROLS_LEN 64

/**
 * struct work - one run of the command
 * @ctx: the context
 * @devices: functions that are to have better groups
 * @devices_count: entries in @devices
 * @changes: what the options, or the saved plan, ask for
 * @texts: what the changes of a saved plan are spelled in
 * @saved: the plan that --from names; without functions where there is none
 * @now: the machine as it is
 * @plan: what would be done
 * @usage: what the functions that leave are used for
 * @usage_known: somebody could look
 */
struct work {
	struct context *ctx;
	const struct function **devices;
	size_t devices_count;
	struct change *changes;
	char (*texts)[CONTROLS_LEN];
	struct saved saved;
	struct picture now;
	struct regroup plan;
	struct usage usage;
	bool usage_known;
};

static enum status take_devices(struct work *w)
{
	enum status status = STATUS_OK;

	w->devices_count = w->ctx->args_count;
	w->devices = calloc(w->devices_count + 1, sizeof(*w->devices));
	if (!w->devices)
		return command_no_memory(w->ctx);
	for (size_t i = 0; i < w->devices_count && status == STATUS_OK; i++)
		status = command_function(w->ctx, w->ctx->args[i],
					  &w->devices[i]);
	return status;
}

/* Only ACS controls change while a machine runs; the rest needs a boot. */
static enum status take_with(struct context *ctx, const char *value,
			     struct change *change)
{
	if (strncmp(value, WITH_ACS, strlen(WITH_ACS)))
		return command_fail(ctx, STATUS_USAGE,
				    "--with %s: only ACS controls can be changed while the machine runs, as in acs=00:01.0=+RR,+CR; acsdiag predict shows what else would help",
				    value);
	*change = (struct change){ CHANGE_ACS, value + strlen(WITH_ACS) };
	return STATUS_OK;
}

static enum status take_changes(struct work *w, struct regroup_wish *wish)
{
	struct context *ctx = w->ctx;
	enum status status = STATUS_OK;

	w->changes = calloc(ctx->given_count + 1, sizeof(*w->changes));
	if (!w->changes)
		return command_no_memory(ctx);
	for (size_t i = 0; i < ctx->given_count && status == STATUS_OK; i++) {
		const struct given *given = &ctx->given[i];
		struct change *change = &w->changes[wish->changes_count];

		if (!strcmp(given->option->name, "assume-isolated"))
			*change = (struct change){ CHANGE_ASSUME, given->value };
		else if (!strcmp(given->option->name, "with"))
			status = take_with(ctx, given->value, change);
		else
			continue;
		wish->changes_count++;
	}
	wish->changes = w->changes;
	wish->real_first = !command_given(ctx, "with");
	return status;
}

/* "0000:00:1c.0=+RR,+CR" */
static void spell_controls(const struct saved_controls *c,
			   char text[CONTROLS_LEN])
{
	int len = (int)strlen(addr_format(c->at->addr, text));
	const char *separator = "=+";

	for (unsigned int i = 0; i < acs_bits_count; i++) {
		if (!(c->set & acs_bits[i].ctrl_mask))
			continue;
		len += snprintf(text + len, (size_t)(CONTROLS_LEN - len), "%s%s",
				separator, acs_bits[i].letter);
		separator = ",+";
	}
}

static enum status take_saved_changes(struct work *w, struct regroup_wish *wish)
{
	const struct saved *s = &w->saved;
	size_t room = s->controls_count + s->assumed_count + 1;
	size_t n = 0;

	w->changes = calloc(room, sizeof(*w->changes));
	w->texts = calloc(room, sizeof(*w->texts));
	if (!w->changes || !w->texts)
		return command_no_memory(w->ctx);
	for (size_t i = 0; i < s->controls_count; i++) {
		spell_controls(&s->controls[i], w->texts[n]);
		w->changes[n] = (struct change){ CHANGE_ACS, w->texts[n] };
		n++;
	}
	for (size_t i = 0; i < s->assumed_count; i++) {
		addr_format(s->assumed[i]->addr, w->texts[n]);
		w->changes[n] = (struct change){ CHANGE_ASSUME, w->texts[n] };
		n++;
	}
	wish->changes = w->changes;
	wish->changes_count = n;
	return STATUS_OK;
}

/* A plan that no longer fits is no error: the answer is that nothing is done. */
static enum status say_unfit(struct work *w, const char *why)
{
	struct report *r = w->ctx->report;

	data_put(r->data, "unfit", data_string(why));
	report_blank(r);
	report_text(r, 0);
	report_cell(r, MARK_BAD, "The machine no longer fits the plan in %s: ",
		    command_value(w->ctx, "from"));
	report_cell(r, MARK_PLAIN, "%s. Nothing was changed.", why);
	return STATUS_NO;
}

static enum status take_saved_devices(struct work *w)
{
	const struct saved *s = &w->saved;
	char why[64], addr[PCI_ADDR_LEN];

	w->devices = calloc(s->devices_count + 1, sizeof(*w->devices));
	if (!w->devices)
		return command_no_memory(w->ctx);
	for (size_t i = 0; i < s->functions->count; i++) {
		const struct function *f = &s->functions->functions[i];
		const struct function *now = machine_find(w->ctx->machine,
							  f->addr);

		addr_format(f->addr, addr);
		snprintf(why, sizeof(why), "%s %s", addr,
			 now ? "is another device now" : "is not there");
		if (!now || now->vendor != f->vendor || now->device != f->device)
			return say_unfit(w, why);
	}
	for (size_t i = 0; i < s->devices_count; i++)
		w->devices[w->devices_count++] =
			machine_find(w->ctx->machine, s->devices[i]->addr);
	return STATUS_OK;
}

static enum status take_saved(struct work *w, struct regroup_wish *wish)
{
	struct source_error error;
	enum status status;

	if (saved_read(command_value(w->ctx, "from"), &w->saved, &error))
		return command_fail(w->ctx, STATUS_DATA, "%s", error.text);
	status = take_saved_devices(w);
	return status == STATUS_OK ? take_saved_changes(w, wish) : status;
}

/* Made again on the same machine, a plan comes out the same, word for word. */
static enum status check_saved(struct work *w)
{
	struct json_object *again;
	bool same;

	if (!w->saved.object)
		return STATUS_OK;
	again = regrouping_saved(&w->plan, w->devices, w->devices_count, false);
	same = json_object_equal(again, w->saved.object);
	json_object_put(again);
	return same ? STATUS_OK :
		      say_unfit(w, "its groups, or what would have to be done, are not the same");
}

static enum status make_plan(struct work *w)
{
	struct context *ctx = w->ctx;
	char error[CHANGE_ERROR_LEN] = "";
	struct regroup_wish wish = { 0 };
	enum status status;
	int err;

	if (command_given(ctx, "from")) {
		status = take_saved(w, &wish);
	} else {
		status = take_devices(w);
		if (status == STATUS_OK)
			status = take_changes(w, &wish);
	}
	if (status != STATUS_OK)
		return status;
	wish.devices = w->devices;
	wish.devices_count = w->devices_count;
	err = regroup_plan(ctx->machine, &w->now.circumstances, &wish, &w->plan,
			   error);
	if (!err)
		return check_saved(w);
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
		return command_no_memory(w->ctx);
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
	char addr[PCI_ADDR_LEN];

	report_blank(r);
	report_text(r, 0);
	report_cell(r, MARK_BAD,
		    "Nothing would part if functions left and came back now.");
	for (size_t i = 0; i < w->devices_count; i++)
		say_promises(r, w, w->devices[i]);
	report_text(r, 0);
	report_cell(r, MARK_COMMAND, "acsdiag why %s",
		    addr_format(w->devices[0]->addr, addr));
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
	for (size_t i = 0; i < w->devices_count; i++)
		if (regroup_parts(&w->plan, w->devices[i]))
			return true;
	return false;
}

/* The same words once more, and the deed. */
static void say_command(struct report *r, const struct context *ctx)
{
	report_cell(r, MARK_COMMAND, "acsdiag regroup");
	for (size_t i = 0; i < ctx->args_count; i++)
		report_cell(r, MARK_COMMAND, " %s", ctx->args[i]);
	for (size_t i = 0; i < ctx->given_count; i++)
		if (strcmp(ctx->given[i].option->name, "save"))
			report_cell(r, MARK_COMMAND, " --%s %s",
				    ctx->given[i].option->name,
				    ctx->given[i].value);
	report_cell(r, MARK_COMMAND, " --apply");
}

static void say_next(struct work *w)
{
	struct report *r = w->ctx->report;

	report_blank(r);
	report_text(r, 0);
	if (!w->usage_known) {
		report_cell(r, MARK_UNKNOWN,
			    "What uses these functions is not told by this input; on the machine itself that is looked at first.");
		return;
	}
	if (w->usage.blind) {
		report_cell(r, MARK_UNKNOWN,
			    "Open files of %zu processes could not be seen: run with sudo.",
			    w->usage.blind);
		report_text(r, 0);
	}
	report_cell(r, MARK_PLAIN, "Nothing was changed. To do it: ");
	say_command(r, w->ctx);
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
		return command_no_memory(w->ctx);
	return regrouping_refusals(r, &g) ? STATUS_NO : STATUS_OK;
}

static enum status save(struct work *w, const char *path)
{
	struct json_object *saved = regrouping_saved(&w->plan, w->devices,
						     w->devices_count, false);
	char error[ACT_ERROR_LEN];
	int err = state_write(path, saved, error);

	json_object_put(saved);
	if (err)
		return command_fail(w->ctx, STATUS_DATA, "%s", error);
	report_blank(w->ctx->report);
	report_text(w->ctx->report, 0);
	report_cell(w->ctx->report, MARK_PLAIN, "The plan is in %s.", path);
	return STATUS_OK;
}

static enum status regroup(struct work *w)
{
	const char *path = command_value(w->ctx, "save");
	enum status status = make_plan(w);

	if (status == STATUS_OK)
		status = look_at_usage(w);
	if (status == STATUS_OK)
		status = show_plan(w);
	if (status == STATUS_OK && path)
		status = save(w, path);
	if (status != STATUS_OK)
		return status;
	if (command_given(w->ctx, "apply"))
		return regroup_apply(w->ctx, &w->plan, w->devices,
				     w->devices_count);
	say_next(w);
	return STATUS_OK;
}

/* Whose machine is it that would be changed? */
static enum status check_target(struct context *ctx)
{
	if (ctx->request.inputs_count || ctx->request.sysroot)
		return command_fail(ctx, STATUS_USAGE,
				    "--apply and --undo change the machine that runs; take --input and --sysroot away");
	if (geteuid())
		return command_fail(ctx, STATUS_DATA,
				    "changing the machine takes root: run with sudo");
	if (command_given(ctx, "apply") && !access(REGROUP_STATE, F_OK))
		return command_fail(ctx, STATUS_USAGE,
				    "groups were formed anew already (%s): acsdiag regroup --undo first, then ask for all devices at once",
				    REGROUP_STATE);
	return STATUS_OK;
}

static enum status check_options(struct context *ctx)
{
	bool undo = command_given(ctx, "undo");
	bool here = !ctx->request.inputs_count && !ctx->request.sysroot;

	if (undo && (ctx->args_count || ctx->given_count > 1))
		return command_fail(ctx, STATUS_USAGE,
				    "--undo takes back all that was done, and stands alone");
	if (command_given(ctx, "from") &&
	    (ctx->args_count || command_given(ctx, "with") ||
	     command_given(ctx, "assume-isolated")))
		return command_fail(ctx, STATUS_USAGE,
				    "--from has devices and changes already; name no other");
	if (!undo && !command_given(ctx, "from") && !ctx->args_count &&
	    (ctx->given_count || !here))
		return command_fail(ctx, STATUS_USAGE,
				    "name the functions that are to have better groups, as in acsdiag regroup 01:00.0");
	return undo || command_given(ctx, "apply") ? check_target(ctx) :
						     STATUS_OK;
}

static enum status answer(struct work *w)
{
	struct context *ctx = w->ctx;
	enum status status;

	if (picture_take(ctx->machine, &w->now))
		return command_no_memory(ctx);
	heading_open(ctx->report, ctx->machine);
	listing_figures(ctx->report, &w->now.observed);
	heading_notes(ctx->report, ctx->machine);
	if (command_given(ctx, "undo"))
		status = regroup_undo(ctx);
	else if (ctx->args_count || command_given(ctx, "from"))
		status = regroup(w);
	else
		status = regroup_stands(ctx);
	picture_release(&w->now);
	return status;
}

static enum status run_regroup(struct context *ctx)
{
	struct work w = { .ctx = ctx };
	enum status status = check_options(ctx);

	if (status == STATUS_OK)
		status = answer(&w);
	usage_release(&w.usage);
	regroup_release(&w.plan);
	saved_release(&w.saved);
	free(w.texts);
	free(w.changes);
	free(w.devices);
	return status;
}

const struct command cmd_regroup = {
	.name = "regroup",
	.arguments = "[DEV...]",
	.summary = "better groups while the machine runs: the plan, and with --apply the deed",
	.options = options,
	.max_args = ARGS_ANY,
	.needs_machine = true,
	.details = true,
	.run = run_regroup,
};
