// SPDX-License-Identifier: GPL-2.0
/* The card as a whole: its life, its clock, and what condition it is in. */
#include <stdlib.h>
#include <string.h>

#include "model.h"

#define SCRATCH_REGISTERS 16
#define POLARIS_SCRATCH_0 0x5c9
#define FUSESTRAP_BACO 0x2
#define BACO_SUPPORTED 0x17569
#define BACO_SUPPORTED_BIT 0x20000000u
#define PX_CAPABLE 0x80

static const struct bases usual_bases = { 0x16000, 0x16000, 0x16600 };
static const struct bases shifted_bases = { 0x16c00, 0x17400, 0x16b00 };

static bool is_polaris(const struct gpu_model *gpu)
{
	return gpu->family->generation == POLARIS;
}

bool model_broken(const struct gpu_model *gpu)
{
	return gpu->why[0];
}

bool model_has_baco(const struct gpu_model *gpu)
{
	return !model_faulty(gpu, NO_BACO);
}

/* model_strap() - what the board says of itself, at power-on */
void model_strap(struct gpu_model *gpu)
{
	bool baco = model_has_baco(gpu);

	if (is_polaris(gpu)) {
		gpu->mmio[P_FUSESTRAP] = baco ? FUSESTRAP_BACO : 0;
		return;
	}
	gpu->mmio[RCC_BIF_STRAP0] = baco ? PX_CAPABLE : 0;
	gpu->mmio[BACO_SUPPORTED] = baco ? BACO_SUPPORTED_BIT : 0;
}

static void soc15_clean(struct gpu_model *gpu)
{
	gpu->smn.count = 0;
	smu_firmware(gpu, false);
	gpu->mmio[RCC_CONFIG_MEMSIZE] = gpu->family->memsize;
	gpu->mmio[C2PMSG_33(gpu)] = PSP_FLAG;
	gpu->mmio[C2PMSG_35(gpu)] = PSP_FLAG;
	if (gpu->family->generation == VEGA10)
		vega10_idle(gpu);
}

/* model_registers_clean() - everything as after power-on */
void model_registers_clean(struct gpu_model *gpu)
{
	memset(gpu->mmio, 0, MMIO_DWORDS(gpu) * 4);
	if (is_polaris(gpu))
		polaris_clean(gpu);
	else
		soc15_clean(gpu);
	model_strap(gpu);
}

/* model_reset_done() - a reset went through: no firmware runs any more */
void model_reset_done(struct gpu_model *gpu)
{
	uint32_t kept[SCRATCH_REGISTERS];
	uint32_t *scratch = &gpu->mmio[is_polaris(gpu) ? POLARIS_SCRATCH_0 :
							 BIOS_SCRATCH_0];

	memcpy(kept, scratch, sizeof(kept));
	model_registers_clean(gpu);
	if (!gpu->setup.lose_scratch)
		memcpy(scratch, kept, sizeof(kept));
	if (model_faulty(gpu, CONFIG_LOST))
		model_config_lose(gpu);
	gpu->used = false;
	gpu->resetting = false;
	gpu->in_baco = false;
	gpu->window_end = 0;
}

/* What software sees of a card that hangs, so that it can tell. */
static void hang(struct gpu_model *gpu)
{
	switch (gpu->family->generation) {
	case POLARIS:
		sparse_set(&gpu->smc, 0x80000370, ONES);
		break;
	case NAVI:
	case NAVI48:
		gpu->mmio[C2PMSG_81(gpu)] = 0;
		gpu->mmio[C2PMSG_90(gpu)] = 1;
		sparse_set(&gpu->smn, gpu->family->flags, 0);
		break;
	default:
		gpu->mmio[C2PMSG_90(gpu)] = 0xfd;
		break;
	}
}

/* model_break() - from here on only power-on helps; the first reason counts */
void model_break(struct gpu_model *gpu, const char *why)
{
	if (model_broken(gpu))
		return;
	snprintf(gpu->why, sizeof(gpu->why), "%s", why);
	trace_note(gpu, "BROKEN %s", why);
	hang(gpu);
}

void gpu_model_power_on(struct gpu_model *gpu)
{
	model_forget_events(gpu);
	gpu->baco = (struct progress){ 0 };
	gpu->used = false;
	gpu->resetting = false;
	gpu->in_baco = false;
	gpu->gone = false;
	gpu->window_end = 0;
	gpu->why[0] = '\0';
	model_config_fill(gpu);
	model_registers_clean(gpu);
}

/*
 * A reset from outside reaches the bus interface and leaves firmware running in
 * what is behind it: of a clean card nothing is lost, a used one hangs.
 */
void gpu_model_bus_reset(struct gpu_model *gpu)
{
	trace_note(gpu, "BUS RESET");
	model_config_lose(gpu);
	if (gpu->family->bus_reset_kills) {
		model_break(gpu, "a bus reset sends this card off the bus");
		gpu->gone = true;
	} else if (gpu->used || gpu->resetting) {
		model_forget_events(gpu);
		gpu->window_end = 0;
		model_break(gpu, "a bus reset met running firmware");
	}
}

void gpu_model_unplug(struct gpu_model *gpu)
{
	trace_note(gpu, "UNPLUGGED");
	gpu->gone = true;
}

