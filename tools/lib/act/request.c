// SPDX-License-Identifier: GPL-2.0
/*
 * Changes that the acsdiag module makes: ACS controls, and the list of functions
 * that are assumed to isolate. Each names the device that is expected at an
 * address, so that no other is touched.
 */

#include <errno.h>
#include <linux/acsdiag.h>
#include <netlink/genl/genl.h>
#include <string.h>

#include "act/act.h"
#include "source/channel.h"

static const struct {
	uint8_t command;
	const char *what;
} requests[] = {
	[ACT_ACS_SET] = { ACSDIAG_CMD_ACS_SET, "turn on ACS of" },
	[ACT_ACS_RESTORE] = { ACSDIAG_CMD_ACS_RESTORE, "restore ACS of" },
	[ACT_ASSUME_ADD] = { ACSDIAG_CMD_ASSUME_ADD, "assume isolation of" },
	[ACT_ASSUME_DEL] = { ACSDIAG_CMD_ASSUME_DEL, "stop trusting" },
};

static int on_ack(struct nl_msg *msg, void *arg)
{
	bool *done = arg;

	(void)msg;
	*done = true;
	return NL_STOP;
}

static struct nl_msg *compose(int family, enum act_request what,
			      const struct function *f, uint16_t set)
{
	struct nl_msg *msg = nlmsg_alloc();

	if (!msg)
		return NULL;
	if (!genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0,
			 NLM_F_ACK, requests[what].command,
			 ACSDIAG_FAMILY_VERSION) ||
	    nla_put_u32(msg, ACSDIAG_A_DEVICE_DOMAIN, f->addr.domain) ||
	    nla_put_u16(msg, ACSDIAG_A_DEVICE_REQUESTER_ID,
			addr_requester_id(f->addr)) ||
	    nla_put_u16(msg, ACSDIAG_A_DEVICE_VENDOR, f->vendor) ||
	    nla_put_u16(msg, ACSDIAG_A_DEVICE_DEVICE, f->device) ||
	    (set && nla_put_u16(msg, ACSDIAG_A_DEVICE_SET_CONTROLS, set))) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

/* A reply may come before the acknowledgment; both are waited for. */
static int exchange(struct nl_sock *sock, struct nl_msg *msg,
		    struct refusal *refusal)
{
	bool done = false;
	int err;

	channel_listen(sock, refusal);
	nl_socket_modify_cb(sock, NL_CB_ACK, NL_CB_CUSTOM, on_ack, &done);
	err = nl_send_auto(sock, msg);
	while (err >= 0 && !done && !refusal->err)
		err = nl_recvmsgs_default(sock);
	if (refusal->err)
		return refusal->err;
	return err < 0 ? -EIO : 0;
}

static int ask(struct nl_sock *sock, int family, enum act_request what,
	       const struct function *f, uint16_t set, char *error)
{
	struct nl_msg *msg = compose(family, what, f, set);
	struct refusal refusal = { 0 };
	char addr[PCI_ADDR_LEN];
	int err;

	if (!msg)
		return act_fail(error, -ENOMEM, "out of memory");
	err = exchange(sock, msg, &refusal);
	nlmsg_free(msg);
	if (!err)
		return 0;
	return act_fail(error, err, "the acsdiag module refused to %s %s: %s",
			requests[what].what, addr_format(f->addr, addr),
			*refusal.message ? refusal.message :
			err == -EPERM ? "it takes root" : strerror(-err));
}

/**
 * act_request() - have the module make a change
 * @what: which
 * @f: the function, with its IDs
 * @set: ACS_* for ACT_ACS_SET, otherwise 0
 * @error: gets a line when it is refused
 *
 * Return: 0 or a negative errno: -ENOENT when the module is not loaded, or what
 * it answered.
 */
int act_request(enum act_request what, const struct function *f, uint16_t set,
		char error[ACT_ERROR_LEN])
{
	int family = -1, err;
	struct nl_sock *sock = channel_open(&family);

	if (!sock)
		return act_fail(error, -ENOMEM, "generic netlink: no socket to be had");
	if (family < 0)
		err = act_fail(error, -ENOENT, "the acsdiag module is not loaded: run sudo modprobe acsdiag");
	else
		err = ask(sock, family, what, f, set, error);
	nl_socket_free(sock);
	return err;
}
