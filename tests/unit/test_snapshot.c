// SPDX-License-Identifier: GPL-2.0
/* Snapshots: nothing is lost on the way, and bad ones say where they are bad. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "source/scrub.h"
#include "source/snapshot.h"
#include "source/snapshot_fields.h"

static struct json_object *snapshot_of(const struct machine *m, bool hostname)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "schema",
			       json_object_new_string(SNAPSHOT_SCHEMA));
	json_object_object_add(o, "command",
			       json_object_new_string(SNAPSHOT_COMMAND));
	assert_int_equal(machine_to_json(m, hostname, o), 0);
	return o;
}

static int read_text(const char *text, struct machine **m,
		     struct source_error *error)
{
	int err;

	*m = machine_new("snapshot");
	err = input_snapshot.read(*m, "file", text, strlen(text), error);
	if (!err)
		assert_int_equal(machine_link(*m), 0);
	return err;
}

/* Through JSON and back, as text. */
static struct machine *again(const struct machine *m)
{
	struct json_object *o = snapshot_of(m, true);
	struct source_error error;
	struct machine *copy;

	assert_int_equal(read_text(json_object_to_json_string(o), &copy, &error),
			 0);
	json_object_put(o);
	return copy;
}

static void same_text(const char *a, const char *b)
{
	assert_int_equal(!a, !b);
	if (a)
		assert_string_equal(a, b);
}

static void same_acs(const struct acs *a, const struct acs *b)
{
	assert_int_equal(a->fact, b->fact);
	assert_int_equal(a->ctrl_fact, b->ctrl_fact);
	assert_int_equal(a->ctrl_dword_fact, b->ctrl_dword_fact);
	assert_int_equal(a->offset, b->offset);
	assert_int_equal(a->cap, b->cap);
	assert_int_equal(a->ctrl, b->ctrl);
	assert_int_equal(a->ctrl_dword, b->ctrl_dword);
	assert_int_equal(a->egress_size, b->egress_size);
	assert_memory_equal(a->egress, b->egress, sizeof(a->egress));
}

static void same_function(const struct function *a, const struct function *b)
{
	assert_int_equal(addr_compare(a->addr, b->addr), 0);
	assert_int_equal(a->has, b->has);
	assert_int_equal(a->flags, b->flags);
	assert_int_equal(a->vendor, b->vendor);
	assert_int_equal(a->device, b->device);
	assert_int_equal(a->subvendor, b->subvendor);
	assert_int_equal(a->subdevice, b->subdevice);
	assert_int_equal(a->class, b->class);
	assert_int_equal(a->command, b->command);
	assert_int_equal(a->revision, b->revision);
	assert_int_equal(a->header_type, b->header_type);
	assert_int_equal(a->multifunction, b->multifunction);
	assert_int_equal(a->secondary, b->secondary);
	assert_int_equal(a->subordinate, b->subordinate);
	assert_int_equal(a->type, b->type);
	assert_int_equal(a->verdict, b->verdict);
	assert_int_equal(a->group, b->group);
	assert_int_equal(a->isolated_msi, b->isolated_msi);
	assert_int_equal(a->aliases_fact, b->aliases_fact);
	assert_int_equal(a->aliases_count, b->aliases_count);
	for (unsigned int i = 0; i < a->aliases_count; i++)
		assert_int_equal(a->aliases[i], b->aliases[i]);
	assert_int_equal(a->candidates_count, b->candidates_count);
	for (unsigned int i = 0; i < a->candidates_count; i++)
		assert_int_equal(a->candidates[i], b->candidates[i]);
	assert_int_equal(addr_compare(a->physfn, b->physfn), 0);
	assert_int_equal(a->order, b->order);
	same_acs(&a->acs, &b->acs);
	same_text(a->group_type, b->group_type);
	same_text(a->name, b->name);
	same_text(a->driver, b->driver);
	same_text(a->power, b->power);
	same_text(a->reset_methods, b->reset_methods);
	same_text(a->reserved, b->reserved);
	same_text(a->slot, b->slot);
	same_text(a->missing, b->missing);
}

