// SPDX-License-Identifier: GPL-2.0
/* Known lines of the kernel's log, and what they mean. */

#include <string.h>

#include "analyse/doctor/doctor.h"
#include "rules/messages.h"

#define SHOWN 160 /* of a line */

/**
 * struct hits - lines that hold a text
 * @count: how many
 * @last: the last one
 * @len: of it
 * @line: its number
 */
struct hits {
	size_t count;
	const char *last;
	size_t len;
	unsigned int line;
};

static struct hits find(const struct text *log, const char *text)
{
	struct hits hits = { 0 };
	unsigned int line = 1;
	const char *p = log->text;

	for (const char *hit; (hit = strstr(p, text)); p = hits.last + hits.len) {
		for (; p < hit; p++)
			line += *p == '\n';
		while (p > log->text && p[-1] != '\n')
			p--;
		hits = (struct hits){
			.count = hits.count + 1,
			.last = p,
			.len = strcspn(p, "\n"),
			.line = line,
		};
	}
	return hits;
}

static void tell(struct doctor *d, const struct message_rule *rule,
		 const struct hits *hits)
{
	const struct text *log = &d->host->kernel.log;
	struct place place = log->place;

	if (strcmp(place.file, "/dev/kmsg"))
		place.line = hits->line;
	if (rule->harmless)
		found_ok(d, "harmless: %s (%zu times)", rule->means, hits->count);
	else
		found_wrong(d, "%s (%zu times since boot)", rule->means, hits->count);
	found_at(d, place, "%.*s", (int)(hits->len < SHOWN ? hits->len : SHOWN),
		 hits->last);
	if (rule->check && !rule->harmless)
		mend_say(d, "see %s", rule->check);
}

static void look_log(struct doctor *d)
{
	const struct text *log = &d->host->kernel.log;
	bool trouble = false;

	if (log->fact != FACT_KNOWN) {
		found_unknown(d, "the kernel's log is for root to read, or no copy of it is kept");
		return;
	}
	for (const struct message_rule *r = message_rules; r->text; r++) {
		struct hits hits = find(log, r->text);

		if (hits.count)
			tell(d, r, &hits);
		trouble |= hits.count && !r->harmless;
	}
	if (!trouble)
		found_ok(d, "the kernel's log has no line that tells of trouble with passthrough");
}

const struct check log_checks[] = {
	{ "log-trouble", SUBJECT_LOG, SEVERITY_WARN,
	  "the kernel's log tells of no trouble with passthrough", look_log },
	{ 0 },
};
