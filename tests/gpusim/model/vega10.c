// SPDX-License-Identifier: GPL-2.0
/* Vega 10 and 12: BACO by registers, after a message to the SMU. */
#include "model.h"

#define DOORBELL_CNTL 0xe1c
#define FB_EN 0xe1f
#define THM 0x1667c
#define THM_IDLE 0x80000000u	/* SOC_DOMAIN_IDLE, the hardware's alone */
#define THM_EXIT 0x100u		/* clears itself */
#define THM_REST 0x4u
#define IDLE_AFTER (2 * MSEC)	/* from the message until the SOC is idle */
#define EXIT_TAKES (3 * MSEC)
#define BACO_SUPPORT_INDEX 0x12074
#define BACO_SUPPORT_DATA 0x12075
#define BACO_SUPPORT 0xfff0003bu

#define PREPARE \
	{ MMIO, FB_EN, ONES, 0, 0, 0, 0, 0 }, \
	{ MMIO, BACO_CNTL, 0x20, 0x20, 0, 0, 0, 0 }, \
	{ MMIO, BACO_CNTL, 0x40, 0x40, 0, 0, 0, 0 }

static const struct step vega10_steps[] = {
	{ MMIO, DOORBELL_CNTL, 0x10, 0x10, 0, 0, 0, 0 }, PREPARE,
};

static const struct step vega12_steps[] = {
	{ MMIO, DOORBELL_CNTL, 0x10, 0, 0, 0, 0, 0 }, PREPARE,
};

/*
 * From the message on. 5 ms with the power off before reset is asserted, 20 ms
 * between power off and on, 10 ms with the power on before clocks come back. Who
 * goes on before the hardware has cleared the exit bit writes it back.
 */
static const struct step baco_steps[] = {
	{ MMIO, BACO_CNTL, 0x1, 0x1, 0, 0, 0, 0 },
	{ MMIO, BACO_CNTL, 0x2, 0x2, 0, 0, 0, 0 },
	{ MMIO, BACO_CNTL, 0x4, 0x4, 0, 0, 0, 0 },
	{ MMIO, THM, 0x10, 0x10, 0, 0, 0, 0 },
	{ MMIO, THM, 0x20, 0x20, 0, 0, 0, 0 },
	{ MMIO, THM, 0x2, 0x2, 0, 0, 0, 0 },
	{ MMIO, THM, 0x80, 0x80, 0, 0, 0, 0 },
	{ MMIO, THM, 0x200, 0x200, 0, 0, 0, 0 },
	{ MMIO, THM, 0x40, 0x40, 0, 0, 0, 0 },
	{ MMIO, BACO_CNTL, 0x8, 0x8, 5 * MSEC, 0, 0, 0 },
	{ MMIO, THM, 0x8, 0x8, 0, 0, 0, 0 },
	{ MMIO, THM, 0x4, 0, 20 * MSEC, 0, 0, 0 },
	{ MMIO, BACO_CNTL, 0x8, 0, 10 * MSEC, 0, 0, 0 },
	{ MMIO, THM, 0x40, 0, 0, 0, 0, 0 },
	{ MMIO, THM, 0x200, 0, 0, 0, 0, 0 },
	{ MMIO, THM, 0x80, 0, 0, 0, 0, 0 },
	{ MMIO, THM, 0x2, 0, 0, 0, 0, 0 },
	{ MMIO, THM, 0x4, 0x4, 0, 0, 0, 0 },
	{ MMIO, THM, 0x20, 0, 0, 0, 0, 0 },
	{ MMIO, THM, 0x10, 0, 0, 0, 0, 0 },
	{ MMIO, THM, 0x100, 0x100, 0, 0, 0, 0 },
	{ MMIO, THM, 0x8, 0, 0, 0, 0, 0 },
	{ MMIO, THM, 0x40000000 | THM_EXIT, 0, 0, 0, 0, 0 },
	{ MMIO, BACO_CNTL, 0x4, 0, 0, 0, 0, 0 },
	{ MMIO, BACO_CNTL, 0x2, 0, 0, 0, 0, 0 },
	{ MMIO, BACO_CNTL, 0x1, 0, 0, 0, 0, 0 },
};

