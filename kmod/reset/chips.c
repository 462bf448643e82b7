// SPDX-License-Identifier: GPL-2.0
/*
 * Which chips there are, and how each family is reset.
 *
 * IDs: amdgpu_drv.c. What a bus reset does, and which experimental sequences
 * work at all: what owners reported to the vendor-reset project (gnif/vendor-reset
 * on GitHub); the numbers are of its issues.
 */

#include <linux/string.h>

#include "core.h"

#define AMD 0x1002

/* Registers. */

static const struct gpu_generation polaris = {
	.memsize = GPU_REG(GPU_FIXED, 0x150a),
	.scratch_3 = GPU_REG(GPU_FIXED, 0x5cc),
	.baco_cntl = GPU_REG(GPU_FIXED, 0x14e5),
	.baco_mode = 0x40,
	.look = gpu_look_polaris,
};

#define PSP_GENERATION(flags, thm) \
	.memsize = GPU_REG(GPU_FIXED, 0xde3), \
	.scratch_3 = NBIF_SCRATCH_3, \
	.baco_cntl = NBIF_BACO_CNTL, \
	.baco_mode = NBIF_BACO_MODE, \
	.firmware_flags = GPU_REG(GPU_SMN, flags), \
	.thm_baco_cntl = GPU_REG(GPU_THM, thm), \
	.look = gpu_look_psp

static const struct gpu_generation vega10 = {
	PSP_GENERATION(0x03b10028, 0x7c),
};

static const struct gpu_generation vega20 = {
	PSP_GENERATION(0x03b10024, 0x81),
};

static const struct gpu_generation arcturus = {
	PSP_GENERATION(0x03b10024, 0xa7),
};

static const struct gpu_generation navi1x = {
	PSP_GENERATION(0x03b10024, 0x81),
	.waits_for_bootloader = true,
	.discovery = GPU_BASES_CHECKED,
};

static const struct gpu_generation navi2x = {
	PSP_GENERATION(0x03b10024, 0x81),
	.waits_for_bootloader = true,
};

static const struct gpu_generation navi3x = {
	PSP_GENERATION(0x03b10024, 0x81),
	.waits_for_bootloader = true,
	.discovery = GPU_BASES_UNKNOWN,
};

/* Families. */

#define POLARIS_BUS "it does not come back in time, and the port reports a completion time-out (44, 72)"
#define VEGA_BUS "it leaves the firmware running; no report of a card that it helped"
#define NAVI_BUS "the security processor does not come back, nor does the discovery table (3)"

enum family {
	POLARIS10, POLARIS11, POLARIS12, VEGAM,
	VEGA10, VEGA12, VEGA20, ARCTURUS,
	NAVI10, NAVI12, NAVI14,
	NAVI21, NAVI22, NAVI23, NAVI24, NAVI31, NAVI32, NAVI48,
};

