/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_UKI_H
#define ACSDIAG_SOURCE_UKI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PE_HEADERS 4096 /* what is read of an image: its headers are in there */

/**
 * struct pe_section - where a section of an image is
 * @offset: in the file
 * @len: of what it holds, without padding
 * @fault: why it cannot be told, NULL where it is told, or there is none
 */
struct pe_section {
	uint32_t offset, len;
	const char *fault;
};

bool pe_find(const uint8_t *head, size_t len, const char *name,
	     struct pe_section *section);

#endif
