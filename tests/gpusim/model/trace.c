// SPDX-License-Identifier: GPL-2.0
/* The trace: one access a line, repeated reads counted, delays summed. */
#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#include "model.h"

struct name {
	uint32_t dword;
	const char *name;
};

static const struct name polaris_names[] = {
	{ 0x1ac, "SMC_IND_INDEX_11" }, { 0x1ad, "SMC_IND_DATA_11" },
	{ 0x80, "GCK_SMC_IND_INDEX" }, { 0x81, "GCK_SMC_IND_DATA" },
	{ 0x5cc, "BIOS_SCRATCH_3" }, { 0x5cf, "BIOS_SCRATCH_6" },
	{ 0x5d0, "BIOS_SCRATCH_7" }, { 0x14d7, "CC_BIF_BX_FUSESTRAP0" },
	{ 0x14e5, "BACO_CNTL" }, { 0x150a, "CONFIG_MEMSIZE" },
	{ 0x1524, "BIF_FB_EN" }, { 0x184, "GPIOPAD_EN" },
	{ 0x193, "GPIOPAD_PD_EN" }, { 0x192, "GPIOPAD_PU_EN" },
	{ 0x182, "GPIOPAD_MASK" }, { 0x4866, "DC_GPIO_DVODATA_EN" },
	{ 0x4864, "DC_GPIO_DVODATA_MASK" }, { 0x4862, "DC_GPIO_GENERIC_EN" },
	{ 0x4860, "DC_GPIO_GENERIC_MASK" }, { 0x4886, "DC_GPIO_SYNCA_EN" },
	{ 0x4884, "DC_GPIO_SYNCA_MASK" }, { 0x4894, "DC_GPIO_PAD_STRENGTH_1" },
	{ 0xaec, "MPLL_CNTL_MODE" }, { 0xaef, "MPLL_FUNC_CNTL_2" },
	{ 0xa26, "MC_SEQ_DRAM" },
};

static const struct name soc15_names[] = {
	{ 0x0, "MM_INDEX" }, { 0x1, "MM_DATA" }, { 0x6, "MM_INDEX_HI" },
	{ 0xe, "PCIE_INDEX2" }, { 0xf, "PCIE_DATA2" },
	{ 0x4f, "BIOS_SCRATCH_3" }, { 0x52, "BIOS_SCRATCH_6" },
	{ 0x53, "BIOS_SCRATCH_7" }, { 0xd20, "RCC_BIF_STRAP0" },
	{ 0xde3, "RCC_CONFIG_MEMSIZE" }, { 0xe1c, "BIF_DOORBELL_CNTL" },
	{ 0xe1f, "BIF_FB_EN" }, { 0xe2b, "BACO_CNTL" },
};

static const struct name mp0_names[] = {
	{ 0x61, "C2PMSG_33" }, { 0x63, "C2PMSG_35" }, { 0x80, "C2PMSG_64" },
	{ 0x91, "C2PMSG_81" },
};

static const struct name mp1_names[] = {
	{ 0x282, "C2PMSG_66" }, { 0x292, "C2PMSG_82" }, { 0x29a, "C2PMSG_90" },
	{ 0x275, "C2PMSG_53" }, { 0x276, "C2PMSG_54" }, { 0x28b, "C2PMSG_75" },
};

static const char *find(const struct name *names, size_t count, uint32_t dword)
{
	for (size_t i = 0; i < count; i++)
		if (names[i].dword == dword)
			return names[i].name;
	return NULL;
}

/* model_register_name() - its name in the driver's headers, NULL without */
const char *model_register_name(const struct gpu_model *gpu, uint32_t dword)
{
	const char *name;

	if (gpu->family->generation == POLARIS)
		return find(polaris_names, COUNT(polaris_names), dword);
	if (dword == THM_BACO_CNTL(gpu))
		return "THM_BACO_CNTL";
	name = find(soc15_names, COUNT(soc15_names), dword);
	if (!name)
		name = find(mp0_names, COUNT(mp0_names), dword - gpu->base.mp0);
	if (!name)
		name = find(mp1_names, COUNT(mp1_names), dword - gpu->base.mp1);
	return name;
}

static void put_delay(struct trace *trace)
{
	if (trace->delay)
		fprintf(trace->file, "    DELAY total=%" PRIu64 " us\n",
			trace->delay);
	trace->delay = 0;
}

static void put_pending(struct trace *trace)
{
	if (trace->repeated)
		fprintf(trace->file, "      ... repeated %" PRIu64 " more\n",
			trace->repeated);
	trace->repeated = 0;
	put_delay(trace);
}

static void put_line(struct trace *trace, const char *line, bool collapse)
{
	if (collapse && !strcmp(line, trace->last)) {
		trace->repeated++;
		return;
	}
	put_pending(trace);
	fprintf(trace->file, "%s\n", line);
	snprintf(trace->last, sizeof(trace->last), "%s", collapse ? line : "");
}

/* trace_register() - @direction is 'R' or 'W' */
void trace_register(struct gpu_model *gpu, char direction, uint32_t dword,
		    uint32_t value)
{
	const char *name;
	char line[96], raw[24];

	if (!gpu->trace.file)
		return;
	name = model_register_name(gpu, dword);
	snprintf(raw, sizeof(raw), "(raw 0x%x)", dword);
	snprintf(line, sizeof(line), "  %c  %05x %-20s %s %08x", direction,
		 dword, name ? name : raw, direction == 'R' ? "->" : "<-",
		 value);
	put_line(&gpu->trace, line, direction == 'R');
}

void trace_config(struct gpu_model *gpu, char direction, unsigned int fn,
		  unsigned int offset, unsigned int size, uint32_t value)
{
	static const char sizes[] = { '?', 'B', 'W', '?', 'D' };
	char line[96];

	if (!gpu->trace.file)
		return;
	snprintf(line, sizeof(line), "  CFG fn%u %c%c %02x %s %0*x", fn,
		 direction, sizes[size], offset,
		 direction == 'R' ? "->" : "<-", (int)size * 2, value);
	put_line(&gpu->trace, line, direction == 'R');
}

void trace_note(struct gpu_model *gpu, const char *format, ...)
{
	char line[96];
	va_list list;

	if (!gpu->trace.file)
		return;
	va_start(list, format);
	vsnprintf(line, sizeof(line), format, list);
	va_end(list);
	put_line(&gpu->trace, line, false);
}

void gpu_model_trace(struct gpu_model *gpu, FILE *file)
{
	gpu_model_trace_end(gpu);
	gpu->trace = (struct trace){ .file = file };
}

void gpu_model_trace_end(struct gpu_model *gpu)
{
	if (!gpu->trace.file)
		return;
	put_pending(&gpu->trace);
	gpu->trace.last[0] = '\0';
	fflush(gpu->trace.file);
}
