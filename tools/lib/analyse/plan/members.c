// SPDX-License-Identifier: GPL-2.0
/*
 * Which functions a plan is about: all of the device's group that a driver could
 * hold, and a card's companions wherever they are; and what would take each.
 */

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "analyse/plan/plan.h"
#include "analyse/viable.h"

#define ALIAS "alias pci:"
#define MODALIAS_LEN 80
#define PATTERN_LEN 160

static bool is_display(const struct function *f)
{
	return (f->has & HAS_CLASS) && f->class >> 16 == CLASS_DISPLAY;
}

/* Functions of one card: a virtual function is one of its own. */
static bool same_device(const struct function *a, const struct function *b)
{
	if ((a->flags | b->flags) & FN_VIRTUAL)
		return a == b;
	return addr_same_slot(a->addr, b->addr);
}

static struct plan_member *find_member(struct plan *p, const struct function *f)
{
	for (size_t i = 0; i < p->members_count; i++)
		if (p->members[i].f == f)
			return &p->members[i];
	return NULL;
}

/**
 * plan_gives() - does the guest get this function?
 * @p: the plan
 * @f: the function
 *
 * Return: true when it does.
 */
bool plan_gives(const struct plan *p, const struct function *f)
{
	for (size_t i = 0; i < p->members_count; i++)
		if (p->members[i].f == f)
			return p->members[i].given;
	return false;
}

/*
 * Bridges have drivers that leave DMA alone; host and ISA bridges that no driver
 * holds are nobody's concern.
 */
static bool concerns(const struct function *f)
{
	if (function_is_bridge(f))
		return false;
	return !function_is_infrastructure(f) || function_holds_group(f);
}

static void add_member(struct plan *p, const struct function *f)
{
	bool own = same_device(f, p->device);

	if (find_member(p, f) || !concerns(f))
		return;
	if (p->members_count == MEMBERS_MAX) {
		if (p->answer != PLAN_REFUSED)
			plan_line(p, &p->reasons,
				  "the group has more than %d functions",
				  MEMBERS_MAX);
		p->answer = PLAN_REFUSED;
		return;
	}
	p->members[p->members_count++] = (struct plan_member){
		.f = f, .given = own,
	};
	if (!own)
		p->others[p->others_count++] = f;
}

/* A card's companions go with it, in its group or in groups of their own. */
static bool is_companion(const struct plan *p, const struct function *f)
{
	bool display = false;

	if (f == p->device)
		return true;
	if (!same_device(f, p->device))
		return false;
	for (size_t i = 0; i < p->machine->count; i++)
		display |= same_device(&p->machine->functions[i], p->device) &&
			   is_display(&p->machine->functions[i]);
	return display;
}

/**
 * plan_members() - find the functions that go together
 * @p: the plan, with host, machine and device
 */
void plan_members(struct plan *p)
{
	const struct machine *m = p->machine;

	for (size_t i = 0; i < m->count; i++) {
		const struct function *f = &m->functions[i];

		if (!is_companion(p, f))
			continue;
		add_member(p, f);
		for (size_t j = 0; j < m->count && f->group >= 0; j++)
			if (m->functions[j].group == f->group)
				add_member(p, &m->functions[j]);
	}
}

/* As the kernel composes it in pci_uevent() */
static void modalias(const struct function *f, char text[MODALIAS_LEN])
{
	bool sub = f->has & HAS_SUBSYSTEM;

	snprintf(text, MODALIAS_LEN,
		 "pci:v%08Xd%08Xsv%08Xsd%08Xbc%02Xsc%02Xi%02X", f->vendor,
		 f->device, sub ? f->subvendor : 0, sub ? f->subdevice : 0,
		 f->class >> 16, f->class >> 8 & 0xff, f->class & 0xff);
}

static void add_native(struct plan *p, struct plan_member *member,
		       const char *name, size_t len)
{
	const char *module = module_name(p->host, name, len);

	if (!strncmp(module, "vfio", 4) || !strcmp(module, "pci_stub"))
		return;
	for (size_t i = 0; i < member->natives_count; i++)
		if (!strcmp(member->natives[i], module))
			return;
	if (member->natives_count < NATIVES_MAX)
		member->natives[member->natives_count++] = module;
	if (module_state(p->host, module) == MODULE_BUILTIN)
		member->builtin = true;
}

