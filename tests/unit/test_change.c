// SPDX-License-Identifier: GPL-2.0
/* Changes: what they are read from, what they do, what they refuse. */
#include <errno.h>

#include "analyse/change.h"
#include "analyse/command_line.h"
#include "machines.h"

#define RP PCIE_TYPE_ROOT_PORT
#define EP PCIE_TYPE_ENDPOINT

static char refusal[CHANGE_ERROR_LEN];

static int apply(enum change_kind kind, const char *text, struct machine *m,
		 struct circumstances *c)
{
	struct change change = { .kind = kind, .text = text };

	refusal[0] = '\0';
	return change_apply(&change, m, c, refusal);
}

#define assert_refused(kind, text, m, c, code, part) do { \
	assert_int_equal(apply(kind, text, m, c), code); \
	assert_non_null(strstr(refusal, part)); \
} while (0)

/*
 * 01.0 root port without ACS  -- 01:00.0, 01:00.1
 * 02.0 root port, ACS off     -- 02:00.0
 * 03.0 root port, ACS at work -- nothing
 */
static struct machine *example(void)
{
	struct machine *m = machine_begin();

	add_bridge(m, "00:01.0", RP, 1, 1);
	with_acs(add_bridge(m, "00:02.0", RP, 2, 2), 0x1f, 0);
	with_acs(add_bridge(m, "00:03.0", RP, 3, 3), 0x0f, 0x0d);
	many(add(m, "01:00.0", EP));
	many(add(m, "01:00.1", EP));
	add(m, "02:00.0", EP);
	assert_int_equal(machine_link(m), 0);
	return m;
}

static void override(void **state)
{
	struct circumstances c = { .use_kernel_verdict = true };
	struct machine *m = example();

	(void)state;
	assert_string_equal(partition(m, &c), "abcaab");
	assert_int_equal(apply(CHANGE_ACS_OVERRIDE,
			       "downstream,id:1b36:0001", m, &c), 0);
	assert_false(c.use_kernel_verdict);
	assert_int_equal(c.override.ids[0], 0x1b360001);
	/* A boot turns the controls of 02.0 on as well */
	assert_string_equal(partition(m, &c), "abcdef");
	assert_refused(CHANGE_ACS_OVERRIDE, "everything", m, &c, -EINVAL,
		       "downstream, multifunction");
	assert_refused(CHANGE_ACS_OVERRIDE, "", m, &c, -EINVAL, "''");
	machine_free(m);
}

static void move(void **state)
{
	struct circumstances c = { .use_kernel_verdict = true };
	struct machine *m = example();
	const struct function *f;

	(void)state;
	assert_int_equal(apply(CHANGE_MOVE, "01:00.0=00:03.0", m, &c), 0);
	f = machine_find(m, at("03:00.1"));
	assert_non_null(f);
	assert_true(f->flags & FN_MOVED);
	assert_int_equal(f->moved_from.bus, 1);
	assert_ptr_equal(f->parent, machine_find(m, at("00:03.0")));
	/* 02:00.0 stays with its port; the card, by now 03:00, is alone */
	assert_string_equal(partition(m, &c), "abcbdd");
	assert_refused(CHANGE_MOVE, "02:00.0=00:03.0", m, &c, -EBUSY, "taken");
	assert_refused(CHANGE_MOVE, "02:00.0=03:00.0", m, &c, -EINVAL,
		       "no root port");
	assert_refused(CHANGE_MOVE, "00:02.0=00:01.0", m, &c, -EINVAL,
		       "built into");
	assert_refused(CHANGE_MOVE, "09:00.0=00:01.0", m, &c, -ENODEV,
		       "09:00.0");
	assert_refused(CHANGE_MOVE, "02:00.0", m, &c, -EINVAL, "DEV=PORT");
	machine_free(m);
}

