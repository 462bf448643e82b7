// SPDX-License-Identifier: GPL-2.0
/*
 * The PSP: runs the card's secure firmware once a driver has loaded it, and
 * resets the whole card on the command "mode1". While it does, touching a
 * register can hang a host, so nothing may.
 */
#include "model.h"

#define MODE1 0x00070000u
#define LOAD_SOS 0x00020000u		/* to the bootloader, by C2PMSG_35 */
#define MODE1_WINDOW (400 * MSEC)	/* registers are out of reach */
#define MEMORY_AFTER (50 * MSEC)	/* from its end to a known memory size */
#define BOOTLOADER_AFTER (300 * MSEC)	/* from its end to a ready bootloader */
#define LOAD_TAKES (10 * MSEC)

static bool psp_dead(const struct gpu_model *gpu)
{
	return model_faulty(gpu, PSP_DEAD) || model_broken(gpu);
}

static void bootloader_ready(struct gpu_model *gpu)
{
	if (model_broken(gpu))
		return;
	gpu->mmio[C2PMSG_35(gpu)] = PSP_FLAG;
	gpu->resetting = false;
}

static void memory_known(struct gpu_model *gpu)
{
	gpu->mmio[RCC_CONFIG_MEMSIZE] = gpu->family->memsize;
}

static void mode1_end(struct gpu_model *gpu)
{
	if (model_broken(gpu))
		return;
	if (model_faulty(gpu, PSP_MUTE)) {
		model_break(gpu, "the PSP did not come back from mode1");
		return;
	}
	model_reset_done(gpu);
	gpu->resetting = true;
	gpu->mmio[C2PMSG_33(gpu)] = PSP_FLAG;
	gpu->mmio[C2PMSG_35(gpu)] = 0;
	gpu->mmio[RCC_CONFIG_MEMSIZE] = ONES;
	model_call_later(gpu, MEMORY_AFTER, memory_known);
	model_call_later(gpu, BOOTLOADER_AFTER, bootloader_ready);
}

/* psp_mode1() - reset everything, whoever was told to */
void psp_mode1(struct gpu_model *gpu)
{
	if (psp_dead(gpu) || gpu->resetting)
		return;
	model_forget_events(gpu);
	gpu->resetting = true;
	gpu->window_end = gpu->now + MODE1_WINDOW;
	model_call_later(gpu, MODE1_WINDOW, mode1_end);
}

static void loaded(struct gpu_model *gpu)
{
	if (gpu->used || gpu->resetting || model_broken(gpu))
		return;
	gpu_model_dirty(gpu);
}

/* A driver loads the secure firmware, which only a ready bootloader takes. */
static void load(struct gpu_model *gpu)
{
	if (!(gpu->mmio[C2PMSG_35(gpu)] & PSP_FLAG) || gpu->used)
		return;
	gpu->mmio[C2PMSG_35(gpu)] = 0;
	model_call_later(gpu, LOAD_TAKES, loaded);
}

static bool psp_read(struct gpu_model *gpu, uint32_t dword, uint32_t *value)
{
	bool ours = dword == C2PMSG_33(gpu) || dword == C2PMSG_35(gpu) ||
		    dword == C2PMSG_64(gpu);

	if (ours && psp_dead(gpu))
		*value = 0;
	else if (dword == C2PMSG_64(gpu) && model_faulty(gpu, PSP_SHY))
		*value = 0;
	else
		return false;
	return true;
}

static bool psp_write(struct gpu_model *gpu, uint32_t dword, uint32_t value)
{
	if (dword == C2PMSG_64(gpu)) {
		if (!psp_dead(gpu) && !gpu->family->psp_deaf) {
			gpu->mmio[dword] = value;
			if (value == MODE1)
				psp_mode1(gpu);
		}
		return true;
	}
	if (dword == C2PMSG_35(gpu)) {
		if (value == LOAD_SOS && !psp_dead(gpu))
			load(gpu);
		return true;
	}
	return dword == C2PMSG_33(gpu) || dword == C2PMSG_81(gpu) ||
	       dword == RCC_CONFIG_MEMSIZE;
}

const struct part part_psp = { psp_read, psp_write };
