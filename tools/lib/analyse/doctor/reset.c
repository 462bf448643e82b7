// SPDX-License-Identifier: GPL-2.0
/* How devices for guests are reset, and who chose that. */

#include <stdio.h>
#include <string.h>

#include "analyse/doctor/doctor.h"
#include "analyse/viable.h"

#define CLASS_DISPLAY 0x03
#define VENDOR_AMD 0x1002

/* As pci_reset_fn_methods[] of drivers/pci/pci.c calls them */
static const char *const methods[] = {
	"device_specific", "acpi", "flr", "af_flr", "pm", "bus", "cxl_bus",
};

/* Is this one of the words of a text, with nothing of a name around it? */
static bool names_method(const char *text, const char *method)
{
	static const char of_names[] = "abcdefghijklmnopqrstuvwxyz_";
	size_t len = strlen(method);

	for (const char *p = text; (p = strstr(p, method)); p += len)
		if ((p == text || !strchr(of_names, p[-1])) &&
		    (!p[len] || !strchr(of_names, p[len])))
			return true;
	return false;
}

static bool is_amd_gpu(const struct function *f)
{
	return f->vendor == VENDOR_AMD && f->class >> 16 == CLASS_DISPLAY;
}

static struct place list_place(struct doctor *d, const struct function *f)
{
	char addr[PCI_ADDR_LEN];

	return (struct place){ host_printf(d->host, "/sys/bus/pci/devices/%s/reset_method",
					   addr_format(f->addr, addr)), 0 };
}

static const struct function *held_below(const struct machine *m,
					 const struct function *port)
{
	for (size_t i = 0; i < m->count; i++)
		if (function_is_below(&m->functions[i], port) &&
		    function_holds_group(&m->functions[i]))
			return &m->functions[i];
	return NULL;
}

/* All below a port can be reset together, where the host uses nothing of it. */
static void mend_below(struct doctor *d, const struct function *f)
{
	const struct device *port = f->parent ? host_device(d->host, f->parent->addr) : NULL;
	const struct function *held = f->parent ? held_below(d->machine, f->parent) : NULL;
	char addr[PCI_ADDR_LEN];

	if (!port || port->resets_below != FACT_KNOWN || f->flags & FN_NO_BUS_RESET)
		return;
	if (held) {
		mend_say(d, "the port above could reset all that is below it (reset_subordinate), but the host uses %s there",
			 addr_format(held->addr, addr));
		return;
	}
	mend_say(d, "while no guest runs with it, the port above resets all that is below it:");
	mend_run(d, "echo 1 > /sys/bus/pci/devices/%s/reset_subordinate", port->address);
}

static void look_none_one(struct doctor *d, const struct function *f)
{
	if (!f->reset_methods) {
		found_unknown(d, "how it can be reset was not read");
	} else if (*f->reset_methods) {
		found_ok(d, "it can be reset: %s", f->reset_methods);
	} else {
		found_wrong(d, "the kernel knows no way to reset it: a second start of the guest may find it as the first one left it");
		mend_below(d, f);
		mend_say(d, "its own driver may need a reset that the kernel lacks; pass it on together with all of its bus, or boot the host between guests");
	}
}

static void look_none(struct doctor *d)
{
	doctor_each(d, look_none_one);
}

static void mend_amd(struct doctor *d, const struct function *f)
{
	char addr[PCI_ADDR_LEN];

	if (module_loaded(d->host, "acsdiag"))
		mend_say(d, "the acsdiag module is loaded and does not reset this one; why:");
	else
		mend_say(d, "load the acsdiag module, which resets a number of them; what it does for this one:");
	mend_run(d, "acsdiag reset show %s", addr_format(f->addr, addr));
}

/*
 * D3hot and back leaves AMD's chips as they were (quirk_no_pm_reset() of
 * drivers/pci/quirks.c), and many do not come back from a bus reset.
 */
static void look_amd_one(struct doctor *d, const struct function *f)
{
	if (!is_amd_gpu(f)) {
		found_needless(d, "it is no graphics card of AMD's");
	} else if (!f->reset_methods || !*f->reset_methods) {
		found_needless(d, "no way to reset it is known; see reset-none");
	} else if (names_method(f->reset_methods, "device_specific") ||
		   names_method(f->reset_methods, "flr")) {
		found_ok(d, "it has a reset of its own: %s", f->reset_methods);
	} else {
		found_wrong(d, "it has no reset of its own (%s), and many of AMD's cards do not come back from a bus reset",
			    f->reset_methods);
		found_at(d, list_place(d, f), "%s", f->reset_methods);
		mend_amd(d, f);
	}
}

static void look_amd(struct doctor *d)
{
	doctor_each(d, look_amd_one);
}

/* Does a rule or script mean this function, by its address or by its IDs? */
static bool is_meant(const struct reset_rule *rule, const struct function *f)
{
	char addr[PCI_ADDR_LEN], vendor[8], device[8];

	snprintf(vendor, sizeof(vendor), "0x%04x", f->vendor);
	snprintf(device, sizeof(device), "0x%04x", f->device);
	return strstr(rule->text, addr_format(f->addr, addr)) ||
	       (strstr(rule->text, vendor) && strstr(rule->text, device));
}

/* A method that a rule asks for, and that is not in the function's list */
static const char *asked_in_vain(const struct reset_rule *rule,
				 const struct function *f)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (names_method(rule->text, methods[i]) &&
		    !names_method(f->reset_methods, methods[i]))
			return methods[i];
	return NULL;
}

static void mend_default(struct doctor *d, const struct function *f)
{
	mend_run(d, "echo default > %s", list_place(d, f).file);
}

/*
 * The kernel says so when a list is written without, or behind others, a reset of
 * its own that a device has: of a quirk, or of the acsdiag module.
 */
