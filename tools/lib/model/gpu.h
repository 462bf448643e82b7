/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_MODEL_GPU_H
#define ACSDIAG_MODEL_GPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/addr.h"
#include "model/arena.h"

/*
 * GPUs that the module knows how to reset, as it tells of them, and the resets
 * that it was asked for. Texts are kept in the arena of struct resets.
 */

/**
 * enum gpu_state - what a card looks like; the order is the protocol's
 */
enum gpu_state {
	GPU_UNKNOWN = 0,
	GPU_OFF_BUS,
	GPU_STUCK_ASLEEP,
	GPU_ASLEEP,
	GPU_MMIO_DEAD,
	GPU_HALF_RESET,
	GPU_SMU_WEDGED,
	GPU_USED,
	GPU_CLEAN,
	GPU_STATES,
};

/**
 * struct gpu_register - a register that a state rests on
 * @space: "mmio", "smn", "smc", "vram" or "config"
 * @name: as AMD's headers call it
 * @address: where it is in its space
 * @value: what it read
 */
struct gpu_register {
	const char *space, *name;
	uint32_t address, value;
};

#define GPU_REGISTERS_MAX 32

/**
 * struct gpu_finding - a card's state, and what says so
 * @state: the conclusion
 * @reason: one sentence, without full stop; NULL for none
 * @registers: what was read, in order
 * @count: entries in @registers
 */
struct gpu_finding {
	enum gpu_state state;
	const char *reason;
	struct gpu_register registers[GPU_REGISTERS_MAX];
	size_t count;
};

#define GPU_METHODS_MAX 8

/**
 * struct gpu - a card of the module's table
 * @addr: where it is
 * @vendor: vendor ID
 * @device: device ID
 * @offered: the kernel asks the module to reset it
 * @shielded: the module keeps the bus reset away from it
 * @experimental: its reset is used only where that is allowed
 * @family: chips that are reset in the same way, in a word
 * @title: the same for people
 * @evidence: what the way to reset it rests on, in a word
 * @methods: what the module would try, in order
 * @methods_count: entries in @methods
 * @kernel_methods: the kernel's list in order, separated by spaces
 * @bus_reset_harms: why a bus reset must be kept away, NULL when it need not
 * @not_offered: why the kernel does not ask the module, NULL when it does
 * @finding: its state
 */
struct gpu {
	struct pci_addr addr;
	uint16_t vendor, device;
	bool offered, shielded, experimental;
	const char *family, *title, *evidence;
	const char *methods[GPU_METHODS_MAX];
	size_t methods_count;
	const char *kernel_methods;
	const char *bus_reset_harms, *not_offered;
	struct gpu_finding finding;
};

/**
 * struct past_reset - a reset that was tried
 * @number: counts from 1 since the module was loaded
 * @addr: of which card
 * @vendor: its vendor ID
 * @device: its device ID
 * @time: when it began, in seconds since 1970
 * @pid: process that asked for it
 * @comm: its name
 * @method: what made it clean, or was tried last; NULL for none
 * @failure: what went wrong first, NULL when nothing did
 * @tries: how many methods were tried
 * @steps: how many steps were done
 * @duration: in microseconds
 * @error: what the kernel was told, 0 or a positive errno
 * @written: the card was changed
 * @before: its state before
 * @after: its state afterwards
 */
struct past_reset {
	uint32_t number;
	struct pci_addr addr;
	uint16_t vendor, device;
	uint64_t time;
	uint32_t pid;
	const char *comm, *method, *failure;
	uint32_t tries, steps;
	uint64_t duration;
	uint32_t error;
	bool written;
	enum gpu_state before, after;
};

/**
 * struct reset_step - something that was done in a reset
 * @number: counts from 1
 * @method: of which method, NULL outside of any
 * @phase: what it is about, as "enter BACO"
 * @what: "write", "poll", "sleep", "message" ...
 * @name: the register's or message's name, NULL for none
 * @address: byte offset in BAR 5 or in config space
 * @value: as written, or as last read; microseconds of a sleep
 * @error: a positive errno, 0 for none
 */
struct reset_step {
	uint32_t number;
	const char *method, *phase, *what, *name;
	uint32_t address, value, error;
};

#define RESETS_GPUS_MAX 64
#define RESETS_PAST_MAX 64
#define RESETS_STEPS_MAX 1024

/**
 * struct resets - all that is known of resets of GPUs
 * @texts: keeps all texts
 * @gpus: the cards, in the order of addresses
 * @gpus_count: entries in @gpus
 * @past: resets, the oldest first
 * @past_count: entries in @past
 * @steps: of the reset just run
 * @steps_count: entries in @steps
 */
struct resets {
	struct arena *texts;
	struct gpu gpus[RESETS_GPUS_MAX];
	size_t gpus_count;
	struct past_reset past[RESETS_PAST_MAX];
	size_t past_count;
	struct reset_step steps[RESETS_STEPS_MAX];
	size_t steps_count;
};

struct resets *resets_new(void);
void resets_free(struct resets *resets);
const char *resets_text(struct resets *resets, const char *text);
const struct gpu *resets_find(const struct resets *resets, struct pci_addr addr);
uint32_t resets_latest(const struct resets *resets);
void resets_forget(struct resets *resets, uint32_t until);
const char *gpu_state_word(enum gpu_state state);
enum gpu_state gpu_state_of_word(const char *word);

#endif
