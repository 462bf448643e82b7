// SPDX-License-Identifier: GPL-2.0
/*
 * Sections of a PE image ("PE Format" by Microsoft: MS-DOS stub, COFF file header,
 * section table): a unified kernel image keeps its command line in one.
 */

#include <string.h>

#include "source/uki.h"

#define DOS_LEN 64
#define DOS_PE 0x3c /* where the signature is */
#define COFF_SECTIONS 6 /* behind the signature of four bytes */
#define COFF_OPTIONAL_LEN 20
#define COFF_END 24
#define ROW_LEN 40
#define ROW_NAME_LEN 8
#define ROW_VIRTUAL_LEN 8
#define ROW_RAW_LEN 16
#define ROW_RAW 20

static uint32_t u16(const uint8_t *at)
{
	return at[0] | (uint32_t)at[1] << 8;
}

static uint32_t u32(const uint8_t *at)
{
	return u16(at) | u16(at + 2) << 16;
}

/* Where the section table is; 0 when there is none, with why */
static size_t table_at(const uint8_t *head, size_t len, size_t *rows,
		       const char **fault)
{
	size_t pe;

	*fault = "it is no EFI program: it does not begin with MZ";
	if (len < DOS_LEN || memcmp(head, "MZ", 2))
		return 0;
	pe = u32(head + DOS_PE);
	*fault = "it is no EFI program: it has no PE header";
	if (pe > len || len - pe < COFF_END || memcmp(head + pe, "PE\0", 4))
		return 0;
	*rows = u16(head + pe + COFF_SECTIONS);
	*fault = "its section table is not where an EFI program has it";
	if (*rows * ROW_LEN > len - pe - COFF_END ||
	    u16(head + pe + COFF_OPTIONAL_LEN) >
		    len - pe - COFF_END - *rows * ROW_LEN)
		return 0;
	*fault = NULL;
	return pe + COFF_END + u16(head + pe + COFF_OPTIONAL_LEN);
}

/**
 * pe_find() - find a section of an image
 * @head: how the image begins
 * @len: of @head
 * @name: of the section, eight characters at most
 * @section: set to where it is, or to why that cannot be told
 *
 * Return: true when there is such a section.
 */
bool pe_find(const uint8_t *head, size_t len, const char *name,
	     struct pe_section *section)
{
	char wanted[ROW_NAME_LEN + 1] = "";
	size_t rows = 0, at;

	*section = (struct pe_section){ 0 };
	memcpy(wanted, name, strnlen(name, ROW_NAME_LEN));
	at = table_at(head, len, &rows, &section->fault);
	for (; at && rows--; at += ROW_LEN) {
		uint32_t raw = u32(head + at + ROW_RAW_LEN);

		if (memcmp(head + at, wanted, ROW_NAME_LEN))
			continue;
		section->offset = u32(head + at + ROW_RAW);
		section->len = u32(head + at + ROW_VIRTUAL_LEN);
		if (section->len > raw)
			section->len = raw;
		return true;
	}
	return false;
}
