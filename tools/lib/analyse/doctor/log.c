// SPDX-License-Identifier: GPL-2.0
/* Known lines of the kernel's log, and what they mean. */

#include <string.h>

#include "analyse/doctor/doctor.h"
#include "rules/messages.h"

#define SHOWN 160 /* of a line */
#define HITS_MAX 64

/**
 * struct hits - lines that are a message
 * @message: which
 * @count: how many
 * @last: the last one
 * @len: of it
 * @line: its number
 */
struct hits {
	const struct message *message;
	size_t count;
	const char *last;
	size_t len;
	unsigned int line;
};

static size_t prepare(struct hits hits[HITS_MAX])
{
	size_t n = 0;

	for (const struct message *m = messages; m->format && n < HITS_MAX; m++)
		hits[n++] = (struct hits){ .message = m };
	return n;
}

static void listen(const struct text *log, struct hits *hits, size_t count)
{
	const char *p = log->text;

	for (unsigned int line = 1; *p; line++) {
		size_t len = strcspn(p, "\n");

		for (size_t i = 0; i < count; i++) {
			if (!message_is(hits[i].message, p, len))
				continue;
			hits[i].count++;
			hits[i].last = p;
			hits[i].len = len;
			hits[i].line = line;
		}
		p += len + (p[len] == '\n');
	}
}

static bool is_device(const struct place *place)
{
	return place->file && !strcmp(place->file, "/dev/kmsg");
}

/* A device has no lines; of a file, the log may be the end. */
static struct place log_place(const struct host *h, unsigned int line)
{
	struct place place = h->kernel.log.place;

	if (is_device(&place))
		return place;
	place.line += place.line ? line - 1 : line;
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
	struct hits hits = { .message = &wanted };

	if (h->kernel.log.fact != FACT_KNOWN)
		return false;
	listen(&h->kernel.log, &hits, 1);
	if (!hits.count)
		return false;
	*line = (struct text){
		.fact = FACT_KNOWN,
		.text = host_string(h, hits.last, hits.len),
		.len = hits.len,
		.place = log_place(h, hits.line),
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
	found_at(d, log_place(d->host, hits->line), "%.*s", len, hits->last);
	if (m->mend)
		mend_say(d, "%s", m->mend);
	if (m->check && !m->harmless)
		mend_say(d, "see %s", m->check);
}

static void look_log(struct doctor *d)
{
	const struct text *log = &d->host->kernel.log;
	struct hits hits[HITS_MAX];
	bool trouble = false;
	size_t count;

	if (log->fact != FACT_KNOWN) {
		found_unknown(d, is_device(&log->place) ?
			      "the kernel's log is for root to read" :
			      "no copy of the kernel's log is kept; where there is a journal: journalctl -kb -o short-monotonic > DIR/var/log/dmesg");
		return;
	}
	count = prepare(hits);
	listen(log, hits, count);
	for (size_t i = 0; i < count; i++) {
		if (hits[i].count)
			tell(d, &hits[i]);
		trouble |= hits[i].count && !hits[i].message->harmless;
	}
	if (!trouble)
		found_ok(d, "the kernel's log has no line that tells of trouble with passthrough");
}

const struct check log_checks[] = {
	{ "log-trouble", SUBJECT_LOG, SEVERITY_WARN,
	  "the kernel's log tells of no trouble with passthrough", look_log },
	{ 0 },
};
