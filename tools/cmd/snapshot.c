// SPDX-License-Identifier: GPL-2.0
/* acsdiag snapshot: all facts of a machine, as a file for others. */

#include "command.h"
#include "source/snapshot.h"

static enum status run_snapshot(struct context *ctx)
{
	bool hostname = command_given(ctx, "hostname");

	if (machine_to_json(ctx->machine, hostname, ctx->report->data))
		return command_no_memory(ctx);
	ctx->json = true;
	ctx->output = ctx->args_count ? ctx->args[0] : NULL;
	return STATUS_OK;
}

static const struct option_spec options[] = {
	{ "hostname", NULL, "name the machine in the snapshot", 0 },
	{ 0 },
};

const struct command cmd_snapshot = {
	.name = "snapshot",
	.arguments = "[FILE]",
	.summary = "all facts as JSON, for --input here or elsewhere; no serial numbers",
	.options = options,
	.max_args = 1,
	.needs_machine = true,
	.details = true,
	.run = run_snapshot,
};
