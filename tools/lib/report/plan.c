// SPDX-License-Identifier: GPL-2.0
/* A plan in words and as data. */

#include <stdio.h>
#include <string.h>

#include "analyse/viable.h"
#include "report/data.h"
#include "report/naming.h"
#include "report/plan.h"
#include "report/reason.h"

static const char *const answer_ids[] = {
	[PLAN_WAY] = "way",
	[PLAN_NO_GROUPS] = "no-groups",
	[PLAN_SHARED] = "shared",
	[PLAN_REFUSED] = "refused",
};

static const struct {
	const char *id;
	const char *words;
} ways[] = {
	[BIND_IDS] = { "ids", "by its IDs" },
	[BIND_ADDRESS] = { "address", "by address" },
	[BIND_RULE] = { "rule", "by address, through udev" },
	[BIND_DRIVERCTL] = { "driverctl", "by driverctl already" },
};

static const char *const vm_ids[] = {
	[PLAN_VM_PROXMOX] = "proxmox",
	[PLAN_VM_LIBVIRT] = "libvirt",
	[PLAN_VM_QEMU] = "qemu",
};

static const char *const step_ids[] = {
	[PLAN_FILE] = "file",
	[PLAN_RUN] = "run",
	[PLAN_SAY] = "say",
	[PLAN_REBOOT] = "reboot",
};

static void driver_cell(struct report *r, const struct plan *p,
			const struct function *f)
{
	const char *driver = !f->driver ? "driver not known" :
			     *f->driver ? f->driver : "no driver";

	report_cell(r, function_on_vfio(f) ? MARK_GOOD : MARK_PLAIN, "%s%s", driver,
		    function_on_vfio(f) || p->answer == PLAN_SHARED ?
			    "" : " → vfio-pci");
}

static const char *members_title(const struct plan *p, bool given)
{
	if (given)
		return "Goes to the guest:";
	return p->answer == PLAN_SHARED ? "In the group as well:" :
	       "Bound too, because it is in the group:";
}

static void member_lines(struct report *r, const struct plan *p, bool given)
{
	char name[NAME_LEN], addr[PCI_ADDR_LEN];
	bool any = false;

	for (size_t i = 0; i < p->members_count; i++) {
		const struct plan_member *member = &p->members[i];

		if (member->given != given)
			continue;
		if (!any) {
			report_paragraph(r, MARK_PLAIN, members_title(p, given));
			report_table(r);
		}
		any = true;
		report_row(r, 1);
		report_cell(r, MARK_ADDRESS, "%s",
			    addr_format(member->f->addr, addr));
		report_cell(r, MARK_PLAIN, "%s", naming_column(member->f, name));
		driver_cell(r, p, member->f);
		report_cell(r, MARK_FAINT, "%s",
			    p->answer == PLAN_WAY ? ways[member->way].words : "");
	}
}

static void twin_lines(struct report *r, const struct plan *p)
{
	char addr[PCI_ADDR_LEN], twin[PCI_ADDR_LEN];

	for (size_t i = 0; i < p->members_count; i++) {
		const struct plan_member *member = &p->members[i];

		if (!member->twin || member->f->flags & FN_VIRTUAL)
			continue;
		report_text(r, 1);
		report_cell(r, MARK_PLAIN,
			    "%s has the same IDs as %s and stays with the host.",
			    addr_format(member->twin->addr, twin),
			    addr_format(member->f->addr, addr));
	}
}

static bool has_line(const char *text, const char *line, size_t len)
{
	while (text && *text) {
		size_t n = strcspn(text, "\n");

		if (n == len && !strncmp(text, line, len))
			return true;
		text += n + (text[n] == '\n');
	}
	return false;
}

/* Lines of @text that @other has not; a row keeps them whole, to be copied. */
static void different_lines(struct report *r, const char *text, const char *other,
			    const char *sign)
{
	while (text && *text) {
		size_t n = strcspn(text, "\n");

		if (n && !has_line(other, text, n)) {
			report_row(r, 2);
			report_cell(r, MARK_COMMAND, "%s%.*s", sign, (int)n, text);
		}
		text += n + (text[n] == '\n');
	}
}

