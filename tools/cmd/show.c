// SPDX-License-Identifier: GPL-2.0
/* acsdiag show: all that is known of one function. */

#include <stdio.h>
#include <string.h>

#include "command.h"
#include "report/data.h"
#include "report/heading.h"
#include "report/naming.h"
#include "report/phrase.h"
#include "report/picture.h"
#include "report/resets.h"
#include "source/resets.h"
#include "source/snapshot.h"

#define VALUE_LEN 512

/**
 * struct fact_row - one line of the first part
 * @label: what it is
 * @tell: writes the value; false when it was not read, or does not apply if
 *	  @optional
 * @optional: leave the line out when there is nothing to tell
 */
struct fact_row {
	const char *label;
	bool (*tell)(const struct function *f, char buf[VALUE_LEN]);
	bool optional;
};

static bool tell_ids(const struct function *f, char buf[VALUE_LEN])
{
	char ids[NAME_LEN];
	int n = snprintf(buf, VALUE_LEN, "%s", naming_ids(f, ids));

	if (*ids && (f->flags & FN_IDS_FROM_NAME || !(f->has & HAS_IDS)))
		n += snprintf(buf + n, VALUE_LEN - (size_t)n,
			      " (inferred from its name)");
	if (f->has & HAS_REVISION)
		n += snprintf(buf + n, VALUE_LEN - (size_t)n, ", revision %02x",
			      f->revision);
	if (f->has & HAS_SUBSYSTEM)
		snprintf(buf + n, VALUE_LEN - (size_t)n,
			 ", subsystem %04x:%04x", f->subvendor, f->subdevice);
	return *ids;
}

static bool tell_class(const struct function *f, char buf[VALUE_LEN])
{
	snprintf(buf, VALUE_LEN, "%06x, %s", f->class, naming_role(f));
	return f->has & HAS_CLASS;
}

static bool tell_type(const struct function *f, char buf[VALUE_LEN])
{
	snprintf(buf, VALUE_LEN, "%s%s%s", pcie_type_name(f->type),
		 f->multifunction ? ", one function of several" : "",
		 f->flags & FN_VIRTUAL ? ", virtual function" : "");
	return f->type != PCIE_TYPE_UNREAD;
}

static bool tell_physfn(const struct function *f, char buf[VALUE_LEN])
{
	addr_format(f->physfn, buf);
	return f->flags & FN_VIRTUAL;
}

static bool tell_buses(const struct function *f, char buf[VALUE_LEN])
{
	snprintf(buf, VALUE_LEN, "%02x to %02x", f->secondary, f->subordinate);
	return f->has & HAS_BUSES && function_is_bridge(f);
}

static bool tell_parent(const struct function *f, char buf[VALUE_LEN])
{
	char addr[PCI_ADDR_LEN];

	if (f->parent)
		snprintf(buf, VALUE_LEN, "%s %s",
			 f->parent->type < 0 ? "bridge" : pcie_type_name(f->parent->type),
			 addr_format(f->parent->addr, addr));
	else
		snprintf(buf, VALUE_LEN, "nothing, it is on a root bus");
	return true;
}

static bool tell_string(const char *text, const char *none, char *buf)
{
	if (text)
		snprintf(buf, VALUE_LEN, "%s", *text ? text : none);
	return text;
}

static bool tell_slot(const struct function *f, char buf[VALUE_LEN])
{
	return tell_string(f->slot, "none", buf);
}

static bool tell_driver(const struct function *f, char buf[VALUE_LEN])
{
	return tell_string(f->driver, "none", buf);
}

static bool tell_power(const struct function *f, char buf[VALUE_LEN])
{
	return tell_string(f->power, "unknown", buf);
}

static bool tell_resets(const struct function *f, char buf[VALUE_LEN])
{
	return tell_string(f->reset_methods, "none", buf);
}

static bool tell_reserved(const struct function *f, char buf[VALUE_LEN])
{
	return tell_string(f->reserved, "none", buf);
}

