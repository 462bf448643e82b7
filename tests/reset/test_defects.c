// SPDX-License-Identifier: GPL-2.0
/*
 * The known faults of an older module, one test each where it is a matter of
 * the sequences: B1 to B15. The others:
 *	B2	test_judge.c, a sign of life that reads all-ones
 *	B3, B4, B13, B14 test_steps.c, and whole resets here
 *	B7, B8	nothing is allocated here; the sanitize suite looks for leaks
 *	B11	which functions are siblings is the kernel half's to find out
 *	B15	test_discovery.c
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "card.h"

static char *trace;
static size_t trace_size;

/* "one two": faults of the model */
static void break_it(struct card *card, const char *faults)
{
	char one[64], other[64];
	int count = sscanf(faults, "%63s %63s", one, other);

	assert_int_equal(gpu_model_fault(card->model, one), 0);
	if (count == 2)
		assert_int_equal(gpu_model_fault(card->model, other), 0);
}

/* reset() - of a used card with these faults; its trace is in @trace */
static int reset(const char *family, const char *faults, struct gpu_outcome *outcome)
{
	struct gpu_model_setup setup = { .family = family };
	struct card *card = card_new(&setup);
	FILE *file;
	int err;

	free(trace);
	file = open_memstream(&trace, &trace_size);
	assert_non_null(file);
	gpu_model_dirty(card->model);
	if (faults)
		break_it(card, faults);
	gpu_model_trace(card->model, file);
	err = card_reset(card, outcome);
	gpu_model_trace(card->model, NULL);
	fclose(file);
	card_free(card);
	return err;
}

static bool traced(const char *what)
{
	return strstr(trace, what);
}

static void b1_an_error_is_returned(void **state)
{
	struct gpu_outcome outcome;

	(void)state;
	assert_int_equal(reset("vega20", "ones", &outcome), -EIO);
	assert_int_equal(reset("vega20", "link-loss", &outcome), -ENODEV);
	assert_int_equal(reset("navi10", "psp-dead", &outcome), -EIO);
	assert_int_equal(outcome.result, -EIO);
}

/* The features that are to be disabled come from an answer, or not at all. */
static void b3_silence_disables_nothing(void **state)
{
	struct gpu_outcome outcome;

	(void)state;
	assert_int_equal(reset("vega10", "psp-dead", &outcome), 0);
	assert_true(traced("C2PMSG_66            <- 00000005"));
	assert_int_equal(reset("vega10", "psp-dead smu-silent", &outcome), -ETIMEDOUT);
	assert_true(traced("C2PMSG_66            <- 00000006"));
	assert_false(traced("C2PMSG_66            <- 00000005"));
}

static void b4_a_refused_message_blocks_nothing(void **state)
{
	struct gpu_outcome outcome;

	(void)state;
	assert_int_equal(reset("navi10", "smu-fd", &outcome), 0);
	assert_true(traced("C2PMSG_66            <- 0000002a"));
	assert_true(traced("C2PMSG_66            <- 00000033"));
	assert_true(traced("C2PMSG_64            <- 00070000"));
}

static void b5_vega20_is_marked_in_its_scratch_register(void **state)
{
	struct gpu_outcome outcome;

	(void)state;
	assert_int_equal(reset("vega20", NULL, &outcome), 0);
	assert_true(traced("W  0004f BIOS_SCRATCH_3       <- 20000000"));
	assert_true(traced("W  0004f BIOS_SCRATCH_3       <- 00000000"));
	assert_false(traced(" 00003 "));
}

static void b6_vega10s_bootloader_is_where_it_is(void **state)
{
	struct gpu_outcome outcome;

	(void)state;
	assert_int_equal(reset("vega10", NULL, &outcome), 0);
	assert_true(traced("R  16063 C2PMSG_35            -> 80000000"));
	assert_false(traced(" 00063 "));
}

/* Also when the reset has lost it, and has asked for it in between. */
static void b9_config_space_is_as_it_was(void **state)
{
	const char *const *family;

	(void)state;
	for (family = gpu_model_families(); *family; family++) {
		struct gpu_model_setup setup = { .family = *family };
		struct card *card = card_new(&setup);
		struct gpu_outcome outcome;
		uint32_t before[16];
		unsigned int i;

		gpu_model_dirty(card->model);
		gpu_model_fault(card->model, "config-lost");
		for (i = 0; i < 16; i++)
			before[i] = gpu_model_config_read(card->model, 0, i * 4, 4);
		card_reset(card, &outcome);
		for (i = 0; i < 16; i++)
			assert_int_equal(gpu_model_config_read(card->model, 0, i * 4, 4),
					 before[i]);
		card_free(card);
	}
}

static void b10_nothing_is_put_to_sleep(void **state)
{
	struct gpu_outcome outcome;

	(void)state;
	assert_int_equal(reset("navi10", NULL, &outcome), 0);
	assert_true(traced("PM fn0 -> D0"));
	assert_false(traced("-> D3"));
}

static void b12_arcturus_gets_its_own_messages(void **state)
{
	struct gpu_outcome outcome;

	(void)state;
	assert_int_equal(reset("arcturus", "psp-dead", &outcome), 0);
	assert_true(traced("W  166a7 THM_BACO_CNTL"));
	assert_true(traced("C2PMSG_66            <- 00000018"));
	assert_true(traced("C2PMSG_66            <- 00000019"));
	assert_false(traced("C2PMSG_66            <- 00000025"));
	assert_false(traced("C2PMSG_66            <- 00000058"));
}

/* Off the bus while mode 1 runs: all-ones is what is found afterwards. */
static void b14_all_ones_is_no_success(void **state)
{
	static const char * const families[] = { "vega10", "vega20", "navi10", "navi32" };
	struct gpu_outcome outcome;
	unsigned int i;

	(void)state;
	for (i = 0; i < 4; i++) {
		assert_int_equal(reset(families[i], "link-loss@time=300000", &outcome), -ENODEV);
		assert_int_equal(reset(families[i], "ones@time=300000", &outcome), -EIO);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b1_an_error_is_returned),
		cmocka_unit_test(b3_silence_disables_nothing),
		cmocka_unit_test(b4_a_refused_message_blocks_nothing),
		cmocka_unit_test(b5_vega20_is_marked_in_its_scratch_register),
		cmocka_unit_test(b6_vega10s_bootloader_is_where_it_is),
		cmocka_unit_test(b9_config_space_is_as_it_was),
		cmocka_unit_test(b10_nothing_is_put_to_sleep),
		cmocka_unit_test(b12_arcturus_gets_its_own_messages),
		cmocka_unit_test(b14_all_ones_is_no_success),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	free(trace);
	return failed;
}
