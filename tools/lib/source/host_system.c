// SPDX-License-Identifier: GPL-2.0
/* Which distribution: os-release(5), and what makes a Proxmox VE of a Debian. */

#include <string.h>

#include "source/root.h"

#define PVE_STATUS "/var/lib/dpkg/status"

/* The value of KEY=value or KEY="value", "" when there is none. */
static const char *release_value(struct host *h, const char *text, const char *key)
{
	size_t len = strlen(key);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		size_t n;

		line += *line == '\n';
		if (strncmp(line, key, len) || line[len] != '=')
			continue;
		line += len + 1;
		line += strspn(line, "\"'");
		n = strcspn(line, "\n");
		while (n && strchr("\"' \t\r", line[n - 1]))
			n--;
		return host_string(h, line, n);
	}
	return "";
}

/* dpkg knows; asking pveversion would mean to run Perl for a second. */
static const char *proxmox_version(const struct root *root)
{
	struct text status = root_text(root, PVE_STATUS);
	const char *package, *version;

	if (status.fact != FACT_KNOWN)
		return NULL;
	package = strstr(status.text, "Package: pve-manager\n");
	version = package ? strstr(package, "\nVersion: ") : NULL;
	if (!version)
		return NULL;
	version += strlen("\nVersion: ");
	return host_string(root->h, version, strcspn(version, "\n"));
}

static const char *own_name(const struct root *root)
{
	static const char *const files[] = {
		"/proc/sys/kernel/hostname", "/etc/hostname", NULL,
	};
	struct text t = root_first(root, files);

	return t.fact == FACT_KNOWN ?
		       host_string(root->h, t.text, strcspn(t.text, ".\n")) : NULL;
}

/**
 * host_system_read() - which distribution is this, and what is it called?
 * @root: the root; its host is filled
 */
void host_system_read(const struct root *root)
{
	static const char *const files[] = {
		"/etc/os-release", "/usr/lib/os-release", NULL,
	};
	struct distribution *d = &root->h->distribution;
	struct text t = root_first(root, files);

	root->h->name = own_name(root);
	d->fact = t.fact;
	d->id = d->like = d->version = d->name = "";
	if (t.fact != FACT_KNOWN)
		return;
	d->id = release_value(root->h, t.text, "ID");
	d->like = release_value(root->h, t.text, "ID_LIKE");
	d->version = release_value(root->h, t.text, "VERSION_ID");
	d->name = release_value(root->h, t.text, "PRETTY_NAME");
	if (root_has(root, "/etc/pve") == FACT_KNOWN)
		d->proxmox = proxmox_version(root);
	d->ostree = root_has(root, "/run/ostree-booted") == FACT_KNOWN ||
		    strstr(release_value(root->h, t.text, "OSTREE_VERSION"), ".");
}
