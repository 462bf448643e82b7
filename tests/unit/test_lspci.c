// SPDX-License-Identifier: GPL-2.0
/* lspci's text and hex: what is known, what is absent, what stays unread. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "fixture.h"
#include "pasted.h"

#define ROOT_PORT_HEAD \
	"00:01.0 PCI bridge [0604]: Intel Corporation PCIe Controller [8086:1901] (rev 07) (prog-if 00 [Normal decode])\n"
#define ROOT_PORT_BUS "\tBus: primary=00, secondary=01, subordinate=04, sec-latency=0\n"
#define EXPRESS_ROOT_PORT "\tCapabilities: [a0] Express (v2) Root Port (Slot+), MSI 00\n"
#define ACS \
	"\tCapabilities: [110 v1] Access Control Services\n" \
	"\t\tACSCap:\tSrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans+\n" \
	"\t\tACSCtl:\tSrcValid+ TransBlk- ReqRedir+ CmpltRedir- UpstreamFwd+ EgressCtrl- DirectTrans-\n"

static void check_root_port(const struct machine *m)
{
	const struct function *f = find(m, "00:01.0");

	assert_non_null(f);
	assert_int_equal(f->vendor, 0x8086);
	assert_int_equal(f->device, 0x1901);
	assert_int_equal(f->class, 0x060400);
	assert_int_equal(f->revision, 7);
	assert_int_equal(f->type, PCIE_TYPE_ROOT_PORT);
	assert_int_equal(f->header_type, 1);
	assert_int_equal(f->secondary, 1);
	assert_int_equal(f->subordinate, 4);
	assert_int_equal(f->acs.fact, FACT_KNOWN);
	assert_int_equal(f->acs.offset, 0x110);
	assert_int_equal(f->acs.cap, ACS_SV | ACS_TB | ACS_RR | ACS_CR | ACS_UF | ACS_DT);
	assert_int_equal(f->acs.ctrl_fact, FACT_KNOWN);
	assert_int_equal(f->acs.ctrl, ACS_SV | ACS_RR | ACS_UF);
	assert_int_equal(f->group, 5);
	assert_null(f->missing);
}

static void test_verbose(void **state)
{
	struct machine *m = pasted(ROOT_PORT_HEAD CONTROL STATUS
				   "\tIOMMU group: 5\n" ROOT_PORT_BUS
				   "\tPhysical Slot: 3\n"
				   "\tCapabilities: [80] Power Management version 3\n"
				   "\t\tStatus: D3 NoSoftRst+ PME-Enable- DSel=0 DScale=0 PME-\n"
				   EXPRESS_ROOT_PORT ACS
				   "\tKernel driver in use: pcieport\n\n");
	const struct function *f = find(m, "00:01.0");

	(void)state;
	check_root_port(m);
	assert_string_equal(f->name, "Intel Corporation PCIe Controller");
	assert_string_equal(f->driver, "pcieport");
	assert_string_equal(f->power, "D3hot");
	assert_string_equal(f->slot, "3");
	assert_int_equal(f->command, 0x0406);
	assert_int_equal(m->iommu, IOMMU_ON);
	assert_int_equal(m->notes_count, 0);
	machine_free(m);
}

/* Every way of spoiling the same dump that must not change what it says. */
static void test_pasted_in_every_way(void **state)
{
	static const char *const texts[] = {
		/* DOS line ends */
		"00:01.0 PCI bridge [0604]: Intel [8086:1901] (rev 07)\r\n"
		"\tControl: I/O+ Mem+ BusMaster+ FastB2B-\r\n"
		"\tIOMMU group: 5\r\n"
		"\tBus: primary=00, secondary=01, subordinate=04\r\n"
		"\tCapabilities: [a0] Express (v2) Root Port (Slot+), MSI 00\r\n"
		"\tCapabilities: [110 v1] Access Control Services\r\n"
		"\t\tACSCap:\tSrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans+\r\n"
		"\t\tACSCtl:\tSrcValid+ TransBlk- ReqRedir+ CmpltRedir- UpstreamFwd+ EgressCtrl- DirectTrans-\r\n"
		"\r\n",
		/* quoted, wrapped, tabs turned to spaces */
		"On Monday somebody wrote:\n"
		">> 00:01.0 PCI bridge [0604]: Intel Corporation PCIe Controller (x16)\n"
		">> [8086:1901] (rev 07) (prog-if 00 [Normal\n>> decode])\n"
		">>         Control: I/O+ Mem+ BusMaster+ SpecCycle-\n>> FastB2B-\n"
		">>         IOMMU group: 5\n"
		">>         Bus: primary=00, secondary=01,\n>> subordinate=04, sec-latency=0\n"
		">>         Capabilities: [a0] Express (v2) Root\n>> Port (Slot+), MSI 00\n"
		">>         Capabilities: [110 v1] Access Control\n>> Services\n"
		">>                 ACSCap: SrcValid+ TransBlk+ ReqRedir+ CmpltRedir+\n"
		">> UpstreamFwd+ EgressCtrl- DirectTrans+\n"
		">>                 ACSCtl: SrcValid+ TransBlk- ReqRedir+ CmpltRedir-\n"
		">> UpstreamFwd+ EgressCtrl- DirectTrans-\n"
		">>         Kernel driver in use: pcieport\n",
		/* a terminal with colours, HTML, no-break spaces, a prompt */
		"root@pve:~# lspci -vvvnn\n"
		"\033[1m00:01.0\033[0m PCI\302\240bridge [0604]: Intel &amp; Co [8086:1901] (rev 07)\n"
		"&nbsp;Control: I/O+ Mem+ BusMaster+ FastB2B-\n"
		"&nbsp;IOMMU group: 5\n"
		" Bus: primary=00, secondary=01, subordinate=04\n"
		" Capabilities: [a0] Express (v2) Root Port (Slot+), IntMsgNum 0\n"
		" Capabilities: [110 v1] Access Control Services\n"
		" ACSCap: SrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans+\n"
		" ACSCtl: SrcValid+ TransBlk- ReqRedir+ CmpltRedir- UpstreamFwd+ EgressCtrl- DirectTrans-\n"
		" Kernel driver in use: pcieport\n"
		"root@pve:~#\n",
		/* an empty line behind every line */
		"0000:00:01.0 PCI bridge [0604]: Intel [8086:1901] (rev 07)\n\n"
		"\tControl: I/O+ Mem+ BusMaster+ FastB2B-\n\n"
		"\tIOMMU group: 5\n\n"
		"\tBus: primary=00, secondary=01, subordinate=04\n\n"
		"\tCapabilities: [a0] Express (v2) Root Port (Slot+), MSI 00\n\n"
		"\tCapabilities: [110 v1] Access Control Services\n\n"
		"\t\tACSCap:\tSrcValid+ TransBlk+ ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans+\n\n"
		"\t\tACSCtl:\tSrcValid+ TransBlk- ReqRedir+ CmpltRedir- UpstreamFwd+ EgressCtrl- DirectTrans-\n\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct machine *m = pasted(texts[i]);

		assert_int_equal(m->count, 1);
		check_root_port(m);
		machine_free(m);
	}
}

