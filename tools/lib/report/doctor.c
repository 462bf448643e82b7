// SPDX-License-Identifier: GPL-2.0
/* What an examination found, for people and for programs. */

#include <stdio.h>
#include <string.h>

#include "report/data.h"
#include "report/doctor.h"
#include "report/naming.h"
#include "rules/boot.h"

static const struct {
	const char *word;
	enum mark mark;
} status_words[CHECK_STATUS_COUNT] = {
	[CHECK_OK] = { "ok", MARK_GOOD },
	[CHECK_WARN] = { "WARN", MARK_ASSUMED },
	[CHECK_FAIL] = { "FAIL", MARK_BAD },
	[CHECK_UNKNOWN] = { "unknown", MARK_UNKNOWN },
	[CHECK_NOT_APPLICABLE] = { "-", MARK_FAINT },
};

static const char *const severity_words[] = {
	[SEVERITY_FAIL] = "fail",
	[SEVERITY_WARN] = "warn",
};

static const char *const step_words[] = {
	[STEP_SAY] = "say",
	[STEP_EDIT] = "edit",
	[STEP_RUN] = "run",
	[STEP_REBOOT] = "reboot",
};

static void place_cell(struct report *r, enum mark mark, const struct place *place)
{
	if (place->line)
		report_cell(r, mark, "%s:%u", place->file, place->line);
	else
		report_cell(r, mark, "%s", place->file);
}

static void evidence_lines(struct report *r, const struct finding *f)
{
	for (const struct evidence *e = f->evidence; e; e = e->next) {
		report_text(r, 2);
		if (e->place.file) {
			place_cell(r, MARK_FAINT, &e->place);
			report_cell(r, MARK_FAINT, ": ");
		}
		report_cell(r, MARK_FAINT, "%s", e->text);
	}
}

static void step_line(struct report *r, const struct step *s)
{
	report_text(r, 2);
	report_cell(r, MARK_PLAIN, "→ ");
	report_hang(r);
	switch (s->kind) {
	case STEP_EDIT:
		report_cell(r, MARK_PLAIN, "in ");
		place_cell(r, MARK_COMMAND, &s->place);
		report_cell(r, MARK_PLAIN, ": %s", s->text);
		break;
	case STEP_RUN:
		report_cell(r, MARK_COMMAND, "%s", s->text);
		break;
	case STEP_SAY:
	case STEP_REBOOT:
		report_cell(r, MARK_PLAIN, "%s", s->text);
		break;
	}
}

/* Nothing tells them apart but their names. */
static bool same_gap(const struct finding *a, const struct finding *b)
{
	return a->status == CHECK_UNKNOWN && b->status == CHECK_UNKNOWN &&
	       a->function == b->function && !strcmp(a->message, b->message) &&
	       !a->evidence && !b->evidence && !a->steps && !b->steps;
}

static bool told_before(const struct doctor *d, const struct finding *finding)
{
	for (const struct finding *f = d->findings; f != finding; f = f->next)
		if (same_gap(f, finding))
			return true;
	return false;
}

static void finding_lines(struct report *r, const struct finding *f)
{
	char addr[PCI_ADDR_LEN];

	report_text(r, 0);
	report_cell(r, status_words[f->status].mark, "%-8s",
		    status_words[f->status].word);
	report_cell(r, MARK_TITLE, "%s", f->check->id);
	for (const struct finding *other = f->next; other; other = other->next)
		if (same_gap(f, other))
			report_cell(r, MARK_TITLE, ", %s", other->check->id);
	if (f->function)
		report_cell(r, MARK_ADDRESS, "  %s",
			    addr_format(f->function->addr, addr));
	report_text(r, 2);
	report_cell(r, MARK_PLAIN, "%s", f->message);
	evidence_lines(r, f);
	for (const struct step *s = f->steps; s; s = s->next)
		step_line(r, s);
}

static const char *verdict(const struct doctor *d, enum mark *mark)
{
	if (doctor_count(d, CHECK_FAIL)) {
		*mark = MARK_BAD;
		return "Not ready for passthrough";
	}
	if (doctor_undecided(d)) {
		*mark = MARK_UNKNOWN;
		return "Not known whether ready for passthrough";
	}
	*mark = MARK_GOOD;
	return "Ready for passthrough";
}

static void summary_line(struct report *r, const struct doctor *d)
{
	size_t warnings = doctor_count(d, CHECK_WARN);
	enum mark mark;
	const char *word = verdict(d, &mark);

	report_text(r, 0);
	report_cell(r, mark, "%s", word);
	report_cell(r, MARK_PLAIN, ": %zu failed, %zu warning%s, %zu unknown, %zu passed",
		    doctor_count(d, CHECK_FAIL), warnings,
		    warnings == 1 ? "" : "s", doctor_count(d, CHECK_UNKNOWN),
		    doctor_count(d, CHECK_OK));
}

