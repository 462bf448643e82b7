// SPDX-License-Identifier: GPL-2.0
/* Groups, companions and what keeps a device with its host. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/doctor/doctor.h"
#include "analyse/viable.h"

#define CLASS_DISPLAY 0x03

static const struct function *blocker(const struct machine *m,
				      const struct function *f)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->functions[i].group == f->group && &m->functions[i] != f &&
		    function_holds_group(&m->functions[i]))
			return &m->functions[i];
	return NULL;
}

static void look_viable_one(struct doctor *d, const struct function *f)
{
	char addr[PCI_ADDR_LEN], own[PCI_ADDR_LEN];
	const struct function *b;

	addr_format(f->addr, own);
	if (f->group == GROUP_UNREAD) {
		found_unknown(d, "its group was not read");
	} else if (f->group == GROUP_NONE && d->machine->iommu != IOMMU_ON) {
		found_needless(d, "there are no groups without an IOMMU");
	} else if (f->group == GROUP_NONE) {
		found_wrong(d, "it is in no IOMMU group, so VFIO does not take it");
		mend_say(d, "firmware's tables leave this device out: update the firmware");
	} else {
		b = blocker(d->machine, f);
		if (!b) {
			found_ok(d, "no other driver holds its group %d", f->group);
			return;
		}
		addr_format(b->addr, addr);
		found_wrong(d, "%s (%s), bound to %s, is in its group %d and keeps VFIO from taking it",
			    addr, b->name ? b->name : "no name known", b->driver,
			    f->group);
		found_at(d, (struct place){ host_printf(d->host, "/sys/kernel/iommu_groups/%d/devices",
							f->group), 0 }, "%s", addr);
		mend_run(d, "acsdiag why %s %s", own, addr);
		mend_say(d, "where the host can do without %s, it goes to the same guest; the whole way:",
			 addr);
		mend_run(d, "acsdiag plan %s", own);
	}
}

static void look_viable(struct doctor *d)
{
	doctor_each_card(d, look_viable_one);
}

static void look_shared_one(struct doctor *d, const struct function *f)
{
	char addr[PCI_ADDR_LEN], own[PCI_ADDR_LEN];
	const struct function *other = NULL;

	addr_format(f->addr, own);
	for (size_t i = 0; i < d->machine->count && !other; i++) {
		const struct function *o = &d->machine->functions[i];

		if (f->group >= 0 && o->group == f->group && !addr_same_slot(o->addr, f->addr) &&
		    !function_is_infrastructure(o))
			other = o;
	}
	if (f->group == GROUP_NONE) {
		found_needless(d, "it is in no group");
	} else if (f->group == GROUP_UNREAD) {
		found_unknown(d, "its group was not read");
	} else if (!other) {
		found_ok(d, "its group %d has no other device", f->group);
	} else {
		addr_format(other->addr, addr);
		found_wrong(d, "it shares group %d with %s (%s): both go to the same guest, or neither",
			    f->group, addr, other->name ? other->name : "no name known");
		mend_run(d, "acsdiag why %s %s", own, addr);
	}
}

static void look_shared(struct doctor *d)
{
	doctor_each_card(d, look_shared_one);
}

/* Audio, USB and UCSI of a card go where its first function goes. */
static void look_companions_one(struct doctor *d, const struct function *f)
{
	const struct function *left = NULL;
	char addr[PCI_ADDR_LEN], own[PCI_ADDR_LEN];

	for (size_t i = 0; i < d->machine->count && !left; i++) {
		const struct function *o = &d->machine->functions[i];

		if (o != f && doctor_same_card(f, o) && function_holds_group(o))
			left = o;
	}
	if (!left) {
		found_ok(d, "the host uses no other function of this card");
		return;
	}
	addr_format(left->addr, addr);
	addr_format(f->addr, own);
	found_wrong(d, "%s is a function of the same card, and the host uses it (%s)",
		    addr, left->driver);
	mend_run(d, "acsdiag plan %s", own);
}

static void look_companions(struct doctor *d)
{
	doctor_each_card(d, look_companions_one);
}

/* Where the console of the boot is drawn: a line of /proc/iomem by its driver */
static const char *boot_console(const struct host *h, struct place *place)
{
	static const char *const names[] = {
		"simpledrm", "efidrm", "vesadrm", "efifb", "vesafb", "simplefb",
		"simple-framebuffer", "BOOTFB",
	};
	const struct text *t = &h->kernel.iomem;

	*place = t->place;
	for (size_t i = 0; t->fact == FACT_KNOWN && i < sizeof(names) / sizeof(names[0]); i++)
		if (strstr(t->text, names[i]))
			return names[i];
	return NULL;
}

static void look_boot_vga_one(struct doctor *d, const struct function *f)
{
	struct place place;
	const char *holder = boot_console(d->host, &place);

	if (f->class >> 16 != CLASS_DISPLAY) {
		found_needless(d, "it is no graphics card");
	} else if (!(f->flags & FN_BOOT_VGA)) {
		found_ok(d, "the host booted with another graphics card, or none");
	} else if (!holder) {
		found_ok(d, "the host booted with this graphics card, and draws on it no more");
		found_at(d, place, "no framebuffer of the boot");
	} else {
		found_wrong(d, "the host booted with this graphics card and still draws its console on it (%s): the guest's driver cannot have its memory",
			    holder);
		found_at(d, place, "%s", holder);
		mend_say(d, "let the firmware's setup use another card first, if there is one; or give the console up:");
		mend_add_parameter(d, "initcall_blacklist=sysfb_init");
	}
}

