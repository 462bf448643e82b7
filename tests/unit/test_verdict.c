// SPDX-License-Identifier: GPL-2.0
/* Does a function satisfy all controls, and what does the answer rest on? */
#include "machines.h"
#include "analyse/alias.h"

#define RP PCIE_TYPE_ROOT_PORT
#define EP PCIE_TYPE_ENDPOINT
#define RCIEP PCIE_TYPE_RC_ENDPOINT

static const struct circumstances newest;

static struct acs_verdict judge(struct machine *m, const char *addr,
				const struct circumstances *c)
{
	const struct function *f;

	assert_int_equal(machine_link(m), 0);
	f = machine_find(m, at(addr));
	assert_non_null(f);
	return acs_verdict(f, c);
}

#define assert_verdict(m, addr, c, tri, why) do { \
	struct acs_verdict v_ = judge(m, addr, c); \
	assert_int_equal(v_.isolated, tri); \
	assert_int_equal(v_.basis, why); \
} while (0)

/* pci_acs_enabled(), type by type, without any capability */
static void types_without_capability(void **state)
{
	static const struct {
		enum pcie_type type;
		bool many;
		enum tri isolated;
		enum verdict_basis basis;
	} rows[] = {
		{ PCIE_TYPE_NONE, false, TRI_NO, BASIS_CONVENTIONAL },
		{ PCIE_TYPE_PCI_BRIDGE, false, TRI_NO, BASIS_BRIDGE_TYPE },
		{ PCIE_TYPE_PCIE_BRIDGE, false, TRI_NO, BASIS_BRIDGE_TYPE },
		{ PCIE_TYPE_RC_EVENT_COLLECTOR, false, TRI_NO, BASIS_BRIDGE_TYPE },
		{ RP, false, TRI_NO, BASIS_NO_CAPABILITY },
		{ PCIE_TYPE_DOWNSTREAM, false, TRI_NO, BASIS_NO_CAPABILITY },
		{ EP, false, TRI_YES, BASIS_SINGLE_FUNCTION },
		{ EP, true, TRI_NO, BASIS_NO_CAPABILITY },
		{ PCIE_TYPE_LEGACY_ENDPOINT, true, TRI_NO, BASIS_NO_CAPABILITY },
		{ PCIE_TYPE_UPSTREAM, false, TRI_YES, BASIS_SINGLE_FUNCTION },
		{ PCIE_TYPE_UPSTREAM, true, TRI_NO, BASIS_NO_CAPABILITY },
		{ RCIEP, false, TRI_YES, BASIS_SINGLE_FUNCTION },
		{ RCIEP, true, TRI_NO, BASIS_NO_CAPABILITY },
		{ PCIE_TYPE_UNREAD, false, TRI_UNKNOWN, BASIS_UNREAD },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct machine *m = machine_begin();

		add(m, "00:01.0", rows[i].type)->multifunction = rows[i].many;
		assert_verdict(m, "00:01.0", &newest, rows[i].isolated,
			       rows[i].basis);
		machine_free(m);
	}
}

static void controls_decide(void **state)
{
	struct machine *m = machine_begin();
	struct acs_verdict v;

	(void)state;
	with_acs(add(m, "00:01.0", RP), 0x1f, 0x1d);
	with_acs(add(m, "00:02.0", RP), 0x1f, 0x19);
	/* What is not implemented counts as on */
	with_acs(add(m, "00:03.0", RP), 0x01, 0x01);
	with_acs(add(m, "00:04.0", RP), 0x00, 0x00);
	with_acs(add(m, "00:05.0", RP), 0x1f, 0)->acs.ctrl_fact = FACT_UNREAD;
	add(m, "00:06.0", RP)->acs.fact = FACT_UNREAD;
	assert_verdict(m, "00:01.0", &newest, TRI_YES, BASIS_CONTROLS);
	v = judge(m, "00:02.0", &newest);
	assert_int_equal(v.isolated, TRI_NO);
	assert_int_equal(v.lacking, ACS_RR);
	assert_verdict(m, "00:03.0", &newest, TRI_YES, BASIS_CONTROLS);
	assert_verdict(m, "00:04.0", &newest, TRI_YES, BASIS_CONTROLS);
	assert_verdict(m, "00:05.0", &newest, TRI_UNKNOWN, BASIS_UNREAD);
	assert_verdict(m, "00:06.0", &newest, TRI_UNKNOWN, BASIS_UNREAD);
	machine_free(m);
}

