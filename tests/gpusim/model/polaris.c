// SPDX-License-Identifier: GPL-2.0
/*
 * Polaris and Vega M: the SMC, which runs firmware once a driver was there;
 * BACO by registers; and a reset by writing a magic number to config space.
 */
#include "model.h"

#define SMC_INDEX_11 0x1ac
#define SMC_DATA_11 0x1ad
#define GCK_INDEX 0x80
#define GCK_DATA 0x81
#define P_BACO_CNTL 0x14e5
#define P_STATUS 0x1f40u	/* bits of it that only the hardware changes */
#define P_IDLE 0x1e84u
#define P_MEMSIZE 0x150a
#define P_FB_EN 0x1524

#define SMC_RESET 0x80000000u
#define SMC_CLOCK 0x80000004u
#define SMC_COUNTER 0x80000370u
#define COUNTER_BOOT 0x2a2cu
#define COUNTER_USED 0x205f4u
#define SPLL_A 0xc05002b0u
#define SPLL_B 0xc050032cu
#define PULSE 0x10u		/* bit of these two that clears itself */

#define CONFIG_RESET_QUIET 100		/* usec without any access */
#define CONFIG_RESET_TIME (5 * MSEC)

/* Pads, framebuffer off, clocks from BCLK, PLLs off, CLKREQ#: preparation. */
#define PADS \
	{ MMIO, 0x184, ONES, 0, 0, 0, 0, 0 }, \
	{ MMIO, 0x193, ONES, 0, 0, 0, 0, 0 }, \
	{ MMIO, 0x192, ONES, 0, 0, 0, 0, 0 }, \
	{ MMIO, 0x182, ONES, 0xff77ffff, 0, 0, 0, 0 }, \
	{ MMIO, 0x4866, ONES, 0, 0, 0, 0, 0 }, \
	{ MMIO, 0x4864, ONES, 0xffffffff, 0, 0, 0, 0 }, \
	{ MMIO, 0x4862, ONES, 0, 0, 0, 0, 0 }, \
	{ MMIO, 0x4860, 0x03333333, 0x03333333, 0, 0, 0, 0 }, \
	{ MMIO, 0x4886, ONES, 0, 0, 0, 0, 0 }, \
	{ MMIO, 0x4884, 0x1111, 0x1111, 0, 0, 0, 0 }

#define FRAMEBUFFER_OFF \
	{ SMC, 0xc0300024, 0x1, 0x1, 0, 0, 0, 0 }, \
	{ MMIO, P_FB_EN, ONES, 0, 0, 0, 0, 0 }

#define BCLK \
	{ SMC, 0xc0500140, 0x8, 0x8, 0, 0, 0, 0 }, \
	{ SMC, 0xc0500170, 0x04000000, 0x04000000, 0, 0, 0, 0 }, \
	{ SMC, 0xc0500118, 0x80, 0x80, 0, 0, 0, 0 }, \
	{ SMC, 0xc050019c, 0xff00, 0x200, 0, 0, 0, 0 }

#define MPLL_MODE \
	{ MMIO, 0xaec, 0x100, 0x100, 0, 0, 0, 0 }, \
	{ MMIO, 0xaec, 0x800, 0, 0, 0, 0, 0 }

/* The last one's time is that of what follows it. */
#define PLLS(settle) \
	{ MMIO, 0x4894, 0xf0, 0x10, 1, 0, 0, 0 }, \
	{ MMIO, 0xa26, 0x10000000, 0x10000000, 0, 0, 0, 0 }, \
	{ SMC, SPLL_A, PULSE, PULSE, 50, 0, 0, 0 }, \
	{ SMC, SPLL_B, PULSE, PULSE, 50, 0, 0, 0 }, \
	{ SMC, 0xc0500080, 0x1, 0x1, settle, 0, 0, 0 }

#define MPLL_OFF \
	{ MMIO, 0xda2, 0x40, 0, 3, 0, 0, 0 }, \
	{ MMIO, 0xda2, 0x8, 0, 0, 0, 0, 0 }, \
	{ MMIO, 0xda2, 0x3fff00, 0x3200, 3, 0, 0, 0 }, \
	{ MMIO, 0xaef, 0x10000, 0, 5, 0, 0, 0 }

#define CLKREQ \
	{ SMC, 0xc05001a8, 0xff, 0x1, 0, 0, 0, 0 }, \
	{ SMC, 0xc05001a8, 0xff00, 0x100, 0, 0, 0, 0 }, \
	{ SMC, 0xc05001ac, 0xff, 0x1, 0, 0, 0, 0 }, \
	{ SMC, 0xc05001ac, 0xff00, 0x100, 0, 0, 0, 0 }, \
	{ SMC, 0xc05001a0, 0x4, 0, 0, 0, 0, 0 }, \
	{ SMC, 0xc05001a4, 0x8, 0, 0, 0, 0, 0 }, \
	{ SMC, 0xc050019c, 0xff00, 0x400, 0, 0, 0, 0 }

