// SPDX-License-Identifier: GPL-2.0
/*
 * Mode 1: the security processor resets the whole chip. Sources: amdgpu's
 * psp_v3_1.c, psp_v11_0.c (psp_v*_mode1_reset, psp_v*_wait_for_bootloader) and
 * amdgpu_device_mode1_reset().
 *
 * While it runs, no register may be touched: on some hosts that is an NMI.
 */

#include "core.h"

#define PSP_READY_MASK 0x8000ffffu
#define PSP_READY 0x80000000u
#define PSP_MODE1 0x00070000u
#define READY_US 100000
#define MODE1_US 500000
#define MEMORY_US 100000
#define DONE_US 100000
#define BOOTLOADER_US 10000000

/**
 * gpu_mode1_ready() - wait until the security processor takes a command
 * @run: the reset
 *
 * Return: 0, -ETIMEDOUT, or another negative errno when the card went away.
 */
int gpu_mode1_ready(struct gpu_run *run)
{
	run->phase = "mode 1";
	return gpu_poll(run, C2PMSG_64, "C2PMSG_64", PSP_READY_MASK, PSP_READY, READY_US);
}

/*
 * The flag may be one of long ago, and later processors do without. That the
 * old secure OS is gone is what tells.
 */
static int acknowledged(struct gpu_run *run)
{
	u32 sol;
	int err = gpu_poll(run, C2PMSG_33, "C2PMSG_33", PSP_DONE, PSP_DONE, DONE_US);

	if (!err || err == -ETIMEDOUT)
		err = gpu_get(run, C2PMSG_81, &sol);
	if (!err && sol)
		err = gpu_fail(run, -EIO, "the security processor did not carry out mode 1");
	return err;
}

/* A card is as after power-on only once its processor waits for firmware again. */
static int await_bootloader(struct gpu_run *run)
{
	int err = gpu_poll(run, C2PMSG_35, "C2PMSG_35", PSP_BOOTLOADER, PSP_BOOTLOADER,
			   BOOTLOADER_US);

	if (err == -ETIMEDOUT)
		gpu_fail(run, err, "the security processor did not come back after mode 1");
	return err;
}

/**
 * gpu_mode1_done() - the command was given: let it happen, find the card again
 * @run: the reset
 *
 * Config space may have been lost, so registers answer only once it is back.
 *
 * Return: 0 or a negative errno.
 */
int gpu_mode1_done(struct gpu_run *run)
{
	int err = gpu_pause(run, MODE1_US);

	if (err)
		return err;
	run->io->ops->restore_config(run->io);
	err = gpu_await_memory(run, MEMORY_US);
	if (!err)
		err = acknowledged(run);
	return err ? err : await_bootloader(run);
}

/**
 * gpu_mode1_psp() - give the command, and see that it was carried out
 * @run: the reset
 *
 * Return: 0 or a negative errno.
 */
int gpu_mode1_psp(struct gpu_run *run)
{
	int err = gpu_write(run, C2PMSG_64, "C2PMSG_64", PSP_MODE1);

	return err ? err : gpu_mode1_done(run);
}
