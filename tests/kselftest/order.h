/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SELFTEST_ORDER_H
#define ACSDIAG_SELFTEST_ORDER_H

#include <linux/acsdiag.h>

#include "genl.h"

/**
 * struct identity - a function as an order names it
 */
struct identity {
	uint32_t domain;
	uint16_t requester_id;
	uint16_t vendor, device;
};

static inline void put_address(struct genl_request *req, uint32_t domain,
			       uint16_t requester_id)
{
	genl_put(req, ACSDIAG_A_DEVICE_DOMAIN, &domain, sizeof(domain));
	genl_put(req, ACSDIAG_A_DEVICE_REQUESTER_ID, &requester_id,
		 sizeof(requester_id));
}

static inline void put_identity(struct genl_request *req,
				const struct identity *id)
{
	put_address(req, id->domain, id->requester_id);
	genl_put(req, ACSDIAG_A_DEVICE_VENDOR, &id->vendor,
		 sizeof(id->vendor));
	genl_put(req, ACSDIAG_A_DEVICE_DEVICE, &id->device,
		 sizeof(id->device));
}

#endif
