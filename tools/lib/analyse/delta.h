/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_DELTA_H
#define ACSDIAG_ANALYSE_DELTA_H

#include "model/machine.h"

/**
 * enum delta_kind - in what one function differs between two machines
 * @DELTA_GONE: the second has it no more
 * @DELTA_NEW: the first did not have it
 * @DELTA_REPLACED: another device is in its place
 * @DELTA_DRIVER: bound to another driver
 * @DELTA_ACS: ACS capability or control differ
 * @DELTA_VERDICT: the kernel answers otherwise whether it isolates
 * @DELTA_GROUP: it shares its group with others than before
 */
enum delta_kind {
	DELTA_GONE = 0,
	DELTA_NEW,
	DELTA_REPLACED,
	DELTA_DRIVER,
	DELTA_ACS,
	DELTA_VERDICT,
	DELTA_GROUP,
};

/**
 * struct delta - one difference
 * @kind: in what
 * @before: the function in the first machine, NULL when it is new
 * @after: the same in the second, NULL when it is gone
 */
struct delta {
	enum delta_kind kind;
	const struct function *before;
	const struct function *after;
};

/**
 * struct deltas - the differences, in order of address
 * @list: the differences
 * @count: entries in @list
 */
struct deltas {
	struct delta *list;
	size_t count;
};

int deltas_between(const struct machine *before, const struct machine *after,
		   struct deltas *deltas);
void deltas_release(struct deltas *deltas);

#endif
