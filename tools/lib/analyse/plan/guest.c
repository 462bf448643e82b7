// SPDX-License-Identifier: GPL-2.0
/* What the guest's configuration is to say, for each manager of guests. */

#include <stdio.h>
#include <string.h>

#include "analyse/plan/plan.h"
#include "analyse/viable.h"

#define CLASS_USB 0x0c03

static const struct function *given(const struct plan *p, size_t i)
{
	return p->members[i].given ? p->members[i].f : NULL;
}

/* Are all functions of this slot the guest's? */
static bool whole_slot(const struct plan *p, const struct function *f)
{
	for (size_t i = 0; i < p->machine->count; i++) {
		const struct function *other = &p->machine->functions[i];

		if (addr_same_slot(other->addr, f->addr) &&
		    !plan_gives(p, other))
			return false;
	}
	return true;
}

static bool begins_slot(const struct plan *p, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (given(p, j) && addr_same_slot(p->members[j].f->addr,
						  p->members[i].f->addr))
			return false;
	return given(p, i);
}

static bool is_class(const struct function *f, unsigned int class, int bits)
{
	return f->has & HAS_CLASS && f->class >> bits == class;
}

/* Drivers of graphics cards in a guest look for what UEFI firmware sets up. */
static bool wants_efi(const struct plan *p)
{
	for (size_t i = 0; i < p->members_count; i++)
		if (given(p, i) && is_class(given(p, i), CLASS_DISPLAY, 16))
			return true;
	return false;
}

/* "0000:01:00" for all of a slot, else "0000:01:00.0;0000:01:00.1" */
static const char *proxmox_functions(struct plan *p, size_t first)
{
	const struct function *f = p->members[first].f;
	const char *list = "";
	char addr[PCI_ADDR_LEN];

	addr_format(f->addr, addr);
	if (whole_slot(p, f))
		return host_printf(p->host, "%.*s", (int)strcspn(addr, "."), addr);
	for (size_t i = first; i < p->members_count; i++)
		if (given(p, i) && addr_same_slot(p->members[i].f->addr, f->addr))
			list = host_printf(p->host, "%s%s%s", list,
					   *list ? ";" : "",
					   addr_format(p->members[i].f->addr,
						       addr));
	return list;
}

static void for_proxmox(struct plan *p)
{
	unsigned int n = 0;

	p->guest_file = "/etc/pve/qemu-server/VMID.conf";
	if (wants_efi(p))
		plan_line(p, &p->guest, "bios: ovmf");
	plan_line(p, &p->guest, "machine: q35%s", p->nested ? ",viommu=intel" : "");
	for (size_t i = 0; i < p->members_count; i++)
		if (begins_slot(p, i))
			plan_line(p, &p->guest, "hostpci%u: %s,pcie=1", n++,
				  proxmox_functions(p, i));
}

static void for_libvirt(struct plan *p)
{
	p->guest_file = "virsh edit GUEST";
	plan_line(p, &p->guest, wants_efi(p) ? "<os firmware='efi'>" : "<os>");
	plan_line(p, &p->guest, "  <type arch='x86_64' machine='q35'>hvm</type>");
	plan_line(p, &p->guest, "</os>");
	if (p->nested) {
		plan_line(p, &p->guest, "<features><ioapic driver='qemu'/></features>");
		plan_line(p, &p->guest, "<iommu model='intel'>");
		plan_line(p, &p->guest,
			  "  <driver intremap='on' caching_mode='on'/>");
		plan_line(p, &p->guest, "</iommu>");
	}
	for (size_t i = 0; i < p->members_count; i++) {
		const struct function *f = given(p, i);

		if (!f)
			continue;
		plan_line(p, &p->guest,
			  "<hostdev mode='subsystem' type='pci' managed='no'>");
		plan_line(p, &p->guest,
			  "  <source><address domain='0x%04x' bus='0x%02x' slot='0x%02x' function='0x%x'/></source>",
			  f->addr.domain, f->addr.bus, addr_slot(f->addr),
			  addr_func(f->addr));
		plan_line(p, &p->guest, "</hostdev>");
	}
}