static void a_boot_turns_controls_on(void **state)
{
	struct circumstances boot = { .reboot = true, .controls_set = TRI_NO };
	struct machine *m = machine_begin();

	(void)state;
	with_acs(add(m, "00:01.0", RP), 0x1f, 0);
	assert_verdict(m, "00:01.0", &newest, TRI_NO, BASIS_CONTROLS);
	assert_verdict(m, "00:01.0", &boot, TRI_YES, BASIS_CONTROLS);
	machine_free(m);
}

static void quirk_rows_in_order(void **state)
{
	struct machine *m = machine_begin();

	(void)state;
	/* I350: vouched for; any Intel integrated endpoint: by specification */
	many(with_ids(add(m, "01:00.0", EP), 0x8086, 0x1521));
	many(with_ids(add(m, "00:02.0", RCIEP), 0x8086, 0x1234));
	/* Zhaoxin and Wangxun: a device the row does not know is refused */
	with_acs(with_ids(add(m, "00:03.0", RP), 0x1d17, 0x9999), 0x1f, 0x1d);
	with_ids(add(m, "02:00.0", EP), 0x8088, 0x9999);
	with_ids(add(m, "03:00.0", EP), 0x8088, 0x0107);
	assert_verdict(m, "01:00.0", &newest, TRI_YES, BASIS_QUIRK);
	assert_verdict(m, "00:02.0", &newest, TRI_YES, BASIS_QUIRK);
	assert_verdict(m, "00:03.0", &newest, TRI_NO, BASIS_QUIRK);
	assert_verdict(m, "02:00.0", &newest, TRI_NO, BASIS_QUIRK);
	assert_verdict(m, "03:00.0", &newest, TRI_YES, BASIS_QUIRK);
	machine_free(m);
}

static void vouched_is_not_real(void **state)
{
	struct machine *m = machine_begin();
	struct acs_verdict v;

	(void)state;
	many(with_ids(add(m, "01:00.0", EP), 0x8086, 0x1521));
	many(with_ids(add(m, "00:02.0", RCIEP), 0x8086, 0x1234));
	v = judge(m, "01:00.0", &newest);
	assert_false(verdict_is_real(&v));
	assert_non_null(verdict_family(&v)->sentence);
	v = judge(m, "00:02.0", &newest);
	assert_true(verdict_is_real(&v));
	machine_free(m);
}

/* Chipset registers decide; the kernel's flag says how it went. */
static void pch_ports(void **state)
{
	struct circumstances c = { .controls_set = TRI_YES };
	struct machine *m = machine_begin();
	struct function *f;

	(void)state;
	f = with_ids(add(m, "00:1c.0", RP), 0x8086, 0x8c10);
	assert_verdict(m, "00:1c.0", &c, TRI_UNKNOWN, BASIS_QUIRK);
	assert_int_equal(judge(m, "00:1c.0", &c).likely, TRI_YES);
	f->flags = FN_FLAGS_FROM_KERNEL;
	assert_verdict(m, "00:1c.0", &c, TRI_NO, BASIS_QUIRK);
	f->flags |= FN_ACS_QUIRK;
	assert_verdict(m, "00:1c.0", &c, TRI_YES, BASIS_QUIRK);
	c.intel_pch_programmed = TRI_NO;
	assert_verdict(m, "00:1c.0", &c, TRI_NO, BASIS_QUIRK);
	machine_free(m);
}

/* Control is the dword at 08h; the word at 06h says nothing. */
static void ports_with_registers_of_32_bits(void **state)
{
	struct circumstances c = { .controls_set = TRI_NO };
	struct machine *m = machine_begin();
	struct function *f;

	(void)state;
	f = with_acs(with_ids(add(m, "00:1c.0", RP), 0x8086, 0xa110), 0x1f, 0);
	f->acs.ctrl_dword_fact = FACT_KNOWN;
	f->acs.ctrl_dword = 0x1d;
	assert_verdict(m, "00:1c.0", &c, TRI_YES, BASIS_QUIRK);
	f->acs.ctrl_dword = 0x1c;
	f->acs.ctrl = 0x1d;
	assert_verdict(m, "00:1c.0", &c, TRI_NO, BASIS_QUIRK);
	/* Not read: but where the kernel asks for ACS it never fails to set it */
	f->acs.ctrl_dword_fact = FACT_UNREAD;
	assert_verdict(m, "00:1c.0", &c, TRI_UNKNOWN, BASIS_QUIRK);
	c.controls_set = TRI_YES;
	assert_verdict(m, "00:1c.0", &c, TRI_YES, BASIS_QUIRK);
	machine_free(m);
}

