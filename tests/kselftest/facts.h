/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SELFTEST_FACTS_H
#define ACSDIAG_SELFTEST_FACTS_H

#include "genl.h"
#include "lines.h"

/*
 * The same facts from two tellers, spelled alike. A device's line reads
 * "address vendor:device class revision group type driver reset methods",
 * a group has a line for each member, "number type address".
 */

#define ADDRESS_LEN 20

char *address_format(uint32_t domain, uint16_t requester_id,
		     char text[ADDRESS_LEN]);

int module_open(struct genl *g, const char **why);

int netlink_dump(const struct genl *g, uint8_t cmd, genl_handler handler,
		 struct lines *lines);
int netlink_devices(const struct genl *g, struct lines *lines);
int netlink_groups(const struct genl *g, struct lines *lines);
int netlink_device_line(const struct genl_reply *reply, void *lines);
int sysfs_devices(struct lines *lines);
int sysfs_groups(struct lines *lines);

#endif
