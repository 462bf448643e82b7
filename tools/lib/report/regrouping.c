// SPDX-License-Identifier: GPL-2.0
/* A plan to form groups anew, in words and as data. */

#include <stdio.h>

#include "report/data.h"
#include "report/difference.h"
#include "report/naming.h"
#include "report/phrase.h"
#include "report/reason.h"
#include "report/regrouping.h"

/**
 * struct use_words - how a use is told
 * @id: for programs
 * @before: in front of the name
 * @behind: behind it; what is known in detail follows
 * @mend: what to do about it
 */
static const struct use_words {
	const char *id;
	const char *before;
	const char *behind;
	const char *mend;
} use_words[] = {
	[USE_MOUNTED] = { "mounted", "/dev/", " is mounted at ",
			  "unmount it first" },
	[USE_SWAP] = { "swap", "/dev/", " is swap space",
		       "turn it off with swapoff first" },
	[USE_HELD] = { "held", "/dev/", " is in use",
		       "stop what is made of it first" },
	[USE_NETWORK_UP] = { "network-up", "network interface ", " is up",
			     "take it down with ip link set first" },
	[USE_DEFAULT_ROUTE] = { "default-route", "network interface ",
				" carries the default route",
				"this machine would be cut off: give it another way out first" },
	[USE_CONSOLE] = { "console", "the console is on ", "",
			  "have the console elsewhere first, or bind the function to vfio-pci at boot" },
	[USE_USB_INPUT] = { "usb-input", "", " is plugged in below it",
			    "plug it in elsewhere first" },
	[USE_VFIO] = { "vfio", "/dev/", " is open in ",
		       "shut that guest down first" },
	[USE_OPEN] = { "open", "/dev/", " is open in ",
		       "stop that process first" },
	[USE_VIRTUAL_FUNCTIONS] = { "virtual-functions", "",
				    " virtual functions of it are on and would not come back",
				    "turn them off first: write 0 to its sriov_numvfs" },
};

static char *phrase_use(const struct use *use, char buf[PHRASE_LEN])
{
	const struct use_words *words = &use_words[use->kind];

	snprintf(buf, PHRASE_LEN, "%s%s%s%s", words->before, use->name,
		 words->behind, use->detail ? use->detail : "");
	return buf;
}

static void controls_lines(struct report *r, const struct regroup *plan)
{
	char controls[PHRASE_LEN];

	if (!plan->controls_count)
		return;
	report_paragraph(r, MARK_PLAIN, "Turned on first, for the hardware to enforce:");
	for (size_t i = 0; i < plan->controls_count; i++) {
		report_text(r, 1);
		reason_device(r, plan->controls[i].at);
		report_cell(r, MARK_GOOD, ": %s",
			    plan->controls[i].set ?
				    phrase_controls(plan->controls[i].set,
						    controls) :
				    "on already");
	}
}

static void assumed_lines(struct report *r, const struct regroup *plan)
{
	if (!plan->assumed_count)
		return;
	report_paragraph(r, MARK_PLAIN, "Assumed to isolate, because you say so:");
	for (size_t i = 0; i < plan->assumed_count; i++) {
		report_text(r, 1);
		report_cell(r, MARK_ASSUMED, "assumed  ");
		report_hang(r);
		reason_device(r, plan->assumed[i]);
	}
}

static void leaving_lines(struct report *r, const struct function *const *leaves,
			  size_t count, const struct usage *usage)
{
	char name[NAME_LEN], addr[PCI_ADDR_LEN];

	report_paragraph(r, MARK_PLAIN, "Leaves the bus and comes back:");
	report_table(r);
	for (size_t i = 0; i < count; i++) {
		const struct function *f = leaves[i];
		bool used = usage && usage_has(usage, f->addr);

		report_row(r, 1);
		report_cell(r, MARK_ADDRESS, "%s", addr_format(f->addr, addr));
		report_cell(r, MARK_PLAIN, "%s", naming_column(f, name));
		report_cell(r, MARK_PLAIN, "%s",
			    !f->driver ? "driver not known" :
			    *f->driver ? f->driver : "no driver");
		report_cell(r, used ? MARK_BAD : MARK_PLAIN, "%s",
			    used ? "in use" : usage ? "idle" : "");
	}
}

/**
 * regrouping_steps() - what would be done
 * @r: the report
 * @g: the plan
 */
