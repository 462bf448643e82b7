// SPDX-License-Identifier: GPL-2.0
/*
 * Have Linux' own driver take one of the model's cards through BACO, and write
 * down each access. Its files are compiled as they are in the kernel's source.
 *	oracle FAMILY
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gpu_model.h"
#include "stub.h"

#include "polaris_baco.h"
#include "vega10_baco.h"
#include "vega12_baco.h"
#include "vega20_baco.h"

#define NBIF_HWID 108 /* Vega 12's tables have the number of the hardware */
#define THM_HWID 3
#define C2PMSG_90 0x1629a
#define C2PMSG_82 0x16292
#define C2PMSG_66 0x16282

#define BACO_CNTL 0xe2b
#define BACO_POWER_OFF 0x8

static struct gpu_model *model;
static bool pause_missing;

uint32_t oracle_read(uint32_t dword)
{
	return gpu_model_read32(model, dword * 4);
}

void oracle_write(uint32_t dword, uint32_t value)
{
	gpu_model_write32(model, dword * 4, value);
	if (pause_missing && dword == BACO_CNTL && (value & BACO_POWER_OFF))
		gpu_model_advance(model, 5000);
}

void oracle_sleep(uint32_t us)
{
	gpu_model_advance(model, us);
}

static int await_reply(void)
{
	unsigned int i;

	for (i = 0; i < 100000 && !oracle_read(C2PMSG_90); i++)
		oracle_sleep(1);
	return oracle_read(C2PMSG_90) == 1 ? 0 : -EIO;
}

int oracle_message(uint32_t message, uint32_t parameter)
{
	await_reply();
	oracle_write(C2PMSG_90, 0);
	oracle_write(C2PMSG_82, parameter);
	oracle_write(C2PMSG_66, message);
	return await_reply();
}

/* Asked for by files of other chips and for other purposes: never called. */
int tonga_baco_set_state(struct pp_hwmgr *hwmgr, enum BACO_STATE state)
{
	(void)hwmgr;
	(void)state;
	abort();
}

int fiji_baco_set_state(struct pp_hwmgr *hwmgr, enum BACO_STATE state)
{
	return tonga_baco_set_state(hwmgr, state);
}

int vega20_set_pptable_driver_address(struct pp_hwmgr *hwmgr)
{
	return tonga_baco_set_state(hwmgr, BACO_STATE_OUT);
}

/*
 * The columns of Vega 12's tables slipped where they say how long to wait with
 * the power off, so that it does not: then it is done here.
 */
static const struct {
	const char *family;
	enum asic_type chip;
	int (*set_state)(struct pp_hwmgr *hwmgr, enum BACO_STATE state);
	bool pause_missing;
} chips[] = {
	{ "polaris10", CHIP_POLARIS10, polaris_baco_set_state, false },
	{ "polaris11", CHIP_POLARIS11, polaris_baco_set_state, false },
	{ "polaris12", CHIP_POLARIS12, polaris_baco_set_state, false },
	{ "vegam", CHIP_VEGAM, polaris_baco_set_state, false },
	{ "vega10", 0, vega10_baco_set_state, false },
	{ "vega12", 0, vega12_baco_set_state, true },
	{ "vega20", 0, vega20_baco_set_state, false },
};

static struct gpu_model *used_card(const char *family)
{
	struct gpu_model_setup setup = { .family = family };
	struct gpu_model *card = gpu_model_new(&setup);

	if (!card)
		exit(2);
	gpu_model_config_write(card, 0, 0x24, 4, 0xf0000000);
	gpu_model_config_write(card, 0, 0x04, 2, 0x0002);
	gpu_model_dirty(card);
	return card;
}

static int off_and_on(unsigned int number)
{
	static uint32_t nbif[] = { 0x0, 0x14, 0xd20, 0x10400 }, thm[] = { 0x16600 };
	static struct amdgpu_device adev;
	struct pp_hwmgr hwmgr = { .adev = &adev, .chip_id = chips[number].chip };

	adev.reg_offset[NBIF_HWIP][0] = adev.reg_offset[NBIF_HWID][0] = nbif;
	adev.reg_offset[THM_HWIP][0] = adev.reg_offset[THM_HWID][0] = thm;
	pause_missing = chips[number].pause_missing;
	adev.asic_type = chips[number].chip;
	gpu_model_trace(model, stdout);
	if (chips[number].set_state(&hwmgr, BACO_STATE_IN) ||
	    chips[number].set_state(&hwmgr, BACO_STATE_OUT)) {
		fprintf(stderr, "%s: %s\n", chips[number].family, gpu_model_why(model));
		return 1;
	}
	printf("END\n");
	return 0;
}

int main(int argc, char **argv)
{
	unsigned int i;
	int status;

	for (i = 0; argc == 2 && i < ARRAY_SIZE(chips); i++)
		if (!strcmp(chips[i].family, argv[1]))
			break;
	if (argc != 2 || i == ARRAY_SIZE(chips)) {
		fprintf(stderr, "usage: oracle FAMILY\n");
		return 2;
	}
	model = used_card(argv[1]);
	status = off_and_on(i);
	gpu_model_trace_end(model);
	gpu_model_free(model);
	return status;
}
