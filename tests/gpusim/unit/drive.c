// SPDX-License-Identifier: GPL-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "drive.h"

#define SMC_INDEX 0x80
#define SMC_DATA 0x81
#define SMN_INDEX 0xe
#define SMN_DATA 0xf
#define MESSAGE 0x16282
#define PARAMETER 0x16292
#define RESPONSE 0x1629a
#define POLLS 50

/* With registers and memory within reach, as after the kernel found it. */
struct gpu_model *card(const char *family)
{
	struct gpu_model_setup setup = { .family = family };
	struct gpu_model *gpu = gpu_model_new(&setup);

	assert_non_null(gpu);
	gpu_model_config_write(gpu, 0, 0x04, 2, 0x0402);
	gpu_model_clear_counts(gpu);
	return gpu;
}

struct gpu_model *used_card(const char *family)
{
	struct gpu_model *gpu = card(family);

	gpu_model_dirty(gpu);
	assert_state(gpu, MODEL_USED);
	return gpu;
}

uint32_t reg(struct gpu_model *gpu, uint32_t dword)
{
	return gpu_model_read32(gpu, dword * 4);
}

void set_reg(struct gpu_model *gpu, uint32_t dword, uint32_t value)
{
	gpu_model_write32(gpu, dword * 4, value);
}

uint32_t smn(struct gpu_model *gpu, uint32_t address)
{
	set_reg(gpu, SMN_INDEX, address);
	return reg(gpu, SMN_DATA);
}

void set_smn(struct gpu_model *gpu, uint32_t address, uint32_t value)
{
	set_reg(gpu, SMN_INDEX, address);
	set_reg(gpu, SMN_DATA, value);
}

uint32_t smc(struct gpu_model *gpu, uint32_t address)
{
	set_reg(gpu, SMC_INDEX, address);
	return reg(gpu, SMC_DATA);
}

void set_smc(struct gpu_model *gpu, uint32_t address, uint32_t value)
{
	set_reg(gpu, SMC_INDEX, address);
	set_reg(gpu, SMC_DATA, value);
}

/* The SMU's answer, 0 when it gave none */
uint32_t tell(struct gpu_model *gpu, uint32_t message, uint32_t parameter)
{
	uint32_t reply = 0;

	set_reg(gpu, RESPONSE, 0);
	set_reg(gpu, PARAMETER, parameter);
	set_reg(gpu, MESSAGE, message);
	for (int i = 0; i < POLLS && !reply; i++) {
		gpu_model_advance(gpu, MS(1));
		reply = reg(gpu, RESPONSE);
	}
	return reply;
}

static uint32_t replace(uint32_t old, const struct row *row)
{
	return (old & ~row->mask) | (row->value & row->mask);
}

static uint32_t get(struct gpu_model *gpu, const struct row *row)
{
	return row->op == SMC_UNTIL ? smc(gpu, row->address) :
				      reg(gpu, row->address);
}

static bool until(struct gpu_model *gpu, const struct row *row)
{
	for (int i = 0; i < POLLS; i++) {
		gpu_model_advance(gpu, MS(1));
		if ((get(gpu, row) & row->mask) == row->value)
			return true;
	}
	return false;
}

/* run_row() - false when a poll never came true, or the SMU refused */
bool run_row(struct gpu_model *gpu, const struct row *row)
{
	switch (row->op) {
	case SET:
		set_reg(gpu, row->address,
			replace(reg(gpu, row->address), row));
		return true;
	case PUT:
		set_reg(gpu, row->address, row->value);
		return true;
	case SMC_SET:
		set_smc(gpu, row->address,
			replace(smc(gpu, row->address), row));
		return true;
	case UNTIL:
	case SMC_UNTIL:
		return until(gpu, row);
	case WAIT:
		gpu_model_advance(gpu, row->value);
		return true;
	case TELL:
		return tell(gpu, row->value, 0) == 1;
	}
	return false;
}

/* All rows but one, whatever comes of it; @without may be @count */
void run_rows(struct gpu_model *gpu, const struct row *rows, size_t count,
	      size_t without)
{
	for (size_t i = 0; i < count; i++)
		if (i != without)
			run_row(gpu, &rows[i]);
	gpu_model_advance(gpu, MS(10));
}

void assert_state(const struct gpu_model *gpu, enum model_state state)
{
	if (gpu_model_state(gpu) != state)
		fail_msg("the card is %s, not %s (%s)",
			 gpu_model_state_name(gpu_model_state(gpu)),
			 gpu_model_state_name(state), gpu_model_why(gpu));
}

