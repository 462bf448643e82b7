// SPDX-License-Identifier: GPL-2.0
/*
 * What modprobe is told, with file and line. libkmod would give the sum of it
 * without saying where a line stands, and adds the command line of the machine
 * it runs on; so the files are read here, by the rules of modprobe.d(5), and
 * tests compare the sum with modprobe's own.
 */

#include <string.h>

#include "source/host_modules.h"
#include "source/reader.h"

/* In order of precedence: a file hides those of its name further down. */
static const char *const modprobe_dirs[] = {
	"/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d",
	"/usr/lib/modprobe.d", "/lib/modprobe.d",
};

static const char *const load_dirs[] = {
	"/etc/modules-load.d", "/run/modules-load.d",
	"/usr/local/lib/modules-load.d", "/usr/lib/modules-load.d",
};

static const struct {
	const char *word;
	enum directive_kind kind;
} directives[] = {
	{ "options", DIRECTIVE_OPTIONS },
	{ "blacklist", DIRECTIVE_BLACKLIST },
	{ "softdep", DIRECTIVE_SOFTDEP },
	{ "alias", DIRECTIVE_ALIAS },
	{ "install", DIRECTIVE_INSTALL },
	{ "remove", DIRECTIVE_REMOVE },
};

/* Parameters that checks ask about, whether configured or not */
static const struct {
	const char *module, *name;
} asked[] = {
	{ "vfio_iommu_type1", "allow_unsafe_interrupts" },
	{ "kvm", "ignore_msrs" },
	{ "kvm", "report_ignored_msrs" },
	{ "kvm_intel", "nested" },
	{ "kvm_amd", "nested" },
	{ "module", "sig_enforce" },
};

/**
 * directive_add() - add a line about a module
 * @h: the host
 * @kind: what it says
 * @name: the module, as typed
 * @len: of @name
 * @place: where
 *
 * Return: the line, or NULL when memory ran out.
 */
struct directive *directive_add(struct host *h, enum directive_kind kind,
				const char *name, size_t len, struct place place)
{
	struct directive *d = host_alloc(h, sizeof(*d));
	struct directive **last = &h->modules.directives;

	if (!d)
		return NULL;
	*d = (struct directive){
		.kind = kind,
		.module = module_name(h, name, len),
		.rest = "",
		.place = place,
	};
	while (*last)
		last = &(*last)->next;
	*last = d;
	return d;
}

static enum directive_kind kind_of(const char *word, size_t len)
{
	for (size_t i = 0; i < sizeof(directives) / sizeof(directives[0]); i++)
		if (strlen(directives[i].word) == len &&
		    !strncmp(word, directives[i].word, len))
			return directives[i].kind;
	return DIRECTIVE_INVALID;
}

static void skip(struct reader *r, size_t len)
{
	r->line += len;
	r->len -= len;
	while (r->len && strchr(" \t", *r->line)) {
		r->line++;
		r->len--;
	}
}

/* "alias WILDCARD MODULE": the module is the last word. */
static void swap_alias(struct host *h, struct directive *d, struct reader *r)
{
	size_t len;
	const char *module = reader_word(r, &len);

	d->rest = d->module;
	d->module = module_name(h, module, len);
}

static void read_line(struct host *h, struct reader *r, struct place place)
{
	enum directive_kind kind;
	struct directive *d;
	const char *word;
	size_t len;

	word = reader_word(r, &len);
	kind = kind_of(word, len);
	if (kind != DIRECTIVE_INVALID) {
		skip(r, len);
		word = reader_word(r, &len);
	}
	d = directive_add(h, kind, word, len, place);
	if (!d || kind == DIRECTIVE_INVALID)
		return;
	if (!len)
		d->kind = DIRECTIVE_INVALID;
	skip(r, len);
	if (kind == DIRECTIVE_ALIAS) {
		swap_alias(h, d, r);
		return;
	}
	d->rest = host_string(h, r->line, r->len);
	d->words = words_split(h, r->line, r->len, place);
}

static void note_unread(struct host *h, const struct text *t)
{
	if (t->fact == FACT_UNREAD && !h->modules.unread.file)
		h->modules.unread = t->place;
}

static void read_modprobe_file(const struct root *root, const char *path)
{
	struct text t = root_text(root, path);
	struct reader r = { .text = t.text };

	note_unread(root->h, &t);
	while (reader_next(&r))
		if (r.len && *r.line != '#')
			read_line(root->h, &r,
				  (struct place){ t.place.file, r.number });
}

/* One module a line; behind the name Debian's /etc/modules took parameters. */
static void read_load_file(const struct root *root, const char *path)
{
	struct text t = root_text(root, path);
	struct reader r = { .text = t.text };
	const char *word;
	size_t len;

	note_unread(root->h, &t);
	while (reader_next(&r)) {
		word = reader_word(&r, &len);
		if (len && *word != '#' && *word != ';')
			directive_add(root->h, DIRECTIVE_LOAD, word, len,
				      (struct place){ t.place.file, r.number });
	}
}

