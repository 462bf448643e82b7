// SPDX-License-Identifier: GPL-2.0
/* Verdicts: which registers make which, and that looking changes nothing. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/kernel.h>
#include <string.h>

#include "fake.h"

#define SOL 0x58244
#define REPLY 0x58a68
#define BOOTLOADER 0x5818c
#define SCRATCH_3 0x13c
#define BACO 0x38ac
#define MEMSIZE 0x378c
#define P_SCRATCH_3 0x1730
#define P_BACO 0x5394
#define P_MEMSIZE 0x5428
#define CONFIG 0x10000000u /* or'ed to an offset: of config space */

/**
 * struct look_case - what is read, and what that means
 * @what: in words
 * @device: PCI device ID
 * @set: registers and what they read; the others read 0
 * @flags: what MP1_FIRMWARE_FLAGS reads, behind its index
 * @counter: what Polaris' program counter reads
 * @read: the verdict of one who may only read
 * @index: the verdict of one who may use index registers
 */
struct look_case {
	const char *what;
	uint16_t device;
	struct {
		uint32_t at, value;
	} set[4];
	uint32_t flags;
	uint32_t counter;
	enum gpu_verdict read;
	enum gpu_verdict index;
};

#define BOTH(v) .read = GPU_VERDICT_##v, .index = GPU_VERDICT_##v
#define ONLY_INDEX(v) .read = GPU_VERDICT_UNKNOWN, .index = GPU_VERDICT_##v

static const struct look_case cases[] = {
	{ "no answer at all", 0x731f, { { CONFIG | 0, 0xffffffff } }, BOTH(OFF_BUS) },
	{ "half awake", 0x731f, { { CONFIG | 0xc, 0x007f0000 } }, BOTH(STUCK_ASLEEP) },
	{ "D3hot", 0x67df, { { CONFIG | 0x54, 0x3 } }, BOTH(ASLEEP) },
	{ "D1 counts as well", 0x67df, { { CONFIG | 0x54, 0x1 } }, BOTH(ASLEEP) },
	{ "decoding is off", 0x66af, { { CONFIG | 4, 0x00100000 } }, BOTH(UNKNOWN) },
	{ "registers dead", 0x66af, { { MEMSIZE, 0xffffffff } }, BOTH(MMIO_DEAD) },
	{ "registers dead", 0x67df, { { P_MEMSIZE, 0xffffffff } }, BOTH(MMIO_DEAD) },
	/* B2: a sign of life that reads all-ones is none */
	{ "dead PSP", 0x66af, { { SOL, 0xffffffff } }, BOTH(MMIO_DEAD) },

	{ "clean", 0x66af, { { 0, 0 } }, BOTH(CLEAN) },
	{ "clean", 0x687f, { { 0, 0 } }, BOTH(CLEAN) },
	{ "clean", 0x731f, { { BOOTLOADER, 0x80000000 } }, BOTH(CLEAN) },
	{ "clean, and it once replied", 0x731f,
	  { { BOOTLOADER, 0x80000000 }, { REPLY, 1 } }, ONLY_INDEX(CLEAN) },
	{ "no PSP, SMU runs", 0x731f, { { BOOTLOADER, 0x80000000 }, { REPLY, 1 } },
	  .flags = 1, ONLY_INDEX(USED) },

	{ "used", 0x66af, { { SOL, 0x23976f79 } }, BOTH(USED) },
	{ "used", 0x687f, { { SOL, 0x6b0 }, { REPLY, 1 } }, .flags = 1, BOTH(USED) },
	{ "used, and refused once", 0x731f, { { SOL, 0x23976f79 }, { REPLY, 0xfe } },
	  .flags = 1, BOTH(USED) },
	{ "wedged", 0x731f, { { SOL, 0x23976f79 }, { REPLY, 0xfd } }, .flags = 1,
	  .read = GPU_VERDICT_USED, .index = GPU_VERDICT_SMU_WEDGED },
	{ "busy for good", 0x687f, { { REPLY, 0xfc } }, .flags = 1, ONLY_INDEX(SMU_WEDGED) },
	{ "0xfd of long ago", 0x687f, { { REPLY, 0xfd } }, ONLY_INDEX(CLEAN) },

	/* reading alone, a Navi whose registers lie elsewhere looks the same */
	{ "after a bus reset", 0x731f, { { REPLY, 1 } }, ONLY_INDEX(HALF_RESET) },
	{ "inside BACO", 0x66af, { { BACO, 0x100 } }, BOTH(HALF_RESET) },
	{ "marked", 0x731f, { { SCRATCH_3, 0x20000000 }, { SOL, 1 } },
	  ONLY_INDEX(HALF_RESET) },
	{ "inside BACO", 0x67df, { { P_BACO, 0x40 } }, BOTH(HALF_RESET) },
	{ "marked", 0x67df, { { P_SCRATCH_3, 0x20000000 } }, BOTH(HALF_RESET) },
	/* what is BACO_CNTL's mode bit on one is something else on the other */
	{ "Polaris' bit", 0x66af, { { BACO, 0x40 } }, BOTH(CLEAN) },

	{ "firmware of the VBIOS", 0x67df, { { 0, 0 } }, .counter = 0x2c8c,
	  ONLY_INDEX(CLEAN) },
	{ "just below", 0x694c, { { 0, 0 } }, .counter = 0x200ff, ONLY_INDEX(CLEAN) },
	{ "firmware of a driver", 0x67df, { { 0, 0 } }, .counter = 0x20100,
	  ONLY_INDEX(USED) },
	{ "SMC dead", 0x67df, { { 0, 0 } }, .counter = 0xffffffff, ONLY_INDEX(MMIO_DEAD) },
	{ "nothing known", 0x7550, { { SOL, 1 } }, BOTH(UNKNOWN) },
};

