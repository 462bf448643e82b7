// SPDX-License-Identifier: GPL-2.0
/* What the kernel's reset methods do for a GPU, and what its state asks for. */

#include <string.h>

#include "analyse/resets.h"

/*
 * What is known of the kernel's methods on these cards. Those that are not
 * listed here reset what they are asked to reset, for all that is known.
 */
static const struct {
	const char *method;
	enum tri works;
	const char *why;
} known[] = {
	{ "device_specific", TRI_YES, "the acsdiag module does it" },
	{ "acpi", TRI_UNKNOWN, "it is for the board's firmware to say" },
	{ "flr", TRI_UNKNOWN,
	  "the card says it can; whether it resets all of the chip is not known" },
	{ "af_flr", TRI_UNKNOWN,
	  "the card says it can; whether it resets all of the chip is not known" },
	/* quirk_no_pm_reset() of drivers/pci/quirks.c */
	{ "pm", TRI_NO, "D3hot and back leaves these chips as they were" },
	{ "bus", TRI_UNKNOWN, "no report says what it does to this chip" },
	{ "cxl_bus", TRI_NO, "these cards are no CXL devices" },
};

static void judge(const struct gpu *gpu, struct way *way)
{
	way->works = TRI_UNKNOWN;
	way->why = "acsdiag does not know this method";
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(known[i].method, way->method))
			continue;
		way->works = known[i].works;
		way->why = known[i].why;
	}
	if (!strcmp(way->method, "bus") && gpu->bus_reset_harms) {
		way->works = TRI_NO;
		way->why = gpu->bus_reset_harms;
	} else if (!strcmp(way->method, "device_specific") && !gpu->offered) {
		way->works = TRI_NO;
		way->why = gpu->not_offered ? gpu->not_offered :
					      "the acsdiag module does not do it";
	}
}

/**
 * resets_ways() - the kernel's methods in order, each judged
 * @gpu: a card
 * @ways: filled in
 *
 * Return: how many there are.
 */
size_t resets_ways(const struct gpu *gpu, struct way ways[WAYS_MAX])
{
	const char *next = gpu->kernel_methods ? gpu->kernel_methods : "";
	size_t count = 0;

	while (*next && count < WAYS_MAX) {
		size_t len = strcspn(next, " ");

		if (len && len < WAY_LEN) {
			memcpy(ways[count].method, next, len);
			ways[count].method[len] = '\0';
			judge(gpu, &ways[count++]);
		}
		next += len + (next[len] == ' ');
	}
	return count;
}

static bool may_work(const struct gpu *gpu)
{
	struct way ways[WAYS_MAX];
	size_t count = resets_ways(gpu, ways);

	for (size_t i = 0; i < count; i++)
		if (ways[i].works != TRI_NO)
			return true;
	return false;
}

/**
 * resets_advice() - what its state asks for
 * @gpu: a card
 *
 * Return: the advice.
 */
enum gpu_advice resets_advice(const struct gpu *gpu)
{
	switch (gpu->finding.state) {
	case GPU_CLEAN:
		return ADVICE_NONE;
	case GPU_USED:
	case GPU_HALF_RESET:
	case GPU_SMU_WEDGED:
		return may_work(gpu) ? ADVICE_RESET : ADVICE_NO_WAY;
	case GPU_OFF_BUS:
	case GPU_STUCK_ASLEEP:
	case GPU_MMIO_DEAD:
		return ADVICE_BROKEN;
	default:
		return ADVICE_LOOK;
	}
}

/**
 * resets_left() - what a reset that was just run left behind
 * @resets: what was reset since, the oldest first
 * @gpu: the card as it is now; where its state cannot be told any more, because
 *	 it went to sleep or to a guest, the reset's own last look counts
 *
 * Return: the state.
 */
enum gpu_state resets_left(const struct resets *resets, const struct gpu *gpu)
{
	enum gpu_state state = gpu->finding.state;

	if (state != GPU_ASLEEP && state != GPU_UNKNOWN)
		return state;
	for (size_t i = 0; i < resets->past_count; i++)
		if (!addr_compare(resets->past[i].addr, gpu->addr))
			state = resets->past[i].after;
	return state;
}

/**
 * resets_same() - the same register in another reading
 * @finding: the other reading
 * @as: the register
 *
 * Return: the register there, or NULL when it was not read.
 */
const struct gpu_register *resets_same(const struct gpu_finding *finding,
				       const struct gpu_register *as)
{
	for (size_t i = 0; i < finding->count; i++) {
		const struct gpu_register *r = &finding->registers[i];

		if (r->address == as->address && !strcmp(r->space, as->space) &&
		    !strcmp(r->name, as->name))
			return r;
	}
	return NULL;
}
