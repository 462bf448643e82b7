// SPDX-License-Identifier: GPL-2.0
/*
 * Registers: what is in the way of an access (power, decoding, faults, mode1),
 * the two index registers of every card, and the parts that know the rest. What
 * none of them knows keeps what was written to it.
 */
#include <string.h>

#include "model.h"

#define MM_INDEX 0x0
#define MM_DATA 0x1
#define MM_INDEX_HI 0x6
#define MM_MEMORY 0x80000000u

static const struct part *const polaris_parts[] = { &part_polaris, NULL };

static const struct part *const vega10_parts[] = {
	&part_psp, &part_smu, &part_vega10, NULL,
};

static const struct part *const later_parts[] = { &part_psp, &part_smu, NULL };

static const struct part *const *parts_of(const struct gpu_model *gpu)
{
	switch (gpu->family->generation) {
	case POLARIS:
		return polaris_parts;
	case VEGA10:
		return vega10_parts;
	default:
		return later_parts;
	}
}

uint32_t sparse_get(const struct sparse *sparse, uint32_t address)
{
	for (unsigned int i = 0; i < sparse->count; i++)
		if (sparse->entry[i].address == address)
			return sparse->entry[i].value;
	return 0;
}

/* sparse_set() - what no longer fits is forgotten, as by a register that is none */
void sparse_set(struct sparse *sparse, uint32_t address, uint32_t value)
{
	unsigned int i;

	for (i = 0; i < sparse->count; i++)
		if (sparse->entry[i].address == address)
			break;
	if (i == MODEL_SPARSE)
		return;
	if (i == sparse->count)
		sparse->count++;
	sparse->entry[i].address = address;
	sparse->entry[i].value = value;
}

/* The card's memory is the discovery table at its end; the rest reads 0. */
static uint32_t memory_read(struct gpu_model *gpu)
{
	uint64_t address = (uint64_t)gpu->mmio[MM_INDEX_HI] << 31 |
			   (gpu->mmio[MM_INDEX] & ~MM_MEMORY);
	uint64_t end = (uint64_t)gpu->family->memsize << 20;
	uint64_t begin = end - DISCOVERY_SIZE;
	uint32_t value = 0;

	if (!gpu->discovery || address < begin || address > end - 4)
		return 0;
	if (model_faulty(gpu, NO_DISCOVERY) || model_broken(gpu))
		return 0x5a5a5a5a;
	memcpy(&value, gpu->discovery + (address - begin), 4);
	return value;
}

static uint32_t read_register(struct gpu_model *gpu, uint32_t dword)
{
	const struct part *const *part;
	uint32_t value;

	if (dword >= MMIO_DWORDS(gpu))
		return 0;
	if (dword == MM_DATA)
		return gpu->mmio[MM_INDEX] & MM_MEMORY ?
		       memory_read(gpu) : gpu->mmio[MM_DATA];
	if (dword == PCIE_DATA2 && gpu->family->generation != POLARIS)
		return sparse_get(&gpu->smn, gpu->mmio[PCIE_INDEX2]);
	for (part = parts_of(gpu); *part; part++)
		if ((*part)->read(gpu, dword, &value))
			return value;
	return gpu->mmio[dword];
}

static void write_register(struct gpu_model *gpu, uint32_t dword, uint32_t value)
{
	const struct part *const *part;
	uint32_t address = gpu->mmio[PCIE_INDEX2];

	if (dword >= MMIO_DWORDS(gpu))
		return;
	if (dword == PCIE_DATA2 && gpu->family->generation != POLARIS) {
		if (!smu_smn_write(gpu, address, value))
			sparse_set(&gpu->smn, address, value);
		return;
	}
	for (part = parts_of(gpu); *part; part++)
		if ((*part)->write(gpu, dword, value))
			return;
	gpu->mmio[dword] = value;
}

static uint32_t memsize_register(const struct gpu_model *gpu)
{
	return gpu->family->generation == POLARIS ? 0x150a : RCC_CONFIG_MEMSIZE;
}

/* An access that must not be: mode1 and the config reset leave nothing awake. */
static bool in_window(struct gpu_model *gpu)
{
	if (gpu->now >= gpu->window_end)
		return false;
	gpu->nmis++;
	model_break(gpu, "a register was touched while the card was in reset");
	return true;
}

