// SPDX-License-Identifier: GPL-2.0
/*
 * acsdiag predict: the groups as the kernel's rules give them, after changes or
 * without. Without one it checks itself against what the kernel has.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "report/data.h"
#include "report/difference.h"
#include "report/heading.h"
#include "report/listing.h"
#include "report/phrase.h"
#include "report/picture.h"
#include "report/reason.h"
#include "report/weak.h"

static const struct option_spec options[] = {
	{ "acs-override", "TOKENS",
	  "pcie_acs_override= of patched kernels: downstream, multifunction, id:VVVV:DDDD",
	  0 },
	{ "config-acs", "FLAGS@DEV", "pci=config_acs= of Linux 6.11 and later", 0 },
	{ "disable-acs-redir", "DEV", "pci=disable_acs_redir=", 0 },
	{ "kernel", "VERSION", "the rules of another kernel", 0 },
	{ "iommu-on", NULL, "the IOMMU driver asks for ACS at boot", 0 },
	{ "move", "DEV=PORT", "put a device below another port", 0 },
	{ "acs", "DEV=+SV,-RR", "switch ACS controls", 0 },
	{ "assume", "DEV", "somebody vouches that DEV isolates", 0 },
	{ 0 },
};

/**
 * struct future - a machine after changes
 * @machine: a changed copy
 * @circumstances: changed too
 * @rules: its groups
 */
struct future {
	struct machine *machine;
	struct circumstances circumstances;
	struct grouping *rules;
};

static enum change_kind kind_of(const struct option_spec *option)
{
	enum change_kind kind = CHANGE_ACS_OVERRIDE;

	while (strcmp(change_option(kind) + strlen("--"), option->name))
		kind++;
	return kind;
}

static enum status apply_changes(struct context *ctx, struct future *future)
{
	char error[CHANGE_ERROR_LEN] = "";

	for (size_t i = 0; i < ctx->given_count; i++) {
		struct change change = {
			kind_of(ctx->given[i].option),
			ctx->given[i].value,
		};
		int err = change_apply(&change, future->machine,
				       &future->circumstances, error);

		if (err == -ENOMEM)
			return command_no_memory(ctx);
		if (err)
			return command_fail(ctx, STATUS_USAGE, "--%s: %s",
					    ctx->given[i].option->name, error);
	}
	return STATUS_OK;
}

static void future_release(struct future *future)
{
	grouping_free(future->rules);
	circumstances_release(&future->circumstances);
	machine_free(future->machine);
}

/* @future is to be released whatever comes back. */
static enum status look_ahead(struct context *ctx, const struct picture *now,
			      struct future *future)
{
	enum status status;

	*future = (struct future){ 0 };
	future->machine = machine_clone(ctx->machine);
	if (!future->machine ||
	    circumstances_copy(&future->circumstances, &now->circumstances))
		return command_no_memory(ctx);
	status = apply_changes(ctx, future);
	if (status != STATUS_OK)
		return status;
	if (grouping_compute(future->machine, &future->circumstances,
			     &future->rules))
		return command_no_memory(ctx);
	return STATUS_OK;
}

/* @shown: for each group, whether people see it; NULL for none of them */
static int list_groups(struct context *ctx, const struct grouping *rules,
		       const struct partition *p, const bool *shown)
{
	struct json_object *array = json_object_new_array();
	struct listing l = { .partition = p, .rules = rules };
	int err = 0;

	data_put(ctx->report->data, "groups", array);
	if (shown)
		report_blank(ctx->report);
	report_table(ctx->report);
	for (size_t i = 0; i < p->count && !err; i++) {
		if (ctx->json)
			err = listing_data(array, &l, &p->groups[i]);
		else if (shown && shown[i])
			err = listing_group(ctx->report, &l, &p->groups[i]);
	}
	return err;
}

