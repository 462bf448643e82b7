/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TESTS_RESET_OUTCOMES_H
#define TESTS_RESET_OUTCOMES_H

/*
 * The table "outcomes" beside this file, which says what its rows mean. The
 * guests of the lab read the same one.
 */

#include <stdbool.h>

#define OUTCOME_WORDS 4
#define OUTCOME_LEN 16

/**
 * struct befallen - what befell a card before its reset
 * @used: a guest used it
 * @count: of @words
 * @words: faults, or how this board differs from its family's
 */
struct befallen {
	bool used;
	unsigned int count;
	char words[OUTCOME_WORDS][OUTCOME_LEN];
};

/**
 * struct scenario - what each family is tried in
 * @name: "dirty"
 * @card: what befell it
 */
struct scenario {
	char name[OUTCOME_LEN];
	struct befallen card;
};

/**
 * struct special - a card out of the ordinary, and how its reset ends
 * @family: which
 * @method: that must have made it clean, or was tried last; "none"
 * @result: what the reset returns
 * @card: what befell it
 */
struct special {
	char family[OUTCOME_LEN];
	char method[OUTCOME_LEN];
	int result;
	struct befallen card;
};

/* NULL past the last one, and for an unknown name */
const struct scenario *scenario_at(unsigned int number);
const struct scenario *scenario_find(const char *name);
const struct special *special_at(unsigned int number);

/* outcome_of() - false where a card of the family has nothing of the kind */
bool outcome_of(const char *family, const struct scenario *scenario, int *result);

#endif
