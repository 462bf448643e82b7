/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TESTS_RESET_AMDGPU_STUB_H
#define TESTS_RESET_AMDGPU_STUB_H

/*
 * What the BACO files of Linux' own driver take from the rest of it, so that
 * they compile as they are and run in front of the model: registers, sleep, and
 * messages to the power controller.
 */

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint32_t u32;

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

enum BACO_STATE {
	BACO_STATE_OUT,
	BACO_STATE_IN,
};

enum { BACO_SUPPORT = 1, PHM_PlatformCaps_BACO };

enum asic_type {
	CHIP_TOPAZ, CHIP_TONGA, CHIP_FIJI, CHIP_POLARIS10, CHIP_POLARIS11,
	CHIP_POLARIS12, CHIP_VEGAM,
};

/* Blocks by either of the two numbers that the tables have for them. */
enum { NBIF_HWIP = 120, THM_HWIP, BLOCKS };

struct amdgpu_device {
	uint32_t *reg_offset[BLOCKS][1];
	enum asic_type asic_type;
	bool ras_enabled;
	void *dev;
};

struct pp_hwmgr {
	void *adev;
	enum asic_type chip_id;
	struct {
		uint32_t platformCaps;
	} platform_descriptor;
};

struct amdgpu_ras;

uint32_t oracle_read(uint32_t dword);
void oracle_write(uint32_t dword, uint32_t value);
void oracle_sleep(uint32_t us);
int oracle_message(uint32_t message, uint32_t parameter);

#define RREG32(dword) oracle_read(dword)
#define WREG32(dword, value) oracle_write(dword, value)
#define msleep(ms) oracle_sleep((ms) * 1000)
#define udelay(us) oracle_sleep(us)

static inline bool phm_cap_enabled(uint32_t caps, uint32_t cap)
{
	(void)caps;
	(void)cap;
	return true;
}

static inline struct amdgpu_ras *amdgpu_ras_get_context(struct amdgpu_device *adev)
{
	(void)adev;
	return NULL;
}

static inline void dev_warn(void *dev, const char *what)
{
	(void)dev;
	(void)what;
}

static inline int smum_send_msg_to_smc_with_parameter(struct pp_hwmgr *hwmgr,
						      uint16_t message,
						      uint32_t parameter,
						      uint32_t *answer)
{
	(void)hwmgr;
	(void)answer;
	return oracle_message(message, parameter);
}

static inline int smum_send_msg_to_smc(struct pp_hwmgr *hwmgr, uint16_t message,
				       uint32_t *answer)
{
	return smum_send_msg_to_smc_with_parameter(hwmgr, message, 0, answer);
}

#define SOC15_REG_ENTRY(ip, inst, reg) ip##_HWIP, inst, reg##_BASE_IDX, reg
#define RREG32_SOC15(ip, inst, reg) \
	oracle_read(adev->reg_offset[ip##_HWIP][inst][reg##_BASE_IDX] + (reg))
#define WREG32_SOC15(ip, inst, reg, value) \
	oracle_write(adev->reg_offset[ip##_HWIP][inst][reg##_BASE_IDX] + (reg), value)

int tonga_baco_set_state(struct pp_hwmgr *hwmgr, enum BACO_STATE state);
int fiji_baco_set_state(struct pp_hwmgr *hwmgr, enum BACO_STATE state);
int vega20_set_pptable_driver_address(struct pp_hwmgr *hwmgr);

#endif