static const struct gpu_family families[] = {
	[POLARIS10] = {
		.name = "polaris10", .title = "Polaris 10",
		.evidence = GPU_MODELLED,
		.bus_reset_harms = POLARIS_BUS,
		.methods = { &gpu_polaris_baco, &gpu_polaris_config },
		.generation = &polaris,
	},
	[POLARIS11] = {
		.name = "polaris11", .title = "Polaris 11",
		.evidence = GPU_MODELLED,
		.bus_reset_harms = POLARIS_BUS,
		.methods = { &gpu_polaris_baco, &gpu_polaris_config },
		.generation = &polaris,
	},
	[POLARIS12] = {
		.name = "polaris12", .title = "Polaris 12",
		.evidence = GPU_MODELLED,
		.bus_reset_harms = POLARIS_BUS,
		.methods = { &gpu_polaris_baco, &gpu_polaris_config },
		.generation = &polaris,
	},
	[VEGAM] = {
		.name = "vegam", .title = "Vega M",
		.evidence = GPU_MODELLED,
		.bus_reset_harms = POLARIS_BUS,
		.methods = { &gpu_vegam_baco, &gpu_polaris_config },
		.generation = &polaris,
	},
	[VEGA10] = {
		.name = "vega10", .title = "Vega 10",
		.evidence = GPU_MODELLED,
		.bus_reset_harms = VEGA_BUS,
		.methods = { &gpu_vega_mode1, &gpu_vega10_baco },
		.generation = &vega10,
	},
	[VEGA12] = {
		.name = "vega12", .title = "Vega 12",
		.evidence = GPU_MODELLED,
		.bus_reset_harms = VEGA_BUS,
		.methods = { &gpu_vega_mode1, &gpu_vega12_baco },
		.generation = &vega10,
	},
	[VEGA20] = {
		.name = "vega20", .title = "Vega 20",
		.evidence = GPU_MODELLED,
		.bus_reset_harms = VEGA_BUS,
		.methods = { &gpu_vega_mode1, &gpu_vega20_baco },
		.generation = &vega20,
	},
	[ARCTURUS] = {
		.name = "arcturus", .title = "Arcturus (MI100)",
		.evidence = GPU_PORTED,
		.experimental = true,
		.methods = { &gpu_vega_mode1, &gpu_arcturus_baco },
		.generation = &arcturus,
	},
	[NAVI10] = {
		.name = "navi10", .title = "Navi 10",
		.evidence = GPU_MODELLED,
		.bus_reset_harms = NAVI_BUS,
		.methods = { &gpu_navi1x_mode1, &gpu_navi1x_baco },
		.generation = &navi1x,
	},
	[NAVI12] = {
		.name = "navi12", .title = "Navi 12",
		.evidence = GPU_MODELLED,
		.bus_reset_harms = NAVI_BUS,
		.methods = { &gpu_navi1x_mode1, &gpu_navi1x_baco },
		.generation = &navi1x,
	},
	[NAVI14] = {
		.name = "navi14", .title = "Navi 14",
		.evidence = GPU_MODELLED,
		.bus_reset_harms = NAVI_BUS,
		.methods = { &gpu_navi1x_mode1, &gpu_navi1x_baco },
		.generation = &navi1x,
	},
	[NAVI21] = {
		.name = "navi21", .title = "Navi 21",
		.evidence = GPU_PORTED,
		.experimental = true,
		.methods = { &gpu_navi2x_smu, &gpu_navi2x_mode1 },
		.generation = &navi2x,
	},
	[NAVI22] = {
		.name = "navi22", .title = "Navi 22",
		.evidence = GPU_PORTED,
		.experimental = true,
		.methods = { &gpu_navi2x_smu, &gpu_navi2x_mode1 },
		.generation = &navi2x,
	},
	[NAVI23] = {
		.name = "navi23", .title = "Navi 23",
		.evidence = GPU_PORTED,
		.experimental = true,
		.methods = { &gpu_navi2x_smu, &gpu_navi2x_mode1 },
		.generation = &navi2x,
	},
	[NAVI24] = {
		.name = "navi24", .title = "Navi 24",
		.evidence = GPU_PORTED,
		.experimental = true,
		.methods = { &gpu_navi2x_smu, &gpu_navi2x_mode1 },
		.generation = &navi2x,
	},
	[NAVI31] = {
		.name = "navi31", .title = "Navi 31",
		.evidence = GPU_PORTED,
		.experimental = true,
		.methods = { &gpu_navi3x_debug, &gpu_navi3x_mode1 },
		.generation = &navi3x,
	},
	[NAVI32] = {
		.name = "navi32", .title = "Navi 32",
		.evidence = GPU_PORTED,
		.experimental = true,
		.methods = { &gpu_navi3x_debug, &gpu_navi3x_mode1 },
		.generation = &navi3x,
	},
	[NAVI48] = {
		.name = "navi48", .title = "Navi 48",
		.evidence = GPU_PORTED,
		.bus_reset_harms = "it is lost in D3cold with a corrupt config space until the host is switched off (107)",
		.no_method = "no sequence is known to reset it; suspending the host for a moment does",
	},
};

#define CHIP(id, family) { AMD, id, &families[family] }

