// SPDX-License-Identifier: GPL-2.0
/*
 * Orders that change the machine do what they say, and can be undone. They are
 * given only for functions that the environment names, as "0000:00:02.0":
 *   ACSDIAG_TEST_CONTROL	a port with ACS, of which some control is off
 *   ACSDIAG_TEST_ASSUME	a PCI Express port that does not isolate
 * The latter needs the module loaded with allow_assume=1.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/acsdiag.h>
#include <linux/pci_regs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "facts.h"
#include "kselftest_harness.h"
#include "order.h"

#define CONTROLS (PCI_ACS_SV | PCI_ACS_RR | PCI_ACS_CR | PCI_ACS_UF)
#define REFERENCES "/sys/module/acsdiag/refcnt"

/**
 * struct port - what these tests look at of one function
 * @id: its address and IDs
 * @offset: of the ACS capability, -1 for none
 * @control: ACS control register, -1 for none
 * @found: the register before it was changed, -1 for unchanged
 * @verdict: ACSDIAG_VERDICT_*
 * @assumed: it is on the list
 */
struct port {
	struct identity id;
	int offset;
	int control;
	int found;
	unsigned int verdict;
	bool assumed;
};

static int number(const struct nlattr *attrs, int len, uint16_t type)
{
	const struct nlattr *attr = genl_find(attrs, len, type);

	return attr ? (int)genl_number(attr) : -1;
}

static int take_port(const struct genl_reply *reply, void *data)
{
	const struct nlattr *a = reply->attrs, *acs;
	struct port *port = data;
	int len = reply->len;

	port->id.vendor = number(a, len, ACSDIAG_A_DEVICE_VENDOR);
	port->id.device = number(a, len, ACSDIAG_A_DEVICE_DEVICE);
	port->verdict = number(a, len, ACSDIAG_A_DEVICE_VERDICT);
	port->assumed = number(a, len, ACSDIAG_A_DEVICE_FLAGS) &
			ACSDIAG_FUNCTION_FLAGS_ASSUMED;
	port->offset = -1;
	port->control = -1;
	port->found = -1;
	acs = genl_find(a, len, ACSDIAG_A_DEVICE_ACS);
	if (!acs)
		return 0;
	len = acs->nla_len - NLA_HDRLEN;
	port->offset = number(genl_payload(acs), len, ACSDIAG_A_ACS_OFFSET);
	port->control = number(genl_payload(acs), len, ACSDIAG_A_ACS_CONTROL);
	port->found = number(genl_payload(acs), len,
			     ACSDIAG_A_ACS_FOUND_CONTROL);
	return 0;
}

static int look(const struct genl *g, struct port *port)
{
	struct genl_request req;

	genl_start(&req, g, ACSDIAG_CMD_DEVICE_GET, NLM_F_ACK);
	put_address(&req, port->id.domain, port->id.requester_id);
	return genl_talk(g, &req, take_port, port, NULL);
}

static int acs_set(const struct genl *g, struct port *port, uint16_t controls,
		   struct genl_refusal *refusal)
{
	struct genl_request req;

	genl_start(&req, g, ACSDIAG_CMD_ACS_SET, NLM_F_ACK);
	put_identity(&req, &port->id);
	genl_put(&req, ACSDIAG_A_DEVICE_SET_CONTROLS, &controls,
		 sizeof(controls));
	return genl_talk(g, &req, take_port, port, refusal);
}

static int order(const struct genl *g, uint8_t cmd, struct port *port,
		 struct genl_refusal *refusal)
{
	struct genl_request req;

	genl_start(&req, g, cmd, NLM_F_ACK);
	put_identity(&req, &port->id);
	return genl_talk(g, &req, take_port, port, refusal);
}

static int take_assumed(const struct genl_reply *reply, void *data)
{
	const struct nlattr *a = reply->attrs;
	int len = reply->len;
	char text[ADDRESS_LEN];

	return lines_add(data, "%s %04x:%04x",
			 address_format(number(a, len, ACSDIAG_A_DEVICE_DOMAIN),
					number(a, len,
					       ACSDIAG_A_DEVICE_REQUESTER_ID),
					text),
			 number(a, len, ACSDIAG_A_DEVICE_VENDOR),
			 number(a, len, ACSDIAG_A_DEVICE_DEVICE));
}

