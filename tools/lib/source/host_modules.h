/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_HOST_MODULES_H
#define ACSDIAG_SOURCE_HOST_MODULES_H

#include "source/root.h"

struct directive *directive_add(struct host *h, enum directive_kind kind,
				const char *name, size_t len, struct place place);

#endif
