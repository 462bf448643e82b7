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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_ports_of_a_slot),
		cmocka_unit_test(every_bridge_above_both),
		cmocka_unit_test(conventional_bus),
		cmocka_unit_test(chain_through_a_third),
	};

	return cmocka_run_group_tests_name("why", tests, NULL, NULL);
}
