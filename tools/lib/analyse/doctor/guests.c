// SPDX-License-Identifier: GPL-2.0
/* Guests that are given devices: does what they name still fit the machine? */

#include <stdio.h>
#include <string.h>

#include "analyse/doctor/doctor.h"

#define CLASS_DISPLAY 0x03

/* The first function that a guest's address means: "0000:01:00" is all of them */
static const struct function *meant(const struct doctor *d,
				    const struct guest_device *g)
{
	char addr[PCI_ADDR_LEN];

	for (size_t i = 0; i < d->machine->count; i++) {
		addr_format(d->machine->functions[i].addr, addr);
		if (!strncmp(addr, g->address, strlen(g->address)))
			return &d->machine->functions[i];
	}
	return NULL;
}

static bool none_given(struct doctor *d)
{
	if (d->host->guest_devices)
		return false;
	found_needless(d, "no guest of Proxmox or libvirt is given a device");
	return true;
}

static void look_gone(struct doctor *d)
{
	const struct guest_device *g = d->host->guest_devices;

	if (none_given(d))
		return;
	for (; g; g = g->next) {
		if (meant(d, g))
			continue;
		found_wrong(d, "guest %s is given %s, and there is no such device: addresses change with slots and firmware settings",
			    g->guest->name, g->address);
		found_at(d, g->place, "%s", g->address);
		mend_edit(d, g->place, "name the device by its address of now (acsdiag groups)");
		return;
	}
	found_ok(d, "each device that a guest is given is there");
}

static void look_other(struct doctor *d)
{
	const struct guest_device *g = d->host->guest_devices;
	char ids[16];

	if (none_given(d))
		return;
	for (; g; g = g->next) {
		const struct function *f = g->ids ? meant(d, g) : NULL;

		if (!f || !(f->has & HAS_IDS))
			continue;
		snprintf(ids, sizeof(ids), "%04x:%04x", f->vendor, f->device);
		if (!strcmp(ids, g->ids))
			continue;
		found_wrong(d, "the mapping \"%s\" wants %s at %s, and %s is there",
			    g->mapping, g->ids, g->address, ids);
		found_of(d, f);
		found_at(d, g->place, "id=%s,path=%s", g->ids, g->address);
		mend_say(d, "edit the mapping (Datacenter, Resource Mappings), or put the card back");
		return;
	}
	found_ok(d, "each mapping finds the device that it was made for");
}

/* One function of several: the guest's driver may miss its companions. */
static void look_functions(struct doctor *d)
{
	if (none_given(d))
		return;
	for (const struct guest_device *g = d->host->guest_devices; g; g = g->next) {
		const struct function *f = meant(d, g);
		const struct guest_device *o = d->host->guest_devices;

		if (!f || !strchr(g->address, '.') || !f->multifunction ||
		    f->class >> 16 != CLASS_DISPLAY)
			continue;
		while (o && (o == g || strncmp(o->address, g->address,
					       strcspn(g->address, "."))))
			o = o->next;
		if (o)
			continue;
		found_wrong(d, "guest %s is given only one function of a graphics card",
			    g->guest->name);
		found_of(d, f);
		found_at(d, g->place, "%s", g->address);
		mend_edit(d, g->place, "give it all functions: %.*s",
			  (int)strcspn(g->address, "."), g->address);
		return;
	}
	found_ok(d, "guests are given all functions of their graphics cards");
}

static void look_machine(struct doctor *d)
{
	if (none_given(d))
		return;
	for (const struct guest_device *g = d->host->guest_devices; g; g = g->next) {
		if (strstr(g->guest->machine, "q35"))
			continue;
		found_wrong(d, "guest %s is no q35 machine, so what it is given is no PCI Express device there",
			    g->guest->name);
		found_at(d, g->guest->place, "machine: %s",
			 *g->guest->machine ? g->guest->machine : "the default (i440fx)");
		if (!strcmp(g->guest->tool, "Proxmox"))
			mend_run(d, "qm set %s --machine q35", g->guest->name);
		else
			mend_say(d, "define it anew with machine q35 (virt-install --machine q35)");
		return;
	}
	found_ok(d, "guests that are given devices are q35 machines");
}

static void look_pcie(struct doctor *d)
{
	if (none_given(d))
		return;
	for (const struct guest_device *g = d->host->guest_devices; g; g = g->next) {
		if (g->pcie || !strstr(g->guest->machine, "q35"))
			continue;
		found_wrong(d, "guest %s is a q35 machine and gets %s as a conventional PCI device",
			    g->guest->name, g->address);
		found_at(d, g->place, "no pcie=1");
		mend_edit(d, g->place, "add ,pcie=1");
		return;
	}
	found_ok(d, "guests get their devices as PCI Express");
}

static void look_firmware(struct doctor *d)
{
	if (none_given(d))
		return;
	for (const struct guest_device *g = d->host->guest_devices; g; g = g->next) {
		const struct function *f = meant(d, g);

		if (g->guest->efi || !f || f->class >> 16 != CLASS_DISPLAY)
			continue;
		found_wrong(d, "guest %s is given a graphics card and starts with a BIOS: most cards of today come up with UEFI (OVMF) only",
			    g->guest->name);
		found_of(d, f);
		found_at(d, g->guest->place, "no OVMF");
		if (!strcmp(g->guest->tool, "Proxmox"))
			mend_run(d, "qm set %s --bios ovmf --efidisk0 STORAGE:1",
				 g->guest->name);
		else
			mend_say(d, "define it anew with UEFI (virt-install --boot uefi)");
		return;
	}
	found_ok(d, "guests with a graphics card start with UEFI");
}

const struct check guests_checks[] = {
	{ "guest-device-gone", SUBJECT_TOOLS, SEVERITY_FAIL,
	  "each device that a guest is given is there", look_gone },
	{ "guest-mapping-other", SUBJECT_TOOLS, SEVERITY_FAIL,
	  "each resource mapping finds the device it was made for", look_other },
	{ "guest-functions", SUBJECT_TOOLS, SEVERITY_WARN,
	  "guests are given all functions of a graphics card", look_functions },
	{ "guest-machine", SUBJECT_TOOLS, SEVERITY_WARN,
	  "guests that are given devices are q35 machines", look_machine },
	{ "guest-pcie", SUBJECT_TOOLS, SEVERITY_WARN,
	  "guests get their devices as PCI Express (pcie=1)", look_pcie },
	{ "guest-firmware", SUBJECT_TOOLS, SEVERITY_WARN,
	  "guests with a graphics card start with UEFI (OVMF)", look_firmware },
	{ 0 },
};
