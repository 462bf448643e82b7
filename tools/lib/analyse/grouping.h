/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_GROUPING_H
#define ACSDIAG_ANALYSE_GROUPING_H

#include "analyse/verdict.h"

/**
 * enum join_rule - which step of pci_device_group() put a function where it is
 */
enum join_rule {
	JOIN_NEW = 0, /* nothing to join: a group of its own */
	JOIN_DMA_ALIAS, /* a bridge above takes over the requester ID */
	JOIN_UPSTREAM, /* a bridge on the way to the root lacks ACS */
	JOIN_SAME_BUS_ALIAS, /* uses a requester ID on its bus, or the reverse */
	JOIN_SAME_SLOT, /* functions of one device, not isolated */
};

/**
 * struct join - how one function came into its group
 * @rule: the step that decided
 * @with: the function whose group was joined, NULL for JOIN_NEW
 * @via: the function that the walk had reached when it joined: the bridge
 *	 without ACS, the bridge that aliases, the neighbour; may be @with, and
 *	 NULL when the function itself had not moved
 */
struct join {
	enum join_rule rule;
	const struct function *with;
	const struct function *via;
};

/**
 * struct grouping - the groups that the rules give a machine
 * @machine: the machine
 * @circumstances: under which the rules were asked
 * @verdicts: one per function, in the machine's order
 * @group: group of each function, numbered from 0 in order of appearance;
 *	GROUP_NONE for a function that the kernel was seen to leave out
 * @join: how each function came there
 * @groups: number of groups
 * @members: functions in a group, by index, group after group
 * @first: where in @members each group starts; one more entry than groups
 * @open: functions of which something that decides is not known: a register, the
 *	aliases, the bridge above; the groups hold if the likely answer is right
 * @unsure: how many
 */
struct grouping {
	const struct machine *machine;
	struct circumstances circumstances;
	struct acs_verdict *verdicts;
	int *group;
	struct join *join;
	int groups;
	uint32_t *members;
	uint32_t *first;
	bool *open;
	size_t unsure;
};

int grouping_compute(const struct machine *m, const struct circumstances *c,
		     struct grouping **grouping);
int grouping_anew(const struct machine *m, const struct circumstances *c,
		  const int *kept, struct grouping **grouping);
void grouping_free(struct grouping *g);

static inline size_t function_index(const struct machine *m,
				    const struct function *f)
{
	return (size_t)(f - m->functions);
}

#endif
