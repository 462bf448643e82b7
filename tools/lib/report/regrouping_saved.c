// SPDX-License-Identifier: GPL-2.0
/*
 * A plan to be kept in a file: what is done to which functions, and the groups
 * before and after. Two plans for the same machine in the same state are equal
 * word for word, so a saved one is checked by making it again.
 */

#include <stdio.h>
#include <stdlib.h>

#include "report/data.h"
#include "report/regrouping.h"

#define SAVED_COMMAND "regroup-plan"

/* The groups that the plan concerns: those that somebody leaves or enters. */
static bool *concerned(const struct regroup *plan, const struct grouping *g,
		       bool whole)
{
	bool *marks = calloc((size_t)g->groups + 1, sizeof(*marks));

	for (int i = 0; marks && whole && i < g->groups; i++)
		marks[i] = true;
	for (size_t i = 0; marks && i < plan->goes_count; i++) {
		size_t at = function_index(plan->machine, plan->goes[i]);

		/* Those who are left behind are concerned as well. */
		for (size_t j = 0; j < plan->machine->count; j++)
			if (plan->before->group[at] >= 0 &&
			    plan->before->group[j] == plan->before->group[at] &&
			    g->group[j] >= 0)
				marks[g->group[j]] = true;
		if (g->group[at] >= 0)
			marks[g->group[at]] = true;
	}
	return marks;
}

static struct json_object *members_data(const struct grouping *g, int group)
{
	struct json_object *array = json_object_new_array();
	const struct machine *m = g->machine;

	for (uint32_t i = g->first[group]; i < g->first[group + 1]; i++)
		json_object_array_add(array,
				      data_address(&m->functions[g->members[i]]));
	return array;
}

static struct json_object *groups_data(const struct regroup *plan,
				       const struct grouping *g, bool whole)
{
	struct json_object *array = json_object_new_array();
	bool *marks = concerned(plan, g, whole);

	for (int group = 0; marks && group < g->groups; group++)
		if (marks[group])
			json_object_array_add(array, members_data(g, group));
	free(marks);
	return array;
}

static void mark_with_bridges(const struct machine *m, bool *marks,
			      const struct function *f)
{
	for (; f; f = f->parent)
		marks[function_index(m, f)] = true;
}

/* All functions that the outcome rests on, with their IDs. */
static struct json_object *functions_data(const struct regroup *plan,
					  bool whole)
{
	const struct machine *m = plan->machine;
	struct json_object *array = json_object_new_array();
	bool *groups = concerned(plan, plan->before, whole);
	bool *marks = calloc(m->count + 1, sizeof(*marks));

	for (size_t i = 0; groups && marks && i < m->count; i++)
		if (plan->before->group[i] >= 0 && groups[plan->before->group[i]])
			mark_with_bridges(m, marks, &m->functions[i]);
	for (size_t i = 0; marks && i < m->count; i++) {
		struct json_object *o;

		if (!marks[i])
			continue;
		o = json_object_new_object();
		data_put(o, "address", data_address(&m->functions[i]));
		data_put(o, "vendor", data_hex(m->functions[i].vendor, 4));
		data_put(o, "device", data_hex(m->functions[i].device, 4));
		json_object_array_add(array, o);
	}
	free(marks);
	free(groups);
	return array;
}

/* The bridge above, whose "rescan" finds what is missing below it; or the bus. */
static struct json_object *scans_data(const struct regroup *plan)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < plan->points_count; i++) {
		const struct function *f = plan->points[i];
		char bus[PCI_ADDR_LEN];

		snprintf(bus, sizeof(bus), "%04x:%02x", f->addr.domain,
			 f->addr.bus);
		json_object_array_add(array, f->parent ? data_address(f->parent) :
							 data_string(bus));
	}
	return array;
}

/**
 * regrouping_saved() - a plan as it is kept
 * @plan: the plan
 * @devices: functions that it was made for
 * @count: entries in @devices
 * @whole: with all functions and groups of the machine, not only those that the
 *	   plan concerns
 *
 * Return: a JSON object, the caller's to put.
 */
struct json_object *regrouping_saved(const struct regroup *plan,
				     const struct function *const *devices,
				     size_t count, bool whole)
{
	struct json_object *o = json_object_new_object();
	struct json_object *controls = json_object_new_array();

	for (size_t i = 0; i < plan->controls_count; i++) {
		struct json_object *entry = json_object_new_object();

		data_put(entry, "address", data_address(plan->controls[i].at));
		data_put(entry, "set", data_controls(plan->controls[i].set));
		json_object_array_add(controls, entry);
	}
	data_put(o, "schema", data_string("acsdiag/1"));
	data_put(o, "command", data_string(SAVED_COMMAND));
	data_put(o, "devices", data_addresses(devices, count));
	data_put(o, "controls", controls);
	data_put(o, "assumed",
		 data_addresses(plan->assumed, plan->assumed_count));
	data_put(o, "leaves", data_addresses(plan->goes, plan->goes_count));
	data_put(o, "removes", data_addresses(plan->roots, plan->roots_count));
	data_put(o, "scans", scans_data(plan));
	data_put(o, "functions", functions_data(plan, whole));
	data_put(o, "before", groups_data(plan, plan->before, whole));
	data_put(o, "after", groups_data(plan, plan->after, whole));
	return o;
}
