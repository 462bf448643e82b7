// SPDX-License-Identifier: GPL-2.0
/*
 * Have the kernel reset a GPU, by the file "reset" of its folder in sysfs: the
 * very way that vfio takes. The kernel answers when the reset is over, so a
 * child writes there; meanwhile the module tells listeners of each step.
 *
 * The kernel tries one method of its list after the other, and takes no notice
 * of who uses the card. So what would be hurt by that is looked for first.
 */

#include <errno.h>
#include <fcntl.h>
#include <linux/acsdiag.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "act/reset.h"
#include "source/channel.h"
#include "source/file.h"
#include "source/resets.h"

/* A few hundred notices, each as dear as a page and its bookkeeping. */
#define NOTICES_ROOM (8 << 20)
#define POLL_MS 50
#define PATH_LEN 64
#define DRIVER_LEN 64

/**
 * struct running - a reset under way
 * @gpu: the card
 * @resets: gets the steps
 * @watch: is told of them
 */
struct running {
	const struct gpu *gpu;
	struct resets *resets;
	const struct reset_watch *watch;
};

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
	struct reset_step *step = &resets->steps[resets->steps_count];

	if (resets->steps_count == RESETS_STEPS_MAX ||
	    genlmsg_parse(nlmsg_hdr(msg), 0, attrs, ACSDIAG_A_NOTICE_MAX, NULL) ||
	    !is_ours(running, attrs) ||
	    resets_take_step(resets, attrs[ACSDIAG_A_NOTICE_STEP], step))
		return NL_OK;
	resets->steps_count++;
	running->watch->step(step, running->watch->arg);
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

/* From somebody who waits no longer; where there is no file, they wait, too. */
static int open_signals(sigset_t *before)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, before);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static void close_signals(int fd, const sigset_t *before)
{
	if (fd >= 0)
		close(fd);
	sigprocmask(SIG_SETMASK, before, NULL);
}

static bool interrupted(const struct pollfd *signals)
{
	struct signalfd_siginfo taken;

	return signals->revents & POLLIN &&
	       read(signals->fd, &taken, sizeof(taken)) > 0;
}

static int await(pid_t child, struct nl_sock *sock, int signals, int *answer,
		 char error[ACT_ERROR_LEN])
{
	struct pollfd polled[] = {
		{ .fd = signals, .events = POLLIN },
		{ .fd = sock ? nl_socket_get_fd(sock) : -1, .events = POLLIN },
	};

	while ((*answer = act_write_ended(child)) == -EINPROGRESS) {
		poll(polled, 2, POLL_MS);
		if (interrupted(&polled[0]))
			return act_fail(error, -EINTR, "interrupted; the kernel finishes a reset that it has begun, and acsdiag reset show says what became of it");
		take_steps(sock);
	}
	take_steps(sock);
	return 0;
}

static int run(struct running *running, int dir, int *answer,
	       char error[ACT_ERROR_LEN])
{
	struct nl_sock *sock = listen_for_steps(running);
	sigset_t before;
	int signals = open_signals(&before);
	pid_t child = act_write_begin(dir, "reset", "1");
	int err;

	if (child < 0)
		err = act_fail(error, child, "not reset: no process to be had: %s",
			       strerror(-child));
	else
		err = await(child, sock, signals, answer, error);
	close_signals(signals, &before);
	nl_socket_free(sock);
	return err;
}

static bool same_card(int dir, const struct gpu *gpu)
{
	unsigned long vendor, device;

	return file_number(dir, "vendor", 16, &vendor) &&
	       file_number(dir, "device", 16, &device) &&
	       vendor == gpu->vendor && device == gpu->device;
}

/* Drivers that hold a function for a guest, and expect it to be reset. */
static bool holds_for_guest(const char *driver)
{
	return !strcmp(driver, "vfio-pci") || !strcmp(driver, "pci-stub") ||
	       !strcmp(driver, "pciback");
}

static int check_user(int dir, char error[ACT_ERROR_LEN])
{
	char driver[DRIVER_LEN] = "of a long name";
	unsigned long enabled;

	if (link_name(dir, "driver", driver, sizeof(driver)) == -ENOENT)
		return 0;
	if (!holds_for_guest(driver))
		return act_fail(error, -EBUSY, "not reset: a driver of this host, %s, is bound to it: unbind that first",
				driver);
	if (file_number(dir, "enable", 10, &enabled) && enabled)
		return act_fail(error, -EBUSY, "not reset: a guest has it open: end that first, and it is reset by itself");
	return 0;
}

static int check(int dir, const struct gpu *gpu, char error[ACT_ERROR_LEN])
{
	if (!same_card(dir, gpu))
		return act_fail(error, -ENODEV, "not reset: another card is at this address now");
	if (!gpu->offered)
		return act_fail(error, -EOPNOTSUPP, "not reset: %s",
				gpu->not_offered ? gpu->not_offered :
				"the module does not do it");
	if (!gpu->kernel_methods || !strstr(gpu->kernel_methods, "device_specific"))
		return act_fail(error, -EOPNOTSUPP, "not reset: device_specific is not in its reset_method: write \"default\" there");
	if (faccessat(dir, "reset", W_OK, 0))
		return act_fail(error, -errno, "not reset: its file \"reset\" in sysfs cannot be written: %s",
				strerror(errno));
	return check_user(dir, error);
}

/**
 * act_reset() - have a card reset, and wait for it
 * @gpu: the card, as the module has just told of it
 * @resets: gets the steps
 * @watch: is told of them as they are done
 * @answer: what the kernel said, 0 or a negative errno
 * @error: gets a line when it was not tried, or is not waited for any more
 *
 * Return: 0 when it was tried, whatever became of it, or a negative errno.
 */
int act_reset(const struct gpu *gpu, struct resets *resets,
	      const struct reset_watch *watch, int *answer,
	      char error[ACT_ERROR_LEN])
{
	struct running running = { .gpu = gpu, .resets = resets, .watch = watch };
	char path[PATH_LEN], addr[PCI_ADDR_LEN];
	int dir, err;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s",
		 addr_format(gpu->addr, addr));
	dir = open(path, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
	if (dir < 0)
		return act_fail(error, -errno, "not reset: %s: %s", path,
				strerror(errno));
	err = check(dir, gpu, error);
	if (!err)
		err = run(&running, dir, answer, error);
	close(dir);
	return err;
}
