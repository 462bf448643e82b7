// SPDX-License-Identifier: GPL-2.0
/* JSON of what would separate functions. */

#include "report/data.h"
#include "report/phrase.h"

static struct json_object *data_change(const struct change *change)
{
	struct json_object *o = json_object_new_object();
	char buf[PHRASE_LEN];

	data_put(o, "option", data_string(change_option(change->kind)));
	data_put(o, "argument", data_string(change->text));
	data_put(o, "sentence", data_string(phrase_change(change, buf)));
	return o;
}

static struct json_object *data_fix(const struct fix *fix)
{
	struct json_object *o = json_object_new_object();
	struct json_object *changes = json_object_new_array();

	for (size_t i = 0; i < fix->count; i++)
		json_object_array_add(changes, data_change(&fix->changes[i]));
	data_put(o, "real", data_bool(fix->real));
	data_put(o, "changes", changes);
	data_put(o, "exposed", data_addresses(fix->exposed, fix->exposed_count));
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
