/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A driver made for the tests of the model: rows of accesses as the known
 * sequences have them, run against a card with one row left out or changed.
 */
#ifndef GPUSIM_DRIVE_H
#define GPUSIM_DRIVE_H

#include "gpu_model.h"

#define MS(n) ((n) * 1000u)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/**
 * struct row - one access of a sequence
 * @op: what is done
 * @address: dword index, or behind Polaris' index register for the SMC kinds
 * @mask: bits of it
 * @value: for SET, the field's value; usec for WAIT; the message for TELL
 */
struct row {
	enum op {
		SET,		/* read, replace the bits of @mask, write */
		PUT,		/* write all of it */
		UNTIL,		/* read each millisecond until masked equals */
		SMC_SET, SMC_UNTIL,
		WAIT, TELL,
	} op;
	uint32_t address, mask, value;
};

struct gpu_model *card(const char *family);
struct gpu_model *used_card(const char *family);
uint32_t reg(struct gpu_model *gpu, uint32_t dword);
void set_reg(struct gpu_model *gpu, uint32_t dword, uint32_t value);
uint32_t smn(struct gpu_model *gpu, uint32_t address);
void set_smn(struct gpu_model *gpu, uint32_t address, uint32_t value);
uint32_t smc(struct gpu_model *gpu, uint32_t address);
void set_smc(struct gpu_model *gpu, uint32_t address, uint32_t value);
uint32_t tell(struct gpu_model *gpu, uint32_t message, uint32_t parameter);
bool run_row(struct gpu_model *gpu, const struct row *row);
void run_rows(struct gpu_model *gpu, const struct row *rows, size_t count,
	      size_t without);
void assert_state(const struct gpu_model *gpu, enum model_state state);

extern const struct row polaris_rows[], vega10_rows[];
extern const size_t polaris_count, vega10_count;

#endif
