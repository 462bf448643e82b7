// SPDX-License-Identifier: GPL-2.0
/*
 * Plans of regroup as they are kept in files. What is read here is later done to
 * the machine, so nothing is taken that is not exactly of the form.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/saved.h"
#include "source/snapshot.h"

#define SAVED_COMMAND "regroup-plan"

static struct json_object *array(const struct saved *s, const char *key)
{
	struct json_object *found = json_object_object_get(s->object, key);

	return json_object_is_type(found, json_type_array) ? found : NULL;
}

static const char *text_of(struct json_object *o, const char *key)
{
	struct json_object *found = key ? json_object_object_get(o, key) : o;

	return json_object_is_type(found, json_type_string) ?
		       json_object_get_string(found) : NULL;
}

static int hex_of(struct json_object *o, const char *key, uint16_t *value)
{
	const char *text = text_of(o, key);
	char *end;
	unsigned long number;

	if (!text)
		return -EINVAL;
	number = strtoul(text, &end, 16);
	if (*end || end == text || number > UINT16_MAX)
		return -EINVAL;
	*value = (uint16_t)number;
	return 0;
}

static const struct function *function_of(const struct saved *s,
					  struct json_object *o, const char *key)
{
	const char *text = json_object_is_type(o, json_type_object) || !key ?
				   text_of(o, key) : NULL;
	struct pci_addr addr;

	if (!text || addr_parse(text, &addr, NULL))
		return NULL;
	return machine_find(s->functions, addr);
}

static int read_function(struct saved *s, struct json_object *o)
{
	const char *text = json_object_is_type(o, json_type_object) ?
				   text_of(o, "address") : NULL;
	struct pci_addr addr;
	struct function *f;

	if (!text || addr_parse(text, &addr, NULL))
		return -EINVAL;
	f = machine_add(s->functions, addr);
	if (!f)
		return -ENOMEM;
	f->has |= HAS_IDS;
	if (hex_of(o, "vendor", &f->vendor) || hex_of(o, "device", &f->device))
		return -EINVAL;
	return 0;
}

static int read_functions(struct saved *s)
{
	struct json_object *list = array(s, "functions");
	int err = list ? 0 : -EINVAL;

	s->functions = machine_new(SAVED_COMMAND);
	if (!s->functions)
		return -ENOMEM;
	for (size_t i = 0; !err && i < json_object_array_length(list); i++)
		err = read_function(s, json_object_array_get_idx(list, i));
	return err ? err : machine_link(s->functions);
}

/* Groups are lists of addresses; those that nobody names are not known. */
static int read_groups(const struct saved *s, const char *key, int *group_of)
{
	struct json_object *list = array(s, key);

	for (size_t i = 0; i < s->functions->count; i++)
		group_of[i] = GROUP_UNREAD;
	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		struct json_object *group = json_object_array_get_idx(list, i);

		if (!json_object_is_type(group, json_type_array))
			return -EINVAL;
		for (size_t j = 0; j < json_object_array_length(group); j++) {
			const struct function *f = function_of(s,
				json_object_array_get_idx(group, j), NULL);

			if (!f)
				return -EINVAL;
			group_of[f - s->functions->functions] = (int)i;
		}
	}
	return list ? 0 : -EINVAL;
}

static int read_both_groups(struct saved *s)
{
	int err;

	s->after = calloc(s->functions->count + 1, sizeof(*s->after));
	if (!s->after)
		return -ENOMEM;
	err = read_groups(s, "before", s->after);
	for (size_t i = 0; i < s->functions->count; i++)
		s->functions->functions[i].group = s->after[i];
	return err ? err : read_groups(s, "after", s->after);
}

static int read_list(struct saved *s, const char *key,
		     const struct function ***list, size_t *count)
{
	struct json_object *found = array(s, key);

	if (!found)
		return -EINVAL;
	*list = calloc(json_object_array_length(found) + 1, sizeof(**list));
	if (!*list)
		return -ENOMEM;
	for (size_t i = 0; i < json_object_array_length(found); i++) {
		const struct function *f = function_of(s,
			json_object_array_get_idx(found, i), NULL);

		if (!f)
			return -EINVAL;
		(*list)[(*count)++] = f;
	}
	return 0;
}

static int control_of(const char *letter, uint16_t *set)
{
	for (unsigned int i = 0; letter && i < acs_bits_count; i++)
		if (!strcmp(acs_bits[i].letter, letter)) {
			*set |= acs_bits[i].ctrl_mask;
			return 0;
		}
	return -EINVAL;
}

static int read_control(struct saved *s, struct json_object *o)
{
	struct saved_controls *c = &s->controls[s->controls_count];
	struct json_object *set = json_object_object_get(o, "set");
	int err = 0;

	c->at = function_of(s, o, "address");
	if (!c->at || !json_object_is_type(set, json_type_array))
		return -EINVAL;
	for (size_t i = 0; !err && i < json_object_array_length(set); i++)
		err = control_of(text_of(json_object_array_get_idx(set, i), NULL),
				 &c->set);
	s->controls_count++;
	return err;
}