static bool tell_aliases(const struct function *f, char buf[VALUE_LEN])
{
	int n = 0;

	if (!f->aliases_count)
		snprintf(buf, VALUE_LEN, "none beside its own ID");
	for (unsigned int i = 0; i < f->aliases_count && n < VALUE_LEN - 16; i++)
		n += snprintf(buf + n, VALUE_LEN - (size_t)n, "%s%02x:%02x.%x",
			      i ? " " : "", f->aliases[i] >> 8,
			      f->aliases[i] >> 3 & 0x1f, f->aliases[i] & 7);
	return f->aliases_fact == FACT_KNOWN;
}

static bool tell_group(const struct function *f, char buf[VALUE_LEN])
{
	if (f->group == GROUP_NONE)
		snprintf(buf, VALUE_LEN, "none");
	else
		snprintf(buf, VALUE_LEN, "%d%s%s", f->group,
			 f->group_type ? ", domain type " : "",
			 f->group_type ? f->group_type : "");
	return f->group != GROUP_UNREAD;
}

static const struct fact_row facts[] = {
	{ "IDs", tell_ids, false },
	{ "class", tell_class, false },
	{ "PCIe type", tell_type, false },
	{ "physical function", tell_physfn, true },
	{ "below", tell_parent, false },
	{ "buses below it", tell_buses, true },
	{ "slot", tell_slot, true },
	{ "driver", tell_driver, false },
	{ "power state", tell_power, false },
	{ "reset methods", tell_resets, false },
	{ "IOMMU group", tell_group, false },
	{ "reserved regions", tell_reserved, false },
	{ "DMA aliases", tell_aliases, false },
};

#define VENDOR_AMD 0x1002
#define CLASS_DISPLAY 0x03

/* The kernel has no such method for these cards; it is the module's. */
static void reset_hint(struct report *r, const struct function *f)
{
	char addr[PCI_ADDR_LEN];

	if (!(f->has & HAS_IDS) || !(f->has & HAS_CLASS) ||
	    f->vendor != VENDOR_AMD || f->class >> 16 != CLASS_DISPLAY ||
	    !f->reset_methods || !strstr(f->reset_methods, "device_specific"))
		return;
	report_text(r, 1);
	report_cell(r, MARK_FAINT, "%-19s", "");
	report_hang(r);
	report_cell(r, MARK_PLAIN, "device_specific is the reset of the acsdiag module: ");
	report_cell(r, MARK_COMMAND, "acsdiag reset show %s",
		    addr_format(f->addr, addr));
}

static void fact_rows(struct report *r, const struct function *f)
{
	char value[VALUE_LEN];

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		bool known = facts[i].tell(f, value);

		if (!known && facts[i].optional)
			continue;
		report_text(r, 1);
		report_cell(r, MARK_FAINT, "%-19s", facts[i].label);
		report_hang(r);
		report_cell(r, known ? MARK_PLAIN : MARK_UNKNOWN, "%s",
			    known ? value : "not read");
		if (facts[i].tell == tell_resets)
			reset_hint(r, f);
	}
}

static const char *two_bits(const struct acs_bit *bit, uint16_t ctrl)
{
	static const char *const meaning[] = {
		"direct requests allowed",
		"requests blocked",
		"requests redirected",
		"reserved value",
	};
	unsigned int shift = bit->ctrl_mask == 0x0300 ? 8 : 10;

	return meaning[ctrl >> shift & 3];
}

/**
 * struct registers - an ACS capability as the kernel takes it
 * @cap: what is implemented
 * @on: controls that are on
 * @unknown: controls that were not read
 */
struct registers {
	uint16_t cap;
	uint16_t on;
	uint16_t unknown;
};

#define ACS_ENHANCED 0x0080 /* PCIe r6.0, 7.7.11.2: stands for all below it */

static bool implemented(const struct acs_bit *bit, uint16_t cap)
{
	return cap & (bit->mask ? bit->mask : ACS_ENHANCED);
}

