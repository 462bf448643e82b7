// SPDX-License-Identifier: GPL-2.0
/* The ACS override: is it heard, does it change anything, what is it worth? */

#include "analyse/doctor/doctor.h"
#include "analyse/gain.h"

/**
 * struct effect - what an override does to a machine's groups
 * @asked: one is on the command line
 * @heard: the kernel carries the patch
 * @gains: what it separates
 */
struct effect {
	bool asked, heard;
	struct gains gains;
};

static int compare(const struct machine *m, struct circumstances *c,
		   struct gains *gains)
{
	struct grouping *with = NULL, *without = NULL;
	int err;

	c->use_kernel_verdict = false;
	c->override = c->override_asked;
	err = grouping_compute(m, c, &with);
	c->override = (struct acs_override){ 0 };
	if (!err)
		err = grouping_compute(m, c, &without);
	if (!err)
		err = gains_between(without, with, gains);
	grouping_free(with);
	grouping_free(without);
	return err;
}

static struct effect effect_of(struct doctor *d)
{
	struct effect e = { 0 };
	struct circumstances c;

	circumstances_of(d->machine, &c);
	e.asked = !acs_override_is_empty(&c.override_asked);
	e.heard = !acs_override_is_empty(&c.override);
	if (e.asked && compare(d->machine, &c, &e.gains))
		d->host->failed = true;
	circumstances_release(&c);
	return e;
}

static void found_word(struct doctor *d)
{
	const struct word *w = running_word(d->host, "pcie_acs_override");

	if (w)
		found_at(d, w->place, "%s=%s", w->name, w->value ? w->value : "");
}

static void mend_word(struct doctor *d)
{
	const struct word *w = running_word(d->host, "pcie_acs_override");

	if (w)
		mend_remove_parameter(d, host_printf(d->host, "%s=%s", w->name,
						     w->value ? w->value : ""));
}

static void look_heard(struct doctor *d)
{
	struct effect e = effect_of(d);

	if (!e.asked) {
		found_ok(d, "no ACS override is asked for");
	} else if (e.heard) {
		found_ok(d, "this kernel is one of those that carry the ACS override");
		found_word(d);
	} else {
		found_wrong(d, "pcie_acs_override is not in Linux but a patch, and by its name this kernel (%s) does not carry it",
			    d->machine->kernel ? d->machine->kernel : "unknown");
		found_word(d);
		mend_say(d, "ask acsdiag why DEV for what separates the group here; acsdiag regroup does what the override does without a patched kernel");
		mend_word(d);
	}
	gains_release(&e.gains);
}

static void look_effect(struct doctor *d)
{
	struct effect e = effect_of(d);

	if (!e.asked) {
		found_ok(d, "no ACS override is asked for");
	} else if (e.gains.count) {
		found_ok(d, "the ACS override separates groups here");
	} else {
		found_wrong(d, "the ACS override changes no group here: it never applies to functions that have ACS of their own, nor to conventional PCI");
		found_word(d);
		mend_say(d, "ask acsdiag why DEV for what holds the group together");
		mend_word(d);
	}
	gains_release(&e.gains);
}

static void look_worth(struct doctor *d)
{
	struct effect e = effect_of(d);
	size_t assumed = 0;

	for (size_t i = 0; i < e.gains.count; i++)
		assumed += !e.gains.list[i].real;
	if (!e.heard || !assumed) {
		found_ok(d, "no group is separated by the ACS override alone");
	} else {
		found_wrong(d, "%zu functions are isolated because the ACS override says so: the hardware does not enforce it, and a guest could reach its neighbours by DMA",
			    assumed);
		found_of(d, e.gains.list[0].function);
		found_word(d);
		mend_say(d, "acsdiag why DEV shows what would separate them for real, such as another slot");
	}
	gains_release(&e.gains);
}

const struct check override_checks[] = {
	{ "acs-override-unheard", SUBJECT_CMDLINE, SEVERITY_WARN,
	  "an ACS override is asked only of a kernel that carries the patch",
	  look_heard },
	{ "acs-override-useless", SUBJECT_CMDLINE, SEVERITY_WARN,
	  "an ACS override separates groups", look_effect },
	{ "acs-override-assumed", SUBJECT_CMDLINE, SEVERITY_WARN,
	  "isolation is enforced by hardware, not assumed by an override",
	  look_worth },
	{ 0 },
};
