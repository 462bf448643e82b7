// SPDX-License-Identifier: GPL-2.0
/*
 * Who gets a device at boot: IDs given to vfio-pci, drivers that could be
 * faster, and overrides by address.
 */

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/doctor/doctor.h"
#include "analyse/viable.h"

#define IDS_MAX 64
#define MODALIAS_LEN 96
#define VENDOR_AT 5
#define VENDOR_DIGITS 8

/**
 * struct given_id - one entry of "ids="
 * @text: as it stands there
 * @len: of @text
 * @vendor: vendor
 * @device: device
 * @subvendor: subsystem vendor, -1 for any
 * @subdevice: subsystem, -1 for any
 * @valid: vfio-pci takes it
 * @place: where
 */
struct given_id {
	const char *text;
	int len;
	unsigned int vendor, device;
	long subvendor, subdevice;
	bool valid;
	struct place place;
};

/**
 * struct given_ids - all entries that vfio-pci gets
 */
struct given_ids {
	struct given_id list[IDS_MAX];
	size_t count;
};

/* As vfio_pci_fill_ids() takes it */
static void add_id(struct given_ids *ids, const char *text, size_t len,
		   struct place place)
{
	struct given_id id = {
		.text = text, .len = (int)len, .subvendor = -1,
		.subdevice = -1, .place = place,
	};
	unsigned int subvendor, subdevice;
	char entry[64];
	int fields;

	if (!len || len >= sizeof(entry) || ids->count == IDS_MAX)
		return;
	memcpy(entry, text, len);
	entry[len] = '\0';
	fields = sscanf(entry, "%x:%x:%x:%x", &id.vendor, &id.device,
			&subvendor, &subdevice);
	id.valid = fields >= 2;
	if (fields >= 3)
		id.subvendor = subvendor;
	if (fields >= 4)
		id.subdevice = subdevice;
	ids->list[ids->count++] = id;
}

static void add_ids(struct given_ids *ids, const char *value, struct place place)
{
	while (value && *value) {
		size_t len = strcspn(value, ",");

		add_id(ids, value, len, place);
		value += len + (value[len] == ',');
	}
}

/* What counts is the last "ids=": of the options, then of the command line. */
static struct given_ids given_ids(const struct host *h)
{
	const struct directive *d = option_directive(h, "vfio_pci", "ids");
	const struct word *w = running_word(h, "vfio_pci.ids");
	struct given_ids ids = { .count = 0 };

	if (!w && d)
		w = word_find(d->words, "ids");
	if (w)
		add_ids(&ids, w->value, w->place);
	return ids;
}

static bool id_matches(const struct given_id *id, const struct function *f)
{
	return id->valid && f->has & HAS_IDS && id->vendor == f->vendor &&
	       id->device == f->device &&
	       (id->subvendor < 0 || id->subvendor == f->subvendor) &&
	       (id->subdevice < 0 || id->subdevice == f->subdevice);
}

static const struct function *match_from(const struct doctor *d,
					 const struct given_id *id, size_t *from)
{
	while (*from < d->machine->count) {
		const struct function *f = &d->machine->functions[(*from)++];

		if (id_matches(id, f))
			return f;
	}
	return NULL;
}

static void look_unmatched(struct doctor *d)
{
	struct given_ids ids = given_ids(d->host);

	for (size_t i = 0; i < ids.count; i++) {
		const struct given_id *id = &ids.list[i];
		size_t from = 0;

		if (match_from(d, id, &from))
			continue;
		if (id->valid)
			found_wrong(d, "vfio-pci is told to take %.*s, and there is no such device",
				    id->len, id->text);
		else
			found_wrong(d, "vfio-pci does not understand the ID %.*s; one looks like 10de:1b80",
				    id->len, id->text);
		found_at(d, id->place, "ids=...%.*s", id->len, id->text);
		mend_edit(d, id->place, "remove or correct %.*s", id->len, id->text);
		mend_initramfs(d);
		return;
	}
	if (ids.count)
		found_ok(d, "each of the %zu IDs given to vfio-pci is that of a device",
			 ids.count);
	else
		found_needless(d, "vfio-pci is given no IDs");
}

