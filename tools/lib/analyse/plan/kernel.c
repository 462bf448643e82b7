// SPDX-License-Identifier: GPL-2.0
/* Kernel parameters for the next boot, where this host's boot loader has them. */

#include <stdio.h>
#include <string.h>

#include "analyse/plan/plan.h"
#include "rules/boot.h"

/* Does @line have this parameter with this value, maybe among others? */
static bool line_has(const struct cmdline *line, const char *name,
		     const char *value)
{
	const struct word *w = line->words;

	for (; (w = word_find(w, name)); w = w->next)
		if (w->value && plan_list_has(w->value, ',', value))
			return true;
	return false;
}

/* Do all command lines of this role have it? There has to be one. */
static bool role_has(const struct plan *p, enum cmdline_role role, bool all,
		     const char *name, const char *value)
{
	const struct cmdline *line = p->host->boot.cmdlines;
	size_t with = 0, without = 0;

	for (; line; line = line->next) {
		if (line->role != role)
			continue;
		if (line->fact == FACT_KNOWN && line_has(line, name, value))
			with++;
		else
			without++;
	}
	return with && (!all || !without);
}

static bool next_known(const struct plan *p)
{
	const struct cmdline *line = p->host->boot.cmdlines;

	while (line && (line->role != CMDLINE_NEXT || line->fact != FACT_KNOWN))
		line = line->next;
	return line;
}

static char closing(const char *line)
{
	const char *equals = strchr(line, '=');

	return equals && (equals[1] == '"' || equals[1] == '\'') ? equals[1] : 0;
}

/* Where a parameter's old value stands in a line, with its name */
static const char *old_value(const char *line, const char *name, size_t *len)
{
	size_t n = strlen(name);

	for (const char *q = line; (q = strstr(q, name)); q += n) {
		if (q[n] != '=' || (q > line && !strchr(" \t\"'=", q[-1])))
			continue;
		*len = n + strcspn(q + n, " \t\"'");
		return q;
	}
	return NULL;
}

static const char *without_parameter(struct plan *p, const char *line,
				     const char *name)
{
	size_t len;
	const char *old = old_value(line, name, &len);

	if (!old)
		return line;
	len += strspn(old + len, " \t");
	return host_printf(p->host, "%.*s%s", (int)(old - line), line, old + len);
}

/*
 * The line with the parameter: in place of another value, or at its end; without
 * it where @value is NULL
 */
static const char *with_parameter(struct plan *p, const char *line, bool assigned,
				  const char *name, const char *value)
{
	char quote = assigned ? closing(line) : 0;
	const char *old, *end;
	size_t len;

	if (!value)
		return without_parameter(p, line, name);
	old = old_value(line, name, &len);
	if (old)
		return host_printf(p->host, "%.*s%s=%s%s", (int)(old - line), line,
				   name, value, old + len);
	end = quote ? strrchr(line, quote) : line + strlen(line);
	while (!quote && end > line && strchr(" \t", end[-1]))
		end--;
	if (assigned && !quote) {
		const char *equals = strchr(line, '=');

		return host_printf(p->host, "%.*s=\"%s%s%s=%s\"",
				   (int)(equals - line), line, equals + 1,
				   equals[1] ? " " : "", name, value);
	}
	return host_printf(p->host, "%.*s%s%s=%s%s", (int)(end - line), line,
			   end > line && end[-1] != quote ? " " : "", name, value,
			   end);
}

static void edit(struct plan *p, const struct place *place, bool assigned,
		 const char *name, const char *value, const char *why)
{
	struct plan_step *file = plan_file(p, place->file, why);

	if (file)
		plan_replace(p, file, place->line,
			     with_parameter(p, plan_get_line(p, file, place->line),
					    assigned, name, value));
}

/* The line that has the parameter with another value, or the one to add it to */
static const struct cmdline *line_to_edit(const struct plan *p,
					  const struct boot_rule *rule,
					  const char *name)
{
	const struct cmdline *line, *found = NULL;

	for (line = p->host->boot.cmdlines; line; line = line->next) {
		if (line->role != CMDLINE_EDITED || line->fact != FACT_KNOWN)
			continue;
		if (word_find(line->words, name))
			return line;
		if (!found && (!rule->variable ||
			       (line->variable &&
				!strcmp(line->variable, rule->variable))))
			found = line;
	}
	return found;
}

static void edit_file(struct plan *p, const struct boot_rule *rule,
		      const char *name, const char *value, const char *why)
{
	const struct cmdline *line = line_to_edit(p, rule, name);
	struct plan_step *file;

	if (line) {
		edit(p, &line->place, line->variable, name, value, why);
		return;
	}
	file = plan_file(p, rule->file, why);
	if (rule->variable)
		plan_append(p, file, "%s=\"%s=%s\"", rule->variable, name, value);
	else
		plan_say(p, "write the kernel command line to %s, on one line, with %s=%s; there is none now",
			 rule->file, name, value);
}

static void edit_entries(struct plan *p, const char *name, const char *value,
			 const char *why)
{
	const struct cmdline *line = p->host->boot.cmdlines;

	for (; line; line = line->next)
		if (line->role == CMDLINE_NEXT && line->fact == FACT_KNOWN &&
		    !line_has(line, name, value))
			edit(p, &line->place, false, name, value, why);
}

static const char *fill(struct plan *p, const char *command, const char *name,
			const char *value)
{
	const char *hole = strstr(command, "%s");

	return host_printf(p->host, "%.*s%s=%s%s", (int)(hole - command), command,
			   name, value, hole + 2);
}

