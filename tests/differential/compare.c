// SPDX-License-Identifier: GPL-2.0
/* One machine, seen by the kernel and by the model in each of its views. */

#include <stdio.h>

#include "case.h"
#include "compare.h"
#include "coverage.h"

#define CASES_MAX 4 /* one fault shows in many machines; a few will do */

static unsigned int cases;

static bool compare_groups(const char *name, const struct sight *sight,
			   const struct machine *m,
			   const struct circumstances *c)
{
	struct grouping *g;
	bool same;

	if (grouping_compute(m, c, &g))
		return false;
	coverage_count(g, c->kernel);
	same = partition_agrees(g);
	if (!same && cases++ < CASES_MAX)
		case_print(name, sight, g);
	grouping_free(g);
	return same;
}

static bool compare_view(const char *name, const struct synthetic *s,
			 const struct sight *sight, enum view view)
{
	struct machine *m = model_of_sight(s, sight, view);
	struct circumstances c;
	bool same = true;

	if (!m)
		return false;
	model_circumstances(s, m, view, &c);
	if (model_can_know(s, &c, view))
		same = compare_groups(name, sight, m, &c);
	circumstances_release(&c);
	machine_free(m);
	return same;
}

/**
 * compare_with_model() - does the model group a machine as the kernel did?
 * @seed: the machine's seed
 * @suffix: to tell it from other machines of that seed
 * @s: the machine as it was built
 * @sight: the machine as the kernel found it
 *
 * Return: true when it does, from the registers as they read and from those
 * that firmware left.
 */
bool compare_with_model(uint64_t seed, const char *suffix,
			const struct synthetic *s, const struct sight *sight)
{
	char name[64];
	int len;

	len = snprintf(name, sizeof(name), "seed-%llu%s",
		       (unsigned long long)seed, suffix);
	if (!compare_view(name, s, sight, VIEW_AS_READ))
		return false;
	snprintf(name + len, sizeof(name) - (size_t)len, "-firmware");
	return compare_view(name, s, sight, VIEW_FIRMWARE);
}
