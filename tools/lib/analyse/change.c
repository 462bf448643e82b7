// SPDX-License-Identifier: GPL-2.0
/*
 * Changes that can be tried on a machine: each is read from the text an option
 * carries and applied to a copy of the machine or of its circumstances.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/change.h"
#include "analyse/command_line.h"
#include "analyse/verdict.h"

/**
 * struct target - what a change works on
 * @text: its argument
 * @m: the machine
 * @c: the circumstances
 * @error: gets the reason when the change is refused
 */
struct target {
	const char *text;
	struct machine *m;
	struct circumstances *c;
	char *error;
};

__attribute__((format(printf, 3, 4)))
static int refuse(struct target *t, int code, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(t->error, CHANGE_ERROR_LEN, fmt, args);
	va_end(args);
	return code;
}

static int no_memory(struct target *t)
{
	return refuse(t, -ENOMEM, "out of memory");
}

/*
 * What will be after a boot is not what the running kernel answers now, and
 * nothing comes later then.
 */
static void expect_boot(struct target *t)
{
	t->c->reboot = true;
	t->c->use_kernel_verdict = false;
	for (size_t i = 0; i < t->m->count; i++)
		t->m->functions[i].order = 0;
}

static struct function *find_device(struct target *t, const char *text,
				    const char **end)
{
	struct pci_addr addr;
	struct function *f;

	if (addr_parse(text, &addr, end)) {
		refuse(t, -EINVAL, "'%s' is not a PCI address, as in 0000:01:00.0",
		       text);
		return NULL;
	}
	f = machine_find(t->m, addr);
	if (!f)
		refuse(t, -ENODEV, "there is no device %s on this machine", text);
	return f;
}

static int add_override(struct target *t, const char *token)
{
	int err = acs_override_add(&t->c->override, token, strlen(token));

	if (err == -ENOSPC)
		return refuse(t, -EINVAL,
			      "pcie_acs_override= takes %d IDs at most",
			      OVERRIDE_IDS_MAX);
	if (err)
		return refuse(t, err,
			      "'%s' is not one of downstream, multifunction and id:VVVV:DDDD",
			      token);
	return 0;
}

static int apply_override(struct target *t)
{
	char *copy = strdup(t->text), *rest = copy, *token;
	int err = copy ? 0 : no_memory(t);

	while (!err && (token = strsep(&rest, ",")))
		err = add_override(t, token);
	free(copy);
	if (!err)
		expect_boot(t);
	return err;
}

static int set_parameter(struct target *t, char **parameter, const char *name,
			 bool with_flags)
{
	const char *fault = acs_parameter_fault(t->text, with_flags);
	char *copy;

	if (fault)
		return refuse(t, -EINVAL, "pci=%s=%s: %s", name, t->text, fault);
	copy = strdup(t->text);
	if (!copy)
		return no_memory(t);
	free(*parameter);
	*parameter = copy;
	expect_boot(t);
	return 0;
}

static int apply_config_acs(struct target *t)
{
	return set_parameter(t, &t->c->config_acs, "config_acs", true);
}

static int apply_disable_redir(struct target *t)
{
	return set_parameter(t, &t->c->disable_acs_redir, "disable_acs_redir",
			     false);
}

static int apply_kernel(struct target *t)
{
	if (kernel_version_parse(t->text, &t->c->kernel))
		return refuse(t, -EINVAL,
			      "'%s' is not a kernel version, as in 6.12 or 6.8.12",
			      t->text);
	expect_boot(t);
	return 0;
}

static int apply_iommu_on(struct target *t)
{
	expect_boot(t);
	return 0;
}

static bool bus_is_empty(const struct machine *m, const struct function *port)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		if (m->functions[i].addr.domain == port->addr.domain &&
		    m->functions[i].addr.bus == port->secondary)
			return false;
	return !port->child;
}

