// SPDX-License-Identifier: GPL-2.0
/* Config space: what is decoded, and what stays unread when bytes are missing. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <linux/pci_regs.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "source/config.h"

static struct function decode_at(const char *address,
				 const struct config_bytes *c, size_t len,
				 size_t size)
{
	struct function f = { .addr = at(address), .type = PCIE_TYPE_UNREAD };
	/* Exactly as long as claimed, so that a sanitizer sees a read beyond. */
	uint8_t *bytes = malloc(len ? len : 1);
	struct config_image image = {
		.bytes = bytes, .len = len, .size = size,
	};

	assert_non_null(bytes);
	memcpy(bytes, c->bytes, len);
	config_decode(&f, &image);
	free(bytes);
	return f;
}

static struct function decode(const struct config_bytes *c, size_t len)
{
	return decode_at("00:1c.0", c, len, 0);
}

static struct config_bytes root_port(void)
{
	struct config_bytes c;

	config_bridge(&c, 0x8086, 0xa110, 1, 5);
	config_express(&c, PCIE_TYPE_ROOT_PORT);
	config_acs(&c, 0x001f, 0x001d);
	return c;
}

static void test_root_port_in_full(void **state)
{
	struct config_bytes c = root_port();
	struct function f = decode(&c, 4096);

	(void)state;
	assert_int_equal(f.vendor, 0x8086);
	assert_int_equal(f.device, 0xa110);
	assert_int_equal(f.class, 0x060400);
	assert_int_equal(f.revision, 0x02);
	assert_int_equal(f.header_type, 1);
	assert_false(f.multifunction);
	assert_int_equal(f.secondary, 1);
	assert_int_equal(f.subordinate, 5);
	assert_false(f.has & HAS_SUBSYSTEM);
	assert_int_equal(f.type, PCIE_TYPE_ROOT_PORT);
	assert_int_equal(f.acs.fact, FACT_KNOWN);
	assert_int_equal(f.acs.offset, 0x150);
	assert_int_equal(f.acs.cap, 0x001f);
	assert_int_equal(f.acs.ctrl_fact, FACT_KNOWN);
	assert_int_equal(f.acs.ctrl, 0x001d);
	assert_int_equal(f.acs.egress_size, 0);
}

/* Without root the kernel gives 64 bytes: the header, and no capability. */
static void test_64_bytes_leave_capabilities_unread(void **state)
{
	struct config_bytes c = root_port();
	struct function f = decode(&c, 64);

	(void)state;
	assert_true(f.has & HAS_IDS);
	assert_true(f.has & HAS_BUSES);
	assert_int_equal(f.type, PCIE_TYPE_UNREAD);
	assert_int_equal(f.acs.fact, FACT_UNREAD);
}

static void test_256_bytes_leave_acs_unread(void **state)
{
	struct config_bytes c = root_port();
	struct function f = decode(&c, 256);

	(void)state;
	assert_int_equal(f.type, PCIE_TYPE_ROOT_PORT);
	assert_int_equal(f.acs.fact, FACT_UNREAD);
}

/* A kernel that has no way to the extended space finds no ACS there. */
static void test_a_space_of_256_bytes_has_no_acs(void **state)
{
	struct config_bytes c = root_port();
	struct function f = decode_at("00:1c.0", &c, 256, 256);

	(void)state;
	assert_int_equal(f.acs.fact, FACT_ABSENT);
}

static void test_conventional_has_no_acs(void **state)
{
	struct config_bytes c;
	struct function f;

	(void)state;
	config_endpoint(&c, 0x10ec, 0x8139, 0x020000);
	f = decode(&c, 64);
	assert_int_equal(f.type, PCIE_TYPE_NONE);
	assert_int_equal(f.acs.fact, FACT_ABSENT);
	assert_int_equal(f.subvendor, 0x1043);
	assert_int_equal(f.subdevice, 0x8694);
}

static void test_no_acs_among_extended(void **state)
{
	struct config_bytes c;
	struct function f;

	(void)state;
	config_endpoint(&c, 0x1002, 0x67df, 0x030000);
	config_express(&c, PCIE_TYPE_LEGACY_ENDPOINT);
	put32(&c, 0x100, 0x00010000 | PCI_EXT_CAP_ID_ERR);
	f = decode(&c, 4096);
	assert_int_equal(f.type, PCIE_TYPE_LEGACY_ENDPOINT);
	assert_int_equal(f.acs.fact, FACT_ABSENT);
}

