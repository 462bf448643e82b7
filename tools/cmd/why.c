// SPDX-License-Identifier: GPL-2.0
/* acsdiag why: what holds functions together, and what would separate them. */

#include <errno.h>
#include <stdlib.h>

#include "analyse/viable.h"
#include "command.h"
#include "report/data.h"
#include "report/heading.h"
#include "report/mends.h"
#include "report/picture.h"
#include "report/reason.h"
#include "report/together.h"
#include "report/weak.h"

/**
 * struct inquiry - a question being answered
 * @ctx: the command's context
 * @p: the machine and its groups
 * @pairs: the answers for programs, one a pair
 * @asked: the function that is held against others
 * @others: these others
 * @count: entries in @others
 * @freed: changes were told that part it from its whole group
 * @assumed: something was called assumed, which is to be explained
 */
struct inquiry {
	struct context *ctx;
	const struct picture *p;
	struct json_object *pairs;
	const struct function *asked;
	const struct function **others;
	size_t count;
	bool freed, assumed;
};

/* Of each fix: does it part the function asked about from those, or from all? */
static int reach_of(const struct inquiry *q, const struct fix *fix,
		    const struct function *const *those, size_t count,
		    enum reach *reach)
{
	const struct picture *p = q->p;
	bool yes;
	int err = fix_parts(p->machine, &p->circumstances, fix, q->asked,
			    q->others, q->count, &yes);

	*reach = REACH_GROUP;
	if (err || yes)
		return err;
	err = fix_parts(p->machine, &p->circumstances, fix, q->asked, those,
			count, &yes);
	*reach = yes ? REACH_ASKED : REACH_ONE;
	return err;
}

/*
 * Shows @fixes, if one of them parts from all of @those, or if there is but one
 * of those; sets @told accordingly. @name: names that one.
 */
static int tell_fixes(struct inquiry *q, const struct fixes *fixes,
		      const struct function *const *those, size_t count,
		      bool name, bool *told)
{
	enum reach *reach = calloc(fixes->count + 1, sizeof(*reach));
	struct mends mends = {
		.fixes = fixes,
		.reach = reach,
		.device = q->asked,
		.others = those,
		.others_count = count,
		.whole = count == q->count,
		.above = q->freed,
		.name = name,
		.inputs = q->ctx->request.inputs,
		.inputs_count = q->ctx->request.inputs_count,
		.all = q->ctx->verbose,
	};
	int err = reach ? 0 : -ENOMEM;

	for (size_t i = 0; i < fixes->count && !err; i++)
		err = reach_of(q, &fixes->list[i], those, count, &reach[i]);
	*told = !err && (count == 1 || mends_any(&mends));
	if (*told) {
		q->assumed |= mends_lines(q->ctx->report, &mends);
		q->freed |= mends_free(&mends);
	}
	free(reach);
	return err;
}

static int seek_fixes(struct inquiry *q, const struct function *const *those,
		      size_t count, bool name, bool *told)
{
	const struct picture *p = q->p;
	struct fixes fixes;
	int err = fixes_between(p->machine, &p->circumstances, q->asked,
				those[0], &fixes);

	if (err)
		return err;
	err = tell_fixes(q, &fixes, those, count, name, told);
	fixes_release(&fixes);
	return err;
}

/* What parts from all of those; or, when nothing does, what from each. */
static int add_fixes(struct inquiry *q, const struct causes *causes,
		     const struct function *const *those, size_t count)
{
	bool told, any;
	int err;

	report_blank(q->ctx->report);
	mends_unread(q->ctx->report, causes);
	err = seek_fixes(q, those, count, false, &told);
	for (size_t i = 0; i < count && !err && !told; i++)
		err = seek_fixes(q, &those[i], 1, true, &any);
	return err;
}

/* Causes and mends, for people: of @those, which are held to it alike. */
static int tell_together(struct inquiry *q, const struct causes *causes,
			 const struct function *const *those, size_t count)
{
	enum together how = together_how(q->p, q->asked, those[0]);
	struct report *r = q->ctx->report;

	if (count == 1)
		together_pair(r, q->asked, those[0], how);
	else
		together_several(r, q->asked, those, count, how);
	if (causes->chain)
		report_cell(r, MARK_PLAIN, " of all this together:");
	reason_causes(r, causes);
	return causes->count ? add_fixes(q, causes, those, count) :
			       together_unexplained(r, q->p);
}

static bool same_causes(const struct causes *a, const struct causes *b)
{
	if (a->count != b->count || a->chain != b->chain)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->list[i].rule != b->list[i].rule ||
		    a->list[i].at != b->list[i].at ||
		    a->list[i].with != b->list[i].with)
			return false;
	return true;
}

/* Those from the @first on that the same causes hold, taken out of @left. */
static size_t take_alike(const struct causes *causes,
			 const struct function **left, size_t first, size_t count,
			 const struct function **those)
{
	size_t n = 0;

	for (size_t i = first; i < count; i++) {
		if (!left[i] || !same_causes(&causes[i], &causes[first]))
			continue;
		those[n++] = left[i];
		left[i] = NULL;
	}
	return n;
}

static int tell_alike(struct inquiry *q, const struct causes *causes)
{
	const struct function **left = calloc(2 * q->count + 1, sizeof(*left));
	const struct function **those = left + q->count;
	int err = left ? 0 : -ENOMEM;

	for (size_t i = 0; i < q->count && left; i++)
		left[i] = q->others[i];
	for (size_t i = 0; i < q->count && !err; i++) {
		size_t count;

		if (!left[i])
			continue;
		count = take_alike(causes, left, i, q->count, those);
		err = tell_together(q, &causes[i], those, count);
	}
	free(left);
	return err;
}

