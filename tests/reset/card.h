/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TESTS_RESET_CARD_H
#define TESTS_RESET_CARD_H

/*
 * A card of the model, reset as the kernel would have it reset: what the PCI
 * core and the module do around the sequences is done here as they do it.
 */

#include "gpu.h"
#include "gpu_model.h"

/**
 * struct card - such a card
 * @io: give this to the core
 * @model: the card behind it
 * @chip: what it is
 * @accesses: to registers, in all
 * @stop_at: now_us() from which on the reset is to be given up, 0 for never
 * @step: told of each step; may be NULL
 */
struct card {
	struct gpu_io io;
	struct gpu_model *model;
	const struct gpu_chip *chip;
	unsigned int accesses;
	uint64_t stop_at;
	void (*step)(struct card *card, const struct gpu_step *step);
};

/**
 * struct scenario - what state a card is in when it is to be reset
 * @name: "dirty"
 * @dirty: a guest used it
 * @no_baco: its straps say that it has no BACO
 * @fault: what is wrong with it, NULL for nothing
 */
struct scenario {
	const char *name;
	bool dirty;
	bool no_baco;
	const char *fault;
};

const struct scenario *scenario_at(unsigned int number);
const struct scenario *scenario_find(const char *name);

/* card_new() - a card that is clean, enabled as by the core; NULL if unknown */
struct card *card_new(const struct gpu_model_setup *setup);
/* card_in() - the same, as the scenario has it */
struct card *card_in(const char *family, const struct scenario *scenario);
void card_free(struct card *card);

/* card_reset() - pci_reset_function() with the module's method */
int card_reset(struct card *card, struct gpu_outcome *outcome);

/* The three parts of it: the core's, the module's, and the core's again. */
void card_disable(struct card *card);
int card_method(struct card *card, struct gpu_outcome *outcome);
void card_enable(struct card *card);

#endif
