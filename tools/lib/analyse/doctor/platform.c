// SPDX-License-Identifier: GPL-2.0
/* Processor, firmware and IOMMU. */

#include <stdio.h>
#include <string.h>

#include "analyse/doctor/doctor.h"
#include "rules/bridges.h"

#define VENDOR_AMD 0x1022
#define CLASS_IOMMU 0x0806
#define MEGABYTE 0x100000ull
#define FOUR_GIGABYTES 0x100000000ull

/**
 * struct vendor - what virtualisation is called on a processor
 * @id: as the processor says it
 * @flag: of the processor that can run guests
 * @name: of that, for people
 * @iommu: what the firmware's setup calls the IOMMU
 */
static const struct vendor {
	const char *id, *flag, *name, *iommu;
} vendors[] = {
	{ "GenuineIntel", "vmx", "Intel VT-x", "VT-d" },
	{ "AuthenticAMD", "svm", "AMD-V (SVM)", "IOMMU (AMD-Vi)" },
	{ "HygonGenuine", "svm", "AMD-V (SVM)", "IOMMU (AMD-Vi)" },
	{ "CentaurHauls", "vmx", "VT-x", "VT-d" },
};

static const struct vendor *vendor_of(const struct cpu *cpu)
{
	for (size_t i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++)
		if (cpu->fact == FACT_KNOWN && !strcmp(cpu->vendor, vendors[i].id))
			return &vendors[i];
	return NULL;
}

/* Where a guest's own settings are: on the host below it */
static void mend_firmware(struct doctor *d, const char *what)
{
	if (d->machine->in_vm)
		mend_say(d, "this is a virtual machine: give it %s on its host (CPU type \"host\", and nested virtualisation on)",
			 what);
	else
		mend_say(d, "switch %s on in the firmware's setup", what);
}

static void look_virtualisation(struct doctor *d)
{
	const struct cpu *cpu = &d->host->cpu;
	const struct vendor *vendor = vendor_of(cpu);

	if (!vendor) {
		found_unknown(d, "what the processor can do is not known");
		return;
	}
	if (cpu_has(cpu, vendor->flag)) {
		found_ok(d, "the processor has %s", vendor->name);
		found_at(d, cpu->place, "flag %s", vendor->flag);
		return;
	}
	if (cpu->virtualises == FACT_KNOWN)
		found_wrong(d, "%s is there, but firmware switched it off",
			    vendor->name);
	else if (cpu->virtualises == FACT_ABSENT)
		found_wrong(d, "the processor has no %s", vendor->name);
	else
		found_wrong(d, "%s is absent, or off in firmware", vendor->name);
	found_at(d, cpu->place, "no flag %s", vendor->flag);
	if (cpu->virtualises != FACT_ABSENT || d->machine->in_vm)
		mend_firmware(d, vendor->name);
}

static const struct iommu_table *described(const struct firmware *f)
{
	if (f->dmar.present == FACT_KNOWN)
		return &f->dmar;
	if (f->ivrs.present == FACT_KNOWN)
		return &f->ivrs;
	return f->viot.present == FACT_KNOWN ? &f->viot : NULL;
}

/* AMD's IOMMU is a PCI function, which some boards leave there when it is off. */
static const struct function *amd_iommu(const struct machine *m)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->functions[i].vendor == VENDOR_AMD &&
		    m->functions[i].class >> 8 == CLASS_IOMMU)
			return &m->functions[i];
	return NULL;
}

/* Does the chip itself say that it has VT-d? */
static enum fact chip_has_vtd(const struct doctor *d, uint32_t *value)
{
	const struct text *t = &d->host->firmware.bridge;
	const struct function *f = machine_find(d->machine, (struct pci_addr){ 0 });
	const uint8_t *at;

	if (!f || !(f->has & HAS_IDS) || !bridge_tells_vtd(f->vendor, f->device) ||
	    t->fact != FACT_KNOWN || t->len < CAPID0_A + 4)
		return FACT_UNREAD;
	at = (const uint8_t *)t->text + CAPID0_A;
	*value = at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
		 (uint32_t)at[3] << 24;
	return *value & CAPID0_A_VTDD ? FACT_ABSENT : FACT_KNOWN;
}

