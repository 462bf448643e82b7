// SPDX-License-Identifier: GPL-2.0
/*
 * The SMU: takes messages while its firmware runs, and on most families cuts
 * and returns the power of BACO by itself. Its firmware's flags, and a pulse
 * that restarts it, are behind the SMN index.
 */
#include "model.h"

#define REPLY_OK 0x1
#define REPLY_FAILED 0xff
#define REPLY_UNKNOWN 0xfe
#define REPLY_PREREQUISITE 0xfd
#define REPLY_AFTER 50u
#define BACO_AFTER MSEC
#define EXIT_TAKES (5 * MSEC)
#define FEATURES 0x1bb9ff1fu	/* as a macOS guest leaves them */
#define SMU_VERSION 0x003a3100u	/* 58.49.0 */
#define PUB_CTRL 0x03b10b14u
#define RESTART_TAKES (20 * MSEC)
#define THM_ARMED 0x80000000u
#define THM_EXIT 0x100u
#define DEBUG_MESSAGE(gpu) ((gpu)->base.mp1 + 0x28b)
#define DEBUG_RESPONSE(gpu) ((gpu)->base.mp1 + 0x276)
#define DEBUG_MODE1 2

/* Feature mask, kept where no register of a real card is looked for. */
#define SMN_FEATURES 0xfffffff0u

void smu_firmware(struct gpu_model *gpu, bool up)
{
	sparse_set(&gpu->smn, gpu->family->flags, up);
	sparse_set(&gpu->smn, SMN_FEATURES, up ? FEATURES : 0);
	gpu->mmio[C2PMSG_90(gpu)] = up ? REPLY_OK : 0;
}

static bool running(const struct gpu_model *gpu)
{
	return sparse_get(&gpu->smn, gpu->family->flags) & 1;
}

static void reply(struct gpu_model *gpu, uint32_t code)
{
	model_later(gpu, REPLY_AFTER, C2PMSG_90(gpu), ONES, code);
}

/* Entered by message: armed before by a bit, or the SMU refuses. */
static uint32_t enter_baco(struct gpu_model *gpu)
{
	if (gpu->family->generation == VEGA10) {
		vega10_enter(gpu);
		return REPLY_OK;
	}
	if (!(gpu->mmio[THM_BACO_CNTL(gpu)] & THM_ARMED) || !model_has_baco(gpu))
		return REPLY_FAILED;
	gpu->in_baco = true;
	gpu->resetting = true;
	gpu->baco_since = gpu->now;
	model_later(gpu, REPLY_AFTER, BACO_CNTL, 0, BACO_MODE);
	return REPLY_OK;
}

static void exit_end(struct gpu_model *gpu)
{
	gpu->in_baco = false;
	if (model_broken(gpu))
		return;
	if (model_faulty(gpu, BACO_WEAK)) {
		gpu->resetting = false;
	} else {
		model_reset_done(gpu);
		gpu->mmio[C2PMSG_90(gpu)] = REPLY_OK;
	}
	gpu->mmio[BACO_CNTL] &= ~BACO_MODE;
}

static uint32_t exit_baco(struct gpu_model *gpu)
{
	if (!gpu->in_baco)
		return REPLY_FAILED;
	if (gpu->now - gpu->baco_since < gpu->family->baco_rest) {
		model_break(gpu, "BACO was left too soon after it was entered");
		return REPLY_FAILED;
	}
	gpu->mmio[BACO_CNTL] &= ~BACO_MODE;
	gpu->mmio[THM_BACO_CNTL(gpu)] |= THM_EXIT;
	model_later(gpu, EXIT_TAKES, THM_BACO_CNTL(gpu), THM_EXIT, 0);
	model_call_later(gpu, EXIT_TAKES, exit_end);
	return REPLY_OK;
}

static uint32_t obey(struct gpu_model *gpu, uint8_t message)
{
	const struct messages *known = &gpu->family->smu;
	uint32_t parameter = gpu->mmio[C2PMSG_82(gpu)];
	uint32_t features = sparse_get(&gpu->smn, SMN_FEATURES);

	if (message == known->version) {
		gpu->mmio[C2PMSG_82(gpu)] = SMU_VERSION;
	} else if (message == known->features) {
		gpu->mmio[C2PMSG_82(gpu)] = features;
	} else if (message == known->disable) {
		sparse_set(&gpu->smn, SMN_FEATURES, features & ~parameter);
	} else if (message == known->enter_baco) {
		return enter_baco(gpu);
	} else if (message == known->exit_baco) {
		return exit_baco(gpu);
	} else if (message == known->mode1) {
		psp_mode1(gpu);
	} else if (message != known->driver_reset &&
		   message != known->no_gfxoff &&
		   message != known->prepare_reset) {
		return REPLY_UNKNOWN;
	}
	return REPLY_OK;
}

static void take_message(struct gpu_model *gpu, uint32_t message)
{
	if (model_faulty(gpu, SMU_SILENT) || model_broken(gpu) || !running(gpu))
		return;
	if (model_faulty(gpu, SMU_FD))
		reply(gpu, REPLY_PREREQUISITE);
	else if (!message || message > 0xff)
		reply(gpu, REPLY_UNKNOWN);
	else
		reply(gpu, obey(gpu, message));
}

static void debug_message(struct gpu_model *gpu, uint32_t message)
{
	if (model_faulty(gpu, SMU_SILENT) || model_broken(gpu))
		return;
	if (gpu->family->debug_mode1 && message == DEBUG_MODE1)
		psp_mode1(gpu);
}

static void restarted(struct gpu_model *gpu)
{
	if (!model_broken(gpu))
		smu_firmware(gpu, true);
}

/* smu_smn_write() - whether the address is the SMU's */
bool smu_smn_write(struct gpu_model *gpu, uint32_t address, uint32_t value)
{
	uint32_t held = sparse_get(&gpu->smn, PUB_CTRL) & 1;

	if (address == gpu->family->flags)
		return true;
	if (address != PUB_CTRL || gpu->family->generation != NAVI)
		return false;
	sparse_set(&gpu->smn, PUB_CTRL, value);
	if (value & 1)
		smu_firmware(gpu, false);
	else if (held && gpu->used)
		model_call_later(gpu, RESTART_TAKES, restarted);
	return true;
}

static bool smu_read(struct gpu_model *gpu, uint32_t dword, uint32_t *value)
{
	if (dword != C2PMSG_90(gpu))
		return false;
	if (model_faulty(gpu, SMU_ONES))
		*value = ONES;
	else
		*value = gpu->mmio[dword];
	return true;
}

static bool smu_write(struct gpu_model *gpu, uint32_t dword, uint32_t value)
{
	if (dword == C2PMSG_66(gpu)) {
		gpu->mmio[dword] = value;
		take_message(gpu, value);
		return true;
	}
	/*
	 * SMU 13 takes the message when its response register is cleared, which
	 * comes last.
	 */
	if (dword == DEBUG_RESPONSE(gpu) && gpu->family->debug_mode1) {
		gpu->mmio[dword] = value;
		debug_message(gpu, gpu->mmio[DEBUG_MESSAGE(gpu)]);
		return true;
	}
	return false;
}

const struct part part_smu = { smu_read, smu_write };
