// SPDX-License-Identifier: GPL-2.0
/*
 * What has vfio-pci take the functions of a plan at every boot. Three ways, one
 * for each reason: by IDs, with a softdep that loads vfio-pci before the native
 * driver; by address before vfio-pci is loaded, where others have the same IDs;
 * by address when udev sees the function, where the native driver is built in.
 */

#include <stdio.h>
#include <string.h>

#include "analyse/early.h"
#include "analyse/plan/plan.h"
#include "model/paths.h"
#include "rules/boot.h"
#include "rules/initramfs.h"

#define DEVICES "/sys/bus/pci/devices"
#define INSTALL_HEAD "/bin/sh -c 'for f in "
#define INSTALL_TAIL "; do echo vfio-pci > " DEVICES "/$f/driver_override; done;" \
	" exec modprobe --ignore-install vfio-pci $CMDLINE_OPTS'"

/* The last directive of a kind about vfio-pci: of options, the one that counts */
static const struct directive *vfio_directive(const struct plan *p,
					      enum directive_kind kind,
					      const char *word)
{
	const struct directive *found = NULL, *d = p->host->modules.directives;

	for (; d; d = d->next)
		if (d->kind == kind && !strcmp(d->module, "vfio_pci") &&
		    (!word || word_find(d->words, word)))
			found = d;
	return found;
}

static const char *join(struct plan *p, const char *list, char separator,
			const char *item)
{
	if (!*list)
		return item;
	return plan_list_has(list, separator, item) ? list :
	       host_printf(p->host, "%s%c%s", list, separator, item);
}

static const char *all_ids(struct plan *p, const char *list)
{
	for (size_t i = 0; i < p->members_count; i++)
		if (p->members[i].way == BIND_IDS)
			list = join(p, list, ',', p->members[i].ids);
	return list;
}

/* A parameter for vfio-pci on the command line of the next boot counts most. */
static const struct word *ids_parameter(const struct plan *p)
{
	const struct cmdline *line = p->host->boot.cmdlines;
	const struct word *found = NULL;

	for (; line; line = line->next)
		if (!line->packed && (line->role == CMDLINE_EDITED ||
				      line->role == CMDLINE_NEXT))
			found = found ? found : word_find(line->words, "vfio_pci.ids");
	return found;
}

static void put_ids_option(struct plan *p, const struct directive *d,
			   const char *wanted)
{
	static const char why[] = "vfio-pci takes what has these IDs, and is loaded before the native drivers";
	struct plan_step *file = plan_file(p, d ? d->place.file : PATH_MODPROBE,
					   why);
	const char *line, *at;

	if (!file)
		return;
	if (!d) {
		plan_append(p, file, "options vfio-pci ids=%s", wanted);
		return;
	}
	line = plan_get_line(p, file, d->place.line);
	at = strstr(line, "ids=");
	if (!at)
		return;
	at += strlen("ids=");
	plan_replace(p, file, d->place.line,
		     host_printf(p->host, "%.*s%s%s", (int)(at - line), line,
				 wanted, at + strcspn(at, " \t\"'")));
}

/* One line holds all IDs, for the last "options vfio-pci ids=…" alone counts. */
static void bind_by_ids(struct plan *p)
{
	bool builtin = module_state(p->host, "vfio_pci") == MODULE_BUILTIN;
	const struct directive *d = vfio_directive(p, DIRECTIVE_OPTIONS, "ids");
	const struct word *parameter = ids_parameter(p);
	const struct word *word = parameter ? parameter :
				  d ? word_find(d->words, "ids") : NULL;
	const char *now = word && word->value ? word->value : "";
	const char *wanted = all_ids(p, now);

	if (!strcmp(now, wanted))
		return;
	if (parameter || builtin) {
		plan_parameter(p, "vfio-pci.ids", wanted,
			       "vfio-pci takes what has these IDs");
	} else if (d && strncmp(d->place.file, "/etc/", 5)) {
		p->answer = PLAN_REFUSED;
		plan_line(p, &p->reasons,
			  "%s:%u gives vfio-pci IDs, and belongs to a package: copy the file to /etc/modprobe.d, which hides it, then plan again",
			  d->place.file, d->place.line);
	} else {
		put_ids_option(p, d, wanted);
	}
}

