/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DIFFERENTIAL_COMPARE_H
#define DIFFERENTIAL_COMPARE_H

#include "model.h"

/* The kernel's groups against the model's; what differs is printed as a case. */
bool compare_with_model(uint64_t seed, const char *suffix,
			const struct synthetic *s, const struct sight *sight);

#endif
