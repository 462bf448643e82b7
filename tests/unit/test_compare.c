// SPDX-License-Identifier: GPL-2.0
/* Partitions side by side, and what accounts for a difference. */
#include "analyse/change.h"
#include "analyse/compare.h"
#include "machines.h"

#define RP PCIE_TYPE_ROOT_PORT
#define EP PCIE_TYPE_ENDPOINT

/* Two root ports of one slot without ACS, a card below each; -2 is no group. */
static struct machine *observed(const int group[4])
{
	struct machine *m = machine_begin();
	size_t i;

	many(add_bridge(m, "00:01.0", RP, 1, 1));
	many(add_bridge(m, "00:01.1", RP, 2, 2));
	add(m, "01:00.0", EP);
	add(m, "02:00.0", EP);
	assert_int_equal(machine_link(m), 0);
	for (i = 0; i < 4; i++)
		m->functions[i].group = group[i];
	return m;
}

static void compare(struct machine *m, struct comparison *cmp)
{
	struct circumstances c;
	struct grouping *g;

	circumstances_of(m, &c);
	assert_int_equal(grouping_compute(m, &c, &g), 0);
	assert_int_equal(compare_observed(g, cmp), 0);
	assert_int_equal(compare_explain(m, &c, cmp), 0);
	grouping_free(g);
	circumstances_release(&c);
}

static void the_same(void **state)
{
	const int group[] = { 7, 7, 7, 7 };
	struct machine *m = observed(group);
	struct comparison cmp;

	(void)state;
	compare(m, &cmp);
	assert_int_equal(cmp.comparable, 4);
	assert_int_equal(cmp.count, 0);
	assert_int_equal(cmp.explanations_count, 0);
	comparison_release(&cmp);
	machine_free(m);
}

static void an_override_accounts_for_it(void **state)
{
	const int group[] = { 3, 1, 9, 12 };
	struct machine *m = observed(group);
	struct comparison cmp;

	(void)state;
	compare(m, &cmp);
	assert_int_equal(cmp.count, 3);
	assert_false(cmp.differences[0].together_before);
	assert_true(cmp.explanations_count >= 1);
	assert_non_null(strstr(cmp.explanations[0],
			       "pcie_acs_override=downstream"));
	comparison_release(&cmp);
	machine_free(m);
}

/* The command line asks for it; whether the kernel has the patch is not told. */
static void the_override_that_was_asked_for(void **state)
{
	const int group[] = { 1, 2, 1, 3 };
	struct machine *m = observed(group);
	struct comparison cmp;

	(void)state;
	m->cmdline = strdup("quiet pcie_acs_override=id:1b36:0009 splash");
	with_ids(&m->functions[1], 0x1b36, 0x0009);
	compare(m, &cmp);
	assert_int_equal(cmp.explanations_count, 1);
	assert_non_null(strstr(cmp.explanations[0], "command line"));
	comparison_release(&cmp);

	m->kernel = strdup("6.8.12-4-pve");
	compare(m, &cmp);
	assert_int_equal(cmp.count, 0);
	comparison_release(&cmp);
	machine_free(m);
}

/* The cards changed ports: no rule gives that. */
static void nothing_accounts_for_it(void **state)
{
	const int group[] = { 1, 2, 2, 1 };
	struct machine *m = observed(group);
	struct comparison cmp;

	(void)state;
	compare(m, &cmp);
	assert_true(cmp.count > 0);
	assert_int_equal(cmp.explanations_count, 0);
	comparison_release(&cmp);
	machine_free(m);
}

static void what_was_not_read_accounts_for_it(void **state)
{
	const int group[] = { 1, 2, 2, 1 };
	struct machine *m = observed(group);
	struct comparison cmp;

	(void)state;
	m->functions[0].acs.fact = FACT_UNREAD;
	m->functions[1].acs.fact = FACT_UNREAD;
	compare(m, &cmp);
	assert_int_equal(cmp.explanations_count, 1);
	assert_non_null(strstr(cmp.explanations[0], "does not hold"));
	comparison_release(&cmp);
	machine_free(m);
}

static void pch_that_could_not_be_programmed(void **state)
{
	const int group[] = { 1, 1, 1, 1 };
	struct machine *m = observed(group);
	struct comparison cmp;

	(void)state;
	with_ids(&m->functions[0], 0x8086, 0x8d10);
	with_ids(&m->functions[1], 0x8086, 0x8d11);
	compare(m, &cmp);
	assert_true(cmp.explanations_count >= 1);
	assert_non_null(strstr(cmp.explanations[0], "Intel PCH"));
	comparison_release(&cmp);
	machine_free(m);
}

/* An I350 of which both functions share a group: the quirk is not there. */
static void a_kernel_without_the_quirk(void **state)
{
	struct machine *m = machine_begin();
	struct comparison cmp;
	size_t i;

	(void)state;
	many(with_ids(add(m, "00:01.0", EP), 0x8086, 0x1521));
	many(with_ids(add(m, "00:01.1", EP), 0x8086, 0x1521));
	assert_int_equal(machine_link(m), 0);
	for (i = 0; i < m->count; i++)
		m->functions[i].group = 4;
	compare(m, &cmp);
	assert_int_equal(cmp.explanations_count, 1);
	assert_non_null(strstr(cmp.explanations[0], "mf_endpoint"));
	comparison_release(&cmp);
	machine_free(m);
}

/* A card that moved is recognised at its new address. */
static void before_and_after_a_move(void **state)
{
	struct change change = { CHANGE_MOVE, "02:00.0=00:03.0" };
	struct circumstances c = { 0 };
	struct machine *m = machine_begin(), *moved;
	struct grouping *before, *after;
	struct comparison cmp;
	char error[CHANGE_ERROR_LEN];

	(void)state;
	add_bridge(m, "00:01.0", RP, 2, 2);
	with_acs(add_bridge(m, "00:03.0", RP, 3, 3), 0x1f, 0x1d);
	add(m, "02:00.0", EP);
	assert_int_equal(machine_link(m), 0);
	moved = machine_clone(m);
	assert_int_equal(change_apply(&change, moved, &c, error), 0);
	assert_int_equal(grouping_compute(m, &c, &before), 0);
	assert_int_equal(grouping_compute(moved, &c, &after), 0);
	assert_int_equal(compare_groupings(before, after, &cmp), 0);
	assert_int_equal(cmp.comparable, 3);
	assert_int_equal(cmp.count, 1);
	assert_true(cmp.differences[0].together_before);
	assert_ptr_equal(cmp.differences[0].b, machine_find(m, at("02:00.0")));
	comparison_release(&cmp);
	grouping_free(after);
	grouping_free(before);
	machine_free(moved);
	machine_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same),
		cmocka_unit_test(an_override_accounts_for_it),
		cmocka_unit_test(the_override_that_was_asked_for),
		cmocka_unit_test(nothing_accounts_for_it),
		cmocka_unit_test(what_was_not_read_accounts_for_it),
		cmocka_unit_test(pch_that_could_not_be_programmed),
		cmocka_unit_test(a_kernel_without_the_quirk),
		cmocka_unit_test(before_and_after_a_move),
	};

	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
