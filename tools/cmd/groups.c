// SPDX-License-Identifier: GPL-2.0
/* acsdiag groups: who shares a group with whom, and the cause in one line. */

#include "command.h"
#include "report/data.h"
#include "report/heading.h"
#include "report/listing.h"
#include "report/picture.h"
#include "report/resets.h"
#include "report/weak.h"
#include "source/resets.h"

/* For a person or for a program: the other would never see it. */
static int add_group(struct context *ctx, const struct listing *l,
		     const struct members *group, struct json_object *array)
{
	return ctx->json ? listing_data(array, l, group) :
			   listing_group(ctx->report, l, group);
}

static void loose_functions(struct report *r, const char *heading,
			    const struct function *const *list, size_t count)
{
	char addr[PCI_ADDR_LEN];

	if (!count)
		return;
	report_text(r, 0);
	report_cell(r, MARK_UNKNOWN, "%s", heading);
	report_hang(r);
	for (size_t i = 0; i < count; i++)
		report_cell(r, MARK_PLAIN, " %s",
			    addr_format(list[i]->addr, addr));
}

static void add_ungrouped(struct context *ctx, const struct partition *p)
{
	struct json_object *data = ctx->report->data;

	if (p->count) {
		loose_functions(ctx->report, "In no group:", p->ungrouped,
				p->ungrouped_count);
		loose_functions(ctx->report, "Group UNKNOWN:", p->unread,
				p->unread_count);
	}
	data_put(data, "ungrouped",
		 data_addresses(p->ungrouped, p->ungrouped_count));
	data_put(data, "unread", data_addresses(p->unread, p->unread_count));
}

static enum status all_groups(struct context *ctx, const struct listing *l,
			      struct json_object *array)
{
	const struct partition *p = l->partition;
	struct weak_view weak = { .rules = l->rules, .observed = p };

	if (!p->count)
		heading_no_groups(ctx->report, ctx->machine);
	else
		report_blank(ctx->report);
	report_table(ctx->report);
	for (size_t i = 0; i < p->count; i++)
		if (add_group(ctx, l, &p->groups[i], array))
			return command_no_memory(ctx);
	add_ungrouped(ctx, p);
	if (p->count && weak_report(ctx->report, &weak))
		return command_no_memory(ctx);
	listing_legend(ctx->report, p);
	return p->count ? STATUS_OK : STATUS_NO;
}

static enum status no_group(struct context *ctx, const struct function *f)
{
	char addr[PCI_ADDR_LEN];

	addr_format(f->addr, addr);
	if (f->group == GROUP_NONE)
		return command_fail(ctx, STATUS_DATA,
				    "%s is in no IOMMU group; acsdiag groups says why",
				    addr);
	return command_fail(ctx, STATUS_DATA,
			    "the group of %s is not known; acsdiag predict works it out",
			    addr);
}

/* The groups of the functions named; a group that two of them share, once. */
static enum status some_groups(struct context *ctx, const struct listing *l,
			       struct json_object *array)
{
	const struct partition *p = l->partition;
	enum status answer = STATUS_OK;

	report_blank(ctx->report);
	report_table(ctx->report);
	for (size_t i = 0; i < ctx->args_count; i++) {
		const struct members *group;
		const struct function *f;
		enum status status;

		status = command_function(ctx, ctx->args[i], &f);
		if (status != STATUS_OK)
			return status;
		group = partition_find(p, partition_group_of(p, f));
		if (!group)
			return no_group(ctx, f);
		if (add_group(ctx, l, group, array))
			return command_no_memory(ctx);
		if (group->count > 1)
			answer = STATUS_NO;
	}
	return answer;
}

/* The module knows more of some cards than their groups. */
static void tell_of_resets(struct context *ctx)
{
	struct resets *resets = resets_of_machine(ctx->machine);

	if (!resets)
		return;
	resets_alarms(ctx->report, resets);
	resets_free(resets);
}

static enum status run_groups(struct context *ctx)
{
	struct json_object *array = json_object_new_array();
	struct picture picture;
	struct listing l = { .numbered = true };
	enum status status;

	data_put(ctx->report->data, "groups", array);
	if (picture_take(ctx->machine, &picture))
		return command_no_memory(ctx);
	l.partition = &picture.observed;
	l.rules = picture.rules;
	heading_open(ctx->report, ctx->machine);
	listing_figures(ctx->report, l.partition);
	heading_notes(ctx->report, ctx->machine);
	status = ctx->args_count ? some_groups(ctx, &l, array) :
				   all_groups(ctx, &l, array);
	if (!ctx->json)
		tell_of_resets(ctx);
	picture_release(&picture);
	return status;
}

const struct command cmd_groups = {
	.name = "groups",
	.arguments = "[DEV...]",
	.summary = "the groups, and for each whether it is isolated or what joins it",
	.max_args = ARGS_ANY,
	.needs_machine = true,
	.run = run_groups,
};
