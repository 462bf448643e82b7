// SPDX-License-Identifier: GPL-2.0
/*
 * Groups, one after the other: verdict and cause in one line, then the
 * functions under the bridges they hang from.
 */

#include <errno.h>

#include "analyse/gain.h"
#include "analyse/viable.h"
#include "report/data.h"
#include "report/listing.h"
#include "report/naming.h"
#include "report/phrase.h"

/* How a group's extent is called, and what that means for whoever looks. */
static const struct {
	const char *word;
	const char *id;
	enum mark mark;
	const char *likely;
} extents[] = {
	[EXTENT_FUNCTION] = {
		"isolated", "function", MARK_GOOD, "most likely isolated",
	},
	[EXTENT_DEVICE] = {
		"one device", "device", MARK_GOOD, "most likely one device",
	},
	[EXTENT_SEVERAL] = {
		"SHARED", "several", MARK_BAD, "most likely SHARED",
	},
};

static bool belongs(const struct cause *c, const struct listing *l,
		    const struct members *group)
{
	return partition_group_of(l->partition, c->at) == group->id;
}

/*
 * The causes that hold @group together. The rules may see one big group where
 * the kernel has several: then only causes at functions of @group count.
 */
static int group_causes(const struct listing *l, const struct members *group,
			struct causes *causes)
{
	const struct machine *m = l->partition->machine;
	size_t kept = 0;
	int err;

	*causes = (struct causes){ 0 };
	if (group->count < 2)
		return 0;
	err = causes_of_group(l->rules,
			      l->rules->group[function_index(m, group->list[0])],
			      causes);
	if (err)
		return err;
	for (size_t i = 0; i < causes->count; i++)
		if (belongs(&causes->list[i], l, group))
			causes->list[kept++] = causes->list[i];
	causes->count = kept;
	return 0;
}

/* Do the rules put more into the group of @f than the kernel did? */
static bool rules_join(const struct grouping *g, const struct function *f)
{
	int group = g->group[function_index(g->machine, f)];

	return group >= 0 && g->first[group + 1] - g->first[group] > 1;
}

/* Does what could not be read bear on this group? */
static bool is_open(const struct listing *l, const struct members *group)
{
	const struct machine *m = l->rules->machine;

	for (size_t i = 0; i < group->count; i++)
		for (const struct function *f = group->list[i]; f; f = f->parent)
			if (l->rules->open[function_index(m, f)])
				return true;
	return false;
}

/*
 * What the kernel did is a fact, whatever was read. Where the rules made the
 * group and what decides was not read, nobody knows.
 */
static bool is_unknown(const struct listing *l, const struct members *group)
{
	return !l->numbered && is_open(l, group);
}

/* Is the group apart from others only because somebody says so? */
static bool is_assumed(const struct listing *l, const struct members *group)
{
	for (size_t i = 0; i < group->count; i++)
		if (!grouping_is_enforced(l->rules, group->list[i]))
			return true;
	return false;
}

/* What is said of a group beside its word. */
static void group_reason(struct report *r, const struct listing *l,
			 const struct members *group, const struct causes *causes)
{
	char buf[PHRASE_LEN];

	if (causes->count)
		report_cell(r, MARK_PLAIN, "%s", phrase_summary(causes, buf));
	else if (is_open(l, group))
		report_cell(r, MARK_UNKNOWN, "%s",
			    group->count > 1 ? "the cause could not be read" : "");
	else if (group->count > 1)
		report_cell(r, MARK_UNKNOWN,
			    "by no rule known here; see acsdiag predict");
	else if (rules_join(l->rules, group->list[0]))
		report_cell(r, MARK_ASSUMED,
			    "by no rule known here; see acsdiag predict");
	else if (is_assumed(l, group))
		report_cell(r, MARK_ASSUMED, "assumed, not enforced by hardware");
	if (causes->count && is_assumed(l, group))
		report_cell(r, MARK_ASSUMED,
			    "; apart from others by assumption only");
}

static void group_heading(struct report *r, const struct listing *l,
			  const struct members *group, const struct causes *causes)
{
	report_text(r, 0);
	if (l->numbered)
		report_cell(r, MARK_TITLE, "Group %-3d ", group->id);
	else
		report_cell(r, MARK_TITLE, "Group     ");
	if (!is_unknown(l, group)) {
		report_cell(r, extents[group->extent].mark, "%-12s",
			    extents[group->extent].word);
		report_hang(r);
		group_reason(r, l, group, causes);
		return;
	}
	report_cell(r, MARK_UNKNOWN, "%-12s", "unknown");
	report_hang(r);
	report_cell(r, MARK_UNKNOWN, "%s", extents[group->extent].likely);
	if (causes->count) {
		report_cell(r, MARK_PLAIN, "; ");
		group_reason(r, l, group, causes);
	}
}