/* Each field of the model at a value that is neither zero nor another's. */
static void fill(struct machine *m, struct function *f)
{
	f->has = 0x7f;
	f->flags = 0x1f7f;
	f->vendor = 0x1002;
	f->device = 0x731f;
	f->subvendor = 0x1da2;
	f->subdevice = 0xe411;
	f->class = 0x030001;
	f->command = 0x0407;
	f->revision = 0xc1;
	f->header_type = 1;
	f->multifunction = true;
	f->secondary = 0x21;
	f->subordinate = 0x42;
	f->type = PCIE_TYPE_DOWNSTREAM;
	f->acs = (struct acs) {
		.fact = FACT_KNOWN, .ctrl_fact = FACT_KNOWN, .offset = 0x2a0,
		.cap = 0x21ff, .ctrl = 0x1d, .ctrl_dword = 0xdeadbeef,
		.ctrl_dword_fact = FACT_KNOWN, .egress_size = 33,
		.egress = { 0xdeadbeef, 1 },
	};
	f->verdict = VERDICT_NOT_ISOLATED;
	f->group = 12;
	f->group_type = "DMA-FQ";
	f->isolated_msi = 0;
	f->aliases = machine_aliases(m, 2);
	f->aliases[0] = 0x0100;
	f->aliases[1] = 0x00ff;
	f->aliases_count = 2;
	f->aliases_fact = FACT_KNOWN;
	f->physfn = at("0001:02:03.4");
	f->name = "AMD Navi \"10\" \\ [Radeon]";
	f->driver = "vfio-pci";
	f->power = "D3hot";
	f->reset_methods = "device_specific flr bus";
	f->reserved = "0x1 0x2 msi, 0x3 0x4 direct";
	f->slot = "3-1";
	f->missing = "a sentence";
	f->order = 4000000000u;
}

static void test_full_function_survives(void **state)
{
	struct machine *m = machine_new("sysfs"), *copy;
	struct function *f = machine_add(m, at("10000:21:1f.7"));

	(void)state;
	fill(m, f);
	copy = again(m);
	same_function(f, find(copy, "10000:21:1f.7"));
	machine_free(copy);
	machine_free(m);
}

static void test_unread_and_absent_survive(void **state)
{
	struct machine *m = machine_new("sysfs"), *copy;
	struct function *f;

	(void)state;
	machine_add(m, at("00:00.0"));
	f = machine_add(m, at("00:01.0"));
	f->acs.fact = FACT_ABSENT;
	f->type = PCIE_TYPE_NONE;
	f->group = GROUP_NONE;
	f->driver = "";
	f->reset_methods = "";
	f->reserved = "";
	f->aliases_fact = FACT_KNOWN;
	f->isolated_msi = 1;
	f->verdict = VERDICT_ISOLATED;
	f->candidates = machine_candidates(m, 2);
	f->candidates[0] = 0x80868d10;
	f->candidates[1] = 0x8086ffff;
	f->candidates_count = 2;
	f = machine_add(m, at("00:02.0"));
	f->acs.fact = FACT_KNOWN;
	f->acs.cap = 0x1d;
	f->type = (enum pcie_type)13;
	f->aliases_fact = FACT_ABSENT;
	f = machine_add(m, at("00:03.0"));
	f->acs.offset = 0x148;
	machine_link(m);
	copy = again(m);
	for (size_t i = 0; i < m->count; i++)
		same_function(&m->functions[i], &copy->functions[i]);
	machine_free(copy);
	machine_free(m);
}

static void test_machine_survives(void **state)
{
	struct machine *m = machine_new("netlink"), *copy;

	(void)state;
	m->hostname = strdup("pve1");
	m->kernel = strdup("6.12.107+deb13-amd64");
	m->cmdline = strdup("iommu=pt");
	m->iommu = IOMMU_OFF;
	m->iommu_name = "AMD-Vi";
	m->in_vm = true;
	machine_note(m, "line 7: skipped");
	copy = again(m);
	assert_string_equal(copy->hostname, "pve1");
	assert_string_equal(copy->kernel, m->kernel);
	assert_string_equal(copy->cmdline, "iommu=pt");
	assert_int_equal(copy->iommu, IOMMU_OFF);
	assert_string_equal(copy->iommu_name, "AMD-Vi");
	assert_true(copy->in_vm);
	assert_int_equal(copy->notes_count, 1);
	assert_string_equal(copy->notes[0], "line 7: skipped");
	machine_free(copy);
	machine_free(m);
}

static void test_private_things_stay(void **state)
{
	struct machine *m = machine_new("sysfs");
	struct json_object *o, *value;
	char *line;

	(void)state;
	m->hostname = strdup("secret");
	m->cmdline = strdup("BOOT_IMAGE=/vmlinuz root=/dev/disk/by-id/nvme-S649NX0R  ip=52:54:00:12:34:56 intel_iommu=on pcie_acs_override=downstream quiet");
	o = snapshot_of(m, false);
	assert_false(json_object_object_get_ex(o, "hostname", &value));
	assert_true(json_object_object_get_ex(o, "cmdline", &value));
	assert_string_equal(json_object_get_string(value),
			    "intel_iommu=on pcie_acs_override=downstream");
	json_object_put(o);
	machine_free(m);

	line = scrub_cmdline("");
	assert_string_equal(line, "");
	free(line);
}

#define HEAD "{\"schema\":\"acsdiag/1\",\"command\":\"snapshot\","
#define DEVICE(rest) HEAD "\"devices\":[{\"address\":\"0000:00:01.0\"" rest "}]}"

static void test_later_keys_are_skipped(void **state)
{
	struct source_error error;
	struct machine *m;

	(void)state;
	assert_int_equal(read_text(DEVICE(",\"colour\":[1],\"flags\":[\"shiny\"]"),
				   &m, &error), 0);
	assert_int_equal(m->count, 1);
	assert_int_equal(m->functions[0].flags, 0);
	machine_free(m);
}

