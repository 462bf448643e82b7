/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DIFFERENTIAL_CASE_H
#define DIFFERENTIAL_CASE_H

#include "analyse/grouping.h"
#include "client.h"

void case_print(const char *name, const struct sight *sight,
		const struct grouping *g);

#endif
