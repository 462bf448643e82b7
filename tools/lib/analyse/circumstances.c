// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/circumstances.h"
#include "rules/quirks.h"

/* The kernels that quirks-gen.c was made from, newest first. */
static const struct {
	unsigned int major, minor;
	uint8_t series;
} known_series[] = {
	{ 7, 3, SERIES_7_3 },
	{ 7, 2, SERIES_7_2 },
	{ 6, 12, SERIES_6_12 },
	{ 0, 0, SERIES_6_1 },
};

/**
 * kernel_version_parse() - read the numbers at the start of a kernel release
 * @release: "6.12.107+deb13-amd64", "6.8", "7.3-rc7"
 * @version: filled; the patch level is 0 where none is given
 *
 * Return: 0, or -EINVAL when there is no major and minor number.
 */
int kernel_version_parse(const char *release, struct kernel_version *version)
{
	struct kernel_version v = { 0 };

	if (!release || release[0] < '0' || release[0] > '9' ||
	    sscanf(release, "%4u.%4u.%4u", &v.major, &v.minor, &v.patch) < 2)
		return -EINVAL;
	*version = v;
	return 0;
}

/**
 * kernel_version_before() - is a kernel older than a given one?
 * @a: the kernel; all zero means the newest known, which is before none
 * @major: version
 * @minor: patch level
 * @patch: stable release
 *
 * Return: true when @a is older.
 */
bool kernel_version_before(struct kernel_version a, unsigned int major,
			   unsigned int minor, unsigned int patch)
{
	if (!a.major)
		return false;
	if (a.major != major)
		return a.major < major;
	if (a.minor != minor)
		return a.minor < minor;
	return a.patch < patch;
}

/**
 * kernel_series() - which column of the quirk tables a kernel goes by
 * @version: the kernel; all zero means the newest known
 *
 * Stable kernels take over quirks of newer ones, so a kernel between two known
 * series goes by the older of them.
 *
 * Return: one of SERIES_*.
 */
uint8_t kernel_series(struct kernel_version version)
{
	size_t i = 0;

	while (kernel_version_before(version, known_series[i].major,
				     known_series[i].minor, 0))
		i++;
	return known_series[i].series;
}

/**
 * acs_override_add() - read one token of pcie_acs_override=
 * @o: the override; gets what the token trusts
 * @token: "downstream", "multifunction" or "id:VVVV:DDDD"
 * @len: its length
 *
 * Return: 0, -EINVAL for any other token, -ENOSPC when there is no room for a
 * further ID (the patch has none either).
 */
int acs_override_add(struct acs_override *o, const char *token, size_t len)
{
	unsigned int vendor, device;
	char copy[16], rest;

	if (len >= sizeof(copy))
		return -EINVAL;
	memcpy(copy, token, len);
	copy[len] = '\0';
	if (!strcmp(copy, "downstream")) {
		o->downstream = true;
		return 0;
	}
	if (!strcmp(copy, "multifunction")) {
		o->multifunction = true;
		return 0;
	}
	if (sscanf(copy, "id:%4x:%4x%c", &vendor, &device, &rest) != 2)
		return -EINVAL;
	if (o->ids_count == OVERRIDE_IDS_MAX)
		return -ENOSPC;
	o->ids[o->ids_count++] = (uint32_t)vendor << 16 | device;
	return 0;
}

/**
 * acs_override_is_empty() - does an override trust nothing?
 * @o: the override
 *
 * Return: true when it has no effect.
 */
bool acs_override_is_empty(const struct acs_override *o)
{
	return !o->downstream && !o->multifunction && !o->ids_count;
}

/* The last one on the command line counts; what cannot be read is skipped. */
static void read_override(const char *cmdline, struct acs_override *o)
{
	static const char name[] = "pcie_acs_override=";
	const char *at = cmdline, *value = NULL;

	while ((at = strstr(at, name)))
		value = at += sizeof(name) - 1;
	*o = (struct acs_override){ 0 };
	while (value && *value && *value != ' ' && *value != '\n') {
		size_t len = strcspn(value, "\n, ");

		acs_override_add(o, value, len);
		value += len + (value[len] == ',');
	}
}

