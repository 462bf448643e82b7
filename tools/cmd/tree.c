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
 * @picture: the machine and its groups
 * @branches: what is drawn in front, one character a level
 * @depth: characters in @branches
 */
struct walk {
	struct report *r;
	const struct picture *picture;
	char branches[DEPTH_MAX + 1];
	unsigned int depth;
};

/* Bridges decide over what is below them; elsewhere ACS is a detail. */
static enum mark acs_mark(const struct function *f, const struct acs_verdict *v)
{
	if (v->isolated == TRI_UNKNOWN)
		return MARK_UNKNOWN;
	if (!function_is_bridge(f))
		return MARK_FAINT;
	if (v->isolated == TRI_NO)
		return MARK_BAD;
	return verdict_is_real(v) ? MARK_GOOD : MARK_ASSUMED;
}

static void acs_cell(struct walk *w, const struct function *f)
{
	const struct acs_verdict *v =
		&w->picture->rules->verdicts[function_index(w->picture->machine, f)];
	uint16_t on = acs_controls(f, &w->picture->circumstances).on;
	char marks[PHRASE_LEN];

	report_cell(w->r, acs_mark(f, v), "%s", phrase_marks(f, v, on, marks));
}

static void group_cell(struct walk *w, const struct function *f)
{
	const struct partition *groups = &w->picture->observed;
	const struct members *group;

	group = partition_find(groups, partition_group_of(groups, f));
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
	char addr[PCI_ADDR_LEN], name[NAME_LEN];

	report_row(w->r, 1);
	report_tree(w->r, w->branches);
	report_cell(w->r, MARK_ADDRESS, "%s", addr_format(f->addr, addr));
	report_cell(w->r, MARK_PLAIN, "%s", naming_column(f, name));
	acs_cell(w, f);
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
	struct picture picture;

	data_put(ctx->report->data, "tree", array);
	if (picture_take(ctx->machine, &picture))
		return command_no_memory(ctx);
	w.picture = &picture;
	heading_open(ctx->report, ctx->machine);
	listing_figures(ctx->report, &picture.observed);
	heading_notes(ctx->report, ctx->machine);
	report_blank(ctx->report);
	report_table(ctx->report);
	all_trees(&w, ctx->machine, array);
	picture_release(&picture);
	return STATUS_OK;
}

const struct command cmd_tree = {
	.name = "tree",
	.arguments = "",
	.summary = "the PCI tree, with ACS marks and groups",
	.needs_machine = true,
	.run = run_tree,
};