static int read_controls(struct saved *s)
{
	struct json_object *list = array(s, "controls");
	int err = 0;

	if (!list)
		return -EINVAL;
	s->controls = calloc(json_object_array_length(list) + 1,
			     sizeof(*s->controls));
	if (!s->controls)
		return -ENOMEM;
	for (size_t i = 0; !err && i < json_object_array_length(list); i++)
		err = read_control(s, json_object_array_get_idx(list, i));
	return err;
}

/* A bridge or a root bus; it becomes part of a path. */
static bool is_place(const char *text)
{
	return text && *text && strspn(text, "0123456789abcdef:.") == strlen(text) &&
	       *text != '.';
}

static int read_scans(struct saved *s)
{
	struct json_object *list = array(s, "scans");

	if (!list)
		return -EINVAL;
	s->scans = calloc(json_object_array_length(list) + 1, sizeof(*s->scans));
	if (!s->scans)
		return -ENOMEM;
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		const char *where = text_of(json_object_array_get_idx(list, i),
					    NULL);

		if (!is_place(where))
			return -EINVAL;
		s->scans[s->scans_count++] = where;
	}
	return 0;
}

/* A driver, "" for none; it becomes part of a path. */
static bool is_driver(const char *text)
{
	return !text || (*text != '.' && !strchr(text, '/'));
}

/* Only a plan that is carried out has them. */
static int read_drivers(struct saved *s)
{
	struct json_object *list = array(s, "drivers");

	s->overrides = calloc(s->leaves_count + 1, sizeof(*s->overrides));
	if (!s->overrides)
		return -ENOMEM;
	if (!list)
		return 0;
	if (json_object_array_length(list) != s->leaves_count)
		return -EINVAL;
	for (size_t i = 0; i < s->leaves_count; i++) {
		struct json_object *o = json_object_array_get_idx(list, i);

		if (!json_object_is_type(o, json_type_object))
			return -EINVAL;
		s->functions->functions[s->leaves[i] - s->functions->functions]
			.driver = text_of(o, "driver");
		s->overrides[i] = text_of(o, "override");
		if (!is_driver(s->leaves[i]->driver) ||
		    !is_driver(s->overrides[i]))
			return -EINVAL;
	}
	return 0;
}

static int read_all(struct saved *s)
{
	const char *schema = text_of(s->object, "schema");
	const char *command = text_of(s->object, "command");
	int err;

	if (!schema || strcmp(schema, SNAPSHOT_SCHEMA) || !command ||
	    strcmp(command, SAVED_COMMAND))
		return -EINVAL;
	err = read_functions(s);
	if (!err)
		err = read_both_groups(s);
	if (!err)
		err = read_list(s, "devices", &s->devices, &s->devices_count);
	if (!err)
		err = read_list(s, "assumed", &s->assumed, &s->assumed_count);
	if (!err)
		err = read_list(s, "leaves", &s->leaves, &s->leaves_count);
	if (!err)
		err = read_drivers(s);
	if (!err)
		err = read_list(s, "removes", &s->removes, &s->removes_count);
	if (!err)
		err = read_controls(s);
	return err ? err : read_scans(s);
}

/**
 * saved_read() - read a plan
 * @path: its file
 * @saved: filled; saved_release() releases it, whatever comes back
 * @error: why not
 *
 * Return: 0 or a negative errno: -ENOENT when there is none, -EINVAL when the
 * file holds something else.
 */
int saved_read(const char *path, struct saved *saved, struct source_error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;

	*saved = (struct saved){ 0 };
	if (fd < 0)
		return source_fail(error, -errno, "%s: %s", path,
				   strerror(errno));
	saved->object = json_object_from_fd(fd);
	close(fd);
	if (!json_object_is_type(saved->object, json_type_object))
		return source_fail(error, -EINVAL, "%s: not JSON, or cut short",
				   path);
	err = read_all(saved);
	if (err == -EINVAL)
		return source_fail(error, err, "%s: not a plan that acsdiag regroup --save wrote, or changed since",
				   path);
	return err ? source_fail(error, err, "%s: %s", path, strerror(-err)) : 0;
}

/**
 * saved_release() - free what a plan holds
 * @saved: the plan; left empty
 */
void saved_release(struct saved *saved)
{
	free(saved->scans);
	free(saved->removes);
	free(saved->overrides);
	free(saved->leaves);
	free(saved->assumed);
	free(saved->controls);
	free(saved->devices);
	free(saved->after);
	machine_free(saved->functions);
	json_object_put(saved->object);
	*saved = (struct saved){ 0 };
}
