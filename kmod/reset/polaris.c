// SPDX-License-Identifier: GPL-2.0
/*
 * Polaris 10, 11, 12 and Vega M: BACO ("bus active, chip off") switches the
 * chip off behind its bus interface and on again. Cards without it have a reset
 * that a magic value in config space sets off.
 *
 * Sources of the tables: amdgpu's powerplay/hwmgr/polaris_baco.c, the registers
 * named as in asic_reg/{bif_5_0,dce_11_0,gmc_8_1,smu_7_1_3}; of the config
 * reset: amdgpu_device_pci_config_reset() and vi.c.
 */

#include "core.h"

#define POLL_US 5000000 /* amdgpu: 5000 reads, one a millisecond */

#define GPIOPAD_MASK GPU_REG(GPU_FIXED, 0x0182)
#define GPIOPAD_EN GPU_REG(GPU_FIXED, 0x0184)
#define GPIOPAD_PU_EN GPU_REG(GPU_FIXED, 0x0192)
#define GPIOPAD_PD_EN GPU_REG(GPU_FIXED, 0x0193)
#define DC_GPIO_GENERIC_MASK GPU_REG(GPU_FIXED, 0x4860)
#define DC_GPIO_GENERIC_EN GPU_REG(GPU_FIXED, 0x4862)
#define DC_GPIO_DVODATA_MASK GPU_REG(GPU_FIXED, 0x4864)
#define DC_GPIO_DVODATA_EN GPU_REG(GPU_FIXED, 0x4866)
#define DC_GPIO_SYNCA_MASK GPU_REG(GPU_FIXED, 0x4884)
#define DC_GPIO_SYNCA_EN GPU_REG(GPU_FIXED, 0x4886)
#define DC_GPIO_PAD_STRENGTH_1 GPU_REG(GPU_FIXED, 0x4894)
#define GCK_SMC_IND_INDEX GPU_REG(GPU_FIXED, 0x0080)
#define GCK_SMC_IND_DATA GPU_REG(GPU_FIXED, 0x0081)
#define MC_SEQ_DRAM GPU_REG(GPU_FIXED, 0x0a26)
#define MPLL_CNTL_MODE GPU_REG(GPU_FIXED, 0x0aec)
#define MPLL_FUNC_CNTL_2 GPU_REG(GPU_FIXED, 0x0aef)
#define REG_0DA2 GPU_REG(GPU_FIXED, 0x0da2) /* amdgpu has no name for it */
#define BIF_FB_EN GPU_REG(GPU_FIXED, 0x1524)
#define CC_BIF_BX_FUSESTRAP0 GPU_REG(GPU_FIXED, 0x14d7)
#define BACO_CNTL GPU_REG(GPU_FIXED, 0x14e5)
#define BIOS_SCRATCH_6 GPU_REG(GPU_FIXED, 0x05cf)
#define BIOS_SCRATCH_7 GPU_REG(GPU_FIXED, 0x05d0)

#define FUSESTRAP0_BACO 0x2u

/* Behind GCK_SMC_IND_INDEX. */
#define GCK_FB_REJECT 0xc0300024u
#define GCK_DFS_BYPASS_CNTL 0xc0500118u
#define GCK_SPLL_FUNC_CNTL 0xc0500140u
#define GCK_0170 0xc0500170u
#define GCK_MPLL_BYPASSCLK_SEL 0xc050019cu
#define GCK_CLKPIN_CNTL 0xc05001a0u
#define GCK_CLKPIN_CNTL_2 0xc05001a4u
#define GCK_THM_CLK_CNTL 0xc05001a8u
#define GCK_MISC_CLK_CTRL 0xc05001acu
#define GCK_0080 0xc0500080u
#define GCK_02B0 0xc05002b0u
#define GCK_032C 0xc050032cu

