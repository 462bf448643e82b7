// SPDX-License-Identifier: GPL-2.0
/* Mode1, the config reset, the bus, power, faults and images of a card. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "drive.h"

#define ONES 0xffffffff
#define COMMAND 0x04
#define MODE1 0x70000
#define PSP_33 0x16061
#define PSP_35 0x16063
#define PSP_64 0x16080
#define SOL 0x16091
#define SMU_REPLY 0x1629a
#define MEMSIZE 0xde3
#define P_MEMSIZE 0x150a
#define P_COUNTER 0x80000370
#define MAGIC 0x39d5e86b

static bool has_psp(const char *family)
{
	return strncmp(family, "polaris", 7) && strcmp(family, "vegam");
}

static void every_family_begins_clean(void **state)
{
	(void)state;
	for (const char *const *name = gpu_model_families(); *name; name++) {
		struct gpu_model *gpu = card(*name);

		assert_state(gpu, MODEL_CLEAN);
		assert_int_equal(gpu_model_config_read(gpu, 0, 0, 2), 0x1002);
		if (has_psp(*name)) {
			assert_int_equal(reg(gpu, SOL), 0);
			assert_true(reg(gpu, PSP_35) & 0x80000000);
		} else {
			assert_true(smc(gpu, P_COUNTER) < 0x20100);
		}
		gpu_model_free(gpu);
	}
}

static void mode1_cleans(void **state)
{
	static const char *const families[] = {
		"vega10", "vega12", "vega20", "arcturus", "navi10", "navi12",
		"navi14", "navi21", "navi31", "navi32",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(families); i++) {
		struct gpu_model *gpu = used_card(families[i]);

		assert_int_not_equal(reg(gpu, SOL), 0);
		assert_int_equal(reg(gpu, PSP_64), 0x80000000);
		set_reg(gpu, PSP_64, MODE1);
		assert_state(gpu, MODEL_RESETTING);
		gpu_model_advance(gpu, MS(500));
		assert_int_equal(reg(gpu, SOL), 0);
		assert_int_equal(reg(gpu, PSP_33), 0x80000000);
		gpu_model_advance(gpu, MS(500));
		assert_int_equal(reg(gpu, PSP_35), 0x80000000);
		assert_state(gpu, MODEL_CLEAN);
		assert_int_equal(gpu_model_nmis(gpu), 0);
		gpu_model_free(gpu);
	}
}

static void mode1_is_not_to_be_watched(void **state)
{
	struct gpu_model *gpu = used_card("navi10");

	(void)state;
	set_reg(gpu, PSP_64, MODE1);
	gpu_model_advance(gpu, MS(100));
	assert_int_equal(reg(gpu, PSP_33), ONES);
	assert_int_equal(gpu_model_nmis(gpu), 1);
	gpu_model_advance(gpu, MS(2000));
	assert_state(gpu, MODEL_BROKEN);
	assert_int_equal(reg(gpu, SOL), 0);
	assert_false(reg(gpu, PSP_35) & 0x80000000);
	gpu_model_free(gpu);
}

static void mode1_by_the_smu(void **state)
{
	struct gpu_model *gpu = used_card("navi21");

	(void)state;
	set_reg(gpu, SMU_REPLY, 0);
	set_reg(gpu, 0x16282, 0x30);
	gpu_model_advance(gpu, MS(1000));
	assert_state(gpu, MODEL_CLEAN);
	gpu_model_free(gpu);

	gpu = used_card("navi32");
	set_reg(gpu, 0x16275, 0);
	set_reg(gpu, 0x1628b, 2);
	set_reg(gpu, 0x16276, 0);
	gpu_model_advance(gpu, MS(1000));
	assert_state(gpu, MODEL_CLEAN);
	gpu_model_free(gpu);
}

static void navi48_has_no_reset(void **state)
{
	struct gpu_model *gpu = used_card("navi48");

	(void)state;
	set_reg(gpu, PSP_64, MODE1);
	gpu_model_advance(gpu, MS(1000));
	assert_state(gpu, MODEL_USED);
	gpu_model_free(gpu);

	gpu = card("navi48");
	gpu_model_bus_reset(gpu);
	assert_state(gpu, MODEL_GONE);
	gpu_model_free(gpu);
}

static void config_reset(void **state)
{
	struct gpu_model *gpu = used_card("polaris12");

	(void)state;
	gpu_model_config_write(gpu, 0, 0x7c, 4, MAGIC);
	gpu_model_advance(gpu, 100);
	assert_int_equal(reg(gpu, P_MEMSIZE), ONES);
	gpu_model_advance(gpu, MS(10));
	assert_int_equal(reg(gpu, P_MEMSIZE), 0x2000);
	assert_state(gpu, MODEL_CLEAN);
	gpu_model_free(gpu);

	gpu = used_card("polaris12");
	gpu_model_config_write(gpu, 0, 0x7c, 4, MAGIC);
	assert_int_equal(reg(gpu, P_MEMSIZE), ONES);
	gpu_model_advance(gpu, MS(10));
	assert_state(gpu, MODEL_BROKEN);
	gpu_model_free(gpu);
}

static void bus_reset_breaks_used_cards_only(void **state)
{
	(void)state;
	for (const char *const *name = gpu_model_families(); *name; name++) {
		struct gpu_model *gpu = card(*name);

		gpu_model_bus_reset(gpu);
		if (strcmp(*name, "navi48"))
			assert_state(gpu, MODEL_CLEAN);
		gpu_model_free(gpu);

		gpu = used_card(*name);
		gpu_model_bus_reset(gpu);
		assert_true(gpu_model_state(gpu) >= MODEL_BROKEN);
		gpu_model_power_on(gpu);
		assert_state(gpu, MODEL_CLEAN);
		gpu_model_free(gpu);
	}
}

static void flr_is_no_reset_either(void **state)
{
	struct gpu_model_setup setup = { .family = "navi21", .flr = true };
	struct gpu_model *gpu = gpu_model_new(&setup);
	unsigned int cap = gpu_model_pcie_cap();

	(void)state;
	assert_true(gpu_model_config_read(gpu, 0, cap + 4, 4) & 0x10000000);
	gpu_model_dirty(gpu);
	gpu_model_config_write(gpu, 0, cap + 8, 2, 0x8000);
	assert_state(gpu, MODEL_BROKEN);
	gpu_model_free(gpu);
}

/* A driver as in a guest: it comes up on a clean card, and only there. */
static void a_driver_uses_the_card(void **state)
{
	struct gpu_model *gpu = card("navi10");

	(void)state;
	set_reg(gpu, PSP_35, 0x20000);
	gpu_model_advance(gpu, MS(20));
	assert_int_equal(reg(gpu, SOL), 0x23976f79);
	assert_state(gpu, MODEL_USED);
	assert_false(reg(gpu, PSP_35) & 0x80000000);
	gpu_model_free(gpu);

	gpu = card("polaris10");
	set_smc(gpu, 0x80000000, 1);
	set_smc(gpu, 0x80000000, 0);
	assert_state(gpu, MODEL_USED);
	gpu_model_free(gpu);
}

