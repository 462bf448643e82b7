// SPDX-License-Identifier: GPL-2.0
/*
 * Messages of the kernel, one row each; ended by a row without a format. Wordings
 * are those of Linux 6.1, 6.12 and 7.2, which tests look up in their sources.
 */

#define _GNU_SOURCE
#include <string.h>

#include "rules/messages.h"

const struct message messages[] = {
	{
		.format = "NO_PASID] Request device [",
		.meaning = "the IOMMU stopped a device that reached for memory it was not given",
		.mend = "once, while a guest starts or stops, it is harmless; when it goes on, a driver uses what it has given back, or firmware a region that it did not declare (RMRR)",
		.file = "drivers/iommu/intel/dmar.c",
	},
	{
		.format = "[INTR-REMAP] Request device [",
		.meaning = "the IOMMU stopped an interrupt that nobody had set up for that device",
		.mend = "mostly a device that was not reset before it went to another owner",
		.check = "reset-none",
		.file = "drivers/iommu/intel/dmar.c",
	},
	{
		.format = "Event logged [IO_PAGE_FAULT",
		.meaning = "the IOMMU stopped a device that reached for memory it was not given",
		.mend = "once, while a guest starts or stops, it is harmless; when it goes on, a driver uses what it has given back, or firmware a region that it did not declare",
		.file = "drivers/iommu/amd/iommu.c",
	},
	{
		.format = "Event logged [INVALID_DEVICE_REQUEST",
		.meaning = "a device sent the IOMMU a request that is not valid, as a card does that came out of a reset broken",
		.check = "reset-none",
		.file = "drivers/iommu/amd/iommu.c",
	},
	{
		.format = "Event logged [ILLEGAL_DEV_TABLE_ENTRY",
		.meaning = "the IOMMU has no valid entry for a device that uses it",
		.mend = "report it to the kernel's developers, with the whole log",
		.file = "drivers/iommu/amd/iommu.c",
	},
	{
		.format = "Event logged [IOTLB_INV_TIMEOUT device=",
		.meaning = "a device does not answer when the IOMMU takes translations back that it keeps (ATS)",
		.check = "ats-timeout",
		.file = "drivers/iommu/amd/iommu.c",
	},
	{
		.format = "VT-d detected Invalidation Time-out Error: SID %llx",
		.meaning = "a device does not answer when the IOMMU takes translations back that it keeps (ATS)",
		.check = "ats-timeout",
		.file = "drivers/iommu/intel/dmar.c",
	},
	{
		.format = "Completion-Wait loop timed out",
		.meaning = "the IOMMU waits for a device that does not answer, mostly a card that did not come back from a reset",
		.mend = "boot the host; a reset that works for the card keeps it from coming back",
		.check = "reset-none",
		.file = "drivers/iommu/amd/iommu.c",
	},
	{
		.format = "Your BIOS is broken; ",
		.meaning = "firmware describes the IOMMU wrongly",
		.mend = "update the firmware",
		.check = "iommu-firmware",
		.file = "drivers/iommu/intel/dmar.c",
	},
	{
		.format = "has no mapping iommu, ",
		.meaning = "firmware forgot an interrupt controller, so the kernel does without interrupt remapping",
		.mend = "update the firmware",
		.check = "interrupt-remapping",
		.file = "drivers/iommu/intel/irq_remapping.c",
	},
	{
		.format = "This is a BIOS bug. Please contact your hardware vendor",
		.meaning = "firmware describes the IOMMU wrongly",
		.mend = "update the firmware",
		.check = "iommu-firmware",
		.file = "drivers/iommu/amd/init.c",
	},
	{
		.format = "Device is ineligible for IOMMU domain attach due to platform RMRR requirement",
		.meaning = "firmware keeps a region for the device, so the kernel did not give it to a guest",
		.check = "reserved-region",
		.file = "drivers/iommu/intel/iommu.c",
		.only = "6.1",
	},
	{
		.format = "Firmware has requested this device have a 1:1 IOMMU mapping, rejecting",
		.meaning = "firmware keeps a region for the device, so the kernel did not give it to a guest",
		.check = "reserved-region",
		.file = "drivers/iommu/iommu.c",
		.only = "6.12 7.2",
	},
	{
		.format = "RMRR entry for device %02x:%02x.%x is broken - applying workaround",
		.harmless = true,
		.meaning = "firmware named a wrong bus, and the kernel corrected it",
		.file = "drivers/iommu/intel/dmar.c",
	},
	{
		.format = "x2apic is disabled because BIOS sets x2apic opt out bit",
		.harmless = true,
		.meaning = "firmware asked for it; interrupts are remapped all the same",
		.check = "x2apic",
		.file = "drivers/iommu/intel/irq_remapping.c",
	},
	{
		.format = "No interrupt remapping support.  Use the module param",
		.meaning = "VFIO refused a guest its device, because interrupts are not remapped",
		.check = "interrupt-remapping",
		.file = "drivers/vfio/vfio_iommu_type1.c",
	},
	{
		.format = "BAR %d: can't reserve ",
		.meaning = "somebody else has the memory of a card that a guest wants, mostly the console of the boot",
		.check = "boot-vga",
		.file = "drivers/pci/pci.c",
	},
	{
		.format = "exists in vfio-pci device denylist, driver probing disallowed",
		.meaning = "the kernel knows this device to be unsafe to pass on",
		.mend = "vfio-pci's parameter disable_denylist=1 takes it all the same, if all guests are trusted",
		.file = "drivers/vfio/pci/vfio_pci.c",
	},
	{
		.format = "invalid id string \"%s\"",
		.meaning = "vfio-pci was given IDs that are none",
		.check = "vfio-ids-unmatched",
		.file = "drivers/vfio/pci/vfio_pci.c",
	},
	{
		.format = "reset recovery - restoring BARs",
		.meaning = "a card was reset behind VFIO's back, or lost its state in a reset",
		.mend = "harmless once; when a guest's driver fails at that time, the card's reset does not work",
		.check = "reset-none",
		.file = "drivers/vfio/pci/vfio_pci_config.c",
	},
	{
		.format = "not ready %dms after %s; giving up",
		.meaning = "a device did not come back from a reset",
		.mend = "boot the host; acsdiag reset list says what resets it, if it is an AMD GPU",
		.check = "reset-none",
		.file = "drivers/pci/pci.c",
	},
	{
		.format = "Unable to change power state from %s to D0, device inaccessible",
		.meaning = "a device that was powered down does not answer any more",
		.check = "d3cold",
		.file = "drivers/pci/pci.c",
	},
	{
		.format = "All device reset methods disabled by user",
		.meaning = "somebody took all reset methods of a device away",
		.check = "reset-stale",
		.file = "drivers/pci/pci.c drivers/pci/pci-sysfs.c",
	},
	{
		.format = "Device-specific reset disabled/de-prioritized by user",
		.meaning = "somebody chose other reset methods than a device's own",
		.check = "reset-stale",
		.file = "drivers/pci/pci.c drivers/pci/pci-sysfs.c",
	},
	{
		.format = "Unsupported reset method '%s'",
		.meaning = "a reset method was asked for that the device does not have",
		.check = "reset-stale",
		.file = "drivers/pci/pci.c drivers/pci/pci-sysfs.c",
	},
	{
		.format = "No device request channel registered, blocked until released by user",
		.meaning = "somebody unbound a device from vfio-pci while a guest had it, and waits for the guest to end",
		.mend = "shut the guest down",
		.file = "drivers/vfio/pci/vfio_pci_core.c",
	},
	{
		.format = "Cannot bind to PF with SR-IOV enabled",
		.meaning = "vfio-pci does not take a device whose virtual functions are on",
		.check = "sriov-in-use",
		.file = "drivers/vfio/pci/vfio_pci_core.c",
	},
	{
		.format = "Invalid PCI ROM header signature: expecting %#06x, got %#06x",
		.harmless = true,
		.meaning = "the card's ROM does not show itself now; a guest needs it only for a picture before its driver is loaded",
		.file = "drivers/pci/rom.c",
	},
	{
		.format = "hiding ecap %#x@%#x",
		.harmless = true,
		.meaning = "VFIO shows guests only capabilities that it knows",
		.file = "drivers/vfio/pci/vfio_pci_config.c",
	},
	{
		.format = "Masking broken INTx support",
		.harmless = true,
		.meaning = "the guest uses MSI instead of an interrupt that the device cannot mask",
		.file = "drivers/vfio/pci/vfio_pci_core.c",
	},
	{
		.format = "ASIC reset failed with error, %d",
		.meaning = "amdgpu could not reset the card",
		.mend = "boot the host, without power in between if that alone does not help",
		.check = "reset-none",
		.file = "drivers/gpu/drm/amd/amdgpu/amdgpu_device.c",
	},
	{
		.format = "GPU mode1 reset failed",
		.meaning = "amdgpu could not reset the card",
		.mend = "boot the host, without power in between if that alone does not help",
		.check = "reset-none",
		.file = "drivers/gpu/drm/amd/amdgpu/amdgpu_device.c",
	},
	{
		.format = "GPU reset(%d) failed",
		.meaning = "amdgpu could not reset the card",
		.mend = "boot the host, without power in between if that alone does not help",
		.check = "reset-none",
		.file = "drivers/gpu/drm/amd/amdgpu/amdgpu_device.c",
	},
	{
		.format = "atombios stuck in loop for more than %dsecs aborting",
		.meaning = "the card's own setup code does not get to its end: it was left in a state that it cannot start from",
		.check = "reset-none",
		.file = "drivers/gpu/drm/amd/amdgpu/atom.c",
	},
	{
		.format = "PSP firmware loading failed",
		.meaning = "the card's security processor does not take its firmware: it was not reset since its last owner",
		.check = "reset-none",
		.file = "drivers/gpu/drm/amd/amdgpu/amdgpu_psp.c",
	},
	{
		.format = "Unable to locate a BIOS ROM",
		.meaning = "amdgpu found no ROM of the card",
		.mend = "where this is a guest: give it the ROM as a file (romfile=)",
		.file = "drivers/gpu/drm/amd/amdgpu/amdgpu_bios.c",
	},
	{
		.format = "GPU reset(%d) succeeded!",
		.harmless = true,
		.meaning = "amdgpu reset the card, and it works again",
		.file = "drivers/gpu/drm/amd/amdgpu/amdgpu_device.c",
	},
	{
		.format = "Bus Error: severity=%s, type=",
		.with = "severity=Uncorrect",
		.meaning = "a PCI Express device or link reported errors that nothing corrects",
		.mend = "seat the card anew, take riser cables out, set the slot to a lower generation in the firmware's setup",
		.check = "link-narrow",
		.file = "drivers/pci/pcie/aer.c",
	},
	{
		.format = "Bus Error: severity=%s, type=",
		.with = "severity=Correct",
		.harmless = true,
		.meaning = "the link repaired an error by itself; many of them point to a riser cable or to power saving of the link",
		.file = "drivers/pci/pcie/aer.c",
	},
	{
		.format = "VMX (%s TXT) disabled by BIOS",
		.meaning = "firmware switched VT-x off",
		.check = "cpu-virtualisation",
		.file = "arch/x86/kernel/cpu/feat_ctl.c",
	},
	{
		.format = "Failed to enable irq remapping",
		.meaning = "interrupts are not remapped",
		.check = "interrupt-remapping",
		.file = "drivers/iommu/intel/irq_remapping.c",
	},
	{
		.format = "This system BIOS has enabled interrupt remapping",
		.meaning = "the chipset has an erratum, so interrupts are not remapped",
		.check = "interrupt-remapping",
		.file = "drivers/iommu/intel/irq_remapping.c",
	},
	{
		.format = "not enough MMIO resources for SR-IOV",
		.meaning = "virtual functions found no room",
		.check = "above-4g",
		.file = "drivers/pci/iov.c",
	},
	{
		.format = "No firmware reserved region can cover this RMRR",
		.harmless = true,
		.meaning = "firmware's tables disagree; Linux goes on",
		.file = "arch/x86/include/asm/iommu.h",
	},
	{
		.format = "changed VGA decodes: olddecodes=",
		.harmless = true,
		.meaning = "graphics cards agreed on who answers to VGA's old addresses",
		.file = "drivers/pci/vgaarb.c",
		.only = "6.1",
	},
	{
		.format = "VGA decodes changed: olddecodes=",
		.harmless = true,
		.meaning = "graphics cards agreed on who answers to VGA's old addresses",
		.file = "drivers/pci/vgaarb.c",
		.only = "6.12 7.2",
	},
	{ 0 },
};

