// SPDX-License-Identifier: GPL-2.0
/*
 * Vega 10, 12, 20 and Arcturus: mode 1 by the security processor, else BACO.
 * On Vega 10 and 12 a driver has to do BACO's steps, from Vega 20 on the power
 * controller does them by itself.
 *
 * Sources: amdgpu's powerplay/hwmgr/vega{10,12,20}_baco.c, inc/vega*_ppsmc.h,
 * swsmu/smu11/smu_v11_0.c; registers of asic_reg/{nbio_6_1,thm_9_0,thm_11_0_2}.
 */

#include "core.h"

#define POLL_US 5000000 /* amdgpu: 5000 reads, one a millisecond */

#define RCC_BIF_STRAP0 GPU_REG(GPU_NBIF2, 0x0)
#define STRAP_PX_CAPABLE 0x00000080u

#define BIF_DOORBELL_CNTL GPU_REG(GPU_NBIF2, 0xfc)
#define BIF_FB_EN GPU_REG(GPU_NBIF2, 0xff)
#define BACO_CNTL NBIF_BACO_CNTL
#define THM_BACO_CNTL GPU_REG(GPU_THM, 0x7c)
#define BIOS_SCRATCH_6 NBIF_SCRATCH_6
#define BIOS_SCRATCH_7 NBIF_SCRATCH_7

#define DOORBELL_MONITOR_EN 0x00000010u

/* BACO_CNTL */
#define BACO_EN 0x00000001u
#define BACO_LCLK_SWITCH 0x00000002u
#define BACO_DUMMY_EN 0x00000004u
#define BACO_POWER_OFF 0x00000008u
#define BACO_DSTATE_BYPASS 0x00000020u
#define BACO_RST_INTR_MASK 0x00000040u
#define BACO_MODE NBIF_BACO_MODE

/* THM_BACO_CNTL */
#define THM_ISO_EN 0x00000002u
#define THM_PWROKRAW 0x00000004u
#define THM_RESET_EN 0x00000008u
#define THM_VDCI_RESET 0x00000010u
#define THM_SMNCLK_MUX 0x00000020u
#define THM_REFCLK_OFF 0x00000040u
#define THM_AEB_ISO_EN 0x00000080u
#define THM_EXIT 0x00000100u
#define THM_ANA_ISO_EN 0x00000200u
#define THM_AXI_FENCE 0x40000000u
#define THM_DOMAIN_IDLE 0x80000000u

/* Messages differ from chip to chip, where they have the same name, too. */
#define VEGA10_DISABLE_FEATURES 0x05
#define VEGA10_GET_FEATURES 0x06
#define VEGA10_ENTER_BACO 0x1e
#define VEGA10_DRIVER_RESET 0x45
#define VEGA10_DRIVER_RESET_MODE2 2
#define VEGA12_ENTER_BACO 0x25
#define VEGA20_ENTER_BACO 0x25
#define VEGA20_EXIT_BACO 0x58
#define SMU11_ENTER_BACO 0x18 /* Arcturus and Navi 1x */
#define SMU11_EXIT_BACO 0x19

/* What runs on after macOS and not after Windows, to be stopped in this order. */
static const u32 vega10_features[] = {
	0x00800000, 0x00010000, 0x00004000, 0x00008000, 0x08000000,
	0x00000010, 0x00000800, 0x00001000, 0x00002000, 0x00080000,
};

static const struct gpu_row vega10_prepare[] = {
	ROW_SET(BIF_DOORBELL_CNTL, DOORBELL_MONITOR_EN),
	ROW_WRITE(BIF_FB_EN, 0),
	ROW_SET(BACO_CNTL, BACO_DSTATE_BYPASS),
	ROW_SET(BACO_CNTL, BACO_RST_INTR_MASK),
};

static const struct gpu_row vega12_prepare[] = {
	ROW_CLEAR(BIF_DOORBELL_CNTL, DOORBELL_MONITOR_EN),
	ROW_WRITE(BIF_FB_EN, 0),
	ROW_SET(BACO_CNTL, BACO_DSTATE_BYPASS),
	ROW_SET(BACO_CNTL, BACO_RST_INTR_MASK),
};

/* The pause is missing in amdgpu's table for Vega 12, whose columns slipped. */
static const struct gpu_row vega_enter[] = {
	ROW_POLL(THM_BACO_CNTL, THM_DOMAIN_IDLE, THM_DOMAIN_IDLE, POLL_US),
	ROW_SET(BACO_CNTL, BACO_EN),
	ROW_SET(BACO_CNTL, BACO_LCLK_SWITCH),
	ROW_SET(BACO_CNTL, BACO_DUMMY_EN),
	ROW_SET(THM_BACO_CNTL, THM_VDCI_RESET),
	ROW_SET(THM_BACO_CNTL, THM_SMNCLK_MUX),
	ROW_SET(THM_BACO_CNTL, THM_ISO_EN),
	ROW_SET(THM_BACO_CNTL, THM_AEB_ISO_EN),
	ROW_SET(THM_BACO_CNTL, THM_ANA_ISO_EN),
	ROW_SET(THM_BACO_CNTL, THM_REFCLK_OFF),
	ROW_SET(BACO_CNTL, BACO_POWER_OFF),
	ROW_SLEEP(5000),
	ROW_SET(THM_BACO_CNTL, THM_RESET_EN),
	ROW_CLEAR(THM_BACO_CNTL, THM_PWROKRAW),
	ROW_POLL(BACO_CNTL, BACO_MODE, BACO_MODE, POLL_US),
};