static const char *bit_state(const struct acs_bit *bit,
			     const struct registers *r, enum mark *mark)
{
	*mark = MARK_FAINT;
	if (!implemented(bit, r->cap))
		return "not implemented";
	if (!bit->ctrl_mask)
		return "implemented";
	*mark = MARK_UNKNOWN;
	if (r->unknown & bit->ctrl_mask)
		return "not read";
	*mark = MARK_PLAIN;
	if (bit->ctrl_mask & (bit->ctrl_mask - 1))
		return two_bits(bit, r->on);
	if (r->on & bit->ctrl_mask)
		*mark = MARK_GOOD;
	else if (bit->ctrl_mask & ACS_REQUIRED)
		*mark = MARK_BAD;
	return r->on & bit->ctrl_mask ? "on" : "off";
}

static void egress_line(struct report *r, const struct acs *acs)
{
	if (!acs->egress_size)
		return;
	report_text(r, 1);
	report_cell(r, MARK_PLAIN,
		    "egress control vector, %u bits:", acs->egress_size);
	for (unsigned int i = 0;
	     i < (acs->egress_size + 31u) / 32 && i < ACS_EGRESS_WORDS; i++)
		report_cell(r, MARK_PLAIN, " %08x", acs->egress[i]);
}

static void bit_row(struct report *r, const struct acs_bit *bit,
		    const struct registers *registers)
{
	bool wanted = bit->ctrl_mask & ACS_REQUIRED &&
		      implemented(bit, registers->cap);
	enum mark mark;
	const char *state = bit_state(bit, registers, &mark);

	report_row(r, 1);
	report_cell(r, MARK_PLAIN, "%s", bit->letter);
	report_cell(r, MARK_PLAIN, "%s", bit->name);
	report_cell(r, mark, "%s", state);
	report_cell(r, MARK_FAINT, "%s", wanted ? "wanted by the kernel" : "");
}

/* Intel's Sunrise and Union Point ports have registers of 32 bits. */
static void dword_control(struct report *r, const struct function *f,
			  const struct acs_verdict *v)
{
	const struct acs_family *family = verdict_family(v);

	if (family && family->source == FAMILY_DWORDS &&
	    f->acs.ctrl_dword_fact == FACT_KNOWN)
		report_cell(r, MARK_PLAIN, "; 32-bit control at %xh: %08xh",
			    f->acs.offset + 8u, f->acs.ctrl_dword);
}

/* What acsdiag regroup turned on, and --undo will turn off */
static void found_line(struct report *r, const struct acs *acs)
{
	char controls[PHRASE_LEN];

	if (acs->found_fact != FACT_KNOWN)
		return;
	report_text(r, 1);
	report_cell(r, MARK_PLAIN,
		    "%s turned on by the acsdiag module; the control register was %04xh before",
		    phrase_controls(acs->ctrl & ~acs->found, controls),
		    acs->found);
}

static void acs_part(struct report *r, const struct function *f,
		     const struct acs_verdict *v, const struct circumstances *c)
{
	struct acs_controls controls = acs_controls(f, c);
	struct registers registers = {
		acs_capability_used(f, c), controls.on, controls.unknown,
	};
	char buf[PHRASE_LEN];

	report_paragraph(r, MARK_TITLE, "Access Control Services");
	report_text(r, 1);
	report_cell(r, f->acs.fact == FACT_UNREAD ? MARK_UNKNOWN : MARK_PLAIN,
		    "%s", phrase_registers(f, buf));
	if (f->acs.fact != FACT_KNOWN)
		return;
	dword_control(r, f, v);
	found_line(r, &f->acs);
	if (f->acs.ctrl_fact == FACT_KNOWN) /* the enhanced bits too */
		registers.on |= f->acs.ctrl & ~0x7fu;
	report_table(r);
	for (unsigned int i = 0; i < acs_bits_count; i++)
		if (acs_bits[i].mask || registers.cap & ACS_ENHANCED)
			bit_row(r, &acs_bits[i], &registers);
	egress_line(r, &f->acs);
}

static const char *const kernel_says[] = {
	[VERDICT_UNKNOWN] = "not known: only the acsdiag module can ask it",
	[VERDICT_NOT_ISOLATED] = "not isolated",
	[VERDICT_ISOLATED] = "isolated",
};