#define BACO_EN 0x00000001u
#define BACO_BCLK_OFF 0x00000002u
#define BACO_ISO_DIS 0x00000004u
#define BACO_POWER_OFF 0x00000008u
#define BACO_RESET_EN 0x00000010u
#define BACO_MODE 0x00000040u
#define BACO_ANA_ISO_DIS 0x00000080u
#define BACO_CONFIG_DONE 0x00000100u
#define BACO_PWRGOOD_BF 0x00000200u
#define BACO_PWRGOOD_REST 0x00001c00u /* GPIO, memory, DVO */
#define BACO_SCLK_SWITCH 0x00040000u

static const struct gpu_row pads_off[] = {
	ROW_WRITE(GPIOPAD_EN, 0),
	ROW_WRITE(GPIOPAD_PD_EN, 0),
	ROW_WRITE(GPIOPAD_PU_EN, 0),
	ROW_WRITE(GPIOPAD_MASK, 0xff77ffff),
	ROW_WRITE(DC_GPIO_DVODATA_EN, 0),
	ROW_WRITE(DC_GPIO_DVODATA_MASK, 0xffffffff),
	ROW_WRITE(DC_GPIO_GENERIC_EN, 0),
	ROW_SET(DC_GPIO_GENERIC_MASK, 0x03333333),
	ROW_WRITE(DC_GPIO_SYNCA_EN, 0),
	ROW_SET(DC_GPIO_SYNCA_MASK, 0x00001111),
};

static const struct gpu_row memory_closed[] = {
	ROW_WRITE(GCK_SMC_IND_INDEX, GCK_FB_REJECT),
	ROW_SET(GCK_SMC_IND_DATA, 0x00000001),
	ROW_WRITE(BIF_FB_EN, 0),
};

static const struct gpu_row bypass_clocks[] = {
	ROW_WRITE(GCK_SMC_IND_INDEX, GCK_SPLL_FUNC_CNTL),
	ROW_SET(GCK_SMC_IND_DATA, 0x00000008),
	ROW_WRITE(GCK_SMC_IND_INDEX, GCK_0170),
	ROW_SET(GCK_SMC_IND_DATA, 0x04000000),
	ROW_WRITE(GCK_SMC_IND_INDEX, GCK_DFS_BYPASS_CNTL),
	ROW_SET(GCK_SMC_IND_DATA, 0x00000080),
	ROW_WRITE(GCK_SMC_IND_INDEX, GCK_MPLL_BYPASSCLK_SEL),
	ROW_FIELD(GCK_SMC_IND_DATA, 0x0000ff00, 0x00000200),
};

/* Not on Vega M, whose memory has no such PLL. */
static const struct gpu_row bypass_memory_clock[] = {
	ROW_SET(MPLL_CNTL_MODE, 0x00000100),
	ROW_CLEAR(MPLL_CNTL_MODE, 0x00000800),
};

static const struct gpu_row plls_off[] = {
	ROW_FIELD(DC_GPIO_PAD_STRENGTH_1, 0x000000f0, 0x00000010),
	ROW_SLEEP(1),
	ROW_SET(MC_SEQ_DRAM, 0x10000000),
	ROW_WRITE(GCK_SMC_IND_INDEX, GCK_02B0),
	ROW_SET(GCK_SMC_IND_DATA, 0x00000010),
	ROW_POLL(GCK_SMC_IND_DATA, 0x00000010, 0, POLL_US),
	ROW_WRITE(GCK_SMC_IND_INDEX, GCK_032C),
	ROW_SET(GCK_SMC_IND_DATA, 0x00000010),
	ROW_POLL(GCK_SMC_IND_DATA, 0x00000010, 0, POLL_US),
	ROW_WRITE(GCK_SMC_IND_INDEX, GCK_0080),
	ROW_SET(GCK_SMC_IND_DATA, 0x00000001),
};

/* Not on Vega M either; of the waits it keeps the sum. */
static const struct gpu_row memory_pll_off[] = {
	ROW_CLEAR(REG_0DA2, 0x00000040),
	ROW_SLEEP(3),
	ROW_CLEAR(REG_0DA2, 0x00000008),
	ROW_FIELD(REG_0DA2, 0x003fff00, 0x00003200),
	ROW_SLEEP(3),
	ROW_CLEAR(MPLL_FUNC_CNTL_2, 0x00010000),
	ROW_SLEEP(5),
};

