// SPDX-License-Identifier: GPL-2.0
/* Registers, waits and messages: each thing that can go wrong with one alone. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>

#include "core.h"
#include "fake.h"

#define SCRATCH GPU_REG(GPU_FIXED, 0x52)
#define BYTE(reg) (GPU_REG_OFFSET(reg) * 4)

struct bench {
	struct fake *fake;
	struct gpu_run run;
	struct gpu_outcome outcome;
};

static int set_up(void **state)
{
	struct bench *bench = calloc(1, sizeof(*bench));

	bench->fake = fake_new(0x66af);
	gpu_begin(&bench->run, &bench->fake->io, gpu_find(0x1002, 0x66af));
	bench->run.outcome = &bench->outcome;
	*state = bench;
	return 0;
}

static int tear_down(void **state)
{
	struct bench *bench = *state;

	fake_free(bench->fake);
	free(bench);
	return 0;
}

static void change_keeps_the_other_bits(void **state)
{
	struct bench *bench = *state;

	bench->fake->registers[0x52] = 0x12345678;
	assert_int_equal(gpu_change(&bench->run, SCRATCH, "x", 0xff00, 0x4200), 0);
	assert_int_equal(bench->fake->registers[0x52], 0x12344278);
	assert_true(bench->outcome.written);
}

/* A living card with one register that reads all-ones: not a value to build on. */
static void change_derives_nothing_from_ones(void **state)
{
	struct bench *bench = *state;

	bench->fake->registers[0x52] = GPU_ONES;
	assert_int_equal(gpu_change(&bench->run, SCRATCH, "x", 1, 0), -EIO);
	assert_int_equal(bench->fake->writes, 0);
	assert_non_null(bench->outcome.failure);
}

static void ones_are_told_apart(void **state)
{
	struct bench *bench = *state;
	u32 value;

	bench->fake->registers[0x52] = GPU_ONES;
	assert_int_equal(gpu_get(&bench->run, SCRATCH, &value), 0);
	assert_int_equal(value, GPU_ONES);
	bench->fake->registers[0xde3] = GPU_ONES;
	assert_int_equal(gpu_get(&bench->run, SCRATCH, &value), -EIO);
	bench->fake->config[0] = GPU_ONES;
	assert_int_equal(gpu_get(&bench->run, SCRATCH, &value), -ENODEV);
}

static void a_removed_card_is_not_touched(void **state)
{
	struct bench *bench = *state;
	u32 value;

	bench->fake->removed = true;
	assert_int_equal(gpu_get(&bench->run, SCRATCH, &value), -ENODEV);
	assert_int_equal(gpu_write(&bench->run, SCRATCH, "x", 1), -ENODEV);
	assert_int_equal(gpu_config_put(&bench->run, 0x7c, "x", 1), -ENODEV);
	assert_int_equal(gpu_pause(&bench->run, 1), -ENODEV);
	assert_int_equal(bench->fake->reads + bench->fake->writes +
			 bench->fake->config_writes + bench->fake->now, 0);
}

static void past_the_end_of_the_bar(void **state)
{
	struct bench *bench = *state;
	u32 value;

	bench->fake->io.mmio_size = 0x40000;
	assert_int_equal(gpu_get(&bench->run, C2PMSG_90, &value), -EIO);
	assert_int_equal(gpu_write(&bench->run, C2PMSG_90, "x", 0), -EIO);
	bench->fake->io.mmio_size = BYTE(SCRATCH) + 4;
	assert_int_equal(gpu_get(&bench->run, SCRATCH, &value), 0);
}

/* Becomes 1 when the time of the hook's variable has come. */
static uint64_t ready_at;

static uint32_t ready_later(struct fake *fake, uint32_t offset, uint32_t value)
{
	return offset == BYTE(SCRATCH) ? fake->now >= ready_at : value;
}

static int poll_ready(struct bench *bench, uint64_t at, u32 bound)
{
	ready_at = bench->fake->now + at;
	bench->fake->on_read = ready_later;
	return gpu_poll(&bench->run, SCRATCH, "x", 1, 1, bound);
}

/* B13: what is ready exactly when the time is up is ready. */
static void the_last_look_counts(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(poll_ready(bench, 0, 0), 0);
	assert_int_equal(poll_ready(bench, 100000, 100000), 0);
	assert_int_equal(poll_ready(bench, 5000000, 5000000), 0);
	assert_int_equal(poll_ready(bench, 100101, 100000), -ETIMEDOUT);
}

static void a_poll_takes_its_time_and_no_more(void **state)
{
	struct bench *bench = *state;
	uint64_t begin = bench->fake->now;

	assert_int_equal(poll_ready(bench, 1000000, 100000), -ETIMEDOUT);
	assert_in_range(bench->fake->now - begin, 100000, 110000);
	assert_true(bench->fake->reads < 1100);
}

/* B14: an acknowledging bit is set in all-ones, too. */
static void ones_acknowledge_nothing(void **state)
{
	struct bench *bench = *state;

	bench->fake->registers[0x16061] = GPU_ONES;
	assert_int_equal(gpu_poll(&bench->run, C2PMSG_33, "x", PSP_DONE, PSP_DONE, 1000),
			 -ETIMEDOUT);
	bench->fake->registers[0xde3] = GPU_ONES;
	assert_int_equal(gpu_poll(&bench->run, C2PMSG_33, "x", PSP_DONE, PSP_DONE, 1000),
			 -EIO);
}

