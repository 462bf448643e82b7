// SPDX-License-Identifier: GPL-2.0
/*
 * pci_device_group() of drivers/iommu/iommu.c, run over a machine in the order
 * in which the kernel probes its functions (the same from 6.1 to 7.3).
 *
 * At boot the IOMMU driver walks all functions in the order of registration,
 * which puts a whole bus before anything below it; so order of address gives
 * the same groups. A function that comes later only meets those that came
 * before it.
 *
 * Up to 6.19 a function's ACS controls are on since it was found. From 7.0 on
 * the walk itself turns them on, function by function (pci_dma_configure()), so
 * that those it has not come to yet still have what firmware left.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>

#include "analyse/alias.h"
#include "analyse/grouping.h"

#define NOBODY UINT32_MAX
#define FUNCTIONS_OF_SLOT 8

/**
 * struct place - what the walk needs of one function
 * @rank: when it is probed
 * @bus: first function of its bus, in order of address
 * @alias: into walk.aliases, or NOBODY
 * @takeover: nearest bridge above that puts its own ID in place of its, or
 *	NOBODY
 * @owner: the function it sends in the name of (VMD), or NOBODY
 * @path: it and all bridges above it have all controls that Linux asks for
 * @boot: it is there when the IOMMU comes up
 * @before: was it isolated before the walk came to it? TRI_UNKNOWN until asked
 */
struct place {
	uint32_t rank;
	uint32_t bus;
	uint32_t alias;
	uint32_t takeover;
	uint32_t owner;
	bool path;
	bool boot;
	enum tri before;
};

/**
 * struct walk - one run
 * @g: what it fills
 * @c: under which circumstances
 * @f: the machine's functions
 * @count: their number
 * @place: one for each
 * @probe: functions in the order in which they are probed
 * @by_bus: functions of each bus in that order; buses in order of address
 * @aliases: of the functions that have some
 * @alias_buses: whether a bus has a function with aliases, by its first function
 * @probing: the function in question
 * @visited: devices and functions of a bus that the search has been to
 */
struct walk {
	struct grouping *g;
	const struct circumstances *c;
	const struct function *f;
	uint32_t count;
	struct place *place;
	uint32_t *probe;
	uint32_t *by_bus;
	struct dma_aliases *aliases;
	bool *alias_buses;
	uint32_t probing;
	uint64_t visited[4];
};

static uint32_t index_of(const struct walk *w, const struct function *f)
{
	return (uint32_t)(f - w->f);
}

static bool has_group(const struct walk *w, uint32_t i)
{
	return w->g->group[i] >= 0;
}

static bool isolated(const struct walk *w, uint32_t i)
{
	return w->g->verdicts[i].likely == TRI_YES;
}

/*
 * The same at the time of the walk. Only where there are aliases can a function
 * that has no group yet lead anywhere, so elsewhere the end result will do.
 */
static bool isolated_now(struct walk *w, uint32_t i)
{
	struct place *place = &w->place[i];

	if (place->rank <= w->place[w->probing].rank ||
	    !w->alias_buses[place->bus] ||
	    kernel_version_before(w->c->kernel, 7, 0, 0))
		return isolated(w, i);
	if (place->before == TRI_UNKNOWN)
		place->before = acs_verdict_before(&w->f[i], w->c).likely;
	return place->before == TRI_YES;
}

/* Is function @i known to the kernel when the one in question is probed? */
static bool present(const struct walk *w, uint32_t i)
{
	return w->place[i].boot ||
	       w->place[i].rank <= w->place[w->probing].rank;
}

static uint32_t bus_end(const struct walk *w, uint32_t i)
{
	uint32_t end = i;

	while (end < w->count && w->place[end].bus == w->place[i].bus)
		end++;
	return end;
}

static bool visit(struct walk *w, uint32_t i)
{
	uint8_t devfn = w->f[i].addr.devfn;
	uint64_t bit = (uint64_t)1 << (devfn & 63);

	if (w->visited[devfn >> 6] & bit)
		return false;
	w->visited[devfn >> 6] |= bit;
	return true;
}

