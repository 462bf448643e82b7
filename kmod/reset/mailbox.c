// SPDX-License-Identifier: GPL-2.0
/*
 * Messages to the power controller: parameter, then message, then wait for the
 * reply. Source: amdgpu's pm/swsmu/smu_cmn.c and powerplay/smumgr/smu9_smumgr.c
 * (same three registers on Vega and Navi 1x).
 */

#include "core.h"

#define REPLY_US 100000

/*
 * A reply that says no is a reply. Only "none yet" and "busy" mean that the
 * controller is not ready for more.
 */
static int await_reply(struct gpu_run *run, u32 *reply)
{
	u64 end = run->io->ops->now_us(run->io) + REPLY_US;

	for (;;) {
		bool last = run->io->ops->now_us(run->io) >= end;
		int err = gpu_get(run, C2PMSG_90, reply);

		if (err)
			return err;
		if (*reply == GPU_ONES)
			return -EIO;
		if (*reply && *reply != GPU_REPLY_BUSY)
			return 0;
		if (last)
			return -ETIMEDOUT;
		err = gpu_sleep(run, REPLY_US / 1000);
		if (err)
			return err;
	}
}

static int send(struct gpu_run *run, u32 message, u32 parameter, u32 *reply)
{
	int err = await_reply(run, reply);

	if (!err)
		err = gpu_put(run, C2PMSG_90, 0);
	if (!err)
		err = gpu_put(run, C2PMSG_82, parameter);
	if (!err)
		err = gpu_put(run, C2PMSG_66, message);
	return err;
}

static int exchange(struct gpu_run *run, u32 message, u32 parameter, u32 *reply)
{
	int err = send(run, message, parameter, reply);

	if (!err)
		err = await_reply(run, reply);
	if (!err && *reply != GPU_REPLY_OK)
		err = -EIO;
	return err;
}

/**
 * gpu_message() - a step: send a message and have it answered
 * @run: the reset
 * @name: of the message
 * @message: its number
 * @parameter: that goes with it
 * @answer: where to put what comes back, or NULL. Written on success only
 *
 * Return: 0; -ETIMEDOUT when there was no reply; -EIO when it was no; or
 * another negative errno when the card went away. Whether that ends the reset
 * is for the caller to say.
 */
int gpu_message(struct gpu_run *run, const char *name, u32 message,
		u32 parameter, u32 *answer)
{
	u32 reply = 0;
	int err = exchange(run, message, parameter, &reply);

	if (!err && answer)
		err = gpu_get(run, C2PMSG_82, answer);
	gpu_tell(run, "message", name, message, err ? reply : parameter, err);
	return err;
}

/**
 * gpu_message_blind() - a step: send a message whose effect forbids to look on
 * @run: the reset
 * @name: of the message
 * @message: its number
 *
 * Return: 0 when it was sent, as gpu_message() when it could not be.
 */
int gpu_message_blind(struct gpu_run *run, const char *name, u32 message)
{
	u32 reply = 0;
	int err = send(run, message, 0, &reply);

	gpu_tell(run, "message", name, message, err ? reply : 0, err);
	return err;
}
