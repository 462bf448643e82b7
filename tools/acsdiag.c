// SPDX-License-Identifier: GPL-2.0
/*
 * acsdiag: why PCI devices share an IOMMU group, and what would separate them.
 * Read the facts, run the command, write its answer: each failure gets its one
 * line here.
 */

#include <errno.h>
#include <locale.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "invocation.h"

const struct command *const commands[] = {
	&cmd_groups,  &cmd_tree, &cmd_show, &cmd_why,
	&cmd_predict, &cmd_diff, &cmd_p2p,  &cmd_doctor,
	&cmd_plan,    &cmd_reset, &cmd_regroup, &cmd_snapshot,
};

const size_t commands_count = sizeof(commands) / sizeof(commands[0]);

/* Fill the report with what was asked for instead of a command's answer. */
static void answer_instead(struct invocation *call)
{
	struct report *r = call->ctx.report;

	switch (call->instead) {
	case INSTEAD_HELP:
		if (call->command)
			usage_command(r, call->command);
		else
			usage_general(r);
		break;
	case INSTEAD_VERSION:
		report_text(r, 0);
		report_cell(r, MARK_PLAIN, "acsdiag %s", ACSDIAG_VERSION);
		break;
	case INSTEAD_LIST_COMMANDS:
		usage_list_commands(r);
		break;
	case INSTEAD_LIST_OPTIONS:
		usage_list_options(r, call->command);
		break;
	case INSTEAD_NOTHING:
		break;
	}
	call->ctx.json = false;
}

static enum status run_command(struct invocation *call,
			       const struct command *command)
{
	struct context *ctx = &call->ctx;
	struct source_error error = { 0 };

	ctx->request.details = command->details;
	if (command->needs_machine &&
	    source_read(&ctx->request, &ctx->machine, &error))
		return command_fail(ctx, STATUS_DATA, "%s", error.text);
	return command->run(ctx);
}

/**
 * command_tell_so_far() - for a command that takes its time
 * @ctx: its lines go out at once where a person waits for them; a program, or a
 *	 file, gets all in one at the end
 *
 * What cannot be written is found out at the end, too: stdout remembers it.
 */
void command_tell_so_far(struct context *ctx)
{
	struct invocation *call = (struct invocation *)
		((char *)ctx - offsetof(struct invocation, ctx));
	struct style style;

	if (ctx->json || ctx->output || ctx->report->failed)
		return;
	terminal_style(call, &style);
	render_text.render(ctx->report, &style, stdout);
	fflush(stdout);
	report_lines_out(ctx->report);
}

static int write_answer(struct invocation *call, FILE *out)
{
	const struct renderer *renderer;
	struct style style;
	int err;

	if (call->ctx.report->failed)
		return -ENOMEM;
	renderer = call->ctx.json ? &render_json : &render_text;
	terminal_style(call, &style);
	errno = 0;
	err = renderer->render(call->ctx.report, &style, out);
	if (fflush(out) && !err)
		err = -errno;
	return err;
}

/* Write the answer where it goes; a status that it could not be written. */
static enum status deliver(struct invocation *call)
{
	const char *path = call->ctx.output;
	FILE *out = path ? fopen(path, "w") : stdout;
	int err;

	if (!out)
		return command_fail(&call->ctx, STATUS_DATA,
				    "cannot write %s: %s", path, strerror(errno));
	err = write_answer(call, out);
	if (fclose(out) && !err)
		err = -errno;
	if (!err)
		return STATUS_OK;
	return command_fail(&call->ctx, STATUS_DATA, "cannot write %s: %s",
			    path ? path : "the answer", strerror(-err));
}

static enum status run(struct invocation *call)
{
	const struct command *command = call->command;
	enum status status = STATUS_OK, delivered;

	if (!command)
		command = &cmd_groups;
	call->ctx.report = report_new(command->name);
	if (!call->ctx.report)
		return command_fail(&call->ctx, STATUS_DATA, "out of memory");
	if (call->instead)
		answer_instead(call);
	else
		status = run_command(call, command);
	if (*call->ctx.error)
		return status;
	delivered = deliver(call);
	return delivered == STATUS_OK ? status : delivered;
}

int main(int argc, char **argv)
{
	struct invocation call;
	enum status status;

	setlocale(LC_CTYPE, "");
	status = invocation_parse(&call, argc, argv);
	if (status == STATUS_OK)
		status = run(&call);
	if (*call.ctx.error)
		fprintf(stderr, "acsdiag: %s\n", call.ctx.error);
	report_free(call.ctx.report);
	machine_free(call.ctx.machine);
	invocation_release(&call);
	return (int)status;
}