static bool names(const struct walk *w, uint32_t a, uint32_t b)
{
	return w->place[a].alias != NOBODY &&
	       dma_alias_has(&w->aliases[w->place[a].alias], w->f[b].addr.devfn);
}

static uint32_t find_by_slot(struct walk *w, uint32_t i);

/* get_pci_alias_group(): bounded by the 256 bits of @w->visited */
static uint32_t find_by_alias(struct walk *w, uint32_t i)
{
	uint32_t at, end;

	if (!visit(w, i))
		return NOBODY;
	if (has_group(w, i))
		return i;
	if (!w->alias_buses[w->place[i].bus])
		return NOBODY;
	end = bus_end(w, i);
	for (at = w->place[i].bus; at < end; at++) {
		uint32_t other = w->by_bus[at];
		uint32_t found;

		if (other == i || !present(w, other) ||
		    (!names(w, i, other) && !names(w, other, i)))
			continue;
		found = find_by_alias(w, other);
		if (found == NOBODY)
			found = find_by_slot(w, other);
		if (found != NOBODY)
			return found;
	}
	return NOBODY;
}

/* The functions of @i's slot in the order of the kernel's list, without @i. */
static unsigned int slot_of(const struct walk *w, uint32_t i, uint32_t *slot)
{
	unsigned int count = 0, at;
	uint32_t first = i, j;

	while (first && addr_same_slot(w->f[first - 1].addr, w->f[i].addr))
		first--;
	for (j = first; j < w->count && count < FUNCTIONS_OF_SLOT &&
	     addr_same_slot(w->f[j].addr, w->f[i].addr); j++) {
		if (j == i)
			continue;
		for (at = count++; at && w->place[slot[at - 1]].rank >
						w->place[j].rank; at--)
			slot[at] = slot[at - 1];
		slot[at] = j;
	}
	return count;
}

/*
 * When a function is found one by one, its number makes it multifunction only
 * after it was probed (pci_scan_slot()); until then its header decides.
 */
static bool multifunction_now(const struct walk *w, uint32_t i)
{
	const struct function *f = &w->f[i];

	if (i == w->probing && f->order && addr_func(f->addr) &&
	    (f->has & HAS_HEADER))
		return f->multifunction;
	return function_is_multifunction(f);
}

/* get_pci_function_alias_group() */
static uint32_t find_by_slot(struct walk *w, uint32_t i)
{
	uint32_t slot[FUNCTIONS_OF_SLOT];
	unsigned int count, n;

	if (!multifunction_now(w, i) || isolated_now(w, i))
		return NOBODY;
	count = slot_of(w, i, slot);
	for (n = 0; n < count; n++) {
		uint32_t found;

		if (!present(w, slot[n]) || isolated_now(w, slot[n]))
			continue;
		found = find_by_alias(w, slot[n]);
		if (found != NOBODY)
			return found;
	}
	return NOBODY;
}

static void join(struct walk *w, enum join_rule rule, uint32_t with,
		 uint32_t via)
{
	uint32_t i = w->probing;

	w->g->group[i] = w->g->group[with];
	w->g->join[i] = (struct join){
		.rule = rule,
		.with = &w->f[with],
		.via = via == i ? NULL : &w->f[via],
	};
}

/* Up the bridges that take over the ID; @at moves to the last one passed. */
static bool join_by_dma_alias(struct walk *w, uint32_t *at)
{
	uint32_t bridge = w->place[*at].owner;

	if (bridge != NOBODY)
		*at = bridge;
	else
		bridge = w->place[*at].takeover;
	for (; bridge != NOBODY; bridge = w->place[bridge].takeover) {
		*at = bridge;
		if (!has_group(w, bridge))
			continue;
		join(w, JOIN_DMA_ALIAS, bridge, bridge);
		return true;
	}
	return false;
}

/* Up to where all that is above keeps requests apart. */
static bool join_upstream(struct walk *w, uint32_t *at)
{
	const struct function *bridge = w->f[*at].parent;

	for (; bridge; bridge = bridge->parent) {
		uint32_t i = index_of(w, bridge);

		if (w->place[i].path)
			return false;
		*at = i;
		if (!has_group(w, i))
			continue;
		join(w, JOIN_UPSTREAM, i, i);
		return true;
	}
	return false;
}

