// SPDX-License-Identifier: GPL-2.0
/*
 * Which way a memory request takes from one function to another's windows:
 * PCIe r6.0, 6.12.1 (what each control does), 6.12.3 (how P2P Request Redirect
 * and P2P Egress Control combine).
 */
#include <errno.h>
#include <stdlib.h>

#include "analyse/p2p.h"

/* The function right below @bridge on the way to @f; @f on a root bus if NULL */
static const struct function *step_below(const struct function *f,
					 const struct function *bridge)
{
	while (f->parent != bridge)
		f = f->parent;
	return f;
}

static struct p2p settled(enum p2p_route route, enum p2p_decision decision,
			  const struct function *decider,
			  const struct circumstances *c)
{
	struct p2p p = {
		.route = route,
		.decision = decision,
		.decider = decider,
	};

	if (decider)
		p.verdict = acs_verdict(decider, c);
	return p;
}

/* A request that was sent up must not be turned round further up. */
static struct p2p redirected(const struct function *by, enum p2p_decision decision,
			     const struct circumstances *c)
{
	const struct function *port;

	for (port = by->parent; port; port = port->parent) {
		struct acs_verdict v = acs_verdict(port, c);

		if (v.likely != TRI_YES && function_type_used(port) !=
						   PCIE_TYPE_UPSTREAM)
			return settled(v.isolated == TRI_UNKNOWN ?
					       P2P_UNKNOWN : P2P_DIRECT,
				       P2P_BY_FORWARDING, port, c);
	}
	return settled(P2P_REDIRECTED, decision, by, c);
}

/* Is the bit for @peer set? -1 when the vector or the number is not known. */
static int egress_bit(const struct function *f, const struct function *peer)
{
	unsigned int bit = addr_func(peer->addr), i, bits = 0;

	if (!f->acs.egress_size)
		return -1;
	/* Functions go by their number, ports by one that is not told here */
	if (addr_same_slot(f->addr, peer->addr) && !function_is_bridge(f))
		return bit < f->acs.egress_size ?
			       (int)(f->acs.egress[bit / 32] >> bit % 32 & 1) : 0;
	for (i = 0; i < f->acs.egress_size; i++)
		bits += f->acs.egress[i / 32] >> i % 32 & 1;
	if (bits && bits < f->acs.egress_size)
		return -1;
	return bits != 0;
}

/* Egress control is on: its vector decides (6.12.3). */
static struct p2p by_egress(const struct function *f,
			    const struct function *peer, bool redirect,
			    const struct circumstances *c)
{
	switch (egress_bit(f, peer)) {
	case 0:
		return settled(P2P_DIRECT, P2P_BY_EGRESS, f, c);
	case 1:
		if (redirect)
			return redirected(f, P2P_BY_EGRESS, c);
		return settled(P2P_BLOCKED, P2P_BY_EGRESS, f, c);
	default:
		return settled(P2P_UNKNOWN, P2P_BY_EGRESS, f, c);
	}
}

/* What @f does with a request for @peer beside it, when nothing stops it. */
static struct p2p by_function(const struct function *f,
			      const struct function *peer,
			      enum p2p_route otherwise,
			      const struct circumstances *c)
{
	struct acs_verdict v = acs_verdict(f, c);
	struct acs_controls ctrl;

	if (verdict_family(&v) && v.likely == TRI_YES)
		return redirected(f, P2P_BY_VERDICT, c);
	if (f->acs.fact == FACT_UNREAD)
		return settled(P2P_UNKNOWN, P2P_BY_CONTROLS, f, c);
	if (f->acs.fact == FACT_ABSENT)
		return settled(otherwise, P2P_BY_CONTROLS, f, c);
	ctrl = acs_controls(f, c);
	if (f->acs.cap & ctrl.on & ACS_EC)
		return by_egress(f, peer, ctrl.on & ACS_RR, c);
	if (!(f->acs.cap & ACS_RR) || (ctrl.on & ACS_RR))
		return redirected(f, P2P_BY_CONTROLS, c);
	if (ctrl.unknown & ACS_RR)
		return settled(P2P_UNKNOWN, P2P_BY_CONTROLS, f, c);
	return settled(otherwise, P2P_BY_CONTROLS, f, c);
}

