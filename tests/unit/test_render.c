// SPDX-License-Identifier: GPL-2.0
/* Text for people: what reaches a terminal, and how it is laid out. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <locale.h>

#include "render/render.h"

/* Renders @r, releases it, and compares. */
static void expect(struct report *r, struct style style, const char *expected)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	assert_false(r->failed);
	assert_int_equal(render_text.render(r, &style, out), 0);
	fclose(out);
	assert_string_equal(text, expected);
	free(text);
	report_free(r);
}

static struct report *sentence(const char *text)
{
	struct report *r = report_new("test");

	assert_non_null(r);
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "%s", text);
	return r;
}

static void test_control_characters_stay_out(void **state)
{
	struct style style = { 0 };

	(void)state;
	expect(sentence("a\033[31mb\rc\007\177"), style, "a?[31mb?c??\n");
	expect(sentence("\302\23331m"), style, "?31m\n");
}

static void test_broken_utf8_is_replaced(void **state)
{
	struct style style = { 0 };

	(void)state;
	expect(sentence("a\377b"), style, "a?b\n");
	expect(sentence("cut \342\202"), style, "cut ??\n");
	expect(sentence("long \300\2572"), style, "long ??2\n");
}

static void test_ascii_has_words_for_signs(void **state)
{
	struct style style = { .ascii = true };

	(void)state;
	expect(sentence("a · b → c … é"), style, "a - b -> c ... ?\n");
}

static void test_sentence_hangs_behind_its_label(void **state)
{
	struct style style = { .width = 20 };
	struct report *r = report_new("test");

	(void)state;
	report_text(r, 1);
	report_cell(r, MARK_PLAIN, "1. ");
	report_hang(r);
	report_cell(r, MARK_PLAIN, "one two three four five");
	expect(r, style, "  1. one two three\n     four five\n");
}

static void test_commands_are_never_broken(void **state)
{
	struct style style = { .width = 16 };
	struct report *r = sentence("now type ");

	(void)state;
	report_cell(r, MARK_COMMAND, "acsdiag why 01:00.0");
	report_cell(r, MARK_PLAIN, " or not");
	expect(r, style, "now type\nacsdiag why 01:00.0\nor not\n");
}

static void add_row(struct report *r, const char *a, const char *b, const char *c)
{
	report_row(r, 0);
	report_cell(r, MARK_ADDRESS, "%s", a);
	report_cell(r, MARK_PLAIN, "%s", b);
	report_cell(r, MARK_PLAIN, "%s", c);
}

static void test_columns_align_by_what_they_show(void **state)
{
	struct report *r = report_new("test");
	struct style style = { 0 };

	(void)state;
	report_table(r);
	add_row(r, "1", "日本", "x");
	add_row(r, "22", "é", "y");
	add_row(r, "3", "abc", "");
	expect(r, style, "1   日本  x\n22  é     y\n3   abc\n");
}

static void test_names_give_way_in_the_middle(void **state)
{
	struct report *r = report_new("test");
	struct style style = { .width = 34 };

	(void)state;
	report_table(r);
	add_row(r, "0000:01:00.0", "Vendor of things, USB", "drv");
	expect(r, style, "0000:01:00.0  Vendo…ings, USB  drv\n");
}

/* What is left of a word at the cut goes, if it is little, and the head gains. */
static void test_names_are_cut_between_words(void **state)
{
	struct style style = { .width = 40 };
	struct report *r = report_new("test");

	(void)state;
	report_row(r, 0);
	report_cell(r, MARK_ADDRESS, "0000:01:00.0");
	report_cell(r, MARK_PLAIN, "Vendor Products Definition Audio Controller");
	expect(r, style, "0000:01:00.0  Vendor Products…Controller\n");
}

static void test_colour_ends_with_its_line(void **state)
{
	struct style style = { .colour = true };
	struct report *r = report_new("test");

	(void)state;
	report_text(r, 0);
	report_cell(r, MARK_GOOD, "yes");
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "no");
	expect(r, style, "\033[32myes\033[0m\nno\n");
}

static void test_branches(void **state)
{
	struct report *r = report_new("test");
	struct style style = { .ascii = true };

	(void)state;
	report_table(r);
	add_row(r, "a", "b", "c");
	report_tree(r, "|+");
	add_row(r, "a", "b", "c");
	report_tree(r, " `");
	expect(r, style, "| |-a  b  c\n  `-a  b  c\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_control_characters_stay_out),
		cmocka_unit_test(test_broken_utf8_is_replaced),
		cmocka_unit_test(test_ascii_has_words_for_signs),
		cmocka_unit_test(test_sentence_hangs_behind_its_label),
		cmocka_unit_test(test_commands_are_never_broken),
		cmocka_unit_test(test_columns_align_by_what_they_show),
		cmocka_unit_test(test_names_give_way_in_the_middle),
		cmocka_unit_test(test_names_are_cut_between_words),
		cmocka_unit_test(test_colour_ends_with_its_line),
		cmocka_unit_test(test_branches),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
