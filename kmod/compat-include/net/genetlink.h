/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_COMPAT_NET_GENETLINK_H
#define ACSDIAG_COMPAT_NET_GENETLINK_H

#include_next <net/genetlink.h>

/* Before 6.7 a dump's attributes hung on struct genl_dumpit_info itself. */
#ifndef ACSDIAG_HAVE_GENL_INFO_DUMP
#define genl_info_dump(cb) genl_dumpit_info(cb)
#endif

/* Early 6.1 spells the requirement on a multicast group like an operation's. */
#ifndef GENL_MCAST_CAP_NET_ADMIN
#define GENL_MCAST_CAP_NET_ADMIN GENL_UNS_ADMIN_PERM
#endif

#endif
