// SPDX-License-Identifier: GPL-2.0
/* Processor, firmware and IOMMU. */

#include <string.h>

#include "analyse/doctor/doctor.h"

/**
 * struct vendor - what virtualisation is called on a processor
 */
static const struct vendor {
	const char *id;
	const char *flag;
	const char *name;
	const char *iommu;
} vendors[] = {
	{ "GenuineIntel", "vmx", "Intel VT-x", "VT-d" },
	{ "AuthenticAMD", "svm", "AMD-V", "AMD-Vi (\"IOMMU\")" },
	{ "HygonGenuine", "svm", "AMD-V", "AMD-Vi (\"IOMMU\")" },
	{ "CentaurHauls", "vmx", "VT-x", "VT-d" },
	{ "  Shanghai  ", "vmx", "VT-x", "VT-d" },
};

static const struct vendor *vendor_of(const struct cpu *cpu)
{
	for (size_t i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++)
		if (cpu->fact == FACT_KNOWN && !strcmp(cpu->vendor, vendors[i].id))
			return &vendors[i];
	return NULL;
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
	if (cpu->virtualises == FACT_KNOWN) {
		found_wrong(d, "%s is there, but firmware switched it off",
			    vendor->name);
		mend_say(d, "switch %s on in the firmware's setup", vendor->name);
	} else if (cpu->virtualises == FACT_ABSENT) {
		found_wrong(d, "the processor has no %s", vendor->name);
	} else {
		found_wrong(d, "%s is absent, or off in firmware", vendor->name);
		mend_say(d, "switch %s on in the firmware's setup", vendor->name);
	}
	found_at(d, cpu->place, "no flag %s", vendor->flag);
}

const struct check platform_checks[] = {
	{ "cpu-virtualisation", SUBJECT_PLATFORM, SEVERITY_FAIL,
	  "the processor can run virtual machines (VT-x, AMD-V)",
	  look_virtualisation },
	{ 0 },
};
