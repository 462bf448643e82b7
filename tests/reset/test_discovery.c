// SPDX-License-Identifier: GPL-2.0
/*
 * The discovery table: believed only as far as it holds together. A guest may
 * have written anything there.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core.h"
#include "fake.h"

#define TABLE_SIZE (10 << 10)
#define MEMORY_TOP (8192ULL << 20)
#define IPS_AT 0x1800 /* past the first 4 KiB */

static uint8_t table[TABLE_SIZE];

static void put16(unsigned int at, uint16_t value)
{
	memcpy(table + at, &value, 2);
}

static void put32(unsigned int at, uint32_t value)
{
	memcpy(table + at, &value, 4);
}

static unsigned int put_ip(unsigned int at, uint16_t id, unsigned int count,
			   const uint32_t *bases)
{
	unsigned int i;

	put16(at, id);
	table[at + 3] = count;
	for (i = 0; i < count; i++)
		put32(at + 8 + i * 4, bases[i]);
	return at + 8 + count * 4;
}

static uint16_t sum(unsigned int from, unsigned int length)
{
	uint16_t found = 0;

	while (length--)
		found += table[from++];
	return found;
}

static void sign(unsigned int ips_size)
{
	put16(14, sum(IPS_AT, ips_size));
	put16(8, sum(10, TABLE_SIZE - 10));
}

/* One die, five IPs of which one is of no interest here. */
static unsigned int make_table(void)
{
	static const uint32_t mp0[] = { 0x16c00 }, mp1[] = { 0x17400 };
	static const uint32_t thm[] = { 0x16b00 }, other[] = { 1, 2, 3 };
	static const uint32_t nbif[] = { 0x0, 0x24, 0xe20, 0x10400 };
	unsigned int at = IPS_AT + 80;

	memset(table, 0, sizeof(table));
	put32(0, 0x28211407);
	put16(4, 1);
	put16(10, TABLE_SIZE);
	put16(12, IPS_AT);
	put32(IPS_AT, 0x53445049);
	put16(IPS_AT + 12, 1);
	put16(IPS_AT + 16, at);
	put16(at + 2, 5);
	at = put_ip(at + 4, 255, 1, mp0);
	at = put_ip(at, 42, 3, other);
	at = put_ip(at, 1, 1, mp1);
	at = put_ip(at, 3, 1, thm);
	at = put_ip(at, 108, 4, nbif);
	put16(IPS_AT + 6, at - IPS_AT);
	sign(at - IPS_AT);
	return at - IPS_AT;
}

static uint32_t from_table(struct fake *fake, uint32_t offset, uint32_t value)
{
	uint64_t address = (uint64_t)fake->registers[6] << 31 |
			   (fake->registers[0] & 0x7fffffff);
	uint64_t begin = MEMORY_TOP - (64 << 10);

	if (offset != 4)
		return value;
	if (address % 4 || address < begin || address + 4 > begin + TABLE_SIZE)
		fail_msg("read of memory at %llx", (unsigned long long)address);
	memcpy(&value, table + (address - begin), 4);
	return value;
}

static int discover(struct gpu_run *run)
{
	struct fake *fake = fake_new(0x731f);
	int err;

	fake->on_read = from_table;
	gpu_begin(run, &fake->io, gpu_find(0x1002, 0x731f));
	err = gpu_discover(run);
	assert_true(fake->reads < 10000);
	fake_free(fake);
	return err;
}

/* B15: the table is read to its end, not just its first 4 KiB. */
static void bases_are_taken_from_a_large_table(void **state)
{
	struct gpu_run run;

	(void)state;
	make_table();
	assert_int_equal(discover(&run), 0);
	assert_true(run.placed);
	assert_int_equal(run.base[GPU_MP0], 0x16c00);
	assert_int_equal(run.base[GPU_MP1], 0x17400);
	assert_int_equal(run.base[GPU_THM], 0x16b00);
	assert_int_equal(run.base[GPU_NBIF1], 0x24);
	assert_int_equal(run.base[GPU_NBIF2], 0xe20);
}

static void keeps_the_usual_bases(const struct gpu_run *run)
{
	assert_false(run->placed);
	assert_int_equal(run->base[GPU_MP0], 0x16000);
	assert_int_equal(run->base[GPU_NBIF2], 0xd20);
}

static void refused(void)
{
	struct gpu_run run;

	assert_int_equal(discover(&run), -ENOENT);
	keeps_the_usual_bases(&run);
}

static void signatures_and_sums(void **state)
{
	static const unsigned int at[] = { 0, 8, 14, IPS_AT, IPS_AT + 90, TABLE_SIZE - 1 };
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		make_table();
		table[at[i]] ^= 1;
		refused();
	}
}

/* Well signed, and still not to be believed. */
static void sizes_and_offsets(void **state)
{
	static const struct {
		unsigned int at;
		uint16_t value;
	} wrong[] = {
		{ 10, 0 }, { 10, 9 }, { 10, 11 }, { 10, 0xffff },
		{ 12, 0xffff }, { 12, TABLE_SIZE - 2 },
		{ IPS_AT + 12, 0 }, { IPS_AT + 12, 17 },
		{ IPS_AT + 16, 0xffff }, { IPS_AT + 82, 0xffff },
		{ IPS_AT + 82, 4 }, { IPS_AT + 86, 0xff00 },
		{ IPS_AT + 6, 20 }, { IPS_AT + 6, 0xffff },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		unsigned int size = make_table();

		put16(wrong[i].at, wrong[i].value);
		if (wrong[i].at == IPS_AT + 6)
			size = wrong[i].value < 100 ? wrong[i].value : size;
		sign(size);
		refused();
	}
}

/* Registers must lie in BAR 5, whatever the table says. */
static void bases_past_the_bar(void **state)
{
	static const uint32_t beyond[] = { 0x20000, 0x1ffff, 0xffffffff, 0x40016000, 0 };
	unsigned int i, size;

	(void)state;
	for (i = 0; i < sizeof(beyond) / sizeof(beyond[0]); i++) {
		size = make_table();
		put32(IPS_AT + 80 + 4 + 8, beyond[i]);
		sign(size);
		refused();
	}
}

/* Anything at all, in a table that is well signed: no read beyond, no hang. */
static void noise(void **state)
{
	unsigned int round, i, size;
	struct gpu_run run;
	int err;

	(void)state;
	srand(1);
	for (round = 0; round < 3000; round++) {
		size = make_table();
		for (i = 0; i < 1 + round % 7; i++)
			table[IPS_AT + 4 + rand() % (size + 16)] = rand();
		sign(size);
		err = discover(&run);
		if (err) {
			assert_int_equal(err, -ENOENT);
			keeps_the_usual_bases(&run);
			continue;
		}
		for (i = GPU_MP0; i < GPU_BLOCKS; i++)
			assert_in_range(run.base[i], 1, FAKE_BAR / 4 - 0x2a0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bases_are_taken_from_a_large_table),
		cmocka_unit_test(signatures_and_sums),
		cmocka_unit_test(sizes_and_offsets),
		cmocka_unit_test(bases_past_the_bar),
		cmocka_unit_test(noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
