// SPDX-License-Identifier: GPL-2.0
/* The machine: its functions, their order, and the memory behind them. */

#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/arena.h"
#include "model/machine.h"

/**
 * machine_new() - make a machine without functions
 * @source: what will fill it, a static string or one of the machine's own
 *
 * Return: the machine, NULL without memory.
 */
struct machine *machine_new(const char *source)
{
	struct machine *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->source = source;
	m->arena = arena_new(NULL);
	if (!m->arena) {
		free(m);
		return NULL;
	}
	return m;
}

/**
 * machine_free() - free a machine and all strings it gave out
 * @m: the machine, may be NULL
 */
void machine_free(struct machine *m)
{
	if (!m)
		return;
	arena_put(m->arena);
	free(m->notes);
	free(m->cmdline);
	free(m->kernel);
	free(m->hostname);
	free(m->origin);
	free(m->functions);
	free(m);
}

static int copy_text(char **to, const char *from)
{
	if (!from)
		return 0;
	*to = strdup(from);
	return *to ? 0 : -ENOMEM;
}

static int copy_array(void *to, const void *from, size_t count, size_t size)
{
	void **array = to;

	if (!count)
		return 0;
	*array = malloc(count * size);
	if (!*array)
		return -ENOMEM;
	memcpy(*array, from, count * size);
	return 0;
}

static int copy_contents(struct machine *copy, const struct machine *m)
{
	int err = copy_text(&copy->origin, m->origin);

	if (!err)
		err = copy_text(&copy->hostname, m->hostname);
	if (!err)
		err = copy_text(&copy->kernel, m->kernel);
	if (!err)
		err = copy_text(&copy->cmdline, m->cmdline);
	if (!err)
		err = copy_array(&copy->notes, m->notes, m->notes_count,
				 sizeof(*m->notes));
	if (!err)
		err = copy_array(&copy->functions, m->functions, m->count,
				 sizeof(*m->functions));
	return err;
}

static void move_link(struct function **link, const struct machine *from,
		      struct machine *to)
{
	if (*link)
		*link = to->functions + (*link - from->functions);
}

/**
 * machine_clone() - copy a machine, so that a change can be tried on the copy
 * @m: the machine, linked or not
 *
 * The copy's functions are its own. Strings and alias lists are shared: they
 * never change, and live until the last machine that uses them is freed.
 *
 * Return: the copy, NULL without memory.
 */
struct machine *machine_clone(const struct machine *m)
{
	struct machine *copy = calloc(1, sizeof(*copy));

	if (!copy)
		return NULL;
	copy->source = m->source;
	copy->iommu = m->iommu;
	copy->iommu_name = m->iommu_name;
	copy->in_vm = m->in_vm;
	copy->arena = arena_new(m->arena);
	if (!copy->arena || copy_contents(copy, m)) {
		machine_free(copy);
		return NULL;
	}
	copy->count = copy->capacity = m->count;
	copy->notes_count = m->notes_count;
	for (size_t i = 0; i < copy->count; i++) {
		move_link(&copy->functions[i].parent, m, copy);
		move_link(&copy->functions[i].child, m, copy);
		move_link(&copy->functions[i].sibling, m, copy);
	}
	return copy;
}

/**
 * machine_add() - add a function of which only the address is known
 * @m: the machine
 * @addr: its address
 *
 * Pointers to other functions, and their links, are void until machine_link().
 *
 * Return: the function, everything unread; NULL without memory.
 */
struct function *machine_add(struct machine *m, struct pci_addr addr)
{
	struct function *f;

	if (m->count == m->capacity) {
		size_t capacity = m->capacity ? m->capacity * 2 : 64;

		f = reallocarray(m->functions, capacity, sizeof(*f));
		if (!f)
			return NULL;
		m->functions = f;
		m->capacity = capacity;
	}
	f = &m->functions[m->count++];
	*f = (struct function) {
		.addr = addr,
		.type = PCIE_TYPE_UNREAD,
		.group = GROUP_UNREAD,
		.isolated_msi = -1,
	};
	return f;
}

static int by_address(const void *addr, const void *member)
{
	const struct function *f = member;

	return addr_compare(*(const struct pci_addr *)addr, f->addr);
}

/**
 * machine_find() - look a function up
 * @m: the machine, linked since the last machine_add()
 * @addr: the address
 *
 * Return: the function, NULL when there is none.
 */