static void system_line(struct report *r, const struct host *h)
{
	const struct boot_rule *rule = boot_rule(h);
	const struct distribution *d = &h->distribution;

	report_text(r, 0);
	if (d->proxmox)
		report_cell(r, MARK_PLAIN, "Proxmox VE %s on ", d->proxmox);
	report_cell(r, MARK_PLAIN, "%s",
		    d->fact == FACT_KNOWN ? d->name : "distribution unknown");
	report_cell(r, MARK_PLAIN, " · %s", rule ? rule->name : "boot loader unknown");
	if (h->boot.efi != FACT_UNREAD)
		report_cell(r, MARK_PLAIN, " · %s",
			    h->boot.efi == FACT_KNOWN ? "UEFI" : "BIOS");
}

/* What has to be mended comes first. */
static const enum check_status by_weight[CHECK_STATUS_COUNT] = {
	CHECK_FAIL, CHECK_WARN, CHECK_UNKNOWN, CHECK_OK, CHECK_NOT_APPLICABLE,
};

static void status_lines(struct report *r, const struct doctor *d,
			 enum check_status status)
{
	for (const struct finding *f = d->findings; f; f = f->next) {
		if (f->status != status || told_before(d, f))
			continue;
		report_blank(r);
		finding_lines(r, f);
	}
}

/**
 * doctor_lines() - an examination for people
 * @r: the report
 * @d: the examination
 * @all: passed checks too, and those that do not apply
 */
void doctor_lines(struct report *r, const struct doctor *d, bool all)
{
	system_line(r, d->host);
	summary_line(r, d);
	for (size_t i = 0; i < CHECK_STATUS_COUNT; i++)
		if (all || (by_weight[i] != CHECK_OK &&
			    by_weight[i] != CHECK_NOT_APPLICABLE))
			status_lines(r, d, by_weight[i]);
}

static struct json_object *place_data(const struct place *place)
{
	struct json_object *o = json_object_new_object();

	data_put(o, "file", data_string(place->file));
	data_put(o, "line", place->line ? json_object_new_int((int)place->line) :
					  NULL);
	return o;
}

static struct json_object *evidence_data(const struct finding *f)
{
	struct json_object *array = json_object_new_array();

	for (const struct evidence *e = f->evidence; e; e = e->next) {
		struct json_object *o = place_data(&e->place);

		data_put(o, "text", data_string(e->text));
		json_object_array_add(array, o);
	}
	return array;
}

static struct json_object *steps_data(const struct finding *f)
{
	struct json_object *array = json_object_new_array();

	for (const struct step *s = f->steps; s; s = s->next) {
		struct json_object *o = place_data(&s->place);

		data_put(o, "step", data_string(step_words[s->kind]));
		data_put(o, "text", data_string(s->text));
		json_object_array_add(array, o);
	}
	return array;
}

static struct json_object *finding_data(const struct finding *f)
{
	struct json_object *o = json_object_new_object();

	data_put(o, "id", data_string(f->check->id));
	data_put(o, "subject", data_string(subject_ids[f->check->subject]));
	data_put(o, "severity", data_string(severity_words[f->check->severity]));
	data_put(o, "title", data_string(f->check->title));
	data_put(o, "status", data_string(status_ids[f->status]));
	data_put(o, "device", f->function ? data_address(f->function) : NULL);
	data_put(o, "message", data_string(f->message));
	data_put(o, "evidence", evidence_data(f));
	data_put(o, "mend", steps_data(f));
	return o;
}

/**
 * doctor_data() - an examination for programs
 * @object: gets its members
 * @d: the examination
 */
void doctor_data(struct json_object *object, const struct doctor *d)
{
	const struct boot_rule *rule = boot_rule(d->host);
	struct json_object *checks = json_object_new_array();
	bool failed = doctor_count(d, CHECK_FAIL);

	for (const struct finding *f = d->findings; f; f = f->next)
		json_object_array_add(checks, finding_data(f));
	data_put(object, "ready", !failed && doctor_undecided(d) ?
					  NULL : data_bool(!failed));
	data_put(object, "distribution",
		 data_string(d->host->distribution.name));
	data_put(object, "boot_loader", rule ? data_string(rule->name) : NULL);
	data_put(object, "checks", checks);
}

/**
 * doctor_checks() - the table of checks
 * @r: the report, for people and programs
 */
void doctor_checks(struct report *r)
{
	struct json_object *array = json_object_new_array();

	for (const struct check *const *t = doctor_tables; *t; t++)
		for (const struct check *c = *t; c->id; c++) {
			struct json_object *o = json_object_new_object();

			report_row(r, 0);
			report_cell(r, MARK_TITLE, "%s", c->id);
			report_cell(r, MARK_PLAIN, "%s", subject_ids[c->subject]);
			report_cell(r, MARK_PLAIN, "%s", severity_words[c->severity]);
			report_cell(r, MARK_PLAIN, "%s", c->title);
			data_put(o, "id", data_string(c->id));
			data_put(o, "subject", data_string(subject_ids[c->subject]));
			data_put(o, "severity",
				 data_string(severity_words[c->severity]));
			data_put(o, "title", data_string(c->title));
			json_object_array_add(array, o);
		}
	data_put(r->data, "table", array);
}