static const struct gpu_row settle[] = {
	ROW_SLEEP(11),
};

static const struct gpu_row clock_request[] = {
	ROW_WRITE(GCK_SMC_IND_INDEX, GCK_THM_CLK_CNTL),
	ROW_FIELD(GCK_SMC_IND_DATA, 0x000000ff, 0x00000001),
	ROW_FIELD(GCK_SMC_IND_DATA, 0x0000ff00, 0x00000100),
	ROW_WRITE(GCK_SMC_IND_INDEX, GCK_MISC_CLK_CTRL),
	ROW_FIELD(GCK_SMC_IND_DATA, 0x000000ff, 0x00000001),
	ROW_FIELD(GCK_SMC_IND_DATA, 0x0000ff00, 0x00000100),
	ROW_WRITE(GCK_SMC_IND_INDEX, GCK_CLKPIN_CNTL),
	ROW_CLEAR(GCK_SMC_IND_DATA, 0x00000004),
	ROW_WRITE(GCK_SMC_IND_INDEX, GCK_CLKPIN_CNTL_2),
	ROW_CLEAR(GCK_SMC_IND_DATA, 0x00000008),
	ROW_WRITE(GCK_SMC_IND_INDEX, GCK_MPLL_BYPASSCLK_SEL),
	ROW_FIELD(GCK_SMC_IND_DATA, 0x0000ff00, 0x00000400),
};

static const struct gpu_row enter[] = {
	ROW_SET(BACO_CNTL, BACO_EN),
	ROW_SET(BACO_CNTL, BACO_SCLK_SWITCH),
	ROW_POLL(BACO_CNTL, BACO_SCLK_SWITCH, BACO_SCLK_SWITCH, POLL_US),
	ROW_SET(BACO_CNTL, BACO_BCLK_OFF),
	ROW_POLL(BACO_CNTL, BACO_BCLK_OFF, BACO_BCLK_OFF, POLL_US),
	ROW_CLEAR(BACO_CNTL, BACO_ISO_DIS),
	ROW_POLL(BACO_CNTL, BACO_ISO_DIS, 0, POLL_US),
	ROW_CLEAR(BACO_CNTL, BACO_ANA_ISO_DIS),
	ROW_POLL(BACO_CNTL, BACO_ANA_ISO_DIS, 0, POLL_US),
	ROW_SET(BACO_CNTL, BACO_POWER_OFF),
	ROW_POLL(BACO_CNTL, BACO_POWER_OFF, BACO_POWER_OFF, POLL_US),
	ROW_POLL(BACO_CNTL, BACO_MODE, BACO_MODE, POLL_US),
};

static const struct gpu_row leave[] = {
	ROW_SLEEP(20000), /* hardware: between regulator off and on */
	ROW_SET(BACO_CNTL, BACO_RESET_EN),
	ROW_CLEAR(BACO_CNTL, BACO_BCLK_OFF),
	ROW_CLEAR(BACO_CNTL, BACO_POWER_OFF),
	ROW_POLL(BACO_CNTL, BACO_PWRGOOD_BF, BACO_PWRGOOD_BF, POLL_US),
	ROW_SET(BACO_CNTL, BACO_ISO_DIS),
	ROW_POLL(BACO_CNTL, BACO_PWRGOOD_REST, BACO_PWRGOOD_REST, POLL_US),
	ROW_SET(BACO_CNTL, BACO_ANA_ISO_DIS),
	ROW_CLEAR(BACO_CNTL, BACO_SCLK_SWITCH),
	ROW_CLEAR(BACO_CNTL, BACO_RESET_EN),
	ROW_POLL(BACO_CNTL, BACO_CONFIG_DONE, BACO_CONFIG_DONE, POLL_US),
	ROW_CLEAR(BACO_CNTL, BACO_EN),
	ROW_POLL(BACO_CNTL, BACO_MODE, 0, POLL_US),
	/* Tells the next driver that the contents of memory are lost. */
	ROW_WRITE(BIOS_SCRATCH_6, 0),
	ROW_WRITE(BIOS_SCRATCH_7, 0),
};

