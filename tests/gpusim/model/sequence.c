// SPDX-License-Identifier: GPL-2.0
/*
 * A sequence that hardware insists on: power is cut and returned in steps, and
 * each relies on the one before. The model follows the writes along the table.
 * What leads up to the point of no return may be begun again, or be mixed with
 * other writes; from there on, whatever is not the next step breaks the card,
 * and so does the next step when it comes too soon.
 */
#include "model.h"

static bool same_register(const struct step *a, const struct step *b)
{
	return a->space == b->space && a->address == b->address;
}

static bool fits(const struct step *step, const struct step *write)
{
	return same_register(step, write) &&
	       (write->value & step->mask) == step->value;
}

/* Whether a write changes a bit that some step of no return is about. */
static bool matters(const struct sequence *sequence, const struct step *write,
		    uint32_t old)
{
	uint32_t mask = 0;

	for (unsigned int i = sequence->first; i < sequence->count; i++)
		if (same_register(&sequence->steps[i], write))
			mask |= sequence->steps[i].mask;
	return (old ^ write->value) & mask;
}

static void take(struct gpu_model *gpu, const struct step *step)
{
	gpu->baco.next++;
	gpu->baco.not_before = gpu->now + step->settle;
}

/* Steps of preparation that the same write takes as well. */
static void take_along(struct gpu_model *gpu, const struct sequence *sequence,
		       const struct step *write)
{
	const struct step *step = &sequence->steps[gpu->baco.next - 1];

	while (!step->settle && gpu->baco.next < sequence->first) {
		step = &sequence->steps[gpu->baco.next];
		if (!fits(step, write))
			return;
		take(gpu, step);
	}
}

/**
 * sequence_write() - follow one write along a sequence
 * @gpu: the card, whose progress this is
 * @sequence: what it insists on
 * @write: register and value written
 * @old: what the register read before
 *
 * Return: the step that this write was, NULL when it was none.
 */
const struct step *sequence_write(struct gpu_model *gpu,
				  const struct sequence *sequence,
				  const struct step *write, uint32_t old)
{
	const struct step *step;

	if (gpu->baco.next == sequence->count)
		gpu->baco.next = 0;
	if (gpu->baco.next < sequence->first && fits(sequence->steps, write))
		gpu->baco.next = 0;
	step = &sequence->steps[gpu->baco.next];
	if (!fits(step, write)) {
		if (matters(sequence, write, old))
			model_break(gpu, "a BACO step came out of order");
		return NULL;
	}
	if (gpu->baco.next && gpu->now < gpu->baco.not_before) {
		model_break(gpu, "a BACO step came too soon after the one before");
		return NULL;
	}
	take(gpu, step);
	if (gpu->baco.next < sequence->first)
		take_along(gpu, sequence, write);
	return step;
}
