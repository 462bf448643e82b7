/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A model of an AMD graphics card at the level of registers: what a driver
 * reads and writes, how long the card takes over it, and what becomes of a card
 * that is treated wrongly. No hardware was at hand when it was written; it says
 * what is known of these cards, not what was measured on one.
 *
 * The card has a clock of its own, in microseconds, which moves only by
 * gpu_model_advance(). A program without hardware calls that where a driver
 * would sleep; a server calls it with the time that has passed.
 *
 * A card is clean, used or broken. Only the sequence that the family is known
 * to need makes a used card clean: a step out of order, or too soon after the
 * one before, leaves it broken, and gpu_model_why() says by what.
 */
#ifndef GPUSIM_GPU_MODEL_H
#define GPUSIM_GPU_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define GPU_MODEL_FUNCTIONS 4
#define GPU_MODEL_BARS 7		/* 0 to 5, and the ROM as number 6 */
#define GPU_MODEL_ROM 6
#define GPU_MODEL_CONFIG_SIZE 4096

struct gpu_model;

/**
 * enum model_state - what condition a card is in
 * @MODEL_CLEAN: as after power-on; a guest can start it
 * @MODEL_USED: firmware of an earlier guest runs; the next one fails
 * @MODEL_RESETTING: inside a reset; time or further steps decide
 * @MODEL_BROKEN: only power-on helps; gpu_model_why() has the reason
 * @MODEL_GONE: off the bus, every read returns ones
 */
enum model_state {
	MODEL_CLEAN,
	MODEL_USED,
	MODEL_RESETTING,
	MODEL_BROKEN,
	MODEL_GONE,
};

/**
 * struct gpu_model_setup - how a card differs from its family's usual one
 * @family: a name from gpu_model_families()
 * @device: PCI device ID, or 0 for the family's usual one
 * @flr: the card offers a function level reset
 * @lose_scratch: a reset clears the scratch registers; unknown of
 *	real cards, so try both
 * @shift_bases: the discovery table tells other base addresses than those a
 *	driver may have built in; only where a family has such a table
 */
struct gpu_model_setup {
	const char *family;
	uint16_t device;
	bool flr;
	bool lose_scratch;
	bool shift_bases;
};

/* gpu_model_families() - names of all families, the last one is NULL */
const char *const *gpu_model_families(void);

/* gpu_model_new() - a clean card; NULL for an unknown family or no memory */
struct gpu_model *gpu_model_new(const struct gpu_model_setup *setup);
void gpu_model_free(struct gpu_model *gpu);

/*
 * What a driver can do. Sizes are 1, 2 or 4 bytes, values little-endian as the
 * processor sees them. A read of nothing returns ones of that size.
 */
bool gpu_model_has_function(const struct gpu_model *gpu, unsigned int fn);
uint32_t gpu_model_bar_size(const struct gpu_model *gpu, unsigned int fn,
			    unsigned int bar);
uint32_t gpu_model_config_read(struct gpu_model *gpu, unsigned int fn,
			       unsigned int offset, unsigned int size);
void gpu_model_config_write(struct gpu_model *gpu, unsigned int fn,
			    unsigned int offset, unsigned int size,
			    uint32_t value);
uint32_t gpu_model_bar_read(struct gpu_model *gpu, unsigned int fn,
			    unsigned int bar, uint32_t offset,
			    unsigned int size);
void gpu_model_bar_write(struct gpu_model *gpu, unsigned int fn,
			 unsigned int bar, uint32_t offset, unsigned int size,
			 uint32_t value);
/* Registers as resets use them: BAR 5 of function 0, @offset in bytes. */
uint32_t gpu_model_read32(struct gpu_model *gpu, uint32_t offset);
void gpu_model_write32(struct gpu_model *gpu, uint32_t offset, uint32_t value);

/* Where the power management and the PCIe capability are. */
unsigned int gpu_model_pm_cap(void);
unsigned int gpu_model_pcie_cap(void);

