// SPDX-License-Identifier: GPL-2.0
/*
 * Random machines. What may stand where is a table; within it everything is
 * left to chance, also what no sane board would have, because the kernel's rule
 * has an answer for that too.
 */

#include <stdlib.h>
#include <string.h>

#include <linux/pci_regs.h>

#include "random.h"
#include "rules/quirks.h"

#define FUNCTIONS_ENOUGH 24 /* below one root; no further bridges from here on */
#define DEPTH_MAX 7
#define LPC_DEVFN 0xf8 /* 1f.0 */

enum place {
	PLACE_ROOT, /* a root bus */
	PLACE_LINK, /* below a port: one slot */
	PLACE_SWITCH, /* inside a switch */
	PLACE_CONVENTIONAL, /* a shared conventional bus */
	PLACES,
};

/**
 * struct kind - something that can be put in a slot
 * @type: PCI Express type
 * @class: class code
 * @bridge: has a bus below
 * @below: what that bus is
 * @weight: how often it stands where, compared with the others
 */
struct kind {
	enum pcie_type type;
	uint32_t class;
	bool bridge;
	enum place below;
	unsigned int weight[PLACES];
};

static const struct kind kinds[] = {
	{ PCIE_TYPE_ENDPOINT, 0x020000, false, 0, { 2, 12, 2, 1 } },
	{ PCIE_TYPE_LEGACY_ENDPOINT, 0x040300, false, 0, { 1, 3, 1, 1 } },
	{ PCIE_TYPE_RC_ENDPOINT, 0x088000, false, 0, { 6, 1, 0, 0 } },
	{ PCIE_TYPE_RC_EVENT_COLLECTOR, 0x080700, false, 0, { 2, 1, 1, 0 } },
	{ PCIE_TYPE_NONE, 0x078000, false, 0, { 4, 1, 1, 9 } },
	{ PCIE_TYPE_ROOT_PORT, 0x060400, true, PLACE_LINK, { 12, 0, 0, 0 } },
	{ PCIE_TYPE_UPSTREAM, 0x060400, true, PLACE_SWITCH, { 1, 7, 1, 0 } },
	{ PCIE_TYPE_DOWNSTREAM, 0x060400, true, PLACE_LINK, { 1, 1, 12, 0 } },
	{ PCIE_TYPE_PCI_BRIDGE, 0x060400, true, PLACE_CONVENTIONAL,
	  { 2, 3, 1, 1 } },
	{ PCIE_TYPE_PCIE_BRIDGE, 0x060400, true, PLACE_LINK, { 1, 1, 1, 3 } },
	{ PCIE_TYPE_NONE, 0x060400, true, PLACE_CONVENTIONAL, { 2, 3, 1, 4 } },
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static const unsigned int slots_max[PLACES] = { 6, 1, 4, 3 };

/**
 * struct temper - what kind of machine this one is, percentages
 */
struct temper {
	unsigned int no_acs, stuck, firmware, quirk, multifunction, later,
		     virtual;
};

struct maker {
	uint64_t state;
	struct synthetic *s;
	struct temper temper;
	unsigned int next_bus;
	unsigned int depth;
	size_t enough;
	bool full;
};

/* splitmix64 */
static uint64_t draw(struct maker *m)
{
	uint64_t z = m->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static unsigned int below(struct maker *m, unsigned int n)
{
	return (unsigned int)(draw(m) % n);
}

static bool chance(struct maker *m, unsigned int percent)
{
	return below(m, 100) < percent;
}

/*
 * Rows of the quirk tables that a machine without registers cannot honour.
 */
static const struct {
	uint16_t vendor;
	const char *reason;
} left_out[] = {
	{ 0x11f8, "Switchtec reads its aliases from BAR 0" },
	{ 0x1de5, "the same silicon under another name" },
};

static bool is_left_out(uint16_t vendor)
{
	for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++)
		if (left_out[i].vendor == vendor)
			return true;
	return false;
}

static const struct quirk *draw_quirk(struct maker *m)
{
	const struct {
		const struct quirk *rows;
		size_t count;
	} tables[] = {
		{ acs_quirks, acs_quirks_count },
		{ acs_enable_quirks, acs_enable_quirks_count },
		{ alias_quirks, alias_quirks_count },
	};
	unsigned int t = below(m, 4);

	/* The enable quirks' rows are few: they get one draw in four. */
	t = t > 2 ? 0 : t;
	if (!tables[t].count)
		return NULL;
	return &tables[t].rows[below(m, (unsigned int)tables[t].count)];
}

static void draw_ids(struct maker *m, const struct kind *kind,
		     struct synth_function *f)
{
	static const uint16_t vendors[] = { 0x8086, 0x1022, 0x1002, 0x10de,
					    0x144d, 0x1b21, 0x10b5, 0x1af4 };
	const struct quirk *q = NULL;
	uint16_t vendor, device;

	if (chance(m, m->temper.quirk))
		q = draw_quirk(m);
	vendor = vendors[below(m, sizeof(vendors) / sizeof(vendors[0]))];
	device = (uint16_t)(0xe000 | below(m, 0x1000));
	if (q && q->vendor != QUIRK_ANY && !is_left_out(q->vendor)) {
		vendor = q->vendor;
		if (q->device != QUIRK_ANY)
			device = q->device;
	}
	image_ids(f, vendor, device, kind->class);
	image_put16(f, PCI_SUBSYSTEM_VENDOR_ID, (uint16_t)below(m, 0x10000));
}

static void draw_acs(struct maker *m, struct synth_function *f)
{
	static const uint16_t caps[] = { 0x001d, 0x001f, 0x005f, 0x007f,
					 0x000c, 0x0014, 0x0001, 0x0000 };
	bool stuck = chance(m, m->temper.stuck);
	uint16_t cap, ctrl;

	if (chance(m, m->temper.no_acs))
		return;
	cap = chance(m, 75) ? caps[below(m, sizeof(caps) / sizeof(caps[0]))] :
			      (uint16_t)below(m, 0x80);
	ctrl = chance(m, m->temper.firmware) ? (uint16_t)below(m, 0x80) : 0;
	if (cap & PCI_ACS_EC)
		cap |= (uint16_t)(1 + below(m, 32)) << 8;
	if (chance(m, 25))
		image_extended(f, PCI_EXT_CAP_ID_VNDR, 0x10);
	image_acs(f, cap, ctrl, stuck ? 0 : 0xffff);
	/* Harmless where it is not the control register, but the vector. */
	if (!(cap & PCI_ACS_EC))
		image_acs_dword(f, 0, stuck ? 0 : 0xffff);
	m->s->firmware_acs |= ctrl & cap;
}

static const struct kind *draw_kind(struct maker *m, enum place place)
{
	bool no_bridge = m->full || m->depth >= DEPTH_MAX;
	unsigned int total = 0, pick;

	for (size_t i = 0; i < KINDS; i++)
		if (!(kinds[i].bridge && no_bridge))
			total += kinds[i].weight[place];
	pick = below(m, total);
	for (size_t i = 0; i < KINDS; i++) {
		if (kinds[i].bridge && no_bridge)
			continue;
		if (pick < kinds[i].weight[place])
			return &kinds[i];
		pick -= kinds[i].weight[place];
	}
	return &kinds[0];
}

/* What a bus below is, when a port of a switch claims to be the other kind. */
static enum place place_below(const struct kind *kind, enum place place)
{
	if (kind->type == PCIE_TYPE_DOWNSTREAM && place == PLACE_LINK)
		return PLACE_SWITCH;
	if (kind->type == PCIE_TYPE_UPSTREAM && place == PLACE_SWITCH)
		return PLACE_LINK;
	return kind->below;
}

static void add_vf(struct maker *m, uint16_t rid, bool acs)
{
	struct synth_function *f = synthetic_add(m->s, (uint8_t)(rid >> 8),
						 (uint8_t)rid, 0);

	if (!f)
		return;
	image_ids(f, 0xffff, 0xffff, 0x020000);
	image_express(f, PCIE_TYPE_ENDPOINT);
	if (acs)
		image_acs(f, 0x001d, 0, 0xffff);
	image_seal(f);
}

/* One physical function per machine: turning virtual ones off takes a second. */
static void add_vfs(struct maker *m, struct synth_function *pf)
{
	bool own_bus = chance(m, 60), acs = chance(m, 50);
	unsigned int at = image_extended(pf, PCI_EXT_CAP_ID_SRIOV, 0x40);
	unsigned int count = 1 + below(m, 3);
	uint16_t first = (uint16_t)(pf->rid + 8);

	if (own_bus)
		first = (uint16_t)(m->next_bus++ << 8);
	image_put16(pf, at + PCI_SRIOV_INITIAL_VF, (uint16_t)count);
	image_put16(pf, at + PCI_SRIOV_TOTAL_VF, (uint16_t)count);
	image_put16(pf, at + PCI_SRIOV_VF_OFFSET, (uint16_t)(first - pf->rid));
	image_put16(pf, at + PCI_SRIOV_VF_STRIDE, 1);
	image_put16(pf, at + PCI_SRIOV_VF_DID, 0xe001);
	image_put32(pf, at + PCI_SRIOV_SUP_PGSIZE, 0x553);
	image_put32(pf, at + PCI_SRIOV_SYS_PGSIZE, 1);
	for (unsigned int i = 0; i < count; i++)
		add_vf(m, (uint16_t)(first + i), acs);
	m->s->pf = pf->rid;
	m->s->vfs = count;
}

struct planned {
	struct synth_function *f;
	const struct kind *kind;
};

static struct planned add_function(struct maker *m, uint8_t bus, uint8_t devfn,
				   enum place place, unsigned int stage)
{
	struct planned p = { .kind = draw_kind(m, place) };
	bool express = p.kind->type != PCIE_TYPE_NONE;

	p.f = synthetic_add(m->s, bus, devfn, stage);
	if (!p.f)
		return p;
	draw_ids(m, p.kind, p.f);
	if (express) {
		image_express(p.f, p.kind->type);
		draw_acs(m, p.f);
	}
	if (p.kind->type == PCIE_TYPE_ENDPOINT && place == PLACE_LINK &&
	    !devfn && !stage && !m->s->vfs && chance(m, m->temper.virtual))
		add_vfs(m, p.f);
	image_seal(p.f);
	if (p.kind->bridge)
		image_bridge(p.f, 0, 0);
	m->full |= m->s->count >= m->enough;
	return p;
}

static unsigned int draw_stage(struct maker *m, unsigned int stage)
{
	return chance(m, m->temper.later) ? stage + 1 + below(m, 2) : stage;
}

/*
 * The functions of one slot. The kernel takes every function above 0 for part
 * of a multifunction device once the slot was scanned, whatever its own header
 * says; functions that appear later have to say it themselves, because their
 * group is formed before.
 */
static size_t add_slot(struct maker *m, uint8_t bus, unsigned int slot,
		       enum place place, unsigned int stage,
		       struct planned *list)
{
	bool multi = chance(m, m->temper.multifunction);
	size_t count = 0;

	stage = draw_stage(m, stage);
	for (unsigned int fn = 0; fn < 8; fn++) {
		uint8_t devfn = (uint8_t)(slot << 3 | fn);
		struct planned p;

		if (fn && (!multi || chance(m, 60)))
			continue;
		p = add_function(m, bus, devfn, place,
				 fn ? draw_stage(m, stage) : stage);
		if (!p.f)
			break;
		if (multi && (!fn || m->temper.later || chance(m, 85)))
			image_multifunction(p.f);
		if (p.kind->bridge)
			list[count++] = p;
	}
	return count;
}

static void shuffle(struct maker *m, struct planned *list, size_t count)
{
	for (size_t i = count; i > 1; i--) {
		size_t j = below(m, (unsigned int)i);
		struct planned swap = list[i - 1];

		list[i - 1] = list[j];
		list[j] = swap;
	}
}

static void fill_bus(struct maker *m, uint8_t bus, enum place place,
		     unsigned int stage)
{
	bool empty = place == PLACE_LINK && chance(m, 20);
	unsigned int slots = empty ? 0 : 1 + below(m, slots_max[place]);
	struct planned bridges[6 * 8];
	uint32_t taken = 0;
	size_t count = 0;

	m->depth++;
	for (unsigned int i = 0; i < slots; i++) {
		unsigned int slot = place == PLACE_LINK ? 0 : below(m, 31);

		if (!(taken >> slot & 1))
			count += add_slot(m, bus, slot, place, stage,
					  &bridges[count]);
		taken |= 1u << slot;
	}
	/* Bus numbers need not follow the order of the bridges. */
	if (chance(m, 30))
		shuffle(m, bridges, count);
	for (size_t i = 0; i < count; i++) {
		uint8_t secondary = (uint8_t)m->next_bus++;

		fill_bus(m, secondary, place_below(bridges[i].kind, place),
			 bridges[i].f->stage);
		image_bridge(bridges[i].f, secondary,
			     (uint8_t)(m->next_bus - 1));
	}
	m->depth--;
}

static void add_lpc(struct maker *m, uint8_t bus)
{
	struct synth_function *f = synthetic_add(m->s, bus, LPC_DEVFN, 0);

	if (!f)
		return;
	image_ids(f, 0x8086, 0xeeee, 0x060100);
	image_lpc(f, m->s->pch_programmed);
	image_seal(f);
}

static void draw_temper(struct maker *m)
{
	m->temper = (struct temper){
		.no_acs = below(m, 101),
		.stuck = chance(m, 50) ? 0 : below(m, 101),
		.firmware = chance(m, 70) ? 0 : 50,
		.quirk = 20 + below(m, 61),
		.multifunction = below(m, 81),
		.later = chance(m, 70) ? 0 : below(m, 41),
		.virtual = chance(m, 3) ? 100 : 0,
	};
}

/**
 * random_machine() - the machine that a seed stands for
 * @seed: the seed
 * @s: filled; synthetic_release() frees what it holds
 *
 * Return: 0, or -ENOMEM.
 */
int random_machine(uint64_t seed, struct synthetic *s)
{
	struct maker m = { .state = seed, .s = s, .next_bus = SYNTHETIC_FIRST_BUS };
	unsigned int roots;
	int err;

	err = synthetic_init(s);
	if (err)
		return err;
	draw_temper(&m);
	roots = chance(&m, 75) ? 1 : 2 + below(&m, 2);
	s->pch_programmed = chance(&m, 60);
	for (unsigned int i = 0; i < roots; i++) {
		uint8_t bus = (uint8_t)m.next_bus++;

		s->roots[s->roots_count++] = bus;
		m.full = false;
		m.enough = s->count + FUNCTIONS_ENOUGH;
		fill_bus(&m, bus, PLACE_ROOT, 0);
		add_lpc(&m, bus);
	}
	return 0;
}
