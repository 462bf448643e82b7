// SPDX-License-Identifier: GPL-2.0
/* The running kernel: version, how it was built, what it lets root do. */

#include <string.h>

#include "source/unpack.h"

/* "none [integrity] confidentiality": the one in brackets */
static void choose(struct host *h, struct text *t)
{
	const char *open = t->fact == FACT_KNOWN ? strchr(t->text, '[') : NULL;

	if (open)
		t->text = host_string(h, open + 1, strcspn(open + 1, "]"));
}

static struct text read_config(const struct root *root, const char *release)
{
	const char *const paths[] = {
		host_printf(root->h, "/boot/config-%s", release),
		host_printf(root->h, "/lib/modules/%s/config", release),
		host_printf(root->h, "/usr/lib/modules/%s/config", release),
		host_printf(root->h, "/lib/modules/%s/build/.config", release),
		NULL,
	};
	struct text t = root_first(root, paths);

	return t.fact == FACT_ABSENT ? unpacked_text(root, "/proc/config.gz") : t;
}

/**
 * host_kernel_read() - what is known of the running kernel?
 * @root: the root; its host is filled
 */
void host_kernel_read(const struct root *root)
{
	struct kernel *k = &root->h->kernel;

	k->release = root_value(root, "/proc/sys/kernel/osrelease");
	if (k->release.fact == FACT_KNOWN)
		k->config = read_config(root, k->release.text);
	k->interrupts = root_text(root, "/proc/interrupts");
	k->iomem = root_text(root, "/proc/iomem");
	k->lockdown = root_value(root, "/sys/kernel/security/lockdown");
	choose(root->h, &k->lockdown);
	k->iommu_type = root_value(root, "/sys/kernel/iommu_groups/0/type");
}
