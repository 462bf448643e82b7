// SPDX-License-Identifier: GPL-2.0
/* Files that hold kernel command lines, each in its boot loader's own form. */

#include <string.h>

#include "source/host_boot.h"
#include "source/reader.h"

#define KERNEL_CMDLINE "/etc/kernel/cmdline"

/* The rest of the line when it starts with @key and a blank, or @separator */
static const char *behind(const struct reader *r, const char *key,
			  char separator, size_t *len)
{
	size_t n = strlen(key);
	const char *rest = r->line + n;

	if (r->len <= n || strncmp(r->line, key, n))
		return NULL;
	if (separator ? *rest != separator : !strchr(" \t", *rest))
		return NULL;
	rest++;
	*len = r->len - n - 1;
	return rest;
}

static struct cmdline *add_line(const struct root *root, enum cmdline_role role,
				struct place place, const char *text, size_t len)
{
	struct cmdline *line = host_cmdline(root->h, role, place);

	if (line)
		line->words = words_split(root->h, text, len, place);
	return line;
}

/* A file that may not be read is a command line that is not known. */
static bool unreadable(const struct root *root, const struct text *t,
		       enum cmdline_role role)
{
	struct cmdline *line;

	if (t->fact == FACT_UNREAD) {
		line = host_cmdline(root->h, role, t->place);
		if (line)
			line->fact = FACT_UNREAD;
	}
	return t->fact != FACT_KNOWN;
}

static struct cmdline *same_variable(const struct root *root, const char *file,
				     const char *variable)
{
	struct cmdline *line = root->h->boot.cmdlines;

	for (; line; line = line->next)
		if (line->variable && !strcmp(line->variable, variable) &&
		    line->place.file == file)
			return line;
	return NULL;
}

/* The shell that reads these files takes the last assignment. */
static void add_variable(const struct root *root, enum cmdline_role role,
			 struct place place, const char *variable,
			 const char *value, size_t len)
{
	struct cmdline *line = same_variable(root, place.file, variable);

	if (len && (*value == '"' || *value == '\'')) {
		const char *close = memchr(value + 1, *value, len - 1);

		len = close ? (size_t)(close - value) - 1 : len - 1;
		value++;
	}
	if (!line) {
		line = add_line(root, role, place, value, len);
		if (line)
			line->variable = variable;
		return;
	}
	line->lines++;
	line->place = place;
	line->words = words_split(root->h, value, len, place);
}

static void read_assignments(const struct root *root, enum cmdline_role role,
			     const char *path)
{
	static const char *const variables[] = {
		"GRUB_CMDLINE_LINUX_DEFAULT", "GRUB_CMDLINE_LINUX",
	};
	struct text t = root_text(root, path);
	struct reader r = { .text = t.text };
	const char *value;
	size_t len;

	if (unreadable(root, &t, role))
		return;
	while (reader_next(&r))
		for (size_t i = 0; i < 2; i++) {
			value = behind(&r, variables[i], '=', &len);
			if (value)
				add_variable(root, role,
					     (struct place){ t.place.file, r.number },
					     variables[i], value, len);
		}
}

/**
 * boot_grub_defaults() - /etc/default/grub, and what Debian reads behind it
 * @root: the root; its host gets the lines
 * @role: what they are to the next boot
 */
void boot_grub_defaults(const struct root *root, enum cmdline_role role)
{
	static const char dir[] = "/etc/default/grub.d";
	struct names names;

	read_assignments(root, role, GRUB_DEFAULTS);
	if (root_names(root, dir, ".cfg", &names) != FACT_KNOWN)
		return;
	for (size_t i = 0; i < names.count; i++)
		read_assignments(root, role, host_printf(root->h, "%s/%s", dir,
							 names.list[i]));
}

/**
 * boot_grub_cfg() - the first entry of a generated grub.cfg
 * @root: the root; its host gets the line
 * @role: what it is to the next boot
 */
