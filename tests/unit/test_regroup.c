// SPDX-License-Identifier: GPL-2.0
/* Which functions have to leave for better groups, and what they come back to. */

#include "machines.h"

#include <errno.h>

#include "analyse/compare.h"
#include "analyse/regroup.h"

#define ALL_ACS 0x1f
#define ON 0x1d

struct world {
	struct machine *m;
	struct circumstances c;
	struct regroup plan;
	char error[CHANGE_ERROR_LEN];
};

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	w->m = machine_begin();
	w->m->kernel = strdup("6.12.0");
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	regroup_release(&w->plan);
	circumstances_release(&w->c);
	machine_free(w->m);
	free(w);
	return 0;
}

/* The groups as the kernel would have formed them, under numbers of its own. */
static void form_groups(struct world *w)
{
	struct grouping *g;

	assert_int_equal(machine_link(w->m), 0);
	circumstances_of(w->m, &w->c);
	assert_int_equal(grouping_compute(w->m, &w->c, &g), 0);
	for (size_t i = 0; i < w->m->count; i++)
		w->m->functions[i].group = g->group[i] * 1000 + 7;
	grouping_free(g);
}

static int plan(struct world *w, const char *device, const char *assume)
{
	struct change change = { CHANGE_ASSUME, assume };
	const struct function *f = machine_find(w->m, at(device));
	struct regroup_wish wish = {
		.devices = &f,
		.devices_count = 1,
		.changes = &change,
		.changes_count = assume ? 1 : 0,
		.real_first = true,
	};

	assert_non_null(f);
	return regroup_plan(w->m, &w->c, &wish, &w->plan, w->error);
}

/* One letter a function: 'x' leaves, '.' stays. */
static void assert_goes(const struct world *w, const char *wanted)
{
	char found[32] = "";

	for (size_t i = 0; i < w->m->count; i++) {
		found[i] = '.';
		for (size_t j = 0; j < w->plan.goes_count; j++)
			if (w->plan.goes[j] == &w->m->functions[i])
				found[i] = 'x';
	}
	assert_string_equal(found, wanted);
}

static void assert_groups(const struct world *w, const char *wanted)
{
	char found[32] = "";

	for (size_t i = 0; i < w->m->count; i++)
		found[i] = (char)('a' + w->plan.after->group[i]);
	assert_string_equal(found, wanted);
}

/*
 * 00:01.0 port -- 01:00.0, 01:00.1
 * 00:01.1 port -- 02:00.0
 */
static void two_ports(struct world *w, uint16_t ctrl)
{
	struct machine *m = w->m;
	const char *const ports[] = { "00:01.0", "00:01.1" };

	for (uint8_t i = 0; i < 2; i++) {
		struct function *port = add_bridge(m, ports[i],
						   PCIE_TYPE_ROOT_PORT,
						   i + 1, i + 1);

		many(port);
		if (ctrl != NO_ACS)
			with_acs(port, ALL_ACS, ctrl);
	}
	many(add(m, "01:00.0", PCIE_TYPE_ENDPOINT));
	many(add(m, "01:00.1", PCIE_TYPE_ENDPOINT));
	add(m, "02:00.0", PCIE_TYPE_ENDPOINT);
	form_groups(w);
}

/* The card leaves as a whole, the port above it stays, and so do all others. */
static void controls_off(void **state)
{
	struct world *w = *state;

	two_ports(w, ACS_SV | ACS_UF);
	assert_int_equal(plan(w, "01:00.0", NULL), 0);
	assert_goes(w, "..xx.");
	assert_groups(w, "aabba");
	assert_int_equal(w->plan.controls_count, 1);
	assert_int_equal(w->plan.controls[0].set, ACS_RR | ACS_CR);
	assert_true(regroup_parts(&w->plan, machine_find(w->m, at("01:00.0"))));
	assert_true(w->plan.gains.list[0].real);
}

static void no_capability(void **state)
{
	struct world *w = *state;

	two_ports(w, NO_ACS);
	assert_int_equal(plan(w, "02:00.0", NULL), 0);
	assert_false(regroup_parts(&w->plan, machine_find(w->m, at("02:00.0"))));
}

static void assumed(void **state)
{
	struct world *w = *state;

	two_ports(w, NO_ACS);
	assert_int_equal(plan(w, "02:00.0", "00:01.1"), 0);
	assert_goes(w, "....x");
	assert_groups(w, "aaaab");
	assert_int_equal(w->plan.controls_count, 0);
	assert_int_equal(w->plan.gains.count, 1);
	assert_false(w->plan.gains.list[0].real);
}

/* What the card was in with stays with the ports; only who left is told of. */
static void on_already(void **state)
{
	struct world *w = *state;

	two_ports(w, ON);
	assert_int_equal(plan(w, "01:00.0", NULL), 0);
	assert_int_equal(w->plan.gains.count, 0);
	assert_int_equal(w->plan.controls_count, 0);
}

static void needless(void **state)
{
	struct world *w = *state;

	two_ports(w, ON);
	assert_int_equal(plan(w, "01:00.0", "00:01.0"), -EINVAL);
	assert_string_equal(w->error, "0000:00:01.0 isolates already, so nothing needs to be assumed of it");
}

