// SPDX-License-Identifier: GPL-2.0
/* Read a snapshot. Keys that are not known are of a later version: skipped. */

#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/snapshot.h"
#include "source/snapshot_fields.h"

#define JOINED_MAX 8192

/**
 * struct reader - a snapshot while it is read
 * @m: machine to fill
 * @path: the file, for messages
 * @error: to fill
 * @index: of the device being read, for messages
 */
struct reader {
	struct machine *m;
	const char *path;
	struct source_error *error;
	size_t index;
};

static int wrong(const struct reader *r, const char *key, const char *wanted,
		 struct json_object *found)
{
	return source_fail(r->error, -EINVAL, "%s: devices[%zu].%s: expected %s, found %s",
			   r->path, r->index, key, wanted,
			   json_object_to_json_string_ext(found, JSON_C_TO_STRING_PLAIN));
}

static int no_memory(const struct reader *r)
{
	return source_fail(r->error, -ENOMEM, "%s: out of memory", r->path);
}

/* "0x1d" or 29, up to @max. */
static bool to_number(struct json_object *o, uint64_t max, uint64_t *value)
{
	const char *text;
	char *end;

	if (json_object_is_type(o, json_type_int)) {
		int64_t number = json_object_get_int64(o);

		*value = (uint64_t)number;
		return number >= 0 && *value <= max;
	}
	if (!json_object_is_type(o, json_type_string))
		return false;
	text = json_object_get_string(o);
	if (strncmp(text, "0x", 2) || !isxdigit((unsigned char)text[2]))
		return false;
	errno = 0;
	*value = strtoull(text + 2, &end, 16);
	return !errno && !*end && *value <= max;
}

static int read_number(const struct reader *r, struct json_object *in,
		       const char *key, uint64_t max, uint64_t *value,
		       bool *found)
{
	struct json_object *o;
	char wanted[64];

	*found = json_object_object_get_ex(in, key, &o);
	if (!*found || to_number(o, max, value))
		return 0;
	snprintf(wanted, sizeof(wanted), "a number up to 0x%llx",
		 (unsigned long long)max);
	return wrong(r, key, wanted, o);
}

static void store(struct function *f, const struct number_field *field,
		  uint64_t value)
{
	void *at = field_at(f, field->offset);

	switch (field->size) {
	case 1:
		*(uint8_t *)at = (uint8_t)value;
		break;
	case 2:
		*(uint16_t *)at = (uint16_t)value;
		break;
	default:
		*(uint32_t *)at = (uint32_t)value;
	}
	f->has |= field->has;
}

static int read_numbers(const struct reader *r, struct function *f,
			struct json_object *in)
{
	for (size_t i = 0; i < number_fields_count; i++) {
		const struct number_field *field = &number_fields[i];
		uint64_t max = field->digits ? (1ull << 4 * field->digits) - 1 :
					       0x7f;
		uint64_t value;
		bool found;
		int err;

		err = read_number(r, in, field->key, max, &value, &found);
		if (err)
			return err;
		if (found)
			store(f, field, value);
	}
	return 0;
}

static int read_bool(const struct reader *r, struct json_object *in,
		     const char *key, bool *value, bool *found)
{
	struct json_object *o;

	*found = json_object_object_get_ex(in, key, &o);
	if (!*found)
		return 0;
	if (!json_object_is_type(o, json_type_boolean))
		return wrong(r, key, "true or false", o);
	*value = json_object_get_boolean(o);
	return 0;
}

static int read_bools(const struct reader *r, struct function *f,
		      struct json_object *in)
{
	bool isolated = false, found;
	int err;

	err = read_bool(r, in, "multifunction", &f->multifunction, &found);
	if (!err)
		err = read_bool(r, in, "isolated_msi", &isolated, &found);
	if (!err && found)
		f->isolated_msi = isolated;
	return err;
}