static void file_lines(struct report *r, const struct plan_step *s)
{
	bool new = s->before.fact != FACT_KNOWN;

	report_cell(r, MARK_COMMAND, "%s", s->text);
	report_cell(r, MARK_PLAIN, "%s: %s", new ? " (new)" : "", s->why);
	report_table(r);
	if (!new)
		different_lines(r, s->before.text, s->after, "- ");
	different_lines(r, s->after, new ? NULL : s->before.text, new ? "" : "+ ");
}

static void step_lines(struct report *r, const struct plan_step *s, unsigned int n)
{
	report_text(r, 1);
	report_cell(r, MARK_PLAIN, "%u. ", n);
	report_hang(r);
	switch (s->kind) {
	case PLAN_FILE:
		file_lines(r, s);
		break;
	case PLAN_RUN:
		report_cell(r, MARK_PLAIN, "run this: %s", s->why);
		report_table(r);
		report_row(r, 2);
		report_cell(r, MARK_COMMAND, "%s", s->text);
		break;
	case PLAN_SAY:
		report_cell(r, MARK_PLAIN, "%s", s->text);
		break;
	case PLAN_REBOOT:
		report_cell(r, MARK_COMMAND, "%s", s->text);
		break;
	}
}

static void steps_lines(struct report *r, const struct plan *p)
{
	unsigned int n = 0;

	if (!p->steps)
		return;
	report_paragraph(r, MARK_PLAIN, "To do, as root:");
	for (const struct plan_step *s = p->steps; s; s = s->next)
		step_lines(r, s, ++n);
}

static void sentence_lines(struct report *r, const struct plan_line *line)
{
	for (; line; line = line->next) {
		report_text(r, 1);
		report_cell(r, MARK_PLAIN, "%s", line->text);
	}
}

static void pointer_line(struct report *r, const char *what, const char *fmt,
			 const struct function *f, const struct function *other)
{
	char addr[PCI_ADDR_LEN], second[PCI_ADDR_LEN] = "";

	if (other)
		addr_format(other->addr, second);
	report_row(r, 1);
	report_cell(r, MARK_COMMAND, fmt, addr_format(f->addr, addr), second);
	report_cell(r, MARK_PLAIN, "%s", what);
}

static void shared_lines(struct report *r, const struct plan *p)
{
	report_table(r);
	pointer_line(r, "what keeps them together, and what would part them",
		     "acsdiag why %s %s", p->device, p->others[0]);
	pointer_line(r, "part them while the machine runs",
		     "acsdiag regroup %s", p->device, NULL);
	pointer_line(r, "or take them all from the host",
		     "acsdiag plan %s --whole-group", p->device, NULL);
}

static void reason_lines(struct report *r, const struct plan *p)
{
	static const char *const titles[] = {
		[PLAN_NO_GROUPS] = "Not yet: ",
		[PLAN_SHARED] = "No: ",
		[PLAN_REFUSED] = "Refused: ",
	};

	if (p->answer == PLAN_WAY)
		return;
	report_blank(r);
	for (const struct plan_line *l = p->reasons; l; l = l->next) {
		report_text(r, 0);
		report_cell(r, p->answer == PLAN_NO_GROUPS ? MARK_UNKNOWN : MARK_BAD,
			    "%s", titles[p->answer]);
		report_cell(r, MARK_PLAIN, "%s.", l->text);
	}
}

/**
 * plan_guest_lines() - what to do in the guest's configuration, and afterwards
 * @r: the report
 * @p: the plan
 */
