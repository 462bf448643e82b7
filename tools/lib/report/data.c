// SPDX-License-Identifier: GPL-2.0
/* JSON of what the commands say, see Documentation/schema. */

#include <stdio.h>

#include "report/data.h"
#include "report/phrase.h"

/**
 * data_string() - a text that may be unknown
 * @text: the text, or NULL
 *
 * Return: a JSON string, or JSON's null.
 */
struct json_object *data_string(const char *text)
{
	return text ? json_object_new_string(text) : NULL;
}

/**
 * data_hex() - a number as its specification writes it
 * @value: the number
 * @digits: least number of digits
 *
 * Return: a JSON string, "0x8086".
 */
struct json_object *data_hex(uint32_t value, int digits)
{
	char buf[16];

	snprintf(buf, sizeof(buf), "0x%0*x", digits, value);
	return json_object_new_string(buf);
}

/**
 * data_address() - a function by its full address
 * @f: the function, or NULL
 *
 * Return: a JSON string, or JSON's null.
 */
struct json_object *data_address(const struct function *f)
{
	char buf[PCI_ADDR_LEN];

	return f ? json_object_new_string(addr_format(f->addr, buf)) : NULL;
}

/**
 * data_addresses() - functions by their full addresses
 * @list: the functions
 * @count: entries in @list
 *
 * Return: a JSON array of strings.
 */
struct json_object *data_addresses(const struct function *const *list,
				   size_t count)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < count; i++)
		json_object_array_add(array, data_address(list[i]));
	return array;
}

/**
 * data_controls() - ACS controls by their letters
 * @controls: ACS_*
 *
 * Return: a JSON array of strings.
 */
struct json_object *data_controls(uint16_t controls)
{
	struct json_object *array = json_object_new_array();

	for (unsigned int i = 0; i < acs_bits_count; i++)
		if (acs_bits[i].ctrl_mask & controls)
			json_object_array_add(array,
				json_object_new_string(acs_bits[i].letter));
	return array;
}

static void add_egress(struct json_object *o, const struct acs *acs)
{
	struct json_object *words = json_object_new_array();
	unsigned int count = (acs->egress_size + 31u) / 32;

	for (unsigned int i = 0; i < count && i < ACS_EGRESS_WORDS; i++)
		json_object_array_add(words, data_hex(acs->egress[i], 8));
	json_object_object_add(o, "egress_size",
			       json_object_new_int(acs->egress_size));
	json_object_object_add(o, "egress", words);
}

/**
 * data_acs() - an ACS capability, as read
 * @acs: the capability
 *
 * Return: a JSON object; its "fact" says whether the rest was read.
 */
struct json_object *data_acs(const struct acs *acs)
{
	static const char *const facts[] = {
		[FACT_UNREAD] = "unread", [FACT_ABSENT] = "absent",
		[FACT_KNOWN] = "known",
	};
	struct json_object *o = json_object_new_object();
	bool ctrl = acs->ctrl_fact == FACT_KNOWN;

	json_object_object_add(o, "fact",
			       json_object_new_string(facts[acs->fact]));
	if (acs->fact != FACT_KNOWN)
		return o;
	json_object_object_add(o, "offset", acs->offset ?
			       data_hex(acs->offset, 3) : NULL);
	json_object_object_add(o, "capability", data_hex(acs->cap, 4));
	json_object_object_add(o, "control",
			       ctrl ? data_hex(acs->ctrl, 4) : NULL);
	json_object_object_add(o, "on", ctrl ? data_controls(acs->ctrl) : NULL);
	add_egress(o, acs);
	return o;
}

/**
 * data_device() - a function by address, IDs, name and driver
 * @f: the function
 *
 * Return: a JSON object; what was not read is null.
 */
struct json_object *data_device(const struct function *f)
{
	struct json_object *o = json_object_new_object();
	bool ids = f->has & HAS_IDS;

	json_object_object_add(o, "address", data_address(f));
	json_object_object_add(o, "vendor",
			       ids ? data_hex(f->vendor, 4) : NULL);
	json_object_object_add(o, "device",
			       ids ? data_hex(f->device, 4) : NULL);
	json_object_object_add(o, "class", f->has & HAS_CLASS ?
						   data_hex(f->class, 6) : NULL);
	json_object_object_add(o, "name", data_string(f->name));
	json_object_object_add(o, "driver", data_string(f->driver));
	json_object_object_add(o, "type", data_string(pcie_type_id(f->type)));
	return o;
}

