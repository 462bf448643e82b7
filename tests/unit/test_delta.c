// SPDX-License-Identifier: GPL-2.0
/* In what two machines differ, and what is no difference. */
#include "analyse/delta.h"
#include "machines.h"

#define EP PCIE_TYPE_ENDPOINT

static struct function *grouped(struct machine *m, const char *text, int group)
{
	struct function *f = add(m, text, EP);

	f->group = group;
	f->driver = "nvme";
	return f;
}

/* 1 and 2 share a group, 3 is alone. */
static struct machine *example(void)
{
	struct machine *m = machine_begin();

	grouped(m, "00:01.0", 4);
	grouped(m, "00:02.0", 4);
	with_acs(grouped(m, "00:03.0", 7), 0x1f, 0x1d);
	return m;
}

static struct function *fn(struct machine *m, const char *text)
{
	struct function *f = machine_find(m, at(text));

	assert_non_null(f);
	return f;
}

/**
 * struct sides - the example, and another machine to compare it with
 */
struct sides {
	struct machine *before, *after;
	struct deltas deltas;
};

static void begin(struct sides *s)
{
	s->before = example();
	s->after = example();
	assert_int_equal(machine_link(s->before), 0);
	assert_int_equal(machine_link(s->after), 0);
}

static void compare(struct sides *s)
{
	assert_int_equal(deltas_between(s->before, s->after, &s->deltas), 0);
}

static void end(struct sides *s)
{
	deltas_release(&s->deltas);
	assert_null(s->deltas.list);
	machine_free(s->after);
	machine_free(s->before);
}

/* Numbers are given anew at each boot: only the company counts. */
static void renumbered_is_the_same(void **state)
{
	struct sides s;

	(void)state;
	begin(&s);
	fn(s.after, "00:01.0")->group = 7;
	fn(s.after, "00:02.0")->group = 7;
	fn(s.after, "00:03.0")->group = 4;
	compare(&s);
	assert_int_equal(s.deltas.count, 0);
	end(&s);
}

/* What one of them was not told is no difference. */
static void unread_is_no_difference(void **state)
{
	struct sides s;
	struct function *f;

	(void)state;
	begin(&s);
	f = fn(s.after, "00:03.0");
	f->acs = (struct acs){ .fact = FACT_UNREAD };
	f->driver = NULL;
	f->has &= (uint16_t)~HAS_IDS;
	f->vendor = 0;
	f->verdict = VERDICT_ISOLATED;
	f->group = GROUP_UNREAD;
	compare(&s);
	assert_int_equal(s.deltas.count, 0);
	end(&s);
}

static void each_kind(void **state)
{
	static const enum delta_kind wanted[] = {
		DELTA_REPLACED, DELTA_DRIVER, DELTA_ACS, DELTA_VERDICT,
	};
	struct sides s;
	struct function *f;

	(void)state;
	begin(&s);
	f = fn(s.after, "00:03.0");
	f->device = 0x0002;
	f->driver = "";
	f->acs.ctrl = 0;
	f->verdict = VERDICT_ISOLATED;
	fn(s.before, "00:03.0")->verdict = VERDICT_NOT_ISOLATED;
	compare(&s);
	assert_int_equal(s.deltas.count, 4);
	for (size_t i = 0; i < s.deltas.count; i++) {
		assert_int_equal(s.deltas.list[i].kind, wanted[i]);
		assert_ptr_equal(s.deltas.list[i].after, f);
	}
	end(&s);
}

/* All that had a part in it differ, in order of address. */
static void other_company(void **state)
{
	struct sides s;

	(void)state;
	begin(&s);
	fn(s.after, "00:02.0")->group = 7;
	compare(&s);
	assert_int_equal(s.deltas.count, 3);
	for (size_t i = 0; i < s.deltas.count; i++)
		assert_int_equal(s.deltas.list[i].kind, DELTA_GROUP);
	assert_ptr_equal(s.deltas.list[1].before, fn(s.before, "00:02.0"));
	end(&s);
}

static void out_of_all_groups(void **state)
{
	struct sides s;

	(void)state;
	begin(&s);
	fn(s.after, "00:03.0")->group = GROUP_NONE;
	compare(&s);
	assert_int_equal(s.deltas.count, 1);
	assert_int_equal(s.deltas.list[0].kind, DELTA_GROUP);
	end(&s);
}

/* What comes or goes is said of itself, not of those it kept company. */
static void gone_and_new(void **state)
{
	struct sides s;

	(void)state;
	s.before = example();
	s.after = example();
	grouped(s.before, "00:00.0", 4);
	grouped(s.after, "00:04.0", 7);
	assert_int_equal(machine_link(s.before), 0);
	assert_int_equal(machine_link(s.after), 0);
	compare(&s);
	assert_int_equal(s.deltas.count, 2);
	assert_int_equal(s.deltas.list[0].kind, DELTA_GONE);
	assert_null(s.deltas.list[0].after);
	assert_int_equal(s.deltas.list[1].kind, DELTA_NEW);
	assert_null(s.deltas.list[1].before);
	end(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(renumbered_is_the_same),
		cmocka_unit_test(unread_is_no_difference),
		cmocka_unit_test(each_kind),
		cmocka_unit_test(other_company),
		cmocka_unit_test(out_of_all_groups),
		cmocka_unit_test(gone_and_new),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
