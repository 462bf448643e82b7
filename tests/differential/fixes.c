// SPDX-License-Identifier: GPL-2.0
/*
 * The model says what would separate two functions; make that change to the
 * synthetic machine and see whether the kernel agrees.
 */

#include <errno.h>
#include <stdio.h>

#include "analyse/change.h"
#include "analyse/why.h"
#include "compare.h"
#include "fixes.h"
#include "synthesise.h"

#define PAIRS_MAX 6

static bool shares_group(const struct function *a, const struct function *b)
{
	return a != b && a->group >= 0 && a->group == b->group;
}

/* A device that @a shares its group with */
static const struct function *partner(const struct machine *m,
				      const struct function *a)
{
	for (size_t i = 0; i < m->count; i++)
		if (shares_group(a, &m->functions[i]) &&
		    !function_is_bridge(&m->functions[i]))
			return &m->functions[i];
	return NULL;
}

/* Can it be done to a machine, without a word to its kernel? */
static bool is_hardware(const struct fix *fix)
{
	for (size_t i = 0; i < fix->count; i++)
		if (fix->changes[i].kind != CHANGE_ACS &&
		    fix->changes[i].kind != CHANGE_MOVE)
			return false;
	return true;
}

static const struct fix *first_hardware(const struct fixes *fixes)
{
	for (size_t i = 0; i < fixes->count; i++)
		if (is_hardware(&fixes->list[i]))
			return &fixes->list[i];
	return NULL;
}

/* Where a function is after the change. */
static struct pci_addr address_now(const struct machine *changed,
				   struct pci_addr was)
{
	for (size_t i = 0; i < changed->count; i++) {
		const struct function *f = &changed->functions[i];

		if ((f->flags & FN_MOVED) && !addr_compare(f->moved_from, was))
			return f->addr;
	}
	return was;
}

static int group_of(const struct sight *sight, uint16_t rid)
{
	for (size_t i = 0; i < sight->count; i++)
		if (sight->list[i].rid == rid)
			return sight->list[i].group;
	return GROUP_NONE;
}

static void print_failure(uint64_t seed, const struct fix *fix,
			  struct pci_addr a, struct pci_addr b)
{
	char text_a[PCI_ADDR_LEN], text_b[PCI_ADDR_LEN];

	printf("seed %llu: %s and %s are not separated by",
	       (unsigned long long)seed, addr_format(a, text_a),
	       addr_format(b, text_b));
	for (size_t i = 0; i < fix->count; i++)
		printf(" %s %s", change_option(fix->changes[i].kind),
		       fix->changes[i].text);
	printf("\n");
}

/* What the model says of the changed machine has to be true of all of it. */
static int present_changed(int fd, const struct machine *changed,
			   const struct circumstances *c, struct pci_addr a,
			   struct pci_addr b, uint64_t seed)
{
	struct sight sight = { 0 };
	struct relocation moved;
	struct synthetic s;
	uint16_t rid_a, rid_b;
	size_t left_out;
	int err, group = GROUP_NONE;
	bool split;

	err = synthesise(changed, c, &s, &moved, &left_out);
	if (err)
		return err;
	err = client_present(fd, &s, &sight);
	if (err)
		goto out_release;
	split = relocation_rid(&moved, address_now(changed, a), &rid_a) &&
		relocation_rid(&moved, address_now(changed, b), &rid_b);
	if (split)
		group = group_of(&sight, rid_a);
	split = group >= 0 && group_of(&sight, rid_b) >= 0 &&
		group != group_of(&sight, rid_b);
	client_remove(fd);
	split &= compare_with_model(seed, "-changed", &s, &sight);
	sight_release(&sight);
	err = split ? FIX_SPLITS : FIX_FAILS;
out_release:
	synthetic_release(&s);
	return err;
}

static int try_changes(int fd, const struct machine *m,
		       const struct circumstances *c, const struct fix *fix,
		       struct pci_addr a, struct pci_addr b, uint64_t seed)
{
	struct machine *changed = machine_clone(m);
	char error[CHANGE_ERROR_LEN];
	struct circumstances then;
	int ret = -ENOMEM;

	if (!changed)
		return -ENOMEM;
	if (circumstances_copy(&then, c))
		goto out_machine;
	ret = machine_link(changed);
	for (size_t i = 0; i < fix->count && !ret; i++)
		ret = change_apply(&fix->changes[i], changed, &then, error);
	if (!ret)
		ret = present_changed(fd, changed, &then, a, b, seed);
	if (ret == FIX_FAILS)
		print_failure(seed, fix, a, b);
	circumstances_release(&then);
out_machine:
	machine_free(changed);
	return ret;
}

static int try_pair(int fd, const struct machine *m,
		    const struct circumstances *c, const struct function *a,
		    const struct function *b, uint64_t seed)
{
	const struct fix *fix;
	struct fixes fixes;
	int ret;

	ret = fixes_between(m, c, a, b, &fixes);
	if (ret)
		return ret;
	fix = first_hardware(&fixes);
	ret = fix ? try_changes(fd, m, c, fix, a->addr, b->addr, seed) : FIX_NONE;
	fixes_release(&fixes);
	return ret;
}

/**
 * fix_try() - put a fix that the model offers to the test
 * @fd: from client_open(), with no machine loaded
 * @m: a machine with the registers that firmware left and the kernel's groups
 * @c: the circumstances it was grouped under
 * @seed: chooses which functions are to be separated
 *
 * A few pairs are looked at until one can be separated by hardware.
 *
 * Return: enum fix_result, or a negative errno.
 */
int fix_try(int fd, const struct machine *m, const struct circumstances *c,
	    uint64_t seed)
{
	unsigned int pairs = 0;
	int ret = FIX_NONE;

	for (size_t i = 0; i < m->count && pairs < PAIRS_MAX && !ret; i++) {
		const struct function *a = &m->functions[(seed + i) % m->count];
		const struct function *b = partner(m, a);

		if (function_is_bridge(a) || !b)
			continue;
		ret = try_pair(fd, m, c, a, b, seed);
		pairs++;
	}
	return ret;
}
