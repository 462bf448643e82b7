// SPDX-License-Identifier: GPL-2.0
/* Guests that are given devices: does what they name still fit the machine? */

#include <stdio.h>
#include <string.h>

#include "analyse/doctor/doctor.h"

#define CLASS_DISPLAY 0x03
#define CLASS_VGA 0x0300
#define VENDOR_NVIDIA 0x10de

/* What a function of a graphics card is for, by its class */
static const char *function_kind(const struct function *f)
{
	static const struct {
		unsigned int class;
		const char *kind;
	} kinds[] = {
		{ 0x0403, "audio" }, { 0x0c03, "USB" }, { 0x0c80, "UCSI" },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (f->class >> 8 == kinds[i].class)
			return kinds[i].kind;
	return f->name ? f->name : "no name known";
}

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

/**
 * struct claim - what a mapping says of its device, and what is so
 * @property: as Proxmox calls it
 * @wanted: NULL where the mapping does not say
 * @is: here
 */
struct claim {
	const char *property, *wanted, *is;
};

static const char *ids_text(struct host *h, unsigned int vendor, unsigned int device)
{
	return host_printf(h, "%04x:%04x", vendor, device);
}

/*
 * Proxmox compares these as text before a guest starts, the group of the first
 * function only, and wants each that the device has (assert_valid() of
 * PVE::Mapping::PCI).
 */
static bool is_other(const struct doctor *d, const struct guest_device *g,
		     const struct function *f, struct claim *claim)
{
	struct claim claims[] = {
		{ "id", g->ids, f->has & HAS_IDS ?
			ids_text(d->host, f->vendor, f->device) : NULL },
		{ "subsystem-id", g->subsystem, f->has & HAS_SUBSYSTEM ?
			ids_text(d->host, f->subvendor, f->subdevice) : NULL },
		{ "iommugroup", g->group, g->first && f->group >= 0 ?
			host_printf(d->host, "%d", f->group) : NULL },
	};

	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++) {
		*claim = claims[i];
		if (claim->is && (!claim->wanted || strcmp(claim->wanted, claim->is)))
			return true;
	}
	return false;
}

static void look_other(struct doctor *d)
{
	if (none_given(d))
		return;
	for (const struct guest_device *g = d->host->guest_devices; g; g = g->next) {
		const struct function *f = g->mapping ? meant(d, g) : NULL;
		struct claim claim;

		if (!f || !is_other(d, g, f, &claim))
			continue;
		if (claim.wanted)
			found_wrong(d, "the mapping \"%s\" wants %s %s at %s, and %s is there: Proxmox does not start the guest",
				    g->mapping, claim.property, claim.wanted, g->address,
				    claim.is);
		else
			found_wrong(d, "the mapping \"%s\" does not say which %s it wants at %s: Proxmox does not start the guest",
				    g->mapping, claim.property, g->address);
		found_of(d, f);
		found_at(d, g->place, "%s=%s", claim.property,
			 claim.wanted ? claim.wanted : "");
		found_at(d, (struct place){ 0 }, "here: %s", claim.is);
		mend_say(d, "choose the device anew in the mapping (Datacenter, Resource Mappings), or put the card back");
		return;
	}
	found_ok(d, "each mapping finds the device that it was made for");
}

/* A guest is given this function by name, or the whole of its slot */
static bool has_function(const struct doctor *d, const struct guest *guest,
			 const struct function *f)
{
	char addr[PCI_ADDR_LEN];

	addr_format(f->addr, addr);
	for (const struct guest_device *g = d->host->guest_devices; g; g = g->next)
		if (g->guest == guest && !strncmp(addr, g->address, strlen(g->address)))
			return true;
	return false;
}

/* Functions of a card that a guest does not get, one behind the other; or NULL */
static const char *left_out(const struct doctor *d, const struct guest *guest,
			    const struct function *gpu)
{
	const char *list = NULL;
	char addr[PCI_ADDR_LEN];

	for (size_t i = 0; i < d->machine->count; i++) {
		const struct function *f = &d->machine->functions[i];

		if (!doctor_same_card(gpu, f) || has_function(d, guest, f))
			continue;
		list = host_printf(d->host, "%s%s%s (%s)", list ? list : "",
				   list ? ", " : "", addr_format(f->addr, addr),
				   function_kind(f));
	}
	return list;
}

