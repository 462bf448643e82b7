// SPDX-License-Identifier: GPL-2.0
/* acsdiag reset: can this GPU be reset, does it need it, and do it. */

#include <stdlib.h>
#include <string.h>

#include "act/reset.h"
#include "analyse/resets.h"
#include "command.h"
#include "report/resets.h"
#include "source/resets.h"

#define READINGS_MAX 8

/* A file stands for the machine where one is given. */
static enum status read_all(struct context *ctx, struct resets *resets,
			    const struct pci_addr *probe)
{
	struct source_error error = { 0 };
	int err;

	if (ctx->request.sysroot || ctx->request.inputs_count > 1)
		return command_fail(ctx, STATUS_USAGE,
				    "reset reads the acsdiag module, or one --input that \"acsdiag reset --json\" wrote");
	if (ctx->request.inputs_count)
		err = resets_saved(resets, ctx->request.inputs[0], &error);
	else if (probe)
		err = resets_probe(resets, *probe, &error);
	else
		err = resets_read(resets, &error);
	return err ? command_fail(ctx, STATUS_DATA, "%s", error.text) : STATUS_OK;
}

static enum status find_card(struct context *ctx, const struct resets *resets,
			     struct pci_addr addr, const struct gpu **gpu)
{
	*gpu = resets_find(resets, addr);
	if (*gpu)
		return STATUS_OK;
	return command_fail(ctx, STATUS_USAGE,
			    "%s is no GPU that acsdiag knows how to reset: acsdiag reset list shows those",
			    ctx->args[1]);
}

static enum status list(struct context *ctx, struct resets *resets)
{
	enum status status = read_all(ctx, resets, NULL);

	if (status != STATUS_OK)
		return status;
	resets_list(ctx->report, resets);
	resets_data(ctx->report->data, resets);
	return STATUS_OK;
}

static enum status show(struct context *ctx, struct resets *resets,
			struct pci_addr addr)
{
	const struct gpu *gpu;
	enum status status = read_all(ctx, resets, &addr);

	if (status == STATUS_OK)
		status = find_card(ctx, resets, addr, &gpu);
	if (status != STATUS_OK)
		return status;
	resets_show(ctx->report, resets, gpu);
	resets_data(ctx->report->data, resets);
	return STATUS_OK;
}

static enum status verdict(const struct gpu *gpu)
{
	switch (resets_advice(gpu)) {
	case ADVICE_NONE:
		return STATUS_OK;
	case ADVICE_LOOK:
		return STATUS_DATA;
	default:
		return STATUS_NO;
	}
}

/* The files behind the card's address, each a reading of another time. */
static enum status read_earlier(struct context *ctx, struct pci_addr addr,
				struct resets **earlier,
				struct resets_reading *readings)
{
	for (size_t i = 2; i < ctx->args_count; i++) {
		struct source_error error = { 0 };
		struct resets *resets = resets_new();
		enum status status;

		earlier[i - 2] = resets;
		if (!resets)
			return command_no_memory(ctx);
		if (resets_saved(resets, ctx->args[i], &error))
			return command_fail(ctx, STATUS_DATA, "%s", error.text);
		readings[i - 2].when = ctx->args[i];
		status = find_card(ctx, resets, addr, &readings[i - 2].gpu);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

static enum status probe(struct context *ctx, struct resets *resets,
			 struct pci_addr addr)
{
	struct resets *earlier[READINGS_MAX] = { NULL };
	struct resets_reading readings[READINGS_MAX + 1];
	size_t count = ctx->args_count - 2;
	struct resets_reading *now = &readings[count];
	enum status status = read_all(ctx, resets, &addr);

	now->when = "now";
	if (status == STATUS_OK)
		status = find_card(ctx, resets, addr, &now->gpu);
	if (status == STATUS_OK)
		status = read_earlier(ctx, addr, earlier, readings);
	if (status == STATUS_OK) {
		resets_compare(ctx->report, readings, count + 1);
		resets_data(ctx->report->data, resets);
		status = verdict(now->gpu);
	}
	for (size_t i = 0; i < count; i++)
		resets_free(earlier[i]);
	return status;
}

static void tell_step(const struct reset_step *step, void *arg)
{
	struct context *ctx = arg;

	resets_step(ctx->report, step);
	command_tell_so_far(ctx);
}

static enum status run_and_tell(struct context *ctx, const struct resets *before,
				const struct gpu *gpu, struct resets *after)
{
	const struct reset_watch watch = { .step = tell_step, .arg = ctx };
	struct source_error source_error = { 0 };
	char error[ACT_ERROR_LEN];
	const struct gpu *now;
	int answer;

	resets_begin(ctx->report, gpu);
	command_tell_so_far(ctx);
	if (act_reset(gpu, after, &watch, &answer, error))
		return command_fail(ctx, STATUS_DATA, "%s", error);
	if (resets_probe(after, gpu->addr, &source_error))
		return command_fail(ctx, STATUS_DATA, "%s", source_error.text);
	now = resets_find(after, gpu->addr);
	if (!now)
		return command_fail(ctx, STATUS_DATA, "the card left the bus");
	resets_forget(after, resets_latest(before));
	resets_ran(ctx->report, after, now, answer);
	resets_data(ctx->report->data, after);
	return resets_left(after, now) == GPU_CLEAN ? STATUS_OK : STATUS_NO;
}

static enum status run(struct context *ctx, struct resets *resets,
		       struct pci_addr addr)
{
	struct resets *after;
	const struct gpu *gpu;
	enum status status;

	if (ctx->request.inputs_count)
		return command_fail(ctx, STATUS_USAGE,
				    "a file cannot be reset: leave --input out");
	status = read_all(ctx, resets, NULL);
	if (status == STATUS_OK)
		status = find_card(ctx, resets, addr, &gpu);
	if (status != STATUS_OK)
		return status;
	after = resets_new();
	if (!after)
		return command_no_memory(ctx);
	status = run_and_tell(ctx, resets, gpu, after);
	resets_free(after);
	return status;
}

static const struct {
	const char *word;
	size_t max_args;
	enum status (*run)(struct context *ctx, struct resets *resets,
			   struct pci_addr addr);
} verbs[] = {
	{ "show", 2, show },
	{ "probe", 2 + READINGS_MAX, probe },
	{ "run", 2, run },
};

static enum status run_verb(struct context *ctx, struct resets *resets)
{
	const char *word = ctx->args[0];
	struct pci_addr addr;

	if (!strcmp(word, "list") && ctx->args_count == 1)
		return list(ctx, resets);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		if (strcmp(word, verbs[i].word))
			continue;
		if (ctx->args_count < 2 || ctx->args_count > verbs[i].max_args)
			break;
		if (addr_parse(ctx->args[1], &addr, NULL))
			return command_fail(ctx, STATUS_USAGE,
					    "%s is no address: write it as 0000:03:00.0",
					    ctx->args[1]);
		return verbs[i].run(ctx, resets, addr);
	}
	return command_fail(ctx, STATUS_USAGE,
			    "reset takes list, show DEV, probe DEV [FILE...] or run DEV");
}

static enum status run_reset(struct context *ctx)
{
	struct resets *resets = resets_new();
	enum status status;

	if (!resets)
		return command_no_memory(ctx);
	status = run_verb(ctx, resets);
	resets_free(resets);
	return status;
}

const struct command cmd_reset = {
	.name = "reset",
	.arguments = "list|show DEV|probe DEV [FILE...]|run DEV",
	.summary = "GPUs that do not come back by themselves: what resets them, their state, do it",
	.min_args = 1,
	.max_args = 2 + READINGS_MAX,
	.run = run_reset,
};