static const struct gpu_chip chips[] = {
	CHIP(0x67c0, POLARIS10),
	CHIP(0x67c1, POLARIS10),
	CHIP(0x67c2, POLARIS10),
	CHIP(0x67c4, POLARIS10),
	CHIP(0x67c7, POLARIS10),
	CHIP(0x67c8, POLARIS10),
	CHIP(0x67c9, POLARIS10),
	CHIP(0x67ca, POLARIS10),
	CHIP(0x67cc, POLARIS10),
	CHIP(0x67cf, POLARIS10),
	CHIP(0x67d0, POLARIS10),
	CHIP(0x67d4, POLARIS10),
	CHIP(0x67df, POLARIS10),
	CHIP(0x6fdf, POLARIS10),
	CHIP(0x67e0, POLARIS11),
	CHIP(0x67e1, POLARIS11),
	CHIP(0x67e3, POLARIS11),
	CHIP(0x67e7, POLARIS11),
	CHIP(0x67e8, POLARIS11),
	CHIP(0x67e9, POLARIS11),
	CHIP(0x67eb, POLARIS11),
	CHIP(0x67ef, POLARIS11),
	CHIP(0x67ff, POLARIS11),
	CHIP(0x6980, POLARIS12),
	CHIP(0x6981, POLARIS12),
	CHIP(0x6985, POLARIS12),
	CHIP(0x6986, POLARIS12),
	CHIP(0x6987, POLARIS12),
	CHIP(0x698f, POLARIS12),
	CHIP(0x6995, POLARIS12),
	CHIP(0x6997, POLARIS12),
	CHIP(0x699f, POLARIS12),
	CHIP(0x694c, VEGAM),
	CHIP(0x694e, VEGAM),
	CHIP(0x694f, VEGAM),
	CHIP(0x6860, VEGA10),
	CHIP(0x6861, VEGA10),
	CHIP(0x6862, VEGA10),
	CHIP(0x6863, VEGA10),
	CHIP(0x6864, VEGA10),
	CHIP(0x6867, VEGA10),
	CHIP(0x6868, VEGA10),
	CHIP(0x6869, VEGA10),
	CHIP(0x686a, VEGA10),
	CHIP(0x686b, VEGA10),
	CHIP(0x686c, VEGA10),
	CHIP(0x686d, VEGA10),
	CHIP(0x686e, VEGA10),
	CHIP(0x686f, VEGA10),
	CHIP(0x687f, VEGA10),
	CHIP(0x69a0, VEGA12),
	CHIP(0x69a1, VEGA12),
	CHIP(0x69a2, VEGA12),
	CHIP(0x69a3, VEGA12),
	CHIP(0x69af, VEGA12),
	CHIP(0x66a0, VEGA20),
	CHIP(0x66a1, VEGA20),
	CHIP(0x66a2, VEGA20),
	CHIP(0x66a3, VEGA20),
	CHIP(0x66a4, VEGA20),
	CHIP(0x66a7, VEGA20),
	CHIP(0x66af, VEGA20),
	CHIP(0x7388, ARCTURUS),
	CHIP(0x738c, ARCTURUS),
	CHIP(0x738e, ARCTURUS),
	CHIP(0x7390, ARCTURUS),
	CHIP(0x7310, NAVI10),
	CHIP(0x7312, NAVI10),
	CHIP(0x7318, NAVI10),
	CHIP(0x7319, NAVI10),
	CHIP(0x731a, NAVI10),
	CHIP(0x731b, NAVI10),
	CHIP(0x731e, NAVI10),
	CHIP(0x731f, NAVI10),
	CHIP(0x7360, NAVI12),
	CHIP(0x7362, NAVI12),
	CHIP(0x7340, NAVI14),
	CHIP(0x7341, NAVI14),
	CHIP(0x7347, NAVI14),
	CHIP(0x734f, NAVI14),
	CHIP(0x73a0, NAVI21),
	CHIP(0x73a1, NAVI21),
	CHIP(0x73a2, NAVI21),
	CHIP(0x73a3, NAVI21),
	CHIP(0x73a5, NAVI21),
	CHIP(0x73a8, NAVI21),
	CHIP(0x73a9, NAVI21),
	CHIP(0x73ab, NAVI21),
	CHIP(0x73ac, NAVI21),
	CHIP(0x73ad, NAVI21),
	CHIP(0x73ae, NAVI21),
	CHIP(0x73af, NAVI21),
	CHIP(0x73bf, NAVI21),
	CHIP(0x73c0, NAVI22),
	CHIP(0x73c1, NAVI22),
	CHIP(0x73c3, NAVI22),
	CHIP(0x73da, NAVI22),
	CHIP(0x73db, NAVI22),
	CHIP(0x73dc, NAVI22),
	CHIP(0x73dd, NAVI22),
	CHIP(0x73de, NAVI22),
	CHIP(0x73df, NAVI22),
	CHIP(0x73e0, NAVI23),
	CHIP(0x73e1, NAVI23),
	CHIP(0x73e2, NAVI23),
	CHIP(0x73e3, NAVI23),
	CHIP(0x73e8, NAVI23),
	CHIP(0x73e9, NAVI23),
	CHIP(0x73ea, NAVI23),
	CHIP(0x73eb, NAVI23),
	CHIP(0x73ec, NAVI23),
	CHIP(0x73ed, NAVI23),
	CHIP(0x73ef, NAVI23),
	CHIP(0x73ff, NAVI23),
	CHIP(0x7420, NAVI24),
	CHIP(0x7421, NAVI24),
	CHIP(0x7422, NAVI24),
	CHIP(0x7423, NAVI24),
	CHIP(0x7424, NAVI24),
	CHIP(0x743f, NAVI24),
	CHIP(0x744c, NAVI31),
	CHIP(0x747e, NAVI32),
	CHIP(0x7550, NAVI48),
};

