// SPDX-License-Identifier: GPL-2.0
/* Write a machine as a snapshot. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/scrub.h"
#include "source/snapshot.h"
#include "source/snapshot_fields.h"

/* A value that found no memory must not become a null, which says something. */
static int add(struct json_object *into, const char *key,
	       struct json_object *value)
{
	if (!value)
		return -ENOMEM;
	if (json_object_object_add(into, key, value)) {
		json_object_put(value);
		return -ENOMEM;
	}
	return 0;
}

static int append(struct json_object *list, struct json_object *value)
{
	if (!value)
		return -ENOMEM;
	if (json_object_array_add(list, value)) {
		json_object_put(value);
		return -ENOMEM;
	}
	return 0;
}

static int add_null(struct json_object *into, const char *key)
{
	return json_object_object_add(into, key, NULL) ? -ENOMEM : 0;
}

static int add_text(struct json_object *into, const char *key, const char *text)
{
	return text ? add(into, key, json_object_new_string(text)) : 0;
}

static struct json_object *hex(uint64_t value, unsigned int digits)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%0*llx", (int)digits,
		 (unsigned long long)value);
	return json_object_new_string(text);
}

static uint32_t number_of(const struct function *f,
			  const struct number_field *field)
{
	const char *at = (const char *)f + field->offset;

	switch (field->size) {
	case 1:
		return *(const uint8_t *)at;
	case 2:
		return *(const uint16_t *)at;
	default:
		return *(const uint32_t *)at;
	}
}

static int add_numbers(struct json_object *into, const struct function *f)
{
	int err = 0;

	for (size_t i = 0; !err && i < number_fields_count; i++) {
		const struct number_field *field = &number_fields[i];
		uint32_t value = number_of(f, field);

		if (f->has & field->has)
			err = add(into, field->key, field->digits ?
				  hex(value, field->digits) :
				  json_object_new_int64(value));
	}
	if (!err && (f->has & HAS_HEADER))
		err = add(into, "multifunction",
			  json_object_new_boolean(f->multifunction));
	return err;
}

static struct json_object *split(const char *text, const char *separator)
{
	struct json_object *list = json_object_new_array();

	while (list && *text) {
		const char *end = strstr(text, separator);
		size_t len = end ? (size_t)(end - text) : strlen(text);

		if (append(list, json_object_new_string_len(text, (int)len))) {
			json_object_put(list);
			return NULL;
		}
		text += len + (end ? strlen(separator) : 0);
	}
	return list;
}

static int add_strings(struct json_object *into, const struct function *f)
{
	int err = 0;

	for (size_t i = 0; !err && i < string_fields_count; i++) {
		const struct string_field *field = &string_fields[i];
		const char *text = *(const char *const *)((const char *)f +
							  field->offset);

		if (!text)
			continue;
		if (field->null_is_none && !*text)
			err = add_null(into, field->key);
		else if (field->separator)
			err = add(into, field->key,
				  split(text, field->separator));
		else
			err = add_text(into, field->key, text);
	}
	return err;
}

static int add_flags(struct json_object *into, const struct function *f)
{
	struct json_object *list;
	int err;

	if (!f->flags)
		return 0;
	list = json_object_new_array();
	err = add(into, "flags", list);
	for (size_t i = 0; !err && i < flag_fields_count; i++)
		if (f->flags & flag_fields[i].flag)
			err = append(list, json_object_new_string(flag_fields[i].word));
	return err;
}

static int add_type(struct json_object *into, enum pcie_type type)
{
	const char *id = pcie_type_id(type);

	if (type == PCIE_TYPE_UNREAD)
		return 0;
	/* A value that the specification reserves has no word. */
	return id ? add_text(into, "pcie_type", id) :
		    add(into, "pcie_type", json_object_new_int(type));
}

static int add_egress(struct json_object *into, const struct acs *acs)
{
	struct json_object *vector, *words;
	int err;

	if (!acs->egress_size)
		return 0;
	vector = json_object_new_object();
	err = add(into, "egress", vector);
	if (!err)
		err = add(vector, "size", json_object_new_int(acs->egress_size));
	if (err)
		return err;
	words = json_object_new_array();
	err = add(vector, "words", words);
	for (unsigned int i = 0; !err && i < (acs->egress_size + 31u) / 32; i++)
		err = append(words, hex(acs->egress[i], 8));
	return err;
}

/* Registers that were not read are left out of the object. */
static int add_acs(struct json_object *into, const struct acs *acs)
{
	struct json_object *o;
	int err;

	if (acs->fact == FACT_ABSENT)
		return add_null(into, "acs");
	if (acs->fact == FACT_UNREAD && !acs->offset)
		return 0;
	o = json_object_new_object();
	err = add(into, "acs", o);
	if (!err && acs->offset)
		err = add(o, "offset", hex(acs->offset, 3));
	if (!err && acs->fact == FACT_KNOWN)
		err = add(o, "capability", hex(acs->cap, 4));
	if (!err && acs->ctrl_fact == FACT_KNOWN)
		err = add(o, "control", hex(acs->ctrl, 4));
	if (!err && acs->found_fact == FACT_KNOWN)
		err = add(o, "control_found", hex(acs->found, 4));
	if (!err && acs->ctrl_dword_fact == FACT_KNOWN)
		err = add(o, "control_dword", hex(acs->ctrl_dword, 8));
	return err ? err : add_egress(o, acs);
}

