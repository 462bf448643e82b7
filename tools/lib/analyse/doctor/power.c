// SPDX-License-Identifier: GPL-2.0
/* Does a device answer, and does it come back from being without power? */

#include <string.h>

#include "analyse/doctor/doctor.h"

#define IS_GONE "Unable to change power state from %s to D0, device inaccessible"

static bool is_without_power(const struct function *f)
{
	return f->power && !strcmp(f->power, "D3cold");
}

static void look_silent_one(struct doctor *d, const struct function *f)
{
	char addr[PCI_ADDR_LEN];

	addr_format(f->addr, addr);
	if (f->flags & FN_SILENT) {
		found_wrong(d, "it does not answer: every register reads as ones");
		found_at(d, (struct place){ host_printf(d->host, "/sys/bus/pci/devices/%s/config",
							addr), 0 }, "ff ff ff ff ...");
		mend_say(d, "a reset broke it, or it lost its power; look for it anew:");
		mend_run(d, "echo 1 > /sys/bus/pci/devices/%s/remove; echo 1 > /sys/bus/pci/rescan",
			 addr);
		mend_say(d, "where that does not help, switch the host off and take its power for a minute");
	} else if (is_without_power(f)) {
		found_ok(d, "it is without power until it is used (D3cold)");
	} else if (!(f->has & HAS_HEADER)) {
		found_unknown(d, "its registers were not read");
	} else {
		found_ok(d, "it answers%s%s", f->power ? ", its power state is " : "",
			 f->power ? f->power : "");
	}
}

static void look_silent(struct doctor *d)
{
	doctor_each(d, look_silent_one);
}

static void mend_power(struct doctor *d, const struct function *f)
{
	mend_say(d, "boot the host; then keep its power on, at each boot before a guest starts:");
	mend_run(d, "echo 0 > /sys/bus/pci/devices/%04x:%02x:%02x.%x/d3cold_allowed",
		 f->addr.domain, f->addr.bus, f->addr.devfn >> 3, f->addr.devfn & 7);
	mend_edit(d, (struct place){ "/etc/modprobe.d/vfio.conf", 0 },
		  "options vfio-pci disable_idle_d3=1");
	mend_initramfs(d);
}

static void look_d3cold_one(struct doctor *d, const struct function *f)
{
	const struct device *device = host_device(d->host, f->addr);
	const struct text *allowed = device ? &device->d3cold_allowed : NULL;
	char addr[PCI_ADDR_LEN];
	struct text line;

	addr_format(f->addr, addr);
	if (log_says(d->host, IS_GONE, addr, &line)) {
		found_wrong(d, "it did not come back when its power was to be switched on again");
		found_at(d, line.place, "%s", line.text);
		if (allowed && allowed->fact == FACT_KNOWN)
			found_at(d, allowed->place, "%s", allowed->text);
		mend_power(d, f);
	} else if (!allowed || allowed->fact != FACT_KNOWN) {
		found_needless(d, "the kernel does not say whether its power may be taken away");
	} else {
		found_ok(d, *allowed->text == '0' ? "its power stays on (D3cold is forbidden)" :
						    "nothing tells of trouble with its power");
		found_at(d, allowed->place, "%s", allowed->text);
	}
}

static void look_d3cold(struct doctor *d)
{
	doctor_each(d, look_d3cold_one);
}

const struct check power_checks[] = {
	{ "device-silent", SUBJECT_DEVICES, SEVERITY_FAIL,
	  "a device for guests answers", look_silent },
	{ "d3cold", SUBJECT_DEVICES, SEVERITY_WARN,
	  "a device for guests came back each time from being without power",
	  look_d3cold },
	{ 0 },
};