void gpu_model_dirty(struct gpu_model *gpu)
{
	if (gpu_model_state(gpu) != MODEL_CLEAN)
		return;
	if (is_polaris(gpu)) {
		polaris_dirty(gpu);
		return;
	}
	gpu->used = true;
	gpu->mmio[C2PMSG_81(gpu)] = gpu->family->sol;
	gpu->mmio[C2PMSG_64(gpu)] = gpu->family->psp_deaf ? 0 : PSP_FLAG;
	gpu->mmio[C2PMSG_35(gpu)] = 0;
	smu_firmware(gpu, true);
}

enum model_state gpu_model_state(const struct gpu_model *gpu)
{
	if (gpu->gone)
		return MODEL_GONE;
	if (model_broken(gpu))
		return MODEL_BROKEN;
	if (gpu->resetting)
		return MODEL_RESETTING;
	return gpu->used ? MODEL_USED : MODEL_CLEAN;
}

const char *gpu_model_state_name(enum model_state state)
{
	static const char *const names[] = {
		[MODEL_CLEAN] = "clean",
		[MODEL_USED] = "used",
		[MODEL_RESETTING] = "resetting",
		[MODEL_BROKEN] = "broken",
		[MODEL_GONE] = "gone",
	};

	return names[state];
}

const char *gpu_model_why(const struct gpu_model *gpu)
{
	return gpu->why;
}

/* The event that comes next, not after @until; NULL for none. */
static struct event *next_event(struct gpu_model *gpu, uint64_t until)
{
	struct event *next = NULL;

	for (unsigned int i = 0; i < MODEL_EVENTS; i++) {
		struct event *event = &gpu->event[i];

		if (event->armed && event->at <= until &&
		    (!next || event->at < next->at))
			next = event;
	}
	return next;
}

static void fire(struct gpu_model *gpu, struct event *event)
{
	event->armed = false;
	if (event->then)
		event->then(gpu);
	else
		gpu->mmio[event->dword] =
			(gpu->mmio[event->dword] & ~event->clear) | event->set;
}

void gpu_model_advance(struct gpu_model *gpu, uint64_t usec)
{
	uint64_t until = gpu->now + usec;
	struct event *event;

	if (gpu->trace.file)
		gpu->trace.delay += usec;
	while ((event = next_event(gpu, until))) {
		if (event->at > gpu->now)
			gpu->now = event->at;
		fire(gpu, event);
	}
	gpu->now = until;
	model_faults_tick(gpu);
}

uint64_t gpu_model_now(const struct gpu_model *gpu)
{
	return gpu->now;
}

static struct event *arm(struct gpu_model *gpu, uint64_t usec)
{
	unsigned int i;

	for (i = 0; i < MODEL_EVENTS - 1; i++)
		if (!gpu->event[i].armed)
			break;
	gpu->event[i] = (struct event){ .at = gpu->now + usec, .armed = true };
	return &gpu->event[i];
}

/* model_later() - a register changes after @usec */
void model_later(struct gpu_model *gpu, uint64_t usec, uint32_t dword,
		 uint32_t clear, uint32_t set)
{
	struct event *event = arm(gpu, usec);

	event->dword = dword;
	event->clear = clear;
	event->set = set;
}

void model_call_later(struct gpu_model *gpu, uint64_t usec,
		      void (*then)(struct gpu_model *gpu))
{
	arm(gpu, usec)->then = then;
}

void model_forget_events(struct gpu_model *gpu)
{
	for (unsigned int i = 0; i < MODEL_EVENTS; i++)
		gpu->event[i].armed = false;
}

struct gpu_model *gpu_model_new(const struct gpu_model_setup *setup)
{
	const struct family *family = model_family(setup->family);
	struct gpu_model *gpu;

	if (!family)
		return NULL;
	gpu = calloc(1, sizeof(*gpu));
	if (!gpu)
		return NULL;
	gpu->family = family;
	gpu->setup = *setup;
	gpu->base = setup->shift_bases && family->discovery ? shifted_bases :
							      usual_bases;
	gpu_model_mend(gpu);
	model_config_fill(gpu);
	gpu->mmio = calloc(MMIO_DWORDS(gpu), 4);
	if (!gpu->mmio || !model_images(gpu)) {
		gpu_model_free(gpu);
		return NULL;
	}
	gpu_model_power_on(gpu);
	return gpu;
}

void gpu_model_free(struct gpu_model *gpu)
{
	if (!gpu)
		return;
	gpu_model_trace_end(gpu);
	free(gpu->discovery);
	free(gpu->rom);
	free(gpu->mmio);
	free(gpu);
}

unsigned int gpu_model_nmis(const struct gpu_model *gpu)
{
	return gpu->nmis;
}

unsigned int gpu_model_accesses(const struct gpu_model *gpu)
{
	return gpu->accesses - gpu->counted_from;
}

unsigned int gpu_model_writes(const struct gpu_model *gpu)
{
	return gpu->writes;
}

unsigned int gpu_model_config_writes(const struct gpu_model *gpu)
{
	return gpu->config_writes;
}

void gpu_model_clear_counts(struct gpu_model *gpu)
{
	gpu->nmis = 0;
	gpu->writes = 0;
	gpu->config_writes = 0;
	gpu->counted_from = gpu->accesses;
}