static const char *join(const struct reader *r, struct json_object *list,
			const char *separator)
{
	char text[JOINED_MAX];
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);
		int n;

		if (!json_object_is_type(o, json_type_string))
			return NULL;
		n = snprintf(text + used, sizeof(text) - used, "%s%s",
			     i ? separator : "", json_object_get_string(o));
		if (n < 0 || (size_t)n >= sizeof(text) - used)
			return NULL;
		used += (size_t)n;
	}
	return machine_string(r->m, text, used);
}

static int read_string(const struct reader *r, const struct string_field *field,
		       struct json_object *o, const char **value)
{
	if (field->null_is_none && !o) {
		*value = "";
		return 0;
	}
	if (field->separator) {
		if (!json_object_is_type(o, json_type_array))
			return wrong(r, field->key, "a list of strings", o);
		*value = join(r, o, field->separator);
		return *value ? 0 : wrong(r, field->key, "a list of strings", o);
	}
	if (!json_object_is_type(o, json_type_string))
		return wrong(r, field->key, "a string", o);
	*value = machine_string(r->m, json_object_get_string(o),
				(size_t)json_object_get_string_len(o));
	return *value ? 0 : no_memory(r);
}

static int read_strings(const struct reader *r, struct function *f,
			struct json_object *in)
{
	int err = 0;

	for (size_t i = 0; !err && i < string_fields_count; i++) {
		const struct string_field *field = &string_fields[i];
		struct json_object *o;

		if (json_object_object_get_ex(in, field->key, &o))
			err = read_string(r, field, o,
					  field_at(f, field->offset));
	}
	return err;
}

static uint16_t flag_called(const char *word)
{
	for (size_t i = 0; i < flag_fields_count; i++)
		if (!strcmp(word, flag_fields[i].word))
			return flag_fields[i].flag;
	return 0;
}

static int read_flags(const struct reader *r, struct function *f,
		      struct json_object *in)
{
	struct json_object *list;

	if (!json_object_object_get_ex(in, "flags", &list))
		return 0;
	if (!json_object_is_type(list, json_type_array))
		return wrong(r, "flags", "a list of strings", list);
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);

		if (!json_object_is_type(o, json_type_string))
			return wrong(r, "flags", "a list of strings", list);
		f->flags |= flag_called(json_object_get_string(o));
	}
	return 0;
}

static int read_type(const struct reader *r, struct function *f,
		     struct json_object *in)
{
	struct json_object *o;
	uint64_t value;

	if (!json_object_object_get_ex(in, "pcie_type", &o))
		return 0;
	if (json_object_is_type(o, json_type_int) && to_number(o, 15, &value)) {
		f->type = (enum pcie_type)value;
		return 0;
	}
	if (json_object_is_type(o, json_type_string))
		f->type = pcie_type_from_id(json_object_get_string(o));
	if (f->type == PCIE_TYPE_UNREAD)
		return wrong(r, "pcie_type", "a type such as \"root-port\" or \"conventional\"", o);
	return 0;
}

static int read_egress(const struct reader *r, struct acs *acs,
		       struct json_object *in)
{
	static const char *const wanted =
		"a size of 1 to 256 and a word for each 32 bits of it";
	struct json_object *o, *size, *words;
	uint64_t bits, word;

	if (!json_object_object_get_ex(in, "egress", &o))
		return 0;
	if (!json_object_is_type(o, json_type_object) ||
	    !json_object_object_get_ex(o, "size", &size) ||
	    !to_number(size, 256, &bits) || !bits ||
	    !json_object_object_get_ex(o, "words", &words) ||
	    !json_object_is_type(words, json_type_array) ||
	    json_object_array_length(words) != (bits + 31) / 32)
		return wrong(r, "acs.egress", wanted, o);
	for (size_t i = 0; i < json_object_array_length(words); i++) {
		if (!to_number(json_object_array_get_idx(words, i), UINT32_MAX,
			       &word))
			return wrong(r, "acs.egress", wanted, o);
		acs->egress[i] = (uint32_t)word;
	}
	acs->egress_size = (uint16_t)bits;
	return 0;
}

static int read_registers(const struct reader *r, struct acs *acs,
			  struct json_object *in)
{
	uint64_t value;
	bool found;
	int err;

