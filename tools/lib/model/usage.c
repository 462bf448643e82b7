// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/usage.h"

static bool known(const struct usage *usage, struct pci_addr addr,
		  enum use_kind kind, const char *name, const char *detail)
{
	for (size_t i = 0; i < usage->count; i++) {
		const struct use *use = &usage->list[i];

		if (!addr_compare(use->addr, addr) && use->kind == kind &&
		    !strcmp(use->name, name) &&
		    !strcmp(use->detail ? use->detail : "",
			    detail ? detail : ""))
			return true;
	}
	return false;
}

/**
 * usage_add() - take down a use
 * @usage: the list
 * @addr: the function
 * @kind: what for
 * @name: of what is used
 * @detail: NULL for none
 *
 * What is on the list already is not added again.
 *
 * Return: 0 or -ENOMEM.
 */
int usage_add(struct usage *usage, struct pci_addr addr, enum use_kind kind,
	      const char *name, const char *detail)
{
	struct use *list, use = { .addr = addr, .kind = kind };

	if (known(usage, addr, kind, name, detail))
		return 0;
	use.name = strdup(name);
	use.detail = detail ? strdup(detail) : NULL;
	list = realloc(usage->list, (usage->count + 1) * sizeof(*list));
	if (list)
		usage->list = list;
	if (!list || !use.name || (detail && !use.detail)) {
		free(use.detail);
		free(use.name);
		return -ENOMEM;
	}
	list[usage->count++] = use;
	return 0;
}

/**
 * usage_has() - is a function used for anything?
 * @usage: the list
 * @addr: the function
 *
 * Return: true when the list names it.
 */
bool usage_has(const struct usage *usage, struct pci_addr addr)
{
	for (size_t i = 0; i < usage->count; i++)
		if (!addr_compare(usage->list[i].addr, addr))
			return true;
	return false;
}

/**
 * usage_release() - free what a list holds
 * @usage: the list; left empty
 */
void usage_release(struct usage *usage)
{
	for (size_t i = 0; i < usage->count; i++) {
		free(usage->list[i].detail);
		free(usage->list[i].name);
	}
	free(usage->list);
	*usage = (struct usage){ 0 };
}
