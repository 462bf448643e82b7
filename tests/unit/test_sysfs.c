// SPDX-License-Identifier: GPL-2.0
/* The sysfs source, read from trees that are made here. */

#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fixture.h"
#include "source/registers.h"
#include "source/source.h"

#define DEV "sys/bus/pci/devices/"

struct world {
	struct tree_dir tree;
	struct machine *m;
	struct source_error error;
};

static int setup(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	tree_make(&w->tree);
	w->m = machine_new("test");
	*state = w;
	return 0;
}

static int teardown(void **state)
{
	struct world *w = *state;

	machine_free(w->m);
	tree_remove(&w->tree);
	free(w);
	return 0;
}

static void read_all(struct world *w)
{
	assert_int_equal(host_read(w->m, w->tree.path), 0);
	assert_int_equal(sysfs_read(w->m, w->tree.path, true, &w->error), 0);
}

/* 00:01.0 root port -[01]- 01:00.0 graphics, group 7, slot 3 */
static void make_machine(struct world *w)
{
	struct tree_dir *t = &w->tree;
	struct config_bytes c;

	config_bridge(&c, 0x8086, 0x1901, 1, 1);
	config_express(&c, PCIE_TYPE_ROOT_PORT);
	config_acs(&c, 0x1d, 0x1d);
	tree_device(t, "0000:00:01.0", &c, 4096);
	tree_file(t, DEV "0000:00:01.0/uevent",
		  "DRIVER=pcieport\nPCI_CLASS=60400\nPCI_ID=8086:1901\nPCI_SUBSYS_ID=17AA:5061\nPCI_SLOT_NAME=0000:00:01.0\n");
	tree_link(t, DEV "0000:00:01.0/iommu_group",
		  "../../../kernel/iommu_groups/1");

	config_endpoint(&c, 0x1002, 0x731f, 0x030000);
	config_express(&c, PCIE_TYPE_LEGACY_ENDPOINT);
	put32(&c, 0x100, 0);
	tree_device(t, "0000:01:00.0", &c, 4096);
	tree_file(t, DEV "0000:01:00.0/uevent",
		  "PCI_CLASS=30000\nPCI_ID=1002:731F\nPCI_SUBSYS_ID=1DA2:E411\n");
	tree_file(t, DEV "0000:01:00.0/power_state", "D0\n");
	tree_file(t, DEV "0000:01:00.0/boot_vga", "1\n");
	tree_file(t, DEV "0000:01:00.0/reset_method", "device_specific bus\n");
	tree_link(t, DEV "0000:01:00.0/iommu_group",
		  "../../../kernel/iommu_groups/7");
	tree_file(t, "sys/kernel/iommu_groups/7/type", "DMA-FQ\n");
	tree_file(t, "sys/kernel/iommu_groups/7/reserved_regions",
		  "0x00000000fee00000 0x00000000feefffff msi\n0x000000fd00000000 0x000000ffffffffff reserved\n");
	tree_file(t, "sys/kernel/iommu_groups/1/type", "identity\n");
	tree_file(t, "sys/bus/pci/slots/3/address", "0000:01:00\n");
	tree_file(t, "proc/sys/kernel/osrelease", "6.12.107+deb13-amd64\n");
}

