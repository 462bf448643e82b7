/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SELFTEST_VIEW_H
#define ACSDIAG_SELFTEST_VIEW_H

#include "facts.h"

/* Every fact of a record, spelled as the debugfs views spell it. */

int view_devices(const struct genl *g, struct lines *lines);
int debugfs_devices(struct lines *lines);
int debugfs_groups(struct lines *lines);

#endif
