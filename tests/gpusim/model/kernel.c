// SPDX-License-Identifier: GPL-2.0
/* What the kernel's PCI core does to a function for a driver that asks. */
#include <string.h>

#include "model.h"

#define COMMAND 0x04
#define COMMAND_MASTER 0x4

void gpu_model_save_state(struct gpu_model *gpu, unsigned int fn)
{
	struct function *function = &gpu->function[fn];

	trace_note(gpu, "  CFG fn%u save_state", fn);
	memcpy(function->slot, function->config, sizeof(function->slot));
	function->slot_full = true;
}

/* The standard header as it was; capabilities' controls, but never the power. */
static void write_back(struct gpu_model *gpu, unsigned int fn)
{
	static const uint16_t offsets[] = {
		0x60, 0x68, 0x80, 0x3c, 0x30, 0x24, 0x20, 0x1c, 0x18, 0x14,
		0x10, 0x0c, 0x04,
	};
	struct function *function = &gpu->function[fn];
	unsigned int counted = gpu->config_writes;
	FILE *file = gpu->trace.file;
	uint32_t value;

	gpu->trace.file = NULL;
	for (size_t i = 0; i < COUNT(offsets); i++) {
		memcpy(&value, function->slot + offsets[i], 4);
		gpu_model_config_write(gpu, fn, offsets[i], 4, value);
	}
	gpu->trace.file = file;
	gpu->config_writes = counted + 1;
}

void gpu_model_restore_state(struct gpu_model *gpu, unsigned int fn)
{
	struct function *function = &gpu->function[fn];

	trace_note(gpu, "  CFG fn%u restore_state", fn);
	if (!function->slot_full)
		return;
	write_back(gpu, fn);
	function->slot_full = false;
}

void gpu_model_store_saved_state(struct gpu_model *gpu, unsigned int fn)
{
	struct function *function = &gpu->function[fn];

	memcpy(function->stored, function->slot, sizeof(function->stored));
	function->stored_full = function->slot_full;
}

void gpu_model_load_saved_state(struct gpu_model *gpu, unsigned int fn)
{
	struct function *function = &gpu->function[fn];

	trace_note(gpu, "  CFG fn%u load_saved_state", fn);
	memcpy(function->slot, function->stored, sizeof(function->slot));
	function->slot_full = function->stored_full;
}

void gpu_model_clear_master(struct gpu_model *gpu, unsigned int fn)
{
	trace_note(gpu, "  CFG fn%u clear bus master", fn);
	gpu->function[fn].config[COMMAND] &= ~COMMAND_MASTER;
}

bool gpu_model_set_power(struct gpu_model *gpu, unsigned int fn,
			 unsigned int state)
{
	unsigned int offset = gpu_model_pm_cap() + 4;
	FILE *file = gpu->trace.file;
	uint32_t control;

	trace_note(gpu, "  PM fn%u -> D%u", fn, state);
	gpu->trace.file = NULL;
	control = gpu_model_config_read(gpu, fn, offset, 2);
	if ((control & 3) != state)
		gpu_model_config_write(gpu, fn, offset, 2,
				       (control & ~3u) | state);
	control = gpu_model_config_read(gpu, fn, offset, 2);
	gpu->trace.file = file;
	return (control & 3) == state;
}
