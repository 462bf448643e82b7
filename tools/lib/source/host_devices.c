// SPDX-License-Identifier: GPL-2.0
/* What sysfs says of a function that decides no grouping: link, SR-IOV, ROM. */

#include <string.h>

#include "source/root.h"

#define DEVICES "/sys/bus/pci/devices"

static struct text value_of(const struct root *root, const char *device,
			    const char *name)
{
	return root_value(root, host_printf(root->h, DEVICES "/%s/%s", device, name));
}

static bool has(const struct root *root, const char *device, const char *name)
{
	return root_has(root, host_printf(root->h, DEVICES "/%s/%s", device,
					  name)) == FACT_KNOWN;
}

static void read_device(const struct root *root, const char *address,
			struct device **last)
{
	struct device *d = host_alloc(root->h, sizeof(*d));

	if (!d)
		return;
	d->address = address;
	d->width = value_of(root, address, "current_link_width");
	d->max_width = value_of(root, address, "max_link_width");
	d->vfs_total = value_of(root, address, "sriov_totalvfs");
	if (d->vfs_total.fact == FACT_KNOWN)
		d->vfs = value_of(root, address, "sriov_numvfs");
	d->mdev = has(root, address, "mdev_supported_types") ? FACT_KNOWN :
							       FACT_ABSENT;
	d->rom = root_text(root, host_printf(root->h, DEVICES "/%s/rom", address));
	*last = d;
}

/**
 * host_devices_read() - further facts of the functions that could be passed on
 * @root: the root; its host is filled
 *
 * Virtual functions and bridges are left out. Reading a ROM fails where nobody
 * switched it on, which is not done here.
 */
void host_devices_read(const struct root *root)
{
	struct device **last = &root->h->devices;
	struct names names;

	if (root_names(root, DEVICES, "", &names) != FACT_KNOWN)
		return;
	for (size_t i = 0; i < names.count; i++) {
		const char *address = names.list[i];

		if (has(root, address, "physfn") ||
		    has(root, address, "secondary_bus_number"))
			continue;
		read_device(root, address, last);
		if (*last)
			last = &(*last)->next;
	}
}
