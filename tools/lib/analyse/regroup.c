// SPDX-License-Identifier: GPL-2.0
/*
 * Groups are formed when a function is added, and never again
 * (iommu_probe_device()). So better ones come about while the machine runs when
 * what decides is changed, the functions concerned are removed, and their bus is
 * scanned again. Here it is found out which functions have to leave for that:
 * as few as will do, for each of them loses its driver meanwhile.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyse/regroup.h"
#include "analyse/regroup_set.h"

#define CLASS_HOST_BRIDGE 0x0600
#define CLASS_ISA_BRIDGE 0x0601

__attribute__((format(printf, 2, 3)))
static int refuse(char *error, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(error, CHANGE_ERROR_LEN, fmt, args);
	va_end(args);
	return -EINVAL;
}

static int no_memory(char *error)
{
	refuse(error, "out of memory");
	return -ENOMEM;
}

static int check_device(const struct function *f, char *error)
{
	char addr[PCI_ADDR_LEN];

	addr_format(f->addr, addr);
	if (f->group == GROUP_UNREAD)
		return refuse(error, "nothing here tells which group %s is in now",
			      addr);
	if (f->group == GROUP_NONE)
		return refuse(error, "%s is in no IOMMU group: no IOMMU translates for it, or it is off",
			      addr);
	if (f->flags & FN_VIRTUAL)
		return refuse(error, "%s is a virtual function: turn them off and on again with sriov_numvfs of its physical function",
			      addr);
	return 0;
}

/* Nobody's word is needed, or it would not be heard. */
static int check_assumed(const struct regroup *plan, const struct function *f,
			 char *error)
{
	const struct acs_verdict *v =
		&plan->before->verdicts[function_index(plan->machine, f)];
	char addr[PCI_ADDR_LEN];

	addr_format(f->addr, addr);
	if (v->basis == BASIS_CONVENTIONAL)
		return refuse(error, "%s is conventional PCI: what shares its bus cannot be told apart, whatever is assumed",
			      addr);
	if (v->isolated == TRI_YES)
		return refuse(error, "%s isolates already, so nothing needs to be assumed of it",
			      addr);
	return 0;
}

static int find_assumed(struct regroup *plan, char *error)
{
	const struct circumstances *c = &plan->circumstances;
	unsigned int old = plan->before->circumstances.assumed_count;

	plan->assumed = calloc(c->assumed_count + 1, sizeof(*plan->assumed));
	if (!plan->assumed)
		return no_memory(error);
	for (unsigned int i = old; i < c->assumed_count; i++) {
		const struct function *f = machine_find(plan->machine,
							c->assumed[i]);
		int err = check_assumed(plan, f, error);

		if (err)
			return err;
		plan->assumed[plan->assumed_count++] = f;
	}
	return 0;
}

/* What the bridges above a device have, and have switched off */
static void turn_on_above(struct regroup *plan, const struct function *f)
{
	while ((f = f->parent)) {
		size_t i = function_index(plan->machine, f);
		const struct acs_verdict *v = &plan->before->verdicts[i];
		struct function *changed = &plan->changed->functions[i];

		if (v->likely != TRI_NO || v->basis != BASIS_CONTROLS)
			continue;
		changed->acs.pinned |= v->lacking;
		changed->acs.ctrl |= v->lacking;
		changed->verdict = VERDICT_UNKNOWN;
	}
}

static int take_controls(struct regroup *plan, size_t i, char *error)
{
	const struct function *f = &plan->machine->functions[i];
	const struct acs *acs = &plan->changed->functions[i].acs;
	char addr[PCI_ADDR_LEN];

	addr_format(f->addr, addr);
	if (acs->pinned & ~acs->ctrl)
		return refuse(error, "%s: controls are only turned on here; what was turned on so is turned off again by --undo",
			      addr);
	if (acs->pinned & ~ACS_REQUIRED)
		return refuse(error, "%s: only SV, RR, CR and UF decide groups",
			      addr);
	plan->controls[plan->controls_count++] = (struct regroup_controls){
		.at = f,
		.set = acs->ctrl & ~f->acs.ctrl,
	};
	return 0;
}

static int find_controls(struct regroup *plan, char *error)
{
	int err = 0;

	plan->controls = calloc(plan->machine->count + 1,
				sizeof(*plan->controls));
	if (!plan->controls)
		return no_memory(error);
	for (size_t i = 0; i < plan->machine->count && !err; i++)
		if (plan->changed->functions[i].acs.ctrl !=
			    plan->machine->functions[i].acs.ctrl ||
		    plan->changed->functions[i].acs.pinned !=
			    plan->machine->functions[i].acs.pinned)
			err = take_controls(plan, i, error);
	return err;
}