static const struct gpu_row vega_leave[] = {
	ROW_SLEEP(20000), /* hardware: between regulator off and on */
	ROW_CLEAR(BACO_CNTL, BACO_POWER_OFF),
	ROW_SLEEP(10000),
	ROW_CLEAR(THM_BACO_CNTL, THM_REFCLK_OFF),
	ROW_CLEAR(THM_BACO_CNTL, THM_ANA_ISO_EN),
	ROW_CLEAR(THM_BACO_CNTL, THM_AEB_ISO_EN),
	ROW_CLEAR(THM_BACO_CNTL, THM_ISO_EN),
	ROW_SET(THM_BACO_CNTL, THM_PWROKRAW),
	ROW_CLEAR(THM_BACO_CNTL, THM_SMNCLK_MUX),
	ROW_CLEAR(THM_BACO_CNTL, THM_VDCI_RESET),
	ROW_SET(THM_BACO_CNTL, THM_EXIT),
	ROW_CLEAR(THM_BACO_CNTL, THM_RESET_EN),
	ROW_POLL(THM_BACO_CNTL, THM_EXIT, 0, POLL_US),
	ROW_CLEAR(THM_BACO_CNTL, THM_AXI_FENCE),
	ROW_CLEAR(BACO_CNTL, BACO_DUMMY_EN),
	ROW_CLEAR(BACO_CNTL, BACO_LCLK_SWITCH),
	ROW_CLEAR(BACO_CNTL, BACO_EN),
	ROW_POLL(BACO_CNTL, BACO_MODE, 0, POLL_US),
	ROW_WRITE(BIOS_SCRATCH_6, 0),
	ROW_WRITE(BIOS_SCRATCH_7, 0),
};

/*
 * May it be switched off? Otherwise amdgpu does not either.
 * Return: 1 when it is off already, 0 when it may be, or a negative errno.
 */
static int baco_state(struct gpu_run *run)
{
	u32 strap, now;
	int err;

	run->phase = "BACO";
	err = gpu_get(run, BACO_CNTL, &now);
	if (!err)
		err = gpu_get(run, RCC_BIF_STRAP0, &strap);
	if (err)
		return err;
	if (now & BACO_MODE)
		return 1;
	if (strap & STRAP_PX_CAPABLE)
		return 0;
	return gpu_fail(run, -EOPNOTSUPP, "its straps say that it has no BACO");
}

/* A refusal does not matter; that the card is still there does. */
static int ask(struct gpu_run *run, const char *name, u32 message, u32 parameter)
{
	if (!gpu_message(run, name, message, parameter, NULL))
		return 0;
	return gpu_answers(run);
}

/*
 * Has the power controller let go of what it drives. One that does not answer
 * gets no further message.
 */
static int vega10_quiesce(struct gpu_run *run)
{
	unsigned int i;
	u32 enabled;
	int err;

	run->phase = "quiesce";
	err = gpu_message(run, "GetEnabledSmuFeatures", VEGA10_GET_FEATURES, 0, &enabled);
	if (err)
		return gpu_answers(run);
	for (i = 0; i < ARRAY_SIZE(vega10_features) && !err; i++)
		if (enabled & vega10_features[i])
			err = ask(run, "DisableSmuFeatures", VEGA10_DISABLE_FEATURES,
				  vega10_features[i]);
	if (!err)
		err = ask(run, "GfxDeviceDriverReset", VEGA10_DRIVER_RESET,
			  VEGA10_DRIVER_RESET_MODE2);
	return err ? err : gpu_pause(run, 500000);
}

/* A chip that is half off must be switched on again, whatever went wrong. */
static int off_and_on(struct gpu_run *run)
{
	int entered = gpu_rows(run, "enter BACO", vega_enter, ARRAY_SIZE(vega_enter));
	int err;

	if (entered == -ENODEV)
		return entered;
	run->deadline = run->limit;
	err = gpu_rows(run, "leave BACO", vega_leave, ARRAY_SIZE(vega_leave));
	return entered ? entered : err;
}

static int stepwise_baco(struct gpu_run *run, const struct gpu_row *prepare,
			 unsigned int count, u32 message)
{
	int err = gpu_rows(run, "prepare BACO", prepare, count);

	if (err)
		return err;
	err = gpu_message(run, "EnterBaco", message, 0, NULL);
	if (err)
		return gpu_fail(run, err, "the power controller did not take the message to enter BACO");
	return off_and_on(run);
}