/* Distributions whose kernels carry the override patch, by their releases */
static bool carries_override(const char *release)
{
	static const char *const marks[] = { "-pve", "zen", "cachyos", "acs" };
	size_t i;

	for (i = 0; release && i < sizeof(marks) / sizeof(marks[0]); i++)
		if (strstr(release, marks[i]))
			return true;
	return false;
}

/* Did the kernel that was running ask for ACS before the facts were read? */
static enum tri controls_were_set(const struct machine *m)
{
	bool capable = false;
	size_t i;

	if (m->iommu == IOMMU_ON)
		return TRI_YES;
	if (m->iommu == IOMMU_OFF || m->iommu == IOMMU_NONE)
		return TRI_NO;
	for (i = 0; i < m->count; i++) {
		const struct function *f = &m->functions[i];

		if (f->group >= 0)
			return TRI_YES;
		if (f->acs.fact != FACT_KNOWN || f->acs.ctrl_fact != FACT_KNOWN ||
		    !(f->acs.cap & ACS_REQUIRED))
			continue;
		if (f->acs.ctrl & ACS_REQUIRED)
			return TRI_YES;
		capable = true;
	}
	return capable ? TRI_NO : TRI_UNKNOWN;
}

static enum tri has_ivrs(const struct machine *m)
{
	if (!m->iommu_name)
		return TRI_UNKNOWN;
	return strstr(m->iommu_name, "AMD") ? TRI_YES : TRI_NO;
}

/**
 * circumstances_of() - the circumstances that a machine's own facts tell
 * @m: the machine
 * @c: filled; to be released with circumstances_release()
 *
 * Where no kernel has turned ACS on, groups are judged as the next boot with an
 * IOMMU would form them, since there are none now.
 */
void circumstances_of(const struct machine *m, struct circumstances *c)
{
	*c = (struct circumstances){ .use_kernel_verdict = true };
	if (m->kernel && kernel_version_parse(m->kernel, &c->kernel))
		c->kernel = (struct kernel_version){ 0 };
	c->controls_set = controls_were_set(m);
	c->reboot = c->controls_set == TRI_NO;
	c->ivrs = has_ivrs(m);
	if (m->cmdline)
		read_override(m->cmdline, &c->override_asked);
	if (carries_override(m->kernel))
		c->override = c->override_asked;
}

static int copy_string(char **to, const char *from)
{
	*to = from ? strdup(from) : NULL;
	return from && !*to ? -ENOMEM : 0;
}

/**
 * circumstances_copy() - a copy that can be changed on its own
 * @to: filled; to be released with circumstances_release()
 * @from: what to copy
 *
 * Return: 0, or -ENOMEM with @to holding nothing to release.
 */
int circumstances_copy(struct circumstances *to, const struct circumstances *from)
{
	*to = *from;
	to->assumed = NULL;
	to->config_acs = NULL;
	to->disable_acs_redir = NULL;
	if (copy_string(&to->config_acs, from->config_acs) ||
	    copy_string(&to->disable_acs_redir, from->disable_acs_redir))
		goto err_release;
	if (from->assumed_count) {
		to->assumed = calloc(from->assumed_count, sizeof(*to->assumed));
		if (!to->assumed)
			goto err_release;
		memcpy(to->assumed, from->assumed,
		       from->assumed_count * sizeof(*to->assumed));
	}
	return 0;

err_release:
	circumstances_release(to);
	return -ENOMEM;
}

/**
 * circumstances_assume() - let somebody vouch for a function
 * @c: circumstances to change
 * @addr: the function
 *
 * Return: 0 or -ENOMEM.
 */
int circumstances_assume(struct circumstances *c, struct pci_addr addr)
{
	struct pci_addr *more;

	more = realloc(c->assumed, (c->assumed_count + 1) * sizeof(*more));
	if (!more)
		return -ENOMEM;
	c->assumed = more;
	c->assumed[c->assumed_count++] = addr;
	return 0;
}

/**
 * circumstances_release() - free what circumstances own
 * @c: the circumstances; left empty
 */
void circumstances_release(struct circumstances *c)
{
	free(c->assumed);
	free(c->disable_acs_redir);
	free(c->config_acs);
	*c = (struct circumstances){ 0 };
}
