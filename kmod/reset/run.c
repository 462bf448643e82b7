// SPDX-License-Identifier: GPL-2.0
/*
 * A reset from begin to end: decide, try, verify, and say what really happened.
 *
 * A card that is clean already is left alone. Of the family's methods each is
 * tried in turn until the card is seen to be clean; that all steps of a method
 * went through counts for nothing. A card that stopped answering is not written
 * to any more.
 */

#include "core.h"

/* What the first method leaves for those after it. */
#define FIRST_TRY_US 11000000

static bool needs_reset(enum gpu_verdict verdict)
{
	return verdict == GPU_VERDICT_USED || verdict == GPU_VERDICT_HALF_RESET ||
	       verdict == GPU_VERDICT_SMU_WEDGED;
}

/* The mark that amdgpu sets as well, so that a half-done reset can be told. */
static int mark(struct gpu_run *run, bool hung)
{
	const struct gpu_generation *gen = run->chip->family->generation;

	run->phase = hung ? "mark" : "unmark";
	return gpu_change(run, gen->scratch_3, "BIOS_SCRATCH_3", SCRATCH_3_HUNG,
			  hung ? SCRATCH_3_HUNG : 0);
}

static int verify(struct gpu_run *run)
{
	struct gpu_finding *after = &run->outcome->after;
	int err = mark(run, false);

	run->phase = "verify";
	if (!err)
		err = gpu_look_at(run, GPU_LOOK_INDEX, after);
	if (!err && after->verdict != GPU_VERDICT_CLEAN)
		err = gpu_fail(run, -EIO, "every step was done, and yet the card is not clean");
	gpu_tell(run, "verdict", gpu_verdict_name(after->verdict), 0, 0, err);
	return err;
}

static int try_method(struct gpu_run *run, const struct gpu_method *method, bool last)
{
	u64 until = run->io->ops->now_us(run->io) + FIRST_TRY_US;
	int err;

	run->method = method;
	run->outcome->method = method;
	run->outcome->tries++;
	run->deadline = last || until > run->limit ? run->limit : until;
	err = method->run(run);
	run->deadline = run->limit;
	return err ? err : verify(run);
}

/* The next method is for a card that is there and did not do the first. */
static int try_methods(struct gpu_run *run)
{
	const struct gpu_family *family = run->chip->family;
	int err = mark(run, true);
	unsigned int i;

	if (err)
		return err;
	for (i = 0; i < GPU_METHODS && family->methods[i]; i++) {
		bool last = i + 1 == GPU_METHODS || !family->methods[i + 1];
		int gone;

		err = try_method(run, family->methods[i], last);
		if (!err)
			break;
		gone = gpu_answers(run);
		if (gone) {
			err = gone;
			break;
		}
	}
	run->method = NULL;
	return err == -EOPNOTSUPP ? -EIO : err;
}

/* What a verdict that is no reason for a reset means for one who asked for it. */
static int no_reset(struct gpu_run *run, const struct gpu_finding *found)
{
	switch (found->verdict) {
	case GPU_VERDICT_CLEAN:
		return 0;
	case GPU_VERDICT_OFF_BUS:
		return gpu_fail(run, -ENODEV, found->reason);
	default:
		return gpu_fail(run, -EIO, found->reason);
	}
}

static int decide_and_try(struct gpu_run *run, unsigned int allow)
{
	const struct gpu_family *family = run->chip->family;
	struct gpu_outcome *outcome = run->outcome;
	int err;

	if (!family->methods[0])
		return gpu_fail(run, -ENOTTY, family->no_method);
	if (family->experimental && !(allow & GPU_ALLOW_EXPERIMENTAL))
		return gpu_fail(run, -ENOTTY,
				"its reset is experimental, and experiments are not allowed");
	run->phase = "judge";
	gpu_look_at(run, GPU_LOOK_INDEX, &outcome->before);
	outcome->after = outcome->before;
	gpu_tell(run, "verdict", gpu_verdict_name(outcome->before.verdict), 0, 0, 0);
	if (!needs_reset(outcome->before.verdict))
		return no_reset(run, &outcome->before);
	err = try_methods(run);
	if (!err)
		return 0;
	/* Say what state the failure left behind. */
	gpu_look_at(run, GPU_LOOK_INDEX, &outcome->after);
	return outcome->after.verdict == GPU_VERDICT_OFF_BUS ? -ENODEV : err;
}

/**
 * gpu_reset() - reset a card, if it needs it
 * @io: how to reach it. It must be in D0 with memory decoding on, in use by
 *	nobody, and its config space saved
 * @chip: which one
 * @allow: GPU_ALLOW_EXPERIMENTAL or 0
 * @outcome: filled in, whatever happens
 *
 * Sleeps, up to GPU_RESET_LIMIT_US in all. Where a later method made up for an
 * earlier one, the result is 0, and what failed first stays in the outcome.
 *
 * Return: as gpu.h says.
 */
int gpu_reset(struct gpu_io *io, const struct gpu_chip *chip,
	      unsigned int allow, struct gpu_outcome *outcome)
{
	u64 begin = io->ops->now_us(io);
	struct gpu_run run;

	*outcome = (struct gpu_outcome) {
		.before.reason = "",
		.after.reason = "",
	};
	gpu_begin(&run, io, chip);
	run.outcome = outcome;
	outcome->result = decide_and_try(&run, allow);
	outcome->duration_us = io->ops->now_us(io) - begin;
	return outcome->result;
}
