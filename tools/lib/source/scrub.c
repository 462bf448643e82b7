// SPDX-License-Identifier: GPL-2.0
/* Keep what tells a person's machine from others out of what is shared. */

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "source/scrub.h"

/*
 * Parameters that bear on grouping, resets and passthrough. The others are left
 * out, not masked: root=, ip=, cryptdevice= and their like hold serial numbers,
 * MAC addresses and paths in more shapes than a filter can know.
 */
static const char *const kept[] = {
	"amd_iommu=", "amdgpu.", "default_hugepagesz=", "efi=", "efifb",
	"hugepages=", "hugepagesz=", "i915.", "initcall_blacklist=", "intel_iommu=",
	"iomem=", "iommu=", "iommu.", "kvm.", "kvm_amd.", "kvm_intel.",
	"modprobe.blacklist=", "module_blacklist=", "nomodeset", "nosmt",
	"nouveau.", "pci=", "pcie_", "pci-stub.",
	"rd.driver.", "swiotlb=", "vfio", "video=", "xe.",
};

static bool is_kept(const char *word, size_t len)
{
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		size_t prefix = strlen(kept[i]);

		if (len >= prefix && !memcmp(word, kept[i], prefix))
			return true;
	}
	return false;
}

/**
 * scrub_cmdline() - the part of a kernel command line that may be shared
 * @cmdline: the whole
 *
 * Return: the parameters that matter here, in their order; the caller frees.
 * NULL without memory.
 */
char *scrub_cmdline(const char *cmdline)
{
	char *text = malloc(strlen(cmdline) + 1), *end = text;

	if (!text)
		return NULL;
	while (*cmdline) {
		size_t len = strcspn(cmdline, " ");

		if (is_kept(cmdline, len)) {
			if (end != text)
				*end++ = ' ';
			memcpy(end, cmdline, len);
			end += len;
		}
		cmdline += len;
		cmdline += strspn(cmdline, " ");
	}
	*end = '\0';
	return text;
}
