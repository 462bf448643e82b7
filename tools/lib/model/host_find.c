// SPDX-License-Identifier: GPL-2.0
/* Asking a host for one of its files or functions. */

#include <string.h>

#include "model/host.h"

/**
 * host_file() - a configuration file as it is
 * @h: the host
 * @path: of the file
 *
 * Return: its content, or that there is none; NULL when it was not looked for.
 */
const struct text *host_file(const struct host *h, const char *path)
{
	for (const struct config_file *f = h->files; f; f = f->next)
		if (!strcmp(f->text.place.file, path))
			return &f->text;
	return NULL;
}

/**
 * host_device() - what is known of a function besides what decides groups
 * @h: the host
 * @addr: the function
 *
 * Return: it, or NULL when it was not there to be read.
 */
const struct device *host_device(const struct host *h, struct pci_addr addr)
{
	const struct device *d = h->devices;
	char address[PCI_ADDR_LEN];

	addr_format(addr, address);
	while (d && strcmp(d->address, address))
		d = d->next;
	return d;
}
