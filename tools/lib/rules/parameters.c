// SPDX-License-Identifier: GPL-2.0
/* Kernel parameters that guides tell people to set, and those that are no good. */

#include "rules/parameters.h"

#define AMD_OPTIONS "parse_amd_iommu_options(), drivers/iommu/amd/init.c"
#define INTEL_OPTIONS "intel_iommu_setup(), drivers/iommu/intel/iommu.c"
#define X86_OPTIONS "iommu_setup(), arch/x86/kernel/pci-dma.c"
#define PCI_OPTIONS "pci= in Documentation/admin-guide/kernel-parameters.txt"
#define DRACUT_OPTIONS "dracut.cmdline(7)"
#define SIMPLE_FRAMEBUFFER "CONFIG_SYSFB_SIMPLEFB"

const struct parameter_rule parameter_rules[] = {
	{ "amd_iommu", "on", NULL, INITRAMFS_UNKNOWN,
	  "the kernel knows no amd_iommu=on: AMD's IOMMU is on unless it is switched off",
	  NULL, AMD_OPTIONS },
	{ "amd_iommu", "pt", NULL, INITRAMFS_UNKNOWN,
	  "the kernel knows no amd_iommu=pt", "iommu=pt", AMD_OPTIONS },
	{ "amd_iommu", "fullflush", NULL, INITRAMFS_UNKNOWN,
	  "amd_iommu=fullflush is obsolete", "iommu.strict=1", AMD_OPTIONS },
	{ "intel_iommu", "pt", NULL, INITRAMFS_UNKNOWN,
	  "the kernel knows no intel_iommu=pt", "intel_iommu=on iommu=pt",
	  INTEL_OPTIONS },
	{ "intel_iommu", "1", NULL, INITRAMFS_UNKNOWN,
	  "the kernel knows no intel_iommu=1", "intel_iommu=on", INTEL_OPTIONS },
	{ "intel_iommu", "strict", NULL, INITRAMFS_UNKNOWN,
	  "intel_iommu=strict is obsolete", "iommu.strict=1", INTEL_OPTIONS },
	{ "iommu", "on", NULL, INITRAMFS_UNKNOWN,
	  "the kernel knows no iommu=on: it does nothing", NULL, X86_OPTIONS },
	{ "iommu", "1", NULL, INITRAMFS_UNKNOWN,
	  "the kernel knows no iommu=1: it does nothing", NULL, X86_OPTIONS },
	{ "video", "efifb:off", SIMPLE_FRAMEBUFFER, INITRAMFS_UNKNOWN,
	  "video=efifb:off does nothing here: this kernel's early console is simpledrm",
	  "initcall_blacklist=sysfb_init", "drivers/firmware/sysfb.c" },
	{ "video", "vesafb:off", SIMPLE_FRAMEBUFFER, INITRAMFS_UNKNOWN,
	  "video=vesafb:off does nothing here: this kernel's early console is simpledrm",
	  "initcall_blacklist=sysfb_init", "drivers/firmware/sysfb.c" },
	{ "rd.driver.pre", NULL, NULL, INITRAMFS_DRACUT,
	  "rd.driver.pre= is for dracut, and this host's initramfs is made by another program",
	  NULL, DRACUT_OPTIONS },
	{ "rd.driver.blacklist", NULL, NULL, INITRAMFS_DRACUT,
	  "rd.driver.blacklist= is for dracut, and this host's initramfs is made by another program",
	  NULL, DRACUT_OPTIONS },
	{ "pci", "nommconf", NULL, INITRAMFS_UNKNOWN,
	  "pci=nommconf hides the extended configuration space, and with it ACS: groups are larger than need be",
	  NULL, PCI_OPTIONS },
	{ "pci", "nomsi", NULL, INITRAMFS_UNKNOWN,
	  "pci=nomsi takes message-signalled interrupts from every device, those of guests too",
	  NULL, PCI_OPTIONS },
	{ 0 },
};

static const char *const that_matter[] = {
	"intel_iommu", "amd_iommu", "iommu", "iommu.passthrough",
	"iommu.strict", "intremap", "vfio_pci.ids", "pci_stub.ids",
	"pcie_acs_override", "vfio_iommu_type1.allow_unsafe_interrupts",
	"kvm.ignore_msrs", "modprobe.blacklist", "module_blacklist",
	"rd.driver.pre", "rd.driver.blacklist", "video", "initcall_blacklist",
	"pci", "hugepages", "hugepagesz", "default_hugepagesz",
};

/**
 * parameter_matters() - is this one of those that passthrough is set up with?
 * @word: the parameter
 *
 * Return: true when it is.
 */
bool parameter_matters(const struct word *word)
{
	for (size_t i = 0; i < sizeof(that_matter) / sizeof(that_matter[0]); i++)
		if (parameter_is(word, that_matter[i]))
			return true;
	return false;
}
