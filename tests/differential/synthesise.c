// SPDX-License-Identifier: GPL-2.0
/*
 * Config space that says what the model knows, and no more. Every bus gets a
 * number of its own in one domain, in the old order, because that is what a
 * synthetic machine has room for; groups do not depend on the numbers.
 */

#include <errno.h>
#include <stdlib.h>

#include <linux/pci_regs.h>

#include "analyse/verdict.h"
#include "random.h"
#include "synthesise.h"

#define PCI_CLASS_BRIDGE_PCI 0x0604
#define NEUTRAL_VENDOR 0x1b36 /* an ID that no quirk knows */
#define NEUTRAL_DEVICE 0x00ff

static uint64_t bus_key(uint32_t domain, uint8_t bus)
{
	return (uint64_t)domain << 8 | bus;
}

static int compare_keys(const void *a, const void *b)
{
	const uint64_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static bool find_bus(const struct relocation *r, uint64_t key, uint8_t *bus)
{
	const uint64_t *found = bsearch(&key, r->bus, r->count,
					sizeof(*r->bus), compare_keys);

	if (!found)
		return false;
	*bus = (uint8_t)(SYNTHETIC_FIRST_BUS + (found - r->bus));
	return true;
}

/**
 * relocation_rid() - where a function went
 * @r: from synthesise()
 * @addr: where it was
 * @rid: set to its requester ID in the synthetic machine
 *
 * Return: false when its bus has no place there.
 */
bool relocation_rid(const struct relocation *r, struct pci_addr addr,
		    uint16_t *rid)
{
	uint8_t bus;

	if (!find_bus(r, bus_key(addr.domain, addr.bus), &bus))
		return false;
	*rid = (uint16_t)(bus << 8 | addr.devfn);
	return true;
}

static int add_bus(struct relocation *r, uint64_t key)
{
	uint8_t known;

	if (find_bus(r, key, &known))
		return 0;
	if (r->count == RELOCATION_MAX)
		return -E2BIG;
	r->bus[r->count++] = key;
	qsort(r->bus, r->count, sizeof(*r->bus), compare_keys);
	return 0;
}

static bool has_bus_below(const struct function *f)
{
	return (f->has & HAS_BUSES) && f->secondary > f->addr.bus;
}

/* A bridge that firmware did not set up would be numbered by the kernel. */
static bool can_be_shown(const struct function *f)
{
	if (f->flags & FN_VIRTUAL)
		return false;
	return !function_is_bridge(f) || has_bus_below(f);
}

static int collect_buses(const struct machine *m, struct relocation *r)
{
	int err = 0;

	r->count = 0;
	for (size_t i = 0; i < m->count && !err; i++) {
		const struct function *f = &m->functions[i];
		uint32_t domain = f->addr.domain;

		if (!can_be_shown(f))
			continue;
		err = add_bus(r, bus_key(domain, f->addr.bus));
		if (!err && has_bus_below(f))
			err = add_bus(r, bus_key(domain, f->secondary));
	}
	return err;
}

static void put_header(struct synth_function *image, const struct function *f)
{
	uint32_t class = f->class;

	/* The kernel refuses a bridge that does not call itself one. */
	if (!(f->has & HAS_CLASS) && function_is_bridge(f))
		class = PCI_CLASS_BRIDGE_PCI << 8;
	if (f->has & HAS_IDS)
		image_ids(image, f->vendor, f->device, class);
	else
		image_ids(image, NEUTRAL_VENDOR, NEUTRAL_DEVICE, class);
	image_put8(image, PCI_REVISION_ID, f->revision);
	image_put16(image, PCI_SUBSYSTEM_VENDOR_ID, f->subvendor);
	image_put16(image, PCI_SUBSYSTEM_ID, f->subdevice);
	if (function_is_multifunction(f))
		image_multifunction(image);
}

/* The highest of the relocated buses that lie below a bridge. */
static uint8_t last_below(const struct relocation *r, const struct function *f)
{
	uint64_t last = bus_key(f->addr.domain, f->subordinate);
	unsigned int i = r->count;

	while (r->bus[i - 1] > last)
		i--;
	return (uint8_t)(SYNTHETIC_FIRST_BUS + i - 1);
}

static void put_bridge(struct synth_function *image, const struct function *f,
		       const struct relocation *r)
{
	uint8_t secondary;

	if (!has_bus_below(f) ||
	    !find_bus(r, bus_key(f->addr.domain, f->secondary), &secondary))
		return;
	image_bridge(image, secondary, last_below(r, f));
	if (f->header_type > 1)
		image->config[PCI_HEADER_TYPE] ^= 1 ^ f->header_type;
}

/*
 * The controls as firmware left them. Those that a kernel set since are taken
 * back: the kernel that gets this machine sets them itself.
 */
static void put_acs(struct synth_function *image, const struct function *f,
		    const struct circumstances *c)
{
	uint16_t kept = f->acs.pinned | ~(ACS_REQUIRED | ACS_TB);
	uint16_t ctrl = f->acs.ctrl, dword = (uint16_t)f->acs.ctrl_dword;

	if (c->controls_set != TRI_NO) {
		ctrl &= kept;
		dword &= kept;
	}
	image_acs(image, f->acs.cap, ctrl, (uint16_t)~f->acs.pinned);
	if (acs_enable_family(f, c) == ACS_FAMILY_INTEL_SPT_PCH)
		image_acs_dword(image, dword, (uint16_t)~f->acs.pinned);
}

static int add_image(const struct function *f, const struct circumstances *c,
		     const struct relocation *r, struct synthetic *s)
{
	struct synth_function *image;
	uint16_t rid;

	if (!relocation_rid(r, f->addr, &rid))
		return -ENOENT;
	image = synthetic_add(s, (uint8_t)(rid >> 8), (uint8_t)rid, 0);
	if (!image)
		return -E2BIG;
	put_header(image, f);
	put_bridge(image, f, r);
	if (f->type >= 0)
		image_express(image, f->type);
	if (f->type >= 0 && f->acs.fact == FACT_KNOWN)
		put_acs(image, f, c);
	image_lpc(image, c->intel_pch_programmed != TRI_NO);
	image_seal(image);
	return 0;
}

static int add_root(struct synthetic *s, uint8_t bus)
{
	if (s->roots_count && s->roots[s->roots_count - 1] == bus)
		return 0;
	if (s->roots_count == SYNTH_ROOTS_MAX)
		return -E2BIG;
	s->roots[s->roots_count++] = bus;
	return 0;
}

/**
 * synthesise() - config space for a machine that is known as a model
 * @m: the machine, linked
 * @c: under which circumstances its registers were read
 * @s: filled; synthetic_release() frees what it holds
 * @r: set to where its buses went
 * @left_out: set to the number of functions that could not be shown: virtual
 *	ones and bridges without bus numbers
 *
 * A function without a known ID gets one that no quirk names.
 *
 * Return: 0, -ENOMEM, -ENODATA when nothing can be shown, or -E2BIG when the
 * machine has more functions, buses or root buses than a synthetic one can have.
 */
int synthesise(const struct machine *m, const struct circumstances *c,
	       struct synthetic *s, struct relocation *r, size_t *left_out)
{
	int err = synthetic_init(s);

	*left_out = 0;
	if (err)
		return err;
	err = collect_buses(m, r);
	for (size_t i = 0; i < m->count && !err; i++) {
		const struct function *f = &m->functions[i];

		if (!can_be_shown(f)) {
			(*left_out)++;
			continue;
		}
		err = add_image(f, c, r, s);
		if (!err && function_is_root(f))
			err = add_root(s, s->functions[s->count - 1].rid >> 8);
	}
	if (!err && !s->count)
		err = -ENODATA;
	s->pch_programmed = c->intel_pch_programmed != TRI_NO;
	if (err)
		synthetic_release(s);
	return err;
}
