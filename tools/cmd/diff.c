// SPDX-License-Identifier: GPL-2.0
/* acsdiag diff: in what two snapshots differ, or a snapshot and this machine. */

#include <stdio.h>

#include "analyse/delta.h"
#include "command.h"
#include "report/data.h"
#include "report/heading.h"
#include "report/naming.h"
#include "report/phrase.h"
#include "report/reason.h"

#define VALUE_LEN 256
#define NAMED_MAX 4

static void tell_nothing(const struct machine *m, const struct function *f,
			 char buf[VALUE_LEN])
{
	(void)m;
	(void)f;
	*buf = '\0';
}

static void tell_name(const struct machine *m, const struct function *f,
		      char buf[VALUE_LEN])
{
	char name[NAME_LEN];

	(void)m;
	snprintf(buf, VALUE_LEN, "%s", naming_short(f, name));
}

static void tell_driver(const struct machine *m, const struct function *f,
			char buf[VALUE_LEN])
{
	(void)m;
	snprintf(buf, VALUE_LEN, "%s", *f->driver ? f->driver : "no driver");
}

static void tell_acs(const struct machine *m, const struct function *f,
		     char buf[VALUE_LEN])
{
	char registers[PHRASE_LEN];

	(void)m;
	snprintf(buf, VALUE_LEN, "%.*s", VALUE_LEN - 1,
		 phrase_registers(f, registers));
}

static void tell_verdict(const struct machine *m, const struct function *f,
			 char buf[VALUE_LEN])
{
	(void)m;
	snprintf(buf, VALUE_LEN, "%s",
		 f->verdict == VERDICT_ISOLATED ? "isolated" : "not isolated");
}

/* Who else is in the group of @f, by address. */
static void tell_group(const struct machine *m, const struct function *f,
		       char buf[VALUE_LEN])
{
	char addr[PCI_ADDR_LEN];
	size_t named = 0, others = 0;
	int len = 0;

	if (f->group == GROUP_NONE) {
		snprintf(buf, VALUE_LEN, "in no group");
		return;
	}
	for (size_t i = 0; i < m->count; i++) {
		const struct function *other = &m->functions[i];

		if (other == f || other->group != f->group || ++others > NAMED_MAX)
			continue;
		len += snprintf(buf + len, VALUE_LEN - (size_t)len, "%s%s",
				named++ ? " " : "with ",
				addr_format(other->addr, addr));
	}
	if (!others)
		snprintf(buf, VALUE_LEN, "alone");
	else if (others > NAMED_MAX)
		snprintf(buf + len, VALUE_LEN - (size_t)len, " and %zu more",
			 others - NAMED_MAX);
}

static const struct {
	const char *id;
	const char *word;
	void (*tell)(const struct machine *m, const struct function *f,
		     char buf[VALUE_LEN]);
} kinds[] = {
	[DELTA_GONE] = { "gone", "gone", tell_nothing },
	[DELTA_NEW] = { "new", "new", tell_nothing },
	[DELTA_REPLACED] = { "replaced", "replaced", tell_name },
	[DELTA_DRIVER] = { "driver", "driver", tell_driver },
	[DELTA_ACS] = { "acs", "ACS", tell_acs },
	[DELTA_VERDICT] = { "kernel-verdict", "kernel", tell_verdict },
	[DELTA_GROUP] = { "group", "group", tell_group },
};

/**
 * struct pair - what is compared
 */
struct pair {
	struct machine *before;
	struct machine *after;
};

static void delta_line(struct report *r, const struct pair *p,
		       const struct delta *d)
{
	char before[VALUE_LEN] = "", after[VALUE_LEN] = "";

	if (d->before)
		kinds[d->kind].tell(p->before, d->before, before);
	if (d->after)
		kinds[d->kind].tell(p->after, d->after, after);
	report_text(r, 1);
	report_cell(r, MARK_TITLE, "%-9s", kinds[d->kind].word);
	report_hang(r);
	reason_device(r, d->after ? d->after : d->before);
	if (*before || *after)
		report_cell(r, MARK_PLAIN, ": %s → %s", before, after);
}

static struct json_object *delta_data(const struct pair *p, const struct delta *d)
{
	struct json_object *o = json_object_new_object();
	char buf[VALUE_LEN];

	data_put(o, "kind", data_string(kinds[d->kind].id));
	data_put(o, "device", data_address(d->after ? d->after : d->before));
	if (d->before) {
		kinds[d->kind].tell(p->before, d->before, buf);
		data_put(o, "before", data_string(buf));
	}
	if (d->after) {
		kinds[d->kind].tell(p->after, d->after, buf);
		data_put(o, "after", data_string(buf));
	}
	return o;
}

static struct json_object *side_data(const struct machine *m)
{
	struct json_object *o = json_object_new_object();

	data_machine(o, m);
	return o;
}

static enum status compare(struct context *ctx, const struct pair *p)
{
	struct json_object *array = json_object_new_array();
	struct deltas deltas;
	enum status status;

	data_put(ctx->report->data, "before", side_data(p->before));
	data_put(ctx->report->data, "after", side_data(p->after));
	data_put(ctx->report->data, "differences", array);
	if (deltas_between(p->before, p->after, &deltas))
		return command_no_memory(ctx);
	report_blank(ctx->report);
	for (size_t i = 0; i < deltas.count; i++) {
		delta_line(ctx->report, p, &deltas.list[i]);
		json_object_array_add(array, delta_data(p, &deltas.list[i]));
	}
	if (!deltas.count) {
		report_text(ctx->report, 0);
		report_cell(ctx->report, MARK_GOOD, "No difference.");
	}
	status = deltas.count ? STATUS_NO : STATUS_OK;
	deltas_release(&deltas);
	return status;
}

/* @path: a file or directory; NULL for what the global options name. */
static enum status read_side(struct context *ctx, const char *path,
			     struct machine **m)
{
	struct source_request request = ctx->request;
	struct source_error error = { 0 };

	if (path) {
		request.inputs = &path;
		request.inputs_count = 1;
	}
	if (source_read(&request, m, &error))
		return command_fail(ctx, STATUS_DATA, "%s", error.text);
	return STATUS_OK;
}

static enum status run_diff(struct context *ctx)
{
	struct pair p = { NULL, NULL };
	enum status status = read_side(ctx, ctx->args[0], &p.before);

	if (status == STATUS_OK)
		status = read_side(ctx, ctx->args_count > 1 ? ctx->args[1] : NULL,
				   &p.after);
	if (status == STATUS_OK) {
		heading_side(ctx->report, "before", p.before);
		heading_side(ctx->report, "after", p.after);
		status = compare(ctx, &p);
	}
	machine_free(p.after);
	machine_free(p.before);
	return status;
}

const struct command cmd_diff = {
	.name = "diff",
	.arguments = "A [B]",
	.summary = "in what two inputs differ, or one and this machine",
	.min_args = 1,
	.max_args = 2,
	.run = run_diff,
};
