// SPDX-License-Identifier: GPL-2.0
/* The kernel: how it was built, what it locks down, what runs below it. */

#include <string.h>

#include "analyse/doctor/doctor.h"
#include "analyse/verdict.h"

/* What passthrough needs of a kernel on x86, whichever vendor's */
static const struct {
	const char *option;
	const char *vendor;
	const char *gives;
} options[] = {
	{ "CONFIG_VFIO_PCI", NULL, "vfio-pci" },
	{ "CONFIG_VFIO_IOMMU_TYPE1", NULL, "VFIO on an IOMMU" },
	{ "CONFIG_INTEL_IOMMU", "GenuineIntel", "VT-d" },
	{ "CONFIG_AMD_IOMMU", "AuthenticAMD", "AMD-Vi" },
	{ "CONFIG_IRQ_REMAP", NULL, "interrupt remapping" },
};

static void look_config(struct doctor *d)
{
	const struct text *config = &d->host->kernel.config;

	if (config->fact != FACT_KNOWN) {
		found_unknown(d, "how this kernel was built is not known; it is no longer among the installed ones, or keeps no configuration");
		return;
	}
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		struct text value = kernel_option(d->host, options[i].option);

		if (value.fact == FACT_KNOWN ||
		    (options[i].vendor &&
		     strcmp(options[i].vendor, d->host->cpu.vendor)))
			continue;
		found_wrong(d, "this kernel was built without %s", options[i].gives);
		found_at(d, value.place, "%s is not set", options[i].option);
		mend_say(d, "boot the distribution's standard kernel, not a cut-down one");
		return;
	}
	found_ok(d, "this kernel was built with IOMMU, interrupt remapping and VFIO");
	found_at(d, config->place, "CONFIG_VFIO_PCI and others are set");
}

static void look_sriov(struct doctor *d)
{
	struct text value = kernel_option(d->host, "CONFIG_PCI_IOV");

	if (value.fact == FACT_UNREAD) {
		found_unknown(d, "how this kernel was built is not known");
	} else if (value.fact == FACT_KNOWN) {
		found_ok(d, "this kernel can turn virtual functions on");
		found_at(d, value.place, "CONFIG_PCI_IOV=y");
	} else {
		found_wrong(d, "this kernel cannot turn virtual functions on (SR-IOV)");
		found_at(d, value.place, "CONFIG_PCI_IOV is not set");
		mend_say(d, "boot a kernel with CONFIG_PCI_IOV, if virtual functions are wanted");
	}
}

static void look_lockdown(struct doctor *d)
{
	const struct text *lockdown = &d->host->kernel.lockdown;

	if (lockdown->fact == FACT_UNREAD) {
		found_unknown(d, "whether the kernel is locked down is for root to read");
	} else if (lockdown->fact == FACT_ABSENT || !strcmp(lockdown->text, "none")) {
		found_ok(d, "the kernel is not locked down");
	} else if (!signing_refused(d->host)) {
		found_ok(d, "the kernel is locked down (%s), which VFIO does not mind; isolation that is only assumed is refused (acsdiag regroup)",
			 lockdown->text);
		found_at(d, lockdown->place, "%s", lockdown->text);
	} else {
		found_wrong(d, "the kernel is locked down (%s), and keeps the acsdiag module out",
			    lockdown->text);
		found_at(d, lockdown->place, "%s", lockdown->text);
		mend_say(d, "see module-signature; or switch Secure Boot off in the firmware's setup");
	}
}

/* QEMU, and with it Proxmox and libvirt, by its words for the host's owner */
static void mend_viommu(struct doctor *d)
{
	mend_say(d, "on the host below, Proxmox: qm set ID --machine q35,viommu=intel (or viommu=virtio)");
	mend_say(d, "libvirt: <iommu model='intel'><driver intremap='on' caching_mode='on'/></iommu>, <ioapic driver='qemu'/>, machine q35");
	mend_say(d, "QEMU: -machine q35,kernel-irqchip=split -device intel-iommu,intremap=on,caching-mode=on");
}

static void look_viommu(struct doctor *d)
{
	const struct machine *m = d->machine;

	if (!m->in_vm) {
		found_needless(d, "this is no virtual machine");
	} else if (m->iommu == IOMMU_NONE) {
		found_wrong(d, "this virtual machine has no IOMMU, so nothing can be passed on from inside it");
		found_at(d, d->host->firmware.dmar.place, "absent");
		mend_viommu(d);
	} else if (m->iommu == IOMMU_UNKNOWN) {
		found_unknown(d, "whether this virtual machine has an IOMMU is not known");
	} else {
		found_ok(d, "this virtual machine has an IOMMU: %s",
			 m->iommu_name ? m->iommu_name : "of unknown kind");
	}
}