/* An ID that two cards have, one of which the host uses or shows its console on */
static const struct function *also_taken(const struct doctor *d,
					 const struct given_id *id,
					 const struct function **meant)
{
	const struct function *f, *other = NULL;
	size_t from = 0, count = 0;

	*meant = NULL;
	while ((f = match_from(d, id, &from))) {
		count++;
		if (f->flags & FN_BOOT_VGA || (f->driver && *f->driver &&
					       !function_on_vfio(f)))
			other = f;
		else
			*meant = f;
	}
	return count > 1 ? other : NULL;
}

/* An ID that two cards have, one of which is for a guest and the other for none */
static const struct function *taken_for_nobody(const struct doctor *d,
					       const struct given_id *id,
					       const struct function **meant)
{
	const struct function *f, *other = NULL;
	size_t from = 0;

	*meant = NULL;
	while ((f = match_from(d, id, &from)))
		*(doctor_given(d->host, f) ? meant : &other) = f;
	return *meant ? other : NULL;
}

static bool is_ambiguous(struct doctor *d, const struct given_id *id)
{
	const struct function *meant, *f = also_taken(d, id, &meant);
	char addr[PCI_ADDR_LEN];

	if (f) {
		found_wrong(d, "the ID %.*s is that of several cards, and the host uses one of them",
			    id->len, id->text);
	} else {
		f = taken_for_nobody(d, id, &meant);
		if (!f)
			return false;
		found_wrong(d, "the ID %.*s is that of several cards, and no guest is given this one: the host cannot use it",
			    id->len, id->text);
	}
	found_of(d, f);
	found_at(d, id->place, "ids=...%.*s", id->len, id->text);
	found_at(d, (struct place){ 0 }, "%s is bound to %s", addr_format(f->addr, addr),
		 f->driver && *f->driver ? f->driver : "no driver");
	mend_edit(d, id->place, "remove %.*s", id->len, id->text);
	mend_say(d, "and have just the one that is meant taken, by its address:");
	mend_run(d, "acsdiag plan %s",
		 meant ? addr_format(meant->addr, addr) : "ADDRESS-OF-THE-ONE-MEANT");
	return true;
}

static void look_ambiguous(struct doctor *d)
{
	struct given_ids ids = given_ids(d->host);

	for (size_t i = 0; i < ids.count; i++)
		if (is_ambiguous(d, &ids.list[i]))
			return;
	if (ids.count)
		found_ok(d, "no ID given to vfio-pci is that of a card in use");
	else
		found_needless(d, "vfio-pci is given no IDs");
}

static void look_several(struct doctor *d)
{
	const struct directive *last = option_directive(d->host, "vfio_pci", "ids");

	for (const struct directive *o = d->host->modules.directives; o; o = o->next) {
		if (o->kind != DIRECTIVE_OPTIONS || o == last ||
		    strcmp(o->module, "vfio_pci") || !word_find(o->words, "ids"))
			continue;
		found_wrong(d, "vfio-pci is given IDs on several lines, and only the last one counts");
		found_at(d, o->place, "options vfio-pci %s", o->rest);
		found_at(d, last->place, "options vfio-pci %s (this one counts)",
			 last->rest);
		mend_edit(d, last->place, "put all IDs behind one ids=, with commas between them; remove the other lines");
		mend_initramfs(d);
		return;
	}
	if (last)
		found_ok(d, "vfio-pci is given its IDs on one line");
	else
		found_needless(d, "no file gives vfio-pci IDs");
}

static bool blacklisted(const struct host *h, const char *module)
{
	for (const struct directive *d = h->modules.directives; d; d = d->next)
		if (!strcmp(d->module, module) &&
		    (d->kind == DIRECTIVE_BLACKLIST ||
		     (d->kind == DIRECTIVE_INSTALL && strstr(d->rest, "false"))))
			return true;
	return false;
}