	err = read_number(r, in, "offset", 0xfff, &value, &found);
	if (!err && found)
		acs->offset = (uint16_t)value;
	if (!err)
		err = read_number(r, in, "capability", 0xffff, &value, &found);
	if (!err && found) {
		acs->cap = (uint16_t)value;
		acs->fact = FACT_KNOWN;
	}
	if (!err)
		err = read_number(r, in, "control", 0xffff, &value, &found);
	if (!err && found) {
		acs->ctrl = (uint16_t)value;
		acs->ctrl_fact = FACT_KNOWN;
	}
	if (!err)
		err = read_number(r, in, "control_found", 0xffff, &value, &found);
	if (!err && found) {
		acs->found = (uint16_t)value;
		acs->found_fact = FACT_KNOWN;
	}
	if (!err)
		err = read_number(r, in, "control_dword", UINT32_MAX, &value,
				  &found);
	if (!err && found) {
		acs->ctrl_dword = (uint32_t)value;
		acs->ctrl_dword_fact = FACT_KNOWN;
	}
	return err;
}

static int read_acs(const struct reader *r, struct function *f,
		    struct json_object *in)
{
	struct json_object *o;
	int err;

	if (!json_object_object_get_ex(in, "acs", &o))
		return 0;
	if (!o) {
		f->acs.fact = FACT_ABSENT;
		return 0;
	}
	if (!json_object_is_type(o, json_type_object))
		return wrong(r, "acs", "an object or null", o);
	err = read_registers(r, &f->acs, o);
	return err ? err : read_egress(r, &f->acs, o);
}

static int read_verdict(const struct reader *r, struct function *f,
			struct json_object *in)
{
	struct json_object *o;

	if (!json_object_object_get_ex(in, "kernel_verdict", &o))
		return 0;
	for (int i = VERDICT_NOT_ISOLATED; i <= VERDICT_ISOLATED; i++)
		if (json_object_is_type(o, json_type_string) &&
		    !strcmp(json_object_get_string(o), verdict_words[i]))
			f->verdict = (enum kernel_verdict)i;
	if (f->verdict == VERDICT_UNKNOWN)
		return wrong(r, "kernel_verdict", "\"isolated\" or \"not-isolated\"", o);
	return 0;
}

static int read_group(const struct reader *r, struct function *f,
		      struct json_object *in)
{
	struct json_object *o;
	uint64_t value;

	if (!json_object_object_get_ex(in, "group", &o))
		return 0;
	if (!o) {
		f->group = GROUP_NONE;
		return 0;
	}
	if (!to_number(o, INT_MAX, &value))
		return wrong(r, "group", "a group number or null", o);
	f->group = (int)value;
	return 0;
}

static int read_aliases(const struct reader *r, struct function *f,
			struct json_object *in)
{
	struct json_object *list;
	uint64_t value;
	size_t count;

	if (!json_object_object_get_ex(in, "aliases", &list))
		return 0;
	f->aliases_fact = list ? FACT_KNOWN : FACT_ABSENT;
	if (!list)
		return 0;
	if (!json_object_is_type(list, json_type_array))
		return wrong(r, "aliases", "a list of requester IDs", list);
	count = json_object_array_length(list);
	f->aliases = machine_aliases(r->m, count);
	if (!f->aliases)
		return no_memory(r);
	for (size_t i = 0; i < count; i++) {
		if (!to_number(json_object_array_get_idx(list, i), 0xffff, &value))
			return wrong(r, "aliases", "a list of requester IDs", list);
		f->aliases[f->aliases_count++] = (uint16_t)value;
	}
	return 0;
}

static int read_candidates(const struct reader *r, struct function *f,
			   struct json_object *in)
{
	static const char wanted[] = "a list of IDs such as \"8086:8d10\"";
	struct json_object *list;
	size_t count;

