/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DIFFERENTIAL_SYNTHESISE_H
#define DIFFERENTIAL_SYNTHESISE_H

#include "analyse/circumstances.h"
#include "synthetic.h"

/* From the library's model back to config space. */

#define RELOCATION_MAX 224

/**
 * struct relocation - bus numbers of a machine and where they went
 * @bus: domain and bus of each, ascending; entry i went to bus 20h + i
 * @count: entries in @bus
 */
struct relocation {
	uint64_t bus[RELOCATION_MAX];
	unsigned int count;
};

bool relocation_rid(const struct relocation *r, struct pci_addr addr,
		    uint16_t *rid);
int synthesise(const struct machine *m, const struct circumstances *c,
	       struct synthetic *s, struct relocation *r, size_t *left_out);

#endif