static void table_is_missing(struct doctor *d)
{
	const struct firmware *f = &d->host->firmware;
	const struct vendor *vendor = vendor_of(&d->host->cpu);
	const struct function *iommu = amd_iommu(d->machine);
	char addr[PCI_ADDR_LEN];
	uint32_t capid = 0;
	enum fact vtd = chip_has_vtd(d, &capid);

	if (vtd == FACT_ABSENT)
		found_wrong(d, "the processor has no VT-d: no setting brings it");
	else if (vtd == FACT_KNOWN || iommu)
		found_wrong(d, "there is an IOMMU, and firmware keeps it off");
	else
		found_wrong(d, "firmware describes no IOMMU: it is off in the setup, or this board has none");
	if (vtd != FACT_UNREAD)
		found_at(d, f->bridge.place, "CAPID0_A is %08xh, VTDD is %u",
			 capid, vtd == FACT_ABSENT);
	if (iommu)
		found_at(d, (struct place){ 0 }, "%s is an IOMMU",
			 addr_format(iommu->addr, addr));
	found_at(d, f->dmar.place, "absent");
	found_at(d, f->ivrs.place, "absent");
	if (vtd != FACT_ABSENT)
		mend_firmware(d, vendor ? vendor->iommu : "the IOMMU");
}

static void look_table(struct doctor *d)
{
	const struct firmware *f = &d->host->firmware;
	const struct iommu_table *table = described(f);

	if (table) {
		found_ok(d, "firmware describes an IOMMU");
		found_at(d, table->place, table->fact == FACT_KNOWN ?
			 "%u units" : "there, for root to read", table->units);
	} else if (d->machine->in_vm) {
		found_needless(d, "this is a virtual machine; see viommu-missing");
	} else if (d->machine->iommu == IOMMU_ON) {
		found_ok(d, "an IOMMU is at work");
	} else if (f->dmar.present != FACT_ABSENT || f->ivrs.present != FACT_ABSENT) {
		found_unknown(d, "which tables firmware has is not known");
	} else {
		table_is_missing(d);
	}
}

/* Parameters that switch the IOMMU off, whatever else is said */
static const struct word *switched_off(const struct host *h)
{
	static const char *const names[] = { "iommu", "intel_iommu", "amd_iommu" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct word *w = running_word(h, names[i]);

		if (w && word_has_token(w, "off"))
			return w;
	}
	return NULL;
}

static void iommu_is_off(struct doctor *d)
{
	const struct host *h = d->host;
	const struct word *off = switched_off(h);
	const struct word *on = running_word(h, "intel_iommu");

	if (off) {
		found_wrong(d, "the IOMMU is switched off on the kernel command line");
		found_at(d, off->place, "%s=%s", off->name, off->value);
		mend_remove_parameter(d, host_printf(d->host, "%s=%s", off->name,
						     off->value));
		return;
	}
	if (h->firmware.dmar.present == FACT_KNOWN && !(on && word_has_token(on, "on"))) {
		found_wrong(d, "the IOMMU is off: this kernel turns VT-d on only when told to");
		found_at(d, running_cmdline(h)->place, "no intel_iommu=on");
		found_at(d, h->firmware.dmar.place, "there");
		mend_add_parameter(d, "intel_iommu=on");
		return;
	}
	found_wrong(d, "the kernel was not kept from using the IOMMU, and does not");
	found_at(d, (struct place){ "/sys/class/iommu", 0 }, "empty");
	mend_say(d, "the kernel log says why: dmesg | grep -i -e dmar -e amd-vi -e iommu");
}

