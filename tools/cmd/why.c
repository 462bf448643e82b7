// SPDX-License-Identifier: GPL-2.0
/* acsdiag why: what holds functions together, and what would separate them. */

#include <errno.h>
#include <stdlib.h>

#include "analyse/viable.h"
#include "command.h"
#include "report/data.h"
#include "report/heading.h"
#include "report/phrase.h"
#include "report/picture.h"
#include "report/reason.h"

/**
 * enum together - are two functions in one group?
 * @TOGETHER_NO: no, the kernel was seen to separate them
 * @TOGETHER_YES: yes, the kernel has them in one
 * @TOGETHER_RULES_NO: nobody told; by the rules they are not
 * @TOGETHER_RULES_YES: nobody told; by the rules they are
 */
enum together {
	TOGETHER_NO = 0,
	TOGETHER_YES,
	TOGETHER_RULES_NO,
	TOGETHER_RULES_YES,
};

/**
 * struct told - causes that have been told already
 * @with: the other function they were told for
 * @causes: the causes
 */
struct told {
	const struct function *with;
	struct causes causes;
};

/**
 * struct inquiry - a question being answered
 * @ctx: the command's context
 * @p: the machine and its groups
 * @pairs: the answers for programs, one a pair
 * @told: causes told so far; @told_count of them
 * @told_count: entries in @told
 */
struct inquiry {
	struct context *ctx;
	const struct picture *p;
	struct json_object *pairs;
	struct told *told;
	size_t told_count;
};

static enum together together(const struct picture *p, const struct function *a,
			      const struct function *b)
{
	int by_rules_a = p->rules->group[function_index(p->machine, a)];
	int by_rules_b = p->rules->group[function_index(p->machine, b)];

	if (a->group != GROUP_UNREAD && b->group != GROUP_UNREAD)
		return a->group >= 0 && a->group == b->group ? TOGETHER_YES :
							       TOGETHER_NO;
	return by_rules_a == by_rules_b ? TOGETHER_RULES_YES : TOGETHER_RULES_NO;
}

static bool are_together(enum together how)
{
	return how == TOGETHER_YES || how == TOGETHER_RULES_YES;
}

static void pair_heading(struct report *r, const struct function *a,
			 const struct function *b, enum together how)
{
	report_blank(r);
	report_text(r, 0);
	reason_device(r, a);
	report_cell(r, MARK_PLAIN, " and ");
	reason_device(r, b);
	switch (how) {
	case TOGETHER_YES:
		report_cell(r, MARK_BAD, " share group %d", a->group);
		report_cell(r, MARK_PLAIN, ", because");
		break;
	case TOGETHER_RULES_YES:
		report_cell(r, MARK_BAD, " share a group by the kernel's rules");
		report_cell(r, MARK_PLAIN,
			    " (the input does not tell its own), because");
		break;
	case TOGETHER_NO:
		if (a->group < 0 || b->group < 0)
			report_cell(r, MARK_UNKNOWN,
				    " do not share a group: %s is in none.",
				    a->group < 0 ? "the first" : "the second");
		else
			report_cell(r, MARK_GOOD,
				    " are in different groups, %d and %d.",
				    a->group, b->group);
		break;
	case TOGETHER_RULES_NO:
		report_cell(r, MARK_GOOD,
			    " are in different groups by the kernel's rules.");
		break;
	}
}

/* The rules give something else than what the kernel has: what may explain it? */
static int unexplained(struct report *r, const struct picture *p,
		       struct json_object *o)
{
	struct comparison c;
	int err = compare_observed(p->rules, &c);

	if (err)
		return err;
	err = compare_explain(p->machine, &p->circumstances, &c);
	if (!err) {
		report_text(r, 1);
		report_cell(r, MARK_UNKNOWN,
			    "The kernel's rules do not give that from the facts at hand.");
		reason_explanations(r, &c);
		data_put(o, "explained_by",
			 data_strings(c.explanations, c.explanations_count));
	}
	comparison_release(&c);
	return err;
}

