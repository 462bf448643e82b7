// SPDX-License-Identifier: GPL-2.0
/* What is configured in /etc against what the initramfs was made with. */

#include <string.h>

#include "analyse/doctor/doctor.h"
#include "analyse/early.h"

/* A finding when the image's content is not known, or of no matter */
static bool looked_into(struct doctor *d)
{
	const struct initramfs *i = &d->host->initramfs;

	if (!i->wanted) {
		found_needless(d, "nothing is configured that concerns the initramfs");
		return false;
	}
	if (i->fact == FACT_KNOWN)
		return true;
	found_unknown(d, "the initramfs was not read%s%s", i->why ? ": " : "",
		      i->why ? i->why : "");
	if (i->place.file)
		found_at(d, i->place, "not read");
	return false;
}

static void look_modules(struct doctor *d)
{
	const struct initramfs *i = &d->host->initramfs;
	const struct directive *lost;

	if (!looked_into(d))
		return;
	lost = early_lacks_module(d->host);
	if (!lost) {
		found_ok(d, "the initramfs has the modules that are configured");
		found_at(d, i->place, "read");
		return;
	}
	found_wrong(d, "%s is to be in the initramfs, and is not", lost->module);
	found_at(d, lost->place, "%s", lost->module);
	found_at(d, i->place, "it is not in here");
	mend_initramfs(d);
}

static void look_config(struct doctor *d)
{
	const struct initramfs *i = &d->host->initramfs;
	const struct directive *lost;

	if (!looked_into(d))
		return;
	lost = early_lacks_line(d->host);
	if (!lost) {
		found_ok(d, "the initramfs has the configuration of /etc");
		found_at(d, i->place, "read");
		return;
	}
	found_wrong(d, "%s is in the initramfs, which was made before this line was written",
		    lost->module);
	found_at(d, lost->place, "%s %s %s", early_keyword(lost->kind), lost->module,
		 lost->rest);
	found_at(d, i->place, "it is not in here");
	mend_initramfs(d);
}

/* The other way round: a line that was removed, and still counts early in boot */
static void look_leftover(struct doctor *d)
{
	const struct initramfs *i = &d->host->initramfs;
	const struct initramfs_file *f;

	if (!i->wanted || i->fact != FACT_KNOWN) {
		found_needless(d, "the initramfs was not looked into");
		return;
	}
	for (f = i->files; f; f = f->next) {
		if (!strstr(f->text, "options vfio-pci ids=") &&
		    !strstr(f->text, "options vfio_pci ids="))
			continue;
		if (option_directive(d->host, "vfio_pci", "ids"))
			break;
		found_wrong(d, "the initramfs still gives vfio-pci IDs, which /etc no longer does");
		found_at(d, i->place, "%s inside", f->path);
		mend_initramfs(d);
		return;
	}
	found_ok(d, "the initramfs has no line that /etc no longer has");
}

const struct check initramfs_checks[] = {
	{ "initramfs-modules", SUBJECT_MODULES, SEVERITY_FAIL,
	  "the initramfs has the modules that are configured for it", look_modules },
	{ "initramfs-config", SUBJECT_MODULES, SEVERITY_FAIL,
	  "the initramfs has the module configuration of /etc", look_config },
	{ "initramfs-leftover", SUBJECT_MODULES, SEVERITY_WARN,
	  "the initramfs gives vfio-pci no IDs that /etc no longer has",
	  look_leftover },
	{ 0 },
};