static void registers_need_power_and_decoding(void **state)
{
	struct gpu_model *gpu = card("navi10");

	(void)state;
	gpu_model_config_write(gpu, 0, COMMAND, 2, 0);
	assert_int_equal(reg(gpu, MEMSIZE), ONES);
	gpu_model_config_write(gpu, 0, COMMAND, 2, 2);
	assert_int_equal(reg(gpu, MEMSIZE), 0x2000);
	assert_true(gpu_model_set_power(gpu, 0, 3));
	assert_int_equal(reg(gpu, MEMSIZE), ONES);
	assert_int_equal(gpu_model_fault(gpu, "pm-stuck"), 0);
	assert_false(gpu_model_set_power(gpu, 0, 0));
	gpu_model_mend(gpu);
	assert_true(gpu_model_set_power(gpu, 0, 0));
	assert_int_equal(reg(gpu, MEMSIZE), 0x2000);
	gpu_model_free(gpu);
}

static void bars_tell_their_size(void **state)
{
	struct gpu_model *gpu = card("vega20");

	(void)state;
	gpu_model_config_write(gpu, 0, 0x24, 4, ONES);
	assert_int_equal(gpu_model_config_read(gpu, 0, 0x24, 4), 0xfff80000);
	gpu_model_config_write(gpu, 0, 0x10, 4, ONES);
	gpu_model_config_write(gpu, 0, 0x14, 4, ONES);
	assert_int_equal(gpu_model_config_read(gpu, 0, 0x10, 4), 0xf000000c);
	assert_int_equal(gpu_model_config_read(gpu, 0, 0x14, 4), ONES);
	gpu_model_config_write(gpu, 1, 0x10, 4, ONES);
	assert_int_equal(gpu_model_config_read(gpu, 1, 0x10, 4), 0xffffc000);
	assert_int_equal(gpu_model_config_read(gpu, 2, 0x00, 4), ONES);
	gpu_model_free(gpu);
}