/* Audio, USB and UCSI of a card: the guest's driver may miss them. */
static void look_functions(struct doctor *d)
{
	if (none_given(d))
		return;
	for (const struct guest_device *g = d->host->guest_devices; g; g = g->next) {
		const struct function *f = meant(d, g);
		const char *rest = NULL;

		if (f && !g->mdev && f->class >> 16 == CLASS_DISPLAY)
			rest = left_out(d, g->guest, f);
		if (!rest)
			continue;
		found_wrong(d, "guest %s is given a graphics card without all of its functions: %s stays behind",
			    g->guest->name, rest);
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
		if (g->pcie || g->mdev || !strstr(g->guest->machine, "q35"))
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

		if (g->guest->efi || g->mdev || !f || f->class >> 16 != CLASS_DISPLAY)
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

static void look_rom_file(struct doctor *d)
{
	if (none_given(d))
		return;
	for (const struct guest_device *g = d->host->guest_devices; g; g = g->next) {
		if (!g->rom.place.file || g->rom.fact != FACT_ABSENT)
			continue;
		found_wrong(d, "guest %s is given a ROM that is not there, and does not start",
			    g->guest->name);
		found_of(d, meant(d, g));
		found_at(d, g->place, "%s", g->rom.place.file);
		found_at(d, g->rom.place, "no such file");
		mend_edit(d, g->place, "put the ROM there, or remove %s",
			  strcmp(g->guest->tool, "Proxmox") ? "<rom file=...>" :
							      "romfile=");
		return;
	}
	found_ok(d, "each ROM file that a guest is given is there");
}

/* Why a guest with a BIOS cannot have this as its VGA card, or NULL */
static const char *no_vga(const struct doctor *d, const struct function *f)
{
	const struct directive *o = option_directive(d->host, "vfio_pci", "disable_vga");
	const struct word *w = o ? word_find(o->words, "disable_vga") : NULL;

	if (f->class >> 8 != CLASS_VGA)
		return "it is no VGA card";
	if (w && (!w->value || !strchr("0nN", *w->value)))
		return "vfio-pci is told to leave VGA out (disable_vga)";
	if (kernel_option(d->host, "CONFIG_VFIO_PCI_VGA").fact == FACT_ABSENT)
		return "this kernel's vfio-pci has no VGA (CONFIG_VFIO_PCI_VGA)";
	return NULL;
}

static const struct guest_device *also_primary(const struct doctor *d,
					       const struct guest_device *g)
{
	const struct guest_device *o = d->host->guest_devices;

	while (o && (o == g || o->guest != g->guest || !o->primary || !o->first))
		o = o->next;
	return g->mapping ? NULL : o;
}

/*
 * With OVMF, Proxmox gives QEMU no x-vga: it only leaves its own screen out
 * (print_hostpci_devices() of PVE::QemuServer::PCI).
 */
static void look_primary(struct doctor *d)
{
	if (none_given(d))
		return;
	for (const struct guest_device *g = d->host->guest_devices; g; g = g->next) {
		const struct function *f = g->primary && g->first ? meant(d, g) : NULL;
		const char *why = f && !g->guest->efi ? no_vga(d, f) : NULL;

		if (!why && f && also_primary(d, g))
			why = "another one is, too";
		if (!why)
			continue;
		found_wrong(d, "guest %s is to have this as its first VGA card (x-vga), and %s",
			    g->guest->name, why);
		found_of(d, f);
		found_at(d, g->place, "x-vga=1");
		mend_edit(d, g->place, "remove x-vga=1; with UEFI (OVMF) it is not needed");
		return;
	}
	found_ok(d, "x-vga is asked for only where it can be had");
}

/*
 * NVIDIA's drivers of today have types of their own, which virtual functions show
 * in files of that driver: what is not there is not missed.
 */
static bool tells_types(const struct device *device, const struct function *f)
{
	return device && (device->mdev == FACT_KNOWN || f->vendor != VENDOR_NVIDIA);
}

static bool offers(const struct device *device, const char *type)
{
	const char *list = device->mdev == FACT_KNOWN ? device->mdev_types : "";
	size_t len = strlen(type);

	for (const char *p = list; (p = strstr(p, type)); p += len)
		if ((p == list || p[-1] == ' ') && (!p[len] || p[len] == ','))
			return true;
	return false;
}

static void look_mdev(struct doctor *d)
{
	if (none_given(d))
		return;
	for (const struct guest_device *g = d->host->guest_devices; g; g = g->next) {
		const struct function *f = g->mdev ? meant(d, g) : NULL;
		const struct device *device = f ? host_device(d->host, f->addr) : NULL;

		if (!f || !tells_types(device, f) || offers(device, g->mdev))
			continue;
		found_wrong(d, "guest %s is to get a mediated device of type %s, which is not offered",
			    g->guest->name, g->mdev);
		found_of(d, f);
		found_at(d, g->place, "mdev=%s", g->mdev);
		found_at(d, (struct place){ 0 }, "types here: %s",
			 device->mdev == FACT_KNOWN ? device->mdev_types : "none");
		mend_say(d, "load the card's own driver for mediated devices, or choose another type");
		return;
	}
	found_ok(d, "mediated devices of guests are of types that are offered");
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
	{ "guest-romfile", SUBJECT_TOOLS, SEVERITY_FAIL,
	  "each ROM file that a guest is given is there (romfile)", look_rom_file },
	{ "guest-primary", SUBJECT_TOOLS, SEVERITY_WARN,
	  "a guest's first VGA card can be one (x-vga)", look_primary },
	{ "guest-mdev", SUBJECT_TOOLS, SEVERITY_FAIL,
	  "mediated devices of guests are of types that are offered", look_mdev },
	{ 0 },
};
