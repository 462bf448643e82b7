/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DIFFERENTIAL_MODEL_H
#define DIFFERENTIAL_MODEL_H

#include "analyse/grouping.h"
#include "client.h"

/* The same machine as the library's model has it, and what it says of it. */

struct machine *model_of_sight(const struct synthetic *s,
			       const struct sight *sight);
void model_circumstances(const struct synthetic *s, const struct machine *m,
			 struct circumstances *c);
bool partition_agrees(const struct grouping *g);

#endif