static void a_saved_state_is_used_up(void **state)
{
	struct gpu_model *gpu = card("vega20");

	(void)state;
	gpu_model_save_state(gpu, 0);
	gpu_model_store_saved_state(gpu, 0);
	gpu_model_config_write(gpu, 0, COMMAND, 2, 0);
	gpu_model_restore_state(gpu, 0);
	assert_int_equal(gpu_model_config_read(gpu, 0, COMMAND, 2), 0x0402);
	gpu_model_config_write(gpu, 0, COMMAND, 2, 0);
	gpu_model_restore_state(gpu, 0);
	assert_int_equal(gpu_model_config_read(gpu, 0, COMMAND, 2), 0);
	gpu_model_load_saved_state(gpu, 0);
	gpu_model_restore_state(gpu, 0);
	assert_int_equal(gpu_model_config_read(gpu, 0, COMMAND, 2), 0x0402);
	gpu_model_free(gpu);
}

static uint32_t memory(struct gpu_model *gpu, uint64_t address)
{
	set_reg(gpu, 6, address >> 31);
	set_reg(gpu, 0, (address & 0x7fffffff) | 0x80000000);
	return reg(gpu, 1);
}

static void discovery_is_valid(void **state)
{
	struct gpu_model *gpu = card("navi10");
	uint64_t at = (0x2000ull << 20) - 0x10000;
	uint32_t word = memory(gpu, at + 8), size = word >> 16;
	uint16_t sum = 0;

	(void)state;
	assert_int_equal(memory(gpu, at), 0x28211407);
	assert_true(size > 4096);
	for (uint32_t i = 10; i < size; i++)
		sum += memory(gpu, at + (i & ~3u)) >> (i & 3) * 8 & 0xff;
	assert_int_equal(sum, word & 0xffff);
	assert_int_equal(memory(gpu, at + (memory(gpu, at + 12) & 0xffff)),
			 0x53445049);
	assert_int_equal(gpu_model_fault(gpu, "no-discovery"), 0);
	assert_int_not_equal(memory(gpu, at), 0x28211407);
	gpu_model_free(gpu);
}

static void shifted_bases_move_the_psp(void **state)
{
	struct gpu_model_setup setup = { .family = "navi10",
					 .shift_bases = true };
	struct gpu_model *gpu = gpu_model_new(&setup);

	(void)state;
	gpu_model_config_write(gpu, 0, COMMAND, 2, 2);
	gpu_model_dirty(gpu);
	assert_int_equal(reg(gpu, SOL), 0);
	assert_int_equal(reg(gpu, 0x16c91), 0x23976f79);
	gpu_model_free(gpu);
}

