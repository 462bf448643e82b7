// SPDX-License-Identifier: GPL-2.0
/* Messages of the module about resets, read into the model. */

#include <errno.h>
#include <linux/acsdiag.h>
#include <netlink/genl/genl.h>

#include "source/resets.h"

static struct nla_policy reset_policy[ACSDIAG_A_RESET_MAX + 1] = {
	[ACSDIAG_A_RESET_DOMAIN] = { .type = NLA_U32 },
	[ACSDIAG_A_RESET_REQUESTER_ID] = { .type = NLA_U16 },
	[ACSDIAG_A_RESET_VENDOR] = { .type = NLA_U16 },
	[ACSDIAG_A_RESET_DEVICE] = { .type = NLA_U16 },
	[ACSDIAG_A_RESET_FLAGS] = { .type = NLA_U32 },
	[ACSDIAG_A_RESET_FAMILY] = { .type = NLA_STRING },
	[ACSDIAG_A_RESET_TITLE] = { .type = NLA_STRING },
	[ACSDIAG_A_RESET_EVIDENCE] = { .type = NLA_U32 },
	[ACSDIAG_A_RESET_METHOD] = { .type = NLA_STRING },
	[ACSDIAG_A_RESET_KERNEL_METHODS] = { .type = NLA_STRING },
	[ACSDIAG_A_RESET_BUS_RESET_HARMS] = { .type = NLA_STRING },
	[ACSDIAG_A_RESET_NOT_OFFERED] = { .type = NLA_STRING },
	[ACSDIAG_A_RESET_FINDING] = { .type = NLA_NESTED },
};

static struct nla_policy finding_policy[ACSDIAG_A_FINDING_MAX + 1] = {
	[ACSDIAG_A_FINDING_STATE] = { .type = NLA_U32 },
	[ACSDIAG_A_FINDING_REASON] = { .type = NLA_STRING },
	[ACSDIAG_A_FINDING_READING] = { .type = NLA_NESTED },
};

static struct nla_policy reading_policy[ACSDIAG_A_READING_MAX + 1] = {
	[ACSDIAG_A_READING_SPACE] = { .type = NLA_STRING },
	[ACSDIAG_A_READING_NAME] = { .type = NLA_STRING },
	[ACSDIAG_A_READING_ADDRESS] = { .type = NLA_U32 },
	[ACSDIAG_A_READING_VALUE] = { .type = NLA_U32 },
};

static struct nla_policy past_policy[ACSDIAG_A_PAST_MAX + 1] = {
	[ACSDIAG_A_PAST_NUMBER] = { .type = NLA_U32 },
	[ACSDIAG_A_PAST_DOMAIN] = { .type = NLA_U32 },
	[ACSDIAG_A_PAST_REQUESTER_ID] = { .type = NLA_U16 },
	[ACSDIAG_A_PAST_VENDOR] = { .type = NLA_U16 },
	[ACSDIAG_A_PAST_DEVICE] = { .type = NLA_U16 },
	[ACSDIAG_A_PAST_TIME] = { .type = NLA_U64 },
	[ACSDIAG_A_PAST_PID] = { .type = NLA_U32 },
	[ACSDIAG_A_PAST_COMM] = { .type = NLA_STRING },
	[ACSDIAG_A_PAST_METHOD] = { .type = NLA_STRING },
	[ACSDIAG_A_PAST_TRIES] = { .type = NLA_U32 },
	[ACSDIAG_A_PAST_STEPS] = { .type = NLA_U32 },
	[ACSDIAG_A_PAST_DURATION] = { .type = NLA_U64 },
	[ACSDIAG_A_PAST_ERROR] = { .type = NLA_U32 },
	[ACSDIAG_A_PAST_BEFORE] = { .type = NLA_U32 },
	[ACSDIAG_A_PAST_AFTER] = { .type = NLA_U32 },
	[ACSDIAG_A_PAST_FAILURE] = { .type = NLA_STRING },
};

static struct nla_policy step_policy[ACSDIAG_A_STEP_MAX + 1] = {
	[ACSDIAG_A_STEP_NUMBER] = { .type = NLA_U32 },
	[ACSDIAG_A_STEP_METHOD] = { .type = NLA_STRING },
	[ACSDIAG_A_STEP_PHASE] = { .type = NLA_STRING },
	[ACSDIAG_A_STEP_WHAT] = { .type = NLA_STRING },
	[ACSDIAG_A_STEP_NAME] = { .type = NLA_STRING },
	[ACSDIAG_A_STEP_ADDRESS] = { .type = NLA_U32 },
	[ACSDIAG_A_STEP_VALUE] = { .type = NLA_U32 },
	[ACSDIAG_A_STEP_ERROR] = { .type = NLA_U32 },
};

