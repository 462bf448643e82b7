// SPDX-License-Identifier: GPL-2.0
/*
 * Who makes the initramfs, what it is told to take along, and what the running
 * kernel's holds. Unpacking one takes a second, so it is looked into only where
 * configuration speaks of VFIO or keeps a module away: elsewhere nothing in it
 * can contradict.
 */

#include <string.h>

#include "source/host_modules.h"
#include "source/initramfs.h"
#include "source/reader.h"

static const struct {
	const char *path;
	enum initramfs_tool tool;
} tools[] = {
	{ "/run/ostree-booted", INITRAMFS_OSTREE },
	{ "/usr/sbin/mkinitramfs", INITRAMFS_TOOLS },
	{ "/usr/bin/mkinitcpio", INITRAMFS_MKINITCPIO },
	{ "/usr/bin/dracut", INITRAMFS_DRACUT },
	{ "/usr/sbin/dracut", INITRAMFS_DRACUT },
};

static enum initramfs_tool find_tool(const struct root *root)
{
	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++)
		if (root_has(root, tools[i].path) == FACT_KNOWN)
			return tools[i].tool;
	return INITRAMFS_UNKNOWN;
}

static void add_early(struct host *h, const char *text, size_t len,
		      struct place place)
{
	while (len) {
		size_t n = strcspn(text, " \t\"'()\n");

		n = n < len ? n : len;
		if (n)
			directive_add(h, DIRECTIVE_EARLY, text, n, place);
		n += n < len;
		text += n;
		len -= n;
	}
}

static void read_assignments(const struct root *root, const char *path,
			     const char *const *variables)
{
	struct text t = root_text(root, path);
	struct reader r = { .text = t.text };

	while (reader_next(&r))
		for (const char *const *v = variables; *v; v++) {
			size_t len = strlen(*v);

			if (r.len > len && !strncmp(r.line, *v, len))
				add_early(root->h, r.line + len, r.len - len,
					  (struct place){ t.place.file, r.number });
		}
}

static void read_dracut(const struct root *root)
{
	static const char *const dirs[] = {
		"/usr/lib/dracut/dracut.conf.d", "/etc/dracut.conf.d",
	};
	static const char *const variables[] = {
		"add_drivers+=", "force_drivers+=", NULL,
	};
	struct names names;

	read_assignments(root, "/etc/dracut.conf", variables);
	for (size_t i = 0; i < 2; i++) {
		if (root_names(root, dirs[i], ".conf", &names) != FACT_KNOWN)
			continue;
		for (size_t j = 0; j < names.count; j++)
			read_assignments(root,
					 host_printf(root->h, "%s/%s", dirs[i],
						     names.list[j]),
					 variables);
	}
}

static void read_mkinitcpio(const struct root *root)
{
	static const char *const variables[] = { "MODULES=", "MODULES+=", NULL };
	static const char dir[] = "/etc/mkinitcpio.conf.d";
	struct names names;

	read_assignments(root, "/etc/mkinitcpio.conf", variables);
	if (root_names(root, dir, ".conf", &names) != FACT_KNOWN)
		return;
	for (size_t i = 0; i < names.count; i++)
		read_assignments(root, host_printf(root->h, "%s/%s", dir,
						   names.list[i]), variables);
}

static void read_initramfs_tools(const struct root *root)
{
	struct text t = root_text(root, "/etc/initramfs-tools/modules");
	struct reader r = { .text = t.text };
	const char *word;
	size_t len;

	while (reader_next(&r)) {
		word = reader_word(&r, &len);
		if (len && *word != '#')
			directive_add(root->h, DIRECTIVE_EARLY, word, len,
				      (struct place){ t.place.file, r.number });
	}
}

static bool is_wanted(const struct host *h)
{
	for (const struct directive *d = h->modules.directives; d; d = d->next)
		if (!strncmp(d->module, "vfio", 4) ||
		    !strcmp(d->module, "pci_stub") ||
		    (d->kind == DIRECTIVE_BLACKLIST &&
		     !strncmp(d->place.file, "/etc/", 5)))
			return true;
	return false;
}

static const char *find_image(const struct root *root)
{
	struct host *h = root->h;
	const char *release = h->kernel.release.text;
	struct text base = root_value(root, host_printf(h, "/usr/lib/modules/%s/pkgbase",
							release));
	struct text id = root_value(root, "/etc/machine-id");
	const char *const paths[] = {
		host_printf(h, "/boot/initrd.img-%s", release),
		host_printf(h, "/boot/initramfs-%s.img", release),
		host_printf(h, "/usr/lib/modules/%s/initramfs.img", release),
		host_printf(h, "/boot/initramfs-%s.img",
			    base.fact == FACT_KNOWN ? base.text : release),
		host_printf(h, "/boot/%s/%s/initrd",
			    id.fact == FACT_KNOWN ? id.text : "", release),
		host_printf(h, "/efi/%s/%s/initrd",
			    id.fact == FACT_KNOWN ? id.text : "", release),
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (root_has(root, paths[i]) == FACT_KNOWN)
			return paths[i];
	return NULL;
}

/**
 * host_initramfs_read() - who makes the initramfs, and what does it hold?
 * @root: the root; its host is filled, its modules are known
 */
void host_initramfs_read(const struct root *root)
{
	struct initramfs *i = &root->h->initramfs;

	i->tool = find_tool(root);
	i->modules = "";
	if (i->tool == INITRAMFS_TOOLS)
		read_initramfs_tools(root);
	if (i->tool == INITRAMFS_DRACUT)
		read_dracut(root);
	if (i->tool == INITRAMFS_MKINITCPIO)
		read_mkinitcpio(root);
	i->wanted = is_wanted(root->h);
	if (!i->wanted || root->h->kernel.release.fact != FACT_KNOWN)
		return;
	i->place.file = find_image(root);
	if (i->place.file)
		initramfs_read(root, i);
	else
		i->why = "no image of the running kernel was found in /boot";
}
