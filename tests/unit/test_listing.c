// SPDX-License-Identifier: GPL-2.0
/* Group listings in the spellings that people post. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "pasted.h"

/* The same two groups by every usual script: 1 = {01.0, 01:00.0}, 2 = {02.0}. */
static void test_every_script(void **state)
{
	static const char *const texts[] = {
		"IOMMU Group 1:\n"
		"\t00:01.0 PCI bridge [0604]: Intel [8086:1901] (rev 07)\n"
		"\t01:00.0 VGA compatible controller [0300]: NVIDIA [10de:1b80]\n"
		"IOMMU Group 2:\n"
		"\t00:02.0 Display controller [0380]: Intel [8086:1912]\n",

		"IOMMU Group 1 00:01.0 PCI bridge [0604]: Intel [8086:1901] (rev 07)\n"
		"IOMMU Group 1 01:00.0 VGA compatible controller [0300]: NVIDIA [10de:1b80]\n"
		"IOMMU Group 2 00:02.0 Display controller [0380]: Intel [8086:1912]\n",

		"Group:  1   [8086:1901] [R] 00:01.0  PCI bridge                PCIe Controller\n"
		"Group:  1   [10de:1b80] [R] 01:00.0  VGA compatible controller GP104\n"
		"Group:  2   [8086:1912]     00:02.0  Display controller        HD Graphics\n",

		"IOMMU group 1:\t[8086:1901] 00:01.0 PCI bridge: Intel\n"
		"\t\t[10de:1b80] 01:00.0 VGA compatible controller: NVIDIA\n"
		"IOMMU group 2:\t[8086:1912] 00:02.0 Display controller: Intel\n",

		"### Group 1 ###\n"
		"    00:01.0 PCI bridge: Intel\n"
		"    01:00.0 VGA compatible controller: NVIDIA\n"
		"\n### Group 2 ###\n"
		"    00:02.0 Display controller: Intel\n",

		"/sys/kernel/iommu_groups/1/devices/0000:00:01.0\n"
		"/sys/kernel/iommu_groups/1/devices/0000:01:00.0\n"
		"/sys/kernel/iommu_groups/2/devices/0000:00:02.0\n",

		"/sys/kernel/iommu_groups/1/devices:\n"
		"0000:00:01.0  0000:01:00.0\n\n"
		"/sys/kernel/iommu_groups/2/devices:\n"
		"0000:00:02.0\n",

		"/sys/kernel/iommu_groups/1/devices:\ntotal 0\n"
		"lrwxrwxrwx 1 root root 0 Nov 20 12:00 0000:00:01.0 -> ../../../../devices/pci0000:00/0000:00:01.0\n"
		"lrwxrwxrwx 1 root root 0 Nov 20 12:00 0000:01:00.0 -> ../../../../devices/pci0000:00/0000:00:01.0/0000:01:00.0\n\n"
		"/sys/kernel/iommu_groups/2/devices:\ntotal 0\n"
		"lrwxrwxrwx 1 root root 0 Nov 20 12:00 0000:00:02.0 -> ../../../../devices/pci0000:00/0000:00:02.0\n",

		"lrwxrwxrwx 1 root root 0 Nov 20 12:00 /sys/bus/pci/devices/0000:00:01.0/iommu_group -> ../../../kernel/iommu_groups/1\n"
		"lrwxrwxrwx 1 root root 0 Nov 20 12:00 /sys/bus/pci/devices/0000:00:02.0/iommu_group -> ../../../kernel/iommu_groups/2\n"
		"lrwxrwxrwx 1 root root 0 Nov 20 12:00 /sys/bus/pci/devices/0000:01:00.0/iommu_group -> ../../../../kernel/iommu_groups/1\n",

		"│ class    │ device │ id           │ iommugroup │ vendor │\n"
		"│ 0x060400 │ 0x1901 │ 0000:00:01.0 │          1 │ 0x8086 │\n"
		"│ 0x038000 │ 0x1912 │ 0000:00:02.0 │          2 │ 0x8086 │\n"
		"│ 0x030000 │ 0x1b80 │ 0000:01:00.0 │          1 │ 0x10de │\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct machine *m = pasted(texts[i]);

		assert_int_equal(m->count, 3);
		assert_int_equal(find(m, "00:01.0")->group, 1);
		assert_int_equal(find(m, "01:00.0")->group, 1);
		assert_int_equal(find(m, "00:02.0")->group, 2);
		assert_int_equal(m->iommu, IOMMU_ON);
		assert_int_equal(m->notes_count, 0);
		machine_free(m);
	}
}

