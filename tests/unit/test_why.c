// SPDX-License-Identifier: GPL-2.0
/* The causes that are named, on small machines. */
#include "analyse/why.h"
#include "machines.h"

#define RP PCIE_TYPE_ROOT_PORT
#define EP PCIE_TYPE_ENDPOINT

static struct grouping *group(struct machine *m)
{
	static const struct circumstances newest;
	struct grouping *g;

	assert_int_equal(machine_link(m), 0);
	assert_int_equal(grouping_compute(m, &newest, &g), 0);
	return g;
}

static const struct function *fn(struct machine *m, const char *text)
{
	const struct function *f = machine_find(m, at(text));

	assert_non_null(f);
	return f;
}

/*
 * 01.0 root port, no ACS -- 01:00.0      01.1 root port, no ACS -- 02:00.0
 */
static void two_ports_of_a_slot(void **state)
{
	struct machine *m = machine_begin();
	struct causes causes;
	struct grouping *g;

	(void)state;
	many(add_bridge(m, "00:01.0", RP, 1, 1));
	many(add_bridge(m, "00:01.1", RP, 2, 2));
	add(m, "01:00.0", EP);
	add(m, "02:00.0", EP);
	g = group(m);
	assert_int_equal(causes_between(g, fn(m, "01:00.0"), fn(m, "02:00.0"),
					&causes), 0);
	assert_int_equal(causes.count, 1);
	assert_int_equal(causes.list[0].rule, JOIN_SAME_SLOT);
	assert_ptr_equal(causes.list[0].at, fn(m, "00:01.0"));
	assert_ptr_equal(causes.list[0].with, fn(m, "00:01.1"));
	assert_int_equal(causes.list[0].with_verdict.basis,
			 BASIS_NO_CAPABILITY);
	causes_release(&causes);
	assert_int_equal(causes_of_group(g, 0, &causes), 0);
	assert_int_equal(causes.count, 3);
	causes_release(&causes);
	grouping_free(g);
	machine_free(m);
}

/* root port without ACS -- downstream ports with and without ACS */
static void every_bridge_above_both(void **state)
{
	struct machine *m = machine_begin();
	struct causes causes;
	struct grouping *g;

	(void)state;
	add_bridge(m, "00:01.0", RP, 1, 4);
	many(add_bridge(m, "01:00.0", PCIE_TYPE_UPSTREAM, 2, 4));
	with_acs(add_bridge(m, "02:00.0", PCIE_TYPE_DOWNSTREAM, 3, 3), 0x1f,
		 0x1d);
	add_bridge(m, "02:01.0", PCIE_TYPE_DOWNSTREAM, 4, 4);
	add(m, "03:00.0", EP);
	add(m, "04:00.0", EP);
	g = group(m);
	assert_int_equal(causes_between(g, fn(m, "03:00.0"), fn(m, "04:00.0"),
					&causes), 0);
	assert_int_equal(causes.count, 2);
	assert_ptr_equal(causes.list[0].at, fn(m, "01:00.0"));
	assert_ptr_equal(causes.list[1].at, fn(m, "00:01.0"));
	assert_false(causes.chain);
	causes_release(&causes);
	grouping_free(g);
	machine_free(m);
}

static void conventional_bus(void **state)
{
	struct machine *m = machine_begin();
	struct causes causes;
	struct grouping *g;

	(void)state;
	with_acs(add_bridge(m, "00:00.0", RP, 1, 2), 0x1f, 0x1d);
	add_bridge(m, "01:00.0", PCIE_TYPE_PCI_BRIDGE, 2, 2);
	add(m, "02:00.0", PCIE_TYPE_NONE);
	add(m, "02:01.0", PCIE_TYPE_NONE);
	g = group(m);
	assert_int_equal(causes_between(g, fn(m, "02:00.0"), fn(m, "02:01.0"),
					&causes), 0);
	assert_int_equal(causes.count, 1);
	assert_int_equal(causes.list[0].rule, JOIN_DMA_ALIAS);
	assert_ptr_equal(causes.list[0].at, fn(m, "01:00.0"));
	causes_release(&causes);
	grouping_free(g);
	machine_free(m);
}

/* 11.0 and 10.0 are held together by 1f.0 only, which sends as both. */
static void chain_through_a_third(void **state)
{
	struct machine *m = machine_begin();
	struct causes causes;
	struct grouping *g;

	(void)state;
	add(m, "00:10.0", PCIE_TYPE_RC_ENDPOINT);
	add(m, "00:11.0", PCIE_TYPE_RC_ENDPOINT);
	with_ids(add(m, "00:1f.0", PCIE_TYPE_RC_ENDPOINT), 0x8086, 0x2260);
	g = group(m);
	assert_int_equal(causes_between(g, fn(m, "00:10.0"), fn(m, "00:11.0"),
					&causes), 0);
	assert_true(causes.chain);
	assert_int_equal(causes.count, 2);
	assert_ptr_equal(causes.list[0].with, fn(m, "00:10.0"));
	assert_ptr_equal(causes.list[1].with, fn(m, "00:11.0"));
	assert_non_null(causes.list[0].quirk);
	causes_release(&causes);
	grouping_free(g);
	machine_free(m);
}

static bool has_fix(const struct fixes *fixes, enum change_kind kind,
		    const char *text, bool real)
{
	size_t i;

	for (i = 0; i < fixes->count; i++)
		if (fixes->list[i].count == 1 &&
		    fixes->list[i].real == real &&
		    fixes->list[i].changes[0].kind == kind &&
		    !strcmp(fixes->list[i].changes[0].text, text))
			return true;
	return false;
}

/*
 * 01.0 root port, no ACS -- 01:00.0      01.1 root port, no ACS -- 02:00.0
 * 1c.0 root port, ACS    -- nothing
 */
