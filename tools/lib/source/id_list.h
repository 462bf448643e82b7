/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_ID_LIST_H
#define ACSDIAG_SOURCE_ID_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct id_list - the list of vendors and devices, while it is walked
 * @text: all of it
 * @end: behind its last byte
 * @at: the line to look at next
 */
struct id_list {
	const char *text, *end, *at;
};

/**
 * struct id_line - one line of it
 * @id: of a vendor or of a device
 * @name: its name, not terminated
 * @len: length of @name
 */
struct id_line {
	uint16_t id;
	const char *name;
	size_t len;
};

int id_list_open(struct id_list *l, const char *path);
bool id_list_vendor(struct id_list *l, struct id_line *line);
bool id_list_device(struct id_list *l, struct id_line *line);
void id_list_close(struct id_list *l);

#endif
