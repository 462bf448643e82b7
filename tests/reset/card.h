/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TESTS_RESET_CARD_H
#define TESTS_RESET_CARD_H

/*
 * A card of the model, reset as the kernel would have it reset: what the PCI
 * core and the module do around the sequences is done here as they do it.
 */

#include "gpu.h"
#include "gpu_model.h"
#include "outcomes.h"

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

/* card_new() - a card that is clean, enabled as by the core; NULL if unknown */
struct card *card_new(const struct gpu_model_setup *setup);
/* card_befallen(), card_in() - the same, as it is after that */
struct card *card_befallen(const char *family, const struct befallen *befallen);
struct card *card_in(const char *family, const struct scenario *scenario);
void card_free(struct card *card);

/* card_reset() - pci_reset_function() with the module's method */
int card_reset(struct card *card, struct gpu_outcome *outcome);

/* The three parts of it: the core's, the module's, and the core's again. */
void card_disable(struct card *card);
int card_method(struct card *card, struct gpu_outcome *outcome);
void card_enable(struct card *card);

#endif
