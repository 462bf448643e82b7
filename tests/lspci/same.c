// SPDX-License-Identifier: GPL-2.0
/*
 * Are two descriptions of one machine the same?
 *	same BYTES WORDS FACT…
 * What the words tell must be what the bytes tell. The FACTs that are named are
 * those that the words have to tell wherever the bytes do: ids, class, header,
 * buses, command, type, acs. With "groups" the kernel's rules have to make the
 * same groups of both.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/grouping.h"
#include "source/source.h"

#define LSPCI_ACS_BITS 0x7f /* lspci knows no more */

static struct machine *read_machine(const char *path)
{
	const char *const inputs[] = { path };
	const struct source_request request = { .inputs = inputs, .inputs_count = 1 };
	struct source_error error = { 0 };
	struct machine *m;

	if (!source_read(&request, &m, &error))
		return m;
	fprintf(stderr, "%s\n", error.text);
	exit(2);
}

static bool class_same(const struct function *a, const struct function *b)
{
	/* lspci's one-line form leaves the programming interface out. */
	return a->class >> 8 == b->class >> 8 &&
	       (!(b->class & 0xff) || a->class == b->class);
}

static bool acs_same(const struct acs *a, const struct acs *b)
{
	return a->fact == b->fact && a->offset == b->offset &&
	       !((a->cap ^ b->cap) & LSPCI_ACS_BITS) &&
	       !((a->ctrl ^ b->ctrl) & LSPCI_ACS_BITS);
}

/**
 * struct pair - one thing that both can know
 * @name: as the command line spells it
 * @a: known from the bytes
 * @b: known from the words
 * @same: are they equal where both are known?
 */
struct pair {
	const char *name;
	bool a, b, same;
};

#define FACTS 9

static void list_facts(const struct function *a, const struct function *b,
		       struct pair facts[FACTS])
{
	const struct pair all[FACTS] = {
		{ "ids", a->has & HAS_IDS, b->has & HAS_IDS,
		  a->vendor == b->vendor && a->device == b->device },
		{ "class", a->has & HAS_CLASS, b->has & HAS_CLASS, class_same(a, b) },
		{ "revision", a->has & HAS_REVISION, b->has & HAS_REVISION,
		  a->revision == b->revision },
		{ "subsystem", a->has & HAS_SUBSYSTEM, b->has & HAS_SUBSYSTEM,
		  a->subvendor == b->subvendor && a->subdevice == b->subdevice },
		{ "header", a->has & HAS_HEADER, b->has & HAS_HEADER,
		  a->header_type == b->header_type &&
		  a->multifunction == b->multifunction },
		{ "buses", a->has & HAS_BUSES, b->has & HAS_BUSES,
		  a->secondary == b->secondary && a->subordinate == b->subordinate },
		{ "command", a->has & HAS_COMMAND, b->has & HAS_COMMAND,
		  a->command == b->command },
		{ "type", a->type != PCIE_TYPE_UNREAD, b->type != PCIE_TYPE_UNREAD,
		  a->type == b->type },
		{ "acs", a->acs.fact != FACT_UNREAD, b->acs.fact != FACT_UNREAD,
		  acs_same(&a->acs, &b->acs) },
	};

	memcpy(facts, all, sizeof(all));
}

static bool wanted(const char *name, char **names)
{
	for (; *names; names++)
		if (!strcmp(*names, name))
			return true;
	return false;
}

static unsigned int compare(const struct function *a, const struct function *b,
			    char **names, unsigned int *known)
{
	struct pair facts[FACTS];
	char addr[PCI_ADDR_LEN];
	unsigned int differ = 0;

	list_facts(a, b, facts);
	for (unsigned int i = 0; i < FACTS; i++) {
		bool both = facts[i].a && facts[i].b;

		*known += both;
		if (both ? facts[i].same :
			   !facts[i].a || !wanted(facts[i].name, names))
			continue;
		printf("# %s: %s %s\n", addr_format(a->addr, addr), facts[i].name,
		       both ? "differs" : "is not read from the words");
		differ++;
	}
	return differ;
}

static struct grouping *groups_of(const struct machine *m)
{
	struct circumstances c;
	struct grouping *g;

	circumstances_of(m, &c);
	if (grouping_compute(m, &c, &g))
		exit(2);
	circumstances_release(&c);
	return g;
}

/* Groups by their first members, which do not depend on how they are numbered. */
static unsigned int compare_groups(const struct machine *a, const struct machine *b)
{
	struct grouping *x = groups_of(a), *y = groups_of(b);
	unsigned int differ = 0;
	char addr[PCI_ADDR_LEN];

	for (size_t i = 0; i < a->count && i < b->count; i++) {
		if (x->members[x->first[x->group[i]]] == y->members[y->first[y->group[i]]])
			continue;
		printf("# %s: another group by the words than by the bytes\n",
		       addr_format(a->functions[i].addr, addr));
		differ++;
	}
	printf("# %d groups, %zu functions open by the bytes, %zu by the words\n",
	       x->groups, x->unsure, y->unsure);
	grouping_free(x);
	grouping_free(y);
	return differ;
}

int main(int argc, char **argv)
{
	unsigned int differ = 0, known = 0;
	struct machine *a, *b;

	if (argc < 3)
		return 2;
	a = read_machine(argv[1]);
	b = read_machine(argv[2]);
	for (size_t i = 0; i < a->count; i++) {
		const struct function *f = machine_find(b, a->functions[i].addr);

		if (f)
			differ += compare(&a->functions[i], f, argv + 3, &known);
		else
			differ++;
	}
	differ += a->count != b->count;
	if (wanted("groups", argv + 3))
		differ += compare_groups(a, b);
	printf("# %zu functions, %u facts, %u differences\n", a->count, known, differ);
	machine_free(a);
	machine_free(b);
	return differ ? 1 : 0;
}
