// SPDX-License-Identifier: GPL-2.0
/* Modules: what is there, what modprobe is told, and whether it holds. */

#include <string.h>

#include "analyse/circumstances.h"
#include "analyse/doctor/doctor.h"
#include "rules/initramfs.h"

static const struct {
	const char *name, *option;
} needed[] = {
	{ "vfio_pci", "CONFIG_VFIO_PCI" },
	{ "vfio_iommu_type1", "CONFIG_VFIO_IOMMU_TYPE1" },
};

static bool has_parameters(const struct host *h, const char *module)
{
	const struct parameter *p = h->modules.parameters;

	while (p && strcmp(p->module, module))
		p = p->next;
	return p;
}

/* A driver that is at work needs no list that names it; one built in has none. */
static enum module_state state_of(const struct host *h, size_t i)
{
	enum module_state state = module_state(h, needed[i].name);
	struct text option = kernel_option(h, needed[i].option);

	if (state == MODULE_LOADED || state == MODULE_BUILTIN)
		return state;
	if ((option.fact == FACT_KNOWN && *option.text == 'y') ||
	    has_parameters(h, needed[i].name) ||
	    (!i && h->modules.vfio_pci == FACT_KNOWN))
		return MODULE_BUILTIN;
	return state == MODULE_UNKNOWN && option.fact == FACT_ABSENT ?
		       MODULE_ABSENT : state;
}

static bool takes_no_modules(const struct host *h)
{
	return h->modules.loaded.fact == FACT_ABSENT &&
	       kernel_option(h, "CONFIG_MODULES").fact == FACT_ABSENT;
}

static void mend_vfio(struct doctor *d)
{
	if (takes_no_modules(d->host))
		mend_say(d, "this kernel takes no modules and has VFIO not built in: boot another one");
	else if (d->host->modules.available.fact != FACT_KNOWN)
		mend_say(d, "the kernel was updated since this boot, or its modules were removed");
	else
		mend_say(d, "install the distribution's standard kernel, or the package with its extra modules");
	mend_reboot(d);
}

static void look_vfio(struct doctor *d)
{
	const struct modules *m = &d->host->modules;
	enum module_state state;

	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		state = state_of(d->host, i);
		if (state == MODULE_UNKNOWN) {
			found_unknown(d, "which modules there are was not read");
			return;
		}
		if (state != MODULE_ABSENT)
			continue;
		found_wrong(d, "the running kernel has no module %s", needed[i].name);
		found_at(d, m->loaded.place, "not loaded");
		found_at(d, m->available.place, m->available.fact == FACT_KNOWN ?
			 "not there" : "no modules of the running kernel are installed");
		mend_vfio(d);
		return;
	}
	found_ok(d, "the modules of VFIO are there");
	found_at(d, m->loaded.place, "vfio_pci %s",
		 state_of(d->host, 0) == MODULE_AVAILABLE ?
			 "can be loaded" : "is loaded or built in");
}

static const struct directive *loads(const struct host *h, const char *module)
{
	const struct directive *d = h->modules.directives;

	while (d && ((d->kind != DIRECTIVE_LOAD && d->kind != DIRECTIVE_EARLY) ||
		     strcmp(d->module, module)))
		d = d->next;
	return d;
}

/* What makes sense only where vfio-pci is there before a guest starts */
static const char *binds_at_boot(const struct host *h, struct place *place)
{
	const struct directive *ids = option_directive(h, "vfio_pci", "ids");
	const struct word *word = running_word(h, "vfio_pci.ids");

	if (ids || word) {
		*place = ids ? ids->place : word->place;
		return "it is given IDs";
	}
	for (const struct override *o = h->modules.overrides; o; o = o->next) {
		*place = o->place;
		if (!strcmp(o->driver, "vfio-pci"))
			return "driverctl gives it a device";
	}
	return NULL;
}

static void not_loaded(struct doctor *d, const char *why, struct place place)
{
	const struct initramfs_rule *rule = initramfs_rule(d->host);

	found_wrong(d, "vfio_pci is not loaded, and is to have devices from the boot on: %s",
		    why);
	found_at(d, place, "%s", why);
	found_at(d, d->host->modules.loaded.place, "no vfio_pci");
	mend_edit(d, (struct place){ "/etc/modules-load.d/vfio.conf", 0 }, "vfio-pci");
	if (rule && rule->file)
		mend_say(d, "or early, in the initramfs: name vfio-pci in %s and run %s",
			 rule->file, rule->apply);
}

