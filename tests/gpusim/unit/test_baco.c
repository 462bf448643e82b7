// SPDX-License-Identifier: GPL-2.0
/* BACO: only the whole sequence, in order and with its delays, cleans a card. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "drive.h"

struct sequence {
	const char *family;
	const struct row *rows;
	size_t count;
};

static struct sequence polaris(const char *family)
{
	return (struct sequence){ family, polaris_rows, polaris_count };
}

static struct sequence vega10(void)
{
	return (struct sequence){ "vega10", vega10_rows, vega10_count };
}

static enum model_state after(const struct sequence *sequence, size_t without)
{
	struct gpu_model *gpu = used_card(sequence->family);
	enum model_state state;

	run_rows(gpu, sequence->rows, sequence->count, without);
	state = gpu_model_state(gpu);
	gpu_model_free(gpu);
	return state;
}

static void whole_sequence(void **state)
{
	const struct sequence all[] = {
		polaris("polaris10"), polaris("polaris11"),
		polaris("polaris12"), vega10(),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(all); i++)
		assert_int_equal(after(&all[i], all[i].count), MODEL_CLEAN);
}

/* Whether leaving a row out may go unnoticed. */
static bool may_miss(const struct row *row)
{
	/* A poll, when the hardware happens to be quick enough */
	return row->op == UNTIL || row->op == SMC_UNTIL;
}

static void each_row_counts(const struct sequence *sequence)
{
	for (size_t i = 0; i < sequence->count; i++) {
		if (may_miss(&sequence->rows[i]))
			continue;
		if (after(sequence, i) == MODEL_CLEAN)
			fail_msg("%s is clean without row %zu",
				 sequence->family, i);
	}
}

static void a_step_left_out(void **state)
{
	const struct sequence p = polaris("polaris10"), v = vega10();

	(void)state;
	each_row_counts(&p);
	each_row_counts(&v);
}

static bool is_write(const struct row *row)
{
	return row->op == SET || row->op == PUT || row->op == SMC_SET;
}

/* Two neighbouring writes to the power controls, the second one first */
static void swapped(const struct sequence *sequence, size_t from)
{
	const struct row *rows = sequence->rows;

	for (size_t i = from; i + 1 < sequence->count; i++) {
		struct gpu_model *gpu = used_card(sequence->family);

		if (is_write(&rows[i]) && is_write(&rows[i + 1]) &&
		    !may_miss(&rows[i]) && !may_miss(&rows[i + 1])) {
			run_rows(gpu, rows, i, i);
			run_row(gpu, &rows[i + 1]);
			run_row(gpu, &rows[i]);
			run_rows(gpu, rows + i + 2, sequence->count - i - 2,
				 sequence->count);
			assert_int_equal(gpu_model_state(gpu), MODEL_BROKEN);
			assert_string_not_equal(gpu_model_why(gpu), "");
		}
		gpu_model_free(gpu);
	}
}

static void steps_out_of_order(void **state)
{
	const struct sequence p = polaris("polaris10"), v = vega10();

	(void)state;
	swapped(&p, 40);
	swapped(&v, 6);
}

static void delays_of_milliseconds(void **state)
{
	const struct sequence all[] = { polaris("polaris10"), vega10() };

	(void)state;
	for (size_t i = 0; i < COUNT(all); i++)
		for (size_t r = 0; r < all[i].count; r++)
			if (all[i].rows[r].op == WAIT &&
			    all[i].rows[r].value >= MS(1))
				assert_int_equal(after(&all[i], r), MODEL_BROKEN);
}

static void microseconds_for_the_plls(void **state)
{
	struct gpu_model *gpu = used_card("polaris10");

	(void)state;
	for (size_t i = 0; i < polaris_count; i++)
		if (polaris_rows[i].op != WAIT || polaris_rows[i].value >= MS(1))
			run_row(gpu, &polaris_rows[i]);
	assert_state(gpu, MODEL_BROKEN);
	assert_int_equal(smc(gpu, 0x80000370), 0xffffffff);
	gpu_model_free(gpu);
}

