// SPDX-License-Identifier: GPL-2.0
/*
 * Lines that write to sysfs' reset_method at boot, wherever guides put them; and
 * what came of resets since the acsdiag module was loaded.
 */

#include <stdlib.h>
#include <string.h>

#include "source/reader.h"
#include "source/root.h"

static const struct {
	const char *dir, *suffix;
} places[] = {
	{ "/etc/udev/rules.d", ".rules" },
	{ "/etc/systemd/system", ".service" },
	{ "/usr/local/sbin", "" },
	{ "/usr/local/bin", "" },
	{ "/etc/cron.d", "" },
};

#define SCRIPT_MAX 16384 /* of a longer one, the begin */

static void read_file(const struct root *root, const char *path)
{
	struct reset_rule **last = &root->h->reset_rules, *rule;
	struct text t = root_part(root, path, 0, SCRIPT_MAX);
	struct reader r = { .text = t.text };

	if (t.fact != FACT_KNOWN || memchr(t.text, '\0', t.len))
		return;
	while (*last)
		last = &(*last)->next;
	while (reader_next(&r)) {
		const char *line = host_string(root->h, r.line, r.len);

		if (*line == '#' || !strstr(line, "reset_method"))
			continue;
		rule = host_alloc(root->h, sizeof(*rule));
		if (!rule)
			return;
		rule->text = line;
		rule->place = (struct place){ t.place.file, r.number };
		*last = rule;
		last = &rule->next;
	}
}

#define HISTORY "/sys/kernel/debug/acsdiag/reset-history"

/* The value behind a name, up to one of @ends; NULL where the line lacks it. */
static const char *history_value(struct host *h, const char *line, const char *name,
				 const char *ends)
{
	const char *value = strstr(line, name);

	if (!value)
		return NULL;
	value += strlen(name);
	return host_string(h, value, strcspn(value, ends));
}

/* "1 time=… 0000:03:00.0 …", see Documentation/ABI; NULL for another line */
static struct reset_done *parse_done(struct host *h, const char *line)
{
	const char *addr = strstr(line, " time="), *error;
	struct reset_done *done;
	struct pci_addr parsed;

	addr = addr ? strchr(addr + 1, ' ') : NULL;
	error = history_value(h, line, " error=", " ");
	if (!addr || !error || addr_parse(addr + 1, &parsed, &addr))
		return NULL;
	done = host_alloc(h, sizeof(*done));
	if (!done)
		return NULL;
	done->addr = parsed;
	done->error = (unsigned int)strtoul(error, NULL, 10);
	done->after = history_value(h, line, " after=", " ");
	done->failure = history_value(h, line, " failure=\"", "\"");
	return done;
}

static void read_history(const struct root *root)
{
	struct text t = root_text(root, HISTORY);
	struct reset_done **last = &root->h->resets;
	struct reader r = { .text = t.text };

	root->h->resets_fact = t.fact;
	if (t.fact != FACT_KNOWN)
		return;
	while (reader_next(&r)) {
		const char *line = host_string(root->h, r.line, r.len);

		*last = parse_done(root->h, line);
		if (!*last)
			continue;
		(*last)->place = (struct place){ HISTORY, r.number };
		last = &(*last)->next;
	}
}

/**
 * host_resets_read() - who chooses reset methods at boot, and what came of resets?
 * @root: the root; its host is filled
 */
void host_resets_read(const struct root *root)
{
	struct names names;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		if (root_names(root, places[i].dir, places[i].suffix, &names) !=
		    FACT_KNOWN)
			continue;
		for (size_t n = 0; n < names.count; n++)
			read_file(root, host_printf(root->h, "%s/%s", places[i].dir,
						    names.list[n]));
	}
	read_file(root, "/etc/rc.local");
	read_history(root);
}
