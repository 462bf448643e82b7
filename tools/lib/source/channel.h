/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_CHANNEL_H
#define ACSDIAG_SOURCE_CHANNEL_H

#include <netlink/netlink.h>

#define KERNEL_MESSAGE_LEN 256

/**
 * struct refusal - why the module did not do what it was asked
 * @err: negative errno, 0 so far
 * @message: the sentence it attached, "" for none
 */
struct refusal {
	int err;
	char message[KERNEL_MESSAGE_LEN];
};

struct nl_sock *channel_open(int *family);
void channel_listen(struct nl_sock *sock, struct refusal *refusal);

#endif