static int add_fixes(struct context *ctx, const struct picture *p,
		     const struct function *a, const struct function *b,
		     struct json_object *o)
{
	struct fixes fixes;
	struct mends mends = {
		.fixes = &fixes,
		.inputs = ctx->request.inputs,
		.inputs_count = ctx->request.inputs_count,
		.all = ctx->verbose,
	};
	int err = fixes_between(p->machine, &p->circumstances, a, b, &fixes);

	if (err)
		return err;
	report_blank(ctx->report);
	reason_mends(ctx->report, &mends);
	data_put(o, "fixes", data_fixes(&fixes));
	fixes_release(&fixes);
	return 0;
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

static const struct told *told_before(const struct inquiry *q,
				      const struct causes *causes)
{
	for (size_t i = 0; i < q->told_count; i++)
		if (causes->count && same_causes(&q->told[i].causes, causes))
			return &q->told[i];
	return NULL;
}

/* Takes @causes over, also on failure. */
static int remember(struct inquiry *q, const struct function *with,
		    struct causes *causes)
{
	struct told *told = realloc(q->told, (q->told_count + 1) * sizeof(*told));

	if (!told) {
		causes_release(causes);
		return -ENOMEM;
	}
	q->told = told;
	told[q->told_count++] = (struct told){ with, *causes };
	return 0;
}

static void inquiry_end(struct inquiry *q)
{
	for (size_t i = 0; i < q->told_count; i++)
		causes_release(&q->told[i].causes);
	free(q->told);
}

static void tell_causes(struct inquiry *q, const struct causes *causes)
{
	struct report *r = q->ctx->report;

	if (causes->chain)
		report_cell(r, MARK_PLAIN, " of all this together:");
	reason_causes(r, causes);
}

/* Causes and mends of two functions that share a group. */
static int explain_pair(struct inquiry *q, const struct function *a,
			const struct function *b, struct json_object *o)
{
	struct report *r = q->ctx->report;
	const struct told *before;
	struct causes causes;
	int err = causes_between(q->p->rules, a, b, &causes);

	if (err)
		return err;
	data_put(o, "causes", data_causes(&causes));
	data_put(o, "chain", data_bool(causes.chain));
	before = told_before(q, &causes);
	if (before && !q->ctx->json) {
		report_cell(r, MARK_PLAIN, " of the same as with ");
		reason_device(r, before->with);
		causes_release(&causes);
		return 0;
	}
	tell_causes(q, &causes);
	err = causes.count ? add_fixes(q->ctx, q->p, a, b, o) :
			     unexplained(r, q->p, o);
	return remember(q, b, &causes) ? -ENOMEM : err;
}

static struct json_object *route_data(const struct function *from,
				      const struct function *to,
				      const struct p2p *p)
{
	struct json_object *o = json_object_new_object();

	data_put(o, "from", data_address(from));
	data_put(o, "to", data_address(to));
	data_route(o, p);
	return o;
}

static int add_route(struct context *ctx, const struct picture *p,
		     const struct function *from, const struct function *to,
		     struct json_object *array)
{
	struct p2p route;