/* Left inside by somebody else: all that is missing is the way out. */
static int leave_only(struct gpu_run *run)
{
	return gpu_rows(run, "leave BACO", vega_leave, ARRAY_SIZE(vega_leave));
}

static int vega10_baco(struct gpu_run *run)
{
	int err = baco_state(run);

	if (err)
		return err > 0 ? leave_only(run) : err;
	err = vega10_quiesce(run);
	return err ? err : stepwise_baco(run, vega10_prepare, ARRAY_SIZE(vega10_prepare),
					 VEGA10_ENTER_BACO);
}

static int vega12_baco(struct gpu_run *run)
{
	int err = baco_state(run);

	if (err)
		return err > 0 ? leave_only(run) : err;
	return stepwise_baco(run, vega12_prepare, ARRAY_SIZE(vega12_prepare),
			     VEGA12_ENTER_BACO);
}

static int leave_by_message(struct gpu_run *run, u32 message)
{
	const struct gpu_generation *gen = run->chip->family->generation;
	int err;

	run->phase = "leave BACO";
	run->deadline = run->limit;
	err = gpu_message(run, "ExitBaco", message, 0, NULL);
	if (err)
		return gpu_fail(run, err, "the power controller did not take the message to leave BACO");
	err = gpu_poll(run, gen->thm_baco_cntl, "THM_BACO_CNTL", THM_EXIT, 0, 100000);
	if (!err)
		err = gpu_poll(run, BACO_CNTL, "BACO_CNTL", BACO_MODE, 0, 1000000);
	if (!err)
		err = gpu_write(run, BIOS_SCRATCH_6, "BIOS_SCRATCH_6", 0);
	if (!err)
		err = gpu_write(run, BIOS_SCRATCH_7, "BIOS_SCRATCH_7", 0);
	return err;
}

static int enter_by_message(struct gpu_run *run, u32 message)
{
	const struct gpu_generation *gen = run->chip->family->generation;
	int err;

	run->phase = "enter BACO";
	err = gpu_change(run, gen->thm_baco_cntl, "THM_BACO_CNTL", THM_DOMAIN_IDLE,
			 THM_DOMAIN_IDLE);
	if (err)
		return err;
	err = gpu_message(run, "EnterBaco", message, 0, NULL);
	if (err)
		return gpu_fail(run, err, "the power controller did not take the message to enter BACO");
	err = gpu_poll(run, BACO_CNTL, "BACO_CNTL", BACO_MODE, BACO_MODE, 1000000);
	if (err == -ETIMEDOUT)
		return gpu_fail(run, err, "the card did not enter BACO");
	/* As long as amdgpu gives it, smu_v11_0_baco_enter(). */
	return err ? err : gpu_pause(run, 10000);
}

static int baco_by_message(struct gpu_run *run, u32 enter, u32 leave)
{
	int err = baco_state(run);

	if (!err)
		err = enter_by_message(run, enter);
	return err < 0 ? err : leave_by_message(run, leave);
}

static int vega20_baco(struct gpu_run *run)
{
	return baco_by_message(run, VEGA20_ENTER_BACO, VEGA20_EXIT_BACO);
}

static int smu11_baco(struct gpu_run *run)
{
	return baco_by_message(run, SMU11_ENTER_BACO, SMU11_EXIT_BACO);
}

static int vega_mode1(struct gpu_run *run)
{
	int err = gpu_mode1_ready(run);

	if (err == -ETIMEDOUT)
		gpu_fail(run, err, "the security processor takes no command");
	return err ? err : gpu_mode1_psp(run);
}

const struct gpu_method gpu_vega_mode1 = {
	.name = "mode1",
	.citation = "amdgpu psp_v3_1.c and psp_v11_0.c, psp_v*_mode1_reset()",
	.run = vega_mode1,
};

const struct gpu_method gpu_vega10_baco = {
	.name = "baco",
	.citation = "amdgpu powerplay/hwmgr/vega10_baco.c, inc/vega10_ppsmc.h",
	.run = vega10_baco,
};

const struct gpu_method gpu_vega12_baco = {
	.name = "baco",
	.citation = "amdgpu powerplay/hwmgr/vega12_baco.c, inc/vega12_ppsmc.h",
	.run = vega12_baco,
};

const struct gpu_method gpu_vega20_baco = {
	.name = "baco",
	.citation = "amdgpu powerplay/hwmgr/vega20_baco.c, inc/vega20_ppsmc.h",
	.run = vega20_baco,
};

const struct gpu_method gpu_arcturus_baco = {
	.name = "baco",
	.citation = "amdgpu swsmu/smu11/smu_v11_0.c, pmfw_if/arcturus_ppsmc.h",
	.run = smu11_baco,
};

const struct gpu_method gpu_navi1x_baco = {
	.name = "baco",
	.citation = "amdgpu swsmu/smu11/smu_v11_0.c, pmfw_if/smu_v11_0_ppsmc.h",
	.run = smu11_baco,
};