/* Vega M has no MPLL: with the long table it never gets to its power. */
static void vegam_has_its_own(void **state)
{
	struct gpu_model *gpu = used_card("vegam");

	(void)state;
	for (size_t i = 0; i < polaris_count; i++) {
		uint32_t address = polaris_rows[i].address;

		if (address != 0xaec && address != 0xda2 && address != 0xaef)
			run_row(gpu, &polaris_rows[i]);
	}
	gpu_model_advance(gpu, MS(10));
	assert_state(gpu, MODEL_CLEAN);
	gpu_model_free(gpu);
}

static void vega10_needs_its_message(void **state)
{
	struct gpu_model *gpu = used_card("vega10");

	(void)state;
	assert_int_equal(tell(gpu, 0x1e, 0), 1);
	assert_state(gpu, MODEL_BROKEN);
	gpu_model_free(gpu);
}

static void weak_baco_resets_nothing(void **state)
{
	struct gpu_model *gpu = used_card("polaris11");

	(void)state;
	assert_int_equal(gpu_model_fault(gpu, "baco-weak"), 0);
	run_rows(gpu, polaris_rows, polaris_count, polaris_count);
	assert_state(gpu, MODEL_USED);
	assert_true(smc(gpu, 0x80000370) >= 0x20100);
	gpu_model_free(gpu);
}

static void again_and_again(void **state)
{
	struct gpu_model *gpu = card("polaris10");

	(void)state;
	for (int round = 0; round < 200; round++) {
		gpu_model_dirty(gpu);
		assert_state(gpu, MODEL_USED);
		run_rows(gpu, polaris_rows, polaris_count, polaris_count);
		assert_state(gpu, MODEL_CLEAN);
		assert_true(smc(gpu, 0x80000370) < 0x20100);
	}
	gpu_model_free(gpu);
}

struct by_message {
	const char *family;
	uint32_t thm, enter, exit, rest;
};

static const struct by_message by_message[] = {
	{ "vega20", 0x16681, 0x25, 0x58, 0 },
	{ "arcturus", 0x166a7, 0x18, 0x19, 0 },
	{ "navi10", 0x16681, 0x18, 0x19, MS(10) },
	{ "navi14", 0x16681, 0x18, 0x19, MS(10) },
};

static void baco_by_message(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(by_message); i++) {
		const struct by_message *m = &by_message[i];
		struct gpu_model *gpu = used_card(m->family);

		assert_int_equal(tell(gpu, m->enter, 0), 0xff);
		set_reg(gpu, m->thm, reg(gpu, m->thm) | 0x80000000);
		assert_int_equal(tell(gpu, m->enter, 0), 1);
		assert_true(reg(gpu, 0xe2b) & 0x100);
		assert_state(gpu, MODEL_RESETTING);
		gpu_model_advance(gpu, m->rest);
		assert_int_equal(tell(gpu, m->exit, 0), 1);
		gpu_model_advance(gpu, MS(5));
		assert_false(reg(gpu, 0xe2b) & 0x100);
		assert_state(gpu, MODEL_CLEAN);
		gpu_model_free(gpu);
	}
}

static void navi_must_rest_in_baco(void **state)
{
	struct gpu_model *gpu = used_card("navi10");

	(void)state;
	set_reg(gpu, 0x16681, 0x80000000);
	assert_int_equal(tell(gpu, 0x18, 0), 1);
	assert_int_equal(tell(gpu, 0x19, 0), 0xff);
	assert_state(gpu, MODEL_BROKEN);
	gpu_model_free(gpu);
}

static void arcturus_is_no_vega20(void **state)
{
	struct gpu_model *gpu = used_card("arcturus");

	(void)state;
	set_reg(gpu, 0x16681, 0x80000000);
	assert_int_equal(tell(gpu, 0x25, 0), 0xfe);
	assert_state(gpu, MODEL_USED);
	gpu_model_free(gpu);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_sequence),
		cmocka_unit_test(a_step_left_out),
		cmocka_unit_test(steps_out_of_order),
		cmocka_unit_test(delays_of_milliseconds),
		cmocka_unit_test(microseconds_for_the_plls),
		cmocka_unit_test(vegam_has_its_own),
		cmocka_unit_test(vega10_needs_its_message),
		cmocka_unit_test(weak_baco_resets_nothing),
		cmocka_unit_test(again_and_again),
		cmocka_unit_test(baco_by_message),
		cmocka_unit_test(navi_must_rest_in_baco),
		cmocka_unit_test(arcturus_is_no_vega20),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