static void look_machine(struct doctor *d)
{
	const struct text *product = &d->host->firmware.product;

	if (!d->machine->in_vm) {
		found_needless(d, "this is no virtual machine");
	} else if (product->fact != FACT_KNOWN) {
		found_unknown(d, "what kind of virtual machine this is was not read");
	} else if (strstr(product->text, "440FX")) {
		found_wrong(d, "this virtual machine is an i440FX: it has no PCI Express, and QEMU's intel-iommu does not work with it");
		found_at(d, product->place, "%s", product->text);
		mend_say(d, "on the host below, make it a q35 machine (Proxmox: qm set ID --machine q35)");
	} else {
		found_ok(d, "this virtual machine has PCI Express");
		found_at(d, product->place, "%s", product->text);
	}
}

static void look_nested(struct doctor *d)
{
	const struct parameter *p = parameter_find(d->host, "kvm_intel", "nested");

	if (!p)
		p = parameter_find(d->host, "kvm_amd", "nested");
	if (!p || p->value.fact != FACT_KNOWN) {
		found_needless(d, "KVM is not loaded");
	} else if (*p->value.text == 'Y' || *p->value.text == '1') {
		found_ok(d, "guests may run guests of their own");
		found_at(d, p->value.place, "%s", p->value.text);
	} else {
		found_wrong(d, "guests cannot run guests of their own: nested virtualisation is off");
		found_at(d, p->value.place, "%s", p->value.text);
		mend_edit(d, (struct place){ "/etc/modprobe.d/kvm.conf", 0 },
			  "options %s nested=1", p->module);
		mend_reboot(d);
	}
}

/* ACS that a function has and the kernel did not turn on */
static bool left_off(const struct function *f, const struct circumstances *c)
{
	struct acs_controls controls = acs_controls(f, c);
	uint16_t wanted = acs_capability_used(f, c) & ACS_REQUIRED;

	return f->acs.fact == FACT_KNOWN && f->acs.ctrl_fact == FACT_KNOWN &&
	       !(f->flags & FN_VIRTUAL) && wanted &&
	       !((controls.on | controls.unknown) & wanted);
}

static bool says_acs(const struct word *pci)
{
	return pci && pci->value && (strstr(pci->value, "disable_acs_redir") ||
				     strstr(pci->value, "config_acs"));
}

static void look_acs_kept_off(struct doctor *d)
{
	const struct machine *m = d->machine;
	const struct function *first = NULL;
	size_t capable = 0, off = 0;
	struct circumstances c;

	if (m->iommu != IOMMU_ON || says_acs(running_word(d->host, "pci"))) {
		found_needless(d, "no IOMMU is at work, or the command line sets ACS");
		return;
	}
	circumstances_of(m, &c);
	for (size_t i = 0; i < m->count; i++) {
		const struct function *f = &m->functions[i];

		capable += f->acs.fact == FACT_KNOWN && f->acs.cap & ACS_RR;
		if (!left_off(f, &c))
			continue;
		off++;
		first = first ? first : f;
	}
	circumstances_release(&c);
	if (!capable) {
		found_needless(d, "no function with ACS controls was read");
	} else if (!off) {
		found_ok(d, "the kernel turned on what ACS there is");
	} else {
		found_wrong(d, "the kernel left ACS off on %zu of the functions that have it, so groups are larger than need be",
			    off);
		found_of(d, first);
		found_at(d, (struct place){ 0 },
			 "ACS capability %04xh, control %04xh",
			 first->acs.cap, first->acs.ctrl);
		mend_say(d, "boot another kernel: some stable kernels of early 2026 (6.12.75, 6.6.128, 6.1.165) are reported to do this");
	}
}

const struct check kernel_checks[] = {
	{ "kernel-config", SUBJECT_PLATFORM, SEVERITY_WARN,
	  "the kernel was built with IOMMU, interrupt remapping and VFIO",
	  look_config },
	{ "kernel-sriov", SUBJECT_PLATFORM, SEVERITY_WARN,
	  "the kernel was built with SR-IOV", look_sriov },
	{ "kernel-acs-off", SUBJECT_PLATFORM, SEVERITY_FAIL,
	  "the kernel turned on the ACS controls that functions have",
	  look_acs_kept_off },
	{ "lockdown", SUBJECT_PLATFORM, SEVERITY_WARN,
	  "lockdown, where there is one, lets in what is needed", look_lockdown },
	{ "viommu-missing", SUBJECT_PLATFORM, SEVERITY_FAIL,
	  "a virtual machine that passes devices on has an IOMMU", look_viommu },
	{ "machine-i440fx", SUBJECT_PLATFORM, SEVERITY_WARN,
	  "a virtual machine that passes devices on has PCI Express (q35)",
	  look_machine },
	{ "kvm-nested", SUBJECT_PLATFORM, SEVERITY_WARN,
	  "guests may run guests of their own", look_nested },
	{ 0 },
};
