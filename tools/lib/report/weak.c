// SPDX-License-Identifier: GPL-2.0
/* Isolation that the kernel takes for granted and the hardware does not give. */

#include "analyse/p2p.h"
#include "report/data.h"
#include "report/weak.h"

/* Does the kernel really have the two in different groups? */
static bool told_apart(const struct weak_view *view, const struct weak_spot *spot)
{
	int from, to;

	if (!view->observed)
		return true;
	from = partition_group_of(view->observed, spot->from);
	to = partition_group_of(view->observed, spot->to);
	return from == GROUP_UNREAD || to == GROUP_UNREAD || from != to;
}

static bool is_shown(const struct weak_view *view, const struct weak_spot *spot)
{
	const struct function *f = view->below;

	if (f && f != spot->from && !function_is_below(f, spot->from))
		return false;
	return told_apart(view, spot);
}

static void keep_shown(const struct weak_view *view, struct weak_spots *spots)
{
	size_t kept = 0;

	for (size_t i = 0; i < spots->count; i++)
		if (is_shown(view, &spots->list[i]))
			spots->list[kept++] = spots->list[i];
	spots->count = kept;
}

static struct json_object *weak_data(const struct weak_spots *spots)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < spots->count; i++) {
		struct json_object *o = json_object_new_object();

		data_put(o, "from", data_address(spots->list[i].from));
		data_put(o, "to", data_address(spots->list[i].to));
		json_object_array_add(array, o);
	}
	return array;
}

/* Spots are in order of address: those of one switch stand together. */
static size_t of_one_switch(const struct weak_spots *spots, size_t first)
{
	size_t n = first + 1;

	while (n < spots->count &&
	       spots->list[n].from->parent == spots->list[first].from->parent)
		n++;
	return n - first;
}

static void switch_line(struct report *r, const struct weak_spot *spots, size_t count)
{
	char addr[PCI_ADDR_LEN];

	report_text(r, 0);
	report_cell(r, MARK_BAD, "weak: ");
	report_hang(r);
	report_cell(r, MARK_PLAIN,
		    "the switch at %s can pass DMA from below ",
		    addr_format(spots->from->parent->addr, addr));
	for (size_t i = 0; i < count; i++)
		report_cell(r, MARK_PLAIN, "%s%s",
			    !i		   ? "" :
			    i + 1 == count ? " and " :
					     ", ",
			    addr_format(spots[i].from->addr, addr));
	report_cell(r, MARK_PLAIN,
		    " straight to its other ports, past the IOMMU, although the kernel gives them different groups");
}

/**
 * weak_report() - say where a switch can route between groups
 * @r: the report; its data gets "weak_spots"
 * @view: which of them
 *
 * Return: 0 or -ENOMEM.
 */
int weak_report(struct report *r, const struct weak_view *view)
{
	struct weak_spots spots;
	int err = grouping_weak_spots(view->rules, &spots);

	if (err)
		return err;
	keep_shown(view, &spots);
	data_put(r->data, "weak_spots", weak_data(&spots));
	if (spots.count && view->below)
		report_blank(r);
	for (size_t i = 0, count; i < spots.count; i += count) {
		count = of_one_switch(&spots, i);
		switch_line(r, &spots.list[i], count);
	}
	weak_spots_release(&spots);
	return 0;
}
