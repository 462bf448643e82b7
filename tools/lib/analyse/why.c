// SPDX-License-Identifier: GPL-2.0
/* What holds a group, or two functions of one, together. */
#include <errno.h>
#include <stdlib.h>

#include "analyse/alias.h"
#include "analyse/why.h"

#define BUS_FUNCTIONS 256

static const struct acs_verdict *verdict_of(const struct grouping *g,
					    const struct function *f)
{
	return &g->verdicts[function_index(g->machine, f)];
}

static const struct join *join_of(const struct grouping *g,
				  const struct function *f)
{
	return &g->join[function_index(g->machine, f)];
}

static int group_of(const struct grouping *g, const struct function *f)
{
	return g->group[function_index(g->machine, f)];
}

static bool isolated(const struct grouping *g, const struct function *f)
{
	return verdict_of(g, f)->likely == TRI_YES;
}

/* A cause is looked up again, so that lists stay in the order of the chain. */
static bool is_listed(const struct causes *causes, const struct cause *cause)
{
	size_t i;

	for (i = 0; i < causes->count; i++)
		if (causes->list[i].rule == cause->rule &&
		    causes->list[i].at == cause->at &&
		    causes->list[i].with == cause->with)
			return true;
	return false;
}

static int append(struct causes *causes, const struct cause *cause)
{
	struct cause *more;

	/* Room doubles whenever the count reaches a power of two */
	if (!(causes->count & (causes->count - 1))) {
		more = realloc(causes->list,
			       (causes->count ? 2 * causes->count : 1) *
			       sizeof(*more));
		if (!more)
			return -ENOMEM;
		causes->list = more;
	}
	causes->list[causes->count++] = *cause;
	return 0;
}

static int add_cause(struct causes *causes, const struct cause *cause)
{
	return is_listed(causes, cause) ? 0 : append(causes, cause);
}

static struct cause by_upstream(const struct grouping *g,
				const struct function *bridge)
{
	return (struct cause){
		.rule = JOIN_UPSTREAM,
		.at = bridge,
		.verdict = *verdict_of(g, bridge),
	};
}

static struct cause by_takeover(const struct grouping *g,
				const struct function *bridge)
{
	return (struct cause){
		.rule = JOIN_DMA_ALIAS,
		.at = bridge,
		.verdict = *verdict_of(g, bridge),
		.quirk = alias_quirk_of(bridge, &g->circumstances),
	};
}

static struct cause by_slot(const struct grouping *g, const struct function *a,
			    const struct function *b)
{
	return (struct cause){
		.rule = JOIN_SAME_SLOT,
		.at = a,
		.with = b,
		.verdict = *verdict_of(g, a),
		.with_verdict = *verdict_of(g, b),
	};
}

static bool sends_as(const struct grouping *g, const struct function *a,
		     const struct function *b)
{
	struct dma_aliases aliases;

	dma_aliases_of(a, &g->circumstances, &aliases);
	return aliases.any && dma_alias_has(&aliases, b->addr.devfn);
}

/* @a uses the ID of @b, or the other way round; @a comes first if both do. */
static struct cause by_alias(const struct grouping *g, const struct function *a,
			     const struct function *b)
{
	bool forward = sends_as(g, a, b);
	const struct function *at = forward ? a : b;

	return (struct cause){
		.rule = JOIN_SAME_BUS_ALIAS,
		.at = at,
		.with = forward ? b : a,
		.verdict = *verdict_of(g, at),
		.quirk = alias_quirk_of(at, &g->circumstances),
	};
}

/* The bridge nearest to @f, itself included, that lets requests go astray. */
static const struct function *culprit_above(const struct grouping *g,
					    const struct function *f)
{
	while (f->parent && isolated(g, f))
		f = f->parent;
	return f;
}

static struct cause cause_of_join(const struct grouping *g,
				  const struct function *f)
{
	const struct join *join = join_of(g, f);
	const struct function *from = join->via ? join->via : f;

	switch (join->rule) {
	case JOIN_DMA_ALIAS:
		return by_takeover(g, join->with);
	case JOIN_UPSTREAM:
		return by_upstream(g, culprit_above(g, join->with));
	case JOIN_SAME_BUS_ALIAS:
		return by_alias(g, from, join->with);
	case JOIN_SAME_SLOT:
	case JOIN_NEW:
		break;
	}
	return by_slot(g, from, join->with);
}

static int compare_pointers(const void *a, const void *b)
{
	return (a > b) - (a < b);
}

/* Functions are in order of address, so this is an order of addresses. */
static int compare_causes(const void *left, const void *right)
{
	const struct cause *a = left, *b = right;

	if (a->at != b->at)
		return compare_pointers(a->at, b->at);
	if (a->rule != b->rule)
		return (int)a->rule - (int)b->rule;
	return compare_pointers(a->with, b->with);
}