static void look_off(struct doctor *d)
{
	switch (d->machine->iommu) {
	case IOMMU_ON:
		found_ok(d, "%s is at work", d->machine->iommu_name);
		found_at(d, (struct place){ "/sys/class/iommu", 0 }, "has entries");
		break;
	case IOMMU_OFF:
		iommu_is_off(d);
		break;
	case IOMMU_NONE:
		found_needless(d, "there is none to switch on");
		break;
	case IOMMU_UNKNOWN:
		found_unknown(d, "whether an IOMMU is at work is not known");
		break;
	}
}

static bool asked_passthrough(const struct host *h, const struct word **word)
{
	const struct word *iommu = running_word(h, "iommu");
	const struct word *plain = running_word(h, "iommu.passthrough");

	*word = plain ? plain : iommu;
	if (plain)
		return plain->value && *plain->value == '1';
	return iommu && word_has_token(iommu, "pt");
}

static void look_mode(struct doctor *d)
{
	const struct text *type = &d->host->kernel.iommu_type;
	const struct word *word;
	bool asked = asked_passthrough(d->host, &word);

	if (d->machine->iommu != IOMMU_ON) {
		found_needless(d, "no IOMMU is at work");
	} else if (type->fact != FACT_KNOWN) {
		found_unknown(d, "the type of the IOMMU's domains was not read");
	} else if (asked && strcmp(type->text, "identity")) {
		found_wrong(d, "passthrough mode was asked for, but the host's own devices are translated (%s); guests are isolated all the same",
			    type->text);
		found_at(d, word->place, "%s=%s", word->name, word->value);
		found_at(d, type->place, "%s", type->text);
		mend_say(d, "memory encryption (AMD SME) and untrusted ports switch it off: dmesg | grep -i \"default domain\"");
	} else {
		found_ok(d, asked ? "the host's own devices pass through untranslated (%s)" :
				    "the host's own devices are translated (%s)",
			 type->text);
		found_at(d, type->place, "%s", type->text);
	}
}

/* Chips behind remapping are called "IR-…": irq_remapping.c of either vendor */
static enum fact remapping(const struct host *h)
{
	const struct text *t = &h->kernel.interrupts;

	if (t->fact != FACT_KNOWN || !strstr(t->text, "PCI-MSI"))
		return FACT_UNREAD;
	return strstr(t->text, " IR-") ? FACT_KNOWN : FACT_ABSENT;
}

static void remapping_is_off(struct doctor *d)
{
	const struct word *off = running_word(d->host, "intremap");
	const struct iommu_table *dmar = &d->host->firmware.dmar;

	found_wrong(d, "interrupts are not remapped: VFIO refuses devices, or a guest can forge interrupts of the host");
	found_at(d, d->host->kernel.interrupts.place, "PCI-MSI, and no IR-PCI-MSI");
	if (off && word_has_token(off, "off")) {
		found_at(d, off->place, "intremap=%s", off->value);
		mend_remove_parameter(d, host_printf(d->host, "intremap=%s",
						     off->value));
	} else if (dmar->remaps == FACT_ABSENT) {
		found_at(d, dmar->place, "flags: no interrupt remapping");
		if (d->machine->in_vm)
			mend_say(d, "give this guest's vIOMMU interrupt remapping on its host (QEMU: -machine q35,kernel-irqchip=split -device intel-iommu,intremap=on)");
		else
			mend_say(d, "switch interrupt remapping or x2APIC on in the firmware's setup, or update the firmware");
	} else {
		mend_say(d, "the kernel log says why: dmesg | grep -i -e dmar-ir -e amd-vi -e remapping");
	}
}

static void look_remapping(struct doctor *d)
{
	enum fact fact = remapping(d->host);

	if (d->machine->iommu != IOMMU_ON && fact != FACT_KNOWN) {
		found_needless(d, "no IOMMU is at work");
	} else if (fact == FACT_UNREAD) {
		found_unknown(d, "whether interrupts are remapped is not known");
	} else if (fact == FACT_KNOWN) {
		found_ok(d, "interrupts are remapped");
		found_at(d, d->host->kernel.interrupts.place, "IR-PCI-MSI");
	} else {
		remapping_is_off(d);
	}
}

