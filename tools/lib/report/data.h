/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_DATA_H
#define ACSDIAG_REPORT_DATA_H

#include <json-c/json.h>

#include "analyse/p2p.h"
#include "analyse/why.h"
#include "report/partition.h"

/*
 * The model and the conclusions as JSON, the same in every command. The form is
 * Documentation/schema/acsdiag-1.schema.json.
 */

static inline void data_put(struct json_object *o, const char *key,
			    struct json_object *value)
{
	json_object_object_add(o, key, value);
}

static inline struct json_object *data_bool(bool value)
{
	return json_object_new_boolean(value);
}

struct json_object *data_string(const char *text);
struct json_object *data_strings(const char *const *list, size_t count);
struct json_object *data_hex(uint32_t value, int digits);
struct json_object *data_group(int group);
struct json_object *data_address(const struct function *f);
struct json_object *data_addresses(const struct function *const *list,
				   size_t count);
struct json_object *data_controls(uint16_t controls);
struct json_object *data_device(const struct function *f);
struct json_object *data_verdict(const struct acs_verdict *v);
struct json_object *data_causes(const struct causes *causes);
struct json_object *data_fixes(const struct fixes *fixes);
void data_route(struct json_object *object, const struct p2p *p);
void data_machine(struct json_object *object, const struct machine *m);

#endif