static void test_bad_ones_say_where(void **state)
{
	static const struct {
		const char *text, *reason;
	} bad[] = {
		{ "{\n\"schema\": \"acsdiag/1\",\n", "file:3: ends in the middle" },
		{ "{\n\"schema\" 1}", "file:2: not valid JSON" },
		{ "[]", "file: schema: expected" },
		{ "{\"schema\":\"acsdiag/9\"}", "file: schema: expected" },
		{ "{\"schema\":\"acsdiag/1\",\"command\":\"groups\"}",
		  "file: command: expected" },
		{ HEAD "\"kernel\":[]}", "file: kernel: expected a string" },
		{ HEAD "\"devices\":{}}", "file: has no list" },
		{ HEAD "\"devices\":[7]}", "devices[0]: expected an object" },
		{ HEAD "\"devices\":[{}]}", "devices[0]: has no address" },
		{ HEAD "\"devices\":[null]}", "devices[0]: expected an object" },
		{ HEAD "\"devices\":[{\"address\":\"00:40.0\"}]}",
		  "devices[0].address: expected an address" },
		{ DEVICE(",\"vendor\":\"0x10000\""), ".vendor: expected a number up to 0xffff, found" },
		{ DEVICE(",\"vendor\":\"8086\""), ".vendor:" },
		{ DEVICE(",\"vendor\":-1"), ".vendor:" },
		{ DEVICE(",\"vendor\":null"), ".vendor:" },
		{ DEVICE(",\"header_type\":128"), ".header_type:" },
		{ DEVICE(",\"multifunction\":1"), ".multifunction: expected true" },
		{ DEVICE(",\"pcie_type\":\"rootport\""), ".pcie_type:" },
		{ DEVICE(",\"pcie_type\":16"), ".pcie_type:" },
		{ DEVICE(",\"acs\":7"), ".acs: expected" },
		{ DEVICE(",\"acs\":{\"control\":\"0xfffff\"}"), ".control: expected" },
		{ DEVICE(",\"acs\":{\"egress\":{\"size\":257,\"words\":[]}}"), ".acs.egress:" },
		{ DEVICE(",\"acs\":{\"egress\":{\"size\":33,\"words\":[1]}}"), ".acs.egress:" },
		{ DEVICE(",\"group\":-1"), ".group: expected" },
		{ DEVICE(",\"group\":4294967296"), ".group: expected" },
		{ DEVICE(",\"aliases\":[65536]"), ".aliases: expected" },
		{ DEVICE(",\"flags\":\"virtual\""), ".flags: expected" },
		{ DEVICE(",\"driver\":3"), ".driver: expected a string" },
		{ DEVICE(",\"name\":null"), ".name: expected a string" },
		{ DEVICE(",\"reset_methods\":\"flr\""), ".reset_methods: expected a list" },
		{ DEVICE(",\"reset_methods\":[1]"), ".reset_methods: expected a list" },
		{ DEVICE(",\"kernel_verdict\":\"maybe\""), ".kernel_verdict: expected" },
		{ DEVICE(",\"physfn\":\"x\""), ".physfn: expected" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct source_error error = { 0 };
		struct machine *m;

		assert_true(read_text(bad[i].text, &m, &error) < 0);
		machine_free(m);
		if (!strstr(error.text, bad[i].reason))
			fail_msg("\"%s\" does not say \"%s\"", error.text,
				 bad[i].reason);
		assert_null(strchr(error.text, '\n'));
	}
}

/* Cut off anywhere, it is refused; never half a machine that looks whole. */
static void test_cut_anywhere(void **state)
{
	struct machine *m = machine_new("sysfs"), *half;
	struct json_object *o;
	char *text;

	(void)state;
	fill(m, machine_add(m, at("00:01.0")));
	o = snapshot_of(m, true);
	text = strdup(json_object_to_json_string(o));
	json_object_put(o);
	machine_free(m);
	for (size_t len = strlen(text); len-- > 0;) {
		struct source_error error;

		text[len] = '\0';
		assert_true(read_text(text, &half, &error) < 0);
		machine_free(half);
	}
	free(text);
}

/* Two facts must not share a bit, or one would be told for the other. */
static void test_flags_are_apart(void **state)
{
	uint16_t seen = FN_MOVED;

	(void)state;
	for (size_t i = 0; i < flag_fields_count; i++) {
		assert_int_equal(seen & flag_fields[i].flag, 0);
		seen |= flag_fields[i].flag;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full_function_survives),
		cmocka_unit_test(test_unread_and_absent_survive),
		cmocka_unit_test(test_machine_survives),
		cmocka_unit_test(test_private_things_stay),
		cmocka_unit_test(test_later_keys_are_skipped),
		cmocka_unit_test(test_bad_ones_say_where),
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_flags_are_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