static void qemu_slot(struct plan *p, size_t first, unsigned int port)
{
	unsigned int function = 0;
	char addr[PCI_ADDR_LEN];
	bool alone = true;

	for (size_t i = first + 1; i < p->members_count; i++)
		alone &= !given(p, i) || !addr_same_slot(p->members[i].f->addr,
							 p->members[first].f->addr);
	plan_line(p, &p->guest, "-device pcie-root-port,id=port%u,chassis=%u", port,
		  port);
	for (size_t i = first; i < p->members_count; i++) {
		const struct function *f = given(p, i);

		if (!f || !addr_same_slot(f->addr, p->members[first].f->addr))
			continue;
		plan_line(p, &p->guest,
			  "-device vfio-pci,host=%s,bus=port%u,addr=00.%u%s",
			  addr_format(f->addr, addr), port, function,
			  !function && !alone ? ",multifunction=on" : "");
		function++;
	}
}

static void for_qemu(struct plan *p)
{
	unsigned int port = 1;

	p->guest_file = "qemu-system-x86_64";
	plan_line(p, &p->guest, "-machine q35%s",
		  p->nested ? ",kernel-irqchip=split" : "");
	if (p->nested)
		plan_line(p, &p->guest,
			  "-device intel-iommu,intremap=on,caching-mode=on");
	for (size_t i = 0; i < p->members_count; i++)
		if (begins_slot(p, i))
			qemu_slot(p, i, port++);
}

static void screen_note(struct plan *p)
{
	for (size_t i = 0; i < p->members_count; i++)
		if (p->members[i].f->flags & FN_BOOT_VGA)
			plan_line(p, &p->notes,
				  "the host boots on this screen: it stays dark from when vfio-pci takes the card; have ssh or a serial console");
}

static void efi_note(struct plan *p)
{
	if (!wants_efi(p) || p->vm == PLAN_VM_QEMU)
		return;
	plan_line(p, &p->notes,
		  "a guest that was installed with a BIOS does not start with UEFI firmware: give the card to one that was installed so%s",
		  p->vm == PLAN_VM_PROXMOX ?
			  "; it needs a disk for settings, too: qm set VMID --efidisk0 STORAGE:1,efitype=4m" : "");
}

static void usb_note(struct plan *p)
{
	char addr[PCI_ADDR_LEN];

	for (size_t i = 0; i < p->members_count; i++)
		if (is_class(p->members[i].f, CLASS_USB, 8) &&
		    !function_on_vfio(p->members[i].f))
			plan_line(p, &p->notes,
				  "the host loses what is plugged in at %s, keyboards too: lsusb -t shows it",
				  addr_format(p->members[i].f->addr, addr));
}

/* A device that can be split need not be given away as a whole. */
static void virtual_note(struct plan *p)
{
	const struct device *d = host_device(p->host, p->device->addr);
	char addr[PCI_ADDR_LEN];

	if (!d || d->vfs_total.fact != FACT_KNOWN || d->vfs_total.text[0] == '0')
		return;
	plan_line(p, &p->notes,
		  "it can have %s virtual functions, each for a guest, while the host keeps the device: echo N > /sys/bus/pci/devices/%s/sriov_numvfs, then plan for one of them",
		  d->vfs_total.text, addr_format(p->device->addr, addr));
}

static void own_group_note(struct plan *p)
{
	char addr[PCI_ADDR_LEN];

	for (size_t i = 0; i < p->members_count; i++)
		if (!p->members[i].given)
			plan_line(p, &p->notes,
				  "the host loses %s: it is in the group, so no driver of the host may hold it",
				  addr_format(p->members[i].f->addr, addr));
}

/**
 * plan_guest() - the guest's configuration, and what to know and check
 * @p: the plan, with its members
 */
void plan_guest(struct plan *p)
{
	static void (*const write[])(struct plan *p) = {
		[PLAN_VM_PROXMOX] = for_proxmox,
		[PLAN_VM_LIBVIRT] = for_libvirt,
		[PLAN_VM_QEMU] = for_qemu,
	};
	char addr[PCI_ADDR_LEN];

	write[p->vm](p);
	screen_note(p);
	efi_note(p);
	usb_note(p);
	virtual_note(p);
	own_group_note(p);
	addr_format(p->device->addr, addr);
	plan_line(p, &p->checks, "acsdiag groups %s", addr);
	plan_line(p, &p->checks, "acsdiag doctor %s", addr);
}
