// SPDX-License-Identifier: GPL-2.0
/* Plans of regroup as they are read from files. */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fixture.h"
#include "source/saved.h"

#define PLAN(drivers) "{ \"schema\": \"acsdiag/1\", \"command\": \"regroup-plan\", " \
	"\"devices\": [ \"0000:01:00.0\" ], \"controls\": [ ], " \
	"\"assumed\": [ \"0000:00:01.0\" ], \"leaves\": [ \"0000:01:00.0\" ], " \
	drivers \
	"\"removes\": [ \"0000:01:00.0\" ], \"scans\": [ \"0000:00:01.0\" ], " \
	"\"functions\": [ " \
	"{ \"address\": \"0000:00:01.0\", \"vendor\": \"0x8086\", \"device\": \"0x1901\" }, " \
	"{ \"address\": \"0000:01:00.0\", \"vendor\": \"0x1002\", \"device\": \"0x67df\" } ], " \
	"\"before\": [ [ \"0000:00:01.0\", \"0000:01:00.0\" ] ], " \
	"\"after\": [ [ \"0000:00:01.0\" ], [ \"0000:01:00.0\" ] ] }"

#define DRIVERS \
	"\"drivers\": [ { \"driver\": \"amdgpu\", \"override\": \"vfio-pci\" } ], "

static int read_text(const char *text, struct saved *saved)
{
	struct source_error error;
	struct tree_dir tree;
	char path[128];
	int err;

	tree_make(&tree);
	tree_file(&tree, "plan.json", text);
	snprintf(path, sizeof(path), "%s/plan.json", tree.path);
	err = saved_read(path, saved, &error);
	tree_remove(&tree);
	return err;
}

static void kept(void **state)
{
	struct saved s;

	(void)state;
	assert_int_equal(read_text(PLAN(""), &s), 0);
	assert_int_equal(s.functions->count, 2);
	assert_int_equal(s.devices_count, 1);
	assert_int_equal(s.devices[0]->vendor, 0x1002);
	assert_int_equal(s.assumed_count, 1);
	assert_int_equal(s.functions->functions[0].group, 0);
	assert_int_equal(s.functions->functions[1].group, 0);
	assert_int_equal(s.after[0], 0);
	assert_int_equal(s.after[1], 1);
	assert_null(s.leaves[0]->driver);
	assert_null(s.overrides[0]);
	saved_release(&s);
}

/* One that was being carried out has what can no longer be asked. */
static void in_force(void **state)
{
	struct saved s;

	(void)state;
	assert_int_equal(read_text(PLAN(DRIVERS), &s), 0);
	assert_string_equal(s.leaves[0]->driver, "amdgpu");
	assert_string_equal(s.overrides[0], "vfio-pci");
	saved_release(&s);
}

static void tampered_with(void **state)
{
	static const char *const texts[] = {
		PLAN("\"drivers\": [ ], "),
		PLAN("\"drivers\": [ \"amdgpu\" ], "),
		PLAN("\"drivers\": [ { \"driver\": \"../amdgpu\" } ], "),
		"{ \"schema\": \"acsdiag/1\", \"command\": \"groups\" }",
		"{ }",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct saved s;

		assert_int_equal(read_text(texts[i], &s), -EINVAL);
		saved_release(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kept),
		cmocka_unit_test(in_force),
		cmocka_unit_test(tampered_with),
	};

	return cmocka_run_group_tests_name("saved", tests, NULL, NULL);
}