/* As setpci does it. */
static int write_control(const struct port *port, uint16_t control)
{
	char address[ADDRESS_LEN], path[64];
	int fd, error = 0;

	address_format(port->id.domain, port->id.requester_id, address);
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/config",
		 address);
	fd = open(path, O_WRONLY);
	if (fd < 0)
		return -errno;
	if (pwrite(fd, &control, sizeof(control),
		   port->offset + PCI_ACS_CTRL) != sizeof(control))
		error = -EIO;
	close(fd);
	return error;
}

static int module_references(void)
{
	FILE *file = fopen(REFERENCES, "r");
	int count = -1;

	if (!file)
		return -1;
	if (fscanf(file, "%d", &count) != 1)
		count = -1;
	fclose(file);
	return count;
}

/* Return: 0, or why the tests of a fixture cannot be run. */
static const char *set_up(struct genl *g, const char *variable,
			  struct port *port)
{
	const char *address = getenv(variable);
	unsigned int domain, bus, device, function;
	int error = genl_open(g, ACSDIAG_FAMILY_NAME, ACSDIAG_MCGRP_EVENTS);

	if (error)
		return "no family \"acsdiag\": the module is not loaded";
	if (!address)
		return "the environment names no function that may be changed";
	if (sscanf(address, "%x:%x:%x.%x", &domain, &bus, &device,
		   &function) != 4)
		return "the environment names no address";
	port->id.domain = domain;
	port->id.requester_id = bus << 8 | device << 3 | function;
	return look(g, port) ? "the function named does not exist" : NULL;
}

FIXTURE(control) {
	struct genl g;
	struct port port;
	struct genl_refusal refusal;
};

FIXTURE_SETUP(control)
{
	const char *reason = set_up(&self->g, "ACSDIAG_TEST_CONTROL",
				    &self->port);

	if (reason)
		SKIP(return, "%s", reason);
}

FIXTURE_TEARDOWN(control)
{
	genl_close(&self->g);
}

TEST_F(control, set_and_restore)
{
	int before = self->port.control;

	ASSERT_NE(CONTROLS, before & CONTROLS);
	ASSERT_EQ(-1, self->port.found);
	EXPECT_EQ(ACSDIAG_VERDICT_NOT_ISOLATED, self->port.verdict);

	ASSERT_EQ(0, acs_set(&self->g, &self->port, CONTROLS, NULL));
	EXPECT_EQ(before | CONTROLS, self->port.control);
	EXPECT_EQ(before, self->port.found);
	EXPECT_EQ(ACSDIAG_VERDICT_ISOLATED, self->port.verdict);
	EXPECT_EQ(1, module_references());

	ASSERT_EQ(0, acs_set(&self->g, &self->port, PCI_ACS_SV, NULL));
	EXPECT_EQ(before, self->port.found);
	EXPECT_EQ(1, module_references());

	ASSERT_EQ(0, order(&self->g, ACSDIAG_CMD_ACS_RESTORE, &self->port,
			   NULL));
	EXPECT_EQ(before, self->port.control);
	EXPECT_EQ(-1, self->port.found);
	EXPECT_EQ(ACSDIAG_VERDICT_NOT_ISOLATED, self->port.verdict);
	EXPECT_EQ(0, module_references());
}

/* What somebody else turned on is neither remembered nor ever turned off. */
TEST_F(control, bits_of_others_stay)
{
	int before = self->port.control;

	ASSERT_EQ(0, write_control(&self->port, before | PCI_ACS_UF));
	ASSERT_EQ(0, acs_set(&self->g, &self->port, PCI_ACS_UF, NULL));
	EXPECT_EQ(before | PCI_ACS_UF, self->port.control);
	EXPECT_EQ(-1, self->port.found);
	EXPECT_EQ(0, module_references());

	ASSERT_EQ(0, acs_set(&self->g, &self->port, CONTROLS, NULL));
	EXPECT_EQ(before | PCI_ACS_UF, self->port.found);
	ASSERT_EQ(0, order(&self->g, ACSDIAG_CMD_ACS_RESTORE, &self->port,
			   NULL));
	EXPECT_EQ(before | PCI_ACS_UF, self->port.control);
	EXPECT_EQ(0, write_control(&self->port, before));
}

TEST_F(control, nothing_to_restore)
{
	EXPECT_EQ(-ENOENT, order(&self->g, ACSDIAG_CMD_ACS_RESTORE,
				 &self->port, &self->refusal));
	EXPECT_STRNE("", self->refusal.text);
	EXPECT_NE(0, self->refusal.offset);
}

