// SPDX-License-Identifier: GPL-2.0
/* acsdiag tree: the PCI tree, with ACS at each bridge and each one's group. */

#include <string.h>

#include "command.h"
#include "report/data.h"
#include "report/heading.h"
#include "report/listing.h"
#include "report/naming.h"
#include "report/phrase.h"
#include "report/picture.h"
#include "source/snapshot.h"

#define DEPTH_MAX 256 /* buses of a domain: no tree is deeper */

/**
 * struct walk - where in the tree we are
 * @r: the report
 * @groups: the groups as observed
 * @branches: what is drawn in front, one character a level
 * @depth: characters in @branches
 */
struct walk {
	struct report *r;
	const struct partition *groups;
	char branches[DEPTH_MAX + 1];
	unsigned int depth;
};

static enum mark acs_mark(const struct function *f)
{
	if (f->acs.fact == FACT_UNREAD ||
	    (f->acs.fact == FACT_KNOWN && f->acs.ctrl_fact != FACT_KNOWN))
		return MARK_UNKNOWN;
	if (f->acs.fact == FACT_ABSENT)
		return function_is_bridge(f) ? MARK_BAD : MARK_FAINT;
	return f->acs.ctrl & ACS_REQUIRED ? MARK_GOOD : MARK_BAD;
}

static void group_cell(struct walk *w, const struct function *f)
{
	const struct members *group;

	group = partition_find(w->groups, partition_group_of(w->groups, f));
	if (group)
		report_cell(w->r,
			    group->extent == EXTENT_SEVERAL ? MARK_BAD : MARK_PLAIN,
			    "group %d", group->id);
	else if (f->group == GROUP_NONE)
		report_cell(w->r, MARK_FAINT, "no group");
	else
		report_cell(w->r, MARK_UNKNOWN, "group ?");
}

static void function_row(struct walk *w, const struct function *f)
{
	char addr[PCI_ADDR_LEN], name[NAME_LEN], marks[PHRASE_LEN];

	report_row(w->r, 1);
	report_tree(w->r, w->branches);
	report_cell(w->r, MARK_ADDRESS, "%s", addr_format(f->addr, addr));
	report_cell(w->r, MARK_PLAIN, "%s", naming_short(f, name));
	report_cell(w->r, acs_mark(f), "%s", phrase_marks(f, marks));
	group_cell(w, f);
}

static void siblings(struct walk *w, const struct function *first,
		     struct json_object *array);

static struct json_object *subtree(struct walk *w, const struct function *f,
				   bool last)
{
	struct json_object *o = function_to_json(f);
	struct json_object *below = json_object_new_array();

	data_put(o, "children", below);
	if (w->depth == DEPTH_MAX)
		return o;
	w->branches[w->depth++] = last ? '`' : '+';
	function_row(w, f);
	w->branches[w->depth - 1] = last ? ' ' : '|';
	siblings(w, f->child, below);
	w->branches[--w->depth] = '\0';
	return o;
}

static void siblings(struct walk *w, const struct function *first,
		     struct json_object *array)
{
	for (const struct function *f = first; f; f = f->sibling)
		json_object_array_add(array, subtree(w, f, !f->sibling));
}

/* Is @f the first function of a root bus, where a tree begins? */
static bool starts_bus(const struct function *f, const struct pci_addr *last)
{
	return !f->parent && (!last || last->domain != f->addr.domain ||
			      last->bus != f->addr.bus);
}

static void all_trees(struct walk *w, const struct machine *m,
		      struct json_object *array)
{
	const struct pci_addr *last = NULL;

	for (size_t i = 0; i < m->count; i++) {
		const struct function *f = &m->functions[i];

		if (!starts_bus(f, last))
			continue;
		last = &f->addr;
		report_text(w->r, 0);
		report_cell(w->r, MARK_TITLE, "Root bus %04x:%02x",
			    f->addr.domain, f->addr.bus);
		siblings(w, f, array);
	}
}

static enum status run_tree(struct context *ctx)
{
	struct json_object *array = json_object_new_array();
	struct walk w = { .r = ctx->report };
	struct partition groups;

	data_put(ctx->report->data, "tree", array);
	if (partition_observed(ctx->machine, &groups))
		return command_fail(ctx, STATUS_DATA, "out of memory");
	w.groups = &groups;
	heading_open(ctx->report, ctx->machine);
	listing_figures(ctx->report, &groups);
	heading_notes(ctx->report, ctx->machine);
	report_blank(ctx->report);
	report_table(ctx->report);
	all_trees(&w, ctx->machine, array);
	partition_release(&groups);
	return STATUS_OK;
}

const struct command cmd_tree = {
	.name = "tree",
	.arguments = "",
	.summary = "the PCI tree, with ACS marks and groups",
	.needs_machine = true,
	.run = run_tree,
};
