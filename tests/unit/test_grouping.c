// SPDX-License-Identifier: GPL-2.0
/* Which groups the rules give small machines, each drawn above its test. */
#include "machines.h"

#define RP PCIE_TYPE_ROOT_PORT
#define EP PCIE_TYPE_ENDPOINT

static const struct circumstances newest;

/*
 * 00.0 root port, full ACS -- 01:00.0
 * 01.0 root port, full ACS -- 02:00.0
 */
static void ports_with_acs_separate(void **state)
{
	struct machine *m = machine_begin();

	(void)state;
	with_acs(add_bridge(m, "00:00.0", RP, 1, 1), 0x1f, 0x1d);
	with_acs(add_bridge(m, "00:01.0", RP, 2, 2), 0x1f, 0x1d);
	add(m, "01:00.0", EP);
	add(m, "02:00.0", EP);
	assert_string_equal(partition(m, &newest), "abcd");
	machine_free(m);
}

/*
 * 01.0 root port, no ACS, multifunction -- 01:00.0, 01:00.1
 * 01.1 root port, no ACS                -- 02:00.0
 */
static void ports_of_one_slot_without_acs_join(void **state)
{
	struct machine *m = machine_begin();

	(void)state;
	many(add_bridge(m, "00:01.0", RP, 1, 1));
	many(add_bridge(m, "00:01.1", RP, 2, 2));
	many(add(m, "01:00.0", EP));
	many(add(m, "01:00.1", EP));
	add(m, "02:00.0", EP);
	assert_string_equal(partition(m, &newest), "aaaaa");
	machine_free(m);
}

/*
 * 00.0 root port with ACS -- upstream -- 02:00.0 downstream, no ACS -- 03:00.0
 *                                     -- 02:01.0 downstream, no ACS -- 04:00.0
 *
 * The kernel separates them although the switch can pass requests across.
 */
static void switch_ports_without_acs_take_only_what_is_below(void **state)
{
	struct machine *m = machine_begin();

	(void)state;
	with_acs(add_bridge(m, "00:00.0", RP, 1, 4), 0x1f, 0x1d);
	add_bridge(m, "01:00.0", PCIE_TYPE_UPSTREAM, 2, 4);
	add_bridge(m, "02:00.0", PCIE_TYPE_DOWNSTREAM, 3, 3);
	add_bridge(m, "02:01.0", PCIE_TYPE_DOWNSTREAM, 4, 4);
	add(m, "03:00.0", EP);
	add(m, "04:00.0", EP);
	assert_string_equal(partition(m, &newest), "abcdcd");
	machine_free(m);
}

/*
 * A port that cannot be what it claims: the kernel's correction of its type
 * misses the field, so that it counts as an endpoint, isolated when alone.
 */
static void impossible_port_counts_as_endpoint(void **state)
{
	struct machine *m = machine_begin();

	(void)state;
	with_acs(add_bridge(m, "00:00.0", RP, 1, 3), 0x1f, 0x1d);
	add_bridge(m, "01:00.0", PCIE_TYPE_UPSTREAM, 2, 3);
	add_bridge(m, "02:00.0", PCIE_TYPE_UPSTREAM, 3, 3);
	add(m, "03:00.0", EP);
	assert_string_equal(partition(m, &newest), "abcd");
	machine_free(m);
}

/*
 * 00.0 root port, ACS -- PCIe-to-PCI bridge -- 02:00.0, 02:01.0 conventional
 */
static void conventional_cards_join_their_bridge(void **state)
{
	struct machine *m = machine_begin();

	(void)state;
	with_acs(add_bridge(m, "00:00.0", RP, 1, 2), 0x1f, 0x1d);
	add_bridge(m, "01:00.0", PCIE_TYPE_PCI_BRIDGE, 2, 2);
	add(m, "02:00.0", PCIE_TYPE_NONE);
	add(m, "02:01.0", PCIE_TYPE_NONE);
	assert_string_equal(partition(m, &newest), "abbb");
	machine_free(m);
}

/* A Marvell SATA controller sends as function 1, which is there as well. */
static void function_alias_joins(void **state)
{
	struct machine *m = machine_begin();

	(void)state;
	with_acs(add_bridge(m, "00:00.0", RP, 1, 1), 0x1f, 0x1d);
	with_acs(many(with_ids(add(m, "01:00.0", EP), 0x1b4b, 0x9230)), 0, 0);
	with_acs(many(add(m, "01:00.1", EP)), 0, 0);
	assert_string_equal(partition(m, &newest), "abb");
	m->functions[1].device = 0x0001;
	assert_string_equal(partition(m, &newest), "abc");
	machine_free(m);
}

/*
 * 10.0, 11.0, 1f.0 integrated endpoints; 1f.0 sends as 10.0 and as 11.0.
 * At boot 11.0 finds 10.0's group by way of 1f.0, which has none yet; found one
 * by one, 11.0 cannot meet 1f.0, and 1f.0 goes with the first that it names.
 */
static void aliases_depend_on_who_was_there(void **state)
{
	struct machine *m = machine_begin();
	struct function *f;
	size_t i;

	(void)state;
	add(m, "00:10.0", PCIE_TYPE_RC_ENDPOINT);
	add(m, "00:11.0", PCIE_TYPE_RC_ENDPOINT);
	f = add(m, "00:1f.0", PCIE_TYPE_RC_ENDPOINT);
	with_ids(f, 0x8086, 0x2260);
	assert_string_equal(partition(m, &newest), "aaa");
	for (i = 0; i < m->count; i++)
		m->functions[i].order = (unsigned int)i + 1;
	assert_string_equal(partition(m, &newest), "aba");
	machine_free(m);
}