TEST_F(control, other_controls)
{
	EXPECT_EQ(-EINVAL, acs_set(&self->g, &self->port, PCI_ACS_EC,
				   &self->refusal));
	EXPECT_STRNE("", self->refusal.text);
	EXPECT_NE(0, self->refusal.offset);
	EXPECT_EQ(-EINVAL, acs_set(&self->g, &self->port, 0, &self->refusal));
}

TEST_F(control, wrong_id)
{
	self->port.id.device ^= 1;
	EXPECT_EQ(-ENODEV, acs_set(&self->g, &self->port, CONTROLS,
				   &self->refusal));
	EXPECT_STRNE("", self->refusal.text);
	EXPECT_NE(0, self->refusal.offset);
}

FIXTURE(assume) {
	struct genl g;
	struct port port;
	struct genl_refusal refusal;
	struct lines list;
};

FIXTURE_SETUP(assume)
{
	const char *reason = set_up(&self->g, "ACSDIAG_TEST_ASSUME",
				    &self->port);

	if (reason)
		SKIP(return, "%s", reason);
}

FIXTURE_TEARDOWN(assume)
{
	lines_release(&self->list);
	genl_close(&self->g);
}

TEST_F(assume, add_and_del)
{
	struct port *port = &self->port;
	char expected[64], address[ADDRESS_LEN];

	ASSERT_EQ(ACSDIAG_VERDICT_NOT_ISOLATED, port->verdict);
	ASSERT_FALSE(port->assumed);

	ASSERT_EQ(0, order(&self->g, ACSDIAG_CMD_ASSUME_ADD, port, NULL));
	ASSERT_EQ(0, look(&self->g, port));
	EXPECT_EQ(ACSDIAG_VERDICT_ISOLATED, port->verdict);
	EXPECT_TRUE(port->assumed);
	EXPECT_EQ(1, module_references());
	ASSERT_EQ(0, netlink_dump(&self->g, ACSDIAG_CMD_ASSUME_GET,
				  take_assumed, &self->list));
	ASSERT_EQ(1, self->list.count);
	snprintf(expected, sizeof(expected), "%s %04x:%04x",
		 address_format(port->id.domain, port->id.requester_id,
				address),
		 port->id.vendor, port->id.device);
	EXPECT_STREQ(expected, self->list.line[0]);

	EXPECT_EQ(-EEXIST, order(&self->g, ACSDIAG_CMD_ASSUME_ADD, port,
				 &self->refusal));
	EXPECT_STRNE("", self->refusal.text);

	ASSERT_EQ(0, order(&self->g, ACSDIAG_CMD_ASSUME_DEL, port, NULL));
	ASSERT_EQ(0, look(&self->g, port));
	EXPECT_EQ(ACSDIAG_VERDICT_NOT_ISOLATED, port->verdict);
	EXPECT_FALSE(port->assumed);
	EXPECT_EQ(0, module_references());
	ASSERT_EQ(0, netlink_dump(&self->g, ACSDIAG_CMD_ASSUME_GET,
				  take_assumed, &self->list));
	EXPECT_EQ(0, self->list.count);
}

TEST_F(assume, wrong_id)
{
	self->port.id.vendor ^= 1;
	EXPECT_EQ(-ENODEV, order(&self->g, ACSDIAG_CMD_ASSUME_ADD,
				 &self->port, &self->refusal));
	EXPECT_STRNE("", self->refusal.text);
	EXPECT_NE(0, self->refusal.offset);
}

TEST_F(assume, not_on_the_list)
{
	EXPECT_EQ(-ENOENT, order(&self->g, ACSDIAG_CMD_ASSUME_DEL,
				 &self->port, &self->refusal));
	EXPECT_STRNE("", self->refusal.text);
}

TEST_F(assume, no_acs_to_set)
{
	EXPECT_EQ(-EOPNOTSUPP, acs_set(&self->g, &self->port, CONTROLS,
				       &self->refusal));
	EXPECT_STRNE("", self->refusal.text);
}

/* Of the host bridge, which is conventional PCI in every machine of the lab. */
TEST_F(assume, conventional_pci)
{
	struct port bridge = { 0 };

	ASSERT_EQ(0, look(&self->g, &bridge));
	EXPECT_EQ(-EINVAL, order(&self->g, ACSDIAG_CMD_ASSUME_ADD, &bridge,
				 &self->refusal));
	EXPECT_STRNE("", self->refusal.text);
}

TEST_HARNESS_MAIN