static void smu_answers(void **state)
{
	struct gpu_model *gpu = used_card("vega10");

	(void)state;
	assert_int_equal(tell(gpu, 0x06, 0), 1);
	assert_int_equal(reg(gpu, 0x16292), 0x1bb9ff1f);
	assert_int_equal(tell(gpu, 0x05, 0x10000), 1);
	assert_int_equal(tell(gpu, 0x06, 0), 1);
	assert_int_equal(reg(gpu, 0x16292), 0x1bb8ff1f);
	assert_int_equal(tell(gpu, 0x77, 0), 0xfe);
	assert_int_equal(gpu_model_fault(gpu, "smu-fd"), 0);
	assert_int_equal(reg(gpu, SMU_REPLY), 0xfd);
	assert_int_equal(tell(gpu, 0x06, 0), 0xfd);
	gpu_model_mend(gpu);
	assert_int_equal(gpu_model_fault(gpu, "smu-silent"), 0);
	assert_int_equal(tell(gpu, 0x06, 0), 0);
	gpu_model_free(gpu);
}

static void smu_restarts_by_a_pulse(void **state)
{
	struct gpu_model *gpu = used_card("navi10");

	(void)state;
	assert_int_equal(smn(gpu, 0x03b10024), 1);
	set_smn(gpu, 0x03b10b14, 1);
	set_smn(gpu, 0x03b10b14, 0);
	assert_int_equal(smn(gpu, 0x03b10024), 0);
	gpu_model_advance(gpu, MS(50));
	assert_int_equal(smn(gpu, 0x03b10024), 1);
	assert_int_equal(reg(gpu, SMU_REPLY), 1);
	gpu_model_free(gpu);
}

static void psp_faults(void **state)
{
	struct gpu_model *gpu = used_card("navi10");

	(void)state;
	assert_int_equal(gpu_model_fault(gpu, "psp-dead"), 0);
	assert_int_equal(reg(gpu, PSP_64), 0);
	set_reg(gpu, PSP_64, MODE1);
	gpu_model_advance(gpu, MS(1000));
	assert_state(gpu, MODEL_USED);
	gpu_model_mend(gpu);
	assert_int_equal(gpu_model_fault(gpu, "psp-shy"), 0);
	assert_int_equal(reg(gpu, PSP_64), 0);
	set_reg(gpu, PSP_64, MODE1);
	gpu_model_advance(gpu, MS(1000));
	assert_state(gpu, MODEL_CLEAN);
	gpu_model_free(gpu);

	gpu = used_card("vega20");
	assert_int_equal(gpu_model_fault(gpu, "psp-mute"), 0);
	set_reg(gpu, PSP_64, MODE1);
	gpu_model_advance(gpu, MS(1000));
	assert_state(gpu, MODEL_BROKEN);
	assert_int_not_equal(reg(gpu, SOL), 0);
	gpu_model_free(gpu);
}

static void registers_go_bad(void **state)
{
	struct gpu_model *gpu = used_card("navi10");

	(void)state;
	assert_int_equal(gpu_model_fault(gpu, "stuck=0x52"), 0);
	set_reg(gpu, 0x52, 1);
	assert_int_equal(reg(gpu, 0x52), 0);
	assert_int_equal(gpu_model_fault(gpu, "memsize-ones"), 0);
	assert_int_equal(reg(gpu, MEMSIZE), ONES);
	gpu_model_mend(gpu);
	assert_int_equal(gpu_model_fault(gpu, "ignore-writes"), 0);
	set_reg(gpu, 0x52, 1);
	assert_int_equal(reg(gpu, 0x52), 0);
	gpu_model_mend(gpu);
	assert_int_equal(gpu_model_fault(gpu, "ones@access=3"), 0);
	assert_int_equal(reg(gpu, MEMSIZE), 0x2000);
	assert_int_equal(reg(gpu, MEMSIZE), 0x2000);
	assert_int_equal(reg(gpu, MEMSIZE), ONES);
	gpu_model_free(gpu);
}

