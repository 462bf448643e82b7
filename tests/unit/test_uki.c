// SPDX-License-Identifier: GPL-2.0
/* Sections of unified kernel images, and files that are none. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "source/uki.h"

#define PE_AT 0x80
#define TABLE_AT (PE_AT + 24 + 240)

/* An image's headers with one section: 100 bytes at 0x400, padded to 512 */
static void make_image(uint8_t image[PE_HEADERS])
{
	memset(image, 0, PE_HEADERS);
	memcpy(image, "MZ", 2);
	image[0x3c] = PE_AT;
	memcpy(image + PE_AT, "PE\0", 4);
	image[PE_AT + 6] = 1;
	image[PE_AT + 20] = 240;
	memcpy(image + TABLE_AT, ".cmdline", 8);
	image[TABLE_AT + 8] = 100;
	image[TABLE_AT + 17] = 2;
	image[TABLE_AT + 21] = 4;
}

static void test_section_is_found(void **state)
{
	uint8_t image[PE_HEADERS];
	struct pe_section section;

	(void)state;
	make_image(image);
	assert_true(pe_find(image, sizeof(image), ".cmdline", &section));
	assert_int_equal(section.offset, 0x400);
	assert_int_equal(section.len, 100);
	assert_null(section.fault);
}

static void test_no_more_than_is_in_the_file(void **state)
{
	uint8_t image[PE_HEADERS];
	struct pe_section section;

	(void)state;
	make_image(image);
	image[TABLE_AT + 9] = 8;
	assert_true(pe_find(image, sizeof(image), ".cmdline", &section));
	assert_int_equal(section.len, 512);
}

static void test_image_without_the_section(void **state)
{
	uint8_t image[PE_HEADERS];
	struct pe_section section;

	(void)state;
	make_image(image);
	assert_false(pe_find(image, sizeof(image), ".linux", &section));
	assert_null(section.fault);
}

/* Cut anywhere, it is either whole or refused with a reason. */
static void test_image_cut_anywhere(void **state)
{
	uint8_t image[PE_HEADERS];
	struct pe_section section;

	(void)state;
	make_image(image);
	for (size_t len = 0; len < TABLE_AT + 40; len++) {
		assert_false(pe_find(image, len, ".cmdline", &section));
		assert_non_null(section.fault);
	}
	assert_true(pe_find(image, TABLE_AT + 40, ".cmdline", &section));
}

static void test_numbers_that_point_outside(void **state)
{
	uint8_t image[PE_HEADERS];
	struct pe_section section;

	(void)state;
	make_image(image);
	memset(image + 0x3c, 0xff, 4);
	assert_false(pe_find(image, sizeof(image), ".cmdline", &section));
	assert_non_null(strstr(section.fault, "no PE header"));
	make_image(image);
	memset(image + PE_AT + 6, 0xff, 2);
	assert_false(pe_find(image, sizeof(image), ".cmdline", &section));
	assert_non_null(strstr(section.fault, "section table"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_section_is_found),
		cmocka_unit_test(test_no_more_than_is_in_the_file),
		cmocka_unit_test(test_image_without_the_section),
		cmocka_unit_test(test_image_cut_anywhere),
		cmocka_unit_test(test_numbers_that_point_outside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
