// SPDX-License-Identifier: GPL-2.0
/* A branch that no machine reached was not tested; say so, and fail. */

#include <stdio.h>

#include "coverage.h"

#define QUIRK_ROWS_MAX 1024

const char *const join_names[] = {
	[JOIN_NEW] = "new",
	[JOIN_DMA_ALIAS] = "dma-alias",
	[JOIN_UPSTREAM] = "upstream",
	[JOIN_SAME_BUS_ALIAS] = "same-bus-alias",
	[JOIN_SAME_SLOT] = "same-slot",
};

/* Verdicts that rest on registers; the others rest on what a user asserts. */
static const char *const bases[] = {
	[BASIS_QUIRK] = "quirk",
	[BASIS_CONVENTIONAL] = "conventional",
	[BASIS_BRIDGE_TYPE] = "bridge-type",
	[BASIS_NO_CAPABILITY] = "no-capability",
	[BASIS_CONTROLS] = "controls",
	[BASIS_SINGLE_FUNCTION] = "single-function",
};

#define RULES (sizeof(join_names) / sizeof(join_names[0]))
#define BASES (sizeof(bases) / sizeof(bases[0]))

static unsigned long joins[RULES];
static unsigned long verdicts[BASES][TRI_YES + 1];
static unsigned long rows[QUIRK_ROWS_MAX];

static unsigned long later, virtual;
static uint8_t series;

/**
 * coverage_count() - count what one machine reached
 * @g: the model's groups of it
 * @kernel: the kernel, whose rows of the quirk table can be reached
 */
void coverage_count(const struct grouping *g, struct kernel_version kernel)
{
	series = kernel_series(kernel);
	for (size_t i = 0; i < g->machine->count; i++) {
		const struct function *f = &g->machine->functions[i];
		const struct acs_verdict *v = &g->verdicts[i];

		virtual += !!(f->flags & FN_VIRTUAL);
		later += f->order && !(f->flags & FN_VIRTUAL);
		joins[g->join[i].rule]++;
		if (v->basis < BASES)
			verdicts[v->basis][v->isolated]++;
		if (v->quirk)
			rows[v->quirk - acs_quirks]++;
	}
}

static bool print_verdicts(const char *name, const unsigned long hits[])
{
	printf("coverage verdict %s isolated %lu not %lu\n", name,
	       hits[TRI_YES], hits[TRI_NO]);
	return hits[TRI_YES] || hits[TRI_NO];
}

static void print_rows(void)
{
	size_t reached = 0, all = 0;

	for (size_t i = 0; i < acs_quirks_count; i++) {
		const struct quirk *q = &acs_quirks[i];

		if (!(q->series & series))
			continue;
		all++;
		reached += rows[i] > 0;
		if (!rows[i])
			printf("coverage quirk-row %04x:%04x not reached\n",
			       q->vendor, q->device);
	}
	printf("coverage quirk-rows %zu of %zu\n", reached, all);
}

/**
 * coverage_print() - print the counts
 *
 * Return: true when every join rule and every basis was reached. Rows of the
 * quirk table are counted, not required: a run of a few machines cannot draw
 * all of them, and AMD's southbridges answer only with an IVRS table.
 */
bool coverage_print(void)
{
	bool whole = true;

	for (size_t i = 0; i < RULES; i++) {
		printf("coverage join %s %lu\n", join_names[i], joins[i]);
		whole &= joins[i] > 0;
	}
	for (size_t i = 0; i < BASES; i++)
		if (bases[i])
			whole &= print_verdicts(bases[i], verdicts[i]);
	printf("coverage added-later %lu virtual %lu\n", later, virtual);
	print_rows();
	return whole;
}