static void test_facts_of_a_machine(void **state)
{
	struct world *w = *state;
	struct function *port, *gpu;

	make_machine(w);
	read_all(w);
	assert_int_equal(w->m->count, 2);
	port = find(w->m, "00:01.0");
	gpu = find(w->m, "01:00.0");

	assert_string_equal(port->driver, "pcieport");
	assert_int_equal(port->subvendor, 0x17aa);
	assert_int_equal(port->group, 1);
	assert_string_equal(port->group_type, "identity");
	assert_null(port->reserved);
	assert_null(port->power);
	assert_null(port->slot);
	assert_int_equal(port->acs.ctrl, 0x1d);
	assert_string_equal(port->reset_methods, "");

	assert_ptr_equal(gpu->parent, port);
	assert_int_equal(gpu->vendor, 0x1002);
	assert_int_equal(gpu->class, 0x030000);
	assert_string_equal(gpu->driver, "");
	assert_int_equal(gpu->group, 7);
	assert_string_equal(gpu->group_type, "DMA-FQ");
	assert_string_equal(gpu->reserved,
			    "0x00000000fee00000 0x00000000feefffff msi, 0x000000fd00000000 0x000000ffffffffff reserved");
	assert_string_equal(gpu->power, "D0");
	assert_string_equal(gpu->reset_methods, "device_specific bus");
	assert_string_equal(gpu->slot, "3");
	assert_true(gpu->flags & FN_BOOT_VGA);
	assert_int_equal(gpu->acs.fact, FACT_ABSENT);
	assert_null(gpu->missing);
	assert_int_equal(gpu->aliases_fact, FACT_UNREAD);
}

/* A list that leads far up is followed. */
static void test_capability_far_up(void **state)
{
	struct world *w = *state;
	struct config_bytes c;

	config_bridge(&c, 0x8086, 0x1901, 1, 1);
	config_express(&c, PCIE_TYPE_ROOT_PORT);
	put32(&c, 0x100, 0xf0010001);
	put32(&c, 0xf00, 0x0001000d);
	put32(&c, 0xf04, 0x001d001f);
	tree_device(&w->tree, "0000:00:01.0", &c, 4096);
	read_all(w);
	assert_int_equal(find(w->m, "00:01.0")->acs.fact, FACT_KNOWN);
	assert_int_equal(find(w->m, "00:01.0")->acs.offset, 0xf00);
	assert_int_equal(find(w->m, "00:01.0")->acs.ctrl, 0x1d);
	assert_null(find(w->m, "00:01.0")->missing);
}

static struct function decode_file(int fd, bool live, struct registers *r)
{
	struct function f = { .addr = at("00:1c.0"), .type = PCIE_TYPE_UNREAD };

	assert_int_equal(registers_read(r, fd, live), 0);
	config_decode(&f, &r->image);
	return f;
}

static void assert_same_registers(const struct function *a,
				  const struct function *b)
{
	assert_int_equal(a->has, b->has);
	assert_int_equal(a->flags, b->flags);
	assert_int_equal(a->vendor, b->vendor);
	assert_int_equal(a->device, b->device);
	assert_int_equal(a->class, b->class);
	assert_int_equal(a->header_type, b->header_type);
	assert_int_equal(a->secondary, b->secondary);
	assert_int_equal(a->subordinate, b->subordinate);
	assert_int_equal(a->type, b->type);
	assert_int_equal(a->acs.fact, b->acs.fact);
	assert_int_equal(a->acs.offset, b->acs.offset);
	assert_int_equal(a->acs.cap, b->acs.cap);
	assert_int_equal(a->acs.ctrl, b->acs.ctrl);
}

/* Each dword costs a read of the hardware: as few as tell the same. */
static void test_live_registers_are_read_sparely(void **state)
{
	struct world *w = *state;
	struct config_bytes c;
	struct function whole, spare;
	struct registers r;
	unsigned int dwords = 0;
	char path[256];
	int fd;

	config_bridge(&c, 0x8086, 0x1901, 1, 1);
	config_express(&c, PCIE_TYPE_ROOT_PORT);
	config_acs(&c, 0x1d, 0x1d);
	tree_device(&w->tree, "0000:00:1c.0", &c, 4096);
	snprintf(path, sizeof(path), "%s/%s0000:00:1c.0/config", w->tree.path, DEV);
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	whole = decode_file(fd, false, &r);
	spare = decode_file(fd, true, &r);
	close(fd);
	assert_same_registers(&whole, &spare);
	assert_int_equal(spare.acs.fact, FACT_KNOWN);
	assert_false(r.denied);
	assert_int_equal(r.image.len, 64);
	for (size_t i = 0; i < sizeof(r.read) / sizeof(*r.read); i++)
		dwords += (unsigned int)__builtin_popcountll(r.read[i]);
	assert_in_range(dwords, 4, 8);
}

