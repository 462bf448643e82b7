// SPDX-License-Identifier: GPL-2.0
/*
 * Order the functions of a machine and find out who is above whom.
 *
 * As the kernel does (pci_scan_bridge_extend()), a bridge counts only when its
 * secondary bus lies above the bus it sits on. So every step towards the root
 * goes to a lower bus number: no input can make a loop.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/machine.h"

#define BUSES 256

/**
 * struct ways - the way up from each bus of one domain
 * @above: bridge whose secondary bus this is; the first one wins
 * @around: innermost bridge whose range holds this bus
 */
struct ways {
	struct function *above[BUSES];
	struct function *around[BUSES];
};

struct key {
	uint64_t address;
	size_t index;
};

static uint64_t address_key(struct pci_addr a)
{
	return (uint64_t)a.domain << 16 | addr_requester_id(a);
}

static int compare_keys(const void *left, const void *right)
{
	const struct key *a = left, *b = right;

	if (a->address != b->address)
		return a->address < b->address ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

/* How much is known; of two descriptions of one function the better is kept. */
static int information(const struct function *f)
{
	return __builtin_popcount(f->has) + (f->type != PCIE_TYPE_UNREAD) +
	       (f->acs.fact != FACT_UNREAD) +
	       (f->acs.ctrl_fact != FACT_UNREAD) +
	       (f->verdict != VERDICT_UNKNOWN) + (f->group != GROUP_UNREAD) +
	       (f->aliases_fact != FACT_UNREAD) + !!f->driver + !!f->name;
}

static bool in_order(const struct machine *m)
{
	for (size_t i = 1; i < m->count; i++)
		if (addr_compare(m->functions[i - 1].addr,
				 m->functions[i].addr) >= 0)
			return false;
	return true;
}

static size_t gather(struct function *to, const struct function *from,
		     const struct key *keys, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		const struct function *f = &from[keys[i].index];

		if (!i || keys[i].address != keys[i - 1].address)
			to[kept++] = *f;
		else if (information(f) > information(&to[kept - 1]))
			to[kept - 1] = *f;
	}
	return kept;
}

static int sort_functions(struct machine *m)
{
	struct function *sorted;
	struct key *keys;

	if (in_order(m))
		return 0;
	keys = malloc(m->count * sizeof(*keys));
	sorted = malloc(m->count * sizeof(*sorted));
	if (!keys || !sorted) {
		free(sorted);
		free(keys);
		return -ENOMEM;
	}
	for (size_t i = 0; i < m->count; i++)
		keys[i] = (struct key) { address_key(m->functions[i].addr), i };
	qsort(keys, m->count, sizeof(*keys), compare_keys);
	m->capacity = m->count;
	m->count = gather(sorted, m->functions, keys, m->count);
	free(keys);
	free(m->functions);
	m->functions = sorted;
	return 0;
}

static bool opens_bus(const struct function *f)
{
	return function_is_bridge(f) && (f->has & HAS_BUSES) &&
	       f->secondary > f->addr.bus && f->subordinate >= f->secondary;
}

/*
 * Bridges come in the order of their buses, so a bridge further down writes
 * over the ranges of those above it.
 */
static bool collect_ways(struct ways *ways, struct function *f, size_t count)
{
	bool any = false;

	for (; count--; f++) {
		if (!opens_bus(f))
			continue;
		any = true;
		if (!ways->above[f->secondary])
			ways->above[f->secondary] = f;
		for (unsigned int bus = f->secondary; bus <= f->subordinate; bus++)
			ways->around[bus] = f;
	}
	return any;
}

/*
 * Virtual functions may sit on a bus that no bridge opens; for the kernel the
 * bridge above is then that of the physical function (pci_upstream_bridge()).
 * Where the physical function is not told, the bridge around the bus is it.
 */
static struct function *find_parent(const struct machine *m,
				    const struct ways *ways,
				    const struct function *f)
{
	const struct function *pf;

	if (ways->above[f->addr.bus])
		return ways->above[f->addr.bus];
	if (ways->around[f->addr.bus])
		return ways->around[f->addr.bus];
	if (!(f->flags & FN_VIRTUAL))
		return NULL;
	pf = machine_find(m, f->physfn);
	if (!pf || pf->addr.domain != f->addr.domain)
		return NULL;
	return pf->addr.bus < f->addr.bus ? ways->above[pf->addr.bus] : NULL;
}

static void link_domain(struct machine *m, struct ways *ways, size_t first,
			size_t end)
{
	bool any = collect_ways(ways, &m->functions[first], end - first);
	struct function *root = NULL;

	for (size_t i = end; i-- > first;) {
		struct function *f = &m->functions[i];

		f->parent = find_parent(m, ways, f);
		if (f->parent) {
			f->sibling = f->parent->child;
			f->parent->child = f;
			continue;
		}
		if (root && root->addr.bus == f->addr.bus)
			f->sibling = root;
		root = f;
	}
	if (any)
		memset(ways, 0, sizeof(*ways));
}

/**
 * machine_link() - sort the functions and connect them
 * @m: the machine
 *
 * Sorts by address, keeps the better described of two functions with the same
 * address, and sets parent, child and sibling of all. To be called whenever
 * functions or their bus numbers changed. Costs n log n.
 *
 * Return: 0 or -ENOMEM, then nothing changed.
 */
int machine_link(struct machine *m)
{
	struct ways ways = { 0 };
	size_t first = 0;
	int err;

	err = sort_functions(m);
	if (err)
		return err;
	for (size_t i = 0; i < m->count; i++) {
		struct function *f = &m->functions[i];

		f->parent = f->child = f->sibling = NULL;
	}
	for (size_t i = 1; i <= m->count; i++) {
		if (i < m->count && m->functions[i].addr.domain ==
					    m->functions[first].addr.domain)
			continue;
		link_domain(m, &ways, first, i);
		first = i;
	}
	return 0;
}
