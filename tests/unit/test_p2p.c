// SPDX-License-Identifier: GPL-2.0
/*
 * Which way a request takes, on
 *
 * 00.0 root port -- upstream -- 02:00.0 downstream -- 03:00.0, 03:00.1
 *                            -- 02:01.0 downstream -- 04:00.0
 * 01.0 root port -- 05:00.0 PCIe-to-PCI bridge -- 06:00.0, 06:01.0
 */
#include <errno.h>

#include "analyse/p2p.h"
#include "machines.h"

#define RP PCIE_TYPE_ROOT_PORT
#define EP PCIE_TYPE_ENDPOINT

static const struct circumstances newest;

static struct machine *example(void)
{
	struct machine *m = machine_begin();

	with_acs(add_bridge(m, "00:00.0", RP, 1, 4), 0x1f, 0x1d);
	add_bridge(m, "00:01.0", RP, 5, 6);
	add_bridge(m, "01:00.0", PCIE_TYPE_UPSTREAM, 2, 4);
	add_bridge(m, "02:00.0", PCIE_TYPE_DOWNSTREAM, 3, 3);
	with_acs(add_bridge(m, "02:01.0", PCIE_TYPE_DOWNSTREAM, 4, 4), 0x3f,
		 0x1d);
	many(add(m, "03:00.0", EP));
	many(add(m, "03:00.1", EP));
	add(m, "04:00.0", EP);
	add_bridge(m, "05:00.0", PCIE_TYPE_PCI_BRIDGE, 6, 6);
	add(m, "06:00.0", PCIE_TYPE_NONE);
	add(m, "06:01.0", PCIE_TYPE_NONE);
	assert_int_equal(machine_link(m), 0);
	return m;
}

static struct function *fn(struct machine *m, const char *addr)
{
	struct function *f = machine_find(m, at(addr));

	assert_non_null(f);
	return f;
}

static struct p2p ask(struct machine *m, const char *a, const char *b)
{
	struct p2p p;

	assert_int_equal(p2p_between(m, &newest, fn(m, a), fn(m, b), &p), 0);
	return p;
}

static void through_a_switch(void **state)
{
	struct machine *m = example();
	struct p2p p;

	(void)state;
	p = ask(m, "03:00.0", "04:00.0");
	assert_int_equal(p.route, P2P_DIRECT);
	assert_ptr_equal(p.decider, fn(m, "02:00.0"));
	assert_ptr_equal(p.common, fn(m, "01:00.0"));
	p = ask(m, "04:00.0", "03:00.0");
	assert_int_equal(p.route, P2P_REDIRECTED);
	assert_ptr_equal(p.decider, fn(m, "02:01.0"));
	machine_free(m);
}

/* Sent up by the switch, and turned round by the root port */
static void redirected_in_vain(void **state)
{
	struct machine *m = example();
	struct p2p p;

	(void)state;
	fn(m, "00:00.0")->acs.ctrl = 0x0d;
	p = ask(m, "04:00.0", "03:00.0");
	assert_int_equal(p.route, P2P_DIRECT);
	assert_int_equal(p.decision, P2P_BY_FORWARDING);
	assert_ptr_equal(p.decider, fn(m, "00:00.0"));
	machine_free(m);
}

/* PCIe r6.0, 6.12.3: RR off, EC on: the vector lets through or blocks */
static void egress_control(void **state)
{
	struct machine *m = example();
	struct function *port = fn(m, "02:01.0");

	(void)state;
	port->acs.ctrl = 0x39;
	assert_int_equal(ask(m, "04:00.0", "03:00.0").route, P2P_UNKNOWN);
	port->acs.egress_size = 8;
	assert_int_equal(ask(m, "04:00.0", "03:00.0").route, P2P_DIRECT);
	port->acs.egress[0] = 0xff;
	assert_int_equal(ask(m, "04:00.0", "03:00.0").route, P2P_BLOCKED);
	port->acs.ctrl = 0x3d;
	assert_int_equal(ask(m, "04:00.0", "03:00.0").route, P2P_REDIRECTED);
	/* Some bits set: the port's number would have to be known */
	port->acs.egress[0] = 0x02;
	assert_int_equal(ask(m, "04:00.0", "03:00.0").route, P2P_UNKNOWN);
	machine_free(m);
}

static void functions_of_one_device(void **state)
{
	struct machine *m = example();
	struct function *f = fn(m, "03:00.0");

	(void)state;
	assert_int_equal(ask(m, "03:00.0", "03:00.1").route, P2P_DIRECT);
	/* Bit 1 of a function's vector is function 1 */
	with_acs(f, 0x24, 0x20);
	f->acs.egress_size = 8;
	f->acs.egress[0] = 0x02;
	assert_int_equal(ask(m, "03:00.0", "03:00.1").route, P2P_BLOCKED);
	f->acs.egress[0] = 0x01;
	assert_int_equal(ask(m, "03:00.0", "03:00.1").route, P2P_DIRECT);
	machine_free(m);
}

static void by_way_of_the_root_complex(void **state)
{
	struct machine *m = example();
	struct p2p p;

	(void)state;
	p = ask(m, "03:00.0", "06:00.0");
	assert_int_equal(p.route, P2P_REDIRECTED);
	assert_ptr_equal(p.decider, fn(m, "00:00.0"));
	assert_null(p.common);
	p = ask(m, "06:00.0", "03:00.0");
	assert_int_equal(p.route, P2P_ROOT_COMPLEX);
	assert_ptr_equal(p.decider, fn(m, "00:01.0"));
	machine_free(m);
}

static void a_bus_that_all_listen_to(void **state)
{
	struct machine *m = example();
	struct p2p p = ask(m, "06:00.0", "06:01.0");

	(void)state;
	assert_int_equal(p.route, P2P_DIRECT);
	assert_int_equal(p.decision, P2P_BY_TOPOLOGY);
	assert_ptr_equal(p.common, fn(m, "05:00.0"));
	machine_free(m);
}

static void no_question(void **state)
{
	struct machine *m = example();
	struct p2p p;

	(void)state;
	assert_int_equal(p2p_between(m, &newest, fn(m, "03:00.0"),
				     fn(m, "03:00.0"), &p), -EINVAL);
	assert_int_equal(p2p_between(m, &newest, fn(m, "03:00.0"),
				     fn(m, "01:00.0"), &p), -EINVAL);
	machine_free(m);
}

/* 02:00.0 has no ACS and a group of its own; the switch can route across. */
static void weak_spots(void **state)
{
	struct machine *m = example();
	struct weak_spots spots;
	struct grouping *g;

	(void)state;
	assert_int_equal(grouping_compute(m, &newest, &g), 0);
	assert_int_equal(grouping_weak_spots(g, &spots), 0);
	assert_int_equal(spots.count, 1);
	assert_ptr_equal(spots.list[0].from, fn(m, "02:00.0"));
	assert_ptr_equal(spots.list[0].to, fn(m, "02:01.0"));
	weak_spots_release(&spots);
	grouping_free(g);
	machine_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(through_a_switch),
		cmocka_unit_test(redirected_in_vain),
		cmocka_unit_test(egress_control),
		cmocka_unit_test(functions_of_one_device),
		cmocka_unit_test(by_way_of_the_root_complex),
		cmocka_unit_test(a_bus_that_all_listen_to),
		cmocka_unit_test(no_question),
		cmocka_unit_test(weak_spots),
	};

	return cmocka_run_group_tests_name("p2p", tests, NULL, NULL);
}
