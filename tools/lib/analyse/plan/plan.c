// SPDX-License-Identifier: GPL-2.0
/*
 * The way to give a device to a guest: first whether it may be, then what makes
 * it so at every boot, then whether that takes a reboot.
 */

#include <stdio.h>
#include <string.h>

#include "analyse/plan/plan.h"
#include "analyse/viable.h"

#define DEVICES "/sys/bus/pci/devices"

/* Uses that the host does not survive losing; what else there is, it may lose. */
static const struct {
	enum use_kind kind;
	const char *sentence;
} vital[] = {
	{ USE_MOUNTED, "holds a file system that is mounted" },
	{ USE_SWAP, "holds swap space" },
	{ USE_HELD, "holds a block device that others are made of" },
	{ USE_DEFAULT_ROUTE, "carries the default route" },
};

static void refuse(struct plan *p)
{
	p->answer = PLAN_REFUSED;
}

static bool is_possible(struct plan *p)
{
	char addr[PCI_ADDR_LEN];

	addr_format(p->device->addr, addr);
	if (function_is_infrastructure(p->device)) {
		refuse(p);
		plan_line(p, &p->reasons,
			  "%s is a bridge, and bridges are not given to guests: name what is below it",
			  addr);
	} else if (!(p->device->has & HAS_IDS)) {
		refuse(p);
		plan_line(p, &p->reasons, "the IDs of %s are not known", addr);
	}
	return p->answer != PLAN_REFUSED;
}

static void refuse_used(struct plan *p)
{
	char addr[PCI_ADDR_LEN];

	for (size_t i = 0; i < p->usage.count; i++)
		for (size_t j = 0; j < sizeof(vital) / sizeof(vital[0]); j++) {
			const struct use *use = &p->usage.list[i];

			if (use->kind != vital[j].kind)
				continue;
			refuse(p);
			plan_line(p, &p->reasons, "%s %s (%s%s%s)",
				  addr_format(use->addr, addr), vital[j].sentence,
				  use->name, use->detail ? ": " : "",
				  use->detail ? use->detail : "");
		}
}

static bool all_on_vfio(const struct plan *p)
{
	for (size_t i = 0; i < p->members_count; i++)
		if (!function_on_vfio(p->members[i].f))
			return false;
	return true;
}

/*
 * A driver lets go of a disk or a network interface as it should. Those of
 * screens often do not, and what is in use has to be left alone.
 */
static bool binds_now(const struct plan *p)
{
	for (size_t i = 0; i < p->members_count; i++) {
		const struct function *f = p->members[i].f;

		if (function_on_vfio(f))
			continue;
		if (!(f->has & HAS_CLASS) || !f->driver)
			return false;
		if (*f->driver && f->class >> 16 == CLASS_DISPLAY)
			return false;
	}
	return !p->usage.count && !p->reboots;
}

static void bind_now(struct plan *p, const struct function *f)
{
	char addr[PCI_ADDR_LEN];
	bool held = *f->driver;

	addr_format(f->addr, addr);
	plan_run(p, "vfio-pci takes it now",
		 host_printf(p->host,
			     "echo > " DEVICES "/%s/driver_override && echo %s > " DEVICES "/%s/driver/unbind && echo %s > /sys/bus/pci/drivers_probe",
			     addr, addr, addr, addr),
		 "echo vfio-pci > " DEVICES "/%s/driver_override%s && echo %s > /sys/bus/pci/drivers_probe",
		 addr, held ? host_printf(p->host, " && echo %s > " DEVICES "/%s/driver/unbind",
					  addr, addr) : "", addr);
}

static void take_effect(struct plan *p)
{
	if (all_on_vfio(p) && !p->reboots)
		return;
	if (!binds_now(p)) {
		plan_reboot(p);
		return;
	}
	if (module_state(p->host, "vfio_pci") < MODULE_LOADED)
		plan_run(p, "vfio-pci is there", NULL, "modprobe vfio-pci");
	for (size_t i = 0; i < p->members_count; i++)
		if (!function_on_vfio(p->members[i].f))
			bind_now(p, p->members[i].f);
}

static void no_groups(struct plan *p)
{
	char addr[PCI_ADDR_LEN];

	if (p->machine->iommu == IOMMU_UNKNOWN) {
		refuse(p);
		plan_line(p, &p->reasons,
			  "whether an IOMMU is at work does not show here");
		return;
	}
	p->answer = PLAN_NO_GROUPS;
	plan_line(p, &p->reasons,
		  "no IOMMU is at work, so there are no groups; what follows turns it on");
	if (!p->steps)
		plan_say(p, "nothing in the configuration keeps it off; acsdiag doctor says what else can");
	if (!(p->machine->in_vm && p->machine->iommu == IOMMU_NONE))
		plan_reboot(p);
	plan_line(p, &p->checks, "acsdiag plan %s",
		  addr_format(p->device->addr, addr));
}

static void shared(struct plan *p)
{
	p->answer = PLAN_SHARED;
	plan_line(p, &p->reasons,
		  "other devices share its group, and no driver of the host may hold any of them while a guest has it");
}

/**
 * plan_make() - find the way to give a device to a guest
 * @p: the plan: host, machine, device and wishes set, members found, their usage
 *     known. Where memory runs out, the host says that it failed
 */
void plan_make(struct plan *p)
{
	if (!is_possible(p))
		return;
	if (!plan_iommu(p)) {
		no_groups(p);
		return;
	}
	if (p->device->group < 0) {
		refuse(p);
		plan_line(p, &p->reasons, "the kernel has it in no group");
		return;
	}
	if (p->others_count && !p->whole_group) {
		p->steps = NULL;
		shared(p);
		return;
	}
	refuse_used(p);
	if (p->answer != PLAN_WAY)
		return;
	plan_ways(p);
	plan_binding(p);
	if (p->answer != PLAN_WAY)
		return;
	take_effect(p);
	plan_guest(p);
}