static const char *all_addresses(struct plan *p, const char *list)
{
	char addr[PCI_ADDR_LEN];

	for (size_t i = 0; i < p->members_count; i++)
		if (p->members[i].way == BIND_ADDRESS)
			list = join(p, list, ' ',
				    host_printf(p->host, "%s",
						addr_format(p->members[i].f->addr,
							    addr)));
	return list;
}

/* modprobe runs one install command for a module: all addresses are in it. */
static void bind_by_address(struct plan *p)
{
	static const char why[] =
		"another has the same IDs: vfio-pci is told by address, before any driver loads";
	const struct directive *d = vfio_directive(p, DIRECTIVE_INSTALL, NULL);
	const char *now = "", *wanted;
	struct plan_step *file;

	if (d && !strncmp(d->rest, INSTALL_HEAD, strlen(INSTALL_HEAD)) &&
	    strstr(d->rest, INSTALL_TAIL)) {
		now = d->rest + strlen(INSTALL_HEAD);
		now = host_string(p->host, now, strcspn(now, ";"));
	}
	wanted = all_addresses(p, now);
	if (!strcmp(now, wanted))
		return;
	if (d && !*now) {
		p->answer = PLAN_REFUSED;
		plan_line(p, &p->reasons,
			  "%s:%u has an install command for vfio-pci, and modprobe runs one only: add %s to what it does, or take it away",
			  d->place.file, d->place.line, wanted);
		return;
	}
	file = plan_file(p, d ? d->place.file : PATH_MODPROBE, why);
	if (!file)
		return;
	now = host_printf(p->host, "install vfio-pci " INSTALL_HEAD "%s" INSTALL_TAIL,
			  wanted);
	if (d)
		plan_replace(p, file, d->place.line, now);
	else
		plan_append(p, file, "%s", now);
}

/* Nothing loads it for its aliases, or vfio-pci is loaded before it. */
static bool comes_later(const struct plan *p, const char *module)
{
	const struct directive *d = p->host->modules.directives;

	for (; d; d = d->next) {
		if (strcmp(d->module, module))
			continue;
		if (d->kind == DIRECTIVE_BLACKLIST)
			return true;
		if (d->kind == DIRECTIVE_SOFTDEP &&
		    (strstr(d->rest, "vfio-pci") || strstr(d->rest, "vfio_pci")))
			return true;
	}
	return false;
}

static void native_later(struct plan *p, const char *module)
{
	static const char why[] = "vfio-pci is loaded before the native drivers";
	struct plan_step *file;
	const char *line;

	if (comes_later(p, module))
		return;
	file = plan_file(p, PATH_MODPROBE, why);
	line = host_printf(p->host, "softdep %s pre: vfio-pci", module);
	if (file && !strstr(file->after, line))
		plan_append(p, file, "%s", line);
}

static void natives_later(struct plan *p)
{
	if (module_state(p->host, "vfio_pci") == MODULE_BUILTIN)
		return;
	for (size_t i = 0; i < p->members_count; i++) {
		const struct plan_member *member = &p->members[i];

		if (member->way > BIND_ADDRESS)
			continue;
		for (size_t j = 0; j < member->natives_count; j++)
			native_later(p, member->natives[j]);
	}
}

static void add_rule(struct plan *p, const char *why, const char *rule)
{
	const struct text *now = host_file(p->host, PATH_UDEV);

	if (now && now->fact == FACT_KNOWN && strstr(now->text, rule))
		return;
	plan_append(p, plan_file(p, PATH_UDEV, why), "%s", rule);
}

/* Virtual functions are there when somebody turned them on. */
static void keep_virtual(struct plan *p, const struct function *f)
{
	const struct device *d = host_device(p->host, f->physfn);
	char addr[PCI_ADDR_LEN];

	addr_format(f->physfn, addr);
	if (!d || d->vfs.fact != FACT_KNOWN) {
		plan_say(p, "see to it that %s has its virtual functions at boot; how many is not known here",
			 addr);
		return;
	}
	add_rule(p, "the virtual functions are there at every boot, and go to vfio-pci",
		 host_printf(p->host,
			     "ACTION==\"add|bind\", SUBSYSTEM==\"pci\", KERNEL==\"%s\", DRIVER==\"?*\", ATTR{sriov_numvfs}=\"%s\"",
			     addr, d->vfs.text));
}

