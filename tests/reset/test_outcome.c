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

static bool is_navi(const char *family)
{
	return !strncmp(family, "navi", 4);
}

/* What a correct module returns. */
static int expected(const char *family, const char *scenario)
{
	if (!strcmp(family, "navi48"))
		return -ENOTTY;
	if (!strcmp(scenario, "dead"))
		return -EIO;
	if (!strcmp(scenario, "linkloss"))
		return -ENODEV;
	/* A PSP that stays dead leaves Navi without a bootloader, BACO or not. */
	if (!strcmp(scenario, "pspdead") && is_navi(family))
		return -EIO;
	/* From RDNA 3 on nothing is where it was without the table. */
	if (!strcmp(scenario, "nodisc") && !strncmp(family, "navi3", 5))
		return -EIO;
	return 0;
}

static void says_what_is(const char *family, const char *scenario, struct card *card,
			 int err, const struct gpu_outcome *outcome)
{
	enum model_state state = gpu_model_state(card->model);

	if (err != expected(family, scenario) || err != outcome->result)
		fail_msg("%s %s: %d, expected %d: %s", family, scenario, err,
			 expected(family, scenario), outcome->failure);
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
			struct card *card = card_in(*family, scenario);
			int err;

			assert_non_null(card->chip);
			assert_string_equal(card->chip->family->name, *family);
			err = card_reset(card, &outcome);
			says_what_is(*family, scenario->name, card, err, &outcome);
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

/**
 * struct special - a card that is out of the ordinary, and how its reset ends
 * @family: which
 * @setup: flags of struct gpu_model_setup that matter here
 * @fault: NULL for none
 * @method: that must have made it clean, or was tried last
 * @result: what the reset returns
 */
struct special {
	const char *family;
	struct gpu_model_setup setup;
	const char *fault;
	const char *method;
	int result;
};

static const struct special specials[] = {
	/* BACO ran through and reset nothing: seen, and the next method tried */
	{ "polaris11", {}, "baco-weak", "config", 0 },
	{ "vegam", {}, "baco-weak", "config", 0 },
	{ "polaris10", { .no_baco = true }, NULL, "config", 0 },
	/* scratch registers lost in the reset, or not: nobody knows of real ones */
	{ "vega20", { .lose_scratch = true }, NULL, "mode1", 0 },
	{ "navi10", { .lose_scratch = true }, NULL, "mode1", 0 },
	{ "polaris10", { .lose_scratch = true }, NULL, "baco", 0 },
	/* COMMAND and BARs lost in the reset */
	{ "polaris10", {}, "config-lost", "baco", 0 },
	{ "vega10", {}, "config-lost", "mode1", 0 },
	{ "navi14", {}, "config-lost", "mode1", 0 },
	/* blocks elsewhere than in the cards known so far */
	{ "navi10", { .shift_bases = true }, NULL, "mode1", 0 },
	{ "navi32", { .shift_bases = true }, NULL, "mode1-smu", 0 },
	/* a PSP that does not say that it is ready, and obeys: Navi 10 has it */
	{ "navi10", {}, "psp-shy", "mode1", 0 },
	{ "vega20", {}, "psp-shy", "baco", 0 },
	/* a PSP that never comes back from mode 1 */
	{ "vega20", {}, "psp-mute", "baco", -ETIMEDOUT },
	{ "navi10", {}, "psp-mute", "baco", -ETIMEDOUT },
	/* no way left */
	{ "vega20", { .no_baco = true }, "psp-dead", "baco", -EIO },
	{ "vega10", { .no_baco = true }, "psp-dead", "baco", -EIO },
	{ "vega10", {}, "ignore-writes", "baco", -ETIMEDOUT },
	{ "polaris12", {}, "memsize-ones", NULL, -EIO },
	{ "vega20", {}, "smu-ones", "mode1", 0 },
};

static void special_cards(void **state)
{
	struct gpu_outcome outcome;
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(specials); i++) {
		const struct special *special = &specials[i];
		struct gpu_model_setup setup = special->setup;
		struct card *card;
		int err;

		setup.family = special->family;
		card = card_new(&setup);
		gpu_model_dirty(card->model);
		if (special->fault)
			assert_int_equal(gpu_model_fault(card->model, special->fault), 0);
		err = card_reset(card, &outcome);
		if (err != special->result ||
		    strcmp(outcome.method ? outcome.method->name : "",
			   special->method ? special->method : ""))
			fail_msg("%s, %s: %d by %s: %s", special->family,
				 special->fault ? special->fault : "setup", err,
				 outcome.method ? outcome.method->name : "nothing",
				 outcome.failure);
		if (!err && gpu_model_state(card->model) != MODEL_CLEAN)
			fail_msg("%s, %s: reported clean, is not", special->family,
				 special->fault);
		card_free(card);
	}
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