static const struct look_case *now;

/* Index registers and what lies behind them. */
static uint32_t behind(struct fake *fake, uint32_t offset, uint32_t value)
{
	if (offset == 0x3c)
		return now->flags;
	if (offset == 0x6b4)
		return fake->registers[0x6b0 / 4] == 0x80000370 ? now->counter : 0;
	return value;
}

static struct fake *set_up(const struct look_case *what)
{
	struct fake *fake = fake_new(what->device);
	unsigned int i;

	now = what;
	fake->on_read = behind;
	for (i = 0; i < ARRAY_SIZE(what->set); i++) {
		uint32_t at = what->set[i].at;

		if (at & CONFIG)
			fake->config[(at & ~CONFIG) / 4] = what->set[i].value;
		else if (at)
			fake->registers[at / 4] = what->set[i].value;
	}
	return fake;
}

static void judged(const struct look_case *what, enum gpu_look look,
		   enum gpu_verdict expected)
{
	struct fake *fake = set_up(what);
	struct gpu_finding finding;

	gpu_judge(&fake->io, gpu_find(0x1002, what->device), look, &finding);
	if (finding.verdict != expected)
		fail_msg("%04x %s: %s, expected %s", what->device, what->what,
			 gpu_verdict_name(finding.verdict), gpu_verdict_name(expected));
	assert_true(strlen(finding.reason) > 0);
	assert_true(finding.count > 0 && finding.count <= GPU_READINGS);
	assert_int_equal(fake->config_writes + fake->restores, 0);
	if (look == GPU_LOOK_READ)
		assert_int_equal(fake->writes, 0);
	fake_free(fake);
}

static void by_reading_alone(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		judged(&cases[i], GPU_LOOK_READ, cases[i].read);
}

static void by_index_registers(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		judged(&cases[i], GPU_LOOK_INDEX, cases[i].index);
}

/* A reset means to find the card awake: then D3 is an error, not a state. */
static void asleep_when_it_should_be_awake(void **state)
{
	static const struct look_case asleep = {
		"D3hot", 0x67df, { { CONFIG | 0x54, 0x3 } }, BOTH(ASLEEP),
	};
	struct fake *fake = set_up(&asleep);
	struct gpu_outcome outcome;

	(void)state;
	assert_int_not_equal(gpu_reset(&fake->io, gpu_find(0x1002, 0x67df), 0, &outcome), 0);
	assert_int_equal(outcome.before.verdict, GPU_VERDICT_STUCK_ASLEEP);
	assert_int_equal(fake->writes + fake->reads, 0);
	fake_free(fake);
}

/* Config space that goes in circles, as that of a dying card may. */
static void capabilities_in_a_circle(void **state)
{
	static const struct look_case clean = { "clean", 0x66af, { { 0, 0 } }, BOTH(CLEAN) };
	struct fake *fake = set_up(&clean);
	struct gpu_finding finding;

	(void)state;
	fake->config[0x48 / 4] = 0x00004809;
	gpu_judge(&fake->io, gpu_find(0x1002, 0x66af), GPU_LOOK_READ, &finding);
	assert_int_equal(finding.verdict, GPU_VERDICT_CLEAN);
	assert_true(fake->answers < 100);
	fake_free(fake);
}

static void registers_not_mapped(void **state)
{
	static const struct look_case clean = { "clean", 0x66af, { { 0, 0 } }, BOTH(CLEAN) };
	struct fake *fake = set_up(&clean);
	struct gpu_finding finding;

	(void)state;
	fake->io.mmio_size = 0;
	gpu_judge(&fake->io, gpu_find(0x1002, 0x66af), GPU_LOOK_INDEX, &finding);
	assert_int_equal(finding.verdict, GPU_VERDICT_UNKNOWN);
	fake_free(fake);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_reading_alone),
		cmocka_unit_test(by_index_registers),
		cmocka_unit_test(asleep_when_it_should_be_awake),
		cmocka_unit_test(capabilities_in_a_circle),
		cmocka_unit_test(registers_not_mapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
