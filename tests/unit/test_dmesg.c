// SPDX-License-Identifier: GPL-2.0
/* The kernel's log: groups, their order, and the machine around them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "fixture.h"
#include "pasted.h"

#define BOOT \
	"[    0.000000] Linux version 6.2.0-35-generic (builder@host) (gcc) #35\n" \
	"[    0.000000] Command line: BOOT_IMAGE=/vmlinuz root=/dev/sda1 iommu=pt\n" \
	"[    0.004000] ACPI: DMAR 0x0000000054EE1A10 0000A8 (v01 A      B        00000002 C    01000013)\n"
#define FOUND \
	"[    0.282608] pci 0000:00:00.0: [8086:3ec4] type 00 class 0x060000 conventional PCI endpoint\n" \
	"[    0.282663] pci 0000:00:01.0: [8086:1901] type 01 class 0x060400 PCIe Root Port\n" \
	"[    0.282671] pci 0000:00:01.0: PCI bridge to [bus 01-04]\n"
#define GROUPS \
	"[    0.401641] pci 0000:00:01.0: Adding to iommu group 0\n" \
	"[    0.401661] pci 0000:00:00.0: Adding to iommu group 1\n"
#define END "[    0.402093] DMAR: Intel(R) Virtualization Technology for Directed I/O\n"

static void test_boot(void **state)
{
	struct machine *m = pasted(BOOT FOUND GROUPS END);
	const struct function *f = find(m, "00:01.0");

	(void)state;
	assert_string_equal(m->kernel, "6.2.0-35-generic");
	assert_string_equal(m->cmdline, "BOOT_IMAGE=/vmlinuz root=/dev/sda1 iommu=pt");
	assert_string_equal(m->iommu_name, "Intel VT-d");
	assert_int_equal(m->iommu, IOMMU_ON);
	assert_int_equal(f->group, 0);
	assert_int_equal(f->order, 1);
	assert_int_equal(f->device, 0x1901);
	assert_int_equal(f->type, PCIE_TYPE_ROOT_PORT);
	assert_int_equal(f->header_type, 1);
	assert_int_equal(f->secondary, 1);
	assert_int_equal(f->subordinate, 4);
	assert_int_equal(find(m, "00:00.0")->order, 2);
	assert_int_equal(find(m, "00:00.0")->type, PCIE_TYPE_NONE);
	machine_free(m);
}

static void test_every_prefix(void **state)
{
	static const char *const texts[] = {
		"[    0.4] pci 0000:00:01.0: Adding to iommu group 3\n",
		"[Mon Nov 20 12:00:00 2023] pci 0000:00:01.0: Adding to iommu group 3\n",
		"Nov 20 12:00:00 pve kernel: pci 0000:00:01.0: Adding to iommu group 3\n",
		"Nov 20 12:00:00 pve kernel: [    0.401641] pci 0000:00:01.0: Adding to iommu group 3\n",
		"kern  :info  : [    0.401641] pci 0000:00:01.0: Adding to iommu group 3\n",
		"pci 0000:00:01.0: Adding to iommu group 3\n",
		"> [    0.401641] pci 0000:00:01.0: Adding to\n> iommu group 3\n",
		"[    0.401641] iommu: Adding device 0000:00:01.0 to group 3\n",
		"[    9.401641] nvme 0000:00:01.0: Adding to iommu group 3\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct machine *m = pasted(texts[i]);

		assert_int_equal(m->count, 1);
		assert_int_equal(find(m, "00:01.0")->group, 3);
		machine_free(m);
	}
}

/* The log completes a dump without numbers and without groups. */
static void test_completes_a_dump(void **state)
{
	struct machine *m = pasted("00:01.0 PCI bridge: Intel\n" CONTROL STATUS
				   "\tBus: primary=00, secondary=01, subordinate=04\n"
				   "\tCapabilities: [a0] Express (v2) Root Port (Slot+), MSI 00\n\n"
				   "00:1f.0 ISA bridge: Intel\n" CONTROL STATUS_NO_LIST "\n");
	const struct function *f;

	(void)state;
	pasted_more(m, BOOT FOUND GROUPS END);
	f = find(m, "00:01.0");
	assert_int_equal(f->device, 0x1901);
	assert_int_equal(f->group, 0);
	assert_int_equal(f->acs.fact, FACT_ABSENT);
	assert_null(f->missing);
	/* Not in the dump: it is not there any more. */
	assert_null(machine_find(m, at("00:00.0")));
	assert_true(has_note(m, "the log names 1 function that is not in the dump"));
	machine_free(m);
}