static void test_absent_only_when_read_to_the_end(void **state)
{
	static const struct {
		const char *text;
		enum pcie_type type;
		enum fact acs;
		const char *missing;
	} cases[] = {
		{ ROOT_PORT_HEAD CONTROL STATUS ROOT_PORT_BUS EXPRESS_ROOT_PORT "\n",
		  PCIE_TYPE_ROOT_PORT, FACT_ABSENT, NULL },
		{ ROOT_PORT_HEAD CONTROL STATUS ROOT_PORT_BUS
		  "\tCapabilities: [88] Subsystem: Some Device\n\n",
		  PCIE_TYPE_NONE, FACT_ABSENT, NULL },
		{ ROOT_PORT_HEAD CONTROL STATUS_NO_LIST ROOT_PORT_BUS "\n",
		  PCIE_TYPE_NONE, FACT_ABSENT, NULL },
		{ ROOT_PORT_HEAD CONTROL STATUS ROOT_PORT_BUS
		  "\tCapabilities: <access denied>\n\n",
		  PCIE_TYPE_UNREAD, FACT_UNREAD, "as root" },
		{ ROOT_PORT_HEAD "\tFlags: bus master, fast devsel, latency 0\n"
		  ROOT_PORT_BUS "\tCapabilities: [a0] Express Root Port (Slot+), MSI 00\n"
		  "\tCapabilities: [110] Access Control Services\n\n",
		  PCIE_TYPE_ROOT_PORT, FACT_UNREAD, "lspci -vv" },
		{ ROOT_PORT_HEAD CONTROL STATUS ROOT_PORT_BUS EXPRESS_ROOT_PORT,
		  PCIE_TYPE_ROOT_PORT, FACT_UNREAD, "cut" },
		{ ROOT_PORT_HEAD CONTROL STATUS ROOT_PORT_BUS EXPRESS_ROOT_PORT "[...]\n\n",
		  PCIE_TYPE_ROOT_PORT, FACT_UNREAD, "cut" },
		{ ROOT_PORT_HEAD CONTROL STATUS ROOT_PORT_BUS
		  "\tCapabilities: [a0] Express (v2) Root",
		  PCIE_TYPE_UNREAD, FACT_UNREAD, "cut" },
		{ ROOT_PORT_HEAD CONTROL STATUS ROOT_PORT_BUS EXPRESS_ROOT_PORT
		  "\tCapabilities: [110 v1] Access Control Services\n"
		  "\t\tACSCap:\tSrcValid+ TransBlk+ ReqRe",
		  PCIE_TYPE_ROOT_PORT, FACT_UNREAD, "cut" },
		{ ROOT_PORT_HEAD CONTROL STATUS ROOT_PORT_BUS
		  "\tCapabilities: [40] <chain looped>\n\n",
		  PCIE_TYPE_UNREAD, FACT_UNREAD, "broken" },
		{ ROOT_PORT_HEAD, PCIE_TYPE_UNREAD, FACT_UNREAD, "only its name" },
		{ ROOT_PORT_HEAD "\tCapabilities: [80] MSI: Enable+ Count=1/1 Maskable- 64bit-\n\n",
		  PCIE_TYPE_UNREAD, FACT_UNREAD, "left out" },
		{ ROOT_PORT_HEAD "\t!!! Unknown header type 7f\n\n",
		  PCIE_TYPE_UNREAD, FACT_UNREAD, "asleep" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct machine *m = pasted(cases[i].text);
		const struct function *f = find(m, "00:01.0");

		assert_int_equal(f->type, cases[i].type);
		assert_int_equal(f->acs.fact, cases[i].acs);
		if (cases[i].missing)
			assert_non_null(strstr(f->missing, cases[i].missing));
		else
			assert_null(f->missing);
		machine_free(m);
	}
}

static void test_cut_dump_says_where(void **state)
{
	struct machine *m = pasted("00:00.0 Host bridge [0600]: A [8086:191f]\n"
				   CONTROL STATUS_NO_LIST "\n"
				   ROOT_PORT_HEAD CONTROL STATUS ROOT_PORT_BUS
				   "\tCapabilities: [a0] Expr");

	(void)state;
	assert_int_equal(m->count, 2);
	assert_true(has_note(m, "paste:5: the text is cut in the middle of 0000:00:01.0; functions read: 2"));
	machine_free(m);
}

/* Without numbers the class is known by its name, the IDs are not. */
static void test_flavours_of_the_first_line(void **state)
{
	static const struct {
		const char *text;
		uint16_t has;
		const char *name;
	} cases[] = {
		{ "00:1f.2 SATA controller: Intel Corporation Wellsburg (rev 05)\n",
		  HAS_CLASS | HAS_REVISION, "Intel Corporation Wellsburg" },
		{ "00:1f.2 SATA controller [0106]: Intel Corporation [AHCI mode] [8086:8d02] (rev 05)\n",
		  HAS_CLASS | HAS_REVISION | HAS_IDS, "Intel Corporation [AHCI mode]" },
		{ "00:1f.2 0106: 8086:8d02 (rev 05)\n",
		  HAS_CLASS | HAS_REVISION | HAS_IDS, NULL },
		{ "Slot:\t00:1f.2\nClass:\tSATA controller [0106]\n"
		  "Vendor:\tIntel Corporation [8086]\nDevice:\tWellsburg [8d02]\nRev:\t05\n",
		  HAS_CLASS | HAS_REVISION | HAS_IDS, "Intel Corporation Wellsburg" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct machine *m = pasted(cases[i].text);
		const struct function *f = find(m, "00:1f.2");

		assert_non_null(f);
		assert_int_equal(f->has, cases[i].has);
		assert_int_equal(f->class, 0x010600);
		assert_int_equal(f->revision, 5);
		if (cases[i].has & HAS_IDS)
			assert_int_equal(f->device, 0x8d02);
		else
			assert_non_null(strstr(f->missing, "lspci -nn"));
		if (cases[i].name)
			assert_string_equal(f->name, cases[i].name);
		else
			assert_null(f->name);
		machine_free(m);
	}
}

static void test_group_of_none(void **state)
{
	struct machine *m = pasted("00:00.0 Host bridge [0600]: A [8086:191f]\n"
				   CONTROL STATUS_NO_LIST "\n"
				   ROOT_PORT_HEAD CONTROL STATUS_NO_LIST
				   "\tIOMMU group: 0\n\n");

	(void)state;
	assert_int_equal(find(m, "00:00.0")->group, GROUP_NONE);
	assert_int_equal(find(m, "00:01.0")->group, 0);
	machine_free(m);
}

static void test_functions_of_a_slot(void **state)
{
	struct machine *m = pasted("01:00.0 VGA compatible controller: A\n"
				   CONTROL STATUS_NO_LIST "\n"
				   "01:00.1 Audio device: A\n" CONTROL STATUS_NO_LIST "\n"
				   "02:00.0 Ethernet controller: B\n" CONTROL STATUS_NO_LIST "\n");

	(void)state;
	assert_true(find(m, "01:00.0")->multifunction);
	assert_true(find(m, "01:00.1")->multifunction);
	assert_false(find(m, "02:00.0")->multifunction);
	machine_free(m);
}

static void test_virtual_functions(void **state)
{
	struct machine *m = pasted("86:00.0 Ethernet controller: A\n" CONTROL STATUS
				   "\tCapabilities: [60] Express (v2) Endpoint, MSI 00\n"
				   "\tCapabilities: [180 v1] Single Root I/O Virtualization (SR-IOV)\n"
				   "\t\tIOVCtl:\tEnable+ Migration- Interrupt- MSE+ ARIHierarchy+\n"
				   "\t\tInitial VFs: 8, Total VFs: 8, Number of VFs: 1, Function Dependency Link: 00\n"
				   "\t\tVF offset: 2, stride: 1, Device ID: 1018\n\n"
				   "86:00.2 Ethernet controller: A\n" CONTROL STATUS
				   "\tCapabilities: [60] Express (v2) Endpoint, MSI 00\n\n"
				   "86:00.3 Ethernet controller: A\n" CONTROL STATUS
				   "\tCapabilities: [60] Express (v2) Endpoint, MSI 00\n\n");

	(void)state;
	assert_true(find(m, "86:00.2")->flags & FN_VIRTUAL);
	assert_int_equal(addr_requester_id(find(m, "86:00.2")->physfn), 0x8600);
	assert_false(find(m, "86:00.2")->multifunction);
	assert_false(find(m, "86:00.3")->flags & FN_VIRTUAL);
	machine_free(m);
}

#define ROWS_64 \
	"00: 86 80 01 19 07 04 10 00 07 00 04 06 10 00 81 00\n" \
	"10: 00 00 00 00 00 00 00 00 00 01 04 00 f0 00 00 00\n" \
	"20: f0 ff 00 00 f1 ff 01 00 00 00 00 00 00 00 00 00\n" \
	"30: 00 00 00 00 40 00 00 00 00 00 00 00 ff 01 12 00\n"

static void test_hex(void **state)
{
	struct machine *m = pasted("00:01.0 PCI bridge: A\n" ROWS_64
				   "40: 10 00 42 01 00 00 00 00 00 00 00 00 00 00 00 00\n\n");
	const struct function *f = find(m, "00:01.0");

	(void)state;
	assert_int_equal(f->vendor, 0x8086);
	assert_int_equal(f->device, 0x1901);
	assert_int_equal(f->secondary, 1);
	assert_int_equal(f->subordinate, 4);
	assert_true(f->multifunction);
	assert_int_equal(f->type, PCIE_TYPE_ROOT_PORT);
	assert_int_equal(f->acs.fact, FACT_UNREAD);
	assert_true(has_note(m, "cut in the middle"));
	machine_free(m);
}

/* Bytes show more than words; words fill what the bytes do not reach. */
static void test_hex_and_words(void **state)
{
	struct machine *m = pasted(ROOT_PORT_HEAD CONTROL STATUS "\tIOMMU group: 5\n"
				   ROOT_PORT_BUS EXPRESS_ROOT_PORT ACS ROWS_64 "\n");

	(void)state;
	check_root_port(m);
	assert_true(find(m, "00:01.0")->multifunction);
	machine_free(m);
	m = pasted(ROOT_PORT_HEAD CONTROL STATUS "\tIOMMU group: 5\n"
		   ROOT_PORT_BUS EXPRESS_ROOT_PORT ACS "\n"
		   "$ lspci -x\n00:01.0 PCI bridge: A\n" ROWS_64 "\n");
	check_root_port(m);
	assert_true(find(m, "00:01.0")->multifunction);
	machine_free(m);
}

static void test_all_ones_is_asleep(void **state)
{
	struct machine *m = pasted("03:00.0 VGA compatible controller [0300]: A [1002:67df] (rev ff)\n"
				   "00: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff\n"
				   "10: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff\n"
				   "20: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff\n"
				   "30: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff\n\n");
	const struct function *f = find(m, "03:00.0");

	(void)state;
	assert_true(f->flags & FN_ASLEEP);
	assert_int_equal(f->device, 0x67df);
	assert_int_equal(f->has, HAS_IDS | HAS_CLASS);
	assert_int_equal(f->type, PCIE_TYPE_UNREAD);
	machine_free(m);
}

/* A row that is missing must not read as zero. */
static void test_hole_in_hex(void **state)
{
	struct machine *m = pasted("00:01.0 PCI bridge: A\n"
				   "00: 86 80 01 19 07 04 10 00 07 00 04 06 10 00 81 00\n"
				   "20: f0 ff 00 00 f1 ff 01 00 00 00 00 00 00 00 00 00\n"
				   "30: 00 00 00 00 40 00 00 00 00 00 00 00 ff 01 12 00\n\n");
	const struct function *f = find(m, "00:01.0");

	(void)state;
	assert_true(f->has & HAS_HEADER);
	assert_false(f->has & HAS_BUSES);
	assert_int_equal(f->type, PCIE_TYPE_UNREAD);
	machine_free(m);
}

static void test_two_dumps_in_one(void **state)
{
	struct machine *m = pasted("01:00.0 VGA compatible controller [0300]: A [1002:67df]\n"
				   CONTROL STATUS_NO_LIST "\tIOMMU group: 1\n\n"
				   "after the change:\n\n"
				   "01:00.0 VGA compatible controller [0300]: A [1002:67df]\n"
				   CONTROL STATUS_NO_LIST "\tIOMMU group: 2\n\n");

	(void)state;
	assert_int_equal(m->count, 1);
	assert_int_equal(find(m, "01:00.0")->group, 1);
	assert_true(has_note(m, "paste:8: the text describes 1 function twice, and differently"));
	machine_free(m);
}

static void test_bad_input(void **state)
{
	static const struct {
		const char *text;
		const char *error;
	} cases[] = {
		{ "nothing of use\n", "paste: no PCI function in it; lspci -vvv or -xxxx, a group listing or dmesg is expected" },
		{ "00:25.0 PCI bridge: A\n", "paste:1: 00:25.0 is no PCI address: devices go up to 1f, functions up to 7" },
		{ ROOT_PORT_HEAD "00: 86 80 01 1g\n", "paste:2: \"1g\" is not a byte of config space" },
		{ ROOT_PORT_HEAD "1000: 86 80\n", "paste:2: offset 1000 is beyond config space" },
		{ ROOT_PORT_HEAD "00: 1 2\n00: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00\n",
		  "paste:3: more than 16 bytes in a row of hex" },
		{ ROOT_PORT_HEAD CONTROL "\tIOMMU group: five\n",
		  "paste:3: \"five\" is not the number of an IOMMU group" },
		{ ROOT_PORT_HEAD CONTROL "\t\tACSCap:\tSrcValid+ TransBlk?\n",
		  "paste:3: the ACS capability cannot be read from \"TransBlk?\"" },
		{ "\tCapabilities: [a0] Express (v2) Root Port (Slot+), MSI 00\n",
		  "paste:1: details of a PCI function, but its first line, with the address, is missing" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_string_equal(pasted_error(cases[i].text), cases[i].error);
}

/* busybox lspci, without and with -m; old lspci for classes it has no name for */
static void test_busybox(void **state)
{
	struct machine *m = pasted("00:01.0 Class 0604: 8086:1901\n"
				   "01:00.0 \"Class 0300\" \"10de\" \"1b80\" \"1462\" \"3362\" \"vfio-pci\"\n");
	const struct function *f = find(m, "00:01.0");

	(void)state;
	assert_int_equal(f->class, 0x060400);
	assert_int_equal(f->vendor, 0x8086);
	assert_int_equal(f->device, 0x1901);
	f = find(m, "01:00.0");
	assert_int_equal(f->class, 0x030000);
	assert_int_equal(f->vendor, 0x10de);
	assert_int_equal(f->device, 0x1b80);
	assert_null(f->name);
	machine_free(m);
}

/* A name is no number, however many of its letters are digits in hex. */
static void test_machine_names(void **state)
{
	struct machine *m = pasted("Slot:\t00:01.0\nClass:\tHost bridge\n"
				   "Vendor:\tAdvanced Micro Devices, Inc. [AMD]\n"
				   "Device:\tFamily 17h Bridge\nRev:\t07\n\n"
				   "00:02.0 \"PCI bridge\" \"ADATA\" \"Device 1901\" -r07 -p01 \"\" \"\"\n");
	const struct function *f = find(m, "00:01.0");

	(void)state;
	assert_false(f->has & HAS_IDS);
	assert_string_equal(f->name, "Advanced Micro Devices, Inc. [AMD] Family 17h Bridge");
	assert_int_equal(f->revision, 7);
	f = find(m, "00:02.0");
	assert_false(f->has & HAS_IDS);
	assert_string_equal(f->name, "ADATA Device 1901");
	assert_int_equal(f->class, 0x060401);
	assert_int_equal(f->revision, 7);
	machine_free(m);
}

/* A class that is in no list here: its details are not the function's before. */
static void test_unknown_class(void **state)
{
	struct machine *m = pasted("00:01.0 PCI bridge: Some Port (rev 07)\n"
				   CONTROL STATUS EXPRESS_ROOT_PORT
				   "\tKernel driver in use: pcieport\n\n"
				   "00:02.0 Flux capacitor: Some Device (rev 01)\n"
				   CONTROL STATUS ACS
				   "\tKernel driver in use: flux\n\n"
				   "03:00.0 Problem: it does not work\n"
				   "12:45.3 Note: a time, not an address\n");
	const struct function *f = find(m, "00:01.0");

	(void)state;
	assert_int_equal(m->count, 2);
	assert_int_equal(f->acs.fact, FACT_ABSENT);
	assert_string_equal(f->driver, "pcieport");
	f = find(m, "00:02.0");
	assert_int_equal(f->acs.fact, FACT_KNOWN);
	assert_false(f->has & HAS_CLASS);
	machine_free(m);
}

static void test_two_cuts(void **state)
{
	struct machine *m = pasted("00:01.0 PCI bridge: Some Port\n" CONTROL STATUS
				   "[...]\n"
				   "00:02.0 PCI bridge: Some Port\n" CONTROL STATUS
				   "[...]\n");

	(void)state;
	assert_true(has_note(m, "paste:1: the text is cut in the middle of 0000:00:01.0 and of 1 more;"));
	assert_non_null(strstr(find(m, "00:02.0")->missing, "cut inside it"));
	machine_free(m);
}

/* More of them than any machine has, and than anybody waits for. */
static void test_endless_virtual_functions(void **state)
{
	char text[20 * 256];
	size_t len = 0;

	(void)state;
	for (unsigned int bus = 0; bus < 20; bus++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
			"%04x:00:01.0 PCI bridge: A\n\t\tIOVCtl:\tEnable+\n"
			"\t\tInitial VFs: 8, Total VFs: 8, Number of VFs: 65535, Function Dependency Link: 00\n"
			"\t\tVF offset: 0, stride: 0\n", bus);
	assert_non_null(strstr(pasted_error(text), "virtual functions"));
}

/* lspci -PP: the last part is the address, the domain is in front of the first */
static void test_paths(void **state)
{
	struct machine *m = pasted("0001:00:01.0/02:00.0/03:00.0 PCI bridge: Some Bridge\n"
				   EXPRESS_ROOT_PORT);

	(void)state;
	assert_int_equal(m->count, 1);
	assert_non_null(find(m, "0001:03:00.0"));
	machine_free(m);
	assert_non_null(strstr(pasted_error("00:01.0/00.0 PCI bridge: Some Bridge\n"),
			       "00:01.0/00.0 is a path"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verbose),
		cmocka_unit_test(test_pasted_in_every_way),
		cmocka_unit_test(test_absent_only_when_read_to_the_end),
		cmocka_unit_test(test_cut_dump_says_where),
		cmocka_unit_test(test_flavours_of_the_first_line),
		cmocka_unit_test(test_group_of_none),
		cmocka_unit_test(test_functions_of_a_slot),
		cmocka_unit_test(test_virtual_functions),
		cmocka_unit_test(test_hex),
		cmocka_unit_test(test_hex_and_words),
		cmocka_unit_test(test_all_ones_is_asleep),
		cmocka_unit_test(test_hole_in_hex),
		cmocka_unit_test(test_two_dumps_in_one),
		cmocka_unit_test(test_bad_input),
		cmocka_unit_test(test_busybox),
		cmocka_unit_test(test_machine_names),
		cmocka_unit_test(test_two_cuts),
		cmocka_unit_test(test_endless_virtual_functions),
		cmocka_unit_test(test_unknown_class),
		cmocka_unit_test(test_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
