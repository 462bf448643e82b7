// SPDX-License-Identifier: GPL-2.0
/* Whatever the module refuses, it says why. */
#include <errno.h>
#include <linux/acsdiag.h>
#include <unistd.h>

#include "genl.h"
#include "kselftest_harness.h"

#define NOBODY 65534
#define NO_SUCH_DOMAIN 0x7ffffff0u
#define NO_SUCH_ATTRIBUTE 0x3f0

FIXTURE(refuse) {
	struct genl g;
	struct genl_request req;
	struct genl_refusal refusal;
};

FIXTURE_SETUP(refuse)
{
	int error = genl_open(&self->g, ACSDIAG_FAMILY_NAME,
			      ACSDIAG_MCGRP_EVENTS);

	if (error == -ENOENT)
		SKIP(return, "no family \"acsdiag\": the module is not loaded");
	ASSERT_EQ(0, error);
	if (geteuid())
		SKIP(return, "reading needs CAP_NET_ADMIN: run as root");
	genl_start(&self->req, &self->g, ACSDIAG_CMD_DEVICE_GET, NLM_F_ACK);
}

FIXTURE_TEARDOWN(refuse)
{
	genl_close(&self->g);
}

static int ask(const struct genl *g, struct genl_request *req,
	       struct genl_refusal *refusal)
{
	return genl_talk(g, req, NULL, NULL, refusal);
}

static void put_address(struct genl_request *req, uint32_t domain,
			uint16_t requester_id)
{
	genl_put(req, ACSDIAG_A_DEVICE_DOMAIN, &domain, sizeof(domain));
	genl_put(req, ACSDIAG_A_DEVICE_REQUESTER_ID, &requester_id,
		 sizeof(requester_id));
}

TEST_F(refuse, missing_address)
{
	EXPECT_EQ(-EINVAL, ask(&self->g, &self->req, &self->refusal));
	EXPECT_TRUE(self->refusal.missing || self->refusal.text[0]);
}

TEST_F(refuse, missing_requester_id)
{
	const uint32_t domain = 0;

	genl_put(&self->req, ACSDIAG_A_DEVICE_DOMAIN, &domain, sizeof(domain));
	EXPECT_EQ(-EINVAL, ask(&self->g, &self->req, &self->refusal));
	EXPECT_TRUE(self->refusal.missing == ACSDIAG_A_DEVICE_REQUESTER_ID ||
		    self->refusal.text[0]);
}

TEST_F(refuse, function_that_does_not_exist)
{
	put_address(&self->req, NO_SUCH_DOMAIN, 0xffff);
	EXPECT_EQ(-ENODEV, ask(&self->g, &self->req, &self->refusal));
	EXPECT_STRNE("", self->refusal.text);
}

TEST_F(refuse, unknown_attribute)
{
	put_address(&self->req, 0, 0);
	genl_put(&self->req, NO_SUCH_ATTRIBUTE, NULL, 0);
	EXPECT_EQ(-EINVAL, ask(&self->g, &self->req, &self->refusal));
	EXPECT_STRNE("", self->refusal.text);
}

TEST_F(refuse, attribute_that_only_answers_hold)
{
	const uint16_t vendor = 0x8086;

	put_address(&self->req, 0, 0);
	genl_put(&self->req, ACSDIAG_A_DEVICE_VENDOR, &vendor, sizeof(vendor));
	EXPECT_EQ(-EINVAL, ask(&self->g, &self->req, &self->refusal));
	EXPECT_STRNE("", self->refusal.text);
}

TEST_F(refuse, attribute_of_the_wrong_size)
{
	const uint8_t domain = 0;
	const uint16_t requester_id = 0;

	genl_put(&self->req, ACSDIAG_A_DEVICE_DOMAIN, &domain, sizeof(domain));
	genl_put(&self->req, ACSDIAG_A_DEVICE_REQUESTER_ID, &requester_id,
		 sizeof(requester_id));
	EXPECT_GT(0, ask(&self->g, &self->req, &self->refusal));
	EXPECT_STRNE("", self->refusal.text);
}

TEST_F(refuse, unknown_command)
{
	genl_start(&self->req, &self->g, 0xf0, NLM_F_ACK);
	EXPECT_EQ(-EOPNOTSUPP, ask(&self->g, &self->req, &self->refusal));
}

TEST_F(refuse, unprivileged_caller)
{
	ASSERT_EQ(0, setgid(NOBODY));
	ASSERT_EQ(0, setuid(NOBODY));
	put_address(&self->req, 0, 0);
	EXPECT_EQ(-EPERM, ask(&self->g, &self->req, &self->refusal));
	genl_start(&self->req, &self->g, ACSDIAG_CMD_DEVICE_GET, NLM_F_DUMP);
	EXPECT_EQ(-EPERM, ask(&self->g, &self->req, &self->refusal));
	genl_start(&self->req, &self->g, ACSDIAG_CMD_GROUP_GET, NLM_F_DUMP);
	EXPECT_EQ(-EPERM, ask(&self->g, &self->req, &self->refusal));
}

TEST_HARNESS_MAIN
