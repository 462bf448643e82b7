// SPDX-License-Identifier: GPL-2.0
/*
 * What must hold for any machine, tried on random ones: what is said of causes
 * and fixes is checked by asking the rules again.
 */
#include "analyse/why.h"
#include "machines.h"

#define MACHINES 150
#define BUSES 8
/* One pair of functions in so many is asked for fixes */
#define FIXES_EVERY 40

static uint32_t state_of_random;

/* xorshift: the same machines everywhere */
static unsigned int below(unsigned int limit)
{
	state_of_random ^= state_of_random << 13;
	state_of_random ^= state_of_random >> 17;
	state_of_random ^= state_of_random << 5;
	return state_of_random % limit;
}

static void random_ids(struct function *f)
{
	static const uint16_t ids[][2] = {
		{ 0x8086, 0x1234 }, { 0x1b4b, 0x9230 }, { 0x8086, 0x2260 },
		{ 0x10b5, 0x87b0 }, { 0x8086, 0x8d10 }, { 0x8086, 0xa110 },
		{ 0x1d17, 0x0710 }, { 0x8088, 0x0100 }, { 0x1a03, 0x1150 },
		{ 0x14e4, 0x9000 }, { 0x8086, 0x9a0b }, { 0x111d, 0x80b5 },
		{ 0x1002, 0x4385 }, { 0x10de, 0x1c03 },
	};
	unsigned int kind = below(sizeof(ids) / sizeof(ids[0]));

	f->vendor = ids[kind][0];
	f->device = ids[kind][1];
}

static void random_function(struct machine *m)
{
	struct pci_addr addr = {
		.domain = below(12) ? 0 : 0x10000,
		.bus = (uint8_t)below(BUSES),
		.devfn = (uint8_t)(below(4) << 3 | below(4)),
	};
	struct function *f = machine_add(m, addr);

	assert_non_null(f);
	f->has = HAS_IDS | HAS_CLASS | HAS_HEADER;
	f->type = (enum pcie_type)((int)below(13) - 2);
	f->multifunction = below(2);
	f->acs.fact = f->acs.ctrl_fact = below(2) ? FACT_KNOWN : FACT_ABSENT;
	f->acs.cap = 0x1f;
	f->acs.ctrl = below(2) ? 0x1d : 0x0d;
	random_ids(f);
	if (!below(2))
		return;
	f->has |= HAS_BUSES;
	f->header_type = 1;
	f->secondary = (uint8_t)(addr.bus + 1 + below(3));
	f->subordinate = (uint8_t)(f->secondary + below(3));
}

static struct machine *random_machine(uint32_t seed)
{
	struct machine *m = machine_begin();
	unsigned int count;

	state_of_random = seed * 2654435761u + 1;
	for (count = 1 + below(40); count; count--)
		random_function(m);
	assert_int_equal(machine_link(m), 0);
	return m;
}

static bool together(const struct grouping *g, const struct function *a,
		     const struct function *b)
{
	return g->group[function_index(g->machine, a)] ==
	       g->group[function_index(g->machine, b)];
}

static void assert_alone_enough(const struct grouping *g,
				const struct cause *cause,
				const struct function *a,
				const struct function *b)
{
	const struct machine *m = g->machine;
	struct circumstances c;
	struct grouping *rest;
	size_t i;

	assert_int_equal(circumstances_copy(&c, &g->circumstances), 0);
	for (i = 0; i < m->count; i++) {
		const struct function *f = &m->functions[i];

		if (f != cause->at && f != cause->with)
			assert_int_equal(circumstances_assume(&c, f->addr), 0);
	}
	assert_int_equal(grouping_compute(m, &c, &rest), 0);
	assert_true(together(rest, a, b));
	grouping_free(rest);
	circumstances_release(&c);
}

static void check_causes(const struct grouping *g, const struct function *a,
			 const struct function *b)
{
	struct causes causes;
	size_t i;

	assert_int_equal(causes_between(g, a, b, &causes), 0);
	assert_int_equal(causes.count > 0, together(g, a, b));
	for (i = 0; i < causes.count && !causes.chain; i++)
		assert_alone_enough(g, &causes.list[i], a, b);
	causes_release(&causes);
}

static void for_all_pairs(const struct grouping *g,
			  void (*check)(const struct grouping *g,
					const struct function *a,
					const struct function *b))
{
	const struct function *f = g->machine->functions, *a, *b;

	for (a = f; a < f + g->machine->count; a++)
		for (b = a + 1; b < f + g->machine->count; b++)
			check(g, a, b);
}

static void on_random_machines(void (*check)(const struct grouping *g,
					     const struct function *a,
					     const struct function *b))
{
	static const struct circumstances c = { .controls_set = TRI_YES };
	struct grouping *g;
	uint32_t seed;

	for (seed = 0; seed < MACHINES; seed++) {
		struct machine *m = random_machine(seed);

		assert_int_equal(grouping_compute(m, &c, &g), 0);
		for_all_pairs(g, check);
		grouping_free(g);
		machine_free(m);
	}
}

/* Whoever shares a group has a cause for it, and each cause stands by itself. */
static void causes_hold(void **state)
{
	(void)state;
	on_random_machines(check_causes);
}

static const struct function *moved(const struct machine *m,
				    const struct function *f)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		if (!addr_compare(m->functions[i].flags & FN_MOVED ?
					  m->functions[i].moved_from :
					  m->functions[i].addr, f->addr))
			return &m->functions[i];
	return NULL;
}

/* Are they still together after the changes of @fix but one? */
static bool together_after(const struct grouping *g, const struct fix *fix,
			   size_t but, const struct function *a,
			   const struct function *b)
{
	struct machine *m = machine_clone(g->machine);
	char error[CHANGE_ERROR_LEN];
	struct circumstances c;
	struct grouping *after;
	bool ret;
	size_t i;

	assert_non_null(m);
	assert_int_equal(circumstances_copy(&c, &g->circumstances), 0);
	for (i = 0; i < fix->count; i++)
		if (i != but)
			assert_int_equal(change_apply(&fix->changes[i], m, &c,
						      error), 0);
	assert_int_equal(grouping_compute(m, &c, &after), 0);
	ret = together(after, moved(m, a), moved(m, b));
	grouping_free(after);
	circumstances_release(&c);
	machine_free(m);
	return ret;
}

static void check_fixes(const struct grouping *g, const struct function *a,
			const struct function *b)
{
	struct fixes fixes;
	size_t i, j;

	if (below(FIXES_EVERY))
		return;
	assert_int_equal(fixes_between(g->machine, &g->circumstances, a, b,
				       &fixes), 0);
	for (i = 0; i < fixes.count; i++) {
		const struct fix *fix = &fixes.list[i];

		assert_false(together_after(g, fix, fix->count, a, b));
		for (j = 0; j < fix->count; j++)
			assert_true(together_after(g, fix, j, a, b));
		assert_true(!i || !fix->real || fixes.list[i - 1].real);
	}
	fixes_release(&fixes);
}

/* A fix separates; without any one of its changes it does not. */
static void fixes_are_proven_and_smallest(void **state)
{
	(void)state;
	on_random_machines(check_fixes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(causes_hold),
		cmocka_unit_test(fixes_are_proven_and_smallest),
	};

	return cmocka_run_group_tests_name("properties", tests, NULL, NULL);
}