static void controls(void **state)
{
	struct circumstances c = { 0 };
	struct machine *m = example();

	(void)state;
	assert_int_equal(apply(CHANGE_ACS, "00:02.0=+SV,+RR,+CR,+UF", m, &c), 0);
	assert_string_equal(partition(m, &c), "abcaad");
	assert_int_equal(apply(CHANGE_ACS, "00:02.0=-rr", m, &c), 0);
	assert_string_equal(partition(m, &c), "abcaab");
	/* What was asked for holds whatever a boot does */
	c.reboot = true;
	assert_string_equal(partition(m, &c), "abcaab");
	assert_refused(CHANGE_ACS, "00:03.0=+UF", m, &c, -EINVAL,
		       "does not implement UF");
	assert_refused(CHANGE_ACS, "00:01.0=+SV", m, &c, -EINVAL,
		       "no ACS capability");
	assert_refused(CHANGE_ACS, "00:02.0=SV", m, &c, -EINVAL, "+SV");
	assert_refused(CHANGE_ACS, "00:02.0", m, &c, -EINVAL, "DEV=");
	machine_find(m, at("00:01.0"))->acs.fact = FACT_UNREAD;
	assert_refused(CHANGE_ACS, "00:01.0=+SV", m, &c, -ENODATA, "not read");
	machine_free(m);
}

static void kernels(void **state)
{
	struct circumstances c = { .use_kernel_verdict = true };
	struct machine *m = example();

	(void)state;
	assert_int_equal(apply(CHANGE_KERNEL, "6.12", m, &c), 0);
	assert_int_equal(c.kernel.minor, 12);
	assert_true(c.reboot);
	assert_refused(CHANGE_KERNEL, "new", m, &c, -EINVAL, "not a kernel");
	machine_free(m);
}

static void assume(void **state)
{
	struct circumstances c = { 0 };
	struct machine *m = example();

	(void)state;
	assert_int_equal(apply(CHANGE_ASSUME, "00:01.0", m, &c), 0);
	assert_string_equal(partition(m, &c), "abcddb");
	circumstances_release(&c);
	machine_free(m);
}

/* Whose controls does pci=config_acs=VALUE set to what? */
static struct acs_setting config(const char *addr, const char *value,
				 enum acs_syntax syntax, bool *named)
{
	struct machine *m = example();
	struct acs_setting s;

	*named = acs_setting_config(machine_find(m, at(addr)), value, syntax,
				    &s);
	machine_free(m);
	return s;
}

static void config_acs_entries(void **state)
{
	struct acs_setting s;
	bool named;

	(void)state;
	s = config("02:00.0", "x10@0000:02:00.0", ACS_SYNTAX_EXACT, &named);
	assert_true(named);
	assert_int_equal(s.mask, ACS_SV | ACS_TB);
	assert_int_equal(s.flags, ACS_TB);
	/* Entries are tried from the left; the first that names it counts */
	s = config("02:00.0", "1@01:00.0;0@00:02.0/00.0;1@pci:0:0",
		   ACS_SYNTAX_EXACT, &named);
	assert_true(named);
	assert_int_equal(s.flags, 0);
	s = config("01:00.0", "1@pci:1b36:1", ACS_SYNTAX_EXACT, &named);
	assert_true(named);
	config("01:00.0", "1@pci:1b36:2", ACS_SYNTAX_EXACT, &named);
	assert_false(named);
	/* An entry that cannot be read ends it for this and all later ones */
	config("01:00.0", "1@nonsense;1@01:00.0", ACS_SYNTAX_EXACT, &named);
	assert_false(named);
	config("01:00.0", "2@01:00.0", ACS_SYNTAX_EXACT, &named);
	assert_false(named);
	config("01:00.0", "11111111@01:00.0", ACS_SYNTAX_EXACT, &named);
	assert_false(named);
	config("01:00.0", "1@01:00.0", ACS_SYNTAX_NONE, &named);
	assert_false(named);
}