static void test_entries_are_functions(void **state)
{
	struct machine *m = pasted("IOMMU Group 1:\n"
				   "         00:01.0 PCI bridge [0604]: Intel Corporation Xeon\n"
				   "PCI Express Root Port 1 [8086:2f02] (rev 02)\n");
	const struct function *f = find(m, "00:01.0");

	(void)state;
	assert_int_equal(f->device, 0x2f02);
	assert_int_equal(f->class, 0x060400);
	assert_string_equal(f->name, "Intel Corporation Xeon PCI Express Root Port 1");
	assert_int_equal(f->type, PCIE_TYPE_UNREAD);
	assert_int_equal(f->acs.fact, FACT_UNREAD);
	assert_non_null(strstr(f->missing, "lspci -vvv as root"));
	machine_free(m);
}

static void test_completes_a_dump(void **state)
{
	struct machine *m = pasted("00:01.0 PCI bridge: Intel\n" CONTROL STATUS
				   "\tBus: primary=00, secondary=01, subordinate=01\n"
				   "\tCapabilities: [a0] Express (v2) Root Port (Slot+), MSI 00\n\n");
	const struct function *f;

	(void)state;
	assert_int_equal(find(m, "00:01.0")->group, GROUP_UNREAD);
	pasted_more(m, "IOMMU Group 7:\n\t00:01.0 PCI bridge [0604]: Intel [8086:1901]\n");
	f = find(m, "00:01.0");
	assert_int_equal(m->count, 1);
	assert_int_equal(f->group, 7);
	assert_int_equal(f->device, 0x1901);
	assert_int_equal(f->type, PCIE_TYPE_ROOT_PORT);
	assert_null(f->missing);
	machine_free(m);
}

/* A dump that follows a listing in the same text is no part of its last group. */
static void test_dump_behind_listing(void **state)
{
	static const char *const listings[] = {
		"IOMMU Group 1:\n\t00:02.0 Display controller: Intel\n\n",
		"IOMMU Group 1:\n00:02.0 Display controller: Intel\n\n",
		"IOMMU Group 1 00:02.0 Display controller: Intel\n",
		"IOMMU Group 1:\n00:02.0 Display controller: Intel\n$ lspci\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(listings) / sizeof(*listings); i++) {
		char text[512];
		struct machine *m;

		snprintf(text, sizeof(text), "%s00:00.0 Host bridge: Intel\n%s%s\n",
			 listings[i], CONTROL, STATUS_NO_LIST);
		m = pasted(text);
		assert_int_equal(find(m, "00:02.0")->group, 1);
		assert_int_equal(find(m, "00:00.0")->group, GROUP_UNREAD);
		machine_free(m);
	}
}

/* Of lspci's lines only some, chosen with grep: its "IOMMU group: 1" heads nothing. */
static void test_lspcis_own_line(void **state)
{
	static const char *const texts[] = {
		"00:01.0 PCI bridge: Intel\n\tIOMMU group: 1\n"
		"01:00.0 VGA compatible controller: NVIDIA\n\tIOMMU group: 1\n"
		"00:02.0 Display controller: Intel\n\tIOMMU group: 2\n",

		"00:01.0 PCI bridge: Intel\n\tSubsystem: A\n\tIOMMU group: 1\n"
		"01:00.0 VGA compatible controller: NVIDIA\n\tSubsystem: A\n\tIOMMU group: 1\n"
		"00:02.0 Display controller: Intel\n\tSubsystem: A\n\tIOMMU group: 2\n",

		/* a forum that takes indents away */
		"00:01.0 PCI bridge: Intel\nIOMMU group: 1\n"
		"01:00.0 VGA compatible controller: NVIDIA\nIOMMU group: 1\n"
		"00:02.0 Display controller: Intel\nIOMMU group: 2\n",

		/* a script that has lspci print more of each entry */
		"IOMMU group: 1\n"
		"  00:01.0 PCI bridge: Intel\n\tIOMMU group: 1\n"
		"  01:00.0 VGA compatible controller: NVIDIA\n\tIOMMU group: 1\n"
		"IOMMU group: 2\n"
		"  00:02.0 Display controller: Intel\n\tIOMMU group: 2\n",

		/* and a listing that says it as lspci does, behind a dump */
		"00:02.0 Display controller: Intel\n" CONTROL STATUS_NO_LIST "\n"
		"IOMMU group: 1\n"
		"\t00:01.0 PCI bridge: Intel\n"
		"\t01:00.0 VGA compatible controller: NVIDIA\n"
		"IOMMU group: 2\n"
		"\t00:02.0 Display controller: Intel\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct machine *m = pasted(texts[i]);

		assert_int_equal(m->count, 3);
		assert_int_equal(find(m, "00:01.0")->group, 1);
		assert_int_equal(find(m, "01:00.0")->group, 1);
		assert_int_equal(find(m, "00:02.0")->group, 2);
		assert_int_equal(m->notes_count, 0);
		machine_free(m);
	}
}