static bool out_of_reach(struct gpu_model *gpu)
{
	gpu->accesses++;
	model_faults_tick(gpu);
	return gpu->gone || !model_decodes(gpu, 0, 5) ||
	       model_faulty(gpu, READS_ONES) || in_window(gpu);
}

/* A broken Vega has no other way to show that it is not clean. */
static bool dead(const struct gpu_model *gpu)
{
	return model_broken(gpu) && !gpu->used &&
	       (gpu->family->generation == VEGA10 ||
		gpu->family->generation == VEGA20);
}

static uint32_t look(struct gpu_model *gpu, uint32_t dword)
{
	const struct fault *stuck;

	if (out_of_reach(gpu) || dead(gpu))
		return ONES;
	if (dword == memsize_register(gpu) && model_faulty(gpu, MEMSIZE_ONES))
		return ONES;
	stuck = model_stuck(gpu, dword);
	return stuck ? stuck->kept : read_register(gpu, dword);
}

uint32_t gpu_model_read32(struct gpu_model *gpu, uint32_t offset)
{
	uint32_t value = look(gpu, offset / 4);

	trace_register(gpu, 'R', offset / 4, value);
	return value;
}

/* To read what is behind an index, it must be written. */
static bool is_index(const struct gpu_model *gpu, uint32_t dword)
{
	if (dword == MM_INDEX || dword == MM_INDEX_HI)
		return true;
	if (gpu->family->generation == POLARIS)
		return dword == 0x80 || dword == 0x1ac;
	return dword == PCIE_INDEX2;
}

void gpu_model_write32(struct gpu_model *gpu, uint32_t offset, uint32_t value)
{
	uint32_t dword = offset / 4;

	if (!is_index(gpu, dword))
		gpu->writes++;
	trace_register(gpu, 'W', dword, value);
	if (out_of_reach(gpu) || dead(gpu) || model_stuck(gpu, dword) ||
	    model_faulty(gpu, IGNORE_WRITES))
		return;
	write_register(gpu, dword, value);
}

static uint32_t mask_of(unsigned int size)
{
	return size >= 4 ? ONES : (1u << size * 8) - 1;
}

static uint32_t other_read(struct gpu_model *gpu, unsigned int fn,
			   unsigned int bar, uint32_t offset)
{
	uint32_t value;

	if (gpu->gone || !model_decodes(gpu, fn, bar))
		return ONES;
	if (fn == 0 && bar == GPU_MODEL_ROM) {
		if (offset > ROM_SIZE - 4)
			return ONES;
		memcpy(&value, gpu->rom + offset, 4);
		return value;
	}
	return gpu->function[fn].scrap;
}

uint32_t gpu_model_bar_read(struct gpu_model *gpu, unsigned int fn,
			    unsigned int bar, uint32_t offset,
			    unsigned int size)
{
	uint32_t aligned = offset & ~3u, value;

	if (!gpu_model_bar_size(gpu, fn, bar))
		return mask_of(size);
	if (fn == 0 && bar == 5)
		value = gpu_model_read32(gpu, aligned);
	else
		value = other_read(gpu, fn, bar, aligned);
	return (value >> (offset & 3) * 8) & mask_of(size);
}

void gpu_model_bar_write(struct gpu_model *gpu, unsigned int fn,
			 unsigned int bar, uint32_t offset, unsigned int size,
			 uint32_t value)
{
	uint32_t shift = (offset & 3) * 8, mask = mask_of(size) << shift;
	uint32_t dword = offset / 4;

	if (!gpu_model_bar_size(gpu, fn, bar) || bar == GPU_MODEL_ROM)
		return;
	if (fn == 0 && bar == 5) {
		if (mask != ONES && dword < MMIO_DWORDS(gpu))
			value = (gpu->mmio[dword] & ~mask) | (value << shift & mask);
		gpu_model_write32(gpu, dword * 4, value);
	} else if (!gpu->gone && model_decodes(gpu, fn, bar)) {
		gpu->function[fn].scrap = value << shift & mask;
	}
}
