// SPDX-License-Identifier: GPL-2.0
/* How two sets of groups differ. */

#include "report/data.h"
#include "report/difference.h"
#include "report/naming.h"
#include "report/reason.h"

#define LINES_MAX 12 /* differences that are listed */
#define NAMED_MAX 3 /* functions that one line names */

/**
 * difference_lines() - list pairs that one set of groups joins, the other not
 * @r: the report
 * @c: the comparison
 * @before: what the first set is called ("the kernel")
 * @after: what the second is called ("the rules")
 */
void difference_lines(struct report *r, const struct comparison *c,
		      const char *before, const char *after)
{
	size_t shown = c->count < LINES_MAX ? c->count : LINES_MAX;

	for (size_t i = 0; i < shown; i++) {
		const struct difference *d = &c->differences[i];

		report_text(r, 1);
		reason_device(r, d->a);
		report_cell(r, MARK_PLAIN, " and ");
		reason_device(r, d->b);
		report_cell(r, MARK_PLAIN, ": together for %s, apart for %s",
			    d->together_before ? before : after,
			    d->together_before ? after : before);
	}
	if (shown < c->count) {
		report_text(r, 1);
		report_cell(r, MARK_FAINT, "and %zu more; --json lists them",
			    c->count - shown);
	}
}

/**
 * difference_data() - the same for programs
 * @c: the comparison
 *
 * Return: a JSON array.
 */
struct json_object *difference_data(const struct comparison *c)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < c->count; i++) {
		struct json_object *o = json_object_new_object();

		data_put(o, "a", data_address(c->differences[i].a));
		data_put(o, "b", data_address(c->differences[i].b));
		data_put(o, "together_before",
			 data_bool(c->differences[i].together_before));
		json_object_array_add(array, o);
	}
	return array;
}

static void others(struct report *r, const struct gain *gain)
{
	size_t named = gain->count;

	if (named > NAMED_MAX)
		named = NAMED_MAX - 1;
	for (size_t i = 0; i < named; i++) {
		report_cell(r, MARK_PLAIN, "%s", i ? ", " : "");
		reason_device(r, gain->others[i]);
	}
	if (named < gain->count)
		report_cell(r, MARK_PLAIN, " and %zu more", gain->count - named);
}

static void gain_line(struct report *r, const struct gain *gain)
{
	report_text(r, 1);
	if (!gain->parted)
		report_cell(r, MARK_BAD, "%-9s", "joined");
	else
		report_cell(r, gain->real ? MARK_GOOD : MARK_ASSUMED, "%-9s",
			    gain->real ? "real" : "assumed");
	report_hang(r);
	reason_device(r, gain->function);
	if (!gain->parted)
		report_cell(r, MARK_PLAIN, " then shares a group with ");
	else if (gain->real)
		report_cell(r, MARK_PLAIN, " parts from ");
	else
		report_cell(r, MARK_PLAIN,
			    " parts on paper; a guest that has it could still reach ");
	others(r, gain);
}

/**
 * difference_gains() - say what a change parts and joins
 * @r: the report
 * @gains: gains and losses
 */
void difference_gains(struct report *r, const struct gains *gains)
{
	bool assumed = false;

	for (size_t i = 0; i < gains->count; i++) {
		gain_line(r, &gains->list[i]);
		assumed |= gains->list[i].parted && !gains->list[i].real;
	}
	if (!assumed)
		return;
	report_text(r, 0);
	report_cell(r, MARK_FAINT,
		    "Assumed means: the kernel is told to believe it, the hardware does not enforce it.");
}

/**
 * difference_gains_data() - the same for programs
 * @gains: gains and losses
 *
 * Return: a JSON array.
 */
struct json_object *difference_gains_data(const struct gains *gains)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < gains->count; i++) {
		const struct gain *gain = &gains->list[i];
		struct json_object *o = json_object_new_object();
		bool reached = gain->parted && !gain->real;

		data_put(o, "device", data_address(gain->function));
		data_put(o, gain->parted ? "parted_from" : "joined_with",
			 data_addresses(gain->others, gain->count));
		if (gain->parted)
			data_put(o, "real", data_bool(gain->real));
		data_put(o, "exposed",
			 data_addresses(gain->others, reached ? gain->count : 0));
		json_object_array_add(array, o);
	}
	return array;
}
