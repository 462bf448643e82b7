// SPDX-License-Identifier: GPL-2.0
/* Whole files that a plan may change, so that it can say what they will hold. */

#include <string.h>

#include "model/paths.h"
#include "source/root.h"

static const char *const paths[] = {
	PATH_MODPROBE, PATH_UDEV, PATH_MODULES_LOAD, PATH_DRACUT,
	PATH_MKINITCPIO, PATH_INITRAMFS_TOOLS, PATH_GRUB_DEFAULTS,
	PATH_KERNEL_CMDLINE,
};

static void read_file(const struct root *root, const char *path)
{
	struct config_file **last = &root->h->files, *file;

	if (!path || host_file(root->h, path))
		return;
	file = host_alloc(root->h, sizeof(*file));
	if (!file)
		return;
	file->text = root_text(root, path);
	while (*last)
		last = &(*last)->next;
	*last = file;
}

/**
 * host_files_read() - what do the files hold that a plan may change?
 * @root: the root; its host is filled, its command lines and modules are known
 */
void host_files_read(const struct root *root)
{
	const struct directive *d;
	const struct cmdline *line;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		read_file(root, paths[i]);
	for (line = root->h->boot.cmdlines; line; line = line->next)
		if (!line->packed && (line->role == CMDLINE_EDITED ||
				      line->role == CMDLINE_NEXT))
			read_file(root, line->place.file);
	for (d = root->h->modules.directives; d; d = d->next)
		if (!strcmp(d->module, "vfio_pci"))
			read_file(root, d->place.file);
}