static const char *const rules_say[] = {
	[TRI_UNKNOWN] = "not known",
	[TRI_NO] = "not isolated",
	[TRI_YES] = "isolated",
};

static bool disagree(enum kernel_verdict kernel, enum tri rules)
{
	if (kernel == VERDICT_UNKNOWN || rules == TRI_UNKNOWN)
		return false;
	return (kernel == VERDICT_ISOLATED) != (rules == TRI_YES);
}

static void say(struct report *r, const char *who, const char *what, enum mark mark)
{
	report_text(r, 1);
	report_cell(r, MARK_FAINT, "%-19s", who);
	report_hang(r);
	report_cell(r, mark, "%s", what);
}

static enum mark tri_mark(enum tri answer)
{
	if (answer == TRI_UNKNOWN)
		return MARK_UNKNOWN;
	return answer == TRI_YES ? MARK_GOOD : MARK_BAD;
}

static void verdict_part(struct report *r, const struct function *f,
			 const struct acs_verdict *v)
{
	char buf[PHRASE_LEN];

	report_paragraph(r, MARK_TITLE,
			 "Does it isolate? (SV, RR, CR and UF as the kernel asks for them)");
	say(r, "running kernel", kernel_says[f->verdict],
	    f->verdict == VERDICT_UNKNOWN  ? MARK_UNKNOWN :
	    f->verdict == VERDICT_ISOLATED ? MARK_GOOD :
					     MARK_BAD);
	say(r, "rules", rules_say[v->isolated], tri_mark(v->isolated));
	report_cell(r, MARK_PLAIN, ": %s", phrase_verdict(v, buf));
	if (v->isolated == TRI_YES && !verdict_is_real(v))
		say(r, "",
		    "the kernel takes that on trust; the hardware does not enforce it",
		    MARK_ASSUMED);
	if (disagree(f->verdict, v->isolated))
		say(r, "",
		    "kernel and rules differ: please report this machine with acsdiag snapshot",
		    MARK_BAD);
}

static void show_function(struct report *r, const struct function *f,
			  const struct picture *picture,
			  const struct resets *resets)
{
	const struct acs_verdict *v =
		&picture->rules->verdicts[function_index(picture->machine, f)];
	char addr[PCI_ADDR_LEN], name[NAME_LEN];
	const struct gpu *gpu = resets ? resets_find(resets, f->addr) : NULL;
	struct json_object *data;

	report_blank(r);
	report_text(r, 0);
	report_cell(r, MARK_ADDRESS, "%s", addr_format(f->addr, addr));
	report_cell(r, MARK_TITLE, "  %s", naming_full(f, name));
	fact_rows(r, f);
	acs_part(r, f, v, &picture->circumstances);
	verdict_part(r, f, v);
	if (gpu) {
		report_paragraph(r, MARK_TITLE, "Can it be reset?");
		resets_part(r, resets, gpu);
	}
	if (f->missing) {
		report_blank(r);
		say(r, "unread:", f->missing, MARK_UNKNOWN);
	}
	data = function_to_json(f);
	data_put(data, "rules_verdict", data_verdict(v));
	if (gpu)
		data_put(data, "reset", resets_gpu_data(gpu));
	data_put(r->data, "function", data);
}

static enum status run_show(struct context *ctx)
{
	const struct function *f;
	struct resets *resets;
	struct picture picture;
	enum status status;

	status = command_function(ctx, ctx->args[0], &f);
	if (status != STATUS_OK)
		return status;
	if (picture_take(ctx->machine, &picture))
		return command_no_memory(ctx);
	resets = resets_of_machine(ctx->machine);
	heading_open(ctx->report, ctx->machine);
	show_function(ctx->report, f, &picture, resets);
	resets_free(resets);
	picture_release(&picture);
	return STATUS_OK;
}

const struct command cmd_show = {
	.name = "show",
	.arguments = "DEV",
	.summary = "all that is known of one function: ACS bits, verdicts, aliases, resets",
	.min_args = 1,
	.max_args = 1,
	.needs_machine = true,
	.details = true,
	.run = run_show,
};