static bool has_guest(const struct members *group)
{
	for (size_t i = 0; i < group->count; i++)
		if (function_on_vfio(group->list[i]))
			return true;
	return false;
}

/* Does @f stand in the way of passing on something of its group? */
static bool blocks(const struct members *group, const struct function *f)
{
	if (!function_holds_group(f))
		return false;
	return group->extent == EXTENT_SEVERAL || has_guest(group);
}

static void member_row(struct report *r, const struct members *group,
		       const struct function *f, unsigned int depth)
{
	char addr[PCI_ADDR_LEN], name[NAME_LEN];
	bool block = blocks(group, f);

	report_row(r, depth + 1);
	report_cell(r, MARK_ADDRESS, "%s", addr_format(f->addr, addr));
	report_cell(r, MARK_PLAIN, "%s", naming_column(f, name));
	if (!f->driver)
		report_cell(r, MARK_UNKNOWN, "%s", block ? "?" : "");
	else if (block)
		report_cell(r, MARK_BAD, "%s ← blocks", f->driver);
	else
		report_cell(r, function_on_vfio(f) ? MARK_GOOD : MARK_FAINT,
			    "%s", f->driver);
}

/* Members below @f, under it. Depth is bounded by the bus numbers: 256. */
static void members_below(struct report *r, const struct listing *l,
			  const struct members *group, const struct function *f,
			  unsigned int depth)
{
	member_row(r, group, f, depth);
	for (f = f->child; f; f = f->sibling)
		if (partition_group_of(l->partition, f) == group->id)
			members_below(r, l, group, f, depth + 1);
}

/**
 * listing_group() - show one group
 * @r: the report; its rows belong to the table that is open
 * @l: the listing
 * @group: the group
 *
 * Return: 0 or -ENOMEM.
 */
int listing_group(struct report *r, const struct listing *l,
		  const struct members *group)
{
	struct causes causes;
	int err = group_causes(l, group, &causes);

	if (err)
		return err;
	group_heading(r, l, group, &causes);
	for (size_t i = 0; i < group->count; i++) {
		const struct function *f = group->list[i];

		if (!f->parent ||
		    partition_group_of(l->partition, f->parent) != group->id)
			members_below(r, l, group, f, 0);
	}
	causes_release(&causes);
	return 0;
}

static struct json_object *devices(const struct members *group)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < group->count; i++) {
		struct json_object *device = data_device(group->list[i]);

		data_put(device, "blocks",
			 data_bool(blocks(group, group->list[i])));
		json_object_array_add(array, device);
	}
	return array;
}

static const char *verdict_of(const struct listing *l,
			      const struct members *group)
{
	if (is_unknown(l, group))
		return "unknown";
	return group->count == 1 ? "isolated" : "shared";
}

/**
 * listing_data() - one group for programs
 * @array: gets the group
 * @l: the listing
 * @group: the group
 *
 * Return: 0 or -ENOMEM.
 */
int listing_data(struct json_object *array, const struct listing *l,
		 const struct members *group)
{
	struct json_object *o = json_object_new_object();
	struct causes causes;
	int err = group_causes(l, group, &causes);

	if (err) {
		json_object_put(o);
		return err;
	}
	data_put(o, "id", data_group(l->numbered ? group->id : GROUP_UNREAD));
	data_put(o, "devices", devices(group));
	data_put(o, "verdict", data_string(verdict_of(l, group)));
	data_put(o, "extent", data_string(extents[group->extent].id));
	data_put(o, "assumed", data_bool(is_assumed(l, group)));
	data_put(o, "causes", data_causes(&causes));
	json_object_array_add(array, o);
	causes_release(&causes);
	return 0;
}

/**
 * listing_figures() - how many groups there are, for the first line
 * @r: the report, its first line open
 * @p: the groups
 */
void listing_figures(struct report *r, const struct partition *p)
{
	report_cell(r, MARK_PLAIN, " · %zu group%s", p->count,
		    p->count == 1 ? "" : "s");
	if (p->several)
		report_cell(r, MARK_BAD, ", %zu shared", p->several);
	else if (p->count)
		report_cell(r, MARK_GOOD, ", none shared");
}

/**
 * listing_legend() - explain the mark at drivers, where one was made
 * @r: the report
 * @p: the groups that were shown
 *
 * Return: true when there was something to explain.
 */
bool listing_legend(struct report *r, const struct partition *p)
{
	for (size_t i = 0; i < p->count; i++)
		for (size_t j = 0; j < p->groups[i].count; j++) {
			if (!blocks(&p->groups[i], p->groups[i].list[j]))
				continue;
			report_blank(r);
			report_text(r, 0);
			report_cell(r, MARK_FAINT,
				    "← blocks: nothing of this group can go to a guest while this driver is bound to its device");
			return true;
		}
	return false;
}
