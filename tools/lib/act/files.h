/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ACT_FILES_H
#define ACSDIAG_ACT_FILES_H

#include "act/act.h"
#include "source/root.h"

/*
 * Configuration files are changed so that at any moment each of them is whole,
 * and what it was can be had again: copies and a journal are on disk before the
 * first one changes, below /var/lib/acsdiag/plan, one directory a device.
 */

#define BOOK_DIR "/var/lib/acsdiag/plan"

/**
 * struct file_change - a file that is to hold something else
 * @path: absolute, as the host names it
 * @before: what it holds, NULL when there is no such file
 * @after: what it is to hold
 */
struct file_change {
	const char *path;
	const char *before;
	const char *after;
};

/**
 * struct book - what was changed for one device, and how it was
 * @root: directory that stands for "/"
 * @device: whose plan
 * @dir: directory of copies and journal, -1 for none
 * @journal: JSON object, NULL when there is no journal
 */
struct book {
	struct root root;
	const char *device;
	int dir;
	struct json_object *journal;
};

int book_open(struct book *book, const char *sysroot, const char *device,
	      bool create, char error[ACT_ERROR_LEN]);
void book_close(struct book *book);
int book_record(struct book *book, const struct file_change *list, size_t count,
		char error[ACT_ERROR_LEN]);
int book_write(struct book *book, char error[ACT_ERROR_LEN]);
int book_remove(struct book *book, char error[ACT_ERROR_LEN]);
size_t book_count(const struct book *book, const char *list);
struct json_object *book_entry(const struct book *book, const char *list,
			       size_t i);
const char *book_word(struct json_object *entry, const char *key);
void book_command(struct book *book, const char *run, const char *undo);

int files_apply(struct book *book, const struct file_change *list, size_t count,
		char error[ACT_ERROR_LEN]);
int files_restore(struct book *book, char error[ACT_ERROR_LEN]);

/* One file, whole or not at all; in put.c */
struct content {
	char *text;
	size_t len;
	bool there;
};

int content_read(int dir, const char *name, struct content *content);
bool content_is(const struct content *content, const char *text, size_t len);
void content_release(struct content *content);
int file_put(int dir, const char *name, const char *text, size_t len,
	     int like, bool times);
int file_like(int dir, const char *name);
void file_forget(int dir, const char *name);
int file_parent(const struct root *root, const char *path, const char **name);

/* run.c */
int command_run(const char *command, char error[ACT_ERROR_LEN]);

#endif
