// SPDX-License-Identifier: GPL-2.0
/*
 * One deed from beginning to end. Signals wait meanwhile: an interrupt stops it
 * between two steps, and then what was begun is taken back.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
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

/* In mirror order, as far as they were made. What was undone stays undone. */
static void take_back(struct doing *d)
{
	char ignored[ACT_ERROR_LEN];

	if (d->deed->undo)
		return;
	while (d->assumed_done)
		act_request(ACT_ASSUME_DEL, d->deed->assumed[--d->assumed_done],
			    0, ignored);
	while (d->controls_done)
		act_request(ACT_ACS_RESTORE,
			    d->deed->controls[--d->controls_done].at, 0, ignored);
}

static int remove_all(struct doing *d)
{
	int err = 0;

	for (size_t i = 0; i < d->deed->leaves_count; i++)
		override_read(d->deed->leaves[i], d->overrides[i]);
	for (size_t i = 0; i < d->deed->removes_count && !err; i++)
		err = interrupted(d) ? -EINTR :
			bus_remove(d->deed->removes[i], d->outcome->error);
	return err;
}

static int scan_all(const struct deed *deed, char *error)
{
	int err = 0;

	for (size_t i = 0; i < deed->scans_count; i++) {
		int failed = bus_scan(deed->scans[i], error);

		if (!err)
			err = failed;
	}
	return err;
}

static void note(struct outcome *outcome, const struct function *f)
{
	size_t used = strlen(outcome->note);
	char addr[PCI_ADDR_LEN];

	snprintf(outcome->note + used, sizeof(outcome->note) - used,
		 "%s%s does not have its driver %s again", used ? "; " : "",
		 addr_format(f->addr, addr), *f->driver ? f->driver : "(none)");
}

static void restore_drivers(struct doing *d)
{
	for (size_t i = 0; i < d->deed->leaves_count; i++) {
		const struct function *f = d->deed->leaves[i];

		if (bus_has(f) && !driver_restore(f, d->overrides[i]))
			note(d->outcome, f);
	}
}

/* Whatever went wrong before, the functions are to come back. */
static int bring_back(struct doing *d)
{
	char error[ACT_ERROR_LEN] = "";
	int err = scan_all(d->deed, error);

	if (!err)
		err = bus_wait(d->deed, error);
	restore_drivers(d);
	if (err && !*d->outcome->error)
		memcpy(d->outcome->error, error, sizeof(error));
	return err;
}

static int run(struct doing *d)
{
	int err = make_changes(d), back;

	if (err) {
		take_back(d);
		return err;
	}
	err = remove_all(d);
	if (err)
		take_back(d);
	back = bring_back(d);
	return err ? err : back;
}

/**
 * deed_do() - do it
 * @deed: what
 * @outcome: what came of it
 *
 * A deed that fails is taken back: what was turned on or assumed is no more, and
 * the functions that had left are looked for.
 *
 * Return: 0 or a negative errno, with the reason in @outcome.
 */
int deed_do(const struct deed *deed, struct outcome *outcome)
{
	struct doing d = { .deed = deed, .outcome = outcome };
	sigset_t before;
	int err;

	*outcome = (struct outcome){ 0 };
	d.overrides = calloc(deed->leaves_count + 1, sizeof(*d.overrides));
	if (!d.overrides)
		return act_fail(outcome->error, -ENOMEM, "out of memory");
	sigemptyset(&d.watched);
	sigaddset(&d.watched, SIGINT);
	sigaddset(&d.watched, SIGTERM);
	sigaddset(&d.watched, SIGHUP);
	sigprocmask(SIG_BLOCK, &d.watched, &before);
	err = run(&d);
	sigprocmask(SIG_SETMASK, &before, NULL);
	free(d.overrides);
	return err;
}
