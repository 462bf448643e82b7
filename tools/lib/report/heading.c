// SPDX-License-Identifier: GPL-2.0
/* What stands above an answer: whose machine it is, and what is not known. */

#include <string.h>

#include "report/data.h"
#include "report/heading.h"

#define REASONS_MAX 4

static const char *const iommu_words[] = {
	[IOMMU_UNKNOWN] = "IOMMU unknown",
	[IOMMU_NONE] = "no IOMMU",
	[IOMMU_OFF] = "IOMMU off",
	[IOMMU_ON] = "IOMMU on",
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

/**
 * heading_open() - open the first line: host, kernel, IOMMU
 * @r: the report; its data gets the source's members
 * @m: the machine
 *
 * The line stays open, so that a command can add its own figures.
 */
void heading_open(struct report *r, const struct machine *m)
{
	data_machine(r->data, m);
	report_text(r, 0);
	if (m->hostname)
		report_cell(r, MARK_TITLE, "%s", m->hostname);
	else
		report_cell(r, MARK_TITLE, "%s", m->origin ?
			    base_name(m->origin) : "this machine");
	if (m->kernel)
		report_cell(r, MARK_PLAIN, " · Linux %s", m->kernel);
	if (m->iommu_name && m->iommu == IOMMU_ON)
		report_cell(r, MARK_PLAIN, " · %s on", m->iommu_name);
	else
		report_cell(r, MARK_PLAIN, " · %s", iommu_words[m->iommu]);
}

/**
 * struct reason - why something of some functions is not known
 */
struct reason {
	const char *text;
	size_t count;
};

static size_t collect(const struct machine *m, struct reason *reasons)
{
	size_t used = 0;

	for (size_t i = 0; i < m->count; i++) {
		const char *text = m->functions[i].missing;
		size_t j = 0;

		if (!text)
			continue;
		while (j < used && strcmp(reasons[j].text, text))
			j++;
		if (j == REASONS_MAX)
			continue;
		if (j == used)
			reasons[used++] = (struct reason){ text, 0 };
		reasons[j].count++;
	}
	return used;
}

/**
 * heading_notes() - say what the source could not tell, and how to get it
 * @r: the report
 * @m: the machine
 */
void heading_notes(struct report *r, const struct machine *m)
{
	struct reason reasons[REASONS_MAX] = { { 0 } };
	size_t count = collect(m, reasons);

	for (size_t i = 0; i < m->notes_count; i++) {
		report_text(r, 0);
		report_cell(r, MARK_FAINT, "note: ");
		report_hang(r);
		report_cell(r, MARK_FAINT, "%s", m->notes[i]);
	}
	for (size_t i = 0; i < count; i++) {
		report_text(r, 0);
		report_cell(r, MARK_UNKNOWN, "unread: ");
		report_hang(r);
		report_cell(r, MARK_PLAIN, "%s (%zu of %zu functions)",
			    reasons[i].text, reasons[i].count, m->count);
	}
}

/* Why there are no groups, and what to do; in a VM, and on bare metal. */
static const struct {
	const char *found;
	const char *mend;
} no_groups[][2] = {
	[IOMMU_UNKNOWN] = {
		{ "The input does not say which functions share a group.",
		  "acsdiag predict works the groups out from what it does say; a listing of /sys/kernel/iommu_groups or the boot log, given as a further --input, adds the kernel's own." },
		{ "Nothing tells whether this virtual machine has an IOMMU, and there are no groups.",
		  "If it has none, give it one on the host (QEMU: -device intel-iommu,intremap=on with -machine q35,kernel-irqchip=split)." },
	},
	[IOMMU_NONE] = {
		{ "There are no groups: the firmware describes no IOMMU to Linux.",
		  "Switch on VT-d (Intel) or IOMMU / AMD-Vi (AMD) in the firmware setup and boot again. A CPU or board without it cannot pass devices through safely." },
		{ "There are no groups: this virtual machine has no IOMMU, so nothing can be passed on from inside it.",
		  "If nested passthrough is wanted, give it one on the host (QEMU: -device intel-iommu,intremap=on with -machine q35,kernel-irqchip=split; Proxmox: qm set ID --machine q35,viommu=intel)." },
	},
	[IOMMU_OFF] = {
		{ "There are no groups: the machine has an IOMMU, but the kernel does not use it.",
		  "Boot with intel_iommu=on (Intel), or without amd_iommu=off and iommu=off (AMD); see /proc/cmdline." },
		{ "There are no groups: this virtual machine has an IOMMU, but its kernel does not use it.",
		  "Boot the guest with intel_iommu=on, or without amd_iommu=off and iommu=off." },
	},
	[IOMMU_ON] = {
		{ "An IOMMU is at work, but no PCI function is in a group.",
		  "The kernel log says why: dmesg | grep -i -e dmar -e iommu -e amd-vi" },
		{ "An IOMMU is at work, but no PCI function is in a group.",
		  "The kernel log says why: dmesg | grep -i -e dmar -e iommu -e amd-vi" },
	},
};

/**
 * heading_no_groups() - say why a machine has no groups, and what to do
 * @r: the report; its data gets "reason" and "advice"
 * @m: a machine without groups
 */
void heading_no_groups(struct report *r, const struct machine *m)
{
	const char *found = no_groups[m->iommu][m->in_vm].found;
	const char *mend = no_groups[m->iommu][m->in_vm].mend;

	report_blank(r);
	report_text(r, 0);
	report_cell(r, MARK_BAD, "%s", found);
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "%s", mend);
	json_object_object_add(r->data, "reason", data_string(found));
	json_object_object_add(r->data, "advice", data_string(mend));
}
