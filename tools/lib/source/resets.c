// SPDX-License-Identifier: GPL-2.0
/* GPUs and their resets as the acsdiag module tells them. */

#include <errno.h>
#include <linux/acsdiag.h>
#include <netlink/genl/genl.h>
#include <string.h>

#include "source/channel.h"
#include "source/resets.h"

#define CLASS_DISPLAY 0x03

/**
 * struct answer - what comes in
 * @resets: where it goes
 * @err: what went wrong on our side, 0 so far
 * @done: the last message of the answer was met
 * @refusal: what the kernel said
 */
struct answer {
	struct resets *resets;
	int err;
	bool done;
	struct refusal refusal;
};

static int take_past(struct resets *resets, struct nlmsghdr *message)
{
	struct nlattr *nest = nlmsg_find_attr(message, GENL_HDRLEN,
					      ACSDIAG_A_RESET_PAST);

	if (!nest)
		return -EBADMSG;
	if (resets->past_count == RESETS_PAST_MAX)
		return 0;
	return resets_take_past(resets, nest,
				&resets->past[resets->past_count++]);
}

static int on_message(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *message = nlmsg_hdr(msg);
	struct answer *answer = arg;

	if (genlmsg_hdr(message)->cmd == ACSDIAG_CMD_RESET_HISTORY_GET)
		answer->err = take_past(answer->resets, message);
	else
		answer->err = resets_take_gpu(answer->resets, message);
	return answer->err ? NL_STOP : NL_OK;
}

static int on_end(struct nl_msg *msg, void *arg)
{
	struct answer *answer = arg;

	(void)msg;
	answer->done = true;
	return NL_STOP;
}

static int exchange(struct nl_sock *sock, struct nl_msg *msg,
		    struct answer *answer)
{
	int err = nl_send_auto(sock, msg);

	answer->done = false;
	while (err >= 0 && !answer->done && !answer->err && !answer->refusal.err)
		err = nl_recvmsgs_default(sock);
	if (answer->refusal.err)
		return answer->refusal.err;
	/* Cards that came or went meanwhile are those of a moment ago. */
	return answer->err ?: err < 0 && err != -NLE_DUMP_INTR ? -EIO : 0;
}

static struct nl_msg *compose(int family, int flags, uint8_t command,
			      const struct pci_addr *addr)
{
	struct nl_msg *msg = nlmsg_alloc();

	if (!msg)
		return NULL;
	if (genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, flags, command,
			ACSDIAG_FAMILY_VERSION) &&
	    (!addr ||
	     (!nla_put_u32(msg, ACSDIAG_A_RESET_DOMAIN, addr->domain) &&
	      !nla_put_u16(msg, ACSDIAG_A_RESET_REQUESTER_ID,
			   addr_requester_id(*addr)))))
		return msg;
	nlmsg_free(msg);
	return NULL;
}

static int explain(struct source_error *error, const struct answer *answer, int err)
{
	if (err == -EPERM)
		return source_fail(error, err, "the acsdiag module answers only with CAP_NET_ADMIN: run with sudo");
	if (err == -EBADMSG || err == -EOPNOTSUPP)
		return source_fail(error, err, "the acsdiag module speaks another protocol than this program: install both from the same version");
	return source_fail(error, err, "the acsdiag module refused: %s",
			   *answer->refusal.message ? answer->refusal.message :
						      strerror(-err));
}

static int ask(struct nl_sock *sock, int family, struct answer *answer,
	       uint8_t command, const struct pci_addr *addr)
{
	struct nl_msg *msg = compose(family, addr ? NLM_F_ACK : NLM_F_DUMP,
				     command, addr);
	int err;

	if (!msg)
		return -ENOMEM;
	err = exchange(sock, msg, answer);
	nlmsg_free(msg);
	return err;
}

static int ask_all(struct nl_sock *sock, int family, struct answer *answer,
		   const struct pci_addr *addr)
{
	int err;

	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, on_message, answer);
	nl_socket_modify_cb(sock, NL_CB_FINISH, NL_CB_CUSTOM, on_end, answer);
	nl_socket_modify_cb(sock, NL_CB_ACK, NL_CB_CUSTOM, on_end, answer);
	channel_listen(sock, &answer->refusal);
	err = ask(sock, family, answer,
		  addr ? ACSDIAG_CMD_RESET_PROBE : ACSDIAG_CMD_RESET_GET, addr);
	if (err)
		return err;
	return ask(sock, family, answer, ACSDIAG_CMD_RESET_HISTORY_GET, NULL);
}

static int read_from_module(struct resets *resets, const struct pci_addr *addr,
			    struct source_error *error)
{
	struct answer answer = { .resets = resets };
	int family = -1, err;
	struct nl_sock *sock = channel_open(&family);

	if (!sock)
		return source_fail(error, -ENOMEM, "generic netlink: no socket to be had");
	if (family < 0) {
		nl_socket_free(sock);
		return source_fail(error, -ENOENT, "resets are what the acsdiag module knows about, and it is not loaded: run sudo modprobe acsdiag");
	}
	err = ask_all(sock, family, &answer, addr);
	nl_socket_free(sock);
	return err ? explain(error, &answer, err) : 0;
}

/**
 * resets_read() - all cards and all resets that the module knows of
 * @resets: nothing known yet
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int resets_read(struct resets *resets, struct source_error *error)
{
	return read_from_module(resets, NULL, error);
}

/**
 * resets_probe() - one card, looked at as far as can be, and all resets
 * @resets: nothing known yet
 * @addr: the card
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int resets_probe(struct resets *resets, struct pci_addr addr,
		 struct source_error *error)
{
	return read_from_module(resets, &addr, error);
}

static bool has_graphics(const struct machine *m)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->functions[i].has & HAS_CLASS &&
		    m->functions[i].class >> 16 == CLASS_DISPLAY)
			return true;
	return false;
}

/**
 * resets_of_machine() - what resets_read() reads, beside what the module told of a machine
 * @m: the machine
 *
 * Return: to be freed with resets_free(); NULL where the module did not tell of
 * the machine, where it has no graphics, or where the module does not answer.
 */
struct resets *resets_of_machine(const struct machine *m)
{
	struct source_error error = { 0 };
	struct resets *resets;

	if (strcmp(m->source, "netlink") || !has_graphics(m))
		return NULL;
	resets = resets_new();
	if (!resets || !resets_read(resets, &error))
		return resets;
	resets_free(resets);
	return NULL;
}
