// SPDX-License-Identifier: GPL-2.0
/*
 * A function's reset methods, in the order in which the kernel would try them.
 *
 * Locking: none. The kernel writes the list without one when an administrator
 * sets it in sysfs, and sysfs reads it without one as well.
 */

#include <linux/build_bug.h>
#include <linux/string.h>

#include "acsdiag.h"

/*
 * pci_reset_fn_methods[] is not exported; reset_methods[] indexes it. A kernel
 * whose table has another length stops the build here, and needs a row.
 */
static const char * const method_names[] = {
	"",
	"device_specific",
	"acpi",
	"flr",
	"af_flr",
	"pm",
	"bus",
#if PCI_NUM_RESET_METHODS > 7
	"cxl_bus", /* since 6.10 */
#endif
};

static_assert(ARRAY_SIZE(method_names) == PCI_NUM_RESET_METHODS);

/**
 * acsdiag_reset_methods() - the list as sysfs' reset_method shows it
 * @pdev: a function
 * @names: where to write them, separated by spaces; empty for none
 * @len: size of @names
 */
void acsdiag_reset_methods(const struct pci_dev *pdev, char *names, size_t len)
{
	size_t used = 0;
	int i;

	names[0] = '\0';
	for (i = 0; i < PCI_NUM_RESET_METHODS; i++) {
		u8 method = READ_ONCE(pdev->reset_methods[i]);

		if (!method || method >= ARRAY_SIZE(method_names))
			break;
		used += scnprintf(names + used, len - used, "%s%s",
				  used ? " " : "", method_names[method]);
	}
}
