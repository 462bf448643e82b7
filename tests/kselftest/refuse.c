// SPDX-License-Identifier: GPL-2.0
/* Whatever the module refuses, it says why. */
#include <errno.h>
#include <linux/acsdiag.h>
#include <linux/capability.h>
#include <linux/pci_regs.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "facts.h"
#include "kselftest_harness.h"
#include "order.h"

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
	const char *why = NULL;

	ASSERT_EQ(0, module_open(&self->g, &why));
	if (why)
		SKIP(return, "%s", why);
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

static const uint8_t orders[] = {
	ACSDIAG_CMD_ACS_SET, ACSDIAG_CMD_ACS_RESTORE, ACSDIAG_CMD_ASSUME_ADD,
	ACSDIAG_CMD_ASSUME_DEL,
};

/* Questions about GPUs; an address has the same attributes in all requests. */
static const uint8_t questions[] = {
	ACSDIAG_CMD_RESET_GET, ACSDIAG_CMD_RESET_PROBE,
};

#define QUESTIONS (sizeof(questions) / sizeof(*questions))

#define ORDERS (sizeof(orders) / sizeof(*orders))

static int give(const struct genl *g, uint8_t cmd, const struct identity *id,
		struct genl_refusal *refusal)
{
	const uint16_t controls = PCI_ACS_SV;
	struct genl_request req;

	genl_start(&req, g, cmd, NLM_F_ACK);
	put_identity(&req, id);
	if (cmd == ACSDIAG_CMD_ACS_SET)
		genl_put(&req, ACSDIAG_A_DEVICE_SET_CONTROLS, &controls,
			 sizeof(controls));
	return genl_talk(g, &req, NULL, NULL, refusal);
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

TEST_F(refuse, question_without_an_address)
{
	size_t i;

	for (i = 0; i < QUESTIONS; i++) {
		genl_start(&self->req, &self->g, questions[i], NLM_F_ACK);
		EXPECT_EQ(-EINVAL, ask(&self->g, &self->req, &self->refusal));
		EXPECT_EQ(ACSDIAG_A_RESET_DOMAIN, self->refusal.missing);
		EXPECT_STRNE("", self->refusal.text);
	}
}

TEST_F(refuse, question_about_what_is_no_gpu)
{
	size_t i;

	for (i = 0; i < QUESTIONS; i++) {
		genl_start(&self->req, &self->g, questions[i], NLM_F_ACK);
		put_address(&self->req, 0, 0);
		EXPECT_EQ(-ENODEV, ask(&self->g, &self->req, &self->refusal));
		EXPECT_STRNE("", self->refusal.text);
	}
}

TEST_F(refuse, question_with_an_attribute_too_many)
{
	const uint16_t vendor = 0x1002;
	size_t i;

	for (i = 0; i < QUESTIONS; i++) {
		genl_start(&self->req, &self->g, questions[i], NLM_F_ACK);
		put_address(&self->req, 0, 0);
		genl_put(&self->req, ACSDIAG_A_RESET_VENDOR, &vendor,
			 sizeof(vendor));
		EXPECT_EQ(-EINVAL, ask(&self->g, &self->req, &self->refusal));
		EXPECT_STRNE("", self->refusal.text);
	}
}

TEST_F(refuse, unknown_command)
{
	genl_start(&self->req, &self->g, 0xf0, NLM_F_ACK);
	EXPECT_EQ(-EOPNOTSUPP, ask(&self->g, &self->req, &self->refusal));
}

TEST_F(refuse, order_without_ids)
{
	size_t i;

	for (i = 0; i < ORDERS; i++) {
		genl_start(&self->req, &self->g, orders[i], NLM_F_ACK);
		put_address(&self->req, 0, 0);
		EXPECT_EQ(-EINVAL, ask(&self->g, &self->req, &self->refusal));
		EXPECT_EQ(ACSDIAG_A_DEVICE_VENDOR, self->refusal.missing);
		EXPECT_STRNE("", self->refusal.text);
	}
}

TEST_F(refuse, order_about_another_device)
{
	const struct identity id = { .vendor = 0xffff, .device = 0xffff };
	size_t i;

	for (i = 0; i < ORDERS; i++) {
		EXPECT_GT(0, give(&self->g, orders[i], &id, &self->refusal));
		EXPECT_STRNE("", self->refusal.text);
	}
}

TEST_F(refuse, order_about_a_function_that_does_not_exist)
{
	const struct identity id = {
		.domain = NO_SUCH_DOMAIN, .requester_id = 0xffff
	};
	size_t i;

	for (i = 0; i < ORDERS; i++) {
		EXPECT_GT(0, give(&self->g, orders[i], &id, &self->refusal));
		EXPECT_STRNE("", self->refusal.text);
	}
}

TEST_F(refuse, assuming_without_the_parameter)
{
	const char *path = "/sys/module/acsdiag/parameters/allow_assume";
	const struct identity id = { 0 };
	FILE *file = fopen(path, "r");

	ASSERT_NE(NULL, file);
	if (fgetc(file) == 'Y')
		SKIP(return, "the module was loaded with allow_assume=1");
	fclose(file);
	EXPECT_EQ(-EPERM, give(&self->g, ACSDIAG_CMD_ASSUME_ADD, &id,
			       &self->refusal));
	EXPECT_NE(NULL, strstr(self->refusal.text, "allow_assume"));
}

static int drop_sys_admin(void)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, data))
		return -errno;
	data[0].effective &= ~(1u << CAP_SYS_ADMIN);
	return syscall(SYS_capset, &header, data) ? -errno : 0;
}

TEST_F(refuse, order_without_sys_admin)
{
	const struct identity id = { 0 };
	size_t i;

	ASSERT_EQ(0, drop_sys_admin());
	for (i = 0; i < ORDERS; i++) {
		EXPECT_EQ(-EPERM, give(&self->g, orders[i], &id,
				       &self->refusal));
		EXPECT_NE(NULL, strstr(self->refusal.text, "CAP_SYS_ADMIN"));
	}
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
	genl_start(&self->req, &self->g, ACSDIAG_CMD_ASSUME_GET, NLM_F_DUMP);
	EXPECT_EQ(-EPERM, ask(&self->g, &self->req, &self->refusal));
}

TEST_HARNESS_MAIN
