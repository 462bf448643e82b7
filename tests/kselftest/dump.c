// SPDX-License-Identifier: GPL-2.0
/* What the module dumps is what sysfs shows of the same kernel. */
#include <errno.h>
#include <linux/acsdiag.h>

#include "facts.h"
#include "kselftest_harness.h"

FIXTURE(dump) {
	struct genl g;
	struct lines module;
	struct lines sysfs;
};

FIXTURE_SETUP(dump)
{
	const char *why = NULL;

	ASSERT_EQ(0, module_open(&self->g, &why));
	if (why)
		SKIP(return, "%s", why);
}

FIXTURE_TEARDOWN(dump)
{
	lines_release(&self->sysfs);
	lines_release(&self->module);
	genl_close(&self->g);
}

TEST_F(dump, family_is_complete)
{
	EXPECT_NE(0, self->g.family);
	EXPECT_NE(0u, self->g.events);
}

TEST_F(dump, devices_equal_sysfs)
{
	ASSERT_EQ(0, sysfs_devices(&self->sysfs));
	ASSERT_EQ(0, netlink_devices(&self->g, &self->module));
	EXPECT_EQ(self->sysfs.count, self->module.count);
	EXPECT_EQ(NULL, lines_first_difference(&self->sysfs, &self->module)) {
		TH_LOG("only one of them says: %s",
		       lines_first_difference(&self->sysfs, &self->module));
	}
}

TEST_F(dump, groups_equal_sysfs)
{
	int error = sysfs_groups(&self->sysfs);

	if (error == -ENOENT)
		SKIP(return, "this kernel has no IOMMU support");
	ASSERT_EQ(0, error);
	ASSERT_EQ(0, netlink_groups(&self->g, &self->module));
	EXPECT_EQ(self->sysfs.count, self->module.count);
	EXPECT_EQ(NULL, lines_first_difference(&self->sysfs, &self->module)) {
		TH_LOG("only one of them says: %s",
		       lines_first_difference(&self->sysfs, &self->module));
	}
}

static int ask_for_one(const struct genl *g, const char *line,
		       struct lines *lines)
{
	unsigned int domain, bus, slot, function;
	struct genl_request req;
	uint16_t requester_id;

	if (sscanf(line, "%x:%x:%x.%x", &domain, &bus, &slot, &function) != 4)
		return -EINVAL;
	requester_id = (uint16_t)(bus << 8 | slot << 3 | function);
	genl_start(&req, g, ACSDIAG_CMD_DEVICE_GET, NLM_F_ACK);
	genl_put(&req, ACSDIAG_A_DEVICE_DOMAIN, &domain, sizeof(domain));
	genl_put(&req, ACSDIAG_A_DEVICE_REQUESTER_ID, &requester_id,
		 sizeof(requester_id));
	return genl_talk(g, &req, netlink_device_line, lines, NULL);
}

TEST_F(dump, one_by_one_equals_all)
{
	struct lines single = { 0 };
	size_t i;

	ASSERT_EQ(0, netlink_devices(&self->g, &self->module));
	if (!self->module.count)
		SKIP(return, "this machine has no PCI device");
	for (i = 0; i < self->module.count; i++)
		EXPECT_EQ(0, ask_for_one(&self->g, self->module.line[i],
					 &single));
	lines_sort(&single);
	EXPECT_EQ(self->module.count, single.count);
	EXPECT_EQ(NULL, lines_first_difference(&self->module, &single));
	lines_release(&single);
}

TEST_HARNESS_MAIN
