// SPDX-License-Identifier: GPL-2.0
/* The model: order, links, lookups, copies, and input that means harm. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "fixture.h"

static int setup(void **state)
{
	*state = machine_new("test");
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	machine_free(*state);
	return 0;
}

/*
 * 00:00.0
 * 00:1c.0 -[01-03]- 01:00.0 -[02-03]- 02:00.0 -[03]- 03:00.0
 *                                                    03:00.1
 * 80:00.0 (another root bus)
 */
static void test_links_follow_the_buses(void **state)
{
	struct machine *m = *state;

	add_endpoint(m, "03:00.1");
	add_endpoint(m, "80:00.0");
	add_bridge(m, "02:00.0", 3, 3);
	add_endpoint(m, "00:00.0");
	add_bridge(m, "00:1c.0", 1, 3);
	add_endpoint(m, "03:00.0");
	add_bridge(m, "01:00.0", 2, 3);
	assert_int_equal(machine_link(m), 0);

	assert_int_equal(m->count, 7);
	for (size_t i = 1; i < m->count; i++)
		assert_true(addr_compare(m->functions[i - 1].addr,
					 m->functions[i].addr) < 0);
	assert_null(find(m, "00:00.0")->parent);
	assert_null(find(m, "80:00.0")->parent);
	assert_true(function_is_root(find(m, "00:1c.0")));
	assert_ptr_equal(find(m, "03:00.0")->parent, find(m, "02:00.0"));
	assert_ptr_equal(find(m, "02:00.0")->child, find(m, "03:00.0"));
	assert_ptr_equal(find(m, "03:00.0")->sibling, find(m, "03:00.1"));
	assert_null(find(m, "03:00.1")->sibling);
	assert_ptr_equal(find(m, "00:00.0")->sibling, find(m, "00:1c.0"));
	assert_null(find(m, "00:1c.0")->sibling);
	assert_true(function_is_below(find(m, "03:00.1"), find(m, "00:1c.0")));
	assert_false(function_is_below(find(m, "00:1c.0"), find(m, "00:1c.0")));
	assert_false(function_is_below(find(m, "80:00.0"), find(m, "00:1c.0")));
}

static void test_domains_are_apart(void **state)
{
	struct machine *m = *state;

	add_bridge(m, "0000:00:1c.0", 1, 1);
	add_endpoint(m, "10000:01:00.0");
	add_bridge(m, "10000:00:00.0", 1, 1);
	assert_int_equal(machine_link(m), 0);
	assert_ptr_equal(find(m, "10000:01:00.0")->parent,
			 find(m, "10000:00:00.0"));
	assert_null(find(m, "0000:00:1c.0")->child);
	assert_null(machine_find(m, at("0001:00:1c.0")));
}

/* Bus 02 is opened by no bridge; it holds virtual functions of 01:00.0. */
static void test_virtual_bus_hangs_below_the_port(void **state)
{
	struct machine *m = *state;
	struct function *vf;

	add_bridge(m, "00:01.0", 1, 2);
	add_endpoint(m, "01:00.0");
	vf = add_endpoint(m, "02:00.0");
	vf->flags = FN_VIRTUAL;
	vf->physfn = at("01:00.0");
	assert_int_equal(machine_link(m), 0);
	assert_ptr_equal(find(m, "02:00.0")->parent, find(m, "00:01.0"));
	assert_ptr_equal(find(m, "01:00.0")->sibling, find(m, "02:00.0"));

	/* The physical function tells where the range does not. */
	find(m, "00:01.0")->subordinate = 1;
	assert_int_equal(machine_link(m), 0);
	assert_ptr_equal(find(m, "02:00.0")->parent, find(m, "00:01.0"));
}

static void test_bad_bus_numbers_make_no_loop(void **state)
{
	struct machine *m = *state;
	struct function *vf;

	add_bridge(m, "00:00.0", 0, 255);
	add_bridge(m, "00:01.0", 0, 0);
	add_bridge(m, "01:00.0", 2, 2);
	add_bridge(m, "02:00.0", 1, 16);
	add_bridge(m, "03:00.0", 4, 1);
	add_endpoint(m, "04:00.0")->flags = FN_VIRTUAL;
	/* A bridge that says it is a virtual function of one below itself. */
	vf = add_bridge(m, "11:00.0", 0x12, 0x12);
	vf->flags = FN_VIRTUAL;
	vf->physfn = at("13:00.0");
	add_bridge(m, "12:00.0", 0x13, 0x13);
	add_endpoint(m, "13:00.0");
	assert_int_equal(machine_link(m), 0);

	for (size_t i = 0; i < m->count; i++) {
		const struct function *f = &m->functions[i];
		unsigned int steps = 0;

		while ((f = f->parent))
			assert_true(++steps < m->count);
	}
	assert_null(find(m, "01:00.0")->parent);
	assert_ptr_equal(find(m, "02:00.0")->parent, find(m, "01:00.0"));
	assert_null(find(m, "04:00.0")->parent);
}

