// SPDX-License-Identifier: GPL-2.0
/*
 * Whatever goes wrong, and at whichever moment: a reset ends within its bound,
 * with an error that is true, and a card is called clean only if it is.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <linux/kernel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "card.h"

/* Families that differ in what is done with them. */
static const char * const families[] = {
	"polaris10", "vegam", "vega10", "vega12", "vega20", "arcturus", "navi10",
	"navi21", "navi32",
};

/* What is wrong from the beginning, so that the reset takes another course. */
static const char * const courses[] = { NULL, "no-baco", "psp-dead", "smu-fd" };

static struct card *card_on(const char *family, const char *course)
{
	struct gpu_model_setup setup = { .family = family };
	struct card *card = card_new(&setup);

	gpu_model_dirty(card->model);
	/* Reading the table is most of a Navi's reset; see test_discovery.c. */
	if (!strcmp(family, "navi10"))
		gpu_model_fault(card->model, "no-discovery");
	if (course)
		gpu_model_fault(card->model, course);
	return card;
}

static void is_true(const char *family, const char *fault, struct card *card, int err,
		    const struct gpu_outcome *outcome)
{
	if (err > 0 || (err != 0) != (outcome->after.verdict != GPU_VERDICT_CLEAN))
		fail_msg("%s, %s: %d and %s", family, fault, err,
			 gpu_verdict_name(outcome->after.verdict));
	if (!err && gpu_model_state(card->model) != MODEL_CLEAN)
		fail_msg("%s, %s: called clean, is %s: %s", family, fault,
			 gpu_model_state_name(gpu_model_state(card->model)),
			 gpu_model_why(card->model));
	if (outcome->duration_us > GPU_RESET_LIMIT_US)
		fail_msg("%s, %s: took %llu us", family, fault,
			 (unsigned long long)outcome->duration_us);
	if (err && !outcome->failure)
		fail_msg("%s, %s: %d without a reason", family, fault, err);
}

/* What is asked for when the card is gone must not be answered with success. */
static bool survives(const char *family, const char *course,
		     const char *kind, unsigned int access, int expected)
{
	struct card *card = card_on(family, course);
	struct gpu_outcome outcome;
	char fault[64];
	bool alive;
	int err;

	snprintf(fault, sizeof(fault), "%s@access=%u", kind, access);
	assert_int_equal(gpu_model_fault(card->model, fault), 0);
	err = gpu_reset(&card->io, card->chip, GPU_ALLOW_EXPERIMENTAL, &outcome);
	alive = access > card->accesses;
	if (!alive && err != expected)
		fail_msg("%s, %s: %d, expected %d: %s", family, fault, err, expected,
			 outcome.failure ? outcome.failure : "no reason");
	is_true(family, fault, card, err, &outcome);
	card_free(card);
	return alive;
}

/* RDNA 3 reads its table, most of which is alike; valgrind takes its time. */
static unsigned int stride(const char *family)
{
	if (!strcmp(family, "navi32"))
		return 43;
	return getenv("VALGRIND") ? 11 : 1;
}

static unsigned int each_access(const char *kind, int expected)
{
	unsigned int family, course, access, tried = 0;

	for (family = 0; family < ARRAY_SIZE(families); family++) {
		for (course = 0; course < ARRAY_SIZE(courses); course++) {
			unsigned int step = stride(families[family]);

			for (access = 1; !survives(families[family], courses[course], kind,
						   access, expected); access += step)
				tried++;
		}
	}
	return tried;
}

static void registers_die_at_each_access(void **state)
{
	(void)state;
	assert_true(each_access("ones", -EIO) > 200);
}

static void link_is_lost_at_each_access(void **state)
{
	(void)state;
	assert_true(each_access("link-loss", -ENODEV) > 200);
}

/* In between accesses, too: while the card is left to reset itself. */
static void link_is_lost_at_each_moment(void **state)
{
	unsigned int family, ms;

	(void)state;
	for (family = 0; family < ARRAY_SIZE(families); family++) {
		for (ms = 0; ms < 1000; ms += 3) {
			struct card *card = card_on(families[family], courses[0]);
			struct gpu_outcome outcome;
			char fault[64];
			int err;

			snprintf(fault, sizeof(fault), "link-loss@time=%u", ms * 1000);
			gpu_model_fault(card->model, fault);
			err = card_reset(card, &outcome);
			if (outcome.duration_us >= (u64)ms * 1000 &&
			    gpu_model_state(card->model) == MODEL_GONE && err &&
			    err != -ENODEV)
				fail_msg("%s, %s: %d", families[family], fault, err);
			if (err)
				is_true(families[family], fault, card, err, &outcome);
			card_free(card);
		}
	}
}