	if (!json_object_object_get_ex(in, "candidates", &list))
		return 0;
	if (!json_object_is_type(list, json_type_array))
		return wrong(r, "candidates", wanted, list);
	count = json_object_array_length(list);
	f->candidates = machine_candidates(r->m, count);
	if (!f->candidates)
		return no_memory(r);
	for (size_t i = 0; i < count; i++) {
		struct json_object *o = json_object_array_get_idx(list, i);
		unsigned int vendor, device;

		if (!json_object_is_type(o, json_type_string) ||
		    sscanf(json_object_get_string(o), "%4x:%4x", &vendor, &device) != 2)
			return wrong(r, "candidates", wanted, list);
		f->candidates[f->candidates_count++] = vendor << 16 | device;
	}
	return 0;
}

static int read_address(const struct reader *r, struct json_object *in,
			const char *key, struct pci_addr *addr)
{
	struct json_object *o;

	if (!json_object_object_get_ex(in, key, &o))
		return -ENOENT;
	if (json_object_is_type(o, json_type_string) &&
	    !addr_parse(json_object_get_string(o), addr, NULL))
		return 0;
	return wrong(r, key, "an address such as \"0000:01:00.0\"", o);
}

static int read_rest(const struct reader *r, struct function *f,
		     struct json_object *in)
{
	uint64_t value;
	bool found;
	int err = read_address(r, in, "physfn", &f->physfn);

	if (err && err != -ENOENT)
		return err;
	err = read_number(r, in, "probe_order", UINT_MAX, &value, &found);
	if (!err && found)
		f->order = (unsigned int)value;
	return err;
}

static int (*const parts[])(const struct reader *, struct function *,
			    struct json_object *) = {
	read_numbers, read_bools, read_type, read_acs, read_verdict, read_group,
	read_aliases, read_candidates, read_flags, read_rest, read_strings,
};

static int read_device(const struct reader *r, struct json_object *in)
{
	struct function *f;
	struct pci_addr addr;
	int err;

	if (!json_object_is_type(in, json_type_object))
		return source_fail(r->error, -EINVAL, "%s: devices[%zu]: expected an object",
				   r->path, r->index);
	err = read_address(r, in, "address", &addr);
	if (err == -ENOENT)
		return source_fail(r->error, -EINVAL, "%s: devices[%zu]: has no address",
				   r->path, r->index);
	if (err)
		return err;
	f = machine_add(r->m, addr);
	if (!f)
		return no_memory(r);
	for (size_t i = 0; !err && i < sizeof(parts) / sizeof(parts[0]); i++)
		err = parts[i](r, f, in);
	return err;
}

static int read_devices(struct reader *r, struct json_object *root)
{
	struct json_object *list;
	int err = 0;

	if (!json_object_object_get_ex(root, "devices", &list) ||
	    !json_object_is_type(list, json_type_array))
		return source_fail(r->error, -EINVAL, "%s: has no list \"devices\"; is it a snapshot? Made by acsdiag snapshot",
				   r->path);
	for (r->index = 0; !err && r->index < json_object_array_length(list);
	     r->index++)
		err = read_device(r, json_object_array_get_idx(list, r->index));
	return err;
}

static int wrong_top(const struct reader *r, const char *key, const char *wanted)
{
	return source_fail(r->error, -EINVAL, "%s: %s: expected %s", r->path,
			   key, wanted);
}

static int read_text(const struct reader *r, struct json_object *root,
		     const char *key, char **to)
{
	struct json_object *o;

	if (*to || !json_object_object_get_ex(root, key, &o))
		return 0;
	if (!json_object_is_type(o, json_type_string))
		return wrong_top(r, key, "a string");
	*to = strdup(json_object_get_string(o));
	return *to ? 0 : no_memory(r);
}