/* All of them share a group with the function asked about. */
static int tell_group(struct inquiry *q)
{
	struct causes *causes = calloc(q->count + 1, sizeof(*causes));
	int err = causes ? 0 : -ENOMEM;

	for (size_t i = 0; i < q->count && !err; i++)
		err = causes_between(q->p->rules, q->asked, q->others[i],
				     &causes[i]);
	if (!err)
		err = tell_alike(q, causes);
	for (size_t i = 0; i < q->count && causes; i++)
		causes_release(&causes[i]);
	free(causes);
	return err;
}

static int answer_all(struct inquiry *q)
{
	int err = 0;

	if (!q->ctx->json)
		return tell_group(q);
	for (size_t i = 0; i < q->count && !err; i++)
		err = together_data(q->pairs, q->p, q->asked, q->others[i]);
	return err;
}

/* Is this member worth a paragraph? The first function of each other device. */
static bool stands_for_device(const struct members *group, size_t i,
			      const struct function *f)
{
	const struct function *other = group->list[i];
	const struct function *before = i ? group->list[i - 1] : NULL;

	if (other == f || function_is_infrastructure(other))
		return false;
	if (function_is_root(other))
		return true;
	if (addr_same_slot(other->addr, f->addr))
		return false;
	return !before || !addr_same_slot(other->addr, before->addr);
}

static int answer_alone(struct context *ctx, const struct function *f)
{
	report_blank(ctx->report);
	report_text(ctx->report, 0);
	reason_device(ctx->report, f);
	report_cell(ctx->report, MARK_GOOD, " is alone in %s",
		    f->group < 0 ? "its group by the kernel's rules." : "group");
	if (f->group >= 0)
		report_cell(ctx->report, MARK_GOOD, " %d.", f->group);
	return 0;
}

/*
 * One function against the others of its group: against each other device, or
 * where there is none, against bridges and the rest of its own device.
 */
static int answer_group(struct inquiry *q, const struct members *group)
{
	bool other_devices;
	int err;

	if (group->count == 1)
		return answer_alone(q->ctx, q->asked);
	q->others = calloc(group->count, sizeof(*q->others));
	if (!q->others)
		return -ENOMEM;
	for (size_t i = 0; i < group->count; i++)
		if (stands_for_device(group, i, q->asked))
			q->others[q->count++] = group->list[i];
	other_devices = q->count;
	for (size_t i = 0; i < group->count && !other_devices; i++)
		if (group->list[i] != q->asked)
			q->others[q->count++] = group->list[i];
	err = answer_all(q);
	if (q->assumed)
		mends_legend(q->ctx->report);
	free(q->others);
	return err;
}

static int why_members(struct inquiry *q, const struct partition *groups,
		       enum status *status)
{
	struct weak_view weak = {
		.rules = q->p->rules,
		.observed = &q->p->observed,
		.below = q->asked,
	};
	const struct members *group;
	int err;

	group = partition_find(groups, partition_group_of(groups, q->asked));
	*status = group && group->count > 1 ? STATUS_OK : STATUS_NO;
	err = group ? answer_group(q, group) : 0;
	return err ? err : weak_report(q->ctx->report, &weak);
}

static enum status why_group(struct inquiry *q)
{
	const struct partition *groups = &q->p->observed;
	struct partition by_rules = { 0 };
	enum status status;
	int err = 0;

	if (q->asked->group == GROUP_NONE)
		return command_fail(q->ctx, STATUS_DATA,
				    "%s is in no IOMMU group; acsdiag groups says why",
				    q->ctx->args[0]);
	if (q->asked->group == GROUP_UNREAD) {
		err = partition_predicted(q->p->rules, &by_rules);
		groups = &by_rules;
	}
	if (!err)
		err = why_members(q, groups, &status);
	partition_release(&by_rules);
	return err ? command_no_memory(q->ctx) : status;
}

static enum status why_pair(struct inquiry *q, const struct function *b)
{
	bool shared = together_is(together_how(q->p, q->asked, b));
	int err;

	q->others = &b;
	q->count = 1;
	err = shared || q->ctx->json ? answer_all(q) :
				       together_apart(q->ctx->report, q->p,
						      q->asked, b);
	if (err)
		return command_no_memory(q->ctx);
	if (q->assumed)
		mends_legend(q->ctx->report);
	return shared ? STATUS_OK : STATUS_NO;
}

static enum status answer(struct context *ctx, const struct function *a,
			  const struct function *b)
{
	struct inquiry q = { .ctx = ctx, .asked = a };
	struct picture picture;
	enum status status;

	q.pairs = json_object_new_array();
	data_put(ctx->report->data, "pairs", q.pairs);
	if (picture_take(ctx->machine, &picture))
		return command_no_memory(ctx);
	q.p = &picture;
	heading_open(ctx->report, ctx->machine);
	heading_notes(ctx->report, ctx->machine);
	status = b ? why_pair(&q, b) : why_group(&q);
	picture_release(&picture);
	return status;
}

static enum status run_why(struct context *ctx)
{
	const struct function *a, *b;
	enum status status = command_functions(ctx, &a, &b);

	if (status != STATUS_OK)
		return status;
	return answer(ctx, a, b);
}

const struct command cmd_why = {
	.name = "why",
	.arguments = "DEV [DEV]",
	.summary = "what holds DEV to the rest of its group, and what would separate them",
	.min_args = 1,
	.max_args = 2,
	.needs_machine = true,
	.run = run_why,
};
