// SPDX-License-Identifier: GPL-2.0
/* acsdiag p2p: may two devices exchange DMA, and what decides it. */

#include "analyse/p2p.h"
#include "command.h"
#include "report/data.h"
#include "report/heading.h"
#include "report/reason.h"

static enum status one_way(struct context *ctx, const struct circumstances *c,
			   const struct function *from,
			   const struct function *to, struct json_object *routes)
{
	struct json_object *o = json_object_new_object();
	struct p2p p;

	data_put(o, "from", data_address(from));
	data_put(o, "to", data_address(to));
	json_object_array_add(routes, o);
	if (p2p_between(ctx->machine, c, from, to, &p))
		return command_fail(ctx, STATUS_USAGE,
				    "%s and %s are one above the other: name two devices at the ends",
				    ctx->args[0], ctx->args[1]);
	data_route(o, &p);
	reason_route(ctx->report, from, to, &p);
	return p.route == P2P_DIRECT || p.route == P2P_ROOT_COMPLEX ? STATUS_OK :
								      STATUS_NO;
}

static enum status both_ways(struct context *ctx, const struct function *a,
			     const struct function *b)
{
	struct json_object *routes = json_object_new_array();
	struct circumstances c;
	enum status there, back;

	data_put(ctx->report->data, "routes", routes);
	circumstances_of(ctx->machine, &c);
	there = one_way(ctx, &c, a, b, routes);
	back = there == STATUS_USAGE ? there : one_way(ctx, &c, b, a, routes);
	circumstances_release(&c);
	return back > there ? back : there;
}

static enum status run_p2p(struct context *ctx)
{
	const struct function *a, *b;
	enum status status = command_functions(ctx, &a, &b);

	if (status != STATUS_OK)
		return status;
	heading_open(ctx->report, ctx->machine);
	heading_notes(ctx->report, ctx->machine);
	report_blank(ctx->report);
	report_text(ctx->report, 0);
	report_cell(ctx->report, MARK_PLAIN, "Memory requests between ");
	reason_device(ctx->report, a);
	report_cell(ctx->report, MARK_PLAIN, " and ");
	reason_device(ctx->report, b);
	report_cell(ctx->report, MARK_PLAIN, " go");
	return both_ways(ctx, a, b);
}

const struct command cmd_p2p = {
	.name = "p2p",
	.arguments = "DEV DEV",
	.summary = "the way that DMA takes between two devices, and what decides it",
	.min_args = 2,
	.max_args = 2,
	.needs_machine = true,
	.run = run_p2p,
};