/**
 * data_verdict() - does a function isolate, and what does that rest on
 * @v: the verdict
 *
 * Return: a JSON object.
 */
struct json_object *data_verdict(const struct acs_verdict *v)
{
	struct json_object *o = json_object_new_object();
	const struct acs_family *family = verdict_family(v);

	json_object_object_add(o, "isolated",
			       json_object_new_string(phrase_tri(v->isolated)));
	json_object_object_add(o, "basis",
		json_object_new_string(phrase_basis_id(v->basis)));
	json_object_object_add(o, "real",
			       json_object_new_boolean(verdict_is_real(v)));
	json_object_object_add(o, "quirk",
		data_string(family ? family->function : NULL));
	json_object_object_add(o, "lacking", data_controls(v->lacking));
	return o;
}

static struct json_object *data_cause(const struct cause *c)
{
	struct json_object *o = json_object_new_object();
	char buf[PHRASE_LEN];

	json_object_object_add(o, "rule",
		json_object_new_string(phrase_rule_id(c->rule)));
	json_object_object_add(o, "at", data_address(c->at));
	json_object_object_add(o, "with", data_address(c->with));
	json_object_object_add(o, "basis",
		json_object_new_string(phrase_basis_id(c->verdict.basis)));
	json_object_object_add(o, "lacking", data_controls(c->verdict.lacking));
	json_object_object_add(o, "sentence",
			       json_object_new_string(phrase_cause(c, buf)));
	json_object_object_add(o, "evidence",
			       json_object_new_string(phrase_evidence(c, buf)));
	return o;
}

/**
 * data_causes() - why functions are together
 * @causes: the causes
 *
 * Return: a JSON array.
 */
struct json_object *data_causes(const struct causes *causes)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < causes->count; i++)
		json_object_array_add(array, data_cause(&causes->list[i]));
	return array;
}

static struct json_object *data_change(const struct change *change)
{
	struct json_object *o = json_object_new_object();
	char buf[PHRASE_LEN];

	json_object_object_add(o, "option",
		json_object_new_string(change_option(change->kind)));
	json_object_object_add(o, "argument", data_string(change->text));
	json_object_object_add(o, "sentence",
		json_object_new_string(phrase_change(change, buf)));
	return o;
}

static struct json_object *data_fix(const struct fix *fix)
{
	struct json_object *o = json_object_new_object();
	struct json_object *changes = json_object_new_array();

	for (size_t i = 0; i < fix->count; i++)
		json_object_array_add(changes, data_change(&fix->changes[i]));
	json_object_object_add(o, "real", json_object_new_boolean(fix->real));
	json_object_object_add(o, "changes", changes);
	json_object_object_add(o, "exposed",
			       data_addresses(fix->exposed,
					      fix->exposed_count));
	return o;
}

/**
 * data_fixes() - what would separate
 * @fixes: the sets of changes
 *
 * Return: a JSON array.
 */
struct json_object *data_fixes(const struct fixes *fixes)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < fixes->count; i++)
		json_object_array_add(array, data_fix(&fixes->list[i]));
	return array;
}

/**
 * data_machine() - say where the facts come from
 * @object: gets the members
 * @m: the machine
 */
void data_machine(struct json_object *object, const struct machine *m)
{
	static const char *const states[] = {
		[IOMMU_UNKNOWN] = "unknown", [IOMMU_NONE] = "none",
		[IOMMU_OFF] = "off", [IOMMU_ON] = "on",
	};
	struct json_object *notes = json_object_new_array();

	json_object_object_add(object, "source", data_string(m->source));
	json_object_object_add(object, "origin", data_string(m->origin));
	json_object_object_add(object, "host", data_string(m->hostname));
	json_object_object_add(object, "kernel", data_string(m->kernel));
	json_object_object_add(object, "iommu",
			       json_object_new_string(states[m->iommu]));
	json_object_object_add(object, "iommu_name",
			       data_string(m->iommu_name));
	for (size_t i = 0; i < m->notes_count; i++)
		json_object_array_add(notes, data_string(m->notes[i]));
	json_object_object_add(object, "notes", notes);
}