static void the_link_goes(void **state)
{
	struct gpu_model *gpu = used_card("navi10");

	(void)state;
	assert_int_equal(gpu_model_fault(gpu, "link-loss@time=1000"), 0);
	gpu_model_advance(gpu, 999);
	assert_int_equal(gpu_model_config_read(gpu, 0, 0, 4), 0x731f1002);
	gpu_model_advance(gpu, 1);
	assert_int_equal(gpu_model_config_read(gpu, 0, 0, 4), ONES);
	assert_int_equal(gpu_model_config_read(gpu, 1, 0, 4), ONES);
	assert_int_equal(reg(gpu, MEMSIZE), ONES);
	assert_state(gpu, MODEL_GONE);
	gpu_model_free(gpu);
}

static void faults_that_are_none(void **state)
{
	static const char *const specs[] = {
		"", "one", "ones=3", "stuck", "stuck=", "stuck=x", "ones@",
		"ones@access", "ones@access=", "ones@when=3", "ones@time=1 ",
		"stuck=1@access=2x",
	};
	struct gpu_model *gpu = card("navi10");

	(void)state;
	for (size_t i = 0; i < COUNT(specs); i++)
		assert_int_equal(gpu_model_fault(gpu, specs[i]), -EINVAL);
	for (int i = 0; i < 8; i++)
		assert_int_equal(gpu_model_fault(gpu, "stuck=1"), 0);
	assert_int_equal(gpu_model_fault(gpu, "stuck=1"), -ENOSPC);
	gpu_model_free(gpu);
}

static void the_trace_counts_and_sums(void **state)
{
	static const char expected[] =
		"  R  16091 C2PMSG_81            -> 23976f79\n"
		"      ... repeated 2 more\n"
		"    DELAY total=2 us\n"
		"  W  00003 (raw 0x3)            <- 20000000\n"
		"    DELAY total=7 us\n"
		"  CFG fn0 RW 04 -> 0402\n"
		"  CFG fn0 WD 7c <- 39d5e86b\n"
		"  PM fn1 -> D3\n"
		"  CFG fn0 save_state\n";
	struct gpu_model *gpu = used_card("vega20");
	size_t size;
	char *text;
	FILE *file = open_memstream(&text, &size);

	(void)state;
	gpu_model_trace(gpu, file);
	for (int i = 0; i < 3; i++) {
		reg(gpu, SOL);
		if (i < 2)
			gpu_model_advance(gpu, 1);
	}
	set_reg(gpu, 3, 0x20000000);
	gpu_model_advance(gpu, 7);
	gpu_model_config_read(gpu, 0, COMMAND, 2);
	gpu_model_config_write(gpu, 0, 0x7c, 4, MAGIC);
	gpu_model_set_power(gpu, 1, 3);
	gpu_model_save_state(gpu, 0);
	gpu_model_trace(gpu, NULL);
	fclose(file);
	assert_string_equal(text, expected);
	free(text);
	gpu_model_free(gpu);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_family_begins_clean),
		cmocka_unit_test(mode1_cleans),
		cmocka_unit_test(mode1_is_not_to_be_watched),
		cmocka_unit_test(mode1_by_the_smu),
		cmocka_unit_test(navi48_has_no_reset),
		cmocka_unit_test(config_reset),
		cmocka_unit_test(bus_reset_breaks_used_cards_only),
		cmocka_unit_test(flr_is_no_reset_either),
		cmocka_unit_test(a_driver_uses_the_card),
		cmocka_unit_test(registers_need_power_and_decoding),
		cmocka_unit_test(bars_tell_their_size),
		cmocka_unit_test(a_saved_state_is_used_up),
		cmocka_unit_test(discovery_is_valid),
		cmocka_unit_test(shifted_bases_move_the_psp),
		cmocka_unit_test(smu_answers),
		cmocka_unit_test(smu_restarts_by_a_pulse),
		cmocka_unit_test(psp_faults),
		cmocka_unit_test(registers_go_bad),
		cmocka_unit_test(the_link_goes),
		cmocka_unit_test(faults_that_are_none),
		cmocka_unit_test(the_trace_counts_and_sums),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