/*
 * What the kernel's core does for a driver, with its habits: saving fills one
 * slot per function, restoring empties it, and a second restore does nothing.
 * A stored copy outlives that; loading it fills the slot again.
 */
void gpu_model_save_state(struct gpu_model *gpu, unsigned int fn);
void gpu_model_restore_state(struct gpu_model *gpu, unsigned int fn);
void gpu_model_store_saved_state(struct gpu_model *gpu, unsigned int fn);
void gpu_model_load_saved_state(struct gpu_model *gpu, unsigned int fn);
void gpu_model_clear_master(struct gpu_model *gpu, unsigned int fn);
/* @state 0 or 3; false when the function does not get there */
bool gpu_model_set_power(struct gpu_model *gpu, unsigned int fn,
			 unsigned int state);
unsigned int gpu_model_power_state(const struct gpu_model *gpu, unsigned int fn);

/* The bus: a secondary bus reset above the card, power-on, surprise removal. */
void gpu_model_bus_reset(struct gpu_model *gpu);
void gpu_model_power_on(struct gpu_model *gpu);
void gpu_model_unplug(struct gpu_model *gpu);

/* Time: @usec microseconds pass; gpu_model_now() is since power-on. */
void gpu_model_advance(struct gpu_model *gpu, uint64_t usec);
uint64_t gpu_model_now(const struct gpu_model *gpu);

/* gpu_model_dirty() - leave the card as a guest does that was just stopped */
void gpu_model_dirty(struct gpu_model *gpu);

/**
 * gpu_model_fault() - have something go wrong, now or later
 * @gpu: the card
 * @spec: NAME[=VALUE][@access=N | @time=USEC], counted from now, with NAME
 *	smu-silent	messages are never answered
 *	smu-fd		every message is answered by 0xfd
 *	smu-ones	the response register reads ones
 *	psp-dead	the PSP neither says that it is ready nor obeys
 *	psp-shy		the PSP does not say that it is ready, but obeys
 *	psp-mute	the PSP takes the mode1 command and is never seen again
 *	no-discovery	the discovery table has a bad signature
 *	memsize-ones	the size of the memory reads ones
 *	stuck=DWORD	that register keeps its value
 *	ignore-writes	no register can be written
 *	baco-weak	BACO runs through and resets nothing
 *	pm-stuck	a function in D3hot stays there
 *	config-lost	mode1 and BACO lose COMMAND and the BARs
 *	no-baco		the straps say that the card has no BACO
 *	ones		registers read ones, writes vanish
 *	link-loss	config space too
 *
 * Faults add up and stay until gpu_model_mend(); what was lost or strapped comes
 * back with gpu_model_power_on().
 *
 * Return: 0, or -EINVAL for a spec that is none of these, -ENOSPC for too many.
 */
int gpu_model_fault(struct gpu_model *gpu, const char *spec);
void gpu_model_mend(struct gpu_model *gpu);

/* What became of the card. */
enum model_state gpu_model_state(const struct gpu_model *gpu);
const char *gpu_model_state_name(enum model_state state);
/* gpu_model_why() - by what the card broke, "" when it did not */
const char *gpu_model_why(const struct gpu_model *gpu);
/* Accesses to registers while mode1 ran: on some hosts each raises an NMI. */
unsigned int gpu_model_nmis(const struct gpu_model *gpu);
/*
 * Register accesses, register writes, and config writes, since the counts were
 * last cleared. To read what is behind an index register, that must be written:
 * which is an access, and not counted as a write.
 */
unsigned int gpu_model_accesses(const struct gpu_model *gpu);
unsigned int gpu_model_writes(const struct gpu_model *gpu);
unsigned int gpu_model_config_writes(const struct gpu_model *gpu);
void gpu_model_clear_counts(struct gpu_model *gpu);

/*
 * The trace: every access, one a line, equal reads in a row counted, delays in
 * between summed. NULL turns it off. gpu_model_trace_end() writes what is
 * still being counted.
 */
void gpu_model_trace(struct gpu_model *gpu, FILE *file);
void gpu_model_trace_end(struct gpu_model *gpu);

#endif
