/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_P2P_H
#define ACSDIAG_ANALYSE_P2P_H

#include "analyse/verdict.h"

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
 * struct p2p - may @a reach @b's memory windows, and what decides it
 * @route: the way
 * @decider: port or function whose ACS decides, NULL when topology does
 * @common: bridge nearest to both, NULL when only the root complex is
 * @verdict: of @decider
 */
struct p2p {
	enum p2p_route route;
	const struct function *decider;
	const struct function *common;
	struct acs_verdict verdict;
};

int p2p_between(const struct machine *m, const struct circumstances *c,
		const struct function *a, const struct function *b,
		struct p2p *p2p);

#endif