	/* One is above the other: nothing to route between them. */
	if (p2p_between(p->machine, &p->circumstances, from, to, &route))
		return 0;
	reason_route(ctx->report, from, to, &route);
	json_object_array_add(array, route_data(from, to, &route));
	return route.route == P2P_DIRECT;
}

/* What keeps two functions apart that are in different groups. */
static int explain_separation(struct context *ctx, const struct picture *p,
			      const struct function *a,
			      const struct function *b, struct json_object *o)
{
	struct json_object *routes = json_object_new_array();
	bool rules = p->rules->group[function_index(p->machine, a)] ==
		     p->rules->group[function_index(p->machine, b)];
	int direct;

	data_put(o, "routes", routes);
	direct = add_route(ctx, p, a, b, routes);
	direct += add_route(ctx, p, b, a, routes);
	if (direct) {
		report_text(ctx->report, 1);
		report_cell(ctx->report, MARK_BAD,
			    "The kernel keeps them apart although the hardware can pass requests between them.");
	}
	return rules ? unexplained(ctx->report, p, o) : 0;
}

static int answer_pair(struct inquiry *q, const struct function *a,
		       const struct function *b)
{
	enum together how = together(q->p, a, b);
	struct json_object *o = json_object_new_object();
	struct json_object *devices = json_object_new_array();

	json_object_array_add(q->pairs, o);
	json_object_array_add(devices, data_device(a));
	json_object_array_add(devices, data_device(b));
	data_put(o, "devices", devices);
	data_put(o, "together", data_bool(are_together(how)));
	data_put(o, "told_by",
		 data_string(how == TOGETHER_YES || how == TOGETHER_NO ?
				     "kernel" :
				     "rules"));
	data_put(o, "group",
		 data_group(how == TOGETHER_YES ? a->group : GROUP_NONE));
	pair_heading(q->ctx->report, a, b, how);
	if (are_together(how))
		return explain_pair(q, a, b, o);
	return explain_separation(q->ctx, q->p, a, b, o);
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
	report_cell(ctx->report, MARK_GOOD, " is alone in group %d.", f->group);
	return 0;
}

/*
 * One function against the others of its group: against each other device, or
 * where there is none, against bridges and the rest of its own device.
 */
static int answer_group(struct inquiry *q, const struct members *group,
			const struct function *f)
{
	bool any = false;
	int err = 0;

	if (group->count == 1)
		return answer_alone(q->ctx, f);
	for (size_t i = 0; i < group->count && !err; i++)
		if (stands_for_device(group, i, f)) {
			err = answer_pair(q, f, group->list[i]);
			any = true;
		}
	for (size_t i = 0; i < group->count && !err && !any; i++)
		if (group->list[i] != f)
			err = answer_pair(q, f, group->list[i]);
	return err;
}

static enum status why_group(struct inquiry *q, const struct function *f)
{
	const struct partition *groups = &q->p->observed;
	struct partition by_rules = { 0 };
	const struct members *group;
	enum status status;
	int err = 0;

	if (f->group == GROUP_NONE)
		return command_fail(q->ctx, STATUS_DATA,
				    "%s is in no IOMMU group; acsdiag groups says why",
				    q->ctx->args[0]);
	if (f->group == GROUP_UNREAD) {
		err = partition_predicted(q->p->rules, &by_rules);
		groups = &by_rules;
	}
	if (err)
		return command_fail(q->ctx, STATUS_DATA, "out of memory");
	group = partition_find(groups, partition_group_of(groups, f));
	err = group ? answer_group(q, group, f) : 0;
	status = group && group->count > 1 ? STATUS_OK : STATUS_NO;
	partition_release(&by_rules);
	return err ? command_fail(q->ctx, STATUS_DATA, "out of memory") : status;
}

static enum status why_pair(struct inquiry *q, const struct function *a,
			    const struct function *b)
{
	if (answer_pair(q, a, b))
		return command_fail(q->ctx, STATUS_DATA, "out of memory");
	return are_together(together(q->p, a, b)) ? STATUS_OK : STATUS_NO;
}

static enum status answer(struct context *ctx, const struct function *a,
			  const struct function *b)
{
	struct inquiry q = { .ctx = ctx, .pairs = json_object_new_array() };
	struct picture picture;
	enum status status;

	data_put(ctx->report->data, "pairs", q.pairs);
	if (picture_take(ctx->machine, &picture))
		return command_fail(ctx, STATUS_DATA, "out of memory");
	q.p = &picture;
	heading_open(ctx->report, ctx->machine);
	heading_notes(ctx->report, ctx->machine);
	status = b ? why_pair(&q, a, b) : why_group(&q, a);
	inquiry_end(&q);
	picture_release(&picture);
	return status;
}

static enum status run_why(struct context *ctx)
{
	const struct function *a, *b = NULL;
	enum status status = command_function(ctx, ctx->args[0], &a);

	if (status == STATUS_OK && ctx->args_count > 1)
		status = command_function(ctx, ctx->args[1], &b);
	if (status != STATUS_OK)
		return status;
	if (a == b)
		return command_fail(ctx, STATUS_USAGE,
				    "%s and %s are the same function",
				    ctx->args[0], ctx->args[1]);
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
