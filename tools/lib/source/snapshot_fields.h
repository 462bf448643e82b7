/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_SNAPSHOT_FIELDS_H
#define ACSDIAG_SOURCE_SNAPSHOT_FIELDS_H

#include <stddef.h>

#include "model/machine.h"

/* What reader and writer of snapshots have to agree about, in one place. */

/**
 * struct number_field - a plain value
 * @key: of the JSON object
 * @has: HAS_* bit that says whether it was read
 * @digits: hexadecimal digits, 0 for a decimal number
 * @offset: in struct function
 * @size: bytes there
 */
struct number_field {
	const char *key;
	uint16_t has;
	unsigned int digits;
	size_t offset;
	size_t size;
};

/**
 * struct string_field - a string that is NULL while unread
 * @key: of the JSON object
 * @offset: in struct function
 * @null_is_none: null stands for "", which says that there is none
 * @separator: not NULL: a list in JSON, joined with this in the model
 */
struct string_field {
	const char *key;
	size_t offset;
	bool null_is_none;
	const char *separator;
};

/**
 * struct flag_field - one bit of struct function.flags
 */
struct flag_field {
	const char *word;
	uint16_t flag;
};

extern const struct number_field number_fields[];
extern const size_t number_fields_count;
extern const struct string_field string_fields[];
extern const size_t string_fields_count;
extern const struct flag_field flag_fields[];
extern const size_t flag_fields_count;

/* Spellings of enum kernel_verdict and enum iommu_state; NULL when unknown. */
extern const char *const verdict_words[3];
extern const char *const iommu_words[4];

static inline void *field_at(struct function *f, size_t offset)
{
	return (char *)f + offset;
}

#endif