static void sort_out(struct causes *causes)
{
	size_t kept = 0, i;

	if (!causes->count)
		return;
	qsort(causes->list, causes->count, sizeof(*causes->list),
	      compare_causes);
	for (i = 1; i < causes->count; i++)
		if (compare_causes(&causes->list[kept], &causes->list[i]))
			causes->list[++kept] = causes->list[i];
	causes->count = kept + 1;
}

/**
 * causes_of_group() - the facts through which a group's members joined it
 * @g: groups as the rules give them
 * @group: one of them; a negative number has no causes
 * @causes: filled in order of address, empty for a group of one; to be released
 *	with causes_release()
 *
 * Takes a time in the order of the group's size.
 *
 * Return: 0 or -ENOMEM.
 */
int causes_of_group(const struct grouping *g, int group, struct causes *causes)
{
	uint32_t i;

	*causes = (struct causes){ 0 };
	if (group < 0 || group >= g->groups)
		return 0;
	for (i = g->first[group]; i < g->first[group + 1]; i++) {
		const struct function *f =
			&g->machine->functions[g->members[i]];
		struct cause cause;

		if (join_of(g, f)->rule == JOIN_NEW)
			continue;
		cause = cause_of_join(g, f);
		if (append(causes, &cause)) {
			causes_release(causes);
			return -ENOMEM;
		}
	}
	sort_out(causes);
	return 0;
}

/* Does the IOMMU sit between @f and @bridge? IDs above it do not count then. */
static bool iommu_between(const struct grouping *g, const struct function *f,
			  const struct function *bridge)
{
	while (f != bridge && (f = f->parent) != bridge)
		if (bridge_effect(f, &g->circumstances) == BRIDGE_STOPS)
			return true;
	return false;
}

/*
 * Each bridge above both that lacks ACS, or that takes over their IDs, pulls
 * the two into its own group, whatever is below it.
 */
static int add_common_bridges(const struct grouping *g,
			      const struct function *a,
			      const struct function *b,
			      struct causes *causes)
{
	const struct function *common = function_common(a, b);
	bool above_iommu = iommu_between(g, a, common) ||
			   iommu_between(g, b, common);
	int err = 0;

	for (; common && !err; common = common->parent) {
		enum bridge_effect effect =
			bridge_effect(common, &g->circumstances);
		struct cause cause;

		above_iommu |= effect == BRIDGE_STOPS;
		if (effect == BRIDGE_ALIASES && !above_iommu) {
			cause = by_takeover(g, common);
			err = add_cause(causes, &cause);
		} else if (!isolated(g, common)) {
			cause = by_upstream(g, common);
			err = add_cause(causes, &cause);
		}
	}
	return err;
}

/* How far up the tree the kernel has to go for @f, if no further than @below. */
static const struct function *pulled_to(const struct grouping *g,
					const struct function *f,
					const struct function *below)
{
	const struct function *top = f, *bridge;
	bool above_iommu = false;

	for (bridge = f->parent; bridge && bridge != below;
	     bridge = bridge->parent) {
		enum bridge_effect effect =
			bridge_effect(bridge, &g->circumstances);

		above_iommu |= effect == BRIDGE_STOPS;
		if ((effect == BRIDGE_ALIASES && !above_iommu) ||
		    !isolated(g, bridge))
			top = bridge;
	}
	return top;
}

static bool share_slot(const struct grouping *g, const struct function *a,
		       const struct function *b)
{
	return addr_same_slot(a->addr, b->addr) && !isolated(g, a) &&
	       !isolated(g, b) &&
	       (function_is_multifunction(a) || function_is_multifunction(b));
}

static bool share_alias(const struct grouping *g, const struct function *a,
			const struct function *b)
{
	return sends_as(g, a, b) || sends_as(g, b, a);
}

static bool same_bus(const struct function *a, const struct function *b)
{
	return a->addr.domain == b->addr.domain && a->addr.bus == b->addr.bus;
}

/* The links between two neighbours on a bus; each alone would be enough. */
static int add_link(const struct grouping *g, const struct function *a,
		    const struct function *b, struct causes *causes)
{
	struct cause cause;
	int err = 0;

	if (share_alias(g, a, b)) {
		cause = by_alias(g, a, b);
		err = add_cause(causes, &cause);
	}
	if (!err && share_slot(g, a, b)) {
		cause = by_slot(g, a, b);
		err = add_cause(causes, &cause);
	}
	return err;
}

/**
 * struct search - the shortest way between two functions of a bus
 * @bus: its functions
 * @count: entries in @bus
 * @from: for each, the one before it on the way, or -1
 */
struct search {
	const struct function *bus[BUS_FUNCTIONS];
	int count;
	int from[BUS_FUNCTIONS];
};

