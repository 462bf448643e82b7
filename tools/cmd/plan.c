// SPDX-License-Identifier: GPL-2.0
/* acsdiag plan: all that it takes to give a device to a guest on this host. */

#include <string.h>

#include "analyse/plan/plan.h"
#include "command.h"
#include "plan.h"
#include "report/heading.h"
#include "report/plan.h"
#include "source/usage.h"

static const struct option_spec options[] = {
	{ "vm", "MANAGER", "lines for proxmox, libvirt or qemu", 0 },
	{ "whole-group", NULL, "bind other devices of the group too", 0 },
	{ "nested", NULL, "the guest gets an IOMMU, to pass it on itself", 0 },
	{ "apply", NULL, "do it: write the files, run the commands", 0 },
	{ "undo", NULL, "have all files as they were", 0 },
	{ 0 },
};

static enum status take_manager(struct context *ctx, struct plan *p)
{
	static const char *const names[] = {
		[PLAN_VM_PROXMOX] = "proxmox",
		[PLAN_VM_LIBVIRT] = "libvirt",
		[PLAN_VM_QEMU] = "qemu",
	};
	const char *name = command_value(ctx, "vm");

	p->vm = p->host->distribution.proxmox ? PLAN_VM_PROXMOX : PLAN_VM_LIBVIRT;
	if (!name)
		return STATUS_OK;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i], name)) {
			p->vm = (enum plan_vm)i;
			return STATUS_OK;
		}
	return command_fail(ctx, STATUS_USAGE,
			    "--vm=%s: it is proxmox, libvirt or qemu", name);
}

static int look_at_usage(struct context *ctx, struct plan *p)
{
	const struct function *list[MEMBERS_MAX];
	const char *root = ctx->request.sysroot;

	if (!root || !strcmp(root, "/"))
		root = "";
	for (size_t i = 0; i < p->members_count; i++)
		list[i] = p->members[i].f;
	return usage_read(list, p->members_count, root, &p->usage);
}

static enum status show(struct context *ctx, const struct plan *p)
{
	heading_open(ctx->report, ctx->machine);
	plan_lines(ctx->report, p);
	plan_data(ctx->report->data, p);
	heading_notes(ctx->report, ctx->machine);
	return p->answer == PLAN_WAY ? STATUS_OK : STATUS_NO;
}

static enum status make(struct context *ctx, struct plan *p)
{
	enum status status = take_manager(ctx, p);

	if (status != STATUS_OK)
		return status;
	p->whole_group = command_given(ctx, "whole-group");
	p->nested = command_given(ctx, "nested");
	plan_members(p);
	if (look_at_usage(ctx, p))
		return command_no_memory(ctx);
	plan_make(p);
	if (p->host->failed)
		return command_no_memory(ctx);
	status = show(ctx, p);
	if (command_given(ctx, "apply"))
		return plan_apply(ctx, p, status);
	plan_next(ctx, p);
	return status;
}

static enum status plan_for(struct context *ctx, const struct function *device)
{
	struct source_error error = { 0 };
	struct plan p = { .machine = ctx->machine, .device = device };
	enum status status;

	if (host_facts_read(ctx->request.sysroot, &p.host, &error))
		return command_fail(ctx, STATUS_DATA, "%s", error.text);
	status = make(ctx, &p);
	usage_release(&p.usage);
	host_free(p.host);
	return status;
}

/* The device need not be there any more to undo what was done for it. */
static enum status take_back(struct context *ctx)
{
	char name[PCI_ADDR_LEN];
	struct pci_addr addr;

	if (ctx->given_count > 1)
		return command_fail(ctx, STATUS_USAGE,
				    "--undo takes back all that was done for the device, and stands alone");
	if (addr_parse(ctx->args[0], &addr, NULL))
		return command_fail(ctx, STATUS_USAGE,
				    "'%s' is not an address; one looks like 01:00.0 or 0000:01:00.0",
				    ctx->args[0]);
	return plan_undo(ctx, addr_format(addr, name));
}

static enum status run_plan(struct context *ctx)
{
	struct source_error error = { 0 };
	const struct function *device;
	enum status status;

	if (ctx->request.inputs_count)
		return command_fail(ctx, STATUS_USAGE,
				    "plan looks at a host's files, which --input does not hold; give a copy of its root directory with --sysroot");
	if (command_given(ctx, "undo"))
		return take_back(ctx);
	ctx->request.details = true;
	if (source_read(&ctx->request, &ctx->machine, &error))
		return command_fail(ctx, STATUS_DATA, "%s", error.text);
	status = command_function(ctx, ctx->args[0], &device);
	return status == STATUS_OK ? plan_for(ctx, device) : status;
}

const struct command cmd_plan = {
	.name = "plan",
	.arguments = "DEV",
	.summary = "the steps to give a device to a guest here, and with --apply the deed",
	.options = options,
	.min_args = 1,
	.max_args = 1,
	.run = run_plan,
};