static void make_sleeper(struct world *w, const char *address,
			 enum pcie_type type, const char *power)
{
	struct config_bytes c;
	char path[128];

	config_endpoint(&c, 0x8086, 0x1234, 0x020000);
	config_express(&c, type);
	tree_device(&w->tree, address, &c, 4096);
	snprintf(path, sizeof(path), DEV "%s/power_state", address);
	tree_file(&w->tree, path, power);
}

/* A card has power or has none; ports of one slot number have their own each. */
static void test_cards_sleep_whole(void **state)
{
	struct world *w = *state;

	make_sleeper(w, "0000:00:1c.0", PCIE_TYPE_ROOT_PORT, "D0\n");
	make_sleeper(w, "0000:00:1c.1", PCIE_TYPE_ROOT_PORT, "D3cold\n");
	make_sleeper(w, "0000:01:00.0", PCIE_TYPE_ENDPOINT, "D3hot\n");
	make_sleeper(w, "0000:01:00.1", PCIE_TYPE_ENDPOINT, "D3hot\n");
	make_sleeper(w, "0000:02:00.0", PCIE_TYPE_ENDPOINT, "D3cold\n");
	make_sleeper(w, "0000:02:00.1", PCIE_TYPE_ENDPOINT, "D3cold\n");
	assert_int_equal(sysfs_read(w->m, w->tree.path, false, &w->error), 0);
	assert_false(find(w->m, "00:1c.0")->flags & FN_ASLEEP);
	assert_true(find(w->m, "00:1c.1")->flags & FN_ASLEEP);
	assert_string_equal(find(w->m, "01:00.0")->power, "D3hot");
	assert_null(find(w->m, "01:00.1")->power);
	assert_int_equal(find(w->m, "01:00.1")->type, PCIE_TYPE_ENDPOINT);
	assert_true(find(w->m, "02:00.0")->flags & FN_ASLEEP);
	assert_true(find(w->m, "02:00.1")->flags & FN_ASLEEP);
}

static void test_details_are_left_out(void **state)
{
	struct world *w = *state;
	struct function *gpu;

	make_machine(w);
	assert_int_equal(sysfs_read(w->m, w->tree.path, false, &w->error), 0);
	gpu = find(w->m, "01:00.0");
	assert_int_equal(gpu->group, 7);
	assert_int_equal(gpu->acs.fact, FACT_ABSENT);
	assert_string_equal(gpu->driver, "");
	assert_null(gpu->reset_methods);
	assert_null(gpu->group_type);
	assert_null(gpu->slot);
}

static void test_no_group_link(void **state)
{
	struct world *w = *state;
	struct config_bytes c;

	config_endpoint(&c, 0x8086, 0x1237, 0x060000);
	tree_device(&w->tree, "0000:00:00.0", &c, 256);
	read_all(w);
	/* Nothing in this tree would show groups if there were any. */
	assert_int_equal(find(w->m, "00:00.0")->group, GROUP_UNREAD);

	machine_free(w->m);
	w->m = machine_new("test");
	tree_file(&w->tree, "sys/kernel/iommu_groups/0/type", "DMA\n");
	read_all(w);
	assert_int_equal(find(w->m, "00:00.0")->group, GROUP_NONE);
}

static void test_without_root(void **state)
{
	struct world *w = *state;
	struct config_bytes c;
	struct function *f;

	config_endpoint(&c, 0x10de, 0x1b80, 0x030000);
	config_express(&c, PCIE_TYPE_ENDPOINT);
	tree_device(&w->tree, "0000:01:00.0", &c, 64);
	read_all(w);
	f = find(w->m, "01:00.0");
	assert_int_equal(f->type, PCIE_TYPE_UNREAD);
	assert_int_equal(f->acs.fact, FACT_UNREAD);
	assert_non_null(strstr(f->missing, "sudo"));
	assert_true(f->has & HAS_IDS);
}