/* Two kernels' groups in one mail: the fuller, first listing is the answer. */
static void test_contradicting_listings(void **state)
{
	struct machine *m = pasted("With 5.9 I see:\n\n"
				   "IOMMU Group 29:\n\t00:1c.0 PCI bridge: A\n\t00:1c.3 PCI bridge: A\n\n"
				   "The whole of 5.8:\n\n"
				   "IOMMU Group 29:\n\t00:1c.0 PCI bridge: A\n"
				   "IOMMU Group 30:\n\t00:1c.3 PCI bridge: A\n"
				   "IOMMU Group 31:\n\t00:1d.0 PCI bridge: A\n\n"
				   "The whole of 5.9:\n\n"
				   "IOMMU Group 29:\n\t00:1c.0 PCI bridge: A\n\t00:1c.3 PCI bridge: A\n"
				   "IOMMU Group 30:\n\t00:1d.0 PCI bridge: A\n");

	(void)state;
	assert_int_equal(find(m, "00:1c.0")->group, 29);
	assert_int_equal(find(m, "00:1c.3")->group, 30);
	assert_int_equal(find(m, "00:1d.0")->group, 31);
	assert_true(has_note(m, "paste:10: the group listing that starts here (3 functions) was used; 2 others contradict it"));
	machine_free(m);
}

/* Of two kernels' listings the one that fits lspci's own lines is the answer. */
static void test_listing_fits_the_dump(void **state)
{
	struct machine *m = pasted("Now:\n\n"
				   "IOMMU Group 29:\n\t00:1c.0 PCI bridge: A\n\t00:1c.3 PCI bridge: A\n\n"
				   "Before:\n\n"
				   "IOMMU Group 30:\n\t00:1c.3 PCI bridge: A\n\n"
				   "$ lspci -vv\n"
				   "00:1c.3 PCI bridge: A\n" CONTROL STATUS_NO_LIST
				   "\tIOMMU group: 30\n\n");

	(void)state;
	assert_int_equal(find(m, "00:1c.3")->group, 30);
	assert_int_equal(find(m, "00:1c.0")->group, GROUP_UNREAD);
	assert_true(has_note(m, "paste:4: the groups told from here on contradict"));
	machine_free(m);
}

/* Prose between the groups of one listing does not lose any. */
static void test_commented_listing(void **state)
{
	struct machine *m = pasted("IOMMU Group 1:\n\t00:1c.0 PCI bridge: A\n\n"
				   "and this is my card\n\n"
				   "IOMMU Group 2:\n\t01:00.0 VGA compatible controller: A\n");

	(void)state;
	assert_int_equal(find(m, "00:1c.0")->group, 1);
	assert_int_equal(find(m, "01:00.0")->group, 2);
	assert_int_equal(m->notes_count, 0);
	machine_free(m);
}

static void test_bad_input(void **state)
{
	(void)state;
	assert_string_equal(pasted_error("IOMMU Group 99999999:\n\t00:01.0 PCI bridge: A\n"),
			    "paste:1: \"IOMMU Group 99999999:\": no group has such a number");
	assert_string_equal(pasted_error("IOMMU Group 1:\n\t00:21.0 PCI bridge: A\n"),
			    "paste:2: 00:21.0 is no PCI address: devices go up to 1f, functions up to 7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_script),
		cmocka_unit_test(test_entries_are_functions),
		cmocka_unit_test(test_completes_a_dump),
		cmocka_unit_test(test_dump_behind_listing),
		cmocka_unit_test(test_lspcis_own_line),
		cmocka_unit_test(test_contradicting_listings),
		cmocka_unit_test(test_listing_fits_the_dump),
		cmocka_unit_test(test_commented_listing),
		cmocka_unit_test(test_bad_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
