// SPDX-License-Identifier: GPL-2.0
/*
 * Give the module one order, for test scripts:
 *   order acs-set|acs-restore|assume-add|assume-del 0000:00:02.0 [8086:1901]
 * Without IDs they are those of the function that is there. Prints the module's
 * refusal.
 */
#include <linux/acsdiag.h>
#include <linux/pci_regs.h>
#include <stdio.h>
#include <string.h>

#include "order.h"

static const struct {
	const char *name;
	uint8_t cmd;
} orders[] = {
	{ "acs-set", ACSDIAG_CMD_ACS_SET },
	{ "acs-restore", ACSDIAG_CMD_ACS_RESTORE },
	{ "assume-add", ACSDIAG_CMD_ASSUME_ADD },
	{ "assume-del", ACSDIAG_CMD_ASSUME_DEL },
};

static int take_ids(const struct genl_reply *reply, void *data)
{
	const struct nlattr *vendor, *device;
	struct identity *id = data;

	vendor = genl_find(reply->attrs, reply->len, ACSDIAG_A_DEVICE_VENDOR);
	device = genl_find(reply->attrs, reply->len, ACSDIAG_A_DEVICE_DEVICE);
	if (!vendor || !device)
		return -1;
	id->vendor = genl_number(vendor);
	id->device = genl_number(device);
	return 0;
}

static int parse(const char *address, const char *ids, struct identity *id)
{
	unsigned int domain, bus, device, function, vendor_id, device_id;

	if (sscanf(address, "%x:%x:%x.%x", &domain, &bus, &device,
		   &function) != 4)
		return -1;
	id->domain = domain;
	id->requester_id = bus << 8 | device << 3 | function;
	if (!ids)
		return 0;
	if (sscanf(ids, "%x:%x", &vendor_id, &device_id) != 2)
		return -1;
	id->vendor = vendor_id;
	id->device = device_id;
	return 0;
}

static int ask_for_ids(const struct genl *g, struct identity *id)
{
	struct genl_request req;

	genl_start(&req, g, ACSDIAG_CMD_DEVICE_GET, NLM_F_ACK);
	put_address(&req, id->domain, id->requester_id);
	return genl_talk(g, &req, take_ids, id, NULL);
}

static int give(const struct genl *g, uint8_t cmd, const struct identity *id)
{
	const uint16_t controls = PCI_ACS_SV | PCI_ACS_RR | PCI_ACS_CR |
				  PCI_ACS_UF;
	struct genl_refusal refusal;
	struct genl_request req;
	int error;

	genl_start(&req, g, cmd, NLM_F_ACK);
	put_identity(&req, id);
	if (cmd == ACSDIAG_CMD_ACS_SET)
		genl_put(&req, ACSDIAG_A_DEVICE_SET_CONTROLS, &controls,
			 sizeof(controls));
	error = genl_talk(g, &req, NULL, NULL, &refusal);
	if (error)
		fprintf(stderr, "%s (%s)\n", refusal.text, strerror(-error));
	return error;
}

int main(int argc, char **argv)
{
	struct identity id;
	struct genl g;
	size_t i;

	if (argc < 3 || argc > 4 ||
	    genl_open(&g, ACSDIAG_FAMILY_NAME, ACSDIAG_MCGRP_EVENTS)) {
		fprintf(stderr, "usage: order ORDER ADDRESS [IDS], with the module loaded\n");
		return 2;
	}
	if (parse(argv[2], argv[3], &id) ||
	    (!argv[3] && ask_for_ids(&g, &id))) {
		fprintf(stderr, "no function %s\n", argv[2]);
		return 1;
	}
	for (i = 0; i < sizeof(orders) / sizeof(*orders); i++)
		if (!strcmp(argv[1], orders[i].name))
			return give(&g, orders[i].cmd, &id) ? 1 : 0;
	fprintf(stderr, "no order %s\n", argv[1]);
	return 2;
}