void regrouping_steps(struct report *r, const struct regrouping *g)
{
	controls_lines(r, g->plan);
	assumed_lines(r, g->plan);
	leaving_lines(r, g->plan->goes, g->plan->goes_count, g->usage);
}

static void chipset_line(struct report *r, const struct function *f)
{
	report_text(r, 1);
	reason_device(r, f);
	report_cell(r, MARK_BAD,
		    " would have to leave; it is part of the chipset, and the machine cannot run without it");
}

static void use_lines(struct report *r, const struct function *const *leaves,
		      size_t count, const struct usage *usage)
{
	char sentence[PHRASE_LEN];

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < usage->count; j++) {
			const struct use *use = &usage->list[j];

			if (addr_compare(use->addr, leaves[i]->addr))
				continue;
			report_text(r, 1);
			reason_device(r, leaves[i]);
			report_cell(r, MARK_BAD, ": %s",
				    phrase_use(use, sentence));
			report_cell(r, MARK_PLAIN, "; %s",
				    use_words[use->kind].mend);
		}
}

static void refused(struct report *r)
{
	report_blank(r);
	report_text(r, 0);
	report_cell(r, MARK_BAD, "Refused, for what leaves is in use:");
}

/**
 * regrouping_refusals() - say what stands against a plan
 * @r: the report
 * @g: the plan
 *
 * Return: how many reasons there are; 0 when it may be done.
 */
size_t regrouping_refusals(struct report *r, const struct regrouping *g)
{
	size_t uses = g->usage ? g->usage->count : 0;
	size_t count = uses + (g->plan->chipset ? 1 : 0);

	if (!count)
		return 0;
	refused(r);
	if (g->plan->chipset)
		chipset_line(r, g->plan->chipset);
	if (uses)
		use_lines(r, g->plan->goes, g->plan->goes_count, g->usage);
	return count;
}

static struct json_object *uses_data(const struct usage *usage,
				     const struct function *f)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < usage->count; i++) {
		const struct use *use = &usage->list[i];
		struct json_object *o;
		char sentence[PHRASE_LEN];

		if (addr_compare(use->addr, f->addr))
			continue;
		o = json_object_new_object();
		data_put(o, "kind", data_string(use_words[use->kind].id));
		data_put(o, "name", data_string(use->name));
		data_put(o, "sentence", data_string(phrase_use(use, sentence)));
		data_put(o, "mend", data_string(use_words[use->kind].mend));
		json_object_array_add(array, o);
	}
	return array;
}

static struct json_object *controls_data(const struct regroup *plan)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < plan->controls_count; i++) {
		struct json_object *o = json_object_new_object();

		data_put(o, "address", data_address(plan->controls[i].at));
		data_put(o, "set", data_controls(plan->controls[i].set));
		json_object_array_add(array, o);
	}
	return array;
}

static struct json_object *leaving_data(const struct function *const *leaves,
					size_t count, const struct usage *usage)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < count; i++) {
		struct json_object *o = data_device(leaves[i]);

		data_put(o, "uses", usage ? uses_data(usage, leaves[i]) : NULL);
		json_object_array_add(array, o);
	}
	return array;
}

/**
 * regrouping_data() - a plan for programs
 * @object: gets its members
 * @g: the plan
 */
void regrouping_data(struct json_object *object, const struct regrouping *g)
{
	const struct regroup *plan = g->plan;

	data_put(object, "controls", controls_data(plan));
	data_put(object, "assumed",
		 data_addresses(plan->assumed, plan->assumed_count));
	data_put(object, "leaves",
		 leaving_data(plan->goes, plan->goes_count, g->usage));
	data_put(object, "gains", difference_gains_data(&plan->gains));
	data_put(object, "refused",
		 data_bool(plan->chipset || (g->usage && g->usage->count)));
}

/**
 * regrouping_undo() - say what leaves to return to the kernel's own groups
 * @r: the report, for people and programs
 * @leaves: functions that leave
 * @count: entries in @leaves
 * @usage: what they are used for
 */
void regrouping_undo(struct report *r, const struct function *const *leaves,
		     size_t count, const struct usage *usage)
{
	data_put(r->data, "leaves", leaving_data(leaves, count, usage));
	data_put(r->data, "refused", data_bool(usage->count));
	leaving_lines(r, leaves, count, usage);
	if (!usage->count)
		return;
	refused(r);
	use_lines(r, leaves, count, usage);
}
