// SPDX-License-Identifier: GPL-2.0
/*
 * Config space: type 0 headers with a power management and a PCI Express
 * capability each, and on Polaris a register behind the latter that takes the
 * magic number of the config reset.
 */
#include <string.h>

#include "model.h"

#define COMMAND 0x04
#define COMMAND_IO 0x1
#define COMMAND_MEMORY 0x2
#define COMMAND_WRITABLE 0x0547
#define STATUS_CAPABILITIES 0x10
#define BAR_0 0x10
#define ROM_BAR 0x30
#define ROM_ENABLE 0x1
#define PM_CAP 0x50
#define PM_CONTROL (PM_CAP + 4)
#define PM_STATE 0x3
#define PM_NO_SOFT_RESET 0x8
#define PCIE_CAP 0x58
#define DEVCAP (PCIE_CAP + 4)
#define DEVCAP_FLR 0x10000000u
#define DEVCTL (PCIE_CAP + 8)
#define DEVCTL_FLR 0x8000
#define LNKCAP (PCIE_CAP + 0xc)
#define LNKCTL (PCIE_CAP + 0x10)
#define DEVCTL2 (PCIE_CAP + 0x28)
#define CONFIG_RESET 0x7c
#define CONFIG_RESET_MAGIC 0x39d5e86bu

struct shape {
	uint16_t device;
	uint32_t class_code;
	uint32_t bar_size[GPU_MODEL_BARS];
};

unsigned int gpu_model_pm_cap(void)
{
	return PM_CAP;
}

unsigned int gpu_model_pcie_cap(void)
{
	return PCIE_CAP;
}

static uint32_t get(const struct gpu_model *gpu, unsigned int fn,
		    unsigned int offset)
{
	uint32_t value;

	memcpy(&value, gpu->function[fn].config + offset, 4);
	return value;
}

static void put(struct gpu_model *gpu, unsigned int fn, unsigned int offset,
		uint32_t value)
{
	memcpy(gpu->function[fn].config + offset, &value, 4);
}

/* BAR 0 and 2 of a graphics function are 64 bits wide and prefetchable. */
static uint32_t bar_flags(unsigned int fn, unsigned int bar)
{
	if (fn)
		return 0;
	return bar == 4 ? 0x1 : bar == 5 ? 0 : 0xc;
}

static void fill_capabilities(struct gpu_model *gpu, unsigned int fn)
{
	bool flr = gpu->setup.flr && fn == 0;

	gpu->function[fn].config[0x34] = PM_CAP;
	put(gpu, fn, PM_CAP, 0x00030001 | PCIE_CAP << 8);
	put(gpu, fn, PM_CONTROL, PM_NO_SOFT_RESET);
	/* A legacy endpoint of version 2, 256 bytes a packet, 8 GT/s, x16. */
	put(gpu, fn, PCIE_CAP, 0x00120010);
	put(gpu, fn, DEVCAP, 0x00008fa1 | (flr ? DEVCAP_FLR : 0));
	put(gpu, fn, LNKCAP, 0x00000d03 | 16 << 4);
	put(gpu, fn, LNKCTL, 0x0103u << 16);
}

static void fill_function(struct gpu_model *gpu, unsigned int fn,
			  const struct shape *shape)
{
	struct function *function = &gpu->function[fn];

	memset(function->config, 0, sizeof(function->config));
	function->scrap = 0;
	function->exists = shape->device;
	if (!function->exists)
		return;
	memcpy(function->bar_size, shape->bar_size, sizeof(shape->bar_size));
	put(gpu, fn, 0x00, 0x1002 | (uint32_t)shape->device << 16);
	put(gpu, fn, COMMAND, STATUS_CAPABILITIES << 16);
	put(gpu, fn, 0x08, shape->class_code << 8 | 0xc1);
	put(gpu, fn, 0x0c, 0x00800000);
	put(gpu, fn, 0x2c, 0x1002 | 0x0b36u << 16);
	for (unsigned int bar = 0; bar < GPU_MODEL_ROM; bar++)
		if (shape->bar_size[bar])
			put(gpu, fn, BAR_0 + bar * 4, bar_flags(fn, bar));
	fill_capabilities(gpu, fn);
}

void model_config_fill(struct gpu_model *gpu)
{
	const struct family *family = gpu->family;
	uint32_t registers = family->generation == POLARIS ? 0x40000 : 0x80000;
	const struct shape shapes[GPU_MODEL_FUNCTIONS] = {
		{ gpu->setup.device ? gpu->setup.device : family->device,
		  0x030000,
		  { 0x10000000, 0, 0x200000, 0, 0x100, registers, ROM_SIZE } },
		{ family->audio, 0x040300, { 0x4000 } },
		{ family->usb, 0x0c0330, { 0x100000 } },
		{ family->ucsi, 0x0c8000, { 0x100000 } },
	};

	for (unsigned int fn = 0; fn < GPU_MODEL_FUNCTIONS; fn++)
		fill_function(gpu, fn, &shapes[fn]);
	/* Alone, it is no multifunction device. */
	if (!family->audio)
		gpu->function[0].config[0x0e] = 0;
}