static const struct cmdline *running(const struct plan *p)
{
	const struct cmdline *line = p->host->boot.cmdlines;

	while (line && line->role != CMDLINE_RUNNING)
		line = line->next;
	return line;
}

/**
 * plan_parameter() - have a kernel parameter at the next boot
 * @p: the plan
 * @name: of the parameter
 * @value: its value
 * @why: what for
 *
 * No step comes of it when it is there.
 */
void plan_parameter(struct plan *p, const char *name, const char *value,
		    const char *why)
{
	const struct boot_rule *rule = boot_rule(p->host);
	const struct cmdline *line = running(p);

	if (!line || !line_has(line, name, value))
		p->reboots = true;
	if (!rule) {
		plan_say(p, "add %s=%s to the kernel command line; which boot loader this host uses is not known",
			 name, value);
	} else if (rule->add) {
		if (!role_has(p, CMDLINE_NEXT, true, name, value))
			plan_run(p, why, fill(p, rule->remove, name, value), "%s",
				 fill(p, rule->add, name, value));
	} else if (!rule->apply) {
		edit_entries(p, name, value, why);
	} else {
		bool edited = role_has(p, CMDLINE_EDITED, false, name, value);

		if (!edited)
			edit_file(p, rule, name, value, why);
		if (!edited || (next_known(p) &&
				!role_has(p, CMDLINE_NEXT, true, name, value)))
			plan_run(p, "the boot loader takes it over", rule->apply,
				 "%s", rule->apply);
	}
}

/* As plan_parameter(), for one that must not be there */
static void plan_no_parameter(struct plan *p, const char *name, const char *value,
			      const char *why)
{
	const struct boot_rule *rule = boot_rule(p->host);
	enum cmdline_role role = rule && rule->apply ? CMDLINE_EDITED :
						       CMDLINE_NEXT;
	const struct cmdline *line = running(p);

	if (!line || !line_has(line, name, value))
		return;
	p->reboots = true;
	if (!rule) {
		plan_say(p, "take %s=%s off the kernel command line; which boot loader this host uses is not known",
			 name, value);
		return;
	}
	if (rule->remove) {
		plan_run(p, why, fill(p, rule->add, name, value), "%s",
			 fill(p, rule->remove, name, value));
		return;
	}
	for (line = p->host->boot.cmdlines; line; line = line->next)
		if (line->role == role && line->fact == FACT_KNOWN &&
		    line_has(line, name, value))
			edit(p, &line->place, line->variable, name, NULL, why);
	if (rule->apply)
		plan_run(p, "the boot loader takes it over", rule->apply, "%s",
			 rule->apply);
}

/*
 * Virtual machines have Intel's IOMMU on processors of others too, and where they
 * have none yet, it is the one that say_outside() has them given.
 */
static bool is_intel(const struct plan *p)
{
	const struct firmware *f = &p->host->firmware;

	if (f->dmar.present == FACT_KNOWN || f->ivrs.present == FACT_KNOWN)
		return f->dmar.present == FACT_KNOWN;
	if (p->machine->iommu == IOMMU_NONE && p->machine->in_vm)
		return true;
	return p->host->cpu.fact == FACT_KNOWN &&
	       !strcmp(p->host->cpu.vendor, "GenuineIntel");
}

static bool on_by_default(const struct plan *p)
{
	struct text option = kernel_option(p->host,
					   "CONFIG_INTEL_IOMMU_DEFAULT_ON");

	return option.fact == FACT_KNOWN && *option.text == 'y';
}

/* It is not enough to be on now where that is for this boot alone. */
static bool has_to_be_told(const struct plan *p)
{
	const struct cmdline *line = running(p);

	if (!is_intel(p))
		return false;
	if (line && line_has(line, "intel_iommu", "off"))
		return true;
	if (p->machine->iommu == IOMMU_ON && !(line && line_has(line, "intel_iommu",
								"on")))
		return false;
	return !on_by_default(p);
}

/* A virtual machine has the IOMMU that its configuration gives it. */
static void say_outside(struct plan *p)
{
	plan_say(p, "this is a virtual machine: give it an IOMMU where it is configured, on the host outside. Proxmox: qm set VMID --machine q35,viommu=intel; libvirt: <iommu model='intel'><driver intremap='on' caching_mode='on'/></iommu> and <ioapic driver='qemu'/>; QEMU: -machine q35,kernel-irqchip=split -device intel-iommu,intremap=on,caching-mode=on. Then shut it down and start it: a reboot does not give it one");
}

/* What is not the configuration's doing */
static void see_to_firmware(struct plan *p)
{
	if (p->machine->iommu != IOMMU_NONE)
		return;
	if (p->machine->in_vm)
		say_outside(p);
	else
		plan_say(p, "switch %s on in the firmware's setup",
			 is_intel(p) ? "VT-d" : "the IOMMU (AMD-Vi)");
}

/**
 * plan_iommu() - is an IOMMU at work, also at the next boot? The way there
 * @p: the plan
 *
 * Return: true when one is at work.
 */
bool plan_iommu(struct plan *p)
{
	if (has_to_be_told(p))
		plan_parameter(p, "intel_iommu", "on",
			       "Linux leaves Intel's IOMMU off unless told");
	if (p->machine->iommu == IOMMU_ON)
		return true;
	plan_no_parameter(p, "amd_iommu", "off", "this keeps the IOMMU off");
	plan_no_parameter(p, "iommu", "off", "this keeps every IOMMU off");
	see_to_firmware(p);
	return false;
}