static void look_unsafe(struct doctor *d)
{
	const struct parameter *p = parameter_find(d->host, "vfio_iommu_type1",
						   "allow_unsafe_interrupts");
	const struct directive *c = option_directive(d->host, "vfio_iommu_type1",
						     "allow_unsafe_interrupts");
	const struct word *w = running_word(d->host,
					    "vfio_iommu_type1.allow_unsafe_interrupts");
	bool set = p && p->value.fact == FACT_KNOWN && *p->value.text == 'Y';

	if (!set && !c && !w) {
		found_ok(d, "VFIO is not told to do without interrupt remapping");
		return;
	}
	found_wrong(d, remapping(d->host) == FACT_KNOWN ?
		    "allow_unsafe_interrupts is set, and needless: interrupts are remapped" :
		    "allow_unsafe_interrupts is set: a guest can forge interrupts of the host");
	if (set)
		found_at(d, p->value.place, "Y");
	if (c) {
		found_at(d, c->place, "options %s %s", c->module, c->rest);
		mend_edit(d, c->place, "remove allow_unsafe_interrupts");
		mend_reboot(d);
	} else if (w) {
		found_at(d, w->place, "%s=%s", w->name, w->value ? w->value : "");
		mend_remove_parameter(d, w->name);
	}
}

static void look_x2apic(struct doctor *d)
{
	const struct host *h = d->host;
	const struct word *off = running_word(h, "nox2apic");
	const struct word *remap = running_word(h, "intremap");

	if (h->cpu.fact != FACT_KNOWN) {
		found_unknown(d, "what the processor can do is not known");
	} else if (!cpu_has(&h->cpu, "x2apic")) {
		found_needless(d, "the processor has no x2APIC");
	} else if (off) {
		found_wrong(d, "x2APIC is switched off: interrupts of guests cost more, and AMD's AVIC and posted interrupts may not be used");
		found_at(d, off->place, "nox2apic");
		mend_remove_parameter(d, "nox2apic");
	} else if (h->firmware.dmar.x2apic_opt_out &&
		   !(remap && word_has_token(remap, "no_x2apic_optout"))) {
		found_wrong(d, "firmware asks the kernel not to use x2APIC");
		found_at(d, h->firmware.dmar.place, "flags: X2APIC_OPT_OUT");
		mend_say(d, "switch x2APIC on in the firmware's setup; or overrule it:");
		mend_add_parameter(d, "intremap=no_x2apic_optout");
	} else {
		found_ok(d, "nothing keeps the kernel from x2APIC");
		found_at(d, h->cpu.place, "flag x2apic");
	}
}

static void look_csm(struct doctor *d)
{
	const struct boot *boot = &d->host->boot;

	if (d->machine->in_vm) {
		found_needless(d, "this is a virtual machine");
	} else if (boot->efi == FACT_UNREAD) {
		found_unknown(d, "how this host booted is not known");
	} else if (boot->efi == FACT_KNOWN) {
		found_ok(d, "booted through UEFI");
		found_at(d, (struct place){ "/sys/firmware/efi", 0 }, "there");
	} else {
		found_wrong(d, "booted through BIOS or CSM: the first GPU runs its BIOS code before Linux does, which its guest may not get over; no Above-4G, no resizable BAR on many boards");
		found_at(d, (struct place){ "/sys/firmware/efi", 0 }, "absent");
		mend_say(d, "switch CSM off in the firmware's setup, if the disk boots through UEFI");
	}
}

/* A window of a root bus above 4 GB: "380000000000-38ffffffffff : PCI Bus 0000:00" */
static enum fact high_window(const struct host *h, struct place *place)
{
	const struct text *t = &h->kernel.iomem;
	unsigned int line = 0;
	bool any = false;