static bool is_shut_out(const struct doctor *d, const struct function *f,
			struct text *line)
{
	char addr[PCI_ADDR_LEN];

	return !names_method(f->reset_methods, "device_specific") &&
	       log_says(d->host, "Device-specific reset disabled/de-prioritized by user",
			addr_format(f->addr, addr), line);
}

static bool look_rules(struct doctor *d, const struct function *f)
{
	for (const struct reset_rule *r = d->host->reset_rules; r; r = r->next) {
		struct text line;
		const char *vain;

		if (!is_meant(r, f))
			continue;
		vain = asked_in_vain(r, f);
		if (vain)
			found_wrong(d, "at boot its reset method is set to %s, which it does not have",
				    vain);
		else if (is_shut_out(d, f, &line))
			found_wrong(d, "at boot its reset methods are set to %s, which shuts its own reset out",
				    f->reset_methods);
		else
			continue;
		found_at(d, r->place, "%s", r->text);
		found_at(d, list_place(d, f), "%s", f->reset_methods);
		mend_edit(d, r->place, "remove this line: the kernel chooses well, and the acsdiag module puts its own reset first");
		mend_default(d, f);
		return true;
	}
	return false;
}

/* The kernel puts device_specific first wherever there is one. */
static bool is_last_resort(const struct function *f)
{
	return names_method(f->reset_methods, "device_specific") &&
	       strncmp(f->reset_methods, "device_specific", 15);
}

/* The file is there only where the kernel knew a method when it found the device. */
static bool was_emptied(const struct host *h, const struct function *f)
{
	const struct device *device = host_device(h, f->addr);

	return device && device->reset_method.fact == FACT_KNOWN &&
	       !*device->reset_method.text;
}

static void look_stale_one(struct doctor *d, const struct function *f)
{
	struct text line = { 0 };

	if (!f->reset_methods) {
		found_unknown(d, "how it can be reset was not read");
		return;
	}
	if (look_rules(d, f))
		return;
	if (was_emptied(d->host, f)) {
		found_wrong(d, "it could be reset, and somebody took all of its reset methods away");
	} else if (is_last_resort(f)) {
		found_wrong(d, "somebody put its own reset behind others (%s): it is not used while one of these works",
			    f->reset_methods);
	} else if (is_shut_out(d, f, &line)) {
		found_wrong(d, "somebody took its own reset out of the list (%s)",
			    f->reset_methods);
		found_at(d, line.place, "%s", line.text);
	} else {
		found_ok(d, "nothing of an older setup chooses its reset methods");
		return;
	}
	found_at(d, list_place(d, f), "\"%s\"", f->reset_methods);
	mend_default(d, f);
}

static void look_stale(struct doctor *d)
{
	doctor_each(d, look_stale_one);
}

/* Both redirect pci_dev_specific_reset(), which only one can. */
static void look_rivals(struct doctor *d)
{
	const struct directive *load = d->host->modules.directives;

	while (load && (load->kind != DIRECTIVE_LOAD ||
			strcmp(load->module, "vendor_reset")))
		load = load->next;
	if (!module_loaded(d->host, "vendor_reset") || !module_loaded(d->host, "acsdiag")) {
		found_ok(d, "no two modules want to reset the same cards");
		return;
	}
	found_wrong(d, "the modules vendor_reset and acsdiag are both loaded, and only the one that came first resets cards");
	found_at(d, d->host->modules.loaded.place, "vendor_reset, acsdiag");
	if (load) {
		found_at(d, load->place, "%s", load->module);
		mend_edit(d, load->place, "remove vendor-reset");
	}
	mend_run(d, "modprobe -r acsdiag vendor_reset; modprobe acsdiag");
}

static const struct reset_done *last_reset(const struct host *h, const struct function *f)
{
	const struct reset_done *last = NULL;

	for (const struct reset_done *done = h->resets; done; done = done->next)
		if (!addr_compare(done->addr, f->addr))
			last = done;
	return last;
}

static void look_failed_one(struct doctor *d, const struct function *f)
{
	const struct reset_done *last = last_reset(d->host, f);
	char addr[PCI_ADDR_LEN];

	if (!is_amd_gpu(f) || !module_loaded(d->host, "acsdiag")) {
		found_needless(d, "the acsdiag module does not reset it");
	} else if (d->host->resets_fact != FACT_KNOWN) {
		found_unknown(d, "what came of its resets is for root to read");
	} else if (!last || !last->error) {
		found_ok(d, "no reset of it failed, or a later one made up for it");
	} else {
		found_wrong(d, "its last reset failed and left it %s%s%s",
			    last->after ? last->after : "in a state not known",
			    last->failure ? ": " : "", last->failure ? last->failure : "");
		found_at(d, last->place, "error %u", last->error);
		mend_run(d, "acsdiag reset show %s", addr_format(f->addr, addr));
	}
}

static void look_failed(struct doctor *d)
{
	doctor_each(d, look_failed_one);
}

const struct check reset_checks[] = {
	{ "reset-none", SUBJECT_DEVICES, SEVERITY_WARN,
	  "a device for guests can be reset", look_none },
	{ "reset-amd", SUBJECT_DEVICES, SEVERITY_WARN,
	  "a graphics card of AMD's for guests has a reset of its own", look_amd },
	{ "reset-stale", SUBJECT_DEVICES, SEVERITY_WARN,
	  "no old rule or script chooses reset methods that do not work", look_stale },
	{ "reset-rivals", SUBJECT_DEVICES, SEVERITY_WARN,
	  "only one module resets cards (acsdiag, vendor-reset)", look_rivals },
	{ "reset-failed", SUBJECT_DEVICES, SEVERITY_WARN,
	  "a graphics card for guests came out of its last reset", look_failed },
	{ 0 },
};
