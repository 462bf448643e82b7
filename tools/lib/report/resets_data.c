// SPDX-License-Identifier: GPL-2.0
/* GPUs and their resets as JSON. */

#include "analyse/resets.h"
#include "report/data.h"
#include "report/resets.h"

static const char *const works_words[] = {
	[TRI_UNKNOWN] = "unknown",
	[TRI_NO] = "no",
	[TRI_YES] = "yes",
};

static struct json_object *address(struct pci_addr addr)
{
	char buf[PCI_ADDR_LEN];

	return json_object_new_string(addr_format(addr, buf));
}

static struct json_object *registers(const struct gpu_finding *finding)
{
	struct json_object *list = json_object_new_array();

	for (size_t i = 0; i < finding->count; i++) {
		const struct gpu_register *from = &finding->registers[i];
		struct json_object *to = json_object_new_object();

		data_put(to, "space", data_string(from->space));
		data_put(to, "name", data_string(from->name));
		data_put(to, "address", data_hex(from->address, 8));
		data_put(to, "value", data_hex(from->value, 8));
		json_object_array_add(list, to);
	}
	return list;
}

static struct json_object *ways(const struct gpu *gpu)
{
	struct json_object *list = json_object_new_array();
	struct way found[WAYS_MAX];
	size_t count = resets_ways(gpu, found);

	for (size_t i = 0; i < count; i++) {
		struct json_object *way = json_object_new_object();

		data_put(way, "method", data_string(found[i].method));
		data_put(way, "works", data_string(works_words[found[i].works]));
		data_put(way, "why", data_string(found[i].why));
		json_object_array_add(list, way);
	}
	return list;
}

/**
 * resets_gpu_data() - one card
 * @gpu: the card
 *
 * Return: a JSON object.
 */
struct json_object *resets_gpu_data(const struct gpu *gpu)
{
	struct json_object *o = json_object_new_object();

	data_put(o, "address", address(gpu->addr));
	data_put(o, "vendor", data_hex(gpu->vendor, 4));
	data_put(o, "device", data_hex(gpu->device, 4));
	data_put(o, "family", data_string(gpu->family));
	data_put(o, "title", data_string(gpu->title));
	data_put(o, "evidence", data_string(gpu->evidence));
	data_put(o, "offered", data_bool(gpu->offered));
	data_put(o, "shielded", data_bool(gpu->shielded));
	data_put(o, "experimental", data_bool(gpu->experimental));
	data_put(o, "methods", data_strings(gpu->methods, gpu->methods_count));
	data_put(o, "kernel_methods", data_string(gpu->kernel_methods));
	data_put(o, "ways", ways(gpu));
	data_put(o, "bus_reset_harms", data_string(gpu->bus_reset_harms));
	data_put(o, "not_offered", data_string(gpu->not_offered));
	data_put(o, "state", data_string(gpu_state_word(gpu->finding.state)));
	data_put(o, "reason", data_string(gpu->finding.reason));
	data_put(o, "registers", registers(&gpu->finding));
	return o;
}

static struct json_object *past_reset(const struct past_reset *past)
{
	struct json_object *o = json_object_new_object();

	data_put(o, "number", json_object_new_int64(past->number));
	data_put(o, "address", address(past->addr));
	data_put(o, "vendor", data_hex(past->vendor, 4));
	data_put(o, "device", data_hex(past->device, 4));
	data_put(o, "time", json_object_new_int64((int64_t)past->time));
	data_put(o, "pid", json_object_new_int64(past->pid));
	data_put(o, "comm", data_string(past->comm));
	data_put(o, "method", data_string(past->method));
	data_put(o, "tries", json_object_new_int64(past->tries));
	data_put(o, "steps", json_object_new_int64(past->steps));
	data_put(o, "duration_us", json_object_new_int64((int64_t)past->duration));
	data_put(o, "error", json_object_new_int64(past->error));
	data_put(o, "written", data_bool(past->written));
	data_put(o, "before", data_string(gpu_state_word(past->before)));
	data_put(o, "after", data_string(gpu_state_word(past->after)));
	data_put(o, "failure", data_string(past->failure));
	return o;
}

static struct json_object *reset_step(const struct reset_step *step)
{
	struct json_object *o = json_object_new_object();

	data_put(o, "number", json_object_new_int64(step->number));
	data_put(o, "method", data_string(step->method));
	data_put(o, "phase", data_string(step->phase));
	data_put(o, "what", data_string(step->what));
	data_put(o, "name", data_string(step->name));
	data_put(o, "address", data_hex(step->address, 8));
	data_put(o, "value", data_hex(step->value, 8));
	data_put(o, "error", json_object_new_int64(step->error));
	return o;
}

/**
 * resets_data() - all of it
 * @o: where it goes
 * @resets: cards, resets and steps
 */
void resets_data(struct json_object *o, const struct resets *resets)
{
	struct json_object *gpus = json_object_new_array();
	struct json_object *history = json_object_new_array();
	struct json_object *steps = json_object_new_array();

	for (size_t i = 0; i < resets->gpus_count; i++)
		json_object_array_add(gpus, resets_gpu_data(&resets->gpus[i]));
	for (size_t i = 0; i < resets->past_count; i++)
		json_object_array_add(history, past_reset(&resets->past[i]));
	for (size_t i = 0; i < resets->steps_count; i++)
		json_object_array_add(steps, reset_step(&resets->steps[i]));
	data_put(o, "gpus", gpus);
	data_put(o, "history", history);
	data_put(o, "steps", steps);
}
