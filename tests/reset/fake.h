/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TESTS_RESET_FAKE_H
#define TESTS_RESET_FAKE_H

/*
 * A card that is nothing but memory: registers keep what is written to them,
 * time passes when somebody sleeps. What more a test needs it hooks in. The
 * sequences as a whole are tested on the model of the cards, not here.
 */

#include "gpu.h"

#define FAKE_BAR 0x80000u

/**
 * struct fake - such a card
 * @io: give this to the core
 * @registers: BAR 5 in dwords
 * @config: config space in dwords
 * @now: microseconds
 * @reads: of registers
 * @writes: of registers
 * @config_writes: of config space
 * @restores: of config space
 * @lost_at: the read of a register or of config space that nobody answers any
 *	more, counted from 1; 0 for never
 * @answers: reads of either kind so far
 * @on_read: may change what is read, and see when
 * @on_write: sees a write after it happened
 * @steps: that were reported
 * @longest_sleep: in microseconds
 */
struct fake {
	struct gpu_io io;
	uint32_t registers[FAKE_BAR / 4];
	uint32_t config[64];
	uint64_t now;
	unsigned int reads;
	unsigned int writes;
	unsigned int config_writes;
	unsigned int restores;
	unsigned int lost_at;
	unsigned int answers;
	bool removed;
	uint32_t (*on_read)(struct fake *fake, uint32_t offset, uint32_t value);
	void (*on_write)(struct fake *fake, uint32_t offset, uint32_t value);
	unsigned int steps;
	uint32_t longest_sleep;
};

/* fake_new() - a card in D0 with 8 GiB of memory, both as Polaris and later */
struct fake *fake_new(uint16_t device);
void fake_free(struct fake *fake);

#endif