static int collect_bus(const struct grouping *g, const struct function *f,
		       struct search *s)
{
	const struct function *first = f, *end;
	int start = 0;

	while (first > g->machine->functions && same_bus(first - 1, f))
		first--;
	end = g->machine->functions + g->machine->count;
	for (s->count = 0; first < end && same_bus(first, f) &&
	     s->count < BUS_FUNCTIONS; first++) {
		if (first == f)
			start = s->count;
		s->from[s->count] = -1;
		s->bus[s->count++] = first;
	}
	return start;
}

static int search_bus(const struct grouping *g, struct search *s, int start,
		      const struct function *to)
{
	int queue[BUS_FUNCTIONS], head = 0, tail = 0, i;

	s->from[start] = start;
	queue[tail++] = start;
	while (head < tail) {
		int at = queue[head++];

		if (s->bus[at] == to)
			return at;
		for (i = 0; i < s->count; i++) {
			if (s->from[i] >= 0 ||
			    (!share_alias(g, s->bus[at], s->bus[i]) &&
			     !share_slot(g, s->bus[at], s->bus[i])))
				continue;
			s->from[i] = at;
			queue[tail++] = i;
		}
	}
	return -1;
}

/* From the end of the way back to its start, then turned round. */
static int add_way(const struct grouping *g, const struct search *s, int at,
		   struct causes *causes)
{
	size_t i, n;
	int err = 0;

	for (; s->from[at] != at && !err; at = s->from[at])
		err = add_link(g, s->bus[s->from[at]], s->bus[at], causes);
	n = causes->count;
	for (i = 0; i < n / 2; i++) {
		struct cause swap = causes->list[i];

		causes->list[i] = causes->list[n - 1 - i];
		causes->list[n - 1 - i] = swap;
	}
	return err;
}

static int add_neighbours(const struct grouping *g, const struct function *a,
			  const struct function *b, struct causes *causes)
{
	struct search s;
	int start, end;
	int err;

	if (a == b || !same_bus(a, b))
		return 0;
	err = add_link(g, a, b, causes);
	if (err || causes->count)
		return err;
	start = collect_bus(g, a, &s);
	end = search_bus(g, &s, start, b);
	if (end < 0)
		return 0;
	causes->chain = true;
	return add_way(g, &s, end, causes);
}

/* The joins that made it so, when no single fact accounts for it. */
static int add_joins(const struct grouping *g, const struct function *f,
		     struct causes *causes)
{
	int err = 0;

	causes->chain = true;
	while (!err && join_of(g, f)->rule != JOIN_NEW) {
		struct cause cause = cause_of_join(g, f);

		err = add_cause(causes, &cause);
		f = join_of(g, f)->with;
	}
	return err;
}

/* Behind a Volume Management Device all send in its name. */
static const struct function *sender(const struct grouping *g,
				     const struct function *f)
{
	const struct function *owner = vmd_of(g->machine, f);

	return owner ? owner : f;
}

static int add_owner(const struct grouping *g, const struct function *a,
		     const struct function *b, struct causes *causes)
{
	const struct function *owner = sender(g, a);
	struct cause cause;

	if (owner != sender(g, b) || (owner == a && owner == b))
		return 0;
	cause = by_takeover(g, owner);
	return add_cause(causes, &cause);
}

static int add_between(const struct grouping *g, const struct function *a,
		       const struct function *b, struct causes *causes)
{
	const struct function *sa = sender(g, a), *sb = sender(g, b);
	const struct function *common = function_common(sa, sb);
	int err;

	err = add_owner(g, a, b, causes);
	if (err || causes->count)
		return err;
	err = add_common_bridges(g, sa, sb, causes);
	if (err || causes->count)
		return err;
	err = add_neighbours(g, pulled_to(g, sa, common),
			     pulled_to(g, sb, common), causes);
	if (err || causes->count)
		return err;
	err = add_joins(g, a, causes);
	return err ? err : add_joins(g, b, causes);
}

/**
 * causes_between() - the facts that hold two functions in one group
 * @g: groups as the rules give them
 * @a: a function
 * @b: another one
 * @causes: filled from @a up and down to @b, empty when they are not in one
 *	group; to be released with causes_release()
 *
 * Return: 0 or -ENOMEM.
 */
int causes_between(const struct grouping *g, const struct function *a,
		   const struct function *b, struct causes *causes)
{
	int err;

	*causes = (struct causes){ 0 };
	if (a == b || group_of(g, a) < 0 || group_of(g, a) != group_of(g, b))
		return 0;
	err = add_between(g, a, b, causes);
	if (err)
		causes_release(causes);
	return err;
}

/**
 * causes_release() - free a list of causes
 * @causes: the list; left empty
 */
void causes_release(struct causes *causes)
{
	free(causes->list);
	*causes = (struct causes){ 0 };
}
