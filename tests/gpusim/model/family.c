// SPDX-License-Identifier: GPL-2.0
/*
 * The families, one row each. IDs and messages: amdgpu_drv.c and the ppsmc
 * headers of Linux 6.12; siblings: what owners' lspci shows.
 */
#include <string.h>

#include "model.h"

#define POLARIS_ROW(n, id, snd, ...) { \
	.name = n, .generation = POLARIS, .device = id, .audio = snd, \
	.memsize = 0x2000, ##__VA_ARGS__ }

#define SMU11 { .no_gfxoff = 0x2a, .prepare_reset = 0x33, \
		.enter_baco = 0x18, .exit_baco = 0x19 }

#define NAVI1X_ROW(n, id, ...) { \
	.name = n, .generation = NAVI, .device = id, .audio = 0xab38, \
	.memsize = 0x2000, .sol = 0x23976f79, .thm_baco = 0x81, \
	.flags = 0x03b10024, .baco_rest = 10 * MSEC, .smu = SMU11, \
	.discovery = 1, ##__VA_ARGS__ }

#define NAVI2X_ROW(n, id, ...) { \
	.name = n, .generation = NAVI, .device = id, .audio = 0xab28, \
	.memsize = 0x4000, .sol = 0x7edbeca, .thm_baco = 0x81, \
	.flags = 0x03b10024, .baco_rest = 10 * MSEC, \
	.smu = { .version = 0x02, .no_gfxoff = 0x29, .mode1 = 0x30, \
		 .enter_baco = 0x15, .exit_baco = 0x16 }, \
	.discovery = 2, ##__VA_ARGS__ }

#define NAVI3X_ROW(n, id, ...) { \
	.name = n, .generation = NAVI, .device = id, .audio = 0xab30, \
	.usb = 0x7446, .ucsi = 0x7444, .memsize = 0x4000, \
	.sol = 0x6af9d734, .thm_baco = 0x81, .flags = 0x03b10024, \
	.baco_rest = 10 * MSEC, .debug_mode1 = true, \
	.smu = { .no_gfxoff = 0x29, .mode1 = 0x2f, .enter_baco = 0x15, \
		 .exit_baco = 0x16 }, \
	.discovery = 3, ##__VA_ARGS__ }

static const struct family families[] = {
	POLARIS_ROW("polaris10", 0x67df, 0xaaf0),
	POLARIS_ROW("polaris11", 0x67ef, 0xaae0),
	POLARIS_ROW("polaris12", 0x699f, 0xaae0),
	POLARIS_ROW("vegam", 0x694c, 0xab08, .vegam = true),
	{
		.name = "vega10", .generation = VEGA10, .device = 0x687f,
		.audio = 0xaaf8, .memsize = 0x2000, .sol = 0x6b0,
		.thm_baco = 0x7c, .flags = 0x03b10028,
		.smu = { .features = 0x06, .disable = 0x05,
			 .driver_reset = 0x45, .enter_baco = 0x1e },
	},
	{
		.name = "vega12", .generation = VEGA10, .device = 0x69af,
		.audio = 0xab18, .memsize = 0x1000, .sol = 0x6b0,
		.thm_baco = 0x7c, .flags = 0x03b10028, .vega12 = true,
		.smu = { .features = 0x0c, .disable = 0x0a,
			 .driver_reset = 0x3b, .enter_baco = 0x25 },
	},
	{
		.name = "vega20", .generation = VEGA20, .device = 0x66af,
		.audio = 0xab20, .memsize = 0x4000, .sol = 0x23976f79,
		.thm_baco = 0x81, .flags = 0x03b10024,
		.smu = { .enter_baco = 0x25, .exit_baco = 0x58 },
	},
	{
		.name = "arcturus", .generation = VEGA20, .device = 0x738c,
		.memsize = 0x8000, .sol = 0x23976f79, .thm_baco = 0xa7,
		.flags = 0x03b10024,
		.smu = { .enter_baco = 0x18, .exit_baco = 0x19 },
	},
	NAVI1X_ROW("navi10", 0x731f),
	NAVI1X_ROW("navi12", 0x7360),
	NAVI1X_ROW("navi14", 0x7340),
	NAVI2X_ROW("navi21", 0x73bf, .usb = 0x73a6, .ucsi = 0x73a4),
	NAVI2X_ROW("navi22", 0x73df),
	NAVI2X_ROW("navi23", 0x73ff),
	NAVI3X_ROW("navi31", 0x744c),
	NAVI3X_ROW("navi32", 0x747e),
	{
		.name = "navi48", .generation = NAVI48, .device = 0x7550,
		.audio = 0xab40, .memsize = 0x4000, .sol = 0x195b6400,
		.thm_baco = 0x81, .flags = 0x03b10024, .discovery = 4,
		.psp_deaf = true, .bus_reset_kills = true,
	},
};

static const char *names[COUNT(families) + 1];

const struct family *model_family(const char *name)
{
	for (size_t i = 0; i < COUNT(families); i++)
		if (!strcmp(families[i].name, name))
			return &families[i];
	return NULL;
}

const char *const *gpu_model_families(void)
{
	for (size_t i = 0; i < COUNT(families); i++)
		names[i] = families[i].name;
	return names;
}
