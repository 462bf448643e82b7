// SPDX-License-Identifier: GPL-2.0
/* The table of chips: what is in it holds together, and what is not is refused. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <linux/kernel.h>
#include <string.h>

#include "gpu.h"

static void each_id_is_found_once(void **state)
{
	const struct gpu_chip *chip;
	unsigned int i;

	(void)state;
	for (i = 0; (chip = gpu_chip_at(i)); i++)
		assert_ptr_equal(gpu_find(chip->vendor, chip->device), chip);
	assert_true(i > 100);
	assert_null(gpu_find(0x1002, 0x6798));
	assert_null(gpu_find(0x10de, 0x67df));
}

/* A family without a method says why; with one, each method has its source. */
static void each_family_is_whole(void **state)
{
	const struct gpu_chip *chip;
	unsigned int i, m;

	(void)state;
	for (i = 0; (chip = gpu_chip_at(i)); i++) {
		const struct gpu_family *family = chip->family;

		assert_ptr_equal(gpu_family_find(family->name), family);
		assert_true(strlen(family->title) > 0);
		assert_true(!family->methods[0] == !!family->no_method);
		for (m = 0; m < GPU_METHODS && family->methods[m]; m++) {
			assert_true(strlen(family->methods[m]->name) > 0);
			assert_true(strlen(family->methods[m]->citation) > 0);
			assert_non_null(family->methods[m]->run);
		}
	}
}

static void nobody_has_reported_yet(void **state)
{
	const struct gpu_chip *chip;
	unsigned int i;

	(void)state;
	for (i = 0; (chip = gpu_chip_at(i)); i++)
		assert_int_not_equal(chip->family->evidence, GPU_REPORTED);
}

/* MI100 is not reset as if it were a Vega 20 (B12), nor without being asked to. */
static void arcturus_is_no_vega20(void **state)
{
	const struct gpu_family *arcturus = gpu_find(0x1002, 0x738c)->family;
	const struct gpu_family *vega20 = gpu_find(0x1002, 0x66af)->family;

	(void)state;
	assert_true(arcturus->experimental);
	assert_ptr_not_equal(arcturus->methods[1], vega20->methods[1]);
}

static void navi48_has_only_its_bus_reset_kept_away(void **state)
{
	const struct gpu_family *navi48 = gpu_find(0x1002, 0x7550)->family;

	(void)state;
	assert_null(navi48->methods[0]);
	assert_non_null(navi48->bus_reset_harms);
	assert_non_null(navi48->no_method);
}

static void an_id_of_ones_own(void **state)
{
	struct gpu_chip chip;

	(void)state;
	assert_int_equal(gpu_parse_id("1002:ABcd=navi10", &chip), 0);
	assert_int_equal(chip.vendor, 0x1002);
	assert_int_equal(chip.device, 0xabcd);
	assert_string_equal(chip.family->name, "navi10");
}

static void not_an_id(void **state)
{
	static const char * const bad[] = {
		"", "1", "1002", "1002:", "1002:67d", "1002:67df", "1002:67df navi10",
		"1002:67df:navi10", "1002:67dfe=navi10", "x002:67df=navi10",
		"1002:67dg=navi10", " 1002:67df=navi10", "10de:67df=navi10",
		"1002:ffff=navi10", "1002:0000=navi10", "0x1002:67df=navi10",
	};
	struct gpu_chip chip;
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(gpu_parse_id(bad[i], &chip), -EINVAL);
	assert_int_equal(gpu_parse_id("1002:67df=", &chip), -ENOENT);
	assert_int_equal(gpu_parse_id("1002:67df=navi1", &chip), -ENOENT);
	assert_int_equal(gpu_parse_id("1002:67df=navi10 ", &chip), -ENOENT);
}

static void words(void **state)
{
	int i;

	(void)state;
	for (i = GPU_PORTED; i <= GPU_REPORTED; i++)
		assert_true(strlen(gpu_evidence_name(i)) > 0);
	for (i = GPU_VERDICT_UNKNOWN; i <= GPU_VERDICT_CLEAN; i++)
		assert_true(strlen(gpu_verdict_name(i)) > 0);
	assert_string_equal(gpu_verdict_name(GPU_VERDICT_CLEAN + 1), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_id_is_found_once),
		cmocka_unit_test(each_family_is_whole),
		cmocka_unit_test(nobody_has_reported_yet),
		cmocka_unit_test(arcturus_is_no_vega20),
		cmocka_unit_test(navi48_has_only_its_bus_reset_kept_away),
		cmocka_unit_test(an_id_of_ones_own),
		cmocka_unit_test(not_an_id),
		cmocka_unit_test(words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
