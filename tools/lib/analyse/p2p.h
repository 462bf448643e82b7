/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_P2P_H
#define ACSDIAG_ANALYSE_P2P_H

#include "analyse/grouping.h"

/**
 * enum p2p_route - the way a peer's memory request takes
 */
enum p2p_route {
	P2P_UNKNOWN = 0,
	P2P_DIRECT, /* through a switch or inside a device, past the IOMMU */
	P2P_ROOT_COMPLEX, /* up to the root complex; the platform decides */
	P2P_REDIRECTED, /* up to the IOMMU, because ACS says so */
	P2P_BLOCKED, /* ACS or egress control refuses it */
};

/**
 * enum p2p_decision - what settles the way
 */
enum p2p_decision {
	P2P_BY_TOPOLOGY = 0, /* the bus they share, or that they share none */
	P2P_BY_CONTROLS, /* request redirect of @decider */
	P2P_BY_EGRESS, /* egress control of @decider */
	P2P_BY_VERDICT, /* a quirk or somebody's word for @decider */
	P2P_BY_FORWARDING, /* @decider may turn a redirected request round */
};

/**
 * struct p2p - may @a reach @b's memory windows, and what decides it
 * @route: the way
 * @decision: what kind of fact settles it
 * @decider: port or function whose ACS decides, NULL when topology does
 * @common: bridge nearest to both, NULL when only the root complex is
 * @verdict: of @decider
 */
struct p2p {
	enum p2p_route route;
	enum p2p_decision decision;
	const struct function *decider;
	const struct function *common;
	struct acs_verdict verdict;
};

int p2p_between(const struct machine *m, const struct circumstances *c,
		const struct function *a, const struct function *b,
		struct p2p *p2p);

/**
 * struct weak_spot - two ports of a switch that the kernel keeps apart although
 *	the switch can route between them
 * @from: downstream port that does not redirect requests from below it
 * @to: another downstream port of that switch, in another group
 */
struct weak_spot {
	const struct function *from;
	const struct function *to;
};

struct weak_spots {
	struct weak_spot *list;
	size_t count;
};

/* pci_device_group() asks only whether a port shields what is above it. */
int grouping_weak_spots(const struct grouping *g, struct weak_spots *spots);
void weak_spots_release(struct weak_spots *spots);

#endif
