/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RESET_MMIO_H
#define ACSDIAG_RESET_MMIO_H

#include "card.h"
#include "gpu.h"
#include "unit.h"

/**
 * struct mmio - a card within reach of gpu.h
 * @io: what gpu.h is given
 * @card: the card
 * @unit: the functions to restore with it, NULL when it is only looked at
 * @registers: BAR 5, NULL when it cannot be mapped
 */
struct mmio {
	struct gpu_io io;
	struct acsdiag_card *card;
	struct unit *unit;
	void __iomem *registers;
};

void mmio_open(struct mmio *mmio, struct acsdiag_card *card, struct unit *unit);
void mmio_close(struct mmio *mmio);

#endif