static void group_function(struct walk *w, uint32_t i)
{
	uint32_t at = i, found;

	w->probing = i;
	if (join_by_dma_alias(w, &at) || join_upstream(w, &at))
		return;
	w->visited[0] = w->visited[1] = w->visited[2] = w->visited[3] = 0;
	found = find_by_alias(w, at);
	if (found != NOBODY) {
		join(w, JOIN_SAME_BUS_ALIAS, found, at);
		return;
	}
	found = find_by_slot(w, at);
	if (found != NOBODY) {
		join(w, JOIN_SAME_SLOT, found, at);
		return;
	}
	w->g->join[i] = (struct join){ .rule = JOIN_NEW };
	w->g->group[i] = w->g->groups++;
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int compare_probe(const void *left, const void *right, void *walk)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
	const struct walk *w = walk;
	const struct function *fa = &w->f[a], *fb = &w->f[b];

	if (w->place[a].boot != w->place[b].boot)
		return w->place[a].boot ? -1 : 1;
	if (fa->order != fb->order)
		return compare_numbers(fa->order, fb->order);
	return compare_numbers(a, b);
}

static int compare_bus(const void *left, const void *right, void *walk)
{
	uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
	const struct walk *w = walk;

	if (w->place[a].bus != w->place[b].bus)
		return compare_numbers(w->place[a].bus, w->place[b].bus);
	return compare_numbers(w->place[a].rank, w->place[b].rank);
}

/* Virtual functions come when a driver asks for them, after the boot. */
static void order_functions(struct walk *w)
{
	bool by_address = true;
	uint32_t i;

	for (i = 0; i < w->count; i++) {
		w->place[i].boot = !w->f[i].order &&
				   !(w->f[i].flags & FN_VIRTUAL);
		by_address &= w->place[i].boot;
		w->probe[i] = i;
		w->by_bus[i] = i;
	}
	if (!by_address)
		qsort_r(w->probe, w->count, sizeof(*w->probe), compare_probe, w);
	for (i = 0; i < w->count; i++)
		w->place[w->probe[i]].rank = i;
	if (!by_address)
		qsort_r(w->by_bus, w->count, sizeof(*w->by_bus), compare_bus, w);
}

static bool same_bus(const struct function *a, const struct function *b)
{
	return a->addr.domain == b->addr.domain && a->addr.bus == b->addr.bus;
}

static void find_buses(struct walk *w)
{
	uint32_t i, first = 0;

	for (i = 0; i < w->count; i++) {
		if (!same_bus(&w->f[first], &w->f[i]))
			first = i;
		w->place[i].bus = first;
	}
}

/* Parents come first in order of address, so one pass does for all depths. */
static void climb(struct walk *w, const struct circumstances *c)
{
	const struct function *before = NULL;
	enum bridge_effect effect = BRIDGE_PASSES;
	uint32_t i;

	for (i = 0; i < w->count; i++) {
		const struct function *parent = w->f[i].parent;
		struct place *place = &w->place[i];
		struct place *above = parent ? &w->place[index_of(w, parent)] :
					       NULL;

		place->path = isolated(w, i) && (!above || above->path);
		place->takeover = NOBODY;
		if (!above)
			continue;
		if (parent != before)
			effect = bridge_effect(parent, c);
		before = parent;
		switch (effect) {
		case BRIDGE_STOPS:
			break;
		case BRIDGE_ALIASES:
			place->takeover = index_of(w, parent);
			break;
		case BRIDGE_PASSES:
			place->takeover = above->takeover;
			break;
		}
	}
}

/* Functions of one domain lie together, so one look-up does for all of them. */
static void find_owners(struct walk *w)
{
	const struct function *owner = NULL;
	uint32_t i;

	for (i = 0; i < w->count; i++) {
		if (!i || w->f[i].addr.domain != w->f[i - 1].addr.domain)
			owner = vmd_of(w->g->machine, &w->f[i]);
		w->place[i].owner = owner ? index_of(w, owner) : NOBODY;
	}
}