void boot_grub_cfg(const struct root *root, enum cmdline_role role)
{
	static const char *const files[] = {
		"/boot/grub/grub.cfg", "/boot/grub2/grub.cfg", NULL,
	};
	struct text t = root_first(root, files);
	struct reader r = { .text = t.text };
	const char *value;
	size_t len, image;

	if (unreadable(root, &t, role))
		return;
	while (reader_next(&r)) {
		value = behind(&r, "linux", 0, &len);
		if (!value)
			continue;
		image = strcspn(value, " \t\n");
		image = image < len ? image : len;
		add_line(root, role, (struct place){ t.place.file, r.number },
			 value + image, len - image);
		return;
	}
}

/**
 * boot_kernel_cmdline() - /etc/kernel/cmdline
 * @root: the root; its host gets the line
 * @role: what it is to the next boot
 */
void boot_kernel_cmdline(const struct root *root, enum cmdline_role role)
{
	struct text t = root_text(root, KERNEL_CMDLINE);
	struct reader r = { .text = t.text };
	struct cmdline *line = NULL;

	if (unreadable(root, &t, role))
		return;
	while (reader_next(&r)) {
		if (!r.len || *r.line == '#')
			continue;
		if (line)
			line->lines++;
		else
			line = add_line(root, role,
					(struct place){ t.place.file, r.number },
					r.line, r.len);
	}
}

/**
 * boot_cmdline_d() - /etc/cmdline.d, which mkinitcpio and ukify put together
 * @root: the root; its host gets the lines
 * @role: what they are to the next boot
 */
void boot_cmdline_d(const struct root *root, enum cmdline_role role)
{
	static const char dir[] = "/etc/cmdline.d";
	struct names names;

	if (root_names(root, dir, ".conf", &names) != FACT_KNOWN)
		return;
	for (size_t i = 0; i < names.count; i++) {
		struct text t = root_text(root, host_printf(root->h, "%s/%s", dir,
							    names.list[i]));
		struct reader r = { .text = t.text };

		if (unreadable(root, &t, role))
			continue;
		while (reader_next(&r))
			if (r.len && *r.line != '#')
				add_line(root, role,
					 (struct place){ t.place.file, r.number },
					 r.line, r.len);
	}
}

/**
 * boot_entries_dir() - where boot loader entries are
 * @root: the root
 *
 * Return: the first directory there is of those that an ESP or XBOOTLDR
 * partition is mounted at, or NULL.
 */
const char *boot_entries_dir(const struct root *root)
{
	static const char *const dirs[] = {
		"/boot/loader/entries", "/efi/loader/entries",
		"/boot/efi/loader/entries",
	};

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++)
		if (root_has(root, dirs[i]) == FACT_KNOWN)
			return dirs[i];
	return NULL;
}

/* "options" may stand on several lines; "$kernelopts" is in GRUB's environment. */
static void read_entry(const struct root *root, enum cmdline_role role,
		       const char *path)
{
	struct text t = root_text(root, path);
	struct reader r = { .text = t.text };
	struct cmdline *line = NULL;
	struct word **last;
	const char *value;
	size_t len;

	if (unreadable(root, &t, role))
		return;
	while (reader_next(&r)) {
		value = behind(&r, "options", 0, &len);
		if (!value)
			continue;
		if (!line)
			line = add_line(root, role,
					(struct place){ t.place.file, r.number },
					"", 0);
		if (!line)
			return;
		line->entry = true;
		last = &line->words;
		while (*last)
			last = &(*last)->next;
		*last = words_split(root->h, value, len,
				    (struct place){ t.place.file, r.number });
	}
}

/**
 * boot_entries() - boot loader entries, but for rescue ones
 * @root: the root; its host gets a line for each
 * @role: what they are to the next boot
 */
void boot_entries(const struct root *root, enum cmdline_role role)
{
	const char *dir = boot_entries_dir(root);
	struct names names;

	if (!dir || root_names(root, dir, ".conf", &names) != FACT_KNOWN)
		return;
	for (size_t i = 0; i < names.count; i++)
		if (!strstr(names.list[i], "rescue"))
			read_entry(root, role,
				   host_printf(root->h, "%s/%s", dir,
					       names.list[i]));
}