/* Which groups of @rules hold something that @gains is about; all if @all. */
static bool *groups_shown(const struct grouping *rules,
			  const struct gains *gains, bool all)
{
	bool *shown = calloc((size_t)rules->groups + 1, sizeof(*shown));

	if (!shown)
		return NULL;
	for (int i = 0; all && i < rules->groups; i++)
		shown[i] = true;
	for (size_t i = 0; gains && i < gains->count; i++) {
		const struct function *f = function_after(rules->machine,
							  gains->list[i].function);

		shown[rules->group[function_index(rules->machine, f)]] = true;
	}
	return shown;
}

static int show_groups(struct context *ctx, const struct grouping *rules,
		       const struct gains *gains, bool all)
{
	struct partition groups;
	bool *shown = groups_shown(rules, gains, all);
	int err = shown ? partition_predicted(rules, &groups) : -ENOMEM;

	if (!err) {
		err = list_groups(ctx, rules, &groups,
				  all || gains ? shown : NULL);
		partition_release(&groups);
	}
	free(shown);
	return err;
}

static const char *why_incomparable(const struct machine *m)
{
	if (m->iommu == IOMMU_OFF || m->iommu == IOMMU_NONE)
		return "Without an IOMMU at work the kernel formed no groups: these are what its rules would give.";
	return "Nothing tells the kernel's own groups: these are what its rules give.";
}

static void say_match(struct report *r, const struct machine *m,
		      const struct comparison *c)
{
	report_blank(r);
	report_text(r, 0);
	if (!c->comparable)
		report_cell(r, MARK_UNKNOWN, "%s", why_incomparable(m));
	else if (!c->count)
		report_cell(r, MARK_GOOD,
			    "The kernel's rules give exactly the groups that the kernel has.");
	else
		report_cell(r, c->told ? MARK_PLAIN : MARK_BAD,
			    "The kernel's rules%s give other groups than the kernel has:",
			    c->told ? ", asked anew," : "");
	if (!c->count)
		return;
	difference_lines(r, c, "the kernel", "the rules");
	reason_explanations(r, c);
}

static struct json_object *comparison_data(const struct comparison *c)
{
	struct json_object *o;

	if (!c->comparable)
		return NULL;
	o = json_object_new_object();
	data_put(o, "matches", data_bool(!c->count));
	data_put(o, "explained_by",
		 data_strings(c->explanations, c->explanations_count));
	data_put(o, "differences", difference_data(c));
	return o;
}

/* The rules against what the kernel has; @matches unless both are known. */
static int check_rules(struct context *ctx, const struct picture *now,
		       bool *matches)
{
	struct comparison c;
	int err = compare_observed(now->rules, &c);

	if (err)
		return err;
	if (c.count)
		err = compare_explain(now->machine, &now->circumstances, &c);
	if (!err) {
		say_match(ctx->report, now->machine, &c);
		data_put(ctx->report->data, "comparison", comparison_data(&c));
		*matches = !c.count || c.told;
	}
	comparison_release(&c);
	return err;
}

static void say_unsure(struct report *r, const struct grouping *rules)
{
	data_put(r->data, "unsure", json_object_new_int64((int64_t)rules->unsure));
	if (!rules->unsure)
		return;
	report_text(r, 0);
	report_cell(r, MARK_UNKNOWN,
		    "Of %zu functions it is not known whether they isolate; the most likely answer was taken.",
		    rules->unsure);
}

static int predict_now(struct context *ctx, const struct picture *now,
		       enum status *status)
{
	struct weak_view view = { .rules = now->rules };
	bool matches = true;
	int err = check_rules(ctx, now, &matches);

	if (err)
		return err;
	*status = matches ? STATUS_OK : STATUS_NO;
	say_unsure(ctx->report, now->rules);
	err = weak_report(ctx->report, &view);
	if (err)
		return err;
	return show_groups(ctx, now->rules, NULL,
			   !now->observed.count || ctx->verbose || !matches);
}

static void changes_data(struct context *ctx)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < ctx->given_count; i++) {
		struct change change = {
			kind_of(ctx->given[i].option),
			ctx->given[i].value,
		};
		struct json_object *o = json_object_new_object();
		char buf[PHRASE_LEN];

		data_put(o, "option", data_string(change_option(change.kind)));
		data_put(o, "argument", data_string(change.text));
		data_put(o, "sentence", data_string(phrase_change(&change, buf)));
		json_object_array_add(array, o);
	}
	data_put(ctx->report->data, "changes", array);
}