static int make_changes(struct regroup *plan, const struct regroup_wish *wish,
			char *error)
{
	int err = 0;

	for (size_t i = 0; i < wish->changes_count && !err; i++)
		err = change_apply(&wish->changes[i], plan->changed,
				   &plan->circumstances, error);
	for (size_t i = 0; wish->real_first && i < wish->devices_count; i++)
		turn_on_above(plan, wish->devices[i]);
	if (!err)
		err = find_assumed(plan, error);
	return err ? err : find_controls(plan, error);
}

static bool is_chipset(const struct function *f)
{
	return (f->has & HAS_CLASS) && (f->class >> 8 == CLASS_HOST_BRIDGE ||
					f->class >> 8 == CLASS_ISA_BRIDGE);
}

/* From marks to lists. */
static int list_functions(struct regroup *plan, const bool *goes)
{
	const struct machine *m = plan->machine;
	size_t room = m->count + 1;

	plan->goes = calloc(room, sizeof(*plan->goes));
	plan->roots = calloc(room, sizeof(*plan->roots));
	plan->points = calloc(room, sizeof(*plan->points));
	if (!plan->goes || !plan->roots || !plan->points)
		return -ENOMEM;
	for (size_t i = 0; i < m->count; i++) {
		const struct function *f = &m->functions[i];

		if (!goes[i])
			continue;
		plan->goes[plan->goes_count++] = f;
		if (is_chipset(f))
			plan->chipset = f;
		if (!(f->flags & FN_VIRTUAL) &&
		    (!f->parent || !goes[function_index(m, f->parent)]))
			plan->roots[plan->roots_count++] = f;
	}
	plan->points_count = regroup_points(plan->roots, plan->roots_count,
					    plan->points);
	return 0;
}

/*
 * Those that stay are rid of somebody too, but only because he left: their own
 * way to the root is as it was.
 */
static void drop_bystanders(struct gains *gains, const struct machine *m,
			    const bool *goes)
{
	size_t kept = 0;

	for (size_t i = 0; i < gains->count; i++) {
		struct gain gain = gains->list[i];

		if (goes[function_index(m, gain.function)])
			gains->list[kept++] = gain;
		else
			free(gain.others);
	}
	gains->count = kept;
}

static int find_set(struct regroup *plan, const struct regroup_wish *wish)
{
	bool *goes = calloc(plan->machine->count + 1, sizeof(*goes));
	int err = goes ? regroup_set(plan, wish, goes) : -ENOMEM;

	if (!err)
		err = list_functions(plan, goes);
	if (!err)
		err = gains_between(plan->before, plan->after, &plan->gains);
	if (!err)
		drop_bystanders(&plan->gains, plan->machine, goes);
	free(goes);
	return err;
}

static int plan_start(const struct machine *m, const struct circumstances *c,
		      struct regroup *plan)
{
	int err = regroup_observed(m, c, &plan->before);

	if (err)
		return err;
	plan->changed = machine_clone(m);
	return plan->changed ? circumstances_copy(&plan->circumstances, c) :
			       -ENOMEM;
}

/**
 * regroup_plan() - what has to be done for better groups
 * @m: the machine, linked, with the kernel's groups; must outlive the plan
 * @c: circumstances as it runs
 * @wish: what is wanted
 * @plan: filled; regroup_release() releases it, whatever comes back
 * @error: gets one line when the wish cannot be granted
 *
 * Nobody is asked here whether the functions are in use.
 *
 * Return: 0; -EINVAL, or an error of change_apply(), with @error; -ENOMEM.
 */
int regroup_plan(const struct machine *m, const struct circumstances *c,
		 const struct regroup_wish *wish, struct regroup *plan,
		 char error[CHANGE_ERROR_LEN])
{
	int err = 0;

	*plan = (struct regroup){ .machine = m };
	for (size_t i = 0; i < wish->devices_count && !err; i++)
		err = check_device(wish->devices[i], error);
	if (err)
		return err;
	if (plan_start(m, c, plan))
		return no_memory(error);
	err = make_changes(plan, wish, error);
	if (err)
		return err;
	return find_set(plan, wish) ? no_memory(error) : 0;
}

/**
 * regroup_parts() - is a device rid of something?
 * @plan: the plan
 * @device: a function of the machine
 *
 * Return: true when its group loses a function that may be passed on.
 */
bool regroup_parts(const struct regroup *plan, const struct function *device)
{
	for (size_t i = 0; i < plan->gains.count; i++)
		if (plan->gains.list[i].function == device &&
		    plan->gains.list[i].parted)
			return true;
	return false;
}

/**
 * regroup_release() - free what a plan holds
 * @plan: the plan; left empty
 */
void regroup_release(struct regroup *plan)
{
	gains_release(&plan->gains);
	free(plan->points);
	free(plan->roots);
	free(plan->goes);
	free(plan->assumed);
	free(plan->controls);
	grouping_free(plan->after);
	grouping_free(plan->before);
	circumstances_release(&plan->circumstances);
	machine_free(plan->changed);
	*plan = (struct regroup){ 0 };
}
