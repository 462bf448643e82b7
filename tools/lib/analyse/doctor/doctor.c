// SPDX-License-Identifier: GPL-2.0
/* Runs the checks, and keeps what they find. */

#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/doctor/doctor.h"

const struct check *const doctor_tables[] = {
	platform_checks, kernel_checks, signing_checks, cmdline_checks,
	override_checks, modules_checks, binding_checks, initramfs_checks,
	devices_checks,	 link_checks,	 power_checks,	 reset_checks,
	rom_checks,	 log_checks,	 guests_checks,	 NULL,
};

const char *const subject_ids[SUBJECT_COUNT] = {
	[SUBJECT_PLATFORM] = "platform",
	[SUBJECT_CMDLINE] = "command-line",
	[SUBJECT_MODULES] = "modules",
	[SUBJECT_DEVICES] = "devices",
	[SUBJECT_LOG] = "log",
	[SUBJECT_TOOLS] = "tools",
};

const char *const status_ids[CHECK_STATUS_COUNT] = {
	[CHECK_OK] = "ok",
	[CHECK_WARN] = "warn",
	[CHECK_FAIL] = "fail",
	[CHECK_UNKNOWN] = "unknown",
	[CHECK_NOT_APPLICABLE] = "not-applicable",
};

/**
 * doctor_examine() - run every check
 * @d: host and machine set; gets the findings
 *
 * When memory runs out, the host says that it failed.
 */
void doctor_examine(struct doctor *d)
{
	for (const struct check *const *table = doctor_tables; *table; table++)
		for (d->check = *table; d->check->id; d->check++)
			d->check->look(d);
}

/**
 * doctor_count() - how many findings ended so?
 * @d: after the examination
 * @status: how
 *
 * Return: their number.
 */
size_t doctor_count(const struct doctor *d, enum check_status status)
{
	size_t count = 0;

	for (const struct finding *f = d->findings; f; f = f->next)
		count += f->status == status;
	return count;
}

/**
 * doctor_undecided() - could what was not read be a failure?
 * @d: after the examination
 *
 * Return: true when a check that can fail is open.
 */
bool doctor_undecided(const struct doctor *d)
{
	for (const struct finding *f = d->findings; f; f = f->next)
		if (f->status == CHECK_UNKNOWN &&
		    f->check->severity == SEVERITY_FAIL)
			return true;
	return false;
}

/**
 * doctor_asked() - is this function one of those asked about?
 * @d: the examination
 * @f: the function
 *
 * Return: true also when none was named.
 */
bool doctor_asked(const struct doctor *d, const struct function *f)
{
	for (size_t i = 0; i < d->devices_count; i++)
		if (d->devices[i] == f)
			return true;
	return !d->devices_count;
}

static const char *compose(struct doctor *d, const char *fmt, va_list ap)
{
	const char *kept;
	char *text;
	int len = vasprintf(&text, fmt, ap);

	if (len < 0) {
		d->host->failed = true;
		return "";
	}
	kept = host_string(d->host, text, (size_t)len);
	free(text);
	return kept;
}

static void found(struct doctor *d, enum check_status status, const char *fmt,
		  va_list ap)
{
	struct finding *f = host_alloc(d->host, sizeof(*f));
	struct finding **last = d->finding ? &d->finding->next : &d->findings;

	if (!f)
		return;
	f->check = d->check;
	f->status = status;
	f->message = compose(d, fmt, ap);
	*last = f;
	d->finding = f;
}

/**
 * found_ok() - the check is passed
 * @d: the examination
 * @fmt: one sentence, as for printf()
 */
void found_ok(struct doctor *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	found(d, CHECK_OK, fmt, ap);
	va_end(ap);
}

/**
 * found_wrong() - the check is not passed
 * @d: the examination
 * @fmt: one sentence, as for printf()
 */
void found_wrong(struct doctor *d, const char *fmt, ...)
{
	bool fail = d->check->severity == SEVERITY_FAIL;
	va_list ap;

	va_start(ap, fmt);
	found(d, fail ? CHECK_FAIL : CHECK_WARN, fmt, ap);
	va_end(ap);
}

/**
 * found_unknown() - what the check needs was not read
 * @d: the examination
 * @fmt: one sentence, as for printf()
 */
void found_unknown(struct doctor *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	found(d, CHECK_UNKNOWN, fmt, ap);
	va_end(ap);
}

/**
 * found_needless() - the question does not arise on this host
 * @d: the examination
 * @fmt: one sentence, as for printf()
 */
void found_needless(struct doctor *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	found(d, CHECK_NOT_APPLICABLE, fmt, ap);
	va_end(ap);
}

/**
 * found_of() - the last finding is about a device
 * @d: the examination
 * @f: the device
 */
void found_of(struct doctor *d, const struct function *f)
{
	if (d->finding)
		d->finding->function = f;
}

/**
 * found_at() - what the last finding rests on
 * @d: the examination
 * @place: where it was read
 * @fmt: what stands there, as for printf()
 */
void found_at(struct doctor *d, struct place place, const char *fmt, ...)
{
	struct evidence *e = host_alloc(d->host, sizeof(*e));
	struct evidence **last;
	va_list ap;

	if (!e || !d->finding)
		return;
	e->place = place;
	va_start(ap, fmt);
	e->text = compose(d, fmt, ap);
	va_end(ap);
	for (last = &d->finding->evidence; *last;)
		last = &(*last)->next;
	*last = e;
}

static void mend(struct doctor *d, enum step_kind kind, struct place place,
		 const char *text)
{
	struct step *s = host_alloc(d->host, sizeof(*s));
	struct step **last;

	if (!s || !d->finding)
		return;
	*s = (struct step){ .kind = kind, .place = place, .text = text };
	for (last = &d->finding->steps; *last;)
		last = &(*last)->next;
	*last = s;
}

/**
 * mend_say() - the last finding is mended by what no command does
 * @d: the examination
 * @fmt: a sentence, as for printf()
 */
void mend_say(struct doctor *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	mend(d, STEP_SAY, (struct place){ 0 }, compose(d, fmt, ap));
	va_end(ap);
}

/**
 * mend_edit() - the last finding is mended by a change of a file
 * @d: the examination
 * @place: where
 * @fmt: what to change, as for printf()
 */
void mend_edit(struct doctor *d, struct place place, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	mend(d, STEP_EDIT, place, compose(d, fmt, ap));
	va_end(ap);
}

/**
 * mend_run() - the last finding is mended by a command
 * @d: the examination
 * @fmt: the command, as for printf()
 */
void mend_run(struct doctor *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	mend(d, STEP_RUN, (struct place){ 0 }, compose(d, fmt, ap));
	va_end(ap);
}

/**
 * mend_reboot() - what mends the last finding takes effect at the next boot
 * @d: the examination
 */
void mend_reboot(struct doctor *d)
{
	mend(d, STEP_REBOOT, (struct place){ 0 }, "boot again");
}