static int check_port(struct target *t, const struct function *f,
		      const struct function *port)
{
	enum pcie_type type = function_type_used(port);
	char addr[PCI_ADDR_LEN];

	addr_format(port->addr, addr);
	if (!(port->has & HAS_BUSES) ||
	    (type != PCIE_TYPE_ROOT_PORT && type != PCIE_TYPE_DOWNSTREAM))
		return refuse(t, -EINVAL,
			      "%s is no root port or switch downstream port, so nothing can be plugged in below it",
			      addr);
	if (!bus_is_empty(t->m, port))
		return refuse(t, -EBUSY, "the slot below %s is taken", addr);
	if (!f->parent || f->type == PCIE_TYPE_ROOT_PORT)
		return refuse(t, -EINVAL,
			      "%s is built into the root complex and cannot be moved",
			      addr_format(f->addr, addr));
	if (f->addr.domain != port->addr.domain)
		return refuse(t, -EINVAL, "moving to another PCI domain is not supported");
	return 0;
}

/* Cards move as a whole, but one with a switch on it would need new buses. */
static int check_card(struct target *t, const struct function *f)
{
	const struct function *other;
	char addr[PCI_ADDR_LEN];

	for (other = f->parent->child; other; other = other->sibling) {
		if (!addr_same_slot(other->addr, f->addr))
			continue;
		addr_format(other->addr, addr);
		if (function_is_bridge(other))
			return refuse(t, -EINVAL,
				      "%s is a bridge with buses of its own; only devices without can be moved",
				      addr);
		if (other->type == PCIE_TYPE_NONE)
			return refuse(t, -EINVAL,
				      "%s is conventional PCI and does not fit a PCI Express slot",
				      addr);
	}
	return 0;
}

/* A link has one device, number 0 (PCIe r6.0, 7.3.1). */
static void move_slot(struct machine *m, struct pci_addr from, uint8_t bus)
{
	size_t i;

	for (i = 0; i < m->count; i++) {
		struct function *f = &m->functions[i];

		if (!addr_same_slot(f->addr, from))
			continue;
		f->flags |= FN_MOVED;
		f->moved_from = f->addr;
		f->addr.bus = bus;
		f->addr.devfn = (uint8_t)addr_func(f->addr);
	}
}

static int apply_move(struct target *t)
{
	const struct function *f, *port;
	const char *end;
	int err;

	f = find_device(t, t->text, &end);
	if (!f)
		return -ENODEV;
	if (*end != '=')
		return refuse(t, -EINVAL, "'%s' is not of the form DEV=PORT",
			      t->text);
	port = find_device(t, end + 1, NULL);
	if (!port)
		return -ENODEV;
	err = check_port(t, f, port);
	if (!err)
		err = check_card(t, f);
	if (err)
		return err;
	move_slot(t->m, f->addr, port->secondary);
	return machine_link(t->m) ? no_memory(t) : 0;
}

static const struct acs_bit *find_control(const char *letters)
{
	unsigned int i;

	for (i = 0; i < acs_bits_count; i++)
		if (acs_bits[i].mask && !strcasecmp(acs_bits[i].letter, letters))
			return &acs_bits[i];
	return NULL;
}

/* One token of +SV,-RR: the register bit to set or to clear. */
static int set_control(struct target *t, struct function *f, const char *token)
{
	bool on = *token == '+';
	const struct acs_bit *bit;
	char addr[PCI_ADDR_LEN];

	bit = on || *token == '-' ? find_control(token + 1) : NULL;
	if (!bit)
		return refuse(t, -EINVAL,
			      "'%s' is not a control to turn on or off, as in +SV or -RR",
			      token);
	if (!(f->acs.cap & bit->mask))
		return refuse(t, -EINVAL, "%s does not implement %s (%s)",
			      addr_format(f->addr, addr), bit->letter, bit->name);
	f->acs.pinned |= bit->ctrl_mask;
	f->acs.ctrl = (f->acs.ctrl & ~bit->ctrl_mask) |
		      (on ? bit->ctrl_mask : 0);
	f->acs.ctrl_dword = (f->acs.ctrl_dword & ~bit->ctrl_mask) |
			    (on ? bit->ctrl_mask : 0);
	return 0;
}

static int check_controls(struct target *t, const struct function *f)
{
	char addr[PCI_ADDR_LEN];

	addr_format(f->addr, addr);
	if (f->acs.fact == FACT_ABSENT)
		return refuse(t, -EINVAL, "%s has no ACS capability", addr);
	if (f->acs.fact == FACT_UNREAD)
		return refuse(t, -ENODATA,
			      "it is not known whether %s has an ACS capability: its registers were not read",
			      addr);
	return 0;
}