struct function *machine_find(const struct machine *m, struct pci_addr addr)
{
	return m->count ? bsearch(&addr, m->functions, m->count,
				  sizeof(*m->functions), by_address) : NULL;
}

/**
 * machine_string() - keep a string as long as the machine
 * @m: the machine
 * @text: the string, need not be terminated
 * @len: its length
 *
 * Return: the terminated copy, the same for the same text; NULL without memory.
 */
const char *machine_string(struct machine *m, const char *text, size_t len)
{
	return arena_string(m->arena, text, len);
}

static const char *keep_formatted(struct machine *m, const char *fmt,
				  va_list args)
{
	const char *kept;
	char *text;
	int len;

	len = vasprintf(&text, fmt, args);
	if (len < 0)
		return NULL;
	kept = machine_string(m, text, (size_t)len);
	free(text);
	return kept;
}

/**
 * machine_printf() - format a string that is kept as long as the machine
 * @m: the machine
 * @fmt: as for printf()
 *
 * Return: the string, NULL without memory.
 */
const char *machine_printf(struct machine *m, const char *fmt, ...)
{
	const char *text;
	va_list args;

	va_start(args, fmt);
	text = keep_formatted(m, fmt, args);
	va_end(args);
	return text;
}

/**
 * machine_aliases() - room for the requester IDs of one function
 * @m: the machine
 * @count: how many
 *
 * Return: uninitialised memory kept as long as the machine, NULL without.
 */
uint16_t *machine_aliases(struct machine *m, size_t count)
{
	if (count > SIZE_MAX / sizeof(uint16_t))
		return NULL;
	return arena_alloc(m->arena, count * sizeof(uint16_t));
}

/**
 * machine_candidates() - room for the IDs that one function may have
 * @m: the machine
 * @count: how many
 *
 * Return: uninitialised memory kept as long as the machine, NULL without.
 */
uint32_t *machine_candidates(struct machine *m, size_t count)
{
	if (count > SIZE_MAX / sizeof(uint32_t))
		return NULL;
	return arena_alloc(m->arena, count * sizeof(uint32_t));
}

/**
 * machine_note() - remember a sentence about the input as a whole
 * @m: the machine
 * @fmt: as for printf()
 *
 * Return: 0 or -ENOMEM.
 */
int machine_note(struct machine *m, const char *fmt, ...)
{
	const char *text;
	const char **notes;
	va_list args;

	va_start(args, fmt);
	text = keep_formatted(m, fmt, args);
	va_end(args);
	if (!text)
		return -ENOMEM;
	notes = reallocarray(m->notes, m->notes_count + 1, sizeof(*notes));
	if (!notes)
		return -ENOMEM;
	m->notes = notes;
	notes[m->notes_count++] = text;
	return 0;
}

/**
 * function_is_bridge() - does the kernel see a bus behind this function?
 * @f: the function
 *
 * Return: true for header types 1 and 2; where the header was not read, true
 * when bus numbers were, or when the class is a PCI or CardBus bridge's.
 */
bool function_is_bridge(const struct function *f)
{
	uint32_t base = f->class >> 8;

	if (f->has & HAS_HEADER)
		return f->header_type == 1 || f->header_type == 2;
	if (f->has & HAS_BUSES)
		return true;
	return (f->has & HAS_CLASS) && (base == 0x0604 || base == 0x0607);
}

/**
 * function_is_root() - does this function sit on a root bus?
 * @f: the function, its machine linked
 *
 * Return: true when no bridge is above it.
 */
bool function_is_root(const struct function *f)
{
	return !f->parent;
}

/**
 * function_is_below() - is one function somewhere below a bridge?
 * @f: the function, its machine linked
 * @bridge: the bridge
 *
 * Return: true when @bridge is on the way from @f to the root; a function is
 * not below itself.
 */
bool function_is_below(const struct function *f, const struct function *bridge)
{
	while ((f = f->parent))
		if (f == bridge)
			return true;
	return false;
}

/**
 * function_common() - where the ways of two functions to the root meet
 * @a: one function, its machine linked
 * @b: another of that machine
 *
 * Return: the bridge nearest to both, which may be one of them; NULL when only
 * the root is common to them.
 */
const struct function *function_common(const struct function *a,
				       const struct function *b)
{
	while (a && a != b && !function_is_below(b, a))
		a = a->parent;
	return a;
}