static const char *const evidences[] = {
	[ACSDIAG_EVIDENCE_PORTED] = "ported",
	[ACSDIAG_EVIDENCE_MODELLED] = "modelled",
	[ACSDIAG_EVIDENCE_REPORTED] = "reported",
};

static const char *text(struct resets *resets, struct nlattr *a)
{
	return a ? resets_text(resets, nla_get_string(a)) : NULL;
}

static uint32_t u32(const struct nlattr *a)
{
	return a ? nla_get_u32(a) : 0;
}

static uint16_t u16(const struct nlattr *a)
{
	return a ? nla_get_u16(a) : 0;
}

static enum gpu_state state(const struct nlattr *a)
{
	uint32_t told = u32(a);

	return told < GPU_STATES ? (enum gpu_state)told : GPU_UNKNOWN;
}

static struct pci_addr address(const struct nlattr *domain,
			       const struct nlattr *requester_id)
{
	uint16_t id = u16(requester_id);

	return (struct pci_addr) {
		.domain = u32(domain),
		.bus = (uint8_t)(id >> 8),
		.devfn = (uint8_t)id,
	};
}

static int take_reading(struct resets *resets, struct nlattr *nest,
			struct gpu_register *to)
{
	struct nlattr *attrs[ACSDIAG_A_READING_MAX + 1];

	if (nla_parse_nested(attrs, ACSDIAG_A_READING_MAX, nest,
			     reading_policy) < 0)
		return -EBADMSG;
	to->space = text(resets, attrs[ACSDIAG_A_READING_SPACE]);
	to->name = text(resets, attrs[ACSDIAG_A_READING_NAME]);
	to->address = u32(attrs[ACSDIAG_A_READING_ADDRESS]);
	to->value = u32(attrs[ACSDIAG_A_READING_VALUE]);
	return to->space && to->name ? 0 : -EBADMSG;
}

static int take_finding(struct resets *resets, struct nlattr *nest,
			struct gpu_finding *finding)
{
	struct nlattr *attrs[ACSDIAG_A_FINDING_MAX + 1], *a;
	int rest, err = 0;

	if (!nest)
		return 0;
	if (nla_parse_nested(attrs, ACSDIAG_A_FINDING_MAX, nest,
			     finding_policy) < 0)
		return -EBADMSG;
	finding->state = state(attrs[ACSDIAG_A_FINDING_STATE]);
	finding->reason = text(resets, attrs[ACSDIAG_A_FINDING_REASON]);
	nla_for_each_nested(a, nest, rest)
		if (nla_type(a) == ACSDIAG_A_FINDING_READING && !err &&
		    finding->count < GPU_REGISTERS_MAX)
			err = take_reading(resets, a,
					   &finding->registers[finding->count++]);
	return err;
}

static void take_methods(struct resets *resets, struct gpu *gpu,
			 struct genlmsghdr *header)
{
	struct nlattr *a;
	int rest;

	nla_for_each_attr(a, genlmsg_attrdata(header, 0),
			  genlmsg_attrlen(header, 0), rest)
		if (nla_type(a) == ACSDIAG_A_RESET_METHOD &&
		    gpu->methods_count < GPU_METHODS_MAX)
			gpu->methods[gpu->methods_count++] = text(resets, a);
}

static void take_words(struct resets *resets, struct gpu *gpu,
		       struct nlattr **attrs)
{
	uint32_t evidence = u32(attrs[ACSDIAG_A_RESET_EVIDENCE]);
	uint32_t flags = u32(attrs[ACSDIAG_A_RESET_FLAGS]);

	gpu->offered = flags & ACSDIAG_RESET_FLAGS_OFFERED;
	gpu->shielded = flags & ACSDIAG_RESET_FLAGS_SHIELDED;
	gpu->experimental = flags & ACSDIAG_RESET_FLAGS_EXPERIMENTAL;
	if (evidence < sizeof(evidences) / sizeof(evidences[0]))
		gpu->evidence = evidences[evidence];
	gpu->family = text(resets, attrs[ACSDIAG_A_RESET_FAMILY]);
	gpu->title = text(resets, attrs[ACSDIAG_A_RESET_TITLE]);
	gpu->kernel_methods = text(resets, attrs[ACSDIAG_A_RESET_KERNEL_METHODS]);
	gpu->bus_reset_harms = text(resets, attrs[ACSDIAG_A_RESET_BUS_RESET_HARMS]);
	gpu->not_offered = text(resets, attrs[ACSDIAG_A_RESET_NOT_OFFERED]);
}

/**
 * resets_take_gpu() - a card
 * @resets: it is added here
 * @message: an answer to reset-get or reset-probe
 *
 * Return: 0, or -EBADMSG when it is of another protocol.
 */