static void amd_southbridge_needs_its_table(void **state)
{
	struct circumstances c = { .ivrs = TRI_YES };
	struct machine *m = machine_begin();

	(void)state;
	many(with_ids(add(m, "00:14.0", PCIE_TYPE_NONE), 0x1002, 0x4385));
	assert_verdict(m, "00:14.0", &c, TRI_YES, BASIS_QUIRK);
	c.ivrs = TRI_NO;
	assert_verdict(m, "00:14.0", &c, TRI_NO, BASIS_CONVENTIONAL);
	machine_free(m);
}

/* pci_disable_broken_acs_cap() came with 7.2. */
static void broken_source_validation(void **state)
{
	struct circumstances old = { .kernel = { 6, 12, 0 } };
	struct machine *m = machine_begin();

	(void)state;
	with_acs(with_ids(add(m, "00:01.0", PCIE_TYPE_DOWNSTREAM), 0x111d,
			  0x80b5), 0x1f, 0x1c);
	assert_verdict(m, "00:01.0", &old, TRI_NO, BASIS_CONTROLS);
	assert_verdict(m, "00:01.0", &newest, TRI_YES, BASIS_CONTROLS);
	machine_free(m);
}

/* Never for conventional devices, nor for those with an ACS capability */
static void override_and_its_limits(void **state)
{
	struct circumstances c = {
		.override = {
			.downstream = true,
			.multifunction = true,
			.ids = { 0x1b360002 },
			.ids_count = 1,
		},
	};
	struct machine *m = machine_begin();

	(void)state;
	add(m, "00:01.0", RP);
	with_acs(add(m, "00:02.0", RP), 0x1f, 0);
	many(add(m, "00:03.0", PCIE_TYPE_NONE));
	many(add(m, "00:04.0", EP));
	with_ids(add(m, "00:05.0", PCIE_TYPE_PCI_BRIDGE), 0x1b36, 2);
	assert_verdict(m, "00:01.0", &c, TRI_YES, BASIS_OVERRIDE);
	assert_verdict(m, "00:02.0", &c, TRI_NO, BASIS_CONTROLS);
	assert_verdict(m, "00:03.0", &c, TRI_NO, BASIS_CONVENTIONAL);
	assert_verdict(m, "00:04.0", &c, TRI_YES, BASIS_OVERRIDE);
	assert_verdict(m, "00:05.0", &c, TRI_YES, BASIS_OVERRIDE);
	machine_free(m);
}

static void running_kernel_has_the_last_word(void **state)
{
	struct circumstances c = { .use_kernel_verdict = true };
	struct machine *m = machine_begin();
	struct function *f;

	(void)state;
	f = add(m, "00:01.0", RP);
	f->verdict = VERDICT_ISOLATED;
	assert_verdict(m, "00:01.0", &c, TRI_YES, BASIS_KERNEL);
	f->verdict = VERDICT_NOT_ISOLATED;
	assert_verdict(m, "00:01.0", &c, TRI_NO, BASIS_NO_CAPABILITY);
	machine_free(m);
}

/* set_pcie_port_type(): a "downstream port" below a root port loses its type. */
static void impossible_port_types(void **state)
{
	struct machine *m = machine_begin();
	struct function *f;

	(void)state;
	add_bridge(m, "00:01.0", RP, 1, 3);
	add_bridge(m, "01:00.0", PCIE_TYPE_DOWNSTREAM, 2, 3);
	add_bridge(m, "02:00.0", PCIE_TYPE_UPSTREAM, 3, 3);
	assert_int_equal(machine_link(m), 0);
	f = machine_find(m, at("01:00.0"));
	assert_int_equal(function_type_used(f), PCIE_TYPE_ENDPOINT);
	f = machine_find(m, at("02:00.0"));
	assert_int_equal(function_type_used(f), PCIE_TYPE_UPSTREAM);
	machine_free(m);
}

