// SPDX-License-Identifier: GPL-2.0
/* What a change parts and joins, and whether hardware enforces it. */
#include "analyse/change.h"
#include "analyse/gain.h"
#include "machines.h"

#define RP PCIE_TYPE_ROOT_PORT
#define EP PCIE_TYPE_ENDPOINT

/**
 * struct outcome - a machine, and the same after a change
 */
struct outcome {
	struct machine *m, *changed;
	struct grouping *before, *after;
	struct gains gains;
};

/*
 * 01.0 root port without ACS  -- 01:00.0, 01:00.1
 * 01.1 root port without ACS  -- 02:00.0
 * 02.0 root port, ACS at work -- nothing
 * 03.0 root port, ACS at work -- 04:00.0
 */
static struct machine *example(void)
{
	struct machine *m = machine_begin();

	many(add_bridge(m, "00:01.0", RP, 1, 1));
	many(add_bridge(m, "00:01.1", RP, 2, 2));
	with_acs(add_bridge(m, "00:02.0", RP, 3, 3), 0x1f, 0x1d);
	with_acs(add_bridge(m, "00:03.0", RP, 4, 4), 0x1f, 0x1d);
	many(add(m, "01:00.0", EP));
	many(add(m, "01:00.1", EP));
	add(m, "02:00.0", EP);
	add(m, "04:00.0", EP);
	assert_int_equal(machine_link(m), 0);
	return m;
}

static void change(struct outcome *o, enum change_kind kind, const char *text)
{
	struct change change = { .kind = kind, .text = text };
	struct circumstances c = { 0 };
	char error[CHANGE_ERROR_LEN];

	o->m = example();
	o->changed = machine_clone(o->m);
	assert_non_null(o->changed);
	assert_int_equal(grouping_compute(o->m, &c, &o->before), 0);
	assert_int_equal(change_apply(&change, o->changed, &c, error), 0);
	assert_int_equal(grouping_compute(o->changed, &c, &o->after), 0);
	assert_int_equal(gains_between(o->before, o->after, &o->gains), 0);
	circumstances_release(&c);
}

static void release(struct outcome *o)
{
	gains_release(&o->gains);
	assert_null(o->gains.list);
	grouping_free(o->after);
	grouping_free(o->before);
	machine_free(o->changed);
	machine_free(o->m);
}

static void assert_gain(const struct gain *gain, const char *function,
			bool parted, bool real, const char *first, size_t count)
{
	assert_int_equal(addr_compare(gain->function->addr, at(function)), 0);
	assert_int_equal(gain->parted, parted);
	assert_int_equal(gain->real, real);
	assert_int_equal(gain->count, count);
	assert_int_equal(addr_compare(gain->others[0]->addr, at(first)), 0);
}

static void nothing_changes(void **state)
{
	struct outcome o;

	(void)state;
	change(&o, CHANGE_ACS, "00:02.0=-SV");
	assert_int_equal(o.gains.count, 0);
	release(&o);
}

/* Somebody's word is not hardware; bridges are not counted as company. */
static void trust_is_not_real(void **state)
{
	struct outcome o;

	(void)state;
	change(&o, CHANGE_ACS_OVERRIDE, "downstream");
	assert_int_equal(o.gains.count, 3);
	assert_gain(&o.gains.list[0], "01:00.0", true, false, "02:00.0", 1);
	assert_gain(&o.gains.list[1], "01:00.1", true, false, "02:00.0", 1);
	assert_gain(&o.gains.list[2], "02:00.0", true, false, "01:00.0", 2);
	release(&o);
}

/* The card that moved is enforced; what it left behind did not get better. */
static void a_move_parts(void **state)
{
	struct outcome o;
	const struct function *now;

	(void)state;
	change(&o, CHANGE_MOVE, "02:00.0=00:02.0");
	assert_int_equal(o.gains.count, 3);
	assert_gain(&o.gains.list[2], "02:00.0", true, true, "01:00.0", 2);
	now = function_after(o.changed, o.gains.list[2].function);
	assert_non_null(now);
	assert_int_equal(now->addr.bus, 3);
	assert_true(grouping_is_enforced(o.after, now));
	release(&o);
}

/* The override taken away again: what it had parted comes together. */
static void the_way_back_joins(void **state)
{
	struct outcome o;

	(void)state;
	change(&o, CHANGE_ACS_OVERRIDE, "downstream");
	gains_release(&o.gains);
	assert_int_equal(gains_between(o.after, o.before, &o.gains), 0);
	assert_int_equal(o.gains.count, 3);
	assert_gain(&o.gains.list[0], "01:00.0", false, false, "02:00.0", 1);
	assert_gain(&o.gains.list[2], "02:00.0", false, false, "01:00.0", 2);
	release(&o);
}

static void one_assumption_on_the_way_is_enough(void **state)
{
	static const struct circumstances trusting = {
		.override = { .downstream = true },
	};
	struct machine *m = example();
	struct grouping *g;

	(void)state;
	assert_int_equal(grouping_compute(m, &trusting, &g), 0);
	assert_false(grouping_is_enforced(g, machine_find(m, at("01:00.0"))));
	assert_true(grouping_is_enforced(g, machine_find(m, at("04:00.0"))));
	grouping_free(g);
	machine_free(m);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_changes),
		cmocka_unit_test(trust_is_not_real),
		cmocka_unit_test(a_move_parts),
		cmocka_unit_test(the_way_back_joins),
		cmocka_unit_test(one_assumption_on_the_way_is_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
