/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_SYSFS_H
#define ACSDIAG_SOURCE_SYSFS_H

#include "source/source.h"

/* What netlink does not tell, read after it from the same machine. */
int sysfs_complete(struct machine *m, const char *root, bool details);

/* sysfs_system.c: facts about groups and slots, of all functions at once. */
int sysfs_groups(struct machine *m, const char *root);
int sysfs_slots(struct machine *m, const char *root);

#endif