/* Between power off and on there must be 20 ms. */
#define BACO_ENTER \
	{ MMIO, P_BACO_CNTL, 0x1, 0x1, 0, 0, 0, 0 }, \
	{ MMIO, P_BACO_CNTL, 0x40000, 0x40000, 300, 300, 0, 0x40000 }, \
	{ MMIO, P_BACO_CNTL, 0x2, 0x2, 100, 100, 0, 0x2 }, \
	{ MMIO, P_BACO_CNTL, 0x4, 0, 100, 100, 0x4, 0 }, \
	{ MMIO, P_BACO_CNTL, 0x80, 0, 100, 100, 0x80, 0 }, \
	{ MMIO, P_BACO_CNTL, 0x8, 0x8, 21 * MSEC, MSEC, 0x1e00, 0x40 }

#define BACO_EXIT \
	{ MMIO, P_BACO_CNTL, 0x10, 0x10, 0, 0, 0, 0 }, \
	{ MMIO, P_BACO_CNTL, 0x2, 0, 0, 0, 0, 0 }, \
	{ MMIO, P_BACO_CNTL, 0x8, 0, 2 * MSEC, 2 * MSEC, 0, 0x200 }, \
	{ MMIO, P_BACO_CNTL, 0x4, 0x4, 500, 500, 0, 0x1c00 }, \
	{ MMIO, P_BACO_CNTL, 0x80, 0x80, 0, 0, 0, 0 }, \
	{ MMIO, P_BACO_CNTL, 0x40000, 0, 0, 0, 0, 0 }, \
	{ MMIO, P_BACO_CNTL, 0x10, 0, 500, 500, 0, 0x100 }, \
	{ MMIO, P_BACO_CNTL, 0x1, 0, 500, 500, 0x40, 0 }

static const struct step polaris_steps[] = {
	PADS, FRAMEBUFFER_OFF, BCLK, MPLL_MODE, PLLS(0), MPLL_OFF, CLKREQ,
	BACO_ENTER, BACO_EXIT,
};

/* Without an MPLL to switch and to stop. */
static const struct step vegam_steps[] = {
	PADS, FRAMEBUFFER_OFF, BCLK, PLLS(11), CLKREQ, BACO_ENTER, BACO_EXIT,
};

#define OF_NO_RETURN 14	/* steps of BACO_ENTER and BACO_EXIT */

static const struct sequence polaris_sequence = {
	polaris_steps, COUNT(polaris_steps), COUNT(polaris_steps) - OF_NO_RETURN,
};

static const struct sequence vegam_sequence = {
	vegam_steps, COUNT(vegam_steps), COUNT(vegam_steps) - OF_NO_RETURN,
};

static const struct sequence *sequence_of(const struct gpu_model *gpu)
{
	return gpu->family->vegam ? &vegam_sequence : &polaris_sequence;
}

void polaris_clean(struct gpu_model *gpu)
{
	static const struct {
		uint32_t dword, value;
	} rest[] = {
		{ P_BACO_CNTL, P_IDLE }, { P_FB_EN, 3 }, { 0x182, 0x77ffff },
		{ 0xaec, 0x800 }, { 0xaef, 0x10000 }, { 0xda2, 0x48 },
		{ 0x184, 1 }, { 0x4866, 1 }, { 0x4862, 1 },
	};

	for (size_t i = 0; i < COUNT(rest); i++)
		gpu->mmio[rest[i].dword] = rest[i].value;
	gpu->mmio[P_MEMSIZE] = gpu->family->memsize;
	gpu->smc.count = 0;
	gpu->smc_held = false;
	sparse_set(&gpu->smc, SMC_COUNTER, COUNTER_BOOT);
	sparse_set(&gpu->smc, 0xc05001a0, 0x4);
	sparse_set(&gpu->smc, 0xc05001a4, 0x8);
}

void polaris_dirty(struct gpu_model *gpu)
{
	sparse_set(&gpu->smc, SMC_COUNTER, COUNTER_USED);
	gpu->mmio[P_FB_EN] = 3;
	gpu->used = true;
}

static void config_reset_end(struct gpu_model *gpu)
{
	if (model_broken(gpu))
		return;
	model_reset_done(gpu);
	gpu->mmio[P_MEMSIZE] = gpu->family->memsize;
}

