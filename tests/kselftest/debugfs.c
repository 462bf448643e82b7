// SPDX-License-Identifier: GPL-2.0
/* debugfs shows every fact that netlink carries, and no other value of any. */
#include <errno.h>
#include <linux/acsdiag.h>

#include "kselftest_harness.h"
#include "view.h"

FIXTURE(debugfs) {
	struct genl g;
	struct lines netlink;
	struct lines debugfs;
};

FIXTURE_SETUP(debugfs)
{
	const char *why = NULL;

	ASSERT_EQ(0, module_open(&self->g, &why));
	if (why)
		SKIP(return, "%s", why);
	if (access("/sys/kernel/debug/acsdiag", F_OK))
		SKIP(return, "no /sys/kernel/debug/acsdiag: mount debugfs");
}

FIXTURE_TEARDOWN(debugfs)
{
	lines_release(&self->debugfs);
	lines_release(&self->netlink);
	genl_close(&self->g);
}

TEST_F(debugfs, devices_equal_netlink)
{
	ASSERT_EQ(0, debugfs_devices(&self->debugfs));
	ASSERT_EQ(0, view_devices(&self->g, &self->netlink));
	EXPECT_EQ(self->debugfs.count, self->netlink.count);
	EXPECT_EQ(NULL,
		  lines_first_difference(&self->debugfs, &self->netlink)) {
		TH_LOG("only one of them says: %s",
		       lines_first_difference(&self->debugfs, &self->netlink));
	}
}

TEST_F(debugfs, groups_equal_netlink)
{
	ASSERT_EQ(0, debugfs_groups(&self->debugfs));
	ASSERT_EQ(0, netlink_groups(&self->g, &self->netlink));
	EXPECT_EQ(self->debugfs.count, self->netlink.count);
	EXPECT_EQ(NULL,
		  lines_first_difference(&self->debugfs, &self->netlink)) {
		TH_LOG("only one of them says: %s",
		       lines_first_difference(&self->debugfs, &self->netlink));
	}
}

TEST_HARNESS_MAIN