static void test_whole_log_leaves_out(void **state)
{
	static const char dump[] = "00:01.0 PCI bridge: Intel\n\n00:1f.0 ISA bridge: Intel\n";
	struct machine *m = pasted(dump);

	(void)state;
	pasted_more(m, BOOT GROUPS END);
	assert_int_equal(find(m, "00:01.0")->group, 0);
	assert_int_equal(find(m, "00:1f.0")->group, GROUP_NONE);
	machine_free(m);

	/* A log that starts late, or ends with the groups, may have lost some. */
	m = pasted(dump);
	pasted_more(m, GROUPS END);
	assert_int_equal(find(m, "00:1f.0")->group, GROUP_UNREAD);
	machine_free(m);
	m = pasted(dump);
	pasted_more(m, BOOT GROUPS);
	assert_int_equal(find(m, "00:1f.0")->group, GROUP_UNREAD);
	machine_free(m);
}

static void test_iommu_not_at_work(void **state)
{
	struct machine *m = pasted(BOOT FOUND);

	(void)state;
	assert_int_equal(m->iommu, IOMMU_OFF);
	machine_free(m);
	m = pasted("[    0.000000] Linux version 6.2.0 (b)\n"
		   "[    0.000000] Hypervisor detected: KVM\n" FOUND);
	assert_int_equal(m->iommu, IOMMU_NONE);
	assert_true(m->in_vm);
	machine_free(m);
}

/* Found by fuzzing: a sign in a hex number is garble, not a number. */
static void test_signs_are_no_digits(void **state)
{
	struct machine *m = pasted(GROUPS
				   "[    0.28] pci 0000:00:00.0: [8086:3ec4] type 00 class 0x-60000\n"
				   "[    0.28] pci 0000:00:01.0: PCI bridge to [bus -1]\n");

	(void)state;
	assert_int_equal(find(m, "00:00.0")->has, 0);
	assert_int_equal(find(m, "00:01.0")->has, 0);
	machine_free(m);
}

static void test_two_boots(void **state)
{
	struct machine *m = pasted("Nov 20 12:00:00 pve kernel: Linux version 6.1.0 (b)\n"
				   "Nov 20 12:00:00 pve kernel: pci 0000:00:01.0: Adding to iommu group 9\n"
				   BOOT GROUPS END);

	(void)state;
	assert_string_equal(m->kernel, "6.2.0-35-generic");
	assert_int_equal(find(m, "00:01.0")->group, 0);
	assert_true(has_note(m, "paste:3: the log holds 2 boots"));
	machine_free(m);
}

static void test_comes_and_goes(void **state)
{
	struct machine *m = pasted(GROUPS
				   "[   60.000000] pci 0000:00:00.0: Removing from iommu group 1\n"
				   "[   61.000000] pci 0000:00:00.0: Adding to iommu group 5\n"
				   "[   62.000000] pci 0000:00:01.0: Removing from iommu group 0\n");

	(void)state;
	assert_int_equal(find(m, "00:00.0")->group, 5);
	assert_int_equal(find(m, "00:00.0")->order, 4);
	assert_int_equal(find(m, "00:01.0")->group, GROUP_UNREAD);
	machine_free(m);
}

static void test_chipset_quirk(void **state)
{
	struct machine *m = pasted(FOUND
				   "[    0.3] pci 0000:00:01.0: Intel PCH root port ACS workaround enabled\n");

	(void)state;
	assert_true(find(m, "00:01.0")->flags & FN_ACS_QUIRK);
	assert_false(find(m, "00:00.0")->flags & FN_ACS_QUIRK);
	machine_free(m);
}

static void test_bad_input(void **state)
{
	(void)state;
	assert_string_equal(pasted_error("[    0.4] pci 0000:00:01.0: Adding to iommu group x\n"),
			    "paste:1: \"x\" is not the number of an IOMMU group");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_boot),
		cmocka_unit_test(test_every_prefix),
		cmocka_unit_test(test_completes_a_dump),
		cmocka_unit_test(test_whole_log_leaves_out),
		cmocka_unit_test(test_iommu_not_at_work),
		cmocka_unit_test(test_signs_are_no_digits),
		cmocka_unit_test(test_two_boots),
		cmocka_unit_test(test_comes_and_goes),
		cmocka_unit_test(test_chipset_quirk),
		cmocka_unit_test(test_bad_input),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