/* As amdgpu's tables have them, a register's name for each in trace.c. */
const struct row polaris_rows[] = {
	{ PUT, 0x184, 0, 0 }, { PUT, 0x193, 0, 0 }, { PUT, 0x192, 0, 0 },
	{ PUT, 0x182, 0, 0xff77ffff }, { PUT, 0x4866, 0, 0 },
	{ PUT, 0x4864, 0, 0xffffffff }, { PUT, 0x4862, 0, 0 },
	{ SET, 0x4860, 0x3333333, 0x3333333 }, { PUT, 0x4886, 0, 0 },
	{ SET, 0x4884, 0x1111, 0x1111 },
	{ SMC_SET, 0xc0300024, 0x1, 0x1 }, { PUT, 0x1524, 0, 0 },
	{ SMC_SET, 0xc0500140, 0x8, 0x8 },
	{ SMC_SET, 0xc0500170, 0x4000000, 0x4000000 },
	{ SMC_SET, 0xc0500118, 0x80, 0x80 },
	{ SMC_SET, 0xc050019c, 0xff00, 0x200 },
	{ SET, 0xaec, 0x100, 0x100 }, { SET, 0xaec, 0x800, 0 },
	{ SET, 0x4894, 0xf0, 0x10 }, { WAIT, 0, 0, 1 },
	{ SET, 0xa26, 0x10000000, 0x10000000 },
	{ SMC_SET, 0xc05002b0, 0x10, 0x10 },
	{ SMC_UNTIL, 0xc05002b0, 0x10, 0 },
	{ SMC_SET, 0xc050032c, 0x10, 0x10 },
	{ SMC_UNTIL, 0xc050032c, 0x10, 0 },
	{ SMC_SET, 0xc0500080, 0x1, 0x1 },
	{ SET, 0xda2, 0x40, 0 }, { WAIT, 0, 0, 3 }, { SET, 0xda2, 0x8, 0 },
	{ SET, 0xda2, 0x3fff00, 0x3200 }, { WAIT, 0, 0, 3 },
	{ SET, 0xaef, 0x10000, 0 }, { WAIT, 0, 0, 5 },
	{ SMC_SET, 0xc05001a8, 0xff, 0x1 },
	{ SMC_SET, 0xc05001a8, 0xff00, 0x100 },
	{ SMC_SET, 0xc05001ac, 0xff, 0x1 },
	{ SMC_SET, 0xc05001ac, 0xff00, 0x100 },
	{ SMC_SET, 0xc05001a0, 0x4, 0 }, { SMC_SET, 0xc05001a4, 0x8, 0 },
	{ SMC_SET, 0xc050019c, 0xff00, 0x400 },
	{ SET, 0x14e5, 0x1, 0x1 }, { SET, 0x14e5, 0x40000, 0x40000 },
	{ UNTIL, 0x14e5, 0x40000, 0x40000 }, { SET, 0x14e5, 0x2, 0x2 },
	{ UNTIL, 0x14e5, 0x2, 0x2 }, { SET, 0x14e5, 0x4, 0 },
	{ UNTIL, 0x14e5, 0x4, 0 }, { SET, 0x14e5, 0x80, 0 },
	{ UNTIL, 0x14e5, 0x80, 0 }, { SET, 0x14e5, 0x8, 0x8 },
	{ UNTIL, 0x14e5, 0x8, 0x8 }, { UNTIL, 0x14e5, 0x40, 0x40 },
	{ WAIT, 0, 0, MS(20) },
	{ SET, 0x14e5, 0x10, 0x10 }, { SET, 0x14e5, 0x2, 0 },
	{ SET, 0x14e5, 0x8, 0 }, { UNTIL, 0x14e5, 0x200, 0x200 },
	{ SET, 0x14e5, 0x4, 0x4 }, { UNTIL, 0x14e5, 0x1c00, 0x1c00 },
	{ SET, 0x14e5, 0x80, 0x80 }, { SET, 0x14e5, 0x40000, 0 },
	{ SET, 0x14e5, 0x10, 0 }, { UNTIL, 0x14e5, 0x100, 0x100 },
	{ SET, 0x14e5, 0x1, 0 }, { UNTIL, 0x14e5, 0x40, 0 },
};

const size_t polaris_count = COUNT(polaris_rows);

const struct row vega10_rows[] = {
	{ SET, 0xe1c, 0x10, 0x10 }, { PUT, 0xe1f, 0, 0 },
	{ SET, 0xe2b, 0x20, 0x20 }, { SET, 0xe2b, 0x40, 0x40 },
	{ TELL, 0, 0, 0x1e }, { UNTIL, 0x1667c, 0x80000000, 0x80000000 },
	{ SET, 0xe2b, 0x1, 0x1 }, { SET, 0xe2b, 0x2, 0x2 },
	{ SET, 0xe2b, 0x4, 0x4 }, { SET, 0x1667c, 0x10, 0x10 },
	{ SET, 0x1667c, 0x20, 0x20 }, { SET, 0x1667c, 0x2, 0x2 },
	{ SET, 0x1667c, 0x80, 0x80 }, { SET, 0x1667c, 0x200, 0x200 },
	{ SET, 0x1667c, 0x40, 0x40 }, { SET, 0xe2b, 0x8, 0x8 },
	{ WAIT, 0, 0, MS(5) }, { SET, 0x1667c, 0x8, 0x8 },
	{ SET, 0x1667c, 0x4, 0 }, { UNTIL, 0xe2b, 0x100, 0x100 },
	{ WAIT, 0, 0, MS(20) }, { SET, 0xe2b, 0x8, 0 },
	{ WAIT, 0, 0, MS(10) }, { SET, 0x1667c, 0x40, 0 },
	{ SET, 0x1667c, 0x200, 0 }, { SET, 0x1667c, 0x80, 0 },
	{ SET, 0x1667c, 0x2, 0 }, { SET, 0x1667c, 0x4, 0x4 },
	{ SET, 0x1667c, 0x20, 0 }, { SET, 0x1667c, 0x10, 0 },
	{ SET, 0x1667c, 0x100, 0x100 }, { SET, 0x1667c, 0x8, 0 },
	{ UNTIL, 0x1667c, 0x100, 0 }, { SET, 0x1667c, 0x40000000, 0 },
	{ SET, 0xe2b, 0x4, 0 }, { SET, 0xe2b, 0x2, 0 },
	{ SET, 0xe2b, 0x1, 0 }, { UNTIL, 0xe2b, 0x100, 0 },
};

const size_t vega10_count = COUNT(vega10_rows);
