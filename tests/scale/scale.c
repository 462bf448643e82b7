// SPDX-License-Identifier: GPL-2.0
/*
 * Model and causes of a large machine.
 *
 *	scale COUNT	work them out once, for whoever counts what it takes
 *	scale		print time for 1,000 to 100,000 functions, and memory
 *
 * Each domain of the synthetic machine is
 *
 *	00.0 to 1f.0	root ports, every other one with ACS
 *	  switch	upstream port, 2 downstream ports, one of them with ACS
 *	    2 cards	of 8 functions, some known for quirks and aliases
 *	    or a	PCIe-to-PCI bridge with 8 conventional functions
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "analyse/why.h"

#define PORTS 32
#define REPEAT 3

static void fail(const char *what)
{
	fprintf(stderr, "scale: %s\n", what);
	exit(1);
}

static struct function *put(struct machine *m, struct pci_addr addr,
			    enum pcie_type type, bool acs)
{
	struct function *f = machine_add(m, addr);

	if (!f)
		fail("out of memory");
	f->has = HAS_IDS | HAS_CLASS | HAS_HEADER;
	f->vendor = 0x8086;
	f->device = 0x1234;
	f->type = type;
	f->acs.fact = acs ? FACT_KNOWN : FACT_ABSENT;
	f->acs.ctrl_fact = f->acs.fact;
	f->acs.cap = 0x1f;
	f->acs.ctrl = 0x1d;
	return f;
}

static void put_bridge(struct machine *m, struct pci_addr addr,
		       enum pcie_type type, bool acs, unsigned int secondary,
		       unsigned int subordinate)
{
	struct function *f = put(m, addr, type, acs);

	f->has |= HAS_BUSES;
	f->header_type = 1;
	f->secondary = (uint8_t)secondary;
	f->subordinate = (uint8_t)subordinate;
}

static void put_card(struct machine *m, uint32_t domain, unsigned int bus,
		     enum pcie_type type, unsigned int kind)
{
	/* One of four: plain, vouched for, sends as function 1, plain */
	static const uint16_t ids[][2] = {
		{ 0x10de, 0x1c03 }, { 0x8086, 0x1521 }, { 0x1b4b, 0x9230 },
		{ 0x1022, 0x1483 },
	};
	unsigned int fn;

	for (fn = 0; fn < 8; fn++) {
		struct pci_addr addr = { domain, (uint8_t)bus, (uint8_t)fn };
		struct function *f = put(m, addr, type, false);

		f->vendor = ids[kind % 4][0];
		f->device = ids[kind % 4][1];
		f->multifunction = true;
	}
}

/* Six buses below each port; a domain has room for 32 of them. */
static void put_port(struct machine *m, uint32_t domain, unsigned int port)
{
	unsigned int bus = port * 6 + 1;
	struct pci_addr a = { domain, 0, (uint8_t)(port << 3) };

	put_bridge(m, a, PCIE_TYPE_ROOT_PORT, port & 1, bus, bus + 5);
	a = (struct pci_addr){ domain, (uint8_t)bus, 0 };
	put_bridge(m, a, PCIE_TYPE_UPSTREAM, false, bus + 1, bus + 5);
	a = (struct pci_addr){ domain, (uint8_t)(bus + 1), 0 };
	put_bridge(m, a, PCIE_TYPE_DOWNSTREAM, true, bus + 2, bus + 2);
	put_card(m, domain, bus + 2, PCIE_TYPE_ENDPOINT, port);
	a.devfn = 1 << 3;
	put_bridge(m, a, PCIE_TYPE_DOWNSTREAM, false, bus + 3, bus + 4);
	if (port % 4) {
		put_card(m, domain, bus + 3, PCIE_TYPE_ENDPOINT, port / 4);
		return;
	}
	a = (struct pci_addr){ domain, (uint8_t)(bus + 3), 0 };
	put_bridge(m, a, PCIE_TYPE_PCI_BRIDGE, false, bus + 4, bus + 4);
	put_card(m, domain, bus + 4, PCIE_TYPE_NONE, 0);
}

static struct machine *build(size_t count)
{
	struct machine *m = machine_new("synthetic");
	unsigned int port = 0;

	if (!m)
		fail("out of memory");
	m->iommu = IOMMU_ON;
	for (; m->count < count; port++)
		put_port(m, port / PORTS, port % PORTS);
	if (machine_link(m))
		fail("out of memory");
	return m;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static size_t analyse(const struct machine *m)
{
	struct circumstances c;
	struct causes causes;
	struct grouping *g;
	size_t total = 0;
	int group;

	circumstances_of(m, &c);
	if (grouping_compute(m, &c, &g))
		fail("out of memory");
	for (group = 0; group < g->groups; group++) {
		if (causes_of_group(g, group, &causes))
			fail("out of memory");
		total += causes.count;
		causes_release(&causes);
	}
	grouping_free(g);
	circumstances_release(&c);
	return total;
}

static void work_out(size_t count)
{
	struct machine *m = build(count);
	size_t causes = analyse(m);

	machine_free(m);
	if (!causes)
		fail("no causes found");
}

/* CPU seconds for model and causes, the best of some runs */
static double measure(size_t count)
{
	double best = 0;
	int run;

	for (run = 0; run < REPEAT; run++) {
		double start = now(), took;

		work_out(count);
		took = now() - start;
		if (!run || took < best)
			best = took;
	}
	return best;
}

static size_t memory_per_function(size_t count)
{
	size_t before = mallinfo2().uordblks + mallinfo2().hblkhd, after;
	struct machine *m = build(count);
	struct circumstances c;
	struct grouping *g;

	circumstances_of(m, &c);
	if (grouping_compute(m, &c, &g))
		fail("out of memory");
	after = mallinfo2().uordblks + mallinfo2().hblkhd;
	grouping_free(g);
	circumstances_release(&c);
	machine_free(m);
	return (after - before) / count;
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		work_out(strtoul(argv[1], NULL, 10));
		return 0;
	}
	for (size_t count = 1000; count <= 100000; count *= 10)
		printf("# %zu functions: %.4f s\n", count, measure(count));
	printf("# memory per function, model and groups: %zu bytes\n",
	       memory_per_function(100000));
	return 0;
}