static int collect_aliases(struct walk *w, const struct circumstances *c)
{
	struct dma_aliases *more, a;
	uint32_t i, count = 0;

	for (i = 0; i < w->count; i++) {
		w->place[i].alias = NOBODY;
		dma_aliases_of(&w->f[i], c, &a);
		w->g->open[i] |= a.open;
		if (!a.any)
			continue;
		/* Room doubles whenever the count reaches a power of two */
		if (!(count & (count - 1))) {
			more = realloc(w->aliases, (count ? 2 * count : 1) *
							   sizeof(*more));
			if (!more)
				return -ENOMEM;
			w->aliases = more;
		}
		w->aliases[count] = a;
		w->place[i].alias = count++;
		w->alias_buses[w->place[i].bus] = true;
	}
	return 0;
}

static bool says_root_bus(const struct function *f)
{
	return f->type == PCIE_TYPE_ROOT_PORT ||
	       f->type == PCIE_TYPE_RC_ENDPOINT ||
	       f->type == PCIE_TYPE_RC_EVENT_COLLECTOR ||
	       ((f->has & HAS_CLASS) && f->class >> 8 == 0x0600);
}

/*
 * A bus that no bridge leads to and that does not look like a root bus: the
 * bridge above it is missing from the input, so nothing sure can be said of it.
 */
static void mark_orphans(struct walk *w)
{
	uint32_t i, end, j;

	for (i = 0; i < w->count; i = end) {
		bool known = w->f[i].parent || !w->f[i].addr.bus;

		end = bus_end(w, i);
		for (j = i; j < end; j++)
			known |= says_root_bus(&w->f[j]);
		for (j = i; j < end && !known; j++)
			w->g->open[j] = true;
	}
}

static size_t count_open(const struct grouping *g, size_t count)
{
	size_t open = 0, i;

	for (i = 0; i < count; i++)
		open += g->open[i];
	return open;
}

static void judge(struct walk *w, const struct circumstances *c)
{
	bool groups_told = false;
	uint32_t i;

	for (i = 0; i < w->count; i++) {
		w->g->verdicts[i] = acs_verdict(&w->f[i], c);
		w->g->open[i] = w->g->verdicts[i].isolated == TRI_UNKNOWN;
		groups_told |= w->f[i].group >= 0;
	}
	for (i = 0; i < w->count; i++)
		w->g->group[i] = groups_told && w->f[i].group == GROUP_NONE ?
					 GROUP_NONE : GROUP_UNREAD;
}

/* Functions that are there already have their groups, whatever the rules say. */
static void keep_groups(struct walk *w, const int *kept)
{
	uint32_t i;

	for (i = 0; kept && i < w->count; i++) {
		if (kept[i] == GROUP_UNREAD)
			continue;
		w->g->group[i] = kept[i];
		if (kept[i] >= w->g->groups)
			w->g->groups = kept[i] + 1;
	}
}

/*
 * Numbers follow the order of addresses, whatever the order of probing was, and
 * leave out those of kept groups that nobody is in.
 */
static int number_groups(struct grouping *g, size_t count)
{
	int *number, next = 0;
	size_t i;

	number = malloc(((size_t)g->groups + 1) * sizeof(*number));
	if (!number)
		return -ENOMEM;
	for (i = 0; i < (size_t)g->groups; i++)
		number[i] = GROUP_UNREAD;
	for (i = 0; i < count; i++) {
		int old = g->group[i];

		if (old < 0)
			continue;
		if (number[old] < 0)
			number[old] = next++;
		g->group[i] = number[old];
	}
	g->groups = next;
	free(number);
	return 0;
}

static int list_members(struct grouping *g, size_t count)
{
	size_t i;
	int group;

	g->first = calloc((size_t)g->groups + 2, sizeof(*g->first));
	g->members = calloc(count + 1, sizeof(*g->members));
	if (!g->first || !g->members)
		return -ENOMEM;
	/* Counted two places up, summed to starts, which filling moves to ends */
	for (i = 0; i < count; i++)
		if (g->group[i] >= 0)
			g->first[g->group[i] + 2]++;
	for (group = 1; group < g->groups; group++)
		g->first[group + 1] += g->first[group];
	for (i = 0; i < count; i++)
		if (g->group[i] >= 0)
			g->members[g->first[g->group[i] + 1]++] = (uint32_t)i;
	return 0;
}

