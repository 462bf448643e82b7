// SPDX-License-Identifier: GPL-2.0
/* The way to the acsdiag module, for those who ask and those who act. */

#include <linux/acsdiag.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <sys/socket.h>

#include "source/channel.h"

/* Keep the sentence that the kernel attached to its refusal. */
static int on_error(struct sockaddr_nl *from, struct nlmsgerr *error, void *arg)
{
	struct nlmsghdr *header = (struct nlmsghdr *)error - 1;
	int skip = sizeof(*error);
	struct refusal *refusal = arg;
	struct nlattr *text;

	(void)from;
	refusal->err = error->error;
	if (!(header->nlmsg_flags & NLM_F_ACK_TLVS))
		return NL_STOP;
	if (!(header->nlmsg_flags & NLM_F_CAPPED))
		skip += nlmsg_datalen(&error->msg);
	text = nlmsg_find_attr(header, skip, NLMSGERR_ATTR_MSG);
	if (text)
		nla_strlcpy(refusal->message, text, sizeof(refusal->message));
	return NL_STOP;
}

/**
 * channel_listen() - have refusals taken down
 * @sock: the socket
 * @refusal: gets the last one; must live as long as requests are made
 */
void channel_listen(struct nl_sock *sock, struct refusal *refusal)
{
	nl_socket_modify_err_cb(sock, NL_CB_CUSTOM, on_error, refusal);
}

/**
 * channel_open() - a socket to the module
 * @family: the family's number; negative when the module is not loaded
 *
 * Return: the socket, to be freed with nl_socket_free(); NULL when there is
 * none to be had.
 */
struct nl_sock *channel_open(int *family)
{
	struct nl_sock *sock = nl_socket_alloc();
	int on = 1;

	if (!sock)
		return NULL;
	if (genl_connect(sock)) {
		nl_socket_free(sock);
		return NULL;
	}
	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_EXT_ACK, &on,
		   sizeof(on));
	*family = genl_ctrl_resolve(sock, ACSDIAG_FAMILY_NAME);
	return sock;
}