static void test_asleep_is_left_alone(void **state)
{
	struct world *w = *state;
	struct config_bytes c;
	struct function *f;

	config_bridge(&c, 0x8086, 0x15d3, 5, 9);
	config_express(&c, PCIE_TYPE_UPSTREAM);
	tree_device(&w->tree, "0000:04:00.0", &c, 4096);
	tree_file(&w->tree, DEV "0000:04:00.0/uevent",
		  "PCI_CLASS=60400\nPCI_ID=8086:15D3\n");
	tree_file(&w->tree, DEV "0000:04:00.0/power_state", "D3cold\n");
	tree_file(&w->tree, DEV "0000:04:00.0/secondary_bus_number", "5\n");
	tree_file(&w->tree, DEV "0000:04:00.0/subordinate_bus_number", "9\n");
	read_all(w);
	f = find(w->m, "04:00.0");
	assert_true(f->flags & FN_ASLEEP);
	assert_int_equal(f->type, PCIE_TYPE_UNREAD);
	assert_int_equal(f->acs.fact, FACT_UNREAD);
	assert_false(f->has & HAS_HEADER);
	assert_int_equal(f->secondary, 5);
	assert_int_equal(f->subordinate, 9);
	assert_true(function_is_bridge(f));
	assert_non_null(strstr(f->missing, "D3cold"));
}

static void test_gone(void **state)
{
	struct world *w = *state;
	struct config_bytes c;

	memset(&c, 0xff, sizeof(c));
	tree_device(&w->tree, "0000:01:00.0", &c, 4096);
	tree_file(&w->tree, DEV "0000:01:00.0/uevent", "PCI_ID=1002:73BF\n");
	read_all(w);
	assert_int_equal(find(w->m, "01:00.0")->device, 0x73bf);
	assert_non_null(strstr(find(w->m, "01:00.0")->missing, "ones"));
}

static void test_virtual_function(void **state)
{
	struct world *w = *state;
	struct config_bytes c;
	struct function *f;

	config_endpoint(&c, 0xffff, 0xffff, 0x020000);
	config_express(&c, PCIE_TYPE_ENDPOINT);
	tree_device(&w->tree, "0000:02:10.1", &c, 4096);
	tree_file(&w->tree, DEV "0000:02:10.1/uevent", "PCI_ID=8086:10ED\n");
	tree_link(&w->tree, DEV "0000:02:10.1/physfn", "../0000:01:00.1");
	read_all(w);
	f = find(w->m, "02:10.1");
	assert_true(f->flags & FN_VIRTUAL);
	assert_int_equal(f->device, 0x10ed);
	assert_int_equal(addr_compare(f->physfn, at("01:00.1")), 0);
	assert_false(f->multifunction);
}

/* A copy made by hand: values, no uevent, no links. */
static void test_tree_of_single_values(void **state)
{
	struct world *w = *state;
	struct function *f;

	tree_file(&w->tree, DEV "0000:00:02.0/vendor", "0x8086\n");
	tree_file(&w->tree, DEV "0000:00:02.0/device", "0x5912\n");
	tree_file(&w->tree, DEV "0000:00:02.0/class", "0x030000\n");
	read_all(w);
	f = find(w->m, "00:02.0");
	assert_int_equal(f->vendor, 0x8086);
	assert_int_equal(f->device, 0x5912);
	assert_int_equal(f->class, 0x030000);
	assert_null(f->driver);
	assert_null(f->reset_methods);
	assert_int_equal(f->type, PCIE_TYPE_UNREAD);
	assert_non_null(strstr(f->missing, "config"));
}

