// SPDX-License-Identifier: GPL-2.0
/* Pasted text to clean lines. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "source/lines.h"

static void test_one_line(void **state)
{
	static const struct {
		const char *raw, *text;
		unsigned int indent;
	} cases[] = {
		{ "words", "words", 0 },
		{ "\twords \t", "words", 8 },
		{ "  \twords", "words", 8 },
		{ "words\r", "words", 0 },
		{ "> > \twords", "words", 8 },
		{ ">>>>words", "words", 0 },
		{ "| words", "words", 1 },
		{ "&gt; a &amp; b&nbsp;c", "a & b c", 1 },
		{ "a\302\240b", "a b", 0 },
		{ "\xef\xbb\xbfwords", "words", 0 },
		{ "\033[1;32mwords\033[0m", "words", 0 },
		{ "caf\xc3\xa9 \xe9", "caf\xc3\xa9 ?", 0 },
		{ "\xc0\x80\xed\xa0\x80\xf5", "??????", 0 },
		{ "cut \xe2\x82", "cut ??", 0 },
		{ "a\001\177b", "a  b", 0 },
		{ "\xe2\x94\x94\xe2\x94\x80 words", "words", 3 },
		{ "", "", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct lines lines;

		assert_int_equal(lines_split(&lines, cases[i].raw, strlen(cases[i].raw)), 0);
		if (*cases[i].raw) {
			assert_int_equal(lines.count, 1);
			assert_string_equal(lines.line[0].text, cases[i].text);
			assert_int_equal(lines.line[0].indent, cases[i].indent);
		} else {
			assert_int_equal(lines.count, 0);
		}
		lines_free(&lines);
	}
}

static void test_numbers(void **state)
{
	static const char text[] = "one\n\r\nthree\n";
	struct lines lines;

	(void)state;
	assert_int_equal(lines_split(&lines, text, sizeof(text) - 1), 0);
	assert_int_equal(lines.count, 3);
	assert_string_equal(lines.line[1].text, "");
	assert_string_equal(lines.line[2].text, "three");
	assert_int_equal(lines.line[2].number, 3);
	lines_free(&lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_line),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