static bool listed(const struct names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (!strcmp(names->list[i], name))
			return true;
	return false;
}

/* Is @name in a directory that comes before number @before? */
static bool hidden(const struct names *all, size_t before, const char *name)
{
	for (size_t i = 0; i < before; i++)
		if (listed(&all[i], name))
			return true;
	return false;
}

/*
 * Files of all directories in order of their names. A machine of today has its
 * /lib in /usr/lib, so files there hide themselves.
 */
static void read_dirs(const struct root *root, const char *const *dirs,
		      size_t count,
		      void (*read)(const struct root *root, const char *path))
{
	struct names all[8] = { 0 };
	size_t at[8] = { 0 };

	for (size_t i = 0; i < count; i++)
		root_names(root, dirs[i], ".conf", &all[i]);
	while (true) {
		const char *first = NULL;
		size_t from = 0;

		for (size_t i = 0; i < count; i++)
			if (at[i] < all[i].count &&
			    (!first || strcmp(all[i].list[at[i]], first) < 0)) {
				first = all[i].list[at[i]];
				from = i;
			}
		if (!first)
			return;
		at[from]++;
		if (!hidden(all, from, first))
			read(root, host_printf(root->h, "%s/%s", dirs[from], first));
	}
}

/* modprobe takes files that end in .conf only. */
static void find_ignored(const struct root *root)
{
	struct names names;

	if (root_names(root, modprobe_dirs[0], "", &names) != FACT_KNOWN)
		return;
	for (size_t i = 0; i < names.count; i++) {
		const char *name = names.list[i], *dot = strrchr(name, '.');

		if (dot && (!strcmp(dot, ".conf") || strstr(dot, "dpkg")))
			continue;
		if (strchr(name, '~') || !strncmp(name, "README", 6))
			continue;
		root->h->modules.ignored.file =
			host_printf(root->h, "%s/%s", modprobe_dirs[0], name);
		return;
	}
}

static void read_parameter(const struct root *root, const char *module,
			   const char *name)
{
	struct parameter **last = &root->h->modules.parameters, *p;
	struct text value;

	if (parameter_find(root->h, module, name))
		return;
	value = root_value(root, host_printf(root->h, "/sys/module/%s/parameters/%s",
					     module, name));
	if (value.fact == FACT_ABSENT)
		return;
	p = host_alloc(root->h, sizeof(*p));
	if (!p)
		return;
	*p = (struct parameter){ .module = module, .name = name, .value = value };
	while (*last)
		last = &(*last)->next;
	*last = p;
}

static void read_parameters(const struct root *root)
{
	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		read_parameter(root, asked[i].module, asked[i].name);
	for (const struct directive *d = root->h->modules.directives; d; d = d->next)
		if (d->kind == DIRECTIVE_OPTIONS)
			for (const struct word *w = d->words; w; w = w->next)
				read_parameter(root, d->module, w->name);
}

static void read_overrides(const struct root *root)
{
	static const char dir[] = "/etc/driverctl.d";
	struct override **last = &root->h->modules.overrides, *o;
	struct names names;

	if (root_names(root, dir, "", &names) != FACT_KNOWN)
		return;
	for (size_t i = 0; i < names.count; i++) {
		struct text t = root_value(root, host_printf(root->h, "%s/%s", dir,
							     names.list[i]));

		/* "pci-0000:01:00.0"; older ones have no bus in front. */
		if (t.fact != FACT_KNOWN)
			continue;
		o = host_alloc(root->h, sizeof(*o));
		if (!o)
			return;
		o->address = names.list[i];
		if (!strncmp(o->address, "pci-", 4))
			o->address += 4;
		o->driver = t.text;
		o->place = t.place;
		*last = o;
		last = &o->next;
	}
}

static struct text read_list(const struct root *root, const char *name)
{
	const char *release = root->h->kernel.release.text;
	const char *const paths[] = {
		host_printf(root->h, "/lib/modules/%s/%s", release, name),
		host_printf(root->h, "/usr/lib/modules/%s/%s", release, name),
		NULL,
	};

	return root_first(root, paths);
}

/**
 * host_modules_read() - the kernel's modules and what modprobe is told of them
 * @root: the root; its host is filled, its kernel is known
 */
void host_modules_read(const struct root *root)
{
	struct modules *m = &root->h->modules;

	read_dirs(root, modprobe_dirs,
		  sizeof(modprobe_dirs) / sizeof(modprobe_dirs[0]),
		  read_modprobe_file);
	read_dirs(root, load_dirs, sizeof(load_dirs) / sizeof(load_dirs[0]),
		  read_load_file);
	read_load_file(root, "/etc/modules");
	find_ignored(root);
	m->loaded = root_text(root, "/proc/modules");
	m->vfio_pci = root_has(root, "/sys/bus/pci/drivers/vfio-pci");
	if (root->h->kernel.release.fact == FACT_KNOWN) {
		m->available = read_list(root, "modules.dep");
		m->builtin = read_list(root, "modules.builtin");
		m->aliases = read_list(root, "modules.alias");
	}
	read_parameters(root);
	read_overrides(root);
}