/* model_config_lose() - what a reset leaves of config space */
void model_config_lose(struct gpu_model *gpu)
{
	for (unsigned int fn = 0; fn < GPU_MODEL_FUNCTIONS; fn++) {
		if (!gpu->function[fn].exists)
			continue;
		put(gpu, fn, COMMAND, STATUS_CAPABILITIES << 16);
		for (unsigned int bar = 0; bar < GPU_MODEL_ROM; bar++)
			if (gpu->function[fn].bar_size[bar])
				put(gpu, fn, BAR_0 + bar * 4, bar_flags(fn, bar));
		put(gpu, fn, BAR_0 + 4, 0);
		put(gpu, fn, BAR_0 + 12, 0);
		put(gpu, fn, ROM_BAR, 0);
		put(gpu, fn, PM_CONTROL, PM_NO_SOFT_RESET);
	}
}

bool gpu_model_has_function(const struct gpu_model *gpu, unsigned int fn)
{
	return fn < GPU_MODEL_FUNCTIONS && gpu->function[fn].exists;
}

uint32_t gpu_model_bar_size(const struct gpu_model *gpu, unsigned int fn,
			    unsigned int bar)
{
	if (!gpu_model_has_function(gpu, fn) || bar >= GPU_MODEL_BARS)
		return 0;
	return gpu->function[fn].bar_size[bar];
}

unsigned int gpu_model_power_state(const struct gpu_model *gpu, unsigned int fn)
{
	return get(gpu, fn, PM_CONTROL) & PM_STATE;
}

/* model_decodes() - whether a function answers in one of its BARs */
bool model_decodes(const struct gpu_model *gpu, unsigned int fn,
		   unsigned int bar)
{
	uint32_t need = fn == 0 && bar == 4 ? COMMAND_IO : COMMAND_MEMORY;

	if (bar == GPU_MODEL_ROM && !(get(gpu, fn, ROM_BAR) & ROM_ENABLE))
		return false;
	return (get(gpu, fn, COMMAND) & need) && !gpu_model_power_state(gpu, fn);
}

static uint32_t bar_writable(const struct gpu_model *gpu, unsigned int fn,
			     unsigned int bar)
{
	const uint32_t *size = gpu->function[fn].bar_size;

	if (size[bar])
		return ~(size[bar] - 1);
	/* The upper half of a wide one */
	return fn == 0 && (bar == 1 || bar == 3) ? ONES : 0;
}

/* Bits of an aligned dword that a write can change. */
static uint32_t writable(const struct gpu_model *gpu, unsigned int fn,
			 unsigned int offset)
{
	switch (offset) {
	case COMMAND:
		return COMMAND_WRITABLE;
	case 0x0c:
		return 0xffff;
	case BAR_0 ... BAR_0 + 5 * 4:
		return bar_writable(gpu, fn, (offset - BAR_0) / 4);
	case ROM_BAR:
		return fn ? 0 : ~(ROM_SIZE - 1) | ROM_ENABLE;
	case 0x3c:
		return 0xff;
	case PM_CONTROL:
		return 0x0103;
	case DEVCTL:
		return 0x7fff;
	case LNKCTL:
		return 0x0fff;
	case DEVCTL2:
		return 0xffff;
	default:
		return 0;
	}
}

uint32_t gpu_model_config_read(struct gpu_model *gpu, unsigned int fn,
			       unsigned int offset, unsigned int size)
{
	uint32_t value = ONES;

	if (gpu_model_has_function(gpu, fn) && !gpu->gone &&
	    offset + size <= GPU_MODEL_CONFIG_SIZE) {
		value = 0;
		memcpy(&value, gpu->function[fn].config + offset, size);
	}
	if (size < 4)
		value &= (1u << size * 8) - 1;
	trace_config(gpu, 'R', fn, offset, size, value);
	return value;
}

static void write_power(struct gpu_model *gpu, unsigned int fn, uint32_t old,
			uint32_t value)
{
	unsigned int from = old & PM_STATE, to = value & PM_STATE;

	if (from == 3 && to != 3 && model_faulty(gpu, PM_STUCK)) {
		put(gpu, fn, PM_CONTROL, value | PM_STATE);
		return;
	}
	if (from != to)
		trace_note(gpu, "  PM fn%u -> D%u", fn, to);
}

static void write_dword(struct gpu_model *gpu, unsigned int fn,
			unsigned int offset, uint32_t value)
{
	uint32_t old = get(gpu, fn, offset), mask = writable(gpu, fn, offset);
	uint32_t now = (old & ~mask) | (value & mask);

	put(gpu, fn, offset, now);
	if (offset == PM_CONTROL)
		write_power(gpu, fn, old, now);
	else if (offset == DEVCTL && (value & DEVCTL_FLR) &&
		 (get(gpu, fn, DEVCAP) & DEVCAP_FLR))
		gpu_model_bus_reset(gpu);
	else if (offset == CONFIG_RESET && value == CONFIG_RESET_MAGIC &&
		 fn == 0 && gpu->family->generation == POLARIS)
		polaris_config_reset(gpu);
}

void gpu_model_config_write(struct gpu_model *gpu, unsigned int fn,
			    unsigned int offset, unsigned int size,
			    uint32_t value)
{
	unsigned int aligned = offset & ~3u, shift = (offset & 3) * 8;
	uint32_t mask = size < 4 ? (1u << size * 8) - 1 : ONES;

	gpu->config_writes++;
	trace_config(gpu, 'W', fn, offset, size, value & mask);
	if (!gpu_model_has_function(gpu, fn) || gpu->gone ||
	    offset + size > GPU_MODEL_CONFIG_SIZE)
		return;
	write_dword(gpu, fn, aligned, (get(gpu, fn, aligned) & ~(mask << shift)) |
				      (value & mask) << shift);
}
