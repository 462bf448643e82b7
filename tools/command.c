// SPDX-License-Identifier: GPL-2.0
/* What commands need of each invocation, whatever they answer. */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

/**
 * command_fail() - say why a command cannot answer
 * @ctx: gets the line
 * @status: STATUS_USAGE or STATUS_DATA
 * @fmt: one line: what was found, and what to do
 *
 * Return: @status, so that it can be returned on the spot.
 */
enum status command_fail(struct context *ctx, enum status status,
			 const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(ctx->error, sizeof(ctx->error), fmt, ap);
	va_end(ap);
	return status;
}

/**
 * command_no_memory() - say that there was none
 * @ctx: gets the line
 *
 * Return: STATUS_DATA.
 */
enum status command_no_memory(struct context *ctx)
{
	return command_fail(ctx, STATUS_DATA, "out of memory");
}

static const struct given *find_given(const struct context *ctx,
				      const char *option)
{
	for (size_t i = 0; i < ctx->given_count; i++)
		if (!strcmp(ctx->given[i].option->name, option))
			return &ctx->given[i];
	return NULL;
}

/**
 * command_given() - was an option of the command on the command line?
 * @ctx: the context
 * @option: its name
 *
 * Return: true when it was.
 */
bool command_given(const struct context *ctx, const char *option)
{
	return find_given(ctx, option);
}

/**
 * command_value() - what was given with an option of the command
 * @ctx: the context
 * @option: its name
 *
 * Return: the first value, NULL when the option was not given or takes none.
 */
const char *command_value(const struct context *ctx, const char *option)
{
	const struct given *given = find_given(ctx, option);

	return given ? given->value : NULL;
}

static bool has_domain(const char *text)
{
	const char *colon = strchr(text, ':');

	return colon && strchr(colon + 1, ':');
}

/*
 * An address without a domain means domain 0; where that has no such function,
 * the one domain that has it. How many functions fit is left in @count.
 */
static const struct function *find_short(const struct machine *m,
					 struct pci_addr addr, size_t *count)
{
	const struct function *found = machine_find(m, addr);

	*count = found ? 1 : 0;
	if (found)
		return found;
	for (size_t i = 0; i < m->count; i++) {
		struct pci_addr other = m->functions[i].addr;

		if (addr_requester_id(other) != addr_requester_id(addr))
			continue;
		found = &m->functions[i];
		++*count;
	}
	return *count == 1 ? found : NULL;
}

/* Distance on the bus, for naming what is near; domains are far apart. */
static unsigned long distance(struct pci_addr a, struct pci_addr b)
{
	long d = (long)addr_requester_id(a) - (long)addr_requester_id(b);

	return (unsigned long)(d < 0 ? -d : d) +
	       (a.domain == b.domain ? 0 : 0x10000ul);
}

static const struct function *nearest(const struct machine *m, struct pci_addr addr)
{
	const struct function *best = NULL;

	for (size_t i = 0; i < m->count; i++)
		if (!best || distance(m->functions[i].addr, addr) <
				     distance(best->addr, addr))
			best = &m->functions[i];
	return best;
}

static enum status not_found(struct context *ctx, struct pci_addr addr)
{
	const struct function *near = nearest(ctx->machine, addr);
	char wanted[PCI_ADDR_LEN], other[PCI_ADDR_LEN];

	addr_format(addr, wanted);
	if (!near)
		return command_fail(ctx, STATUS_USAGE,
				    "there is no function %s, nor any other",
				    wanted);
	return command_fail(ctx, STATUS_USAGE,
			    "there is no function %s; the nearest is %s (%s)",
			    wanted, addr_format(near->addr, other),
			    near->name ? near->name : "no name known");
}

/**
 * command_function() - the function that an argument names
 * @ctx: with the machine
 * @text: "[domain:]bus:device.function"
 * @function: set on success
 *
 * Return: STATUS_OK, or STATUS_USAGE when @text is no address or nothing is
 * there; the line says which function is nearest.
 */
enum status command_function(struct context *ctx, const char *text,
			     const struct function **function)
{
	struct pci_addr addr;
	size_t count;

	if (addr_parse(text, &addr, NULL))
		return command_fail(ctx, STATUS_USAGE,
				    "'%s' is not an address; one looks like 01:00.0 or 0000:01:00.0",
				    text);
	if (has_domain(text)) {
		*function = machine_find(ctx->machine, addr);
		return *function ? STATUS_OK : not_found(ctx, addr);
	}
	*function = find_short(ctx->machine, addr, &count);
	if (*function)
		return STATUS_OK;
	if (count > 1)
		return command_fail(ctx, STATUS_USAGE,
				    "%zu domains have a function %s; write it with its domain, 0000:%s",
				    count, text, text);
	return not_found(ctx, addr);
}

/**
 * command_functions() - the one or two functions that a command is about
 * @ctx: the context; its arguments name them
 * @a: set to the first
 * @b: set to the second, NULL when only one is named
 *
 * Return: STATUS_OK, or the status of a name that is none, or is given twice.
 */
enum status command_functions(struct context *ctx, const struct function **a,
			      const struct function **b)
{
	enum status status = command_function(ctx, ctx->args[0], a);

	*b = NULL;
	if (status == STATUS_OK && ctx->args_count > 1)
		status = command_function(ctx, ctx->args[1], b);
	if (status == STATUS_OK && *a == *b)
		status = command_fail(ctx, STATUS_USAGE,
				      "%s and %s are the same function",
				      ctx->args[0], ctx->args[1]);
	return status;
}
