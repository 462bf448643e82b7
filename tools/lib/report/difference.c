// SPDX-License-Identifier: GPL-2.0
/* How two sets of groups differ. */

#include "report/data.h"
#include "report/difference.h"
#include "report/mends.h"
#include "report/naming.h"
#include "report/reason.h"

#define LINES_MAX 12 /* differences that are listed */
#define NAMED_MAX 3 /* functions that are named; more of them by address only */

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

/**
 * struct party - functions that a change does the same to
 * @gain: of the first of them; NULL when they were told before
 * @count: how many
 * @mutual: they part from, or join, each other, too
 */
struct party {
	const struct gain *gain;
	size_t count;
	bool mutual;
};

/*
 * Both part from, or join, the same others; each other, too, if @mutual. Lists
 * are in order of address, so that they can be walked side by side.
 */
static bool alike(const struct gain *a, const struct gain *b, bool *mutual)
{
	size_t i = 0, j = 0;

	*mutual = false;
	if (a->parted != b->parted || a->real != b->real || a->count != b->count)
		return false;
	while (i < a->count || j < b->count) {
		if (i < a->count && a->others[i] == b->function) {
			*mutual = true;
			i++;
		} else if (j < b->count && b->others[j] == a->function) {
			j++;
		} else if (i == a->count || j == b->count ||
			   a->others[i++] != b->others[j++]) {
			return false;
		}
	}
	return true;
}

static bool is_in(const struct party *party, const struct gains *gains,
		  const struct function *f)
{
	bool mutual;

	for (size_t i = 0; i < gains->count; i++)
		if (gains->list[i].function == f &&
		    alike(party->gain, &gains->list[i], &mutual))
			return true;
	return false;
}

/* The functions that go with the gain number @first, which none before did. */
static struct party party_of(const struct gains *gains, size_t first)
{
	struct party party = { .gain = &gains->list[first], .count = 1 };
	bool mutual;

	for (size_t i = 0; i < first; i++)
		if (alike(&gains->list[i], party.gain, &mutual))
			return (struct party){ .gain = NULL };
	for (size_t i = first + 1; i < gains->count; i++) {
		if (!alike(party.gain, &gains->list[i], &mutual))
			continue;
		party.mutual = mutual;
		party.count++;
	}
	return party;
}

static void put_function(struct report *r, const struct function *f, size_t i,
			 size_t count, bool named)
{
	char addr[PCI_ADDR_LEN];

	report_cell(r, MARK_PLAIN, "%s",
		    !i ? "" : i + 1 == count ? " and " : ", ");
	if (named)
		reason_device(r, f);
	else
		report_cell(r, MARK_ADDRESS, "%s", addr_format(f->addr, addr));
}

/* Those that go together; many of them by address only. */
static void put_party(struct report *r, const struct gains *gains,
		      const struct party *party)
{
	size_t n = 0;
	bool mutual;

	for (size_t i = 0; i < gains->count; i++)
		if (&gains->list[i] == party->gain ||
		    alike(party->gain, &gains->list[i], &mutual))
			put_function(r, gains->list[i].function, n++,
				     party->count, party->count <= NAMED_MAX);
}

/* The others, without those that belong to the party themselves. */
static void put_others(struct report *r, const struct gains *gains,
		       const struct party *party)
{
	size_t count = party->gain->count, n = 0;

	if (party->mutual) {
		count -= party->count - 1;
		report_cell(r, MARK_PLAIN, "each other%s",
			    count ? " and " : "");
	}
	for (size_t i = 0; i < party->gain->count; i++)
		if (!party->mutual ||
		    !is_in(party, gains, party->gain->others[i]))
			put_function(r, party->gain->others[i], n++, count,
				     count <= NAMED_MAX);
}

/* What happens to a party, of one and of several. */
static const struct {
	const char *word;
	enum mark mark;
	const char *one, *many, *behind;
} fates[] = {
	{ "joined", MARK_BAD, " then shares a group with ",
	  " then share a group with ", "" },
	{ "real", MARK_GOOD, " parts from ", " part from ", "" },
	{ "assumed", MARK_ASSUMED, " gets a group apart from ",
	  " get groups apart from ",
	  ", on paper only: DMA from a guest could still reach them" },
};

static void party_line(struct report *r, const struct gains *gains,
		       const struct party *party)
{
	size_t fate = !party->gain->parted ? 0 : party->gain->real ? 1 : 2;

	report_text(r, 1);
	report_cell(r, fates[fate].mark, "%-9s", fates[fate].word);
	report_hang(r);
	put_party(r, gains, party);
	report_cell(r, MARK_PLAIN, "%s",
		    party->count > 1 ? fates[fate].many : fates[fate].one);
	put_others(r, gains, party);
	report_cell(r, MARK_PLAIN, "%s", fates[fate].behind);
}

/**
 * difference_gains() - say what a change parts and joins
 * @r: the report
 * @gains: gains and losses
 *
 * Functions that it does the same to share one sentence.
 */
void difference_gains(struct report *r, const struct gains *gains)
{
	bool assumed = false;

	for (size_t i = 0; i < gains->count; i++) {
		struct party party = party_of(gains, i);

		if (!party.gain)
			continue;
		party_line(r, gains, &party);
		assumed |= party.gain->parted && !party.gain->real;
	}
	if (assumed)
		mends_legend(r);
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