	if (t->fact != FACT_KNOWN)
		return FACT_UNREAD;
	for (const char *p = t->text; *p; p += strcspn(p, "\n") + 1) {
		unsigned long long first, last;
		char name[16];

		line++;
		if (sscanf(p, "%llx-%llx : PCI %15s", &first, &last, name) == 3 &&
		    last) {
			any = true;
			*place = (struct place){ t->place.file, line };
			if (first >= FOUR_GIGABYTES)
				return FACT_KNOWN;
		}
		if (!p[strcspn(p, "\n")])
			break;
	}
	place->line = 0;
	return any ? FACT_ABSENT : FACT_UNREAD;
}

static void look_above_4g(struct doctor *d)
{
	struct place place = d->host->kernel.iomem.place;

	switch (high_window(d->host, &place)) {
	case FACT_KNOWN:
		found_ok(d, "PCI has a window above 4 GB");
		found_at(d, place, "a root bus begins above 4 GB");
		break;
	case FACT_ABSENT:
		found_wrong(d, "PCI has no window above 4 GB: large BARs and virtual functions may not find room");
		found_at(d, place, "no root bus has memory above 4 GB");
		mend_say(d, "switch Above 4G Decoding on in the firmware's setup");
		break;
	case FACT_UNREAD:
		found_unknown(d, "which memory PCI has is for root to read");
		break;
	}
}

static unsigned long long largest(const struct bar *b)
{
	unsigned long long size = MEGABYTE;

	for (unsigned long long rest = b->sizes >> 1; rest; rest >>= 1)
		size <<= 1;
	return size;
}

static void look_bars(struct doctor *d)
{
	const struct bar *b = d->host->bars;
	struct pci_addr addr;

	if (!b) {
		found_needless(d, "no graphics card here shows a BAR that can be resized");
		return;
	}
	for (; b; b = b->next) {
		if (!b->size || b->size >= largest(b))
			continue;
		found_wrong(d, "BAR %u has %llu MB and could have %llu MB: slower in a guest too",
			    b->number, b->size / MEGABYTE, largest(b) / MEGABYTE);
		if (!addr_parse(b->address, &addr, NULL))
			found_of(d, machine_find(d->machine, addr));
		found_at(d, b->place, "%llx", b->sizes);
		mend_say(d, "switch Above 4G Decoding and Re-Size BAR on in the firmware's setup; some cards do not survive a guest with a large BAR, so leave it if that is why");
		return;
	}
	found_ok(d, "graphics cards have their BARs at full size");
	found_at(d, d->host->bars->place, "%llx", d->host->bars->sizes);
}

const struct check platform_checks[] = {
	{ "cpu-virtualisation", SUBJECT_PLATFORM, SEVERITY_FAIL,
	  "the processor can run virtual machines (VT-x, AMD-V)",
	  look_virtualisation },
	{ "iommu-firmware", SUBJECT_PLATFORM, SEVERITY_FAIL,
	  "firmware describes an IOMMU (VT-d, AMD-Vi)", look_table },
	{ "iommu-off", SUBJECT_PLATFORM, SEVERITY_FAIL,
	  "the kernel uses the IOMMU", look_off },
	{ "iommu-mode", SUBJECT_PLATFORM, SEVERITY_WARN,
	  "the host's own devices are translated, or not, as was asked for",
	  look_mode },
	{ "interrupt-remapping", SUBJECT_PLATFORM, SEVERITY_FAIL,
	  "interrupts of devices are remapped", look_remapping },
	{ "unsafe-interrupts", SUBJECT_PLATFORM, SEVERITY_WARN,
	  "VFIO is not told to do without interrupt remapping", look_unsafe },
	{ "x2apic", SUBJECT_PLATFORM, SEVERITY_WARN,
	  "nothing keeps the kernel from x2APIC", look_x2apic },
	{ "firmware-csm", SUBJECT_PLATFORM, SEVERITY_WARN,
	  "the host booted through UEFI, not through a BIOS", look_csm },
	{ "above-4g", SUBJECT_PLATFORM, SEVERITY_WARN,
	  "PCI has memory above 4 GB", look_above_4g },
	{ "resizable-bar", SUBJECT_PLATFORM, SEVERITY_WARN,
	  "graphics cards have their resizable BARs at full size", look_bars },
	{ 0 },
};
