/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_GAIN_H
#define ACSDIAG_ANALYSE_GAIN_H

#include "analyse/grouping.h"

/**
 * struct gain - what a change does to one function that may go to a guest
 * @function: the function, as it was before the change
 * @others: functions that it no longer shares a group with, or does from now on
 * @count: entries in @others
 * @parted: the former; otherwise the change is a loss
 * @real: the hardware enforces the separation; otherwise a guest that has
 *	  @function could reach @others by peer-to-peer DMA
 */
struct gain {
	const struct function *function;
	const struct function **others;
	size_t count;
	bool parted;
	bool real;
};

/**
 * struct gains - what a change does to all functions
 * @list: gains and losses, in the machine's order
 * @count: entries in @list
 */
struct gains {
	struct gain *list;
	size_t count;
};

int gains_between(const struct grouping *before, const struct grouping *after,
		  struct gains *gains);
void gains_release(struct gains *gains);

/* Where a function went in a changed copy of its machine. */
const struct function *function_after(const struct machine *changed,
				      const struct function *f);
bool grouping_is_enforced(const struct grouping *g, const struct function *f);

#endif