/*
 * 00:01.0 port without ACS -- 01:00.0 bridge to PCI -- 02:00.0, 02:01.0
 * 00:01.1 port without ACS -- 03:00.0
 * The bridge sends in the name of what is behind it, so all of that leaves.
 */
static void behind_a_bridge(void **state)
{
	struct world *w = *state;
	struct machine *m = w->m;

	many(add_bridge(m, "00:01.0", PCIE_TYPE_ROOT_PORT, 1, 2));
	many(add_bridge(m, "00:01.1", PCIE_TYPE_ROOT_PORT, 3, 3));
	add_bridge(m, "01:00.0", PCIE_TYPE_PCI_BRIDGE, 2, 2);
	add(m, "02:00.0", PCIE_TYPE_NONE);
	add(m, "02:01.0", PCIE_TYPE_NONE);
	add(m, "03:00.0", PCIE_TYPE_ENDPOINT);
	form_groups(w);
	assert_int_equal(plan(w, "02:01.0", "00:01.0"), 0);
	assert_goes(w, "..xxx.");
	assert_groups(w, "aabbba");
	assert_int_equal(w->plan.roots_count, 1);
	assert_int_equal(w->plan.points_count, 1);
}

static void virtual_function(void **state)
{
	struct world *w = *state;
	struct function *f;

	two_ports(w, NO_ACS);
	f = machine_find(w->m, at("01:00.1"));
	f->flags |= FN_VIRTUAL;
	assert_int_equal(plan(w, "01:00.1", NULL), -EINVAL);
	assert_non_null(strstr(w->error, "is a virtual function"));
}

static void no_group(void **state)
{
	struct world *w = *state;

	two_ports(w, NO_ACS);
	machine_find(w->m, at("02:00.0"))->group = GROUP_NONE;
	assert_int_equal(plan(w, "02:00.0", NULL), -EINVAL);
	assert_non_null(strstr(w->error, "is in no IOMMU group"));
}

/* Functions of the chipset's slot: one cannot part without the others. */
static void chipset(void **state)
{
	struct world *w = *state;
	struct machine *m = w->m;
	struct function *lpc;

	lpc = many(add(m, "00:1f.0", PCIE_TYPE_NONE));
	lpc->class = 0x060100;
	many(add(m, "00:1f.3", PCIE_TYPE_NONE));
	form_groups(w);
	assert_int_equal(plan(w, "00:1f.0", NULL), 0);
	assert_ptr_equal(w->plan.chipset, machine_find(m, at("00:1f.0")));
}

/* As the machine is after controls_off was carried out, by the module's facts */
static void carry_out(struct world *w)
{
	struct function *port = machine_find(w->m, at("00:01.0"));

	port->acs.found = port->acs.ctrl;
	port->acs.found_fact = FACT_KNOWN;
	port->acs.ctrl = ON;
	for (unsigned int i = 0; i < 2; i++) {
		struct function *card = machine_find(w->m, at(i ? "01:00.1" :
							      "01:00.0"));

		card->order = i + 1;
		card->group = 4711;
	}
}

/* Who stayed is where he was, which the rules alone do not give. */
static void history(void **state)
{
	struct world *w = *state;
	struct comparison cmp;
	struct grouping *g;
	bool accounts;

	two_ports(w, ACS_SV | ACS_UF);
	carry_out(w);
	assert_int_equal(grouping_compute(w->m, &w->c, &g), 0);
	assert_int_equal(compare_observed(g, &cmp), 0);
	assert_true(cmp.count > 0);
	assert_int_equal(compare_explain(w->m, &w->c, &cmp), 0);
	assert_true(cmp.told);
	assert_int_equal(cmp.explanations_count, 1);
	comparison_release(&cmp);
	grouping_free(g);

	/* The same groups by somebody else's hand are not accounted for. */
	machine_find(w->m, at("00:01.0"))->acs.found_fact = FACT_ABSENT;
	assert_int_equal(regroup_accounts(w->m, &w->c, &accounts), 0);
	assert_false(accounts);
}

/* Nor are they where the card did not leave at all. */
static void history_of_others(void **state)
{
	struct world *w = *state;
	bool accounts;

	two_ports(w, ACS_SV | ACS_UF);
	carry_out(w);
	machine_find(w->m, at("01:00.0"))->order = 0;
	machine_find(w->m, at("01:00.1"))->order = 0;
	assert_int_equal(regroup_accounts(w->m, &w->c, &accounts), 0);
	assert_false(accounts);
}

/* A second function whose header does not say so comes back on its own. */
static void header_of_the_second(void **state)
{
	struct world *w = *state;

	two_ports(w, ACS_SV | ACS_UF);
	machine_find(w->m, at("01:00.1"))->multifunction = false;
	assert_int_equal(plan(w, "01:00.0", NULL), 0);
	assert_goes(w, "..xx.");
	assert_groups(w, "aabca");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(controls_off),
		TEST(no_capability),
		TEST(assumed),
		TEST(on_already),
		TEST(needless),
		TEST(behind_a_bridge),
		TEST(virtual_function),
		TEST(no_group),
		TEST(chipset),
		TEST(history),
		TEST(history_of_others),
		TEST(header_of_the_second),
	};

	return cmocka_run_group_tests_name("regroup", tests, NULL, NULL);
}