static void test_first_bridge_owns_a_bus(void **state)
{
	struct machine *m = *state;

	add_bridge(m, "00:02.0", 1, 1);
	add_bridge(m, "00:01.0", 1, 1);
	add_endpoint(m, "01:00.0");
	assert_int_equal(machine_link(m), 0);
	assert_ptr_equal(find(m, "01:00.0")->parent, find(m, "00:01.0"));
}

static void test_better_duplicate_is_kept(void **state)
{
	struct machine *m = *state;

	add_endpoint(m, "00:01.0");
	add_endpoint(m, "00:02.0")->group = 7;
	machine_add(m, at("00:02.0"));
	machine_add(m, at("00:01.0"));
	add_endpoint(m, "00:01.0")->group = 5;
	assert_int_equal(machine_link(m), 0);
	assert_int_equal(m->count, 2);
	assert_int_equal(find(m, "00:01.0")->group, 5);
	assert_int_equal(find(m, "00:02.0")->group, 7);
}

static void test_new_function_is_unread(void **state)
{
	struct function *f = machine_add(*state, at("00:01.0"));

	assert_int_equal(f->has, 0);
	assert_int_equal(f->type, PCIE_TYPE_UNREAD);
	assert_int_equal(f->acs.fact, FACT_UNREAD);
	assert_int_equal(f->group, GROUP_UNREAD);
	assert_null(f->driver);
	assert_false(function_is_bridge(f));
}

static void test_clone_is_its_own(void **state)
{
	struct machine *m = *state, *copy;
	struct function *f;

	add_bridge(m, "00:01.0", 1, 1);
	f = add_endpoint(m, "01:00.0");
	f->driver = machine_string(m, "nvme", 4);
	m->hostname = strdup("host");
	machine_note(m, "line %d skipped", 3);
	machine_link(m);
	copy = machine_clone(m);
	assert_non_null(copy);
	machine_free(m);
	*state = copy;

	f = find(copy, "01:00.0");
	assert_string_equal(f->driver, "nvme");
	assert_ptr_equal(f->parent, &copy->functions[0]);
	assert_ptr_equal(f->parent->child, f);
	assert_string_equal(copy->hostname, "host");
	assert_int_equal(copy->notes_count, 1);
	assert_string_equal(copy->notes[0], "line 3 skipped");
}

static void test_clones_of_clones(void **state)
{
	struct machine *m = *state;

	add_endpoint(m, "00:01.0")->driver = machine_string(m, "a", 1);
	for (unsigned int i = 0; i < 100000; i++) {
		struct machine *copy = machine_clone(m);

		assert_non_null(copy);
		machine_free(m);
		m = copy;
	}
	assert_string_equal(m->functions[0].driver, "a");
	*state = m;
}

static void test_strings_are_kept_once(void **state)
{
	struct machine *m = *state;
	const char *first = machine_string(m, "vfio-pci and more", 8);

	assert_string_equal(first, "vfio-pci");
	for (int i = 0; i < 5000; i++)
		assert_non_null(machine_printf(m, "driver-%d", i));
	assert_ptr_equal(machine_string(m, "vfio-pci", 8), first);
	assert_string_equal(machine_string(m, "", 0), "");
	assert_int_equal(strlen(machine_printf(m, "%070000d", 1)), 70000);
}

static void test_many_functions(void **state)
{
	struct machine *m = *state;
	char address[PCI_ADDR_LEN];

	for (unsigned int i = 100000; i-- > 0;)
		machine_add(m, (struct pci_addr) { i, 0, 0 });
	for (unsigned int i = 0; i < 65536; i++) {
		struct function *f = machine_add(m, (struct pci_addr) {
				200000, (uint8_t)(i >> 8), (uint8_t)i });

		f->has = HAS_BUSES;
		f->secondary = (uint8_t)((i >> 8) + 1);
		f->subordinate = 255;
	}
	assert_int_equal(machine_link(m), 0);
	assert_int_equal(m->count, 165536);
	assert_string_equal(addr_format(m->functions[m->count - 1].addr, address),
			    "30d40:ff:1f.7");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_links_follow_the_buses),
		TEST(test_domains_are_apart),
		TEST(test_virtual_bus_hangs_below_the_port),
		TEST(test_bad_bus_numbers_make_no_loop),
		TEST(test_first_bridge_owns_a_bus),
		TEST(test_better_duplicate_is_kept),
		TEST(test_new_function_is_unread),
		TEST(test_clone_is_its_own),
		TEST(test_clones_of_clones),
		TEST(test_strings_are_kept_once),
		TEST(test_many_functions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