/* A dump with names only: several IDs have that name, or one vendor has. */
static void ids_in_doubt(void **state)
{
	static struct {
		enum pcie_type type;
		uint32_t ids[2];
		enum tri isolated, likely;
		enum verdict_basis basis;
	} rows[] = {
		/* both in the quirk's list: nothing is lost */
		{ RP, { 0x80868d10, 0x80868d11 }, TRI_UNKNOWN, TRI_YES, BASIS_QUIRK },
		/* neither: the kernel's general rule */
		{ RP, { 0x80863ec2, 0x80863ec4 }, TRI_NO, TRI_NO, BASIS_NO_CAPABILITY },
		/* one of the two */
		{ RP, { 0x80861d10, 0x80861d11 }, TRI_UNKNOWN, TRI_NO, BASIS_UNREAD },
		{ EP, { 0x808610c9, 0x80860001 }, TRI_UNKNOWN, TRI_NO, BASIS_UNREAD },
		/* rows for the whole vendor need no device */
		{ RCIEP, { 0x80860001, 0x80860002 }, TRI_YES, TRI_YES, BASIS_QUIRK },
		{ RCIEP, { 0x8086ffff, 0x8086ffff }, TRI_YES, TRI_YES, BASIS_QUIRK },
		{ RP, { 0x8086ffff, 0x8086ffff }, TRI_UNKNOWN, TRI_NO, BASIS_UNREAD },
		{ RP, { 0x1b36ffff, 0x1b36ffff }, TRI_NO, TRI_NO, BASIS_NO_CAPABILITY },
		/* two vendors */
		{ RCIEP, { 0x80860001, 0x1b360001 }, TRI_UNKNOWN, TRI_NO, BASIS_UNREAD },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct machine *m = machine_begin();
		struct function *f = add(m, "00:1c.0", rows[i].type);

		f->has &= (uint16_t)~HAS_IDS;
		f->multifunction = true;
		f->candidates = rows[i].ids;
		f->candidates_count = 2;
		assert_verdict(m, "00:1c.0", &newest, rows[i].isolated,
			       rows[i].basis);
		assert_int_equal(judge(m, "00:1c.0", &newest).likely,
				 rows[i].likely);
		machine_free(m);
	}
}

/* One of three controllers of that name has an alias: so it is not known. */
static void alias_in_doubt(void **state)
{
	static uint32_t ids[] = { 0x197b2382, 0x197b2391, 0x197b2392 };
	struct machine *m = machine_begin();
	struct function *f = add(m, "01:00.0", EP);
	struct dma_aliases a;

	(void)state;
	f->has &= (uint16_t)~HAS_IDS;
	f->candidates = ids;
	f->candidates_count = 2;
	dma_aliases_of(f, &newest, &a);
	assert_false(a.open || a.any);
	f->candidates_count = 3;
	dma_aliases_of(f, &newest, &a);
	assert_true(a.open);
	assert_false(a.any);
	machine_free(m);
}

static void kernels_and_series(void **state)
{
	struct kernel_version v;

	(void)state;
	assert_int_equal(kernel_version_parse("6.12.107+deb13-amd64", &v), 0);
	assert_int_equal(v.patch, 107);
	assert_int_equal(kernel_series(v), SERIES_6_12);
	assert_int_equal(kernel_version_parse("5.15.0", &v), 0);
	assert_int_equal(kernel_series(v), SERIES_6_1);
	assert_int_equal(kernel_version_parse("7.3-rc7", &v), 0);
	assert_int_equal(kernel_series(v), SERIES_7_3);
	assert_int_equal(kernel_series((struct kernel_version){ 0 }),
			 SERIES_7_3);
	assert_int_equal(kernel_version_parse("linux", &v), -22);
	assert_int_equal(kernel_version_parse("6", &v), -22);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_without_capability),
		cmocka_unit_test(controls_decide),
		cmocka_unit_test(a_boot_turns_controls_on),
		cmocka_unit_test(quirk_rows_in_order),
		cmocka_unit_test(vouched_is_not_real),
		cmocka_unit_test(pch_ports),
		cmocka_unit_test(ports_with_registers_of_32_bits),
		cmocka_unit_test(amd_southbridge_needs_its_table),
		cmocka_unit_test(broken_source_validation),
		cmocka_unit_test(override_and_its_limits),
		cmocka_unit_test(running_kernel_has_the_last_word),
		cmocka_unit_test(impossible_port_types),
		cmocka_unit_test(ids_in_doubt),
		cmocka_unit_test(alias_in_doubt),
		cmocka_unit_test(kernels_and_series),
	};

	return cmocka_run_group_tests_name("verdict", tests, NULL, NULL);
}