/* Length of a piece that stands in the line as it is, and of what follows it */
static size_t piece(const char *format, size_t *conversion)
{
	size_t len = strcspn(format, "%");

	*conversion = 0;
	if (format[len])
		*conversion = 1 + strcspn(format + len + 1, "diouxXsp") + 1;
	return len;
}

static bool fits(const char *format, const char *line, size_t len)
{
	while (*format) {
		size_t conversion, n = piece(format, &conversion);
		const char *found = n ? memmem(line, len, format, n) : line;

		if (!found)
			return false;
		len -= (size_t)(found - line) + n;
		line = found + n;
		format += n + conversion;
	}
	return true;
}

static bool is_message(const struct message *m, const char *line, size_t len)
{
	return fits(m->format, line, len) &&
	       (!m->with || memmem(line, len, m->with, strlen(m->with)));
}

/**
 * message_next() - find a message in a log
 * @m: the message
 * @log: where to begin, at the begin of a line
 * @len: of what is left of it
 * @line_len: set to the length of the line that is found
 *
 * A log has thousands of lines and few that matter, so how the message begins is
 * looked for in all of it at once.
 *
 * Return: the next line that is the message, or NULL.
 */
const char *message_next(const struct message *m, const char *log, size_t len,
			 size_t *line_len)
{
	const char *end = log + len, *found, *line, *stop;
	size_t conversion, n = piece(m->format, &conversion);

	for (; (found = memmem(log, (size_t)(end - log), m->format, n)); log = stop) {
		line = memrchr(log, '\n', (size_t)(found - log));
		line = line ? line + 1 : log;
		stop = memchr(found, '\n', (size_t)(end - found));
		*line_len = (size_t)((stop ? stop : end) - line);
		if (is_message(m, line, *line_len))
			return line;
		if (!stop)
			break;
	}
	return NULL;
}
