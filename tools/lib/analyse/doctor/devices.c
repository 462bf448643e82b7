// SPDX-License-Identifier: GPL-2.0
/*
 * Devices that are meant for guests: those asked about; else what VFIO has
 * already and what configuration gives to a guest.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/doctor/doctor.h"
#include "analyse/viable.h"

#define CLASS_DISPLAY 0x03
#define VENDOR_AMD 0x1002

/* Does a guest's configuration name this function, or all of its slot? */
static bool is_given(const struct host *h, const struct function *f)
{
	char addr[PCI_ADDR_LEN];

	addr_format(f->addr, addr);
	for (const struct guest_device *g = h->guest_devices; g; g = g->next)
		if (!strncmp(g->address, addr, strlen(g->address)))
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
	return function_on_vfio(f) || is_given(d->host, f);
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

static bool same_slot(const struct function *a, const struct function *b)
{
	return a->addr.domain == b->addr.domain && a->addr.bus == b->addr.bus &&
	       a->addr.devfn >> 3 == b->addr.devfn >> 3;
}

/* What is said of one function of a card holds for others of it in its group. */
static bool told(const struct doctor *d, const struct function *f)
{
	const struct function *other;
	size_t from = 0;

	while ((other = candidate_from(d, &from)) && other != f)
		if (same_slot(other, f) && other->group == f->group)
			return true;
	return false;
}

static void nobody(struct doctor *d)
{
	found_needless(d, "no device is meant for a guest: none was named, none is bound to vfio-pci");
}

/* A check that looks at each device on its own, and says so where there is none */
static void each(struct doctor *d,
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

/* A check that looks at groups, once for all functions of a card in it */
static void each_group(struct doctor *d,
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
		mend_say(d, "where the host can do without %s, bind it to vfio-pci too: it then goes to the same guest",
			 addr);
	}
}

static void look_viable(struct doctor *d)
{
	each_group(d, look_viable_one);
}

static void look_shared_one(struct doctor *d, const struct function *f)
{
	char addr[PCI_ADDR_LEN], own[PCI_ADDR_LEN];
	const struct function *other = NULL;

	addr_format(f->addr, own);
	for (size_t i = 0; i < d->machine->count && !other; i++) {
		const struct function *o = &d->machine->functions[i];

		if (f->group >= 0 && o->group == f->group && !same_slot(o, f) &&
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
	each_group(d, look_shared_one);
}

/* Audio, USB and UCSI of a card go where its first function goes. */
static void look_companions_one(struct doctor *d, const struct function *f)
{
	const struct function *left = NULL;
	char addr[PCI_ADDR_LEN];

	for (size_t i = 0; i < d->machine->count && !left; i++) {
		const struct function *o = &d->machine->functions[i];

		if (o != f && same_slot(o, f) && !(o->flags & FN_VIRTUAL) &&
		    function_holds_group(o))
			left = o;
	}
	if (!left) {
		found_ok(d, "the host uses no other function of this card");
		return;
	}
	addr_format(left->addr, addr);
	found_wrong(d, "%s is a function of the same card, and the host uses it (%s)",
		    addr, left->driver);
	mend_run(d, "driverctl set-override %s vfio-pci", addr);
}

static void look_companions(struct doctor *d)
{
	each_group(d, look_companions_one);
}

/* Where the console of the boot is drawn: a line of /proc/iomem by its driver */
static const char *boot_console(const struct host *h, struct place *place)
{
	static const char *const names[] = { "BOOTFB", "efifb", "simplefb", "vesafb",
					     "simple-framebuffer" };
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
	each(d, look_boot_vga_one);
}

static void look_reset_one(struct doctor *d, const struct function *f)
{
	if (!f->reset_methods) {
		found_unknown(d, "how it can be reset was not read");
	} else if (*f->reset_methods) {
		found_ok(d, "it can be reset: %s", f->reset_methods);
	} else {
		found_wrong(d, "the kernel knows no way to reset it: a second start of the guest may find it as the first one left it");
		mend_say(d, "its own driver may need a reset that the kernel lacks; pass it on together with all of its bus, or boot the host between guests");
	}
}

static void look_reset(struct doctor *d)
{
	each(d, look_reset_one);
}

/*
 * D3hot and back leaves AMD's chips as they were (quirk_no_pm_reset() of
 * drivers/pci/quirks.c), and many do not come back from a bus reset.
 */
static void look_amd_one(struct doctor *d, const struct function *f)
{
	char addr[PCI_ADDR_LEN];

	if (f->vendor != VENDOR_AMD || f->class >> 16 != CLASS_DISPLAY) {
		found_needless(d, "it is no graphics card of AMD's");
	} else if (!f->reset_methods || !*f->reset_methods) {
		found_needless(d, "no way to reset it is known; see reset-none");
	} else if (strstr(f->reset_methods, "device_specific") ||
		   strstr(f->reset_methods, "flr")) {
		found_ok(d, "it has a reset of its own: %s", f->reset_methods);
	} else {
		addr_format(f->addr, addr);
		found_wrong(d, "it has no reset of its own (%s), and many of AMD's cards do not come back from a bus reset",
			    f->reset_methods);
		found_at(d, (struct place){ host_printf(d->host, "/sys/bus/pci/devices/%s/reset_method",
							addr), 0 },
			 "%s", f->reset_methods);
		mend_say(d, "load the acsdiag module, which resets a number of them; what it does for this one:");
		mend_run(d, "acsdiag reset show %s", addr);
	}
}

static void look_amd(struct doctor *d)
{
	each(d, look_amd_one);
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
	each_group(d, look_reserved_one);
}

static const struct device *device_of(const struct host *h, const struct function *f)
{
	const struct device *d = h->devices;
	char addr[PCI_ADDR_LEN];

	addr_format(f->addr, addr);
	while (d && strcmp(d->address, addr))
		d = d->next;
	return d;
}

static void look_link_one(struct doctor *d, const struct function *f)
{
	const struct device *device = device_of(d->host, f);

	if (!device || device->width.fact != FACT_KNOWN ||
	    device->max_width.fact != FACT_KNOWN) {
		found_needless(d, "it shows no PCI Express link of its own");
	} else if (atoi(device->width.text) < atoi(device->max_width.text)) {
		found_wrong(d, "its link has %s lanes of %s", device->width.text,
			    device->max_width.text);
		found_at(d, device->width.place, "%s", device->width.text);
		mend_say(d, "the slot may have fewer lanes, or share them with another one; see the board's manual, and seat the card anew");
	} else {
		found_ok(d, "its link has all of its %s lanes", device->width.text);
		found_at(d, device->width.place, "%s", device->width.text);
	}
}

static void look_link(struct doctor *d)
{
	each(d, look_link_one);
}

static void look_vfs_one(struct doctor *d, const struct function *f)
{
	const struct device *device = device_of(d->host, f);
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
	each(d, look_vfs_one);
}

static void look_mdev_one(struct doctor *d, const struct function *f)
{
	const struct device *device = device_of(d->host, f);
	enum module_state state = module_state(d->host, "mdev");

	if (!device || device->mdev != FACT_KNOWN) {
		found_needless(d, "it offers no mediated devices");
	} else if (function_on_vfio(f)) {
		found_wrong(d, "it offers mediated devices, and vfio-pci has the whole of it");
		mend_say(d, "give it back to its own driver to share it among guests");
	} else {
		found_ok(d, "it offers mediated devices%s",
			 state == MODULE_ABSENT ? "; the module mdev is missing" : "");
	}
}

static void look_mdev(struct doctor *d)
{
	each(d, look_mdev_one);
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
	{ "reset-none", SUBJECT_DEVICES, SEVERITY_WARN,
	  "a device for guests can be reset", look_reset },
	{ "reset-amd", SUBJECT_DEVICES, SEVERITY_WARN,
	  "a graphics card of AMD's for guests has a reset of its own", look_amd },
	{ "reserved-region", SUBJECT_DEVICES, SEVERITY_FAIL,
	  "firmware keeps no region (RMRR) for a device for guests", look_reserved },
	{ "link-narrow", SUBJECT_DEVICES, SEVERITY_WARN,
	  "the link of a device for guests has all of its lanes", look_link },
	{ "sriov-unused", SUBJECT_DEVICES, SEVERITY_WARN,
	  "a device with virtual functions is passed on by these", look_vfs },
	{ "mdev-unused", SUBJECT_DEVICES, SEVERITY_WARN,
	  "a device that offers mediated devices is shared by these", look_mdev },
	{ 0 },
};
