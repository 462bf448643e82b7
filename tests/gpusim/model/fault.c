// SPDX-License-Identifier: GPL-2.0
/* What can go wrong with a card, at once, at an access or at a time. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"

static const char *const fault_names[FAULT_KINDS] = {
	[SMU_SILENT] = "smu-silent",
	[SMU_FD] = "smu-fd",
	[SMU_ONES] = "smu-ones",
	[PSP_DEAD] = "psp-dead",
	[PSP_SHY] = "psp-shy",
	[PSP_MUTE] = "psp-mute",
	[NO_DISCOVERY] = "no-discovery",
	[MEMSIZE_ONES] = "memsize-ones",
	[STUCK] = "stuck",
	[IGNORE_WRITES] = "ignore-writes",
	[BACO_WEAK] = "baco-weak",
	[PM_STUCK] = "pm-stuck",
	[CONFIG_LOST] = "config-lost",
	[NO_BACO] = "no-baco",
	[READS_ONES] = "ones",
	[LINK_LOSS] = "link-loss",
};

/* A number that fills the text up to @end; false when it does not. */
static bool number(const char *text, const char *end, uint64_t *value)
{
	char *stop;

	*value = strtoull(text, &stop, 0);
	return stop == end && stop != text;
}

static bool parse_trigger(const struct gpu_model *gpu, const char *text,
			  struct fault *fault)
{
	const char *end = text + strlen(text);
	uint64_t value;

	if (!strncmp(text, "access=", 7) && number(text + 7, end, &value))
		fault->access = gpu->accesses + value;
	else if (!strncmp(text, "time=", 5) && number(text + 5, end, &value))
		fault->time = gpu->now + value;
	else
		return false;
	return true;
}

static bool parse_name(const char *spec, size_t length, struct fault *fault)
{
	const char *equals = memchr(spec, '=', length);
	size_t name = equals ? (size_t)(equals - spec) : length;
	uint64_t value = 0;

	for (fault->kind = 0; fault->kind < FAULT_KINDS; fault->kind++)
		if (strlen(fault_names[fault->kind]) == name &&
		    !strncmp(fault_names[fault->kind], spec, name))
			break;
	if (fault->kind == FAULT_KINDS || !equals != (fault->kind != STUCK))
		return false;
	if (equals && !number(equals + 1, spec + length, &value))
		return false;
	fault->value = value;
	return true;
}

static void begin(struct gpu_model *gpu, struct fault *fault)
{
	fault->active = true;
	trace_note(gpu, "FAULT %s", fault_names[fault->kind]);
	switch (fault->kind) {
	case SMU_FD:
		if (gpu->family->generation != POLARIS)
			gpu->mmio[C2PMSG_90(gpu)] = 0xfd;
		break;
	case STUCK:
		if (fault->value < MMIO_DWORDS(gpu))
			fault->kept = gpu->mmio[fault->value];
		break;
	case NO_BACO:
		model_strap(gpu);
		break;
	case LINK_LOSS:
		gpu->gone = true;
		break;
	default:
		break;
	}
}

/* model_faults_tick() - begin those whose access or time has come */
void model_faults_tick(struct gpu_model *gpu)
{
	for (unsigned int i = 0; i < MODEL_FAULTS; i++) {
		struct fault *fault = &gpu->fault[i];

		if (fault->kind == FAULT_KINDS || fault->active)
			continue;
		if (gpu->accesses >= fault->access && gpu->now >= fault->time)
			begin(gpu, fault);
	}
}

int gpu_model_fault(struct gpu_model *gpu, const char *spec)
{
	const char *at = strchr(spec, '@');
	size_t length = at ? (size_t)(at - spec) : strlen(spec);
	struct fault fault = { 0 };
	unsigned int i;

	if (!parse_name(spec, length, &fault))
		return -EINVAL;
	if (at && !parse_trigger(gpu, at + 1, &fault))
		return -EINVAL;
	for (i = 0; i < MODEL_FAULTS; i++)
		if (gpu->fault[i].kind == FAULT_KINDS)
			break;
	if (i == MODEL_FAULTS)
		return -ENOSPC;
	gpu->fault[i] = fault;
	model_faults_tick(gpu);
	return 0;
}

void gpu_model_mend(struct gpu_model *gpu)
{
	for (unsigned int i = 0; i < MODEL_FAULTS; i++)
		gpu->fault[i] = (struct fault){ .kind = FAULT_KINDS };
}

bool model_faulty(const struct gpu_model *gpu, enum fault_kind kind)
{
	for (unsigned int i = 0; i < MODEL_FAULTS; i++)
		if (gpu->fault[i].kind == kind && gpu->fault[i].active)
			return true;
	return false;
}

/* model_stuck() - the fault by which a register keeps its value, if any */
const struct fault *model_stuck(const struct gpu_model *gpu, uint32_t dword)
{
	for (unsigned int i = 0; i < MODEL_FAULTS; i++)
		if (gpu->fault[i].kind == STUCK && gpu->fault[i].active &&
		    gpu->fault[i].value == dword)
			return &gpu->fault[i];
	return NULL;
}