static void walk_release(struct walk *w)
{
	free(w->alias_buses);
	free(w->aliases);
	free(w->by_bus);
	free(w->probe);
	free(w->place);
}

static int walk_start(struct walk *w, struct grouping *g,
		      const struct circumstances *c)
{
	size_t room = g->machine->count + 1;

	*w = (struct walk){
		.g = g,
		.c = c,
		.f = g->machine->functions,
		.count = (uint32_t)g->machine->count,
		.place = calloc(room, sizeof(*w->place)),
		.probe = calloc(room, sizeof(*w->probe)),
		.by_bus = calloc(room, sizeof(*w->by_bus)),
		.alias_buses = calloc(room, sizeof(*w->alias_buses)),
	};
	if (w->place && w->probe && w->by_bus && w->alias_buses)
		return 0;
	walk_release(w);
	return -ENOMEM;
}

static int run(struct grouping *g, const struct circumstances *c,
	       const int *kept)
{
	struct walk w;
	uint32_t i;
	int err;

	err = walk_start(&w, g, c);
	if (err)
		return err;
	find_buses(&w);
	order_functions(&w);
	judge(&w, c);
	climb(&w, c);
	find_owners(&w);
	err = collect_aliases(&w, c);
	if (err)
		goto out;
	keep_groups(&w, kept);
	for (i = 0; i < w.count; i++)
		if (g->group[w.probe[i]] == GROUP_UNREAD)
			group_function(&w, w.probe[i]);
	mark_orphans(&w);
	g->unsure = count_open(g, w.count);
	err = number_groups(g, w.count);
	if (!err)
		err = list_members(g, w.count);
out:
	walk_release(&w);
	return err;
}

/**
 * grouping_anew() - the groups when some functions are added once more
 * @m: the machine, linked; must outlive the result. The functions that come
 *     back have their rank among them in @order, above that of all others
 * @c: under which circumstances they come back
 * @kept: for each function the number of the group that it keeps, from 0, or
 *	  GROUP_NONE; GROUP_UNREAD for one that comes back. NULL when all come
 * @grouping: set on success; to be freed with grouping_free()
 *
 * Takes n log n steps.
 *
 * Return: 0 or -ENOMEM.
 */
int grouping_anew(const struct machine *m, const struct circumstances *c,
		  const int *kept, struct grouping **grouping)
{
	struct grouping *g = calloc(1, sizeof(*g));
	size_t room = m->count + 1;
	int err = -ENOMEM;

	if (!g)
		return -ENOMEM;
	g->machine = m;
	g->verdicts = calloc(room, sizeof(*g->verdicts));
	g->group = calloc(room, sizeof(*g->group));
	g->open = calloc(room, sizeof(*g->open));
	g->join = calloc(room, sizeof(*g->join));
	if (g->verdicts && g->group && g->open && g->join)
		err = circumstances_copy(&g->circumstances, c);
	if (!err)
		err = run(g, c, kept);
	if (err) {
		grouping_free(g);
		return err;
	}
	*grouping = g;
	return 0;
}

/**
 * grouping_compute() - the groups that the rules give a machine
 * @m: the machine, linked; must outlive the result
 * @c: under which circumstances
 * @grouping: set on success; to be freed with grouping_free()
 *
 * Functions that the kernel was seen to leave out of any group stay out.
 *
 * Return: 0 or -ENOMEM.
 */
int grouping_compute(const struct machine *m, const struct circumstances *c,
		     struct grouping **grouping)
{
	return grouping_anew(m, c, NULL, grouping);
}

/**
 * grouping_free() - free groups
 * @g: the groups, or NULL
 */
void grouping_free(struct grouping *g)
{
	if (!g)
		return;
	free(g->members);
	free(g->first);
	free(g->join);
	free(g->open);
	free(g->group);
	free(g->verdicts);
	circumstances_release(&g->circumstances);
	free(g);
}