/* Cut at any byte: nothing is invented, nothing beyond the end is touched. */
static void test_cut_anywhere(void **state)
{
	struct config_bytes c = root_port();

	(void)state;
	for (size_t len = 0; len <= 0x160; len++) {
		struct function f = decode(&c, len);

		assert_int_equal(!!(f.has & HAS_IDS), len >= 4);
		assert_int_equal(!!(f.has & HAS_CLASS), len >= 12);
		assert_int_equal(!!(f.has & HAS_HEADER), len >= 15);
		assert_int_equal(!!(f.has & HAS_BUSES), len >= 27);
		assert_int_equal(f.type != PCIE_TYPE_UNREAD, len >= 0x44);
		assert_int_equal(f.acs.fact == FACT_KNOWN, len >= 0x156);
		assert_int_equal(f.acs.ctrl_fact == FACT_KNOWN, len >= 0x158);
		assert_int_not_equal(f.acs.fact, FACT_ABSENT);
	}
}

static void test_lists_that_loop_end(void **state)
{
	struct config_bytes c = root_port();
	struct function f;

	(void)state;
	c.bytes[0x40] = PCI_CAP_ID_MSI;
	c.bytes[0x41] = 0x40;
	put32(&c, 0x100, 0x10010000 | PCI_EXT_CAP_ID_ERR);
	f = decode(&c, 4096);
	assert_int_equal(f.type, PCIE_TYPE_NONE);

	config_express(&c, PCIE_TYPE_ROOT_PORT);
	f = decode(&c, 4096);
	assert_int_equal(f.acs.fact, FACT_ABSENT);
}

static void test_list_that_leaves_the_space(void **state)
{
	struct config_bytes c = root_port();

	(void)state;
	put32(&c, 0x100, 0xffc10000 | PCI_EXT_CAP_ID_ERR);
	put32(&c, 0xffc, 0x00010000 | PCI_EXT_CAP_ID_ACS);
	/* The capability is there, its registers would lie behind the end. */
	assert_int_equal(decode(&c, 4096).acs.fact, FACT_UNREAD);
}

static void test_egress_vector(void **state)
{
	static const struct {
		unsigned int field, bits;
	} sizes[] = { { 1, 1 }, { 32, 32 }, { 33, 33 }, { 0xff, 255 }, { 0, 256 } };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct config_bytes c = root_port();
		unsigned int words = (sizes[i].bits + 31) / 32;
		struct function f;

		config_acs(&c, (uint16_t)(sizes[i].field << 8 | 0x7f), 0x3d);
		for (unsigned int w = 0; w < words; w++)
			put32(&c, 0x158 + 4 * w, 0xa0b0c000 + w);
		f = decode(&c, 4096);
		assert_int_equal(f.acs.egress_size, sizes[i].bits);
		assert_int_equal(f.acs.egress[words - 1], 0xa0b0c000 + words - 1);
		f = decode(&c, 0x158 + 4 * words - 1);
		assert_int_equal(f.acs.fact, FACT_KNOWN);
		assert_int_equal(f.acs.egress_size, 0);
	}
}

/* Sunrise Point ports: the dword at 8 is their control register. */
static void test_dword_behind_the_control_register(void **state)
{
	struct config_bytes c = root_port();
	struct function f;

	(void)state;
	put32(&c, 0x158, 0x0000001d);
	f = decode(&c, 4096);
	assert_int_equal(f.acs.ctrl_dword_fact, FACT_KNOWN);
	assert_int_equal(f.acs.ctrl_dword, 0x1d);
	assert_int_equal(decode(&c, 0x15b).acs.ctrl_dword_fact, FACT_UNREAD);
}

static void test_multifunction_as_the_header_has_it(void **state)
{
	struct config_bytes c;
	struct function f;

	(void)state;
	config_endpoint(&c, 0x1002, 0xaaf0, 0x040300);
	assert_false(decode_at("01:00.0", &c, 64, 0).multifunction);
	assert_false(decode_at("01:00.1", &c, 64, 0).multifunction);
	c.bytes[PCI_HEADER_TYPE] = 0x80;
	f = decode_at("01:00.0", &c, 64, 0);
	assert_true(f.multifunction);
	assert_int_equal(f.header_type, 0);
}

