// SPDX-License-Identifier: GPL-2.0
/*
 * Command lines in unified kernel images (systemd-stub(7)): a section of the image,
 * and of add-ons, whose words the stub puts behind it.
 */

#include <string.h>

#include "source/host_boot.h"
#include "source/uki.h"

#define SECTION_MAX 65536

/* What cannot be told: a command line that is there, and why it is not known */
static void not_told(const struct root *root, enum cmdline_role role,
		     const struct text *t, const char *why)
{
	struct cmdline *line = host_cmdline(root->h, role, t->place);

	if (!line)
		return;
	line->fact = FACT_UNREAD;
	line->why = why;
	line->entry = line->packed = true;
}

/* The words of ".cmdline"; FACT_ABSENT where an image has none, or why not */
static struct text section_of(const struct root *root, const char *path,
			      const char **why)
{
	struct text t = root_part(root, path, 0, PE_HEADERS);
	struct pe_section section;
	bool there;

	*why = NULL;
	if (t.fact != FACT_KNOWN)
		return t;
	there = pe_find((const uint8_t *)t.text, t.len, ".cmdline", &section);
	*why = section.fault;
	t.fact = *why ? FACT_UNREAD : FACT_ABSENT;
	if (!there)
		return t;
	if (section.len > SECTION_MAX)
		*why = "its section .cmdline is longer than any command line";
	else
		t = root_part(root, path, section.offset, section.len);
	if (!*why && t.fact == FACT_KNOWN && t.len < section.len)
		*why = "it ends before its section .cmdline does";
	if (*why)
		t.fact = FACT_UNREAD;
	t.len = *why || t.fact != FACT_KNOWN ? 0 : strlen(t.text);
	return t;
}

static void add_words(const struct root *root, struct cmdline *line,
		      const struct text *t)
{
	struct word **last = &line->words;

	while (*last)
		last = &(*last)->next;
	*last = words_split(root->h, t->text, t->len, t->place);
}

static void read_addons(const struct root *root, struct cmdline *line,
			const char *dir)
{
	struct names names;
	const char *why;

	if (root_names(root, dir, ".addon.efi", &names) != FACT_KNOWN)
		return;
	for (size_t i = 0; i < names.count; i++) {
		struct text t = section_of(root, host_printf(root->h, "%s/%s", dir,
							     names.list[i]), &why);

		if (t.fact == FACT_KNOWN)
			add_words(root, line, &t);
		else if (t.fact == FACT_UNREAD)
			not_told(root, line->role, &t, why);
	}
}

static void read_image(const struct root *root, enum cmdline_role role,
		       const char *esp, const char *name)
{
	const char *path = host_printf(root->h, "%s/EFI/Linux/%s", esp, name);
	const char *why;
	struct text t = section_of(root, path, &why);
	struct cmdline *line;

	if (t.fact == FACT_UNREAD)
		not_told(root, role, &t, why);
	if (t.fact != FACT_KNOWN)
		return;
	line = host_cmdline(root->h, role, t.place);
	if (!line)
		return;
	line->entry = line->packed = true;
	add_words(root, line, &t);
	read_addons(root, line, host_printf(root->h, "%s.extra.d", path));
	read_addons(root, line, host_printf(root->h, "%s/loader/addons", esp));
}

/**
 * boot_images() - unified kernel images, but for rescue ones
 * @root: the root; its host gets a line for each that holds one
 * @role: what they are to the next boot
 */
void boot_images(const struct root *root, enum cmdline_role role)
{
	static const char *const esps[] = { "/efi", "/boot/efi", "/boot" };

	for (size_t i = 0; i < sizeof(esps) / sizeof(esps[0]); i++) {
		struct text dir = { .place.file = host_printf(root->h, "%s/EFI/Linux",
							      esps[i]) };
		struct names names;

		dir.fact = root_names(root, dir.place.file, ".efi", &names);
		if (dir.fact == FACT_UNREAD)
			not_told(root, role, &dir, NULL);
		for (size_t n = 0; n < names.count; n++)
			if (!strstr(names.list[n], "rescue"))
				read_image(root, role, esps[i], names.list[n]);
		if (dir.fact != FACT_ABSENT)
			return;
	}
}
