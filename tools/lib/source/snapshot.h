/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_SNAPSHOT_H
#define ACSDIAG_SOURCE_SNAPSHOT_H

#include <json-c/json.h>

#include "source/source.h"

#define SNAPSHOT_SCHEMA "acsdiag/1"
#define SNAPSHOT_COMMAND "snapshot"

/*
 * A key that is missing stands for a fact that was not read, null for one that
 * is known to be absent. Documentation/schema/acsdiag-1.schema.json describes
 * the rest.
 */
struct json_object *function_to_json(const struct function *f);
int machine_to_json(const struct machine *m, bool with_hostname,
		    struct json_object *into);

#endif