static int read_iommu(const struct reader *r, struct json_object *root)
{
	struct json_object *o, *state, *name;

	if (!json_object_object_get_ex(root, "iommu", &o))
		return 0;
	if (!json_object_is_type(o, json_type_object) ||
	    !json_object_object_get_ex(o, "state", &state) ||
	    !json_object_is_type(state, json_type_string))
		return wrong_top(r, "iommu", "an object with a \"state\"");
	for (int i = IOMMU_NONE; i <= IOMMU_ON; i++)
		if (!strcmp(json_object_get_string(state), iommu_words[i]))
			r->m->iommu = (enum iommu_state)i;
	if (!json_object_object_get_ex(o, "name", &name))
		return 0;
	if (!json_object_is_type(name, json_type_string))
		return wrong_top(r, "iommu.name", "a string");
	r->m->iommu_name = machine_string(r->m, json_object_get_string(name),
					  SIZE_MAX);
	return r->m->iommu_name ? 0 : no_memory(r);
}

static int read_notes(const struct reader *r, struct json_object *root)
{
	struct json_object *list;

	if (!json_object_object_get_ex(root, "notes", &list))
		return 0;
	if (!json_object_is_type(list, json_type_array))
		return wrong_top(r, "notes", "a list of strings");
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *o = json_object_array_get_idx(list, i);

		if (!json_object_is_type(o, json_type_string))
			return wrong_top(r, "notes", "a list of strings");
		if (machine_note(r->m, "%s", json_object_get_string(o)))
			return no_memory(r);
	}
	return 0;
}

static int read_machine(const struct reader *r, struct json_object *root)
{
	struct json_object *o;
	int err;

	if (!json_object_object_get_ex(root, "schema", &o) ||
	    strcmp(json_object_get_string(o) ?: "", SNAPSHOT_SCHEMA))
		return wrong_top(r, "schema", "\"" SNAPSHOT_SCHEMA "\", which is what this version reads");
	if (!json_object_object_get_ex(root, "command", &o) ||
	    strcmp(json_object_get_string(o) ?: "", SNAPSHOT_COMMAND))
		return wrong_top(r, "command", "\"" SNAPSHOT_COMMAND "\": other answers do not hold a machine");
	err = read_text(r, root, "hostname", &r->m->hostname);
	if (!err)
		err = read_text(r, root, "kernel", &r->m->kernel);
	if (!err)
		err = read_text(r, root, "cmdline", &r->m->cmdline);
	if (!err)
		err = read_iommu(r, root);
	if (!err && json_object_object_get_ex(root, "in_vm", &o))
		r->m->in_vm = json_object_get_boolean(o);
	return err ? err : read_notes(r, root);
}

static unsigned int line_of(const char *text, size_t offset)
{
	unsigned int line = 1;

	for (size_t i = 0; i < offset; i++)
		line += text[i] == '\n';
	return line;
}

static int parse(const struct reader *r, const char *text, size_t len,
		 struct json_object **root)
{
	struct json_tokener *tokener = json_tokener_new();
	enum json_tokener_error problem;
	unsigned int line;

	if (!tokener)
		return no_memory(r);
	*root = json_tokener_parse_ex(tokener, text, (int)len);
	problem = json_tokener_get_error(tokener);
	line = line_of(text, json_tokener_get_parse_end(tokener));
	json_tokener_free(tokener);
	if (problem == json_tokener_success)
		return 0;
	if (problem == json_tokener_continue)
		return source_fail(r->error, -EINVAL, "%s:%u: ends in the middle of the snapshot: was it cut off?",
				   r->path, line);
	return source_fail(r->error, -EINVAL, "%s:%u: not valid JSON: %s",
			   r->path, line, json_tokener_error_desc(problem));
}

static int recognise(const char *text, size_t len)
{
	size_t start = strspn(text, " \t\r\n");

	if (start >= len || text[start] != '{')
		return 0;
	return memmem(text, len, "\"acsdiag/", 9) ? 100 : 1;
}

static int read_snapshot(struct machine *m, const char *path, const char *text,
			 size_t len, struct source_error *error)
{
	struct reader r = { .m = m, .path = path, .error = error };
	struct json_object *root = NULL;
	int err = parse(&r, text, len, &root);

	if (!err)
		err = read_machine(&r, root);
	if (!err)
		err = read_devices(&r, root);
	json_object_put(root);
	return err;
}

const struct input_format input_snapshot = {
	.name = "snapshot",
	.recognise = recognise,
	.read = read_snapshot,
};