/* Functions of one device: ACS of the virtual ones is the physical one's. */
static struct p2p within_device(const struct machine *m,
				const struct circumstances *c,
				const struct function *a,
				const struct function *b)
{
	const struct function *pf = NULL;

	if (a->flags & FN_VIRTUAL)
		pf = machine_find(m, a->physfn);
	return by_function(pf && a->acs.fact != FACT_KNOWN ? pf : a, b,
			   P2P_DIRECT, c);
}

/* Above them is nothing but the root complex. */
static struct p2p through_root(const struct machine *m,
			       const struct circumstances *c,
			       const struct function *a,
			       const struct function *b)
{
	const struct function *top = step_below(a, NULL);
	const struct function *other = step_below(b, NULL);

	if (top == a && addr_same_slot(a->addr, b->addr))
		return within_device(m, c, a, b);
	return by_function(top, other, P2P_ROOT_COMPLEX, c);
}

static struct p2p below_bridge(const struct machine *m,
			       const struct circumstances *c,
			       const struct function *common,
			       const struct function *a,
			       const struct function *b)
{
	enum pcie_type type = function_type_used(common);
	const struct function *from = step_below(a, common);

	switch (type) {
	case PCIE_TYPE_UPSTREAM:
		return by_function(from, step_below(b, common), P2P_DIRECT, c);
	case PCIE_TYPE_ROOT_PORT:
	case PCIE_TYPE_DOWNSTREAM:
		return within_device(m, c, from, step_below(b, common));
	case PCIE_TYPE_UNREAD:
		return settled(P2P_UNKNOWN, P2P_BY_TOPOLOGY, NULL, c);
	default:
		/* A bus that all devices listen to */
		return settled(P2P_DIRECT, P2P_BY_TOPOLOGY, NULL, c);
	}
}

/**
 * p2p_between() - which way a request takes from one function to another
 * @m: the machine, linked
 * @c: circumstances
 * @a: the function that asks
 * @b: the one whose memory window is asked for
 * @p2p: filled
 *
 * Requests with untranslated addresses; Direct Translated P2P may open a
 * shorter way for a device that uses ATS.
 *
 * Return: 0, or -EINVAL when @a and @b are the same or one is a bridge above the
 * other.
 */
int p2p_between(const struct machine *m, const struct circumstances *c,
		const struct function *a, const struct function *b,
		struct p2p *p2p)
{
	const struct function *common = function_common(a, b);

	if (common == a || common == b)
		return -EINVAL;
	*p2p = common ? below_bridge(m, c, common, a, b) :
			through_root(m, c, a, b);
	p2p->common = common;
	return 0;
}

static int add_spot(struct weak_spots *spots, const struct function *from,
		    const struct function *to)
{
	struct weak_spot *more;

	more = realloc(spots->list, (spots->count + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	spots->list = more;
	more[spots->count++] = (struct weak_spot){ .from = from, .to = to };
	return 0;
}

/* One neighbour in another group is enough to make the point. */
static int check_port(const struct grouping *g, const struct function *port,
		      struct weak_spots *spots)
{
	const struct function *other;

	if (function_type_used(port) != PCIE_TYPE_DOWNSTREAM || !port->parent ||
	    g->verdicts[function_index(g->machine, port)].likely == TRI_YES)
		return 0;
	for (other = port->parent->child; other; other = other->sibling) {
		if (other == port || !other->child ||
		    function_type_used(other) != PCIE_TYPE_DOWNSTREAM ||
		    g->group[function_index(g->machine, other)] ==
			    g->group[function_index(g->machine, port)])
			continue;
		return add_spot(spots, port, other);
	}
	return 0;
}

/**
 * grouping_weak_spots() - switches that can route between groups
 * @g: groups as the rules give them
 * @spots: filled; to be released with weak_spots_release()
 *
 * Below a downstream port without redirection everything shares the port's
 * group, yet the switch may hand its requests to the port beside it, which has
 * another group: isolation that the kernel takes for granted.
 *
 * Return: 0 or -ENOMEM.
 */
int grouping_weak_spots(const struct grouping *g, struct weak_spots *spots)
{
	size_t i;
	int err = 0;

	*spots = (struct weak_spots){ 0 };
	for (i = 0; i < g->machine->count && !err; i++)
		if (g->machine->functions[i].child)
			err = check_port(g, &g->machine->functions[i], spots);
	if (err)
		weak_spots_release(spots);
	return err;
}

/**
 * weak_spots_release() - free a list of weak spots
 * @spots: the list; left empty
 */
void weak_spots_release(struct weak_spots *spots)
{
	free(spots->list);
	*spots = (struct weak_spots){ 0 };
}
