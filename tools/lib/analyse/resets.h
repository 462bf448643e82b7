/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_RESETS_H
#define ACSDIAG_ANALYSE_RESETS_H

#include "analyse/circumstances.h"
#include "model/gpu.h"

#define WAYS_MAX 16
#define WAY_LEN 24

/**
 * struct way - a method of the kernel's list, and whether it resets this card
 * @method: as the kernel calls it
 * @works: does it?
 * @why: what that rests on; a sentence without full stop
 */
struct way {
	char method[WAY_LEN];
	enum tri works;
	const char *why;
};

/**
 * enum gpu_advice - what a card's state asks for
 */
enum gpu_advice {
	ADVICE_NONE, /* clean */
	ADVICE_RESET, /* needs one, and can have one */
	ADVICE_NO_WAY, /* needs one, and nothing in the list gives it */
	ADVICE_BROKEN, /* only power will help */
	ADVICE_LOOK, /* not known */
};

size_t resets_ways(const struct gpu *gpu, struct way ways[WAYS_MAX]);
enum gpu_advice resets_advice(const struct gpu *gpu);
enum gpu_state resets_left(const struct resets *resets, const struct gpu *gpu);
const struct gpu_register *resets_same(const struct gpu_finding *finding,
				       const struct gpu_register *as);

#endif
