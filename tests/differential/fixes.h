/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DIFFERENTIAL_FIXES_H
#define DIFFERENTIAL_FIXES_H

#include "model.h"

/**
 * enum fix_result - what became of a fix that the model offered
 * @FIX_NONE: nothing shares a group, or no fix can be done to hardware alone
 * @FIX_SPLITS: the kernel separates the two functions of the changed machine
 * @FIX_FAILS: it does not
 */
enum fix_result {
	FIX_NONE,
	FIX_SPLITS,
	FIX_FAILS,
};

int fix_try(int fd, const struct machine *m, const struct circumstances *c,
	    uint64_t seed);

#endif