/* "alias PATTERN MODULE" */
static void try_alias(struct plan *p, struct plan_member *member,
		      const char *name, const char *line, size_t len)
{
	char pattern[PATTERN_LEN];
	size_t skip = strlen("alias "), n;

	n = strcspn(line + skip, "\n ");
	if (skip + n >= len || n >= sizeof(pattern))
		return;
	memcpy(pattern, line + skip, n);
	pattern[n] = '\0';
	if (!fnmatch(pattern, name, 0))
		add_native(p, member, line + skip + n + 1, len - skip - n - 1);
}

/* A driver is not always called as its module: xhci_hcd is that of xhci_pci. */
static void find_bound(struct plan *p, struct plan_member *member)
{
	const char *driver = member->f->driver;

	if (driver && *driver && !function_on_vfio(member->f) &&
	    module_state(p->host, module_name(p->host, driver, strlen(driver))) !=
		    MODULE_ABSENT)
		add_native(p, member, driver, strlen(driver));
}

static void find_natives(struct plan *p, struct plan_member *member)
{
	const struct text *aliases = &p->host->modules.aliases;
	const char *line;
	char name[MODALIAS_LEN];

	modalias(member->f, name);
	line = aliases->fact == FACT_KNOWN && member->f->has & HAS_CLASS ?
		       aliases->text : "";
	while (*line) {
		size_t len = strcspn(line, "\n");

		if (!strncmp(line, ALIAS, strlen(ALIAS)))
			try_alias(p, member, name, line, len);
		line += len + (line[len] == '\n');
	}
	if (!member->natives_count)
		find_bound(p, member);
}

static bool same_ids(const struct function *a, const struct function *b)
{
	return a->vendor == b->vendor && a->device == b->device;
}

static bool same_subsystem(const struct function *a, const struct function *b)
{
	return !(a->has & b->has & HAS_SUBSYSTEM) ||
	       (a->subvendor == b->subvendor && a->subdevice == b->subdevice);
}

/*
 * vfio-pci's ids= takes vendor:device:subvendor:subdevice as well, which tells
 * cards of one chip apart that different makers sell.
 */
static void find_ids(struct plan *p, struct plan_member *member)
{
	const struct function *f = member->f;
	bool fine = true;

	for (size_t i = 0; i < p->machine->count && !member->twin; i++) {
		const struct function *other = &p->machine->functions[i];

		if (find_member(p, other) || !same_ids(f, other) ||
		    function_on_vfio(other))
			continue;
		fine = false;
		if (same_subsystem(f, other))
			member->twin = other;
	}
	member->ids = fine || member->twin ?
		host_printf(p->host, "%04x:%04x", f->vendor, f->device) :
		host_printf(p->host, "%04x:%04x:%04x:%04x", f->vendor, f->device,
			    f->subvendor, f->subdevice);
}

static bool overridden(const struct plan *p, const struct function *f)
{
	char addr[PCI_ADDR_LEN];

	addr_format(f->addr, addr);
	for (const struct override *o = p->host->modules.overrides; o; o = o->next)
		if (!strcmp(o->address, addr) && !strcmp(o->driver, "vfio-pci"))
			return true;
	return false;
}

static enum bind_way way_of(const struct plan *p, const struct plan_member *member)
{
	if (overridden(p, member->f))
		return BIND_DRIVERCTL;
	if (member->f->flags & FN_VIRTUAL || member->builtin)
		return BIND_RULE;
	if (!member->twin)
		return BIND_IDS;
	return module_state(p->host, "vfio_pci") == MODULE_BUILTIN ?
	       BIND_RULE : BIND_ADDRESS;
}

/**
 * plan_ways() - find how each member comes to vfio-pci
 * @p: the plan, with its members
 */
void plan_ways(struct plan *p)
{
	for (size_t i = 0; i < p->members_count; i++) {
		struct plan_member *member = &p->members[i];

		find_natives(p, member);
		find_ids(p, member);
		member->way = way_of(p, member);
	}
}
