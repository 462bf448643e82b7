/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DIFFERENTIAL_MODEL_H
#define DIFFERENTIAL_MODEL_H

#include "analyse/grouping.h"
#include "client.h"

/* The same machine as the library's model has it, and what it says of it. */

/**
 * enum view - which registers the model gets
 * @VIEW_AS_READ: what the running kernel reads, its ACS controls set
 * @VIEW_FIRMWARE: what it found; the model has to set the controls itself
 */
enum view {
	VIEW_AS_READ,
	VIEW_FIRMWARE,
};

struct machine *model_of_sight(const struct synthetic *s,
			       const struct sight *sight, enum view view);
void model_circumstances(const struct synthetic *s, const struct machine *m,
			 enum view view, struct circumstances *c);
bool model_can_know(const struct synthetic *s, const struct circumstances *c,
		    enum view view);
bool partition_agrees(const struct grouping *g);

#endif
