// SPDX-License-Identifier: GPL-2.0
/* Complete what is known of a function by what another place says of it. */

#include "source/paste.h"

static void fill_string(const char **to, const char *from)
{
	if (!*to)
		*to = from;
}

/* Both sides know these bits, so they can contradict each other. */
static bool contradicts(const struct function *a, const struct function *b)
{
	uint16_t both = a->has & b->has;

	if (both & HAS_IDS && (a->vendor != b->vendor || a->device != b->device))
		return true;
	if (both & HAS_CLASS && a->class >> 8 != b->class >> 8)
		return true;
	if (both & HAS_BUSES && (a->secondary != b->secondary ||
				 a->subordinate != b->subordinate))
		return true;
	if (a->type != PCIE_TYPE_UNREAD && b->type != PCIE_TYPE_UNREAD &&
	    a->type != b->type)
		return true;
	if (a->group != GROUP_UNREAD && b->group != GROUP_UNREAD && a->group != b->group)
		return true;
	if (a->acs.fact != FACT_UNREAD && b->acs.fact != FACT_UNREAD &&
	    a->acs.fact != b->acs.fact)
		return true;
	return a->acs.ctrl_fact == FACT_KNOWN && b->acs.ctrl_fact == FACT_KNOWN &&
	       (a->acs.ctrl ^ b->acs.ctrl) & 0x7f;
}

static void fill_values(struct function *to, const struct function *from)
{
	uint16_t lacks = from->has & (uint16_t)~to->has;

	if (lacks & HAS_IDS) {
		to->vendor = from->vendor;
		to->device = from->device;
	}
	if (lacks & HAS_CLASS)
		to->class = from->class;
	if (lacks & HAS_REVISION)
		to->revision = from->revision;
	if (lacks & HAS_SUBSYSTEM) {
		to->subvendor = from->subvendor;
		to->subdevice = from->subdevice;
	}
	if (lacks & HAS_HEADER) {
		to->header_type = from->header_type;
		to->multifunction = from->multifunction;
	}
	if (lacks & HAS_BUSES) {
		to->secondary = from->secondary;
		to->subordinate = from->subordinate;
	}
	if (lacks & HAS_COMMAND)
		to->command = from->command;
	to->has |= lacks;
}

static void fill_acs(struct acs *to, const struct acs *from)
{
	if (to->fact == FACT_UNREAD) {
		*to = *from;
	} else if (to->fact == FACT_KNOWN && to->ctrl_fact == FACT_UNREAD) {
		to->ctrl_fact = from->ctrl_fact;
		to->ctrl = from->ctrl;
	}
}

/* What was read is better than what a name stood for. */
static void drop_inferred(struct function *f)
{
	f->has &= (uint16_t)~HAS_IDS;
	f->flags &= (uint16_t)~FN_IDS_FROM_NAME;
}

/**
 * function_fill() - complete a function by another description of it
 * @to: what is known so far; it stands where both know
 * @from: the other description
 *
 * Return: true when the two contradict each other.
 */
bool function_fill(struct function *to, const struct function *from)
{
	bool differ;

	if (to->flags & FN_IDS_FROM_NAME && from->has & HAS_IDS)
		drop_inferred(to);
	differ = contradicts(to, from);
	fill_values(to, from);
	fill_acs(&to->acs, &from->acs);
	if (to->type == PCIE_TYPE_UNREAD)
		to->type = from->type;
	if (to->group == GROUP_UNREAD)
		to->group = from->group;
	if (!to->order)
		to->order = from->order;
	if (!(to->flags & FN_VIRTUAL))
		to->physfn = from->physfn;
	to->flags |= from->flags;
	fill_string(&to->name, from->name);
	fill_string(&to->driver, from->driver);
	fill_string(&to->power, from->power);
	fill_string(&to->slot, from->slot);
	return differ;
}