static int add_aliases(struct json_object *into, const struct function *f)
{
	struct json_object *list;
	int err;

	if (f->aliases_fact == FACT_UNREAD)
		return 0;
	if (f->aliases_fact == FACT_ABSENT)
		return add_null(into, "aliases");
	list = json_object_new_array();
	err = add(into, "aliases", list);
	for (unsigned int i = 0; !err && i < f->aliases_count; i++)
		err = append(list, hex(f->aliases[i], 4));
	return err;
}

static int add_candidates(struct json_object *into, const struct function *f)
{
	struct json_object *list;
	int err;

	if (!f->candidates_count)
		return 0;
	list = json_object_new_array();
	err = add(into, "candidates", list);
	for (unsigned int i = 0; !err && i < f->candidates_count; i++) {
		char text[sizeof("ffff:ffff")];

		snprintf(text, sizeof(text), "%04x:%04x", f->candidates[i] >> 16,
			 f->candidates[i] & 0xffff);
		err = append(list, json_object_new_string(text));
	}
	return err;
}

static int add_group(struct json_object *into, const struct function *f)
{
	int err = 0;

	if (f->group == GROUP_NONE)
		err = add_null(into, "group");
	else if (f->group >= 0)
		err = add(into, "group", json_object_new_int(f->group));
	if (!err && f->isolated_msi >= 0)
		err = add(into, "isolated_msi",
			  json_object_new_boolean(f->isolated_msi));
	return err;
}

static int add_address(struct json_object *into, const char *key,
		       struct pci_addr addr)
{
	char text[PCI_ADDR_LEN];

	return add_text(into, key, addr_format(addr, text));
}

static bool knows_physfn(const struct function *f)
{
	/* 0000:00:00.0, the first host bridge, is nobody's physical function. */
	return (f->flags & FN_VIRTUAL) &&
	       (f->physfn.domain || addr_requester_id(f->physfn));
}

static int fill_function(struct json_object *o, const struct function *f)
{
	int err = add_address(o, "address", f->addr);

	if (!err)
		err = add_numbers(o, f);
	if (!err)
		err = add_type(o, f->type);
	if (!err)
		err = add_acs(o, &f->acs);
	if (!err)
		err = add_text(o, "kernel_verdict", verdict_words[f->verdict]);
	if (!err)
		err = add_group(o, f);
	if (!err)
		err = add_aliases(o, f);
	if (!err)
		err = add_candidates(o, f);
	if (!err && knows_physfn(f))
		err = add_address(o, "physfn", f->physfn);
	if (!err && f->order)
		err = add(o, "probe_order", json_object_new_int64(f->order));
	if (!err)
		err = add_flags(o, f);
	return err ? err : add_strings(o, f);
}

/**
 * function_to_json() - all facts of one function
 * @f: the function
 *
 * Return: an object that the caller owns, NULL without memory.
 */
struct json_object *function_to_json(const struct function *f)
{
	struct json_object *o = json_object_new_object();

	if (o && fill_function(o, f)) {
		json_object_put(o);
		return NULL;
	}
	return o;
}

static int add_cmdline(struct json_object *into, const char *cmdline)
{
	char *shared;
	int err;

	if (!cmdline)
		return 0;
	shared = scrub_cmdline(cmdline);
	err = shared ? add_text(into, "cmdline", shared) : -ENOMEM;
	free(shared);
	return err;
}

static int add_iommu(struct json_object *into, const struct machine *m)
{
	struct json_object *o;
	int err;

	if (m->iommu == IOMMU_UNKNOWN)
		return 0;
	o = json_object_new_object();
	err = add(into, "iommu", o);
	if (!err)
		err = add_text(o, "state", iommu_words[m->iommu]);
	return err ? err : add_text(o, "name", m->iommu_name);
}

static int add_notes(struct json_object *into, const struct machine *m)
{
	struct json_object *list = json_object_new_array();
	int err = add(into, "notes", list);

	for (size_t i = 0; !err && i < m->notes_count; i++)
		err = append(list, json_object_new_string(m->notes[i]));
	return err;
}

static int add_devices(struct json_object *into, const struct machine *m)
{
	struct json_object *list = json_object_new_array();
	int err = add(into, "devices", list);

	for (size_t i = 0; !err && i < m->count; i++)
		err = append(list, function_to_json(&m->functions[i]));
	return err;
}

/**
 * machine_to_json() - all facts of a machine, fit to be shared
 * @m: the machine
 * @with_hostname: name the machine too
 * @into: object that schema and command are in already
 *
 * Serial numbers and MAC addresses are not in the model; of the kernel command
 * line only parameters that matter here are written.
 *
 * Return: 0 or -ENOMEM.
 */
int machine_to_json(const struct machine *m, bool with_hostname,
		    struct json_object *into)
{
	int err = add_text(into, "source", m->source);

	if (!err && with_hostname)
		err = add_text(into, "hostname", m->hostname);
	if (!err)
		err = add_text(into, "kernel", m->kernel);
	if (!err)
		err = add_cmdline(into, m->cmdline);
	if (!err)
		err = add_iommu(into, m);
	if (!err && m->in_vm)
		err = add(into, "in_vm", json_object_new_boolean(true));
	if (!err)
		err = add_notes(into, m);
	return err ? err : add_devices(into, m);
}
