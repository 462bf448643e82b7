// SPDX-License-Identifier: GPL-2.0
/* Secure Boot, and whether it lets the acsdiag module in. */

#include <string.h>

#include "analyse/doctor/doctor.h"

/* Does this kernel refuse modules without a signature that it trusts? */
static enum fact enforced(const struct host *h, struct place *place)
{
	const struct parameter *p = parameter_find(h, "module", "sig_enforce");

	if (p && p->value.fact == FACT_KNOWN && *p->value.text == 'Y') {
		*place = p->value.place;
		return FACT_KNOWN;
	}
	*place = h->kernel.lockdown.place;
	if (h->kernel.lockdown.fact == FACT_KNOWN)
		return strcmp(h->kernel.lockdown.text, "none") ? FACT_KNOWN :
								 FACT_ABSENT;
	*place = h->firmware.secure_boot_place;
	return h->firmware.secure_boot;
}

static void mend_enrol(struct doctor *d)
{
	if (strstr(d->host->distribution.id, "debian") || d->host->distribution.proxmox) {
		mend_run(d, "mokutil --import /var/lib/dkms/mok.pub");
	} else {
		mend_say(d, "enrol the key that DKMS signs with (framework.conf of DKMS names it):");
		mend_run(d, "mokutil --import /var/lib/dkms/mok.pub");
	}
	mend_say(d, "boot again, and confirm the key in the blue screen (MOK management)");
}

/**
 * signing_refused() - is the acsdiag module here, and not to be loaded when asked
 * for a signature?
 * @h: the host
 *
 * Return: true when it has none, or a stranger's.
 */
bool signing_refused(const struct host *h)
{
	const struct signing *s = &h->signing;

	return s->module.file && (s->is_signed == FACT_ABSENT ||
				  (s->enrolled == FACT_ABSENT &&
				   s->trusted != FACT_KNOWN));
}

static void look_signature(struct doctor *d)
{
	const struct signing *s = &d->host->signing;
	struct place place;
	enum fact asked = enforced(d->host, &place);

	if (!s->module.file) {
		found_needless(d, "the acsdiag module is not installed for this kernel; the command works without it");
		return;
	}
	if (asked == FACT_ABSENT) {
		found_needless(d, "this kernel takes modules without a signature");
		return;
	}
	if (asked == FACT_UNREAD || s->is_signed == FACT_UNREAD) {
		found_unknown(d, "whether the acsdiag module is signed, or needs to be, was not read");
		return;
	}
	if (s->is_signed == FACT_ABSENT) {
		found_wrong(d, "the acsdiag module is not signed, and this kernel refuses such modules");
		found_at(d, place, "signatures are asked for");
		found_at(d, s->module, "no signature");
		mend_say(d, "let DKMS sign it: mokutil has to be installed, then build it anew (dkms install --force acsdiag)");
		mend_enrol(d);
	} else if (s->enrolled == FACT_ABSENT && s->trusted != FACT_KNOWN) {
		found_wrong(d, "the acsdiag module is signed by \"%s\", whom this machine was not told to trust",
			    s->signer);
		found_at(d, s->module, "signed by %s", s->signer);
		mend_enrol(d);
	} else if (s->enrolled == FACT_KNOWN || s->trusted == FACT_KNOWN) {
		found_ok(d, "the acsdiag module is signed by \"%s\", who is enrolled",
			 s->signer);
		found_at(d, s->module, "signed by %s", s->signer);
	} else {
		found_unknown(d, "whether the key that signed the acsdiag module is enrolled was not read");
	}
}

const struct check signing_checks[] = {
	{ "module-signature", SUBJECT_PLATFORM, SEVERITY_WARN,
	  "under Secure Boot, the acsdiag module is signed by an enrolled key",
	  look_signature },
	{ 0 },
};
