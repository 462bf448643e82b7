// SPDX-License-Identifier: GPL-2.0
/* acsdiag doctor: is this host ready for passthrough, and what is to be done? */

#include <stdlib.h>

#include "analyse/doctor/doctor.h"
#include "command.h"
#include "report/doctor.h"
#include "report/heading.h"

static const struct option_spec options[] = {
	{ "list-checks", NULL, "list what is checked, and exit", 0 },
	{ 0 },
};

static enum status named_devices(struct context *ctx, const struct function **list)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < ctx->args_count; i++)
		status = command_function(ctx, ctx->args[i], &list[i]);
	return status;
}

static enum status examine(struct context *ctx, struct doctor *d)
{
	doctor_examine(d);
	if (d->host->failed)
		return command_no_memory(ctx);
	heading_open(ctx->report, ctx->machine);
	doctor_lines(ctx->report, d, ctx->verbose);
	doctor_data(ctx->report->data, d);
	heading_notes(ctx->report, ctx->machine);
	if (doctor_count(d, CHECK_FAIL))
		return STATUS_NO;
	return doctor_undecided(d) ? STATUS_DATA : STATUS_OK;
}

static enum status diagnose(struct context *ctx, const struct function **devices)
{
	struct doctor d = {
		.machine = ctx->machine,
		.devices = devices,
		.devices_count = ctx->args_count,
	};
	struct source_error error = { 0 };
	enum status status;

	if (host_facts_read(ctx->request.sysroot, &d.host, &error))
		return command_fail(ctx, STATUS_DATA, "%s", error.text);
	status = examine(ctx, &d);
	host_free(d.host);
	return status;
}

static enum status run_doctor(struct context *ctx)
{
	struct source_error error = { 0 };
	const struct function **devices;
	enum status status;

	if (command_given(ctx, "list-checks")) {
		doctor_checks(ctx->report);
		return STATUS_OK;
	}
	if (ctx->request.inputs_count)
		return command_fail(ctx, STATUS_USAGE,
				    "doctor looks at a host's files and firmware, which --input does not hold; give a copy of its root directory with --sysroot");
	ctx->request.details = true;
	if (source_read(&ctx->request, &ctx->machine, &error))
		return command_fail(ctx, STATUS_DATA, "%s", error.text);
	devices = calloc(ctx->args_count + 1, sizeof(*devices));
	if (!devices)
		return command_no_memory(ctx);
	status = named_devices(ctx, devices);
	if (status == STATUS_OK)
		status = diagnose(ctx, devices);
	free(devices);
	return status;
}

const struct command cmd_doctor = {
	.name = "doctor",
	.arguments = "[DEV...]",
	.summary = "is this host ready for passthrough? What is wrong, and the mend for it",
	.options = options,
	.max_args = ARGS_ANY,
	.run = run_doctor,
};
