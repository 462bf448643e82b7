// SPDX-License-Identifier: GPL-2.0
/*
 * What sysfs says of a function that decides no grouping: link, power, resets,
 * SR-IOV, ROM. Nobody is woken for it: to show a link, the kernel would switch on
 * what is in D3cold (pci_config_pm_runtime_get()).
 */

#include <string.h>

#include "source/root.h"

#define DEVICES "/sys/bus/pci/devices"

static struct text value_of(const struct root *root, const char *device,
			    const char *name)
{
	return root_value(root, host_printf(root->h, DEVICES "/%s/%s", device, name));
}

static enum fact has(const struct root *root, const char *device, const char *name)
{
	return root_has(root, host_printf(root->h, DEVICES "/%s/%s", device, name));
}

static void read_link(const struct root *root, struct device *d)
{
	struct text power = value_of(root, d->address, "power_state");

	if (power.fact == FACT_KNOWN && !strcmp(power.text, "D3cold"))
		return;
	d->width = value_of(root, d->address, "current_link_width");
	if (d->width.fact != FACT_KNOWN)
		return;
	d->max_width = value_of(root, d->address, "max_link_width");
	d->speed = value_of(root, d->address, "current_link_speed");
	d->max_speed = value_of(root, d->address, "max_link_speed");
}

static void read_sharing(const struct root *root, struct device *d)
{
	const char *path = host_printf(root->h, DEVICES "/%s/mdev_supported_types",
				       d->address);
	struct names types;

	d->vfs_total = value_of(root, d->address, "sriov_totalvfs");
	if (d->vfs_total.fact == FACT_KNOWN)
		d->vfs = value_of(root, d->address, "sriov_numvfs");
	d->mdev = root_names(root, path, "", &types);
	d->mdev_types = d->mdev == FACT_KNOWN && types.count ? types.list[0] : "none";
	for (size_t i = 1; d->mdev == FACT_KNOWN && i < types.count; i++)
		d->mdev_types = host_printf(root->h, "%s, %s", d->mdev_types,
					    types.list[i]);
}

/* Kernels before 7.0 show "(null)" where there is no override. */
static void read_override(const struct root *root, struct device *d)
{
	d->driver_override = value_of(root, d->address, "driver_override");
	if (d->driver_override.fact == FACT_KNOWN &&
	    !strcmp(d->driver_override.text, "(null)"))
		d->driver_override.text = "";
}

static void read_endpoint(const struct root *root, struct device *d)
{
	read_sharing(root, d);
	read_override(root, d);
	d->reset_method = value_of(root, d->address, "reset_method");
	d->d3cold_allowed = value_of(root, d->address, "d3cold_allowed");
	d->rom = root_text(root, host_printf(root->h, DEVICES "/%s/rom", d->address));
}

static void read_device(const struct root *root, const char *address,
			struct device **last)
{
	struct device *d = host_alloc(root->h, sizeof(*d));

	if (!d)
		return;
	d->address = address;
	read_link(root, d);
	if (has(root, address, "secondary_bus_number") == FACT_KNOWN)
		d->resets_below = has(root, address, "reset_subordinate");
	else
		read_endpoint(root, d);
	*last = d;
}

/**
 * host_devices_read() - further facts of the functions
 * @root: the root; its host is filled
 *
 * Virtual functions are left out; of bridges the link is read. Reading a ROM
 * fails where nobody switched it on, which is not done here.
 */
void host_devices_read(const struct root *root)
{
	struct device **last = &root->h->devices;
	struct names names;

	if (root_names(root, DEVICES, "", &names) != FACT_KNOWN)
		return;
	for (size_t i = 0; i < names.count; i++) {
		const char *address = names.list[i];

		if (has(root, address, "physfn") == FACT_KNOWN)
			continue;
		read_device(root, address, last);
		if (*last)
			last = &(*last)->next;
	}
}