/*
 * 01.0 no ACS; 01.1 ACS; 01.2 ACS, sends as 01.1
 * From 7.0 on 01.1 meets 01.2 before that has its controls on, and by way of it
 * the group of 01.0.
 */
static void controls_come_with_the_walk(void **state)
{
	struct circumstances old = { .kernel = { 6, 12, 107 } };
	struct machine *m = machine_begin();

	(void)state;
	many(add(m, "00:01.0", EP));
	with_acs(many(add(m, "00:01.1", EP)), 0x1d, 0x1d);
	with_acs(many(with_ids(add(m, "00:01.2", EP), 0x1b4b, 0x9230)), 0x1d,
		 0x1d);
	assert_string_equal(partition(m, &old), "abb");
	assert_string_equal(partition(m, &newest), "aaa");
	machine_free(m);
}

/* Function numbers above 0 make a function one of many only once it was seen */
static void hot_added_function_goes_by_its_header(void **state)
{
	struct machine *m = machine_begin();

	(void)state;
	many(add(m, "00:01.0", EP));
	add(m, "00:01.1", EP);
	assert_string_equal(partition(m, &newest), "aa");
	m->functions[0].order = 1;
	m->functions[1].order = 2;
	assert_string_equal(partition(m, &newest), "ab");
	machine_free(m);
}

static void virtual_functions_are_alone(void **state)
{
	struct machine *m = machine_begin();

	(void)state;
	with_acs(add_bridge(m, "00:00.0", RP, 1, 2), 0x1f, 0x1d);
	many(add(m, "01:00.0", EP));
	many(add(m, "01:00.1", EP));
	add(m, "01:00.2", EP)->flags = FN_VIRTUAL;
	add(m, "02:00.0", EP)->flags = FN_VIRTUAL;
	assert_string_equal(partition(m, &newest), "abbcd");
	machine_free(m);
}

/* Behind a Volume Management Device everything sends in its name. */
static void vmd_domains_join_their_controller(void **state)
{
	struct machine *m = machine_begin();

	(void)state;
	with_ids(add(m, "00:0e.0", PCIE_TYPE_RC_ENDPOINT), 0x8086, 0x9a0b);
	add(m, "00:0f.0", PCIE_TYPE_RC_ENDPOINT);
	with_acs(add_bridge(m, "10000:e0:06.0", RP, 0xe1, 0xe1), 0x1f, 0x1d);
	add(m, "10000:e1:00.0", EP);
	assert_string_equal(partition(m, &newest), "abaa");
	machine_free(m);
}

static void left_out_functions_stay_out(void **state)
{
	struct machine *m = machine_begin();

	(void)state;
	many(add(m, "00:00.0", PCIE_TYPE_NONE))->group = 0;
	many(add(m, "00:00.2", PCIE_TYPE_NONE))->group = GROUP_NONE;
	many(add(m, "00:00.3", PCIE_TYPE_NONE))->group = 0;
	assert_string_equal(partition(m, &newest), "a-a");
	machine_free(m);
}

/* 7.2 learnt that the AST1150 passes requester IDs on; 6.12 does not know. */
static void bridge_that_does_not_alias(void **state)
{
	struct circumstances old = { .kernel = { 6, 12, 107 } };
	struct machine *m = machine_begin();
	struct grouping *g;

	(void)state;
	with_acs(add_bridge(m, "00:00.0", RP, 1, 2), 0x1f, 0x1d);
	with_ids(add_bridge(m, "01:00.0", PCIE_TYPE_PCI_BRIDGE, 2, 2), 0x1a03,
		 0x1150);
	add(m, "02:00.0", EP);
	assert_int_equal(machine_link(m), 0);
	assert_int_equal(grouping_compute(m, &old, &g), 0);
	assert_int_equal(g->join[2].rule, JOIN_DMA_ALIAS);
	grouping_free(g);
	assert_int_equal(grouping_compute(m, &newest, &g), 0);
	assert_int_equal(g->join[2].rule, JOIN_UPSTREAM);
	assert_ptr_equal(g->join[2].with, &m->functions[1]);
	grouping_free(g);
	machine_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ports_with_acs_separate),
		cmocka_unit_test(ports_of_one_slot_without_acs_join),
		cmocka_unit_test(switch_ports_without_acs_take_only_what_is_below),
		cmocka_unit_test(impossible_port_counts_as_endpoint),
		cmocka_unit_test(conventional_cards_join_their_bridge),
		cmocka_unit_test(function_alias_joins),
		cmocka_unit_test(aliases_depend_on_who_was_there),
		cmocka_unit_test(controls_come_with_the_walk),
		cmocka_unit_test(hot_added_function_goes_by_its_header),
		cmocka_unit_test(virtual_functions_are_alone),
		cmocka_unit_test(vmd_domains_join_their_controller),
		cmocka_unit_test(left_out_functions_stay_out),
		cmocka_unit_test(bridge_that_does_not_alias),
	};

	return cmocka_run_group_tests_name("grouping", tests, NULL, NULL);
}
