/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_CMD_REGROUP_H
#define ACSDIAG_CMD_REGROUP_H

#include "analyse/delta.h"
#include "analyse/regroup.h"
#include "command.h"

/* The plan in force: written before the first change, gone when undone. */
#define REGROUP_STATE "/run/acsdiag/regroup.json"

/**
 * struct regroup_check - the machine afterwards against what was to be
 * @fresh: the machine, read once more
 * @deltas: functions that are gone or new, or in other groups
 * @matches: there are none
 * @only_gone: nothing but functions that are gone
 */
struct regroup_check {
	struct machine *fresh;
	struct deltas deltas;
	bool matches;
	bool only_gone;
};

/* regroup_check.c */
enum status regroup_check_open(struct context *ctx,
			       const struct machine *expected,
			       struct regroup_check *check);
void regroup_check_close(struct regroup_check *check);
void regroup_check_lines(struct report *r, const struct regroup_check *check);

/* regroup_do.c: what changes the machine */
enum status regroup_apply(struct context *ctx, struct regroup *plan,
			  const struct function *const *devices, size_t count);
enum status regroup_undo(struct context *ctx);

/* regroup_stands.c */
enum status regroup_stands(struct context *ctx);

#endif
