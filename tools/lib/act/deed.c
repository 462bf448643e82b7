// SPDX-License-Identifier: GPL-2.0
/*
 * One deed from beginning to end. Signals wait meanwhile: an interrupt stops it
 * between two steps, and then what was begun is taken back.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act/act.h"

/**
 * struct doing - how far it is
 * @deed: the deed
 * @outcome: what comes of it
 * @overrides: driver_override of each function that leaves
 * @controls_done: entries of deed->controls that were made
 * @assumed_done: the same of deed->assumed
 * @watched: signals that are held back
 */
struct doing {
	const struct deed *deed;
	struct outcome *outcome;
	char (*overrides)[OVERRIDE_LEN];
	size_t controls_done;
	size_t assumed_done;
	sigset_t watched;
};

static bool interrupted(struct doing *d)
{
	const struct timespec now = { 0 };

	if (sigtimedwait(&d->watched, NULL, &now) < 0)
		return false;
	act_fail(d->outcome->error, -EINTR, "interrupted");
	return true;
}

/*
 * The module may be gone when a deed is undone. It takes nobody's word with it
 * then: it does not unload while the list has an entry, and puts controls back.
 */
static int request(struct doing *d, enum act_request what,
		   const struct function *f, uint16_t set)
{
	int err;

	if (interrupted(d))
		return -EINTR;
	err = act_request(what, f, set, d->outcome->error);
	if (err != -ENOENT || !d->deed->undo)
		return err;
	*d->outcome->error = '\0';
	return 0;
}

static int make_changes(struct doing *d)
{
	const struct deed *deed = d->deed;
	int err = 0;

	for (; d->controls_done < deed->controls_count; d->controls_done++) {
		const struct deed_controls *c = &deed->controls[d->controls_done];

		err = deed->undo ? request(d, ACT_ACS_RESTORE, c->at, 0) :
		      c->set ? request(d, ACT_ACS_SET, c->at, c->set) : 0;
		if (err)
			return err;
	}
	for (; d->assumed_done < deed->assumed_count; d->assumed_done++) {
		err = request(d, deed->undo ? ACT_ASSUME_DEL : ACT_ASSUME_ADD,
			      deed->assumed[d->assumed_done], 0);
		if (err)
			return err;
	}
	return 0;
}

static void note(struct doing *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void note(struct doing *d, const char *fmt, ...)
{
	char *text = d->outcome->note;
	size_t used = strlen(text);
	va_list ap;

	if (used)
		used += (size_t)snprintf(text + used, ACT_ERROR_LEN - used, "; ");
	if (used >= ACT_ERROR_LEN)
		return;
	va_start(ap, fmt);
	vsnprintf(text + used, ACT_ERROR_LEN - used, fmt, ap);
	va_end(ap);
}

static void withdraw(struct doing *d, enum act_request what,
		     const struct function *f)
{
	char error[ACT_ERROR_LEN];

	if (act_request(what, f, 0, error))
		note(d, "%s", error);
}

/*
 * In mirror order, as far as they were made. What was undone stays undone.
 * Controls that were on already have nothing to restore.
 */
static void take_back(struct doing *d)
{
	const struct deed *deed = d->deed;

	if (deed->undo)
		return;
	while (d->assumed_done)
		withdraw(d, ACT_ASSUME_DEL, deed->assumed[--d->assumed_done]);
	while (d->controls_done)
		if (deed->controls[--d->controls_done].set)
			withdraw(d, ACT_ACS_RESTORE,
				 deed->controls[d->controls_done].at);
}

static void read_override(struct doing *d, size_t i)
{
	const struct function *f = d->deed->leaves[i];
	const char *told = d->deed->overrides ? d->deed->overrides[i] : NULL;

	if (bus_has(f) || !told)
		override_read(f, d->overrides[i]);
	else
		snprintf(d->overrides[i], OVERRIDE_LEN, "%s", told);
}

static int remove_all(struct doing *d)
{
	int err = 0;

	for (size_t i = 0; i < d->deed->leaves_count; i++)
		read_override(d, i);
	for (size_t i = 0; i < d->deed->removes_count && !err; i++)
		err = interrupted(d) ? -EINTR :
			bus_remove(d->deed->removes[i], d->outcome->error);
	return err;
}

static int scan_all(const struct deed *deed, char *error)
{
	int err = 0;

	for (size_t i = 0; i < deed->scans_count && err != -ETIMEDOUT; i++) {
		int failed = bus_scan(deed->scans[i], error);

		if (failed)
			err = failed;
	}
	return err;
}

static void restore_drivers(struct doing *d)
{
	char addr[PCI_ADDR_LEN];

	for (size_t i = 0; i < d->deed->leaves_count; i++) {
		const struct function *f = d->deed->leaves[i];

		if (bus_has(f) && !driver_restore(f, d->overrides[i]))
			note(d, "%s does not have its driver %s again",
			     addr_format(f->addr, addr),
			     *f->driver ? f->driver : "(none)");
	}
}

/* Whatever went wrong before, the functions are to come back. */
static int bring_back(struct doing *d)
{
	char error[ACT_ERROR_LEN] = "";
	int err = scan_all(d->deed, error);

	if (!err)
		err = bus_wait(d->deed, error);
	if (err != -ETIMEDOUT)
		restore_drivers(d);
	if (err && !*d->outcome->error)
		memcpy(d->outcome->error, error, sizeof(error));
	return err;
}

/* How a deed ended whose first changes the module would not make */
static enum ending refused(struct doing *d, int err)
{
	bool begun = d->controls_done || d->assumed_done;

	take_back(d);
	return begun || (err != -ENOENT && err != -EPERM) ? ENDING_TAKEN_BACK :
							    ENDING_REFUSED;
}

/*
 * While a function is on its way off the bus, no other can come back: the kernel
 * holds one lock for both. Nothing is to be done then but to say so.
 */
static enum ending run(struct doing *d)
{
	int err = make_changes(d), back;

	if (err)
		return refused(d, err);
	err = remove_all(d);
	if (err)
		take_back(d);
	if (err == -ETIMEDOUT)
		return ENDING_STUCK;
	back = bring_back(d);
	if (!err)
		return back ? ENDING_INCOMPLETE : ENDING_DONE;
	return back == -ETIMEDOUT ? ENDING_STUCK : ENDING_TAKEN_BACK;
}

/**
 * deed_do() - do it
 * @deed: what
 * @outcome: what came of it
 *
 * A deed that fails before all functions have left is taken back: what was turned
 * on or assumed is no more, and the functions that had left are looked for. An
 * undo is not taken back; it can be begun again.
 */
void deed_do(const struct deed *deed, struct outcome *outcome)
{
	struct doing d = { .deed = deed, .outcome = outcome };
	sigset_t before;

	*outcome = (struct outcome){ .ending = ENDING_REFUSED };
	d.overrides = calloc(deed->leaves_count + 1, sizeof(*d.overrides));
	if (!d.overrides) {
		act_fail(outcome->error, -ENOMEM, "out of memory");
		return;
	}
	sigemptyset(&d.watched);
	sigaddset(&d.watched, SIGINT);
	sigaddset(&d.watched, SIGTERM);
	sigaddset(&d.watched, SIGHUP);
	sigprocmask(SIG_BLOCK, &d.watched, &before);
	outcome->ending = run(&d);
	sigprocmask(SIG_SETMASK, &before, NULL);
	free(d.overrides);
}