/**
 * gpu_chip_at() - the rows of the table, one by one
 * @number: from 0
 *
 * Return: that row, NULL past the last one.
 */
const struct gpu_chip *gpu_chip_at(unsigned int number)
{
	return number < ARRAY_SIZE(chips) ? &chips[number] : NULL;
}

/**
 * gpu_find() - is this a chip of the table?
 * @vendor: PCI vendor ID
 * @device: PCI device ID
 *
 * Return: its row, NULL when there is none.
 */
const struct gpu_chip *gpu_find(u16 vendor, u16 device)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(chips); i++)
		if (chips[i].vendor == vendor && chips[i].device == device)
			return &chips[i];
	return NULL;
}

/**
 * gpu_family_find() - a family by its name
 * @name: "navi10"
 *
 * Return: the family, NULL when there is none of that name.
 */
const struct gpu_family *gpu_family_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(families); i++)
		if (!strcmp(families[i].name, name))
			return &families[i];
	return NULL;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Exactly four digits, then @end. */
static bool parse_hex(const char *text, char end, u16 *value)
{
	int i;

	*value = 0;
	for (i = 0; i < 4; i++) {
		if (digit(text[i]) < 0)
			return false;
		*value = *value << 4 | digit(text[i]);
	}
	return text[4] == end;
}

/**
 * gpu_parse_id() - a row of one's own: "1002:67df=polaris10"
 * @text: IDs in hexadecimal, four digits each, and the family's name
 * @chip: filled in on success
 *
 * Return: 0; -EINVAL when @text is no such thing or the vendor is not AMD,
 * -ENOENT when there is no family of that name.
 */
int gpu_parse_id(const char *text, struct gpu_chip *chip)
{
	const struct gpu_family *family;
	u16 vendor, device;

	if (!parse_hex(text, ':', &vendor) || !parse_hex(text + 5, '=', &device))
		return -EINVAL;
	/* All-ones and zero are what no device has. */
	if (vendor != AMD || !device || device == 0xffff)
		return -EINVAL;
	family = gpu_family_find(text + 10);
	if (!family)
		return -ENOENT;
	*chip = (struct gpu_chip) { vendor, device, family };
	return 0;
}

/**
 * gpu_evidence_name() - what a sequence rests on, in a word
 * @evidence: as in the family's row
 *
 * Return: a word, "" for a value that is none.
 */
const char *gpu_evidence_name(enum gpu_evidence evidence)
{
	switch (evidence) {
	case GPU_PORTED:
		return "ported";
	case GPU_MODELLED:
		return "modelled";
	case GPU_REPORTED:
		return "reported";
	}
	return "";
}

/**
 * gpu_verdict_name() - a verdict in a word or three
 * @verdict: as in a finding
 *
 * Return: the words, "" for a value that is none.
 */
const char *gpu_verdict_name(enum gpu_verdict verdict)
{
	static const char * const names[] = {
		[GPU_VERDICT_UNKNOWN] = "unknown",
		[GPU_VERDICT_OFF_BUS] = "off the bus",
		[GPU_VERDICT_STUCK_ASLEEP] = "stuck in low power",
		[GPU_VERDICT_ASLEEP] = "asleep",
		[GPU_VERDICT_MMIO_DEAD] = "registers dead",
		[GPU_VERDICT_HALF_RESET] = "broken half-way",
		[GPU_VERDICT_SMU_WEDGED] = "power controller wedged",
		[GPU_VERDICT_USED] = "used",
		[GPU_VERDICT_CLEAN] = "clean",
	};

	return verdict < ARRAY_SIZE(names) ? names[verdict] : "";
}
