// SPDX-License-Identifier: GPL-2.0
/* GPUs and their resets from what "acsdiag reset --json" said before. */

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>

#include "source/resets.h"

static struct json_object *field(struct json_object *o, const char *key,
				 enum json_type type)
{
	struct json_object *value;

	return json_object_object_get_ex(o, key, &value) &&
	       json_object_is_type(value, type) ? value : NULL;
}

static const char *text(struct resets *resets, struct json_object *o,
			const char *key)
{
	struct json_object *value = field(o, key, json_type_string);

	return value ? resets_text(resets, json_object_get_string(value)) : NULL;
}

static bool flag(struct json_object *o, const char *key)
{
	return json_object_get_boolean(field(o, key, json_type_boolean));
}

static uint64_t number(struct json_object *o, const char *key)
{
	struct json_object *value = field(o, key, json_type_int);

	return value ? (uint64_t)json_object_get_int64(value) : 0;
}

/* "0x1002", as data_hex() writes it */
static uint32_t hex(struct json_object *o, const char *key)
{
	struct json_object *value = field(o, key, json_type_string);

	return value ? (uint32_t)strtoul(json_object_get_string(value), NULL, 16) : 0;
}

static bool address(struct json_object *o, struct pci_addr *addr)
{
	struct json_object *value = field(o, "address", json_type_string);

	return value && !addr_parse(json_object_get_string(value), addr, NULL);
}

static void read_finding(struct resets *resets, struct json_object *o,
			 struct gpu_finding *finding)
{
	struct json_object *list = field(o, "registers", json_type_array);
	size_t count = list ? json_object_array_length(list) : 0;

	finding->state = gpu_state_of_word(text(resets, o, "state"));
	finding->reason = text(resets, o, "reason");
	for (size_t i = 0; i < count && i < GPU_REGISTERS_MAX; i++) {
		struct json_object *from = json_object_array_get_idx(list, i);
		struct gpu_register *to = &finding->registers[finding->count];

		to->space = text(resets, from, "space");
		to->name = text(resets, from, "name");
		to->address = hex(from, "address");
		to->value = hex(from, "value");
		if (to->space && to->name)
			finding->count++;
	}
}

static void read_methods(struct resets *resets, struct json_object *o,
			 struct gpu *gpu)
{
	struct json_object *list = field(o, "methods", json_type_array);
	size_t count = list ? json_object_array_length(list) : 0;

	for (size_t i = 0; i < count && i < GPU_METHODS_MAX; i++) {
		struct json_object *method = json_object_array_get_idx(list, i);

		if (json_object_is_type(method, json_type_string))
			gpu->methods[gpu->methods_count++] =
				resets_text(resets, json_object_get_string(method));
	}
}

static bool read_gpu(struct resets *resets, struct json_object *o,
		     struct gpu *gpu)
{
	if (!json_object_is_type(o, json_type_object) || !address(o, &gpu->addr))
		return false;
	gpu->vendor = (uint16_t)hex(o, "vendor");
	gpu->device = (uint16_t)hex(o, "device");
	gpu->offered = flag(o, "offered");
	gpu->shielded = flag(o, "shielded");
	gpu->experimental = flag(o, "experimental");
	gpu->family = text(resets, o, "family");
	gpu->title = text(resets, o, "title");
	gpu->evidence = text(resets, o, "evidence");
	gpu->kernel_methods = text(resets, o, "kernel_methods");
	gpu->bus_reset_harms = text(resets, o, "bus_reset_harms");
	gpu->not_offered = text(resets, o, "not_offered");
	read_methods(resets, o, gpu);
	read_finding(resets, o, &gpu->finding);
	return true;
}

static bool read_past(struct resets *resets, struct json_object *o,
		      struct past_reset *past)
{
	if (!json_object_is_type(o, json_type_object) || !address(o, &past->addr))
		return false;
	past->number = (uint32_t)number(o, "number");
	past->vendor = (uint16_t)hex(o, "vendor");
	past->device = (uint16_t)hex(o, "device");
	past->time = number(o, "time");
	past->pid = (uint32_t)number(o, "pid");
	past->comm = text(resets, o, "comm");
	past->method = text(resets, o, "method");
	past->failure = text(resets, o, "failure");
	past->tries = (uint32_t)number(o, "tries");
	past->steps = (uint32_t)number(o, "steps");
	past->duration = number(o, "duration_us");
	past->error = (uint32_t)number(o, "error");
	past->written = flag(o, "written");
	past->before = gpu_state_of_word(text(resets, o, "before"));
	past->after = gpu_state_of_word(text(resets, o, "after"));
	return true;
}

static bool read_all(struct resets *resets, struct json_object *gpus,
		     struct json_object *past)
{
	size_t count = json_object_array_length(gpus);
	size_t resets_count = past ? json_object_array_length(past) : 0;
	bool good = count <= RESETS_GPUS_MAX && resets_count <= RESETS_PAST_MAX;

	for (size_t i = 0; good && i < count; i++)
		good = read_gpu(resets, json_object_array_get_idx(gpus, i),
				&resets->gpus[resets->gpus_count++]);
	for (size_t i = 0; good && i < resets_count; i++)
		good = read_past(resets, json_object_array_get_idx(past, i),
				 &resets->past[resets->past_count++]);
	return good;
}

/**
 * resets_saved() - all cards and resets of a file
 * @resets: nothing known yet
 * @path: what "acsdiag reset --json" wrote
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int resets_saved(struct resets *resets, const char *path,
		 struct source_error *error)
{
	struct json_object *root = json_object_from_file(path);
	struct json_object *gpus = root ? field(root, "gpus", json_type_array) : NULL;
	bool good = gpus && read_all(resets, gpus,
				     field(root, "history", json_type_array));

	json_object_put(root);
	if (good)
		return 0;
	return source_fail(error, -EINVAL, "%s: no readings of GPUs, as \"acsdiag reset probe DEV --json\" writes them",
			   path);
}
