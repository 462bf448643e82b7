// SPDX-License-Identifier: GPL-2.0
/* Known lines of the kernel's log, and what they mean. */

#include <string.h>

#include "analyse/doctor/doctor.h"
#include "rules/messages.h"

#define SHOWN 160 /* of a line */

/**
 * struct hits - lines that are a message
 * @message: which
 * @count: how many
 * @last: the last one
 * @len: of it
 */
struct hits {
	const struct message *message;
	size_t count;
	const char *last;
	size_t len;
};

static struct hits listen(const struct text *log, const struct message *m)
{
	struct hits hits = { .message = m };
	const char *end = log->text + log->len, *p = log->text;
	size_t len;

	while ((p = message_next(m, p, (size_t)(end - p), &len))) {
		hits.count++;
		hits.last = p;
		hits.len = len;
		p += len;
	}
	return hits;
}

static bool is_device(const struct place *place)
{
	return place->file && !strcmp(place->file, "/dev/kmsg");
}

/* A device has no lines; of a file, the log may be the end. */
static struct place place_of(const struct host *h, const struct hits *hits)
{
	const struct text *log = &h->kernel.log;
	struct place place = log->place;

	if (is_device(&place))
		return place;
	place.line += !place.line;
	for (const char *p = log->text; p < hits->last; p++)
		place.line += *p == '\n';
	return place;
}

/**
 * log_says() - does the kernel's log say this of that?
 * @h: the host
 * @format: wording, as struct message has it
 * @about: what the line has to name besides, as an address
 * @line: set to the last such line, and where it stands
 *
 * Return: true when it does; false also where the log was not read.
 */
bool log_says(struct host *h, const char *format, const char *about,
	      struct text *line)
{
	const struct message wanted = { .format = format, .with = about };
	struct hits hits = { 0 };

	if (h->kernel.log.fact == FACT_KNOWN)
		hits = listen(&h->kernel.log, &wanted);
	if (!hits.count)
		return false;
	*line = (struct text){
		.fact = FACT_KNOWN,
		.text = host_string(h, hits.last, hits.len),
		.len = hits.len,
		.place = place_of(h, &hits),
	};
	return true;
}

static void tell(struct doctor *d, const struct hits *hits)
{
	const struct message *m = hits->message;
	const char *times = hits->count == 1 ? "time" : "times";
	int len = (int)(hits->len < SHOWN ? hits->len : SHOWN);

	if (m->harmless)
		found_ok(d, "harmless: %s (%zu %s)", m->meaning, hits->count, times);
	else
		found_wrong(d, "%s (%zu %s since boot)", m->meaning,
			    hits->count, times);
	found_at(d, place_of(d->host, hits), "%.*s", len, hits->last);
	if (m->mend)
		mend_say(d, "%s", m->mend);
	if (m->check && !m->harmless)
		mend_say(d, "see %s", m->check);
}

static void look_log(struct doctor *d)
{
	const struct text *log = &d->host->kernel.log;
	bool trouble = false;

	if (log->fact != FACT_KNOWN) {
		found_unknown(d, is_device(&log->place) ?
			      "the kernel's log is for root to read" :
			      "no copy of the kernel's log is kept; where there is a journal: journalctl -kb -o short-monotonic > DIR/var/log/dmesg");
		return;
	}
	for (const struct message *m = messages; m->format; m++) {
		struct hits hits = listen(log, m);

		if (hits.count)
			tell(d, &hits);
		trouble |= hits.count && !m->harmless;
	}
	if (!trouble)
		found_ok(d, "the kernel's log has no line that tells of trouble with passthrough");
}

const struct check log_checks[] = {
	{ "log-trouble", SUBJECT_LOG, SEVERITY_WARN,
	  "the kernel's log tells of no trouble with passthrough", look_log },
	{ 0 },
};