static void test_dangling_links_are_told(void **state)
{
	struct world *w = *state;

	tree_link(&w->tree, DEV "0000:00:02.0", "../../../devices/nowhere");
	tree_file(&w->tree, DEV "not-a-function/vendor", "0x8086\n");
	read_all(w);
	assert_int_equal(w->m->count, 0);
	assert_int_equal(w->m->notes_count, 1);
	assert_non_null(strstr(w->m->notes[0], "1 entries"));
}

static void test_no_tree(void **state)
{
	struct world *w = *state;

	assert_int_not_equal(sysfs_read(w->m, w->tree.path, true, &w->error), 0);
	assert_non_null(strstr(w->error.text, "sys/bus/pci/devices"));
}

static void test_iommu_states(void **state)
{
	struct world *w = *state;

	assert_int_equal(host_read(w->m, w->tree.path), 0);
	assert_int_equal(w->m->iommu, IOMMU_UNKNOWN);
	tree_file(&w->tree, "sys/firmware/acpi/tables/FACP", "");
	assert_int_equal(host_read(w->m, w->tree.path), 0);
	assert_int_equal(w->m->iommu, IOMMU_NONE);
	tree_file(&w->tree, "sys/firmware/acpi/tables/IVRS", "");
	assert_int_equal(host_read(w->m, w->tree.path), 0);
	assert_int_equal(w->m->iommu, IOMMU_OFF);
	assert_string_equal(w->m->iommu_name, "AMD-Vi");
	tree_link(&w->tree, "sys/class/iommu/dmar0", "nowhere");
	assert_int_equal(host_read(w->m, w->tree.path), 0);
	assert_int_equal(w->m->iommu, IOMMU_ON);
	assert_string_equal(w->m->iommu_name, "Intel VT-d");
}

static void test_host(void **state)
{
	struct world *w = *state;

	tree_file(&w->tree, "proc/sys/kernel/hostname", "pve1\n");
	tree_file(&w->tree, "proc/cmdline", "quiet iommu=pt\n");
	tree_file(&w->tree, "proc/cpuinfo",
		  "processor\t: 0\nflags\t\t: fpu vmx hypervisor lahf_lm\n");
	assert_int_equal(host_read(w->m, w->tree.path), 0);
	assert_string_equal(w->m->hostname, "pve1");
	assert_string_equal(w->m->cmdline, "quiet iommu=pt");
	assert_true(w->m->in_vm);
}

/* Whatever part of the tree people point at, it is found; others are not. */
static void test_places_people_point_at(void **state)
{
	static const char *const places[] = {
		"", "/sys", "/sys/bus/pci", "/sys/bus/pci/devices/",
	};
	struct world *w = *state;
	struct machine *m;
	char path[128];
	const char *input = path;
	struct source_request request = { .inputs = &input, .inputs_count = 1 };

	make_machine(w);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", w->tree.path, places[i]);
		assert_int_equal(source_read(&request, &m, &w->error), 0);
		assert_int_equal(m->count, 2);
		assert_string_equal(m->source, "sysfs");
		assert_string_equal(m->kernel, "6.12.107+deb13-amd64");
		machine_free(m);
	}
	snprintf(path, sizeof(path), "%s/sys/kernel", w->tree.path);
	assert_int_not_equal(source_read(&request, &m, &w->error), 0);
	assert_non_null(strstr(w->error.text, "no sysfs tree"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_facts_of_a_machine),
		TEST(test_capability_far_up),
		TEST(test_live_registers_are_read_sparely),
		TEST(test_cards_sleep_whole),
		TEST(test_details_are_left_out),
		TEST(test_no_group_link),
		TEST(test_without_root),
		TEST(test_asleep_is_left_alone),
		TEST(test_gone),
		TEST(test_virtual_function),
		TEST(test_tree_of_single_values),
		TEST(test_dangling_links_are_told),
		TEST(test_no_tree),
		TEST(test_iommu_states),
		TEST(test_host),
		TEST(test_places_people_point_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