/* "softdep amdgpu pre: vfio-pci" */
static bool waits_for_vfio(const struct host *h, const char *module)
{
	for (const struct directive *d = h->modules.directives; d; d = d->next)
		if (d->kind == DIRECTIVE_SOFTDEP && !strcmp(d->module, module) &&
		    strstr(d->rest, "pre:") && strstr(d->rest, "vfio"))
			return true;
	return false;
}

static void write_modalias(const struct function *f, char text[MODALIAS_LEN])
{
	snprintf(text, MODALIAS_LEN,
		 "pci:v%08Xd%08Xsv%08Xsd%08Xbc%02Xsc%02Xi%02X", f->vendor,
		 f->device, f->subvendor, f->subdevice, f->class >> 16,
		 f->class >> 8 & 0xff, f->class & 0xff);
}

/*
 * The module behind "alias PATTERN MODULE" if the pattern fits, else NULL. Most are
 * for another vendor, "pci:v" and eight digits, which is seen at once.
 */
static const char *alias_module(struct host *h, const char *line,
				const char *modalias)
{
	char pattern[256];
	size_t len;

	if (line[VENDOR_AT] != '*' &&
	    strncmp(line, modalias, VENDOR_AT + VENDOR_DIGITS))
		return NULL;
	len = strcspn(line, "\n ");
	if (len >= sizeof(pattern) || line[len] != ' ')
		return NULL;
	memcpy(pattern, line, len);
	pattern[len] = '\0';
	if (fnmatch(pattern, modalias, 0))
		return NULL;
	line += len + 1;
	return module_name(h, line, strcspn(line, "\n "));
}

/* A driver that wants this device and that nothing keeps behind vfio-pci */
static const char *faster_driver(struct host *h, const struct function *f)
{
	static const char key[] = "alias pci:";
	const char *p = h->modules.aliases.text;
	char modalias[MODALIAS_LEN];

	write_modalias(f, modalias);
	for (; p && (p = strstr(p, key)); p++) {
		const char *module = alias_module(h, p + strlen("alias "), modalias);

		if (module && strncmp(module, "vfio", 4) && !blacklisted(h, module) &&
		    !waits_for_vfio(h, module))
			return module;
	}
	return NULL;
}

static bool race_is_lost(struct doctor *d, const struct given_id *id)
{
	const struct function *f;
	size_t from = 0;

	while ((f = match_from(d, id, &from))) {
		const char *driver;

		if (!f->driver || !*f->driver || function_on_vfio(f))
			continue;
		driver = faster_driver(d->host, f);
		if (!driver || strcmp(driver, f->driver))
			driver = f->driver;
		found_wrong(d, "vfio-pci is to have this device, and %s was faster",
			    f->driver);
		found_of(d, f);
		found_at(d, id->place, "ids=...%.*s", id->len, id->text);
		found_at(d, (struct place){ 0 }, "bound to %s", f->driver);
		mend_edit(d, (struct place){ "/etc/modprobe.d/vfio.conf", 0 },
			  "softdep %s pre: vfio-pci", driver);
		mend_initramfs(d);
		return true;
	}
	return false;
}

static void look_race(struct doctor *d)
{
	struct given_ids ids = given_ids(d->host);
	const struct function *other;

	if (!ids.count) {
		found_needless(d, "vfio-pci is given no IDs");
		return;
	}
	for (size_t i = 0; i < ids.count; i++)
		if (!also_taken(d, &ids.list[i], &other) &&
		    race_is_lost(d, &ids.list[i]))
			return;
	found_ok(d, "no other driver has a device that vfio-pci is to have");
}

