// SPDX-License-Identifier: GPL-2.0
/*
 * Navi: mode 1 by the security processor, after the power controller was told
 * to let go.
 *
 * Sources: amdgpu's psp_v11_0.c, swsmu/smu11/sienna_cichlid_ppt.c,
 * swsmu/inc/pmfw_if/smu_v11_0{,_7}_ppsmc.h and smu_v13_0_0_ppsmc.h,
 * asic_reg/mp/mp_11_0_offset.h. That it needs the power controller to be
 * restarted when that refuses everything: what owners of Navi 10 found.
 */

#include "core.h"

#define MP1_PUB_CTRL GPU_REG(GPU_SMN, 0x03b10b14)
#define MP1_RESET 0x1u
#define FIRMWARE_US 100000

#define SMU11_DISALLOW_GFXOFF 0x2a
#define SMU11_PREPARE_MP1_FOR_RESET 0x33
#define SMU11_0_7_GET_VERSION 0x02
#define SMU11_0_7_MODE1 0x30
#define SMU11_0_7_MODE1_SINCE 0x003a1a00 /* 58.26.0 */
#define SMU13_DISALLOW_GFXOFF 0x29

/* The power controller's mailbox for debugging, on SMU 13. */
#define C2PMSG_53 GPU_REG(GPU_MP1, 0x275)
#define C2PMSG_54 GPU_REG(GPU_MP1, 0x276)
#define C2PMSG_75 GPU_REG(GPU_MP1, 0x28b)
#define DEBUG_MODE1 2

/* Memory is lost: the next driver has to set the card up from scratch. */
static const struct gpu_row forget_memory[] = {
	ROW_WRITE(NBIF_SCRATCH_6, 0),
	ROW_WRITE(NBIF_SCRATCH_7, 0),
};

/* A refusal does not matter; that the card is still there does. */
static int ask(struct gpu_run *run, const char *name, u32 message)
{
	if (!gpu_message(run, name, message, 0, NULL))
		return 0;
	return gpu_answers(run);
}

/* One that refuses everything is restarted first; whether it came back shows. */
static int restart_controller(struct gpu_run *run)
{
	gpu_reg flags = run->chip->family->generation->firmware_flags;
	u32 now;
	int err;

	run->phase = "restart power controller";
	err = gpu_write(run, MP1_PUB_CTRL, "MP1_PUB_CTRL", MP1_RESET);
	if (!err)
		err = gpu_write(run, MP1_PUB_CTRL, "MP1_PUB_CTRL", 0);
	if (!err)
		err = gpu_poll(run, flags, "MP1_FIRMWARE_FLAGS", FIRMWARE_RUNS,
			       FIRMWARE_RUNS, FIRMWARE_US);
	if (err == -ETIMEDOUT)
		err = 0;
	return err ? err : gpu_get(run, C2PMSG_90, &now);
}

static int navi1x_quiesce(struct gpu_run *run)
{
	u32 reply, flags;
	int err = gpu_rows(run, "quiesce", forget_memory, ARRAY_SIZE(forget_memory));

	if (!err)
		err = gpu_get(run, C2PMSG_90, &reply);
	if (!err)
		err = gpu_get(run, run->chip->family->generation->firmware_flags, &flags);
	if (err || !(flags & FIRMWARE_RUNS))
		return err;
	if (reply != GPU_REPLY_OK)
		err = restart_controller(run);
	run->phase = "quiesce";
	if (!err)
		err = ask(run, "DisallowGfxOff", SMU11_DISALLOW_GFXOFF);
	if (!err)
		err = ask(run, "PrepareMp1ForReset", SMU11_PREPARE_MP1_FOR_RESET);
	return err;
}

/*
 * amdgpu gives up where the processor does not say that it is ready. Cards whose
 * power controller was wedged were seen to carry mode 1 out all the same, so it
 * is tried, and what counts is whether the secure OS is gone afterwards.
 */
static int mode1_anyhow(struct gpu_run *run)
{
	int err = gpu_mode1_ready(run);

	if (!err || err == -ETIMEDOUT)
		err = gpu_mode1_psp(run);
	return err;
}

static int navi1x_mode1(struct gpu_run *run)
{
	int err = navi1x_quiesce(run);

	return err ? err : mode1_anyhow(run);
}

static int navi2x_mode1(struct gpu_run *run)
{
	int err = gpu_rows(run, "quiesce", forget_memory, ARRAY_SIZE(forget_memory));

	return err ? err : mode1_anyhow(run);
}

/* By message, where the firmware knows it and the secure OS is there to do it. */
static int navi2x_smu(struct gpu_run *run)
{
	u32 sol, version;
	int err = gpu_get(run, C2PMSG_81, &sol);

	if (!err && !sol)
		return -EOPNOTSUPP;
	run->phase = "mode 1 by message";
	if (!err)
		err = gpu_message(run, "GetSmuVersion", SMU11_0_7_GET_VERSION, 0, &version);
	if (!err && version < SMU11_0_7_MODE1_SINCE)
		return -EOPNOTSUPP;
	if (!err)
		err = gpu_message_blind(run, "Mode1Reset", SMU11_0_7_MODE1);
	if (err)
		return gpu_fail(run, err, "the power controller did not take the message for mode 1");
	return gpu_mode1_done(run);
}

/* What comes last sets it off, and there is no answer to wait for. */
static const struct gpu_row debug_mode1[] = {
	ROW_WRITE(C2PMSG_53, 0),
	ROW_WRITE(C2PMSG_75, DEBUG_MODE1),
	ROW_WRITE(C2PMSG_54, 0),
};

static int navi3x_debug(struct gpu_run *run)
{
	int err;

	run->phase = "quiesce";
	err = ask(run, "DisallowGfxOff", SMU13_DISALLOW_GFXOFF);
	if (!err)
		err = gpu_rows(run, "mode 1", debug_mode1, ARRAY_SIZE(debug_mode1));
	return err ? err : gpu_mode1_done(run);
}

static int navi3x_mode1(struct gpu_run *run)
{
	int err;

	run->phase = "quiesce";
	err = ask(run, "DisallowGfxOff", SMU13_DISALLOW_GFXOFF);
	return err ? err : mode1_anyhow(run);
}

const struct gpu_method gpu_navi1x_mode1 = {
	.name = "mode1",
	.citation = "amdgpu psp_v11_0.c, psp_v11_0_mode1_reset(); smu_v11_0_ppsmc.h",
	.run = navi1x_mode1,
};

const struct gpu_method gpu_navi2x_smu = {
	.name = "mode1-smu",
	.citation = "amdgpu swsmu/smu11/sienna_cichlid_ppt.c, smu_v11_0_mode1_reset()",
	.run = navi2x_smu,
};

const struct gpu_method gpu_navi2x_mode1 = {
	.name = "mode1",
	.citation = "amdgpu psp_v11_0.c, psp_v11_0_mode1_reset()",
	.run = navi2x_mode1,
};

const struct gpu_method gpu_navi3x_debug = {
	.name = "mode1-smu",
	.citation = "amdgpu swsmu/smu13/smu_v13_0_0_ppt.c, smu_v13_0_0_mode1_reset()",
	.run = navi3x_debug,
};

const struct gpu_method gpu_navi3x_mode1 = {
	.name = "mode1",
	.citation = "owners of RX 7800 XT, with the sequence of Navi 10",
	.run = navi3x_mode1,
};