/* It works while the SMC runs firmware; otherwise it changes nothing. */
void polaris_config_reset(struct gpu_model *gpu)
{
	if (!gpu->used || model_broken(gpu))
		return;
	gpu->resetting = true;
	gpu->window_end = gpu->now + CONFIG_RESET_QUIET;
	gpu->mmio[P_MEMSIZE] = ONES;
	model_call_later(gpu, CONFIG_RESET_TIME, config_reset_end);
}

static void baco_end(struct gpu_model *gpu)
{
	gpu->in_baco = false;
	if (model_broken(gpu))
		return;
	if (model_faulty(gpu, BACO_WEAK)) {
		gpu->resetting = false;
		gpu->mmio[P_BACO_CNTL] = P_IDLE | 0x100;
		return;
	}
	model_reset_done(gpu);
	gpu->mmio[P_BACO_CNTL] = P_IDLE | 0x100;
}

/* What a step of no return brings about beside the bits of its row. */
static void baco_moved(struct gpu_model *gpu, const struct step *step)
{
	const struct sequence *sequence = sequence_of(gpu);
	unsigned int done = step - sequence->steps;

	if (done < sequence->first)
		return;
	if (done == sequence->first) {
		gpu->resetting = true;
		gpu->in_baco = true;
	}
	if (done == sequence->count - 1)
		model_call_later(gpu, step->after, baco_end);
}

static void baco_write(struct gpu_model *gpu, uint32_t value)
{
	uint32_t old = gpu->mmio[P_BACO_CNTL], held = P_STATUS;
	struct step write = { .space = MMIO, .address = P_BACO_CNTL,
			      .value = value };
	const struct step *step;

	step = sequence_write(gpu, sequence_of(gpu), &write, old);
	if (step)
		held |= step->clear | step->set;
	gpu->mmio[P_BACO_CNTL] = (old & held) | (value & ~held);
	if (!step)
		return;
	if (step->after)
		model_later(gpu, step->after, P_BACO_CNTL, step->clear,
			    step->set);
	baco_moved(gpu, step);
}

static void follow(struct gpu_model *gpu, int space, uint32_t address,
		   uint32_t value, uint32_t old)
{
	struct step write = { .space = space, .address = address,
			      .value = value };

	sequence_write(gpu, sequence_of(gpu), &write, old);
}

/* A driver starts its firmware by letting the SMC out of reset. */
static void smc_start(struct gpu_model *gpu)
{
	if (!gpu->used && !model_broken(gpu) && !gpu->resetting)
		polaris_dirty(gpu);
}

static void pulse_end(struct gpu_model *gpu)
{
	sparse_set(&gpu->smc, SPLL_A, sparse_get(&gpu->smc, SPLL_A) & ~PULSE);
	sparse_set(&gpu->smc, SPLL_B, sparse_get(&gpu->smc, SPLL_B) & ~PULSE);
}

static void smc_write(struct gpu_model *gpu, uint32_t address, uint32_t value)
{
	follow(gpu, SMC, address, value, sparse_get(&gpu->smc, address));
	if (address == SMC_COUNTER)
		return;
	sparse_set(&gpu->smc, address, value);
	if (address == SMC_RESET) {
		if (gpu->smc_held && !(value & 1))
			smc_start(gpu);
		gpu->smc_held = value & 1;
	}
	if ((address == SPLL_A || address == SPLL_B) && (value & PULSE))
		model_call_later(gpu, 50, pulse_end);
}

static uint32_t *window(struct gpu_model *gpu, uint32_t dword)
{
	if (dword == SMC_DATA_11)
		return &gpu->mmio[SMC_INDEX_11];
	if (dword == GCK_DATA)
		return &gpu->mmio[GCK_INDEX];
	return NULL;
}

static bool polaris_read(struct gpu_model *gpu, uint32_t dword, uint32_t *value)
{
	const uint32_t *index = window(gpu, dword);

	if (!index)
		return false;
	*value = sparse_get(&gpu->smc, *index);
	return true;
}

static bool polaris_write(struct gpu_model *gpu, uint32_t dword, uint32_t value)
{
	const uint32_t *index = window(gpu, dword);

	if (index) {
		smc_write(gpu, *index, value);
		return true;
	}
	switch (dword) {
	case P_BACO_CNTL:
		baco_write(gpu, value);
		return true;
	case P_FUSESTRAP:
	case P_MEMSIZE:
		return true;
	default:
		follow(gpu, MMIO, dword, value, gpu->mmio[dword]);
		return false;
	}
}

const struct part part_polaris = { polaris_read, polaris_write };
