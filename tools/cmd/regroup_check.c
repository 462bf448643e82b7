// SPDX-License-Identifier: GPL-2.0
/* The machine, looked at once more, against what was to be. */

#include "cmd/regroup.h"
#include "report/data.h"
#include "report/reason.h"

static const char *const delta_words[] = {
	[DELTA_GONE] = " is not there",
	[DELTA_NEW] = " is new",
	[DELTA_REPLACED] = " is another device now",
	[DELTA_GROUP] = " is in a group with others",
};

static bool counts(const struct delta *d)
{
	return d->kind < sizeof(delta_words) / sizeof(*delta_words) &&
	       delta_words[d->kind];
}

static enum status compare(struct context *ctx, const struct machine *expected,
			   struct regroup_check *check)
{
	if (deltas_between(expected, check->fresh, &check->deltas))
		return command_no_memory(ctx);
	for (size_t i = 0; i < check->deltas.count; i++) {
		const struct delta *d = &check->deltas.list[i];

		check->matches &= !counts(d);
		check->only_gone &= !counts(d) || d->kind == DELTA_GONE;
	}
	return STATUS_OK;
}

/**
 * regroup_check_open() - look at the machine, and compare
 * @ctx: the context
 * @expected: its functions and groups as they were to be; outlives the check
 * @check: filled; regroup_check_close() releases it, whatever comes back
 *
 * Return: STATUS_OK or STATUS_DATA.
 */
enum status regroup_check_open(struct context *ctx,
			       const struct machine *expected,
			       struct regroup_check *check)
{
	struct source_error error;

	*check = (struct regroup_check){ .matches = true, .only_gone = true };
	if (source_read(&ctx->request, &check->fresh, &error))
		return command_fail(ctx, STATUS_DATA, "%s", error.text);
	return compare(ctx, expected, check);
}

/**
 * regroup_check_close() - free what a check holds
 * @check: the check
 */
void regroup_check_close(struct regroup_check *check)
{
	deltas_release(&check->deltas);
	machine_free(check->fresh);
}

/**
 * regroup_check_lines() - say what is not as it was to be
 * @r: the report, for people and programs
 * @check: the check
 */
void regroup_check_lines(struct report *r, const struct regroup_check *check)
{
	struct json_object *array = json_object_new_array();

	data_put(r->data, "strays", array);
	for (size_t i = 0; i < check->deltas.count; i++) {
		const struct delta *d = &check->deltas.list[i];
		const struct function *f = d->after ? d->after : d->before;

		if (!counts(d))
			continue;
		json_object_array_add(array, data_address(f));
		report_text(r, 1);
		reason_device(r, f);
		report_cell(r, MARK_BAD, "%s", delta_words[d->kind]);
	}
}
