// SPDX-License-Identifier: GPL-2.0
/* Two functions, or one and several: do they share a group, and who says so? */

#include "report/data.h"
#include "report/naming.h"
#include "report/reason.h"
#include "report/together.h"

/**
 * together_how() - are two functions in one group?
 * @p: the machine and its groups
 * @a: one
 * @b: the other
 *
 * Return: whether they are, and who says so.
 */
enum together together_how(const struct picture *p, const struct function *a,
			   const struct function *b)
{
	int by_rules_a = p->rules->group[function_index(p->machine, a)];
	int by_rules_b = p->rules->group[function_index(p->machine, b)];

	if (a->group != GROUP_UNREAD && b->group != GROUP_UNREAD)
		return a->group >= 0 && a->group == b->group ? TOGETHER_YES :
							       TOGETHER_NO;
	return by_rules_a == by_rules_b ? TOGETHER_RULES_YES : TOGETHER_RULES_NO;
}

/**
 * together_is() - does an answer say yes?
 * @how: the answer
 *
 * Return: true when it does, whoever says so.
 */
bool together_is(enum together how)
{
	return how == TOGETHER_YES || how == TOGETHER_RULES_YES;
}

/**
 * together_pair() - the sentence that two functions share a group, or do not
 * @r: the report; the sentence stays open
 * @a: one
 * @b: the other
 * @how: what is known of it
 */
void together_pair(struct report *r, const struct function *a,
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

/**
 * together_several() - the same of several others that the same holds to one
 * @r: the report; the sentence stays open
 * @f: the one
 * @others: the others
 * @count: how many
 * @how: what is known of it
 */
void together_several(struct report *r, const struct function *f,
		      const struct function *const *others, size_t count,
		      enum together how)
{
	char addr[PCI_ADDR_LEN], name[NAME_LEN];

	report_blank(r);
	report_text(r, 0);
	reason_device(r, f);
	if (how == TOGETHER_YES)
		report_cell(r, MARK_BAD, " shares group %d", f->group);
	else
		report_cell(r, MARK_BAD, " shares a group by the kernel's rules");
	report_cell(r, MARK_PLAIN, " with these %zu devices:", count);
	report_table(r);
	for (size_t i = 0; i < count; i++) {
		report_row(r, 1);
		report_cell(r, MARK_ADDRESS, "%s",
			    addr_format(others[i]->addr, addr));
		report_cell(r, MARK_PLAIN, "%s", naming_column(others[i], name));
	}
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "because");
}

static int explain(const struct picture *p, struct comparison *c)
{
	int err = compare_observed(p->rules, c);

	if (err)
		return err;
	err = compare_explain(p->machine, &p->circumstances, c);
	if (err)
		comparison_release(c);
	return err;
}

/**
 * together_unexplained() - the rules give something else: what may explain it?
 * @r: the report
 * @p: the machine and its groups
 *
 * Return: 0 or -ENOMEM.
 */
int together_unexplained(struct report *r, const struct picture *p)
{
	struct comparison c;
	int err = explain(p, &c);

	if (err)
		return err;
	report_text(r, 1);
	report_cell(r, MARK_UNKNOWN,
		    "The kernel's rules do not give that from the facts at hand.");
	reason_explanations(r, &c);
	comparison_release(&c);
	return 0;
}

static int unexplained_data(const struct picture *p, struct json_object *o)
{
	struct comparison c;
	int err = explain(p, &c);

	if (err)
		return err;
	data_put(o, "explained_by",
		 data_strings(c.explanations, c.explanations_count));
	comparison_release(&c);
	return 0;
}

/* Returns whether the hardware hands requests straight on. */
static bool tell_route(struct report *r, const struct picture *p,
		       const struct function *from, const struct function *to)
{
	struct p2p route;

	/* One is above the other: nothing to route between them. */
	if (p2p_between(p->machine, &p->circumstances, from, to, &route))
		return false;
	reason_route(r, from, to, &route);
	return route.route == P2P_DIRECT;
}

static bool rules_join(const struct picture *p, const struct function *a,
		       const struct function *b)
{
	return p->rules->group[function_index(p->machine, a)] ==
	       p->rules->group[function_index(p->machine, b)];
}

/**
 * together_apart() - what keeps two functions apart that do not share a group
 * @r: the report
 * @p: the machine and its groups
 * @a: one
 * @b: the other
 *
 * Return: 0 or -ENOMEM.
 */
int together_apart(struct report *r, const struct picture *p,
		   const struct function *a, const struct function *b)
{
	bool direct;

	together_pair(r, a, b, together_how(p, a, b));
	direct = tell_route(r, p, a, b);
	direct |= tell_route(r, p, b, a);
	if (direct) {
		report_text(r, 1);
		report_cell(r, MARK_BAD,
			    "The kernel keeps them apart although the hardware can pass requests between them.");
	}
	return rules_join(p, a, b) ? together_unexplained(r, p) : 0;
}

static void route_data(const struct picture *p, const struct function *from,
		       const struct function *to, struct json_object *array)
{
	struct json_object *o;
	struct p2p route;

	if (p2p_between(p->machine, &p->circumstances, from, to, &route))
		return;
	o = json_object_new_object();
	data_put(o, "from", data_address(from));
	data_put(o, "to", data_address(to));
	data_route(o, &route);
	json_object_array_add(array, o);
}

static int apart_data(const struct picture *p, const struct function *a,
		      const struct function *b, struct json_object *o)
{
	struct json_object *routes = json_object_new_array();

	data_put(o, "routes", routes);
	route_data(p, a, b, routes);
	route_data(p, b, a, routes);
	return rules_join(p, a, b) ? unexplained_data(p, o) : 0;
}

static int fixes_data(const struct picture *p, const struct function *a,
		      const struct function *b, struct json_object *o)
{
	struct fixes fixes;
	int err = fixes_between(p->machine, &p->circumstances, a, b, &fixes);

	if (err)
		return err;
	data_put(o, "fixes", data_fixes(&fixes));
	fixes_release(&fixes);
	return 0;
}

static int joined_data(const struct picture *p, const struct function *a,
		       const struct function *b, struct json_object *o)
{
	struct causes causes;
	int err = causes_between(p->rules, a, b, &causes);

	if (err)
		return err;
	data_put(o, "causes", data_causes(&causes));
	data_put(o, "chain", data_bool(causes.chain));
	err = causes.count ? fixes_data(p, a, b, o) : unexplained_data(p, o);
	causes_release(&causes);
	return err;
}

/**
 * together_data() - all there is to say of two functions, for programs
 * @pairs: gets it
 * @p: the machine and its groups
 * @a: one
 * @b: the other
 *
 * Return: 0 or -ENOMEM.
 */
int together_data(struct json_object *pairs, const struct picture *p,
		  const struct function *a, const struct function *b)
{
	enum together how = together_how(p, a, b);
	struct json_object *o = json_object_new_object();
	struct json_object *devices = json_object_new_array();

	json_object_array_add(pairs, o);
	json_object_array_add(devices, data_device(a));
	json_object_array_add(devices, data_device(b));
	data_put(o, "devices", devices);
	data_put(o, "together", data_bool(together_is(how)));
	data_put(o, "told_by",
		 data_string(how == TOGETHER_YES || how == TOGETHER_NO ?
				     "kernel" :
				     "rules"));
	data_put(o, "group",
		 data_group(how == TOGETHER_YES ? a->group : GROUP_NONE));
	return together_is(how) ? joined_data(p, a, b, o) :
				  apart_data(p, a, b, o);
}
