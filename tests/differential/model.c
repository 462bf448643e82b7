// SPDX-License-Identifier: GPL-2.0
/* From what the kernel shows of a synthetic machine to the library's model. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <linux/pci_regs.h>

#include "analyse/compare.h"
#include "model.h"
#include "source/config.h"

#define IVRS "/sys/firmware/acpi/tables/IVRS"

/* A virtual function's own registers leave its identity to the physical one. */
static void fill_virtual(const struct synthetic *s, struct function *f)
{
	const struct synth_function *pf = synthetic_find(s, s->pf);
	unsigned int at = image_find_extended(pf, PCI_EXT_CAP_ID_SRIOV);

	f->vendor = image_get16(pf, PCI_VENDOR_ID);
	f->device = image_get16(pf, at + PCI_SRIOV_VF_DID);
	f->flags |= FN_VIRTUAL;
	f->physfn = (struct pci_addr){
		.bus = (uint8_t)(s->pf >> 8),
		.devfn = (uint8_t)s->pf,
	};
}

/* A control that takes no writes stays as it is, whatever the kernel asks. */
static uint16_t stuck_controls(const struct synth_function *f, uint16_t at)
{
	const uint8_t *writable = &f->writable[at + PCI_ACS_CTRL];

	return (uint16_t)~(writable[0] | writable[1] << 8);
}

static int add_function(struct machine *m, const struct synthetic *s,
			const struct seen *seen, enum view view)
{
	const struct synth_function *made = synthetic_find(s, seen->rid);
	struct pci_addr addr = {
		.bus = (uint8_t)(seen->rid >> 8),
		.devfn = (uint8_t)seen->rid,
	};
	struct config_image image = {
		.bytes = view == VIEW_FIRMWARE ? made->config : seen->config,
		.len = seen->len,
	};
	struct function *f = machine_add(m, addr);

	if (!f)
		return -1;
	config_decode(f, &image);
	f->group = seen->group;
	if (view == VIEW_FIRMWARE && f->acs.fact == FACT_KNOWN)
		f->acs.pinned = stuck_controls(made, f->acs.offset);
	if (seen->virtual)
		fill_virtual(s, f);
	if (seen->stage)
		f->order = seen->stage << 16 | seen->rid;
	return 0;
}

/**
 * model_of_sight() - the library's view of what the kernel shows
 * @s: the machine as it was built
 * @sight: the machine as the kernel found it
 * @view: which registers
 *
 * Return: a machine for machine_free(), or NULL when memory ran out.
 */
struct machine *model_of_sight(const struct synthetic *s,
			       const struct sight *sight, enum view view)
{
	struct machine *m = machine_new("differential");
	struct utsname name;

	if (!m)
		return NULL;
	m->iommu = IOMMU_ON;
	if (!uname(&name))
		m->kernel = strdup(name.release);
	for (size_t i = 0; i < sight->count; i++)
		if (add_function(m, s, &sight->list[i], view))
			goto err_free;
	if (machine_link(m))
		goto err_free;
	return m;

err_free:
	machine_free(m);
	return NULL;
}

/* The value of one of the kernel's pci= options, NULL when it was not given. */
static char *pci_option(const char *cmdline, const char *name)
{
	const char *at = strstr(cmdline, name);
	size_t len;

	if (!at)
		return NULL;
	at += strlen(name);
	len = strcspn(at, ",\n ");
	return strndup(at, len);
}

static void read_options(struct circumstances *c)
{
	FILE *in = fopen("/proc/cmdline", "r");
	char cmdline[4096];
	size_t len;

	if (!in)
		return;
	len = fread(cmdline, 1, sizeof(cmdline) - 1, in);
	cmdline[len] = '\0';
	fclose(in);
	c->config_acs = pci_option(cmdline, "config_acs=");
	c->disable_acs_redir = pci_option(cmdline, "disable_acs_redir=");
}

/**
 * model_circumstances() - the rules this guest's kernel goes by
 * @s: the machine as it was built
 * @m: the same as the library sees it
 * @view: which registers @m has
 * @c: filled; circumstances_release() frees what it holds
 */
void model_circumstances(const struct synthetic *s, const struct machine *m,
			 enum view view, struct circumstances *c)
{
	circumstances_of(m, c);
	c->use_kernel_verdict = false;
	c->intel_pch_programmed = s->pch_programmed ? TRI_YES : TRI_NO;
	c->ivrs = access(IVRS, F_OK) ? TRI_NO : TRI_YES;
	c->reboot = view == VIEW_FIRMWARE;
	read_options(c);
	c->controls_set = view == VIEW_FIRMWARE ? TRI_NO : TRI_YES;
}

/**
 * model_can_know() - do these registers decide the groups?
 * @s: the machine as it was built
 * @c: under which rules
 * @view: which registers the model has
 *
 * Return: false where kernels from 7.0 on form groups before they have set all
 * controls, and what firmware had set cannot be seen any more.
 */
bool model_can_know(const struct synthetic *s, const struct circumstances *c,
		    enum view view)
{
	return view == VIEW_FIRMWARE || !s->firmware_acs ||
	       kernel_version_before(c->kernel, 7, 0, 0);
}

static bool same_company(const struct grouping *g)
{
	const struct function *f = g->machine->functions;

	for (size_t i = 0; i < g->machine->count; i++) {
		if (f[i].group < 0)
			return false;
		for (size_t j = 0; j < i; j++)
			if ((f[i].group == f[j].group) !=
			    (g->group[i] == g->group[j]))
				return false;
	}
	return true;
}

/* What `acsdiag predict` would say: all functions compared, none differs. */
static bool predict_says_so(const struct grouping *g)
{
	struct comparison c;
	bool same;

	if (compare_observed(g, &c))
		return false;
	same = c.comparable == g->machine->count && !c.count;
	comparison_release(&c);
	return same;
}

/**
 * partition_agrees() - does the model group as the kernel did?
 * @g: the model's groups of a machine that holds the kernel's
 *
 * Return: true when both partitions are the same and every function is in one,
 * by the test's own account and by that of `acsdiag predict`.
 */
bool partition_agrees(const struct grouping *g)
{
	return same_company(g) && predict_says_so(g);
}
