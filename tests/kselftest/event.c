// SPDX-License-Identifier: GPL-2.0
/*
 * Removing a function and scanning for it again is announced. The function is
 * the one that ACSDIAG_TEST_DEVICE names ("0000:01:00.0"): nothing is removed
 * from a machine whose owner did not say so.
 */
#include <errno.h>
#include <linux/acsdiag.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "facts.h"
#include "kselftest_harness.h"

#define RESCAN "/sys/bus/pci/rescan"
#define EVENTS 4

FIXTURE(event) {
	struct genl g;
	const char *device;
	char remove[128];
};

FIXTURE_SETUP(event)
{
	const char *why = NULL;

	ASSERT_EQ(0, module_open(&self->g, &why));
	if (why)
		SKIP(return, "%s", why);
	self->device = getenv("ACSDIAG_TEST_DEVICE");
	if (!self->device)
		SKIP(return, "ACSDIAG_TEST_DEVICE names no function to remove");
	snprintf(self->remove, sizeof(self->remove),
		 "/sys/bus/pci/devices/%s/remove", self->device);
	if (access(self->remove, W_OK))
		SKIP(return, "%s cannot be removed: %s", self->device,
		     strerror(errno));
	ASSERT_EQ(0, genl_join(&self->g, self->g.events));
}

FIXTURE_TEARDOWN(event)
{
	genl_close(&self->g);
}

static int write_one(const char *path)
{
	FILE *file = fopen(path, "w");
	int error = 0;

	if (!file)
		return -errno;
	if (fputs("1", file) == EOF)
		error = -EIO;
	if (fclose(file))
		error = -errno;
	return error;
}

/**
 * struct seen - which events came for one address
 * @device: the address
 * @count: how many, by ACSDIAG_EVENT_*
 */
struct seen {
	const char *device;
	unsigned int count[EVENTS];
};

static int note(const struct genl_reply *reply, void *data)
{
	const struct nlattr *event, *domain, *requester_id;
	struct seen *seen = data;
	char address[ADDRESS_LEN];

	event = genl_find(reply->attrs, reply->len, ACSDIAG_A_NOTICE_EVENT);
	domain = genl_find(reply->attrs, reply->len, ACSDIAG_A_NOTICE_DOMAIN);
	requester_id = genl_find(reply->attrs, reply->len,
				 ACSDIAG_A_NOTICE_REQUESTER_ID);
	if (!event || !domain || !requester_id || genl_number(event) >= EVENTS)
		return -EPROTO;
	address_format(genl_number(domain), genl_number(requester_id), address);
	if (!strcmp(address, seen->device))
		seen->count[genl_number(event)]++;
	return 0;
}

/* Takes what comes until @event was seen; -ETIMEDOUT when it never is. */
static int wait_for(const struct genl *g, struct seen *seen, uint32_t event)
{
	int error = 0;

	while (!error && !seen->count[event])
		error = genl_event(g, note, seen);
	return error;
}

TEST_F(event, removal_and_return)
{
	struct seen seen = { .device = self->device };
	char group[160];
	bool grouped;

	snprintf(group, sizeof(group), "/sys/bus/pci/devices/%s/iommu_group",
		 self->device);
	grouped = !access(group, F_OK);

	ASSERT_EQ(0, write_one(self->remove));
	EXPECT_EQ(0, wait_for(&self->g, &seen, ACSDIAG_EVENT_DEVICE_REMOVED));
	ASSERT_EQ(0, write_one(RESCAN));
	EXPECT_EQ(0, wait_for(&self->g, &seen, ACSDIAG_EVENT_DEVICE_ADDED));
	if (grouped)
		EXPECT_EQ(0, wait_for(&self->g, &seen,
				      ACSDIAG_EVENT_GROUP_JOINED));
	EXPECT_EQ(0, access(self->remove, W_OK));
	EXPECT_EQ(1, seen.count[ACSDIAG_EVENT_DEVICE_REMOVED]);
	EXPECT_EQ(1, seen.count[ACSDIAG_EVENT_DEVICE_ADDED]);
}

TEST_HARNESS_MAIN
