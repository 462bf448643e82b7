// SPDX-License-Identifier: GPL-2.0
/*
 * Whole resets of the model's cards: each family in each state ends as it
 * should, and what is said of the end is what the model says of it.
 *
 *	pci_reset_function() -- card.c -- the sequences -- struct gpu_io -- model
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <linux/kernel.h>
#include <stdlib.h>
#include <string.h>

#include "card.h"

#define ROUNDS 200

static bool is_polaris(const char *family)
{
	return !strncmp(family, "polaris", 7) || !strcmp(family, "vegam");
}

static void says_what_is(const char *family, const char *scenario, struct card *card,
			 int err, int expected, const struct gpu_outcome *outcome)
{
	enum model_state state = gpu_model_state(card->model);

	if (err != expected || err != outcome->result)
		fail_msg("%s %s: %d, expected %d: %s", family, scenario, err, expected,
			 outcome->failure);
	if (!err && state != MODEL_CLEAN)
		fail_msg("%s %s: reported clean, is %s: %s", family, scenario,
			 gpu_model_state_name(state), gpu_model_why(card->model));
	if (state == MODEL_BROKEN)
		fail_msg("%s %s: broke it: %s", family, scenario,
			 gpu_model_why(card->model));
	assert_int_equal(outcome->after.verdict == GPU_VERDICT_CLEAN, !err);
	assert_int_equal(gpu_model_nmis(card->model), 0);
	assert_true(outcome->duration_us <= GPU_RESET_LIMIT_US);
	if (err && !outcome->failure)
		fail_msg("%s %s: failed without a reason", family, scenario);
}

static void each_family_in_each_scenario(void **state)
{
	const char *const *family;
	const struct scenario *scenario;
	struct gpu_outcome outcome;
	unsigned int i;

	(void)state;
	for (family = gpu_model_families(); *family; family++) {
		for (i = 0; (scenario = scenario_at(i)); i++) {
			struct card *card;
			int err, expected;

			if (!outcome_of(*family, scenario, &expected))
				continue;
			card = card_in(*family, scenario);
			assert_non_null(card->chip);
			assert_string_equal(card->chip->family->name, *family);
			err = card_reset(card, &outcome);
			says_what_is(*family, scenario->name, card, err, expected,
				     &outcome);
			card_free(card);
		}
	}
}

/* Navi 3x is the exception that the documentation tells of: it needs the table. */
static bool reads_by_index(const char *family)
{
	return is_polaris(family) || !strncmp(family, "navi3", 5);
}

static void count_steps(struct card *card, const struct gpu_step *step)
{
	(void)card;
	if (!strcmp(step->what, "write") || !strcmp(step->what, "change") ||
	    !strcmp(step->what, "message") || !strcmp(step->what, "config write"))
		fail_msg("a clean card was told to %s %s", step->what, step->name);
}

/* Neither a register nor config space of a clean card, nor is it kept waiting. */
static void a_clean_card_is_left_alone(void **state)
{
	const char *const *family;
	struct gpu_outcome outcome;

	(void)state;
	for (family = gpu_model_families(); *family; family++) {
		struct card *card = card_in(*family, scenario_find("clean"));

		card->step = count_steps;
		gpu_model_clear_counts(card->model);
		gpu_reset(&card->io, card->chip, GPU_ALLOW_EXPERIMENTAL, &outcome);
		if (!reads_by_index(*family))
			assert_int_equal(gpu_model_writes(card->model), 0);
		assert_int_equal(gpu_model_config_writes(card->model), 0);
		assert_false(outcome.written);
		assert_int_equal(outcome.tries, 0);
		assert_int_equal(outcome.duration_us, 0);
		card_free(card);
	}
}

/* What dies before the first step is not written to at all. */
static void a_dead_card_is_not_written_to(void **state)
{
	static const char * const deaths[] = { "dead", "linkloss" };
	const char *const *family;
	struct gpu_outcome outcome;
	unsigned int i;

	(void)state;
	for (family = gpu_model_families(); *family; family++) {
		for (i = 0; i < ARRAY_SIZE(deaths); i++) {
			struct card *card = card_in(*family, scenario_find(deaths[i]));

			gpu_model_clear_counts(card->model);
			assert_int_not_equal(gpu_reset(&card->io, card->chip,
						       GPU_ALLOW_EXPERIMENTAL, &outcome), 0);
			assert_int_equal(gpu_model_writes(card->model), 0);
			assert_int_equal(gpu_model_config_writes(card->model), 0);
			card_free(card);
		}
	}
}

static void round_after_round(void **state)
{
	const char *const *family;
	struct gpu_outcome outcome;
	unsigned int i;

	(void)state;
	for (family = gpu_model_families(); *family; family++) {
		struct card *card = card_in(*family, scenario_find("clean"));

		for (i = 0; card->chip->family->methods[0] && i < ROUNDS; i++) {
			gpu_model_dirty(card->model);
			if (card_reset(card, &outcome) ||
			    gpu_model_state(card->model) != MODEL_CLEAN)
				fail_msg("%s, round %u: %s", *family, i, outcome.failure);
		}
		card_free(card);
	}
}

static void an_experiment_needs_leave(void **state)
{
	const char *const *family;
	struct gpu_outcome outcome;

	(void)state;
	for (family = gpu_model_families(); *family; family++) {
		struct card *card = card_in(*family, scenario_find("dirty"));

		if (card->chip->family->experimental) {
			assert_int_equal(gpu_reset(&card->io, card->chip, 0, &outcome),
					 -ENOTTY);
			assert_int_equal(gpu_model_writes(card->model), 0);
			assert_int_equal(outcome.steps, 0);
		}
		card_free(card);
	}
}

static void special_cards(void **state)
{
	const struct special *special;
	struct gpu_outcome outcome;
	unsigned int i;

	(void)state;
	for (i = 0; (special = special_at(i)); i++) {
		struct card *card = card_befallen(special->family, &special->card);
		int err = card_reset(card, &outcome);

		if (err != special->result ||
		    strcmp(outcome.method ? outcome.method->name : "none",
			   special->method))
			fail_msg("%s, %s: %d by %s: %s", special->family,
				 special->card.words[0], err,
				 outcome.method ? outcome.method->name : "nothing",
				 outcome.failure);
		if (!err && gpu_model_state(card->model) != MODEL_CLEAN)
			fail_msg("%s, %s: reported clean, is not", special->family,
				 special->card.words[0]);
		card_free(card);
	}
	assert_true(i > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_family_in_each_scenario),
		cmocka_unit_test(a_clean_card_is_left_alone),
		cmocka_unit_test(a_dead_card_is_not_written_to),
		cmocka_unit_test(round_after_round),
		cmocka_unit_test(an_experiment_needs_leave),
		cmocka_unit_test(special_cards),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