void plan_guest_lines(struct report *r, const struct plan *p)
{
	if (p->guest) {
		report_blank(r);
		report_text(r, 0);
		report_cell(r, MARK_PLAIN, "Then for the guest: ");
		report_cell(r, MARK_COMMAND, "%s", p->guest_file);
		report_table(r);
		for (const struct plan_line *l = p->guest; l; l = l->next) {
			report_row(r, 2);
			report_cell(r, MARK_COMMAND, "%s", l->text);
		}
	}
	if (p->notes) {
		report_paragraph(r, MARK_PLAIN, "To know beforehand:");
		sentence_lines(r, p->notes);
	}
	if (p->checks) {
		report_paragraph(r, MARK_PLAIN, "To see that it worked:");
		for (const struct plan_line *l = p->checks; l; l = l->next) {
			report_text(r, 1);
			report_cell(r, MARK_COMMAND, "%s", l->text);
		}
	}
}

/**
 * plan_lines() - a plan for people
 * @r: the report
 * @p: the plan
 */
void plan_lines(struct report *r, const struct plan *p)
{
	report_blank(r);
	report_text(r, 0);
	report_cell(r, MARK_PLAIN, "To give ");
	reason_device(r, p->device);
	report_cell(r, MARK_PLAIN, " to a guest");
	reason_lines(r, p);
	if (p->answer == PLAN_REFUSED)
		return;
	member_lines(r, p, true);
	member_lines(r, p, false);
	if (p->answer == PLAN_SHARED) {
		report_blank(r);
		shared_lines(r, p);
		return;
	}
	twin_lines(r, p);
	if (!p->steps)
		report_paragraph(r, MARK_PLAIN, "All is in place on the host.");
	steps_lines(r, p);
	plan_guest_lines(r, p);
}

static struct json_object *lines_data(const struct plan_line *line)
{
	struct json_object *array = json_object_new_array();

	for (; line; line = line->next)
		json_object_array_add(array, data_string(line->text));
	return array;
}

static struct json_object *member_data(const struct plan *p,
				       const struct plan_member *member)
{
	struct json_object *o = data_device(member->f);

	data_put(o, "given", data_bool(member->given));
	if (p->answer != PLAN_WAY)
		return o;
	data_put(o, "way", data_string(ways[member->way].id));
	data_put(o, "twin", member->twin ? data_address(member->twin) : NULL);
	data_put(o, "native_modules",
		 data_strings(member->natives, member->natives_count));
	return o;
}

static struct json_object *step_data(const struct plan_step *s)
{
	struct json_object *o = json_object_new_object();

	data_put(o, "step", data_string(step_ids[s->kind]));
	data_put(o, s->kind == PLAN_FILE ? "file" : "text", data_string(s->text));
	if (s->why)
		data_put(o, "why", data_string(s->why));
	if (s->kind == PLAN_RUN)
		data_put(o, "undo", s->undo ? data_string(s->undo) : NULL);
	if (s->kind != PLAN_FILE)
		return o;
	data_put(o, "before", s->before.fact == FACT_KNOWN ?
				      data_string(s->before.text) : NULL);
	data_put(o, "after", data_string(s->after));
	return o;
}

static struct json_object *guest_data(const struct plan *p)
{
	struct json_object *o;

	if (!p->guest)
		return NULL;
	o = json_object_new_object();
	data_put(o, "for", data_string(vm_ids[p->vm]));
	data_put(o, "where", data_string(p->guest_file));
	data_put(o, "lines", lines_data(p->guest));
	return o;
}

/**
 * plan_data() - a plan for programs
 * @object: gets its members
 * @p: the plan
 */
void plan_data(struct json_object *object, const struct plan *p)
{
	struct json_object *members = json_object_new_array();
	struct json_object *steps = json_object_new_array();

	for (size_t i = 0; i < p->members_count; i++)
		json_object_array_add(members, member_data(p, &p->members[i]));
	for (const struct plan_step *s = p->steps; s; s = s->next)
		json_object_array_add(steps, step_data(s));
	data_put(object, "device", data_address(p->device));
	data_put(object, "answer", data_string(answer_ids[p->answer]));
	data_put(object, "reasons", lines_data(p->reasons));
	data_put(object, "members", members);
	data_put(object, "others", data_addresses(p->others, p->others_count));
	data_put(object, "steps", steps);
	data_put(object, "guest", guest_data(p));
	data_put(object, "remarks", lines_data(p->notes));
	data_put(object, "checks", lines_data(p->checks));
}
