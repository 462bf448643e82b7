// SPDX-License-Identifier: GPL-2.0
/*
 * Devices that are meant for guests: those asked about; else what VFIO has
 * already and what configuration gives to a guest.
 */

#include <string.h>

#include "analyse/doctor/doctor.h"
#include "analyse/viable.h"

/**
 * doctor_given() - is a guest given this function, or all of its slot?
 * @h: the host
 * @f: the function
 *
 * Return: true when one is; a mediated device, which is a part, does not count.
 */
bool doctor_given(const struct host *h, const struct function *f)
{
	char addr[PCI_ADDR_LEN];

	addr_format(f->addr, addr);
	for (const struct guest_device *g = h->guest_devices; g; g = g->next)
		if (!g->mdev && !strncmp(g->address, addr, strlen(g->address)))
			return true;
	return false;
}

/**
 * doctor_candidate() - is this function meant for a guest?
 * @d: the examination
 * @f: the function
 *
 * Return: true when it was asked about; where none was, true when VFIO has it
 * or a guest is given it.
 */
bool doctor_candidate(const struct doctor *d, const struct function *f)
{
	if (function_is_infrastructure(f))
		return false;
	if (d->devices_count)
		return doctor_asked(d, f);
	return function_on_vfio(f) || doctor_given(d->host, f);
}

static const struct function *candidate_from(const struct doctor *d, size_t *from)
{
	while (*from < d->machine->count) {
		const struct function *f = &d->machine->functions[(*from)++];

		if (doctor_candidate(d, f))
			return f;
	}
	return NULL;
}

/**
 * doctor_same_card() - does a function go where this one goes?
 * @f: a function that is meant for a guest
 * @o: another, or the same
 *
 * A processor with graphics has these in one slot with USB and more, which are
 * other chips by other vendors' IDs and in groups of their own.
 *
 * Return: true when both are of one card.
 */
bool doctor_same_card(const struct function *f, const struct function *o)
{
	return addr_same_slot(f->addr, o->addr) && !(o->flags & FN_VIRTUAL) &&
	       (o->group == f->group || o->vendor == f->vendor);
}

/* What is said of one function of a card holds for others of it in its group. */
static bool told(const struct doctor *d, const struct function *f)
{
	const struct function *other;
	size_t from = 0;

	while ((other = candidate_from(d, &from)) && other != f)
		if (addr_same_slot(other->addr, f->addr) && other->group == f->group)
			return true;
	return false;
}

static void nobody(struct doctor *d)
{
	found_needless(d, "no device is meant for a guest: none was named, none is bound to vfio-pci");
}

/**
 * doctor_each() - look at each device that is meant for a guest
 * @d: the examination
 * @look: adds one finding
 *
 * Where there is none, that is the finding.
 */
void doctor_each(struct doctor *d,
		 void (*look)(struct doctor *d, const struct function *f))
{
	const struct function *f;
	size_t from = 0, count = 0;

	for (; (f = candidate_from(d, &from)); count++) {
		look(d, f);
		found_of(d, f);
	}
	if (!count)
		nobody(d);
}

/**
 * doctor_each_card() - look at each card that is meant for a guest
 * @d: the examination
 * @look: adds one finding, which holds for functions of the same card and group
 *
 * Where there is none, that is the finding.
 */
void doctor_each_card(struct doctor *d,
		      void (*look)(struct doctor *d, const struct function *f))
{
	const struct function *f;
	size_t from = 0, count = 0;

	for (; (f = candidate_from(d, &from)); count++) {
		if (told(d, f))
			continue;
		look(d, f);
		found_of(d, f);
	}
	if (!count)
		nobody(d);
}