static void test_virtual_function(void **state)
{
	struct config_bytes c;
	struct function f;

	(void)state;
	config_endpoint(&c, 0xffff, 0xffff, 0x020000);
	config_express(&c, PCIE_TYPE_ENDPOINT);
	f = decode_at("01:00.1", &c, 4096, 0);
	assert_true(f.flags & FN_VIRTUAL);
	assert_false(f.has & HAS_IDS);
	assert_false(f.multifunction);
	assert_int_equal(f.type, PCIE_TYPE_ENDPOINT);
}

static void test_all_ones_is_nothing(void **state)
{
	struct config_bytes c;
	struct function f;

	(void)state;
	memset(&c, 0xff, sizeof(c));
	f = decode(&c, 4096);
	assert_int_equal(f.has, 0);
	assert_int_equal(f.flags, 0);
	assert_int_equal(f.type, PCIE_TYPE_UNREAD);
	assert_int_equal(f.acs.fact, FACT_UNREAD);
}

static void test_bridge_subsystem_is_a_capability(void **state)
{
	struct config_bytes c = root_port();
	struct function f;

	(void)state;
	c.bytes[0x41] = 0x80;
	c.bytes[0x80] = PCI_CAP_ID_SSVID;
	put16(&c, 0x84, 0x17aa);
	put16(&c, 0x86, 0x5061);
	f = decode(&c, 256);
	assert_true(f.has & HAS_SUBSYSTEM);
	assert_int_equal(f.subvendor, 0x17aa);
	assert_int_equal(f.subdevice, 0x5061);
}

static void test_ats_and_pasid(void **state)
{
	struct config_bytes c;
	struct function f;

	(void)state;
	config_endpoint(&c, 0x8086, 0x0b60, 0x088000);
	config_express(&c, PCIE_TYPE_RC_ENDPOINT);
	put32(&c, 0x100, 0x20010000 | PCI_EXT_CAP_ID_ATS);
	put32(&c, 0x200, 0x00010000 | PCI_EXT_CAP_ID_PASID);
	put16(&c, 0x100 + PCI_ATS_CTRL, PCI_ATS_CTRL_ENABLE);
	f = decode(&c, 4096);
	assert_int_equal(f.flags, FN_ATS_ENABLED);
	put16(&c, 0x200 + PCI_PASID_CTRL, PCI_PASID_CTRL_ENABLE);
	f = decode(&c, 4096);
	assert_int_equal(f.flags, FN_ATS_ENABLED | FN_PASID_ENABLED);
}

/* No bytes make it crash or run on; a sanitizer watches the reads. */
static void test_noise(void **state)
{
	struct config_bytes c;

	(void)state;
	srand(1);
	for (unsigned int round = 0; round < 2000; round++) {
		for (size_t i = 0; i < sizeof(c.bytes); i++)
			c.bytes[i] = (uint8_t)(rand() >> 7);
		put16(&c, PCI_STATUS, PCI_STATUS_CAP_LIST);
		decode(&c, (size_t)rand() % 4097);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_root_port_in_full),
		cmocka_unit_test(test_64_bytes_leave_capabilities_unread),
		cmocka_unit_test(test_256_bytes_leave_acs_unread),
		cmocka_unit_test(test_a_space_of_256_bytes_has_no_acs),
		cmocka_unit_test(test_conventional_has_no_acs),
		cmocka_unit_test(test_no_acs_among_extended),
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_lists_that_loop_end),
		cmocka_unit_test(test_list_that_leaves_the_space),
		cmocka_unit_test(test_egress_vector),
		cmocka_unit_test(test_dword_behind_the_control_register),
		cmocka_unit_test(test_multifunction_as_the_header_has_it),
		cmocka_unit_test(test_virtual_function),
		cmocka_unit_test(test_all_ones_is_nothing),
		cmocka_unit_test(test_bridge_subsystem_is_a_capability),
		cmocka_unit_test(test_ats_and_pasid),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
