/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TESTS_UNIT_MACHINES_H
#define TESTS_UNIT_MACHINES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analyse/grouping.h"

/* Small machines for tests, put together function by function. */

#define NO_ACS 0xffff

static inline struct pci_addr at(const char *text)
{
	struct pci_addr addr;

	assert_int_equal(addr_parse(text, &addr, NULL), 0);
	return addr;
}

/* A function whose registers were all read; no ACS capability. */
static inline struct function *add(struct machine *m, const char *text,
				   enum pcie_type type)
{
	struct function *f = machine_add(m, at(text));

	assert_non_null(f);
	f->has = HAS_IDS | HAS_CLASS | HAS_HEADER | HAS_SUBSYSTEM;
	f->vendor = 0x1b36;
	f->device = 0x0001;
	f->type = type;
	f->acs.fact = FACT_ABSENT;
	return f;
}

static inline struct function *add_bridge(struct machine *m, const char *text,
					  enum pcie_type type,
					  uint8_t secondary,
					  uint8_t subordinate)
{
	struct function *f = add(m, text, type);

	f->has |= HAS_BUSES;
	f->class = 0x060400;
	f->header_type = 1;
	f->secondary = secondary;
	f->subordinate = subordinate;
	return f;
}

static inline struct function *with_acs(struct function *f, uint16_t cap,
					uint16_t ctrl)
{
	f->acs = (struct acs){
		.fact = FACT_KNOWN,
		.ctrl_fact = FACT_KNOWN,
		.offset = 0x148,
		.cap = cap,
		.ctrl = ctrl,
	};
	return f;
}

static inline struct function *with_ids(struct function *f, uint16_t vendor,
					uint16_t device)
{
	f->vendor = vendor;
	f->device = device;
	return f;
}

static inline struct function *many(struct function *f)
{
	f->multifunction = true;
	return f;
}

static inline struct machine *machine_begin(void)
{
	struct machine *m = machine_new("test");

	assert_non_null(m);
	m->iommu = IOMMU_ON;
	return m;
}

/*
 * The groups as text, each group one letter, functions in order of address:
 * "aab" is two groups. '-' is a function outside all groups.
 */
static inline const char *partition(struct machine *m,
				    const struct circumstances *c)
{
	static char text[4096];
	struct grouping *g;
	size_t i;

	assert_int_equal(machine_link(m), 0);
	assert_int_equal(grouping_compute(m, c, &g), 0);
	for (i = 0; i < m->count && i < sizeof(text) - 1; i++)
		text[i] = g->group[i] < 0 ? '-' : (char)('a' + g->group[i]);
	text[i] = '\0';
	grouping_free(g);
	return text;
}

#endif
