// SPDX-License-Identifier: GPL-2.0
/* From names back to IDs: what is certain, what stays open, what is not told. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pci/pci.h>
#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "pasted.h"

/* The form of pci.ids; names made up. */
static const char list[] =
	"# a comment\n"
	"1111  Acme\n"
	"\t0001  Bridge\n"
	"\t0002  Root Port #1\n"
	"\t0003  Root Port #1\n"
	"\t0004  Port [4 lanes]\n"
	"\t\t1111 0009  Board\n"
	"2222  Acme Labs\n"
	"\t0007  Disk\n"
	"3333  Twin\n"
	"\t0001  Card\n"
	"\t0002  Left\n"
	"4444  Twin\n"
	"\t0001  Card\n"
	"5555  Acme Labs Board\n"
	"\t0001  Bridge\n"
	"C 06  Bridge\n"
	"\t04  PCI bridge\n";

static struct machine *inferred(const char *name)
{
	struct tree_dir tree;
	struct machine *m;
	char path[128], text[512];

	tree_make(&tree);
	tree_file(&tree, "pci.ids", list);
	snprintf(path, sizeof(path), "%s/pci.ids", tree.path);
	snprintf(text, sizeof(text), "00:01.0 PCI bridge: %s (rev 07) (prog-if 00 [Normal decode])\n",
		 name);
	m = pasted(text);
	assert_int_equal(ids_infer(m, path), 0);
	tree_remove(&tree);
	return m;
}

static void test_names(void **state)
{
	static const struct {
		const char *name;
		bool known;
		uint16_t vendor, device;
		unsigned int count;
		uint32_t first;
	} rows[] = {
		{ "Acme Bridge", true, 0x1111, 0x0001, 0, 0 },
		{ "Acme Port [4 lanes]", true, 0x1111, 0x0004, 0, 0 },
		/* not in the dump's list, so it printed the number */
		{ "Acme Device a37c", true, 0x1111, 0xa37c, 0, 0 },
		{ "Acme Device 12345", false, 0, 0, 1, 0x1111ffff },
		/* "Acme" begins the vendor's name, too */
		{ "Acme Labs Disk", true, 0x2222, 0x0007, 0, 0 },
		{ "Acme Labs Tape", false, 0, 0, 1, 0x2222ffff },
		{ "Acme Labs Board Bridge", true, 0x5555, 0x0001, 0, 0 },
		/* several devices, or one of several vendors */
		{ "Acme Root Port #1", false, 0, 0, 2, 0x11110002 },
		{ "Twin Card", false, 0, 0, 2, 0x33330001 },
		{ "Twin Left", true, 0x3333, 0x0002, 0, 0 },
		{ "Twin Right", false, 0, 0, 0, 0 },
		/* a subsystem's, a class's, another case, cut, nobody's */
		{ "Acme Board", false, 0, 0, 1, 0x1111ffff },
		{ "Bridge PCI bridge", false, 0, 0, 0, 0 },
		{ "acme Bridge", false, 0, 0, 0, 0 },
		{ "Acme", false, 0, 0, 0, 0 },
		{ "Nobody Bridge", false, 0, 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct machine *m = inferred(rows[i].name);
		const struct function *f = find(m, "00:01.0");

		assert_int_equal(!!(f->has & HAS_IDS), rows[i].known);
		assert_int_equal(!!(f->flags & FN_IDS_FROM_NAME), rows[i].known);
		assert_int_equal(f->vendor, rows[i].vendor);
		assert_int_equal(f->device, rows[i].device);
		assert_int_equal(f->candidates_count, rows[i].count);
		if (rows[i].count)
			assert_int_equal(f->candidates[0], rows[i].first);
		assert_int_equal(has_note(m, "looked up by name"), rows[i].known);
		machine_free(m);
	}
}

/* Numbers that the dump has stand, and no list changes what is known. */
static void test_numbers(void **state)
{
	struct machine *m = inferred("Acme Bridge [1234:5678]");
	const struct function *f = find(m, "00:01.0");

	(void)state;
	assert_int_equal(f->vendor, 0x1234);
	assert_int_equal(f->device, 0x5678);
	assert_false(f->flags & FN_IDS_FROM_NAME);
	machine_free(m);
}

static void test_no_list(void **state)
{
	struct machine *m = pasted("00:01.0 PCI bridge: Acme Bridge (rev 07)\n");

	(void)state;
	assert_int_equal(ids_infer(m, "/nonexistent/pci.ids"), 0);
	assert_false(find(m, "00:01.0")->has & HAS_IDS);
	assert_int_equal(m->notes_count, 0);
	machine_free(m);
}

/* A log or another dump that has the numbers is believed rather than names. */
static void test_read_beats_inferred(void **state)
{
	struct machine *m = inferred("Acme Bridge");
	const struct function *f;

	(void)state;
	pasted_more(m, "00:01.0 0604: 1111:0009 (rev 07)\n");
	f = find(m, "00:01.0");
	assert_int_equal(f->device, 0x0009);
	assert_false(f->flags & FN_IDS_FROM_NAME);
	assert_false(has_note(m, "otherwise"));
	machine_free(m);
}

/* What was missing is taken back when it is known, and stays when it is not. */
static void test_missing(void **state)
{
	struct machine *m = inferred("Acme Bridge");

	(void)state;
	assert_null(strstr(find(m, "00:01.0")->missing, "device ID"));
	machine_free(m);
	m = inferred("Acme Root Port #1");
	assert_non_null(strstr(find(m, "00:01.0")->missing, "device ID"));
	machine_free(m);
}

static void say_nothing(char *fmt, ...)
{
	(void)fmt;
}

/* libpci is given a part of its list: what it finds is what the whole list has. */
static void test_names_are_those_of_the_list(void **state)
{
	static const uint16_t ids[][2] = {
		{ 0x8086, 0x1901 }, { 0x10de, 0x1b80 }, { 0x1022, 0x1451 },
		{ 0x10ec, 0x8168 }, { 0x1af4, 0x1041 }, { 0x8086, 0xfffe },
	};
	struct machine *m = machine_new("test");
	struct pci_access *access = pci_alloc();
	char device[128];
	size_t named = 0;

	(void)state;
	access->debug = say_nothing;
	for (uint8_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
		struct function *f = machine_add(m, (struct pci_addr){ .bus = i });

		f->vendor = ids[i][0];
		f->device = ids[i][1];
		f->has |= HAS_IDS;
	}
	names_fill(m);
	for (size_t i = 0; i < m->count; i++) {
		const struct function *f = &m->functions[i];

		if (!pci_lookup_name(access, device, sizeof(device),
				     PCI_LOOKUP_DEVICE | PCI_LOOKUP_NO_NUMBERS,
				     f->vendor, f->device))
			continue;
		named++;
		assert_non_null(f->name);
		assert_non_null(strstr(f->name, device));
	}
	if (named)
		assert_string_equal(m->functions[5].name, "Intel device fffe");
	pci_cleanup(access);
	machine_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_no_list),
		cmocka_unit_test(test_read_beats_inferred),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_names_are_those_of_the_list),
	};

	return cmocka_run_group_tests_name("ids", tests, NULL, NULL);
}