static void fixes_real_before_assumed(void **state)
{
	static const struct circumstances now = { .controls_set = TRI_YES };
	struct machine *m = machine_begin();
	struct fixes fixes;
	size_t i;
	bool assumed = false;

	(void)state;
	many(add_bridge(m, "00:01.0", RP, 1, 1));
	many(with_ids(add_bridge(m, "00:01.1", RP, 2, 2), 0x8086, 0x1905));
	with_acs(add_bridge(m, "00:1c.0", RP, 3, 3), 0x1f, 0x1d);
	add(m, "01:00.0", EP);
	add(m, "02:00.0", EP);
	assert_int_equal(machine_link(m), 0);
	assert_int_equal(fixes_between(m, &now, fn(m, "01:00.0"),
				       fn(m, "02:00.0"), &fixes), 0);
	assert_true(has_fix(&fixes, CHANGE_MOVE, "0000:02:00.0=0000:00:1c.0",
			    true));
	assert_true(has_fix(&fixes, CHANGE_ASSUME, "0000:00:01.0", false));
	assert_true(has_fix(&fixes, CHANGE_ACS_OVERRIDE, "downstream", false));
	assert_true(has_fix(&fixes, CHANGE_ACS_OVERRIDE, "id:8086:1905",
			    false));
	for (i = 0; i < fixes.count; i++) {
		assumed |= !fixes.list[i].real;
		assert_true(!assumed || !fixes.list[i].real);
		assert_true(fixes.list[i].real || fixes.list[i].exposed_count);
	}
	fixes_release(&fixes);
	machine_free(m);
}

static bool parts(struct machine *m, const struct fix *fix, const char *a,
		  const char *b, const char *c)
{
	static const struct circumstances now = { .controls_set = TRI_YES };
	const struct function *others[] = { fn(m, b), fn(m, c) };
	bool all;

	assert_int_equal(fix_parts(m, &now, fix, fn(m, a), others, 2, &all), 0);
	return all;
}

/* What parts from the one need not part from the other. */
static void fix_for_several(void **state)
{
	struct change move = { CHANGE_MOVE, "0000:02:00.0=0000:00:1c.0" };
	struct change trust = { CHANGE_ASSUME, "0000:00:01.0" };
	struct fix fix = { .changes = &move, .count = 1 };
	struct machine *m = machine_begin();

	(void)state;
	many(add_bridge(m, "00:01.0", RP, 1, 1));
	many(add_bridge(m, "00:01.1", RP, 2, 2));
	many(add_bridge(m, "00:01.2", RP, 4, 4));
	with_acs(add_bridge(m, "00:1c.0", RP, 3, 3), 0x1f, 0x1d);
	add(m, "01:00.0", EP);
	add(m, "02:00.0", EP);
	add(m, "04:00.0", EP);
	assert_int_equal(machine_link(m), 0);
	assert_false(parts(m, &fix, "01:00.0", "02:00.0", "04:00.0"));
	assert_true(parts(m, &fix, "02:00.0", "01:00.0", "04:00.0"));
	fix.changes = &trust;
	assert_true(parts(m, &fix, "01:00.0", "02:00.0", "04:00.0"));
	machine_free(m);
}

/*
 * The ports have ACS that a boot with an IOMMU turns on; the functions of the
 * card have none. It takes both that boot and somebody's word for one of them.
 */
static void fixes_of_two_changes(void **state)
{
	static const struct circumstances now = { .controls_set = TRI_YES };
	struct machine *m = machine_begin();
	struct fixes fixes;
	bool both = false;
	size_t i;

	(void)state;
	with_acs(add_bridge(m, "00:01.0", RP, 1, 4), 0x1f, 0x00);
	many(with_acs(add_bridge(m, "01:00.0", PCIE_TYPE_UPSTREAM, 2, 4),
		      0x00, 0x00));
	with_acs(add_bridge(m, "02:00.0", PCIE_TYPE_DOWNSTREAM, 3, 3), 0x1f, 0);
	many(add(m, "03:00.0", EP));
	many(add(m, "03:00.1", EP));
	assert_int_equal(machine_link(m), 0);
	assert_int_equal(fixes_between(m, &now, fn(m, "03:00.0"),
				       fn(m, "03:00.1"), &fixes), 0);
	for (i = 0; i < fixes.count; i++) {
		const struct fix *fix = &fixes.list[i];

		assert_false(fix->real);
		both |= fix->count == 2 &&
			fix->changes[0].kind == CHANGE_IOMMU_ON &&
			fix->changes[1].kind == CHANGE_ASSUME;
	}
	assert_true(both);
	fixes_release(&fixes);
	machine_free(m);
}

static void no_fix_for_what_is_separate(void **state)
{
	static const struct circumstances now;
	struct machine *m = machine_begin();
	struct fixes fixes;

	(void)state;
	add(m, "00:01.0", EP);
	add(m, "00:02.0", EP);
	assert_int_equal(machine_link(m), 0);
	assert_int_equal(fixes_between(m, &now, fn(m, "00:01.0"),
				       fn(m, "00:02.0"), &fixes), 0);
	assert_int_equal(fixes.count, 0);
	fixes_release(&fixes);
	machine_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_ports_of_a_slot),
		cmocka_unit_test(every_bridge_above_both),
		cmocka_unit_test(conventional_bus),
		cmocka_unit_test(chain_through_a_third),
		cmocka_unit_test(fixes_real_before_assumed),
		cmocka_unit_test(fix_for_several),
		cmocka_unit_test(fixes_of_two_changes),
		cmocka_unit_test(no_fix_for_what_is_separate),
	};

	return cmocka_run_group_tests_name("why", tests, NULL, NULL);
}