enum { POWER_CUT = 11, LAST = COUNT(baco_steps) - 1 };

static const struct sequence vega10_prepare = {
	vega10_steps, COUNT(vega10_steps), COUNT(vega10_steps),
};

static const struct sequence vega12_prepare = {
	vega12_steps, COUNT(vega12_steps), COUNT(vega12_steps),
};

static const struct sequence baco_sequence = {
	baco_steps, COUNT(baco_steps), 0,
};

/* Before the SMU was told, writes only prepare; afterwards each is a step. */
static const struct sequence *sequence_of(const struct gpu_model *gpu)
{
	if (gpu->in_baco)
		return &baco_sequence;
	return gpu->family->vega12 ? &vega12_prepare : &vega10_prepare;
}

void vega10_idle(struct gpu_model *gpu)
{
	gpu->mmio[THM] = THM_REST;
	gpu->mmio[DOORBELL_CNTL] = gpu->family->vega12 ? 0x10 : 0;
	gpu->mmio[FB_EN] = 3;
	gpu->mmio[BACO_CNTL] = 0;
}

/* The SMU was told to enter BACO: is everything as it must be by then? */
void vega10_enter(struct gpu_model *gpu)
{
	const struct sequence *prepare = sequence_of(gpu);

	if (gpu->baco.next != prepare->count) {
		model_break(gpu, "BACO entered without its preparation");
		return;
	}
	gpu->in_baco = true;
	gpu->resetting = true;
	gpu->baco.next = 0;
	gpu->baco.not_before = gpu->now + IDLE_AFTER;
	model_later(gpu, IDLE_AFTER, THM, 0, THM_IDLE);
}

static void baco_end(struct gpu_model *gpu)
{
	gpu->in_baco = false;
	if (model_broken(gpu))
		return;
	gpu->mmio[BACO_CNTL] &= ~BACO_MODE;
	if (model_faulty(gpu, BACO_WEAK))
		gpu->resetting = false;
	else
		model_reset_done(gpu);
	gpu->baco.next = 0;
}

static void baco_moved(struct gpu_model *gpu, const struct step *step)
{
	switch (step - baco_steps) {
	case POWER_CUT:
		model_later(gpu, MSEC, BACO_CNTL, 0, BACO_MODE);
		gpu->baco.not_before += MSEC;
		break;
	case LAST:
		model_call_later(gpu, MSEC, baco_end);
		break;
	}
}

static void follow(struct gpu_model *gpu, uint32_t dword, uint32_t value,
		   uint32_t read_only)
{
	uint32_t old = gpu->mmio[dword];
	struct step write = { .space = MMIO, .address = dword, .value = value };
	const struct sequence *sequence = sequence_of(gpu);
	const struct step *step;

	/* No SOC is idle yet: the first step must not come before. */
	if (gpu->in_baco && !gpu->baco.next && gpu->now < gpu->baco.not_before)
		model_break(gpu, "BACO went on before the SOC was idle");
	step = sequence_write(gpu, sequence, &write, old);
	gpu->mmio[dword] = (old & read_only) | (value & ~read_only);
	if (dword == THM && (value & THM_EXIT))
		model_later(gpu, EXIT_TAKES, THM, THM_EXIT, 0);
	if (step && sequence == &baco_sequence)
		baco_moved(gpu, step);
}

static bool vega10_read(struct gpu_model *gpu, uint32_t dword, uint32_t *value)
{
	if (dword != BACO_SUPPORT_DATA)
		return false;
	*value = gpu->mmio[BACO_SUPPORT_INDEX] == BACO_SUPPORT &&
		 model_has_baco(gpu);
	return true;
}

static bool vega10_write(struct gpu_model *gpu, uint32_t dword, uint32_t value)
{
	switch (dword) {
	case DOORBELL_CNTL:
	case FB_EN:
		follow(gpu, dword, value, 0);
		return true;
	case BACO_CNTL:
		follow(gpu, dword, value, BACO_MODE);
		return true;
	case THM:
		follow(gpu, dword, value, THM_IDLE);
		return true;
	case RCC_BIF_STRAP0:
		return true;
	default:
		return false;
	}
}

const struct part part_vega10 = { vega10_read, vega10_write };
