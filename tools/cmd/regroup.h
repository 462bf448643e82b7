/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_CMD_REGROUP_H
#define ACSDIAG_CMD_REGROUP_H

#include "analyse/regroup.h"
#include "command.h"

/* The plan in force: written before the first change, gone when undone. */
#define REGROUP_STATE "/run/acsdiag/regroup.json"

/* regroup_do.c: what changes the machine */
enum status regroup_apply(struct context *ctx, struct regroup *plan,
			  const struct function *const *devices, size_t count);
enum status regroup_undo(struct context *ctx);

#endif