int resets_take_gpu(struct resets *resets, struct nlmsghdr *message)
{
	struct nlattr *attrs[ACSDIAG_A_RESET_MAX + 1];
	struct gpu *gpu;

	if (genlmsg_parse(message, 0, attrs, ACSDIAG_A_RESET_MAX,
			  reset_policy) < 0 || !attrs[ACSDIAG_A_RESET_DOMAIN] ||
	    !attrs[ACSDIAG_A_RESET_REQUESTER_ID])
		return -EBADMSG;
	if (resets->gpus_count == RESETS_GPUS_MAX)
		return 0;

	gpu = &resets->gpus[resets->gpus_count++];
	gpu->addr = address(attrs[ACSDIAG_A_RESET_DOMAIN],
			    attrs[ACSDIAG_A_RESET_REQUESTER_ID]);
	gpu->vendor = u16(attrs[ACSDIAG_A_RESET_VENDOR]);
	gpu->device = u16(attrs[ACSDIAG_A_RESET_DEVICE]);
	take_words(resets, gpu, attrs);
	take_methods(resets, gpu, genlmsg_hdr(message));
	return take_finding(resets, attrs[ACSDIAG_A_RESET_FINDING], &gpu->finding);
}

static void take_result(struct resets *resets, struct past_reset *past,
			struct nlattr **attrs)
{
	past->method = text(resets, attrs[ACSDIAG_A_PAST_METHOD]);
	past->failure = text(resets, attrs[ACSDIAG_A_PAST_FAILURE]);
	past->tries = u32(attrs[ACSDIAG_A_PAST_TRIES]);
	past->steps = u32(attrs[ACSDIAG_A_PAST_STEPS]);
	past->error = u32(attrs[ACSDIAG_A_PAST_ERROR]);
	past->written = attrs[ACSDIAG_A_PAST_WRITTEN];
	past->before = state(attrs[ACSDIAG_A_PAST_BEFORE]);
	past->after = state(attrs[ACSDIAG_A_PAST_AFTER]);
	if (attrs[ACSDIAG_A_PAST_DURATION])
		past->duration = nla_get_u64(attrs[ACSDIAG_A_PAST_DURATION]);
}

/**
 * resets_take_past() - a reset that was tried
 * @resets: keeps its texts
 * @nest: the nested attributes
 * @past: filled in
 *
 * Return: 0, or -EBADMSG when it is of another protocol.
 */
int resets_take_past(struct resets *resets, struct nlattr *nest,
		     struct past_reset *past)
{
	struct nlattr *attrs[ACSDIAG_A_PAST_MAX + 1];

	if (nla_parse_nested(attrs, ACSDIAG_A_PAST_MAX, nest, past_policy) < 0)
		return -EBADMSG;
	past->number = u32(attrs[ACSDIAG_A_PAST_NUMBER]);
	past->addr = address(attrs[ACSDIAG_A_PAST_DOMAIN],
			     attrs[ACSDIAG_A_PAST_REQUESTER_ID]);
	past->vendor = u16(attrs[ACSDIAG_A_PAST_VENDOR]);
	past->device = u16(attrs[ACSDIAG_A_PAST_DEVICE]);
	past->pid = u32(attrs[ACSDIAG_A_PAST_PID]);
	past->comm = text(resets, attrs[ACSDIAG_A_PAST_COMM]);
	if (attrs[ACSDIAG_A_PAST_TIME])
		past->time = nla_get_u64(attrs[ACSDIAG_A_PAST_TIME]);
	take_result(resets, past, attrs);
	return 0;
}

/**
 * resets_take_step() - a step of a reset that is being run
 * @resets: keeps its texts
 * @nest: the nested attributes
 * @step: filled in
 *
 * Return: 0, or -EBADMSG when it is of another protocol.
 */
int resets_take_step(struct resets *resets, struct nlattr *nest,
		     struct reset_step *step)
{
	struct nlattr *attrs[ACSDIAG_A_STEP_MAX + 1];

	if (nla_parse_nested(attrs, ACSDIAG_A_STEP_MAX, nest, step_policy) < 0)
		return -EBADMSG;
	step->number = u32(attrs[ACSDIAG_A_STEP_NUMBER]);
	step->method = text(resets, attrs[ACSDIAG_A_STEP_METHOD]);
	step->phase = text(resets, attrs[ACSDIAG_A_STEP_PHASE]);
	step->what = text(resets, attrs[ACSDIAG_A_STEP_WHAT]);
	step->name = text(resets, attrs[ACSDIAG_A_STEP_NAME]);
	step->address = u32(attrs[ACSDIAG_A_STEP_ADDRESS]);
	step->value = u32(attrs[ACSDIAG_A_STEP_VALUE]);
	step->error = u32(attrs[ACSDIAG_A_STEP_ERROR]);
	return 0;
}