/* Removed, or given up: from that moment on the card is not touched. */
static void told_to_stop_at_each_moment(void **state)
{
	unsigned int family, ms;

	(void)state;
	for (family = 0; family < ARRAY_SIZE(families); family++) {
		for (ms = 1; ms < 700; ms += 7) {
			struct card *card = card_on(families[family], courses[2]);
			struct gpu_outcome outcome;
			int err;

			card->stop_at = gpu_model_now(card->model) + (u64)ms * 1000;
			err = gpu_reset(&card->io, card->chip, GPU_ALLOW_EXPERIMENTAL,
					&outcome);
			if (outcome.duration_us >= (u64)ms * 1000 && err)
				assert_int_equal(err, -ENODEV);
			/* At most the sleep that it was in. */
			assert_true(outcome.duration_us <= (u64)ms * 1000 + 500000);
			card_free(card);
		}
	}
}

/* Every register that a reset has to do with, one after the other. */
#define TOUCHED_MOST 128

static u32 touched[TOUCHED_MOST];
static unsigned int touched_count;

static void remember(struct card *card, const struct gpu_step *step)
{
	unsigned int i;

	(void)card;
	if (!strcmp(step->what, "sleep") || !strcmp(step->what, "message") ||
	    step->address >= 0x80000)
		return;
	for (i = 0; i < touched_count; i++)
		if (touched[i] == step->address / 4)
			return;
	assert_true(touched_count < TOUCHED_MOST);
	touched[touched_count++] = step->address / 4;
}

/*
 * What lies behind Polaris' index can only be believed: a data register that
 * always reads 0 looks like a power controller that was never started.
 */
static bool cannot_be_told(const char *family, u32 dword)
{
	return dword == 0x1ad && (!strncmp(family, "polaris", 7) || !strcmp(family, "vegam"));
}

static void collect(const char *family)
{
	static const u32 judged[] = {
		0x16091, 0x1629a, 0x16063, 0xe2b, 0x4f, 0x16292, 0x16282, 0xde3,
		0xe, 0xf, 0x150a, 0x1ac, 0x1ad, 0x80, 0x81,
	};
	struct gpu_outcome outcome;
	unsigned int i;

	memcpy(touched, judged, sizeof(judged));
	touched_count = ARRAY_SIZE(judged);
	for (i = 0; i < ARRAY_SIZE(courses); i++) {
		struct card *card = card_on(family, courses[i]);

		card->step = remember;
		card_reset(card, &outcome);
		card_free(card);
	}
}

static void each_register_sticks(void **state)
{
	unsigned int family, course, i;

	(void)state;
	for (family = 0; family < ARRAY_SIZE(families); family++) {
		collect(families[family]);
		for (i = 0; i < touched_count * ARRAY_SIZE(courses); i++) {
			struct gpu_outcome outcome;
			struct card *card;
			char fault[64];
			int err;

			if (cannot_be_told(families[family], touched[i / ARRAY_SIZE(courses)]))
				continue;
			course = i % ARRAY_SIZE(courses);
			card = card_on(families[family], courses[course]);
			snprintf(fault, sizeof(fault), "stuck=0x%x",
				 touched[i / ARRAY_SIZE(courses)]);
			gpu_model_fault(card->model, fault);
			err = card_reset(card, &outcome);
			is_true(families[family], fault, card, err, &outcome);
			card_free(card);
		}
	}
}

static void each_fault_of_the_model(void **state)
{
	static const char * const faults[] = {
		"no-baco", "smu-silent", "smu-fd", "smu-ones", "psp-dead", "psp-shy", "psp-mute",
		"no-discovery", "memsize-ones", "ignore-writes", "baco-weak",
		"config-lost", "ones", "link-loss",
	};
	struct gpu_outcome outcome;
	unsigned int i, k, pair;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(families); i++) {
		for (pair = 0; pair < ARRAY_SIZE(faults) * ARRAY_SIZE(faults); pair++) {
			struct card *card = card_on(families[i], courses[0]);
			int err;

			k = pair / ARRAY_SIZE(faults);
			gpu_model_fault(card->model, faults[k]);
			gpu_model_fault(card->model, faults[pair % ARRAY_SIZE(faults)]);
			err = card_reset(card, &outcome);
			is_true(families[i], faults[k], card, err, &outcome);
			card_free(card);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(registers_die_at_each_access),
		cmocka_unit_test(link_is_lost_at_each_access),
		cmocka_unit_test(link_is_lost_at_each_moment),
		cmocka_unit_test(told_to_stop_at_each_moment),
		cmocka_unit_test(each_register_sticks),
		cmocka_unit_test(each_fault_of_the_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