static void say_gains(struct context *ctx, const struct gains *gains)
{
	report_blank(ctx->report);
	report_text(ctx->report, 0);
	report_cell(ctx->report, MARK_PLAIN,
		    gains->count ? "What the change does:" :
				   "The change parts nothing and joins nothing.");
	difference_gains(ctx->report, gains);
	data_put(ctx->report->data, "gains", difference_gains_data(gains));
}

static struct json_object *totals_data(const struct partition *p)
{
	struct json_object *o = json_object_new_object();

	data_put(o, "groups", json_object_new_int64((int64_t)p->count));
	data_put(o, "shared", json_object_new_int64((int64_t)p->several));
	return o;
}

static void put_totals(struct report *r, const struct partition *before,
		       const struct partition *after, bool told)
{
	data_put(r->data, "before", totals_data(before));
	data_put(r->data, "after", totals_data(after));
	if (!told)
		return;
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "Groups: %zu → %zu; shared by several devices: ",
		    before->count, after->count);
	report_cell(r, after->several > before->several ? MARK_BAD : MARK_PLAIN,
		    "%zu → %zu", before->several, after->several);
}

/* How many groups there were, and will be; for people if @told. */
static int say_totals(struct report *r, const struct picture *now,
		      const struct future *future, bool told)
{
	struct partition before, after;
	int err = partition_predicted(now->rules, &before);

	if (err)
		return err;
	err = partition_predicted(future->rules, &after);
	if (!err) {
		put_totals(r, &before, &after, told);
		partition_release(&after);
	}
	partition_release(&before);
	return err;
}

/* @all: every group; otherwise those that the change is about */
static int say_future(struct context *ctx, const struct future *future,
		      const struct gains *gains, bool all)
{
	struct weak_view view = { .rules = future->rules };
	int err = weak_report(ctx->report, &view);

	if (err)
		return err;
	say_unsure(ctx->report, future->rules);
	report_blank(ctx->report);
	report_text(ctx->report, 0);
	report_cell(ctx->report, MARK_PLAIN,
		    all ? "All groups afterwards:" :
		    gains->count ?
			  "The groups concerned, afterwards (-v shows all):" :
			  "The groups stay as they are.");
	return show_groups(ctx, future->rules, gains, all);
}

static int predict_change(struct context *ctx, const struct picture *now,
			  const struct future *future)
{
	struct gains gains;
	bool matches;
	int err = check_rules(ctx, now, &matches);

	if (err)
		return err;
	err = gains_between(now->rules, future->rules, &gains);
	if (err)
		return err;
	changes_data(ctx);
	say_gains(ctx, &gains);
	err = say_totals(ctx->report, now, future, gains.count);
	if (!err)
		err = say_future(ctx, future, &gains,
				 ctx->verbose || !now->observed.count);
	gains_release(&gains);
	return err;
}

static enum status predict(struct context *ctx, const struct picture *now)
{
	enum status status = STATUS_OK;
	struct future future;
	int err;

	if (!ctx->given_count) {
		err = predict_now(ctx, now, &status);
		return err ? command_no_memory(ctx) :
			     status;
	}
	status = look_ahead(ctx, now, &future);
	if (status == STATUS_OK && predict_change(ctx, now, &future))
		status = command_no_memory(ctx);
	future_release(&future);
	return status;
}

static enum status run_predict(struct context *ctx)
{
	struct picture now;
	enum status status;

	if (picture_take(ctx->machine, &now))
		return command_no_memory(ctx);
	heading_open(ctx->report, ctx->machine);
	listing_figures(ctx->report, &now.observed);
	heading_notes(ctx->report, ctx->machine);
	status = predict(ctx, &now);
	picture_release(&now);
	return status;
}

const struct command cmd_predict = {
	.name = "predict",
	.arguments = "[CHANGE...]",
	.summary = "the groups after a change, or without one a check of the rules",
	.options = options,
	.needs_machine = true,
	.run = run_predict,
};