struct table {
	const char *phase;
	const struct gpu_row *rows;
	unsigned int count;
};

#define TABLE(phase, rows) { phase, rows, ARRAY_SIZE(rows) }

static const struct table polaris_before[] = {
	TABLE("pads off", pads_off),
	TABLE("memory closed", memory_closed),
	TABLE("clocks bypassed", bypass_clocks),
	TABLE("clocks bypassed", bypass_memory_clock),
	TABLE("PLLs off", plls_off),
	TABLE("PLLs off", memory_pll_off),
	TABLE("clock requests", clock_request),
};

static const struct table vegam_before[] = {
	TABLE("pads off", pads_off),
	TABLE("memory closed", memory_closed),
	TABLE("clocks bypassed", bypass_clocks),
	TABLE("PLLs off", plls_off),
	TABLE("PLLs off", settle),
	TABLE("clock requests", clock_request),
};

/* A chip that is half off must be switched on again, whatever went wrong. */
static int off_and_on(struct gpu_run *run)
{
	int entered = gpu_rows(run, "enter BACO", enter, ARRAY_SIZE(enter));
	int err;

	if (entered == -ENODEV)
		return entered;
	run->deadline = run->limit;
	err = gpu_rows(run, "leave BACO", leave, ARRAY_SIZE(leave));
	return entered ? entered : err;
}

static int baco(struct gpu_run *run, const struct table *before, unsigned int count)
{
	u32 strap, baco_cntl;
	unsigned int i;
	int err;

	run->phase = "BACO";
	err = gpu_get(run, CC_BIF_BX_FUSESTRAP0, &strap);
	gpu_tell(run, "read", "CC_BIF_BX_FUSESTRAP0",
		 gpu_address(run, CC_BIF_BX_FUSESTRAP0), strap, err);
	if (!err && !(strap & FUSESTRAP0_BACO))
		return -EOPNOTSUPP;
	if (!err)
		err = gpu_get(run, BACO_CNTL, &baco_cntl);
	/* Left inside by somebody else: all that is missing is the way out. */
	if (!err && (baco_cntl & BACO_MODE))
		return gpu_rows(run, "leave BACO", leave, ARRAY_SIZE(leave));
	for (i = 0; i < count && !err; i++)
		err = gpu_rows(run, before[i].phase, before[i].rows, before[i].count);
	return err ? err : off_and_on(run);
}

static int polaris_baco(struct gpu_run *run)
{
	return baco(run, polaris_before, ARRAY_SIZE(polaris_before));
}

static int vegam_baco(struct gpu_run *run)
{
	return baco(run, vegam_before, ARRAY_SIZE(vegam_before));
}

#define CONFIG_RESET 0x7c
#define CONFIG_RESET_MAGIC 0x39d5e86bu /* AMDGPU_ASIC_RESET_DATA */

static int config_reset(struct gpu_run *run)
{
	int err;

	run->phase = "config reset";
	err = gpu_config_put(run, CONFIG_RESET, "config reset", CONFIG_RESET_MAGIC);
	if (!err)
		err = gpu_pause(run, 100);
	return err ? err : gpu_await_memory(run, 100000);
}

const struct gpu_method gpu_polaris_baco = {
	.name = "baco",
	.citation = "amdgpu powerplay/hwmgr/polaris_baco.c",
	.run = polaris_baco,
};

const struct gpu_method gpu_vegam_baco = {
	.name = "baco",
	.citation = "amdgpu powerplay/hwmgr/polaris_baco.c, tables for CHIP_VEGAM",
	.run = vegam_baco,
};

const struct gpu_method gpu_polaris_config = {
	.name = "config",
	.citation = "amdgpu vi.c, vi_gpu_pci_config_reset()",
	.run = config_reset,
};