static void look_loaded(struct doctor *d)
{
	enum module_state state = state_of(d->host, 0);
	const struct directive *load = loads(d->host, "vfio_pci");
	struct place place = { 0 };
	const char *why = binds_at_boot(d->host, &place);

	if (state == MODULE_LOADED || state == MODULE_BUILTIN) {
		found_ok(d, "vfio_pci is loaded, or built in");
	} else if (state != MODULE_AVAILABLE) {
		found_needless(d, "there is no vfio_pci to load");
	} else if (load) {
		found_wrong(d, "vfio_pci is to be loaded at boot, and is not loaded");
		found_at(d, load->place, "%s", load->module);
		mend_reboot(d);
	} else if (why) {
		not_loaded(d, why, place);
	} else {
		found_ok(d, "vfio_pci is not loaded yet: Proxmox and libvirt do that when a guest starts");
	}
}

/* Does a blacklist keep what is loaded by name, too? modprobe.d(5): it does not. */
static const struct directive *broken_blacklist(const struct host *h)
{
	for (const struct directive *b = h->modules.directives; b; b = b->next)
		if (b->kind == DIRECTIVE_BLACKLIST &&
		    !strncmp(b->place.file, "/etc/", 5) &&
		    module_loaded(h, b->module))
			return b;
	return NULL;
}

static void look_blacklist(struct doctor *d)
{
	const struct directive *b = broken_blacklist(d->host);
	const struct directive *load;

	if (takes_no_modules(d->host)) {
		found_needless(d, "this kernel takes no modules");
		return;
	}
	if (d->host->modules.loaded.fact != FACT_KNOWN) {
		found_unknown(d, "which modules are loaded was not read");
		return;
	}
	if (!b) {
		found_ok(d, "no blacklisted module is loaded");
		return;
	}
	load = loads(d->host, b->module);
	found_wrong(d, "%s is blacklisted, and loaded all the same: a blacklist only keeps modules from being loaded for a device, not by name or as part of another",
		    b->module);
	found_at(d, b->place, "blacklist %s", b->module);
	found_at(d, d->host->modules.loaded.place, "%s is loaded", b->module);
	if (load) {
		found_at(d, load->place, "it is named here");
		mend_edit(d, load->place, "remove %s", load->module);
	} else if (initramfs_has(&d->host->initramfs, b->module)) {
		found_at(d, d->host->initramfs.place, "it is in here");
		if (initramfs_rule(d->host))
			mend_run(d, "%s", initramfs_rule(d->host)->apply);
	} else {
		mend_edit(d, b->place, "install %s /bin/false", b->module);
	}
	mend_reboot(d);
}

static void look_file_names(struct doctor *d)
{
	struct place place = d->host->modules.ignored;

	if (!place.file) {
		found_ok(d, "modprobe reads each file of /etc/modprobe.d");
		return;
	}
	found_wrong(d, "modprobe does not read %s: its name does not end in .conf",
		    place.file);
	found_at(d, place, "no .conf");
	mend_run(d, "mv %s %s.conf", place.file, place.file);
}

static void look_lines(struct doctor *d)
{
	for (const struct directive *i = d->host->modules.directives; i; i = i->next) {
		if (i->kind != DIRECTIVE_INVALID)
			continue;
		found_wrong(d, "modprobe does not understand a line of %s",
			    i->place.file);
		found_at(d, i->place, "%s", i->module);
		mend_edit(d, i->place, "lines begin with options, blacklist, softdep, alias, install or remove, then name a module");
		return;
	}
	if (d->host->modules.unread.file)
		found_unknown(d, "%s was not read", d->host->modules.unread.file);
	else
		found_ok(d, "modprobe understands each line of its configuration");
}

/* vfio_virqfd became part of vfio in 6.2 (e2d55709398e). */
static void look_obsolete(struct doctor *d)
{
	const struct directive *load = loads(d->host, "vfio_virqfd");
	struct kernel_version version = { 0 };

	if (!load) {
		found_ok(d, "no module is asked for that is gone");
		return;
	}
	if (!d->machine->kernel || kernel_version_parse(d->machine->kernel, &version)) {
		found_unknown(d, "vfio_virqfd is gone since Linux 6.2, and the version of this kernel is not known");
	} else if (kernel_version_before(version, 6, 2, 0)) {
		found_ok(d, "this kernel still has vfio_virqfd");
	} else {
		found_wrong(d, "vfio_virqfd is asked for; it is part of vfio since Linux 6.2");
		mend_edit(d, load->place, "remove vfio_virqfd");
	}
	found_at(d, load->place, "vfio_virqfd");
}

