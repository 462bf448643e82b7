/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_CMD_PLAN_H
#define ACSDIAG_CMD_PLAN_H

#include "analyse/plan/plan.h"
#include "command.h"

/* plan_do.c: carries a plan out, and takes it back */
enum status plan_apply(struct context *ctx, const struct plan *p,
		       enum status status);
enum status plan_undo(struct context *ctx, const char *device);
void plan_next(struct context *ctx, const struct plan *p);

#endif
