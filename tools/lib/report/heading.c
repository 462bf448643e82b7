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

static void whose(struct report *r, const struct machine *m)
{
	if (m->hostname)
		report_cell(r, MARK_TITLE, "%s", m->hostname);
	else
		report_cell(r, MARK_TITLE, "%s",
			    m->origin ? base_name(m->origin) : "this machine");
	if (m->kernel)
		report_cell(r, MARK_PLAIN, " · Linux %s", m->kernel);
	if (m->iommu_name && m->iommu == IOMMU_ON)
		report_cell(r, MARK_PLAIN, " · %s on", m->iommu_name);
	else
		report_cell(r, MARK_PLAIN, " · %s", iommu_words[m->iommu]);
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
	whose(r, m);
}

/**
 * heading_side() - one of two machines that are compared
 * @r: the report
 * @word: which of the two
 * @m: the machine
 */
void heading_side(struct report *r, const char *word, const struct machine *m)
{
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "%-8s", word);
	report_hang(r);
	whose(r, m);
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

static const char ask_log[] = "The kernel log says why: dmesg | grep -i -e dmar -e iommu -e amd-vi";
static const char give_vm_one[] = "For nested passthrough give it one on the host (QEMU: -machine q35,kernel-irqchip=split -device intel-iommu,intremap=on; Proxmox: qm set ID --machine q35,viommu=intel).";

/* Why there are no groups, and what to do. */
static const struct {
	const char *found;
	const char *mend;
} no_groups[] = {
	[IOMMU_UNKNOWN] = {
		.found = "The input does not say which functions share a group.",
		.mend = "acsdiag predict works the groups out from what it does say; a listing of /sys/kernel/iommu_groups or the boot log, as a further --input, adds the kernel's own.",
	},
	[IOMMU_NONE] = {
		.found = "There are no groups: the firmware describes no IOMMU to Linux.",
		.mend = "Switch on VT-d (Intel) or IOMMU / AMD-Vi (AMD) in the firmware setup and boot again. Without one no device can safely go to a guest.",
	},
	[IOMMU_OFF] = {
		.found = "There are no groups: there is an IOMMU, but the kernel does not use it.",
		.mend = "Boot with intel_iommu=on (Intel), or without amd_iommu=off and iommu=off (AMD); /proc/cmdline shows what it was booted with. acsdiag predict --iommu-on shows the groups to come.",
	},
	[IOMMU_ON] = {
		.found = "An IOMMU is at work, but no PCI function is in a group.",
		.mend = ask_log,
	},
};

/* In a virtual machine the firmware's setup is somebody else's. */
static const struct {
	const char *found;
	const char *mend;
} no_groups_vm = {
	.found = "There are no groups: this virtual machine has no IOMMU, so nothing can be passed on from inside it.",
	.mend = give_vm_one,
};

/**
 * heading_no_groups() - say why a machine has no groups, and what to do
 * @r: the report; its data gets "reason" and "advice"
 * @m: a machine without groups
 */
void heading_no_groups(struct report *r, const struct machine *m)
{
	bool vm = m->in_vm && m->iommu == IOMMU_NONE;
	const char *found = vm ? no_groups_vm.found : no_groups[m->iommu].found;
	const char *mend = vm ? no_groups_vm.mend : no_groups[m->iommu].mend;

	report_paragraph(r, MARK_BAD, found);
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "%s", mend);
	data_put(r->data, "reason", data_string(found));
	data_put(r->data, "advice", data_string(mend));
}