static void look_boot_vga(struct doctor *d)
{
	doctor_each(d, look_boot_vga_one);
}

/* vfio refuses "direct" regions; "direct-relaxable" ones it does not mind. */
static const char *direct_region(const struct function *f)
{
	const char *p = f->reserved;

	while (p && (p = strstr(p, " direct"))) {
		p += strlen(" direct");
		if (!*p || *p == ',' || *p == ' ')
			return f->reserved;
	}
	return NULL;
}

static void look_reserved_one(struct doctor *d, const struct function *f)
{
	const char *region = direct_region(f);

	if (f->group == GROUP_NONE) {
		found_needless(d, "it is in no group");
	} else if (!f->reserved) {
		found_unknown(d, "reserved regions of its group were not read");
	} else if (region) {
		found_wrong(d, "firmware keeps a region for this device (RMRR), and the kernel refuses to pass such a device on");
		found_at(d, (struct place){ host_printf(d->host, "/sys/kernel/iommu_groups/%d/reserved_regions",
							f->group), 0 }, "%s", region);
		mend_say(d, "servers by HP have a setting for it (conrep, \"shared memory features\"); elsewhere another slot or firmware may help");
	} else {
		found_ok(d, "firmware keeps no region for it that cannot be moved");
	}
}

static void look_reserved(struct doctor *d)
{
	doctor_each_card(d, look_reserved_one);
}

static void look_vfs_one(struct doctor *d, const struct function *f)
{
	const struct device *device = host_device(d->host, f->addr);
	int total = device && device->vfs_total.fact == FACT_KNOWN ?
			    atoi(device->vfs_total.text) : 0;

	if (f->flags & FN_VIRTUAL) {
		found_ok(d, "it is a virtual function");
	} else if (!total) {
		found_needless(d, "it has no virtual functions");
	} else if (device->vfs.fact == FACT_KNOWN && atoi(device->vfs.text)) {
		found_ok(d, "%s of its %d virtual functions are on", device->vfs.text,
			 total);
		found_at(d, device->vfs.place, "%s", device->vfs.text);
	} else {
		found_wrong(d, "it can have %d virtual functions, each for a guest of its own, and none is on",
			    total);
		found_at(d, device->vfs_total.place, "%d", total);
		mend_run(d, "echo N > %s", device->vfs.place.file);
	}
}

static void look_vfs(struct doctor *d)
{
	doctor_each(d, look_vfs_one);
}

/* vfio-pci takes a device before its virtual functions are on, or never. */
static void look_in_use_one(struct doctor *d, const struct function *f)
{
	const struct device *device = host_device(d->host, f->addr);
	const struct text *vfs = device ? &device->vfs : NULL;

	if (!vfs || vfs->fact != FACT_KNOWN) {
		found_needless(d, "it has no virtual functions");
	} else if (function_on_vfio(f) || !atoi(vfs->text)) {
		found_ok(d, "no virtual function keeps vfio-pci from it");
		found_at(d, vfs->place, "%s", vfs->text);
	} else {
		found_wrong(d, "its virtual functions are on (%s), and vfio-pci does not take such a device as a whole",
			    vfs->text);
		found_at(d, vfs->place, "%s", vfs->text);
		mend_say(d, "pass virtual functions on instead; or switch them off:");
		mend_run(d, "echo 0 > %s", vfs->place.file);
	}
}

static void look_in_use(struct doctor *d)
{
	doctor_each(d, look_in_use_one);
}

static void look_mdev_one(struct doctor *d, const struct function *f)
{
	const struct device *device = host_device(d->host, f->addr);
	enum module_state state = module_state(d->host, "mdev");

	if (!device || device->mdev != FACT_KNOWN) {
		found_needless(d, "it offers no mediated devices");
	} else if (function_on_vfio(f)) {
		found_wrong(d, "it offers mediated devices (%s), and vfio-pci has the whole of it",
			    device->mdev_types);
		mend_say(d, "give it back to its own driver to share it among guests");
	} else {
		found_ok(d, "it offers mediated devices (%s)%s", device->mdev_types,
			 state == MODULE_ABSENT ? "; the module mdev is missing" : "");
	}
}

static void look_mdev(struct doctor *d)
{
	doctor_each(d, look_mdev_one);
}

const struct check devices_checks[] = {
	{ "group-not-viable", SUBJECT_DEVICES, SEVERITY_FAIL,
	  "no driver of the host holds the group of a device for guests",
	  look_viable },
	{ "group-shared", SUBJECT_DEVICES, SEVERITY_WARN,
	  "a device for guests has its group to itself", look_shared },
	{ "companion-left", SUBJECT_DEVICES, SEVERITY_WARN,
	  "the host uses no other function of a card for guests", look_companions },
	{ "boot-vga", SUBJECT_DEVICES, SEVERITY_WARN,
	  "the host draws no console on a graphics card for guests", look_boot_vga },
	{ "reserved-region", SUBJECT_DEVICES, SEVERITY_FAIL,
	  "firmware keeps no region (RMRR) for a device for guests", look_reserved },
	{ "sriov-unused", SUBJECT_DEVICES, SEVERITY_WARN,
	  "a device with virtual functions is passed on by these", look_vfs },
	{ "sriov-in-use", SUBJECT_DEVICES, SEVERITY_FAIL,
	  "a device that is passed on as a whole has no virtual functions on",
	  look_in_use },
	{ "mdev-unused", SUBJECT_DEVICES, SEVERITY_WARN,
	  "a device that offers mediated devices is shared by these", look_mdev },
	{ 0 },
};
