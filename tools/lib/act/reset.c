// SPDX-License-Identifier: GPL-2.0
/*
 * Have the module reset a GPU. The request lasts as long as the reset; what
 * was done step by step is told to listeners meanwhile, and kept for us by a
 * second socket.
 */

#include <errno.h>
#include <linux/acsdiag.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <string.h>
#include <sys/socket.h>

#include "act/reset.h"
#include "source/channel.h"
#include "source/resets.h"

/* A few hundred notices, each as dear as a page and its bookkeeping. */
#define NOTICES_ROOM (8 << 20)

/**
 * struct running - a reset under way
 * @gpu: the card
 * @resets: gets the card as it is afterwards, and the steps
 * @done: the module answered
 * @err: what went wrong on our side
 * @refusal: what the kernel said
 */
struct running {
	const struct gpu *gpu;
	struct resets *resets;
	bool done;
	int err;
	struct refusal refusal;
};

static int on_answer(struct nl_msg *msg, void *arg)
{
	struct running *running = arg;

	running->err = resets_take_gpu(running->resets, nlmsg_hdr(msg));
	return running->err ? NL_STOP : NL_OK;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	struct running *running = arg;

	(void)msg;
	running->done = true;
	return NL_STOP;
}

static bool is_ours(const struct running *running, struct nlattr **attrs)
{
	const struct pci_addr *addr = &running->gpu->addr;

	return attrs[ACSDIAG_A_NOTICE_STEP] && attrs[ACSDIAG_A_NOTICE_DOMAIN] &&
	       attrs[ACSDIAG_A_NOTICE_REQUESTER_ID] &&
	       nla_get_u32(attrs[ACSDIAG_A_NOTICE_DOMAIN]) == addr->domain &&
	       nla_get_u16(attrs[ACSDIAG_A_NOTICE_REQUESTER_ID]) ==
		       addr_requester_id(*addr);
}

static int on_notice(struct nl_msg *msg, void *arg)
{
	struct nlattr *attrs[ACSDIAG_A_NOTICE_MAX + 1];
	struct running *running = arg;
	struct resets *resets = running->resets;

	if (genlmsg_parse(nlmsg_hdr(msg), 0, attrs, ACSDIAG_A_NOTICE_MAX, NULL) ||
	    !is_ours(running, attrs) || resets->steps_count == RESETS_STEPS_MAX)
		return NL_OK;
	if (!resets_take_step(resets, attrs[ACSDIAG_A_NOTICE_STEP],
			      &resets->steps[resets->steps_count]))
		resets->steps_count++;
	return NL_OK;
}

/* Without it there are no steps to show, and nothing else is missing. */
static struct nl_sock *listen_for_steps(struct running *running)
{
	int family, group, room = NOTICES_ROOM;
	struct nl_sock *sock = channel_open(&family);

	if (!sock)
		return NULL;
	group = genl_ctrl_resolve_grp(sock, ACSDIAG_FAMILY_NAME,
				      ACSDIAG_MCGRP_EVENTS);
	if (group < 0 || nl_socket_add_membership(sock, group)) {
		nl_socket_free(sock);
		return NULL;
	}
	setsockopt(nl_socket_get_fd(sock), SOL_SOCKET, SO_RCVBUFFORCE, &room,
		   sizeof(room));
	nl_socket_disable_seq_check(sock);
	nl_socket_set_nonblocking(sock);
	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, on_notice, running);
	return sock;
}

static void take_steps(struct nl_sock *sock)
{
	while (sock && nl_recvmsgs_default(sock) >= 0)
		;
}

static struct nl_msg *compose(int family, const struct gpu *gpu)
{
	struct nl_msg *msg = nlmsg_alloc();

	if (!msg)
		return NULL;
	if (genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, NLM_F_ACK,
			ACSDIAG_CMD_RESET_RUN, ACSDIAG_FAMILY_VERSION) &&
	    !nla_put_u32(msg, ACSDIAG_A_RESET_DOMAIN, gpu->addr.domain) &&
	    !nla_put_u16(msg, ACSDIAG_A_RESET_REQUESTER_ID,
			 addr_requester_id(gpu->addr)) &&
	    !nla_put_u16(msg, ACSDIAG_A_RESET_VENDOR, gpu->vendor) &&
	    !nla_put_u16(msg, ACSDIAG_A_RESET_DEVICE, gpu->device))
		return msg;
	nlmsg_free(msg);
	return NULL;
}

static int run(struct nl_sock *sock, int family, struct running *running)
{
	struct nl_msg *msg = compose(family, running->gpu);
	int err;

	if (!msg)
		return -ENOMEM;
	channel_listen(sock, &running->refusal);
	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, on_answer, running);
	nl_socket_modify_cb(sock, NL_CB_ACK, NL_CB_CUSTOM, on_ack, running);
	err = nl_send_auto(sock, msg);
	while (err >= 0 && !running->done && !running->err &&
	       !running->refusal.err)
		err = nl_recvmsgs_default(sock);
	nlmsg_free(msg);
	if (running->refusal.err)
		return running->refusal.err;
	return running->err ?: err < 0 ? -EIO : 0;
}

/**
 * act_reset() - have a card reset, and wait for it
 * @gpu: the card
 * @resets: nothing in it; gets the card, the reset and its steps
 * @error: gets a line when it was not tried
 *
 * Return: 0 when it was tried, whatever became of it, or a negative errno.
 */
int act_reset(const struct gpu *gpu, struct resets *resets,
	      char error[ACT_ERROR_LEN])
{
	struct running running = { .gpu = gpu, .resets = resets };
	int family = -1, err = -ENOENT;
	struct nl_sock *sock = channel_open(&family);
	struct nl_sock *steps;

	if (!sock || family < 0) {
		nl_socket_free(sock);
		return act_fail(error, err, "the acsdiag module is not loaded: run sudo modprobe acsdiag");
	}
	steps = listen_for_steps(&running);
	err = run(sock, family, &running);
	take_steps(steps);
	nl_socket_free(steps);
	nl_socket_free(sock);
	if (!err)
		return 0;
	return act_fail(error, err, "not reset: %s",
			*running.refusal.message ? running.refusal.message :
			err == -EPERM ? "it takes root" : strerror(-err));
}