/* 6.11 to 6.14: the flags of a second entry are taken for its device */
static void config_acs_misread(void **state)
{
	bool named;

	(void)state;
	config("01:00.0", "1@02:00.0;1@01:00.0", ACS_SYNTAX_MISREAD, &named);
	assert_false(named);
	config("01:00.0", "1@02:00.0;01:00.0", ACS_SYNTAX_MISREAD, &named);
	assert_true(named);
	assert_int_equal(acs_syntax_of((struct kernel_version){ 6, 10, 3 }),
			 ACS_SYNTAX_NONE);
	assert_int_equal(acs_syntax_of((struct kernel_version){ 6, 11, 0 }),
			 ACS_SYNTAX_MISREAD);
	assert_int_equal(acs_syntax_of((struct kernel_version){ 6, 12, 107 }),
			 ACS_SYNTAX_EXACT);
	assert_int_equal(acs_syntax_of((struct kernel_version){ 6, 15, 0 }),
			 ACS_SYNTAX_EXACT);
	assert_int_equal(acs_syntax_of((struct kernel_version){ 0 }),
			 ACS_SYNTAX_EXACT);
}

static uint16_t controls_of(const struct circumstances *c, uint16_t cap,
			    uint16_t firmware)
{
	struct machine *m = machine_begin();
	struct acs_controls ctrl;

	with_acs(add(m, "00:02.0", RP), cap, firmware);
	assert_int_equal(machine_link(m), 0);
	ctrl = acs_controls(&m->functions[0], c);
	assert_int_equal(ctrl.unknown, 0);
	machine_free(m);
	return ctrl.on;
}

/* What pci_enable_acs() leaves in the register, from what firmware left */
static void controls_after_boot(void **state)
{
	struct circumstances c = { .reboot = true, .controls_set = TRI_NO };

	(void)state;
	assert_int_equal(controls_of(&c, 0x7f, 0), 0x1d);
	assert_int_equal(controls_of(&c, 0x05, 0x40), 0x45);
	/* From 6.11 on a device named here keeps what firmware left elsewhere */
	c.disable_acs_redir = strdup("00:02.0");
	assert_int_equal(controls_of(&c, 0x7f, 0x2d), 0x01);
	c.kernel = (struct kernel_version){ 6, 1, 0 };
	assert_int_equal(controls_of(&c, 0x7f, 0x2d), 0x11);
	free(c.disable_acs_redir);
	c.disable_acs_redir = NULL;

	c.kernel = (struct kernel_version){ 7, 2, 0 };
	c.config_acs = strdup("x01x1@00:02.0");
	assert_int_equal(controls_of(&c, 0x7f, 0x0a), 0x07);
	/* Misread: the cleared bit keeps firmware's, the x ones the kernel's */
	c.kernel = (struct kernel_version){ 6, 11, 0 };
	assert_int_equal(controls_of(&c, 0x7f, 0x0a), 0x1f);
	circumstances_release(&c);
}

static void parameters_that_cannot_be_read(void **state)
{
	(void)state;
	assert_null(acs_parameter_fault("10111@0000:00:01.0;x@pci:8086:1901",
					true));
	assert_null(acs_parameter_fault("00:01.0/00.0;pci:1022:0:1:2", false));
	assert_non_null(acs_parameter_fault("", true));
	assert_non_null(acs_parameter_fault("00:01.0", true));
	assert_non_null(acs_parameter_fault("12@00:01.0", true));
	assert_non_null(acs_parameter_fault("1@00:01.0,1@00:02.0", true));
	assert_non_null(acs_parameter_fault("00:01", false));
	assert_non_null(acs_parameter_fault("pci:xyz", false));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(override),
		cmocka_unit_test(move),
		cmocka_unit_test(controls),
		cmocka_unit_test(kernels),
		cmocka_unit_test(assume),
		cmocka_unit_test(config_acs_entries),
		cmocka_unit_test(config_acs_misread),
		cmocka_unit_test(controls_after_boot),
		cmocka_unit_test(parameters_that_cannot_be_read),
	};

	return cmocka_run_group_tests_name("change", tests, NULL, NULL);
}
