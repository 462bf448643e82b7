// SPDX-License-Identifier: GPL-2.0
/* PCI Express links on the way to a device, and what it translates by itself. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/doctor/doctor.h"

#define LANES_MAX 32

/**
 * struct link - a link, and what its two ends can do
 * @lower: the function at its lower end
 * @upper: the port at its upper end, NULL where it is not known
 * @place: where its width was read
 * @width: lanes in use
 * @lanes: that both ends have
 * @card_lanes: that the lower end has
 * @speed: now, in GT/s
 * @speed_max: that both ends can do
 */
struct link {
	const struct function *lower, *upper;
	struct place place;
	int width, lanes, card_lanes;
	double speed, speed_max;
};

static int lanes_of(const struct text *t)
{
	int lanes = t->fact == FACT_KNOWN ? atoi(t->text) : 0;

	return lanes > 0 && lanes <= LANES_MAX ? lanes : 0;
}

/* "16.0 GT/s PCIe"; 0 for "Unknown" */
static double speed_of(const struct text *t)
{
	return t->fact == FACT_KNOWN ? atof(t->text) : 0;
}

static bool read_link(const struct host *h, const struct function *f, struct link *l)
{
	const struct device *lower = host_device(h, f->addr);
	const struct device *upper = f->parent ? host_device(h, f->parent->addr) : NULL;

	if (!lower || !lanes_of(&lower->width) || !lanes_of(&lower->max_width))
		return false;
	*l = (struct link){
		.lower = f,
		.place = lower->width.place,
		.width = lanes_of(&lower->width),
		.lanes = lanes_of(&lower->max_width),
		.card_lanes = lanes_of(&lower->max_width),
		.speed = speed_of(&lower->speed),
		.speed_max = speed_of(&lower->max_speed),
	};
	if (!upper || !lanes_of(&upper->max_width))
		return true;
	l->upper = f->parent;
	if (l->lanes > lanes_of(&upper->max_width))
		l->lanes = lanes_of(&upper->max_width);
	if (speed_of(&upper->max_speed) && l->speed_max > speed_of(&upper->max_speed))
		l->speed_max = speed_of(&upper->max_speed);
	return true;
}

/* The function at the lower end of the next link up; a switch has one inside. */
static const struct function *next_up(const struct function *f)
{
	const struct function *port = f->parent;

	return port && port->type == PCIE_TYPE_DOWNSTREAM ? port->parent : NULL;
}

static void tell_narrow(struct doctor *d, const struct link *l)
{
	char lower[PCI_ADDR_LEN], upper[PCI_ADDR_LEN] = "the port above";

	addr_format(l->lower->addr, lower);
	if (l->upper)
		addr_format(l->upper->addr, upper);
	found_wrong(d, "its link has %d lanes of %d that both ends have (%s to %s)",
		    l->width, l->lanes, upper, lower);
	found_at(d, l->place, "%d", l->width);
	mend_say(d, "seat the card anew, clean its contacts, take riser cables out; some boards take lanes away where another slot is in use: see their manual");
}

static void tell_wide(struct doctor *d, const struct link *l)
{
	const char *slower = "", *slot = "";

	if (l->speed && l->speed < l->speed_max)
		slower = host_printf(d->host, ", at %.1f GT/s of %.1f now: cards go slower while they have nothing to do",
				     l->speed, l->speed_max);
	if (l->lanes < l->card_lanes)
		slot = host_printf(d->host, ", which is what its slot has; the card could use %d",
				   l->card_lanes);
	found_ok(d, "its link has all of its %d lanes%s%s", l->width, slot, slower);
	found_at(d, l->place, "%d", l->width);
}

static void look_link_one(struct doctor *d, const struct function *f)
{
	struct link link = { 0 }, first = { 0 };

	for (const struct function *at = f; at; at = next_up(at)) {
		if (!read_link(d->host, at, &link))
			break;
		if (!first.lower)
			first = link;
		if (link.width < link.lanes) {
			tell_narrow(d, &link);
			return;
		}
	}
	if (first.lower)
		tell_wide(d, &first);
	else
		found_needless(d, "it shows no PCI Express link of its own");
}

static void look_link(struct doctor *d)
{
	doctor_each_card(d, look_link_one);
}

/*
 * A device with ATS asks the IOMMU to translate, and is asked to forget: where it
 * does not answer that, the IOMMU waits for it. AMD-Vi names it by its address,
 * VT-d by its requester ID.
 */
static bool does_not_answer(struct host *h, const struct function *f,
			    struct text *line)
{
	unsigned int id = (unsigned int)f->addr.bus << 8 | f->addr.devfn;
	char addr[PCI_ADDR_LEN], sid[16];

	addr_format(f->addr, addr);
	snprintf(sid, sizeof(sid), "SID %x", id);
	return log_says(h, "IOTLB_INV_TIMEOUT device=", addr, line) ||
	       (log_says(h, "Invalidation Time-out Error: SID ", sid, line) &&
		line->len > strlen(sid) &&
		!strcmp(line->text + line->len - strlen(sid), sid));
}

static void look_ats_one(struct doctor *d, const struct function *f)
{
	const char *pasid = f->flags & FN_PASID_ENABLED ? ", for several processes (PASID)" : "";
	struct text line;

	if (does_not_answer(d->host, f, &line)) {
		found_wrong(d, "the IOMMU waits in vain for this device to forget translations (ATS): each change of a guest's memory may take seconds");
		found_at(d, line.place, "%s", line.text);
		mend_say(d, "a card that hangs, or whose ATS is broken; where it is the latter, the kernel can do without:");
		mend_add_parameter(d, "pci=noats");
	} else if (f->flags & FN_ATS_ENABLED) {
		found_ok(d, "it translates addresses by itself (ATS)%s, which the IOMMU lets it; no time-out was seen",
			 pasid);
	} else if (f->acs.fact == FACT_UNREAD) {
		found_needless(d, "whether it uses ATS is for root to read; no time-out was seen");
	} else {
		found_ok(d, "all of its requests are translated by the IOMMU (ATS is off)");
	}
}

static void look_ats(struct doctor *d)
{
	doctor_each(d, look_ats_one);
}

const struct check link_checks[] = {
	{ "link-narrow", SUBJECT_DEVICES, SEVERITY_WARN,
	  "links to a device for guests have all lanes that both ends have",
	  look_link },
	{ "ats-timeout", SUBJECT_DEVICES, SEVERITY_WARN,
	  "a device for guests answers when the IOMMU takes translations back (ATS)",
	  look_ats },
	{ 0 },
};