/* Nothing was lost this time, but nothing makes the order sure either. */
static void look_order(struct doctor *d)
{
	struct given_ids ids = given_ids(d->host);
	const struct function *f;
	const char *driver;

	if (!ids.count) {
		found_needless(d, "vfio-pci is given no IDs");
		return;
	}
	if (d->host->modules.aliases.fact != FACT_KNOWN) {
		found_unknown(d, "which drivers want a device was not read");
		return;
	}
	for (size_t i = 0; i < ids.count; i++) {
		size_t from = 0;

		while ((f = match_from(d, &ids.list[i], &from))) {
			driver = faster_driver(d->host, f);
			if (!driver)
				continue;
			found_wrong(d, "%s wants this device too, and nothing makes it wait for vfio-pci",
				    driver);
			found_of(d, f);
			found_at(d, d->host->modules.aliases.place,
				 "an alias of %s fits", driver);
			mend_edit(d, (struct place){ "/etc/modprobe.d/vfio.conf", 0 },
				  "softdep %s pre: vfio-pci", driver);
			mend_initramfs(d);
			return;
		}
	}
	found_ok(d, "drivers that want a device of vfio-pci's wait, or are blacklisted");
}

/* An override of driverctl(8)'s that does not hold */
static bool kept_in_vain(struct doctor *d, const struct override *o)
{
	struct pci_addr addr;
	const struct function *f = NULL;

	if (!addr_parse(o->address, &addr, NULL))
		f = machine_find(d->machine, addr);
	if (f && f->driver && !strcmp(f->driver, o->driver))
		return false;
	found_wrong(d, f ? "driverctl is to give %s to %s, and it has another driver" :
			   "driverctl is to give %s to %s, and there is no such device: addresses change with slots and firmware settings",
		    o->address, o->driver);
	found_of(d, f);
	found_at(d, o->place, "%s", o->driver);
	if (f)
		found_at(d, (struct place){ 0 }, "bound to %s",
			 f->driver && *f->driver ? f->driver : "no driver");
	mend_run(d, f ? "driverctl set-override %s %s" :
			"driverctl unset-override %s # was %s",
		 o->address, o->driver);
	return true;
}

/* An override in sysfs: it counts when a driver is looked for, not before. */
static bool set_in_vain(struct doctor *d, const struct function *f)
{
	const struct device *device = host_device(d->host, f->addr);
	const struct text *wanted = device ? &device->driver_override : NULL;

	if (!wanted || wanted->fact != FACT_KNOWN || !*wanted->text ||
	    !f->driver || !strcmp(f->driver, wanted->text))
		return false;
	found_wrong(d, "only %s may have it (driver_override), and it is bound to %s",
		    wanted->text, *f->driver ? f->driver : "no driver");
	found_of(d, f);
	found_at(d, wanted->place, "%s", wanted->text);
	if (*f->driver)
		mend_run(d, "echo %s > /sys/bus/pci/devices/%s/driver/unbind",
			 device->address, device->address);
	mend_run(d, "modprobe %s; echo %s > /sys/bus/pci/drivers_probe",
		 wanted->text, device->address);
	return true;
}

static void look_override(struct doctor *d)
{
	const struct override *o = d->host->modules.overrides;

	for (; o; o = o->next)
		if (kept_in_vain(d, o))
			return;
	for (size_t i = 0; i < d->machine->count; i++)
		if (set_in_vain(d, &d->machine->functions[i]))
			return;
	found_ok(d, "each device has the driver that an override names, if there is one");
}

const struct check binding_checks[] = {
	{ "vfio-ids-unmatched", SUBJECT_MODULES, SEVERITY_WARN,
	  "each ID given to vfio-pci is that of a device", look_unmatched },
	{ "vfio-ids-ambiguous", SUBJECT_MODULES, SEVERITY_WARN,
	  "no ID given to vfio-pci is that of a card in use as well",
	  look_ambiguous },
	{ "vfio-ids-lines", SUBJECT_MODULES, SEVERITY_FAIL,
	  "the IDs for vfio-pci stand on one line", look_several },
	{ "vfio-race-lost", SUBJECT_MODULES, SEVERITY_FAIL,
	  "vfio-pci has the devices it is told to take", look_race },
	{ "vfio-softdep", SUBJECT_MODULES, SEVERITY_WARN,
	  "drivers of devices meant for vfio-pci wait for it, or are blacklisted",
	  look_order },
	{ "driver-override", SUBJECT_MODULES, SEVERITY_WARN,
	  "devices have the drivers that overrides name (driverctl, driver_override)",
	  look_override },
	{ 0 },
};