static void nothing_waits_past_the_deadline(void **state)
{
	struct bench *bench = *state;

	bench->run.deadline = 2000;
	assert_int_equal(poll_ready(bench, 1000000, 500000), -ETIMEDOUT);
	assert_true(bench->fake->now <= 2000);
	assert_int_equal(gpu_pause(&bench->run, 5000), -ETIMEDOUT);
	assert_true(bench->fake->now <= 2000);
}

static void smn_and_memory_lie_behind_their_index(void **state)
{
	struct bench *bench = *state;
	u32 value;

	bench->fake->registers[0xf] = 0x77;
	assert_int_equal(gpu_get(&bench->run, GPU_REG(GPU_SMN, 0x03b10024), &value), 0);
	assert_int_equal(bench->fake->registers[0xe], 0x03b10024);
	assert_int_equal(value, 0x77);
	bench->fake->registers[1] = 0x55;
	assert_int_equal(gpu_get(&bench->run, GPU_REG(GPU_MEMORY, 0x1fffff0000), &value), 0);
	assert_int_equal(value, 0x55);
	assert_int_equal(bench->fake->registers[0], 0xffff0000);
	assert_int_equal(bench->fake->registers[6], 0x1fffff0000 >> 31);
	/* An index is how one reads: nothing of the card was changed. */
	assert_false(bench->outcome.written);
}

/* What the power controller answers, after how long. */
static struct {
	uint32_t code;
	uint32_t value;
	uint32_t delay;
} reply;

static uint64_t reply_at;

static uint32_t answer_later(struct fake *fake, uint32_t offset, uint32_t value)
{
	if (offset != 0x58a68 || !reply_at || fake->now < reply_at)
		return value;
	reply_at = 0;
	fake->registers[0x58a48 / 4] = reply.value;
	fake->registers[0x58a68 / 4] = reply.code;
	return reply.code;
}

static void take_message(struct fake *fake, uint32_t offset, uint32_t value)
{
	(void)value;
	if (offset == 0x58a08 && reply.delay != GPU_ONES)
		reply_at = fake->now + reply.delay;
}

static int converse(struct bench *bench, u32 before, u32 code, u32 delay, u32 *answer)
{
	bench->fake->now++;
	bench->fake->on_read = answer_later;
	bench->fake->on_write = take_message;
	bench->fake->registers[0x58a68 / 4] = before;
	reply.code = code;
	reply.value = 0x1234;
	reply.delay = delay;
	reply_at = 0;
	return gpu_message(&bench->run, "Test", 0x25, 7, answer);
}

static void a_message_is_answered(void **state)
{
	struct bench *bench = *state;
	u32 answer = 0;

	assert_int_equal(converse(bench, 1, 1, 500, &answer), 0);
	assert_int_equal(answer, 0x1234);
	assert_int_equal(bench->fake->registers[0x58a08 / 4], 0x25);
}

/* B3: silence is no success, and leaves what was to be answered alone. */
static void silence_is_no_answer(void **state)
{
	struct bench *bench = *state;
	u32 answer = 42;

	assert_int_equal(converse(bench, 1, 1, GPU_ONES, &answer), -ETIMEDOUT);
	assert_int_equal(answer, 42);
	assert_int_equal(converse(bench, 0, 1, 0, &answer), -ETIMEDOUT);
	assert_int_equal(answer, 42);
}

/* B4: that an earlier message was refused says nothing about the next one. */
static void an_earlier_no_is_forgotten(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(converse(bench, 0xfd, 1, 0, NULL), 0);
	assert_int_equal(converse(bench, 0xff, 1, 0, NULL), 0);
	assert_int_equal(converse(bench, 0xfe, 1, 0, NULL), 0);
}

static void no_and_busy(void **state)
{
	struct bench *bench = *state;
	unsigned int writes = bench->fake->writes;

	assert_int_equal(converse(bench, 1, 0xfd, 0, NULL), -EIO);
	assert_int_equal(converse(bench, 1, 0xff, 0, NULL), -EIO);
	writes = bench->fake->writes;
	assert_int_equal(converse(bench, 0xfc, 1, 0, NULL), -ETIMEDOUT);
	assert_int_equal(bench->fake->writes, writes);
}

static void a_mailbox_of_ones_gets_no_message(void **state)
{
	struct bench *bench = *state;

	assert_int_equal(converse(bench, GPU_ONES, 1, 0, NULL), -EIO);
	assert_int_equal(bench->fake->writes, 0);
}

#define STEP_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STEP_TEST(change_keeps_the_other_bits),
		STEP_TEST(change_derives_nothing_from_ones),
		STEP_TEST(ones_are_told_apart),
		STEP_TEST(a_removed_card_is_not_touched),
		STEP_TEST(past_the_end_of_the_bar),
		STEP_TEST(the_last_look_counts),
		STEP_TEST(a_poll_takes_its_time_and_no_more),
		STEP_TEST(ones_acknowledge_nothing),
		STEP_TEST(nothing_waits_past_the_deadline),
		STEP_TEST(smn_and_memory_lie_behind_their_index),
		STEP_TEST(a_message_is_answered),
		STEP_TEST(silence_is_no_answer),
		STEP_TEST(an_earlier_no_is_forgotten),
		STEP_TEST(no_and_busy),
		STEP_TEST(a_mailbox_of_ones_gets_no_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
