// SPDX-License-Identifier: GPL-2.0
/* Lines that write to sysfs' reset_method at boot, wherever guides put them. */

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

/**
 * host_resets_read() - who chooses reset methods at boot?
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
}
