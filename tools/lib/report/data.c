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
 * data_strings() - a list of texts
 * @list: the texts
 * @count: entries in @list
 *
 * Return: a JSON array of strings.
 */
struct json_object *data_strings(const char *const *list, size_t count)
{
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < count; i++)
		json_object_array_add(array, data_string(list[i]));
	return array;
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
 * data_group() - a group by its number
 * @group: the kernel's number, or GROUP_UNREAD or GROUP_NONE
 *
 * Return: a JSON number, or JSON's null when there is no number.
 */
struct json_object *data_group(int group)
{
	return group >= 0 ? json_object_new_int(group) : NULL;
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
struct json_object *data_addresses(const struct function *const *list, size_t count)
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
					      data_string(acs_bits[i].letter));
	return array;
}

/**
 * data_device() - a function by address, IDs, name and driver
 * @f: the function
 *
 * Return: a JSON object. A member that is missing was not read; a driver of
 * null is none.
 */
struct json_object *data_device(const struct function *f)
{
	struct json_object *o = json_object_new_object();

	data_put(o, "address", data_address(f));
	if (f->has & HAS_IDS) {
		data_put(o, "vendor", data_hex(f->vendor, 4));
		data_put(o, "device", data_hex(f->device, 4));
	}
	if (f->flags & FN_IDS_FROM_NAME)
		data_put(o, "ids_from_name", data_bool(true));
	if (f->has & HAS_CLASS)
		data_put(o, "class", data_hex(f->class, 6));
	if (pcie_type_id(f->type))
		data_put(o, "pcie_type", data_string(pcie_type_id(f->type)));
	if (f->name)
		data_put(o, "name", data_string(f->name));
	if (f->driver)
		data_put(o, "driver", *f->driver ? data_string(f->driver) : NULL);
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

	data_put(o, "isolated", data_string(phrase_tri(v->isolated)));
	data_put(o, "basis", data_string(phrase_basis_id(v->basis)));
	data_put(o, "real", data_bool(verdict_is_real(v)));
	data_put(o, "quirk", data_string(family ? family->function : NULL));
	data_put(o, "lacking", data_controls(v->lacking));
	return o;
}

static struct json_object *data_cause(const struct cause *c)
{
	struct json_object *o = json_object_new_object();
	char buf[PHRASE_LEN];

	data_put(o, "rule", data_string(phrase_rule_id(c->rule)));
	data_put(o, "at", data_address(c->at));
	data_put(o, "with", data_address(c->with));
	data_put(o, "basis", data_string(phrase_basis_id(c->verdict.basis)));
	data_put(o, "lacking", data_controls(c->verdict.lacking));
	data_put(o, "sentence", data_string(phrase_cause(c, buf)));
	data_put(o, "evidence", data_string(phrase_evidence(c, buf)));
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

/**
 * data_route() - the way of a request between peers
 * @object: gets the members
 * @p: the way
 */
void data_route(struct json_object *object, const struct p2p *p)
{
	char buf[PHRASE_LEN];

	data_put(object, "route", data_string(phrase_route_id(p->route)));
	data_put(object, "common", data_address(p->common));
	data_put(object, "decider", data_address(p->decider));
	data_put(object, "reason", data_string(phrase_decision(p, buf)));
}

/* Is one at work? A source that does not tell leaves the member out. */
static void add_iommu(struct json_object *object, const struct machine *m)
{
	static const char *const states[] = {
		[IOMMU_NONE] = "none",
		[IOMMU_OFF] = "off",
		[IOMMU_ON] = "on",
	};
	struct json_object *o;

	if (m->iommu == IOMMU_UNKNOWN)
		return;
	o = json_object_new_object();
	data_put(o, "state", data_string(states[m->iommu]));
	if (m->iommu_name)
		data_put(o, "name", data_string(m->iommu_name));
	data_put(object, "iommu", o);
}

/**
 * data_machine() - say where the facts come from
 * @object: gets the members
 * @m: the machine
 */
void data_machine(struct json_object *object, const struct machine *m)
{
	data_put(object, "source", data_string(m->source));
	if (m->origin)
		data_put(object, "origin", data_string(m->origin));
	if (m->hostname)
		data_put(object, "hostname", data_string(m->hostname));
	data_put(object, "kernel", data_string(m->kernel));
	add_iommu(object, m);
	data_put(object, "notes", data_strings(m->notes, m->notes_count));
}