static int apply_acs(struct target *t)
{
	char *copy = strdup(t->text), *rest, *token;
	struct function *f;
	const char *end;
	int err;

	if (!copy)
		return no_memory(t);
	err = -ENODEV;
	f = find_device(t, copy, &end);
	if (!f)
		goto out;
	err = check_controls(t, f);
	if (!err && *end != '=')
		err = refuse(t, -EINVAL,
			     "'%s' is not of the form DEV=+SV,-RR", t->text);
	if (err)
		goto out;
	rest = copy + (end + 1 - copy);
	while (!err && (token = strsep(&rest, ",")))
		err = set_control(t, f, token);
	f->verdict = VERDICT_UNKNOWN;
out:
	free(copy);
	return err;
}

static int apply_assume(struct target *t)
{
	const struct function *f = find_device(t, t->text, NULL);

	if (!f)
		return -ENODEV;
	return circumstances_assume(t->c, f->addr) ? no_memory(t) : 0;
}

/**
 * struct kind - one row for each kind of change
 * @option: how predict spells it
 * @place: what has to be done in real life
 * @real: hardware enforces what it brings
 * @apply: applies it
 */
static const struct kind {
	const char *option;
	const char *place;
	bool real;
	int (*apply)(struct target *t);
} kinds[] = {
	[CHANGE_ACS_OVERRIDE] = {
		.option = "--acs-override",
		.place = "kernel command line, with a kernel that carries the override patch",
		.apply = apply_override,
	},
	[CHANGE_CONFIG_ACS] = {
		.option = "--config-acs",
		.place = "kernel command line",
		.real = true,
		.apply = apply_config_acs,
	},
	[CHANGE_DISABLE_ACS_REDIR] = {
		.option = "--disable-acs-redir",
		.place = "kernel command line",
		.real = true,
		.apply = apply_disable_redir,
	},
	[CHANGE_KERNEL] = {
		.option = "--kernel",
		.place = "another kernel",
		.real = true,
		.apply = apply_kernel,
	},
	[CHANGE_IOMMU_ON] = {
		.option = "--iommu-on",
		.place = "firmware setup and kernel command line",
		.real = true,
		.apply = apply_iommu_on,
	},
	[CHANGE_MOVE] = {
		.option = "--move",
		.place = "another slot",
		.real = true,
		.apply = apply_move,
	},
	[CHANGE_ACS] = {
		.option = "--acs",
		.place = "the port's ACS control register, before groups are formed",
		.real = true,
		.apply = apply_acs,
	},
	[CHANGE_ASSUME] = {
		.option = "--assume",
		.place = "somebody's word",
		.apply = apply_assume,
	},
};

/**
 * change_option() - how predict spells a kind of change
 * @kind: the kind
 *
 * Return: the option with its dashes.
 */
const char *change_option(enum change_kind kind)
{
	return kinds[kind].option;
}

/**
 * change_place() - where a kind of change is made in real life
 * @kind: the kind
 *
 * Return: a few words.
 */
const char *change_place(enum change_kind kind)
{
	return kinds[kind].place;
}

/**
 * change_is_real() - does the hardware enforce what a change brings?
 * @kind: its kind
 *
 * Return: false when the kernel is merely told to believe it.
 */
bool change_is_real(enum change_kind kind)
{
	return kinds[kind].real;
}

/**
 * change_apply() - apply one change
 * @change: the change
 * @m: a linked machine of the caller's own, usually a clone; may be changed
 * @c: circumstances of the caller's own; may be changed
 * @error: gets one line when the change is refused
 *
 * Return: 0, -EINVAL for a text that cannot be read or a change that hardware
 * cannot do, -ENODEV for an unknown device, -EBUSY for a slot that is taken,
 * -ENODATA where a register was not read, -ENOMEM.
 */
int change_apply(const struct change *change, struct machine *m,
		 struct circumstances *c, char error[CHANGE_ERROR_LEN])
{
	struct target t = {
		.text = change->text,
		.m = m,
		.c = c,
		.error = error,
	};

	return kinds[change->kind].apply(&t);
}