/*
 * A driver that is built in has the function before anybody is asked; so it is
 * taken off again, unless vfio-pci has it and maybe a guest uses it.
 */
static void bind_by_rule(struct plan *p, const struct function *f)
{
	char addr[PCI_ADDR_LEN];

	addr_format(f->addr, addr);
	if (f->flags & FN_VIRTUAL)
		keep_virtual(p, f);
	add_rule(p, "vfio-pci takes it by address, as soon as udev sees it",
		 host_printf(p->host,
			     "ACTION==\"add\", SUBSYSTEM==\"pci\", KERNEL==\"%s\", DRIVER!=\"vfio-pci\", ATTR{driver_override}=\"vfio-pci\", RUN{builtin}+=\"kmod load vfio-pci\", RUN+=\"/bin/sh -c 'test ! -e /sys%%p/driver || echo %%k > /sys%%p/driver/unbind; echo %%k > /sys/bus/pci/drivers_probe'\"",
			     addr));
}

static const struct directive *early(const struct plan *p, enum directive_kind kind)
{
	const struct directive *d = p->host->modules.directives;

	while (d && (d->kind != kind || strcmp(d->module, "vfio_pci")))
		d = d->next;
	return d;
}

static bool changes_modprobe(const struct plan *p)
{
	for (const struct plan_step *s = p->steps; s; s = s->next)
		if (s->kind == PLAN_FILE && strstr(s->text, "/modprobe.d/"))
			return true;
	return false;
}

/* An initramfs that an earlier change did not get into is made anew as well. */
static bool is_behind(const struct host *h)
{
	return h->initramfs.fact == FACT_KNOWN &&
	       (early_lacks_module(h) || early_lacks_line(h));
}

/*
 * A unified image holds the initramfs: what packs the image makes that too, and
 * made on its own it would not get in.
 */
static void remake(struct plan *p, const struct initramfs_rule *rule)
{
	static const char why[] = "the initramfs has all that";
	const struct boot_rule *boot = boot_rule(p->host);
	const struct text *ours = host_file(p->host, PATH_MODPROBE);
	const char *run = rule->own_apply ? rule->own_apply : rule->apply;
	const char *undo = rule->undo;

	if (boot && boot->loader == LOADER_UKI) {
		undo = run = boot->apply;
	} else if (rule->again && ours && ours->fact == FACT_KNOWN) {
		run = host_printf(p->host, "%s%s", rule->again, run);
		undo = run;
	}
	plan_run(p, why, undo, "%s", run);
}

/* Native drivers are in the initramfs too: vfio-pci has to be there, and first. */
static void load_early(struct plan *p)
{
	const struct initramfs_rule *rule = initramfs_rule(p->host);
	bool changed = changes_modprobe(p) || is_behind(p->host);

	if (module_state(p->host, "vfio_pci") == MODULE_BUILTIN)
		return;
	if (!rule) {
		if (!early(p, DIRECTIVE_LOAD))
			plan_append(p, plan_file(p, PATH_MODULES_LOAD,
						 "vfio-pci is loaded at boot"),
				    "vfio-pci");
		if (changed)
			plan_say(p, "have the initramfs made anew, if this system has one: it holds a copy of /etc/modprobe.d");
		return;
	}
	if (rule->own_file && !early(p, DIRECTIVE_EARLY)) {
		plan_append(p, plan_file(p, rule->own_file,
					 "vfio-pci is in the initramfs, where native drivers are"),
			    "%s", rule->own_line);
		changed = true;
	}
	if (changed)
		remake(p, rule);
}

/**
 * plan_binding() - have vfio-pci take the plan's functions at every boot
 * @p: the plan, with its members and how each is bound
 */
void plan_binding(struct plan *p)
{
	bool modules = false;

	bind_by_ids(p);
	bind_by_address(p);
	natives_later(p);
	for (size_t i = 0; i < p->members_count; i++) {
		const struct plan_member *member = &p->members[i];

		modules |= member->way <= BIND_ADDRESS;
		if (member->way == BIND_RULE)
			bind_by_rule(p, member->f);
	}
	if (modules)
		load_early(p);
}
