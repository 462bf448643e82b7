/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_WHY_H
#define ACSDIAG_ANALYSE_WHY_H

#include "analyse/change.h"
#include "analyse/grouping.h"

/**
 * struct cause - one fact that alone would keep devices together
 * @rule: the step of the kernel's rule it works through
 * @at: the function the fact is about: the port without ACS, the bridge that
 *	aliases, the function beside
 * @with: the other function concerned, NULL when there is none
 * @verdict: why @at does not isolate (for JOIN_UPSTREAM and JOIN_SAME_SLOT)
 * @with_verdict: why @with does not either (for JOIN_SAME_SLOT)
 * @quirk: the row by which @at uses other IDs (for the alias rules), or NULL
 */
struct cause {
	enum join_rule rule;
	const struct function *at;
	const struct function *with;
	struct acs_verdict verdict;
	struct acs_verdict with_verdict;
	const struct quirk *quirk;
};

/**
 * struct causes - a list of them
 * @list: the causes
 * @count: entries in @list
 * @chain: the causes only hold the two together when taken as one chain;
 *	otherwise each of them alone would
 */
struct causes {
	struct cause *list;
	size_t count;
	bool chain;
};

/* Causes of one group as the rules give it; cheap, for every group of a list. */
int causes_of_group(const struct grouping *g, int group, struct causes *causes);

/* Causes that hold @a and @b together, hop by hop from @a up and down to @b. */
int causes_between(const struct grouping *g, const struct function *a,
		   const struct function *b, struct causes *causes);
void causes_release(struct causes *causes);

/**
 * struct fix - a smallest set of changes that separates
 * @changes: all of them are needed
 * @count: entries in @changes
 * @real: the hardware enforces the result; otherwise it is only assumed
 * @exposed: when assumed, what a guest could then reach by peer-to-peer DMA
 * @exposed_count: entries in @exposed
 */
struct fix {
	struct change *changes;
	size_t count;
	bool real;
	const struct function **exposed;
	size_t exposed_count;
};

/**
 * struct fixes - ways to separate two functions
 * @list: smallest sets first, real ones before assumed ones
 * @count: entries in @list
 * @cut_short: the search was given up before all sets had been tried
 * @texts: what the changes' texts are kept in
 * @texts_count: entries in @texts
 */
struct fixes {
	struct fix *list;
	size_t count;
	bool cut_short;
	char **texts;
	size_t texts_count;
};

/* Each fix was proven by grouping the changed machine; real ones come first. */
int fixes_between(const struct machine *m, const struct circumstances *c,
		  const struct function *a, const struct function *b,
		  struct fixes *fixes);
void fixes_release(struct fixes *fixes);

/* Does a fix part @a from each of several, not only from the one it was for? */
int fix_parts(const struct machine *m, const struct circumstances *c,
	      const struct fix *fix, const struct function *a,
	      const struct function *const *others, size_t count, bool *all);

#endif