/* "1", "Y" and "on" are the same to a boolean (kstrtobool()). */
static bool same_setting(const char *wanted, const char *is)
{
	static const char yes[] = "1yYtT", no[] = "0nNfF";

	if (!strcmp(wanted, is))
		return true;
	if (strlen(is) != 1 || !*wanted)
		return false;
	if (*is == 'Y')
		return strchr(yes, *wanted) || !strcmp(wanted, "on");
	if (*is == 'N')
		return strchr(no, *wanted) || !strcmp(wanted, "off");
	return false;
}

/* Lists that modules take apart as they start do not read back. */
static bool reads_back(const char *name)
{
	return strcmp(name, "ids");
}

static void look_options(struct doctor *d)
{
	for (const struct directive *o = d->host->modules.directives; o; o = o->next)
		for (const struct word *w = o->words; w; w = w->next) {
			const struct parameter *p = NULL;

			if (o->kind == DIRECTIVE_OPTIONS && reads_back(w->name) &&
			    option_directive(d->host, o->module, w->name) == o)
				p = parameter_find(d->host, o->module, w->name);
			if (!p || p->value.fact != FACT_KNOWN ||
			    same_setting(w->value ? w->value : "1", p->value.text))
				continue;
			found_wrong(d, "%s %s is configured as %s, and runs as %s",
				    o->module, w->name, w->value ? w->value : "1",
				    p->value.text);
			found_at(d, o->place, "options %s %s", o->module, o->rest);
			found_at(d, p->value.place, "%s", p->value.text);
			if (initramfs_rule(d->host))
				mend_run(d, "%s", initramfs_rule(d->host)->apply);
			mend_reboot(d);
			return;
		}
	found_ok(d, "loaded modules run with the options that are configured");
}

static void look_msrs(struct doctor *d)
{
	const struct parameter *ignore = parameter_find(d->host, "kvm", "ignore_msrs");
	const struct parameter *report = parameter_find(d->host, "kvm",
							"report_ignored_msrs");

	if (!ignore || ignore->value.fact != FACT_KNOWN) {
		found_needless(d, "KVM is not loaded");
	} else if (*ignore->value.text != 'Y' || !report ||
		   report->value.fact != FACT_KNOWN || *report->value.text != 'Y') {
		found_ok(d, *ignore->value.text == 'Y' ?
			 "KVM ignores registers it does not know, and says nothing of it" :
			 "KVM tells guests of registers that it does not know (ignore_msrs is off; macOS and some Windows drivers want it on)");
		found_at(d, ignore->value.place, "%s", ignore->value.text);
	} else {
		found_wrong(d, "KVM ignores registers it does not know and logs each access: a Windows guest fills the log");
		found_at(d, ignore->value.place, "Y");
		found_at(d, report->value.place, "Y");
		mend_edit(d, (struct place){ "/etc/modprobe.d/kvm.conf", 0 },
			  "options kvm ignore_msrs=1 report_ignored_msrs=0");
		mend_run(d, "echo 0 > %s", report->value.place.file);
	}
}

const struct check modules_checks[] = {
	{ "vfio-modules", SUBJECT_MODULES, SEVERITY_FAIL,
	  "the running kernel has the modules of VFIO", look_vfio },
	{ "vfio-not-loaded", SUBJECT_MODULES, SEVERITY_WARN,
	  "vfio-pci is loaded where it is to have devices from the boot on",
	  look_loaded },
	{ "blacklist-broken", SUBJECT_MODULES, SEVERITY_WARN,
	  "no blacklisted module is loaded", look_blacklist },
	{ "modprobe-file-name", SUBJECT_MODULES, SEVERITY_WARN,
	  "modprobe reads each file of /etc/modprobe.d", look_file_names },
	{ "modprobe-syntax", SUBJECT_MODULES, SEVERITY_WARN,
	  "modprobe understands each line of its configuration", look_lines },
	{ "module-obsolete", SUBJECT_MODULES, SEVERITY_WARN,
	  "no module is asked for that is gone (vfio_virqfd)", look_obsolete },
	{ "module-options", SUBJECT_MODULES, SEVERITY_WARN,
	  "loaded modules run with the options that are configured", look_options },
	{ "kvm-ignored-msrs", SUBJECT_MODULES, SEVERITY_WARN,
	  "KVM does not log each register access that it ignores", look_msrs },
	{ 0 },
};
