// SPDX-License-Identifier: GPL-2.0
/*
 * The journal of what was changed for a device. It is whole on disk, with a copy
 * of each file as it was and as it is to be, before anything changes; so whatever
 * happens afterwards, all can be had again.
 */

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "act/files.h"

#define VAR_LIB "/var/lib"
#define OURS "acsdiag"
#define PLANS "plan"
#define JOURNAL "journal.json"
#define SCHEMA "acsdiag-plan/1"
#define COPY_LEN 32

/* A directory in another one, made where it is wanted and not there */
static int enter(int parent, const char *name, bool create)
{
	int fd;

	if (parent < 0)
		return parent;
	if (create && !mkdirat(parent, name, 0755))
		fsync(parent);
	fd = openat(parent, name,
		    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		fd = -errno;
	close(parent);
	return fd;
}

/* Empty directories of ours go; one that holds another device's book stays. */
static void remove_directories(struct book *book)
{
	static const char *const path[] = { BOOK_DIR, VAR_LIB "/" OURS, VAR_LIB };
	const char *const names[] = { book->device, PLANS, OURS };

	for (size_t i = 0; i < 3; i++) {
		int fd = root_open(&book->root, path[i], O_RDONLY | O_DIRECTORY);
		int err = fd < 0 ? -fd :
			  unlinkat(fd, names[i], AT_REMOVEDIR) ? errno : 0;

		if (fd >= 0)
			close(fd);
		if (err && err != ENOENT)
			return;
	}
}

static int open_dir(struct book *book, const char *sysroot, bool create,
		    char error[ACT_ERROR_LEN])
{
	int fd = root_open(&book->root, VAR_LIB, O_RDONLY | O_DIRECTORY);

	if (fd == -ENOENT)
		return act_fail(error, fd, "%s%s is not there: is that the root directory of a system?",
				book->root.live ? "" : sysroot, VAR_LIB);
	fd = enter(fd, OURS, create);
	fd = enter(fd, PLANS, create);
	fd = enter(fd, book->device, create);
	if (fd == -ENOENT) {
		remove_directories(book);
		return act_fail(error, fd, "nothing was changed for %s",
				book->device);
	}
	if (fd < 0)
		return act_fail(error, fd, "%s/%s: %s%s", BOOK_DIR, book->device,
				strerror(-fd),
				fd == -EACCES ? "; run with sudo" : "");
	if (flock(fd, LOCK_EX | LOCK_NB)) {
		close(fd);
		return act_fail(error, -EBUSY, "another acsdiag is changing files for %s",
				book->device);
	}
	book->dir = fd;
	return 0;
}

static int read_journal(struct book *book, char error[ACT_ERROR_LEN])
{
	struct content content;
	int err = content_read(book->dir, JOURNAL, &content);

	if (err)
		return act_fail(error, err, "%s/%s/%s: %s", BOOK_DIR,
				book->device, JOURNAL, strerror(-err));
	if (!content.there)
		return 0;
	book->journal = json_tokener_parse(content.text);
	content_release(&content);
	if (book->journal &&
	    !strcmp(book_word(book->journal, "schema"), SCHEMA))
		return 0;
	return act_fail(error, -EINVAL, "%s/%s/%s is no journal of this acsdiag",
			BOOK_DIR, book->device, JOURNAL);
}

/**
 * book_open() - open what is known of changes for a device
 * @book: to be filled; book_close() closes it, also after a failure
 * @sysroot: directory that stands for "/", NULL for the real one
 * @device: whose plan; must outlive @book
 * @create: make room for it
 * @error: why not
 *
 * Return: 0; -ENOENT when nothing was ever changed; a negative errno.
 */
int book_open(struct book *book, const char *sysroot, const char *device,
	      bool create, char error[ACT_ERROR_LEN])
{
	int err;

	*book = (struct book){
		.root = { .live = !sysroot || !strcmp(sysroot, "/") },
		.device = device, .dir = -1,
	};
	book->root.fd = open(sysroot ? sysroot : "/",
			     O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (book->root.fd < 0)
		return act_fail(error, -errno, "%s: %s", sysroot, strerror(errno));
	err = open_dir(book, sysroot, create, error);
	return err ? err : read_journal(book, error);
}

/**
 * book_close() - close a book
 * @book: the book
 */
void book_close(struct book *book)
{
	json_object_put(book->journal);
	if (book->dir >= 0)
		close(book->dir);
	if (book->root.fd >= 0)
		close(book->root.fd);
}

/**
 * book_word() - a text of an entry
 * @entry: the entry
 * @key: which
 *
 * Return: the text, "" when there is none.
 */
const char *book_word(struct json_object *entry, const char *key)
{
	struct json_object *value = json_object_object_get(entry, key);
	const char *text = value ? json_object_get_string(value) : NULL;

	return text ? text : "";
}

static struct json_object *list_of(const struct book *book, const char *name)
{
	struct json_object *list;

	list = json_object_object_get(book->journal, name);
	if (!list) {
		list = json_object_new_array();
		json_object_object_add(book->journal, name, list);
	}
	return list;
}

/**
 * book_count() - how many entries does a list have?
 * @book: with a journal
 * @list: "files", "directories" or "commands"
 *
 * Return: their number.
 */
size_t book_count(const struct book *book, const char *list)
{
	return json_object_array_length(list_of(book, list));
}

/**
 * book_entry() - an entry of a list
 * @book: with a journal
 * @list: as for book_count()
 * @i: which
 *
 * Return: the entry.
 */
struct json_object *book_entry(const struct book *book, const char *list, size_t i)
{
	return json_object_array_get_idx(list_of(book, list), i);
}

static struct json_object *entry_of(const struct book *book, const char *path)
{
	for (size_t i = 0; i < book_count(book, "files"); i++)
		if (!strcmp(book_word(book_entry(book, "files", i), "path"), path))
			return book_entry(book, "files", i);
	return NULL;
}

static void put_word(struct json_object *o, const char *key, const char *text)
{
	json_object_object_add(o, key, json_object_new_string(text));
}

/* No copy that a journal on disk speaks of is ever written over. */
static int put_copy(struct book *book, struct json_object *entry, const char *key,
		    const char *text, int like)
{
	char name[COPY_LEN];

	for (unsigned int i = 0; ; i++) {
		snprintf(name, sizeof(name), "%u.%s", i, key);
		if (faccessat(book->dir, name, F_OK, AT_SYMLINK_NOFOLLOW))
			break;
	}
	put_word(entry, key, name);
	return file_put(book->dir, name, text, strlen(text), like, true);
}

/* Directories that have to be made for a file, outermost first */
static void record_directories(struct book *book, const char *path)
{
	char directory[PATH_MAX];

	for (const char *slash = strchr(path + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		snprintf(directory, sizeof(directory), "%.*s",
			 (int)(slash - path), path);
		if (root_has(&book->root, directory) == FACT_ABSENT)
			json_object_array_add(list_of(book, "directories"),
					      json_object_new_string(directory));
	}
}

static int record(struct book *book, const struct file_change *change,
		  char error[ACT_ERROR_LEN])
{
	struct json_object *entry = entry_of(book, change->path);
	const char *name;
	int dir, like, err = 0;

	if (!entry) {
		entry = json_object_new_object();
		put_word(entry, "path", change->path);
		json_object_array_add(list_of(book, "files"), entry);
		record_directories(book, change->path);
		if (change->before) {
			dir = file_parent(&book->root, change->path, &name);
			like = dir < 0 ? dir : file_like(dir, name);
			err = like < 0 ? like : put_copy(book, entry, "before",
							 change->before, like);
			if (like >= 0)
				close(like);
			if (dir >= 0)
				close(dir);
		}
	}
	if (!err)
		err = put_copy(book, entry, "after", change->after, -1);
	if (err)
		return act_fail(error, err, "cannot keep a copy of %s in %s: %s",
				change->path, BOOK_DIR, strerror(-err));
	return 0;
}

/* Copies that no journal speaks of, of an attempt that did not get far */
static void clear(struct book *book)
{
	int fd = dup(book->dir);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!dir)
		return;
	rewinddir(dir);
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			unlinkat(book->dir, entry->d_name, 0);
	closedir(dir);
}

/**
 * book_record() - note what files are and what they are to be
 * @book: the book; its journal on disk is not changed yet
 * @list: the files
 * @count: entries in @list
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int book_record(struct book *book, const struct file_change *list, size_t count,
		char error[ACT_ERROR_LEN])
{
	int err = 0;

	if (!book->journal) {
		clear(book);
		book->journal = json_object_new_object();
		put_word(book->journal, "schema", SCHEMA);
		put_word(book->journal, "device", book->device);
	}
	for (size_t i = 0; i < count && !err; i++)
		err = record(book, &list[i], error);
	return err;
}

/**
 * book_command() - note a command
 * @book: with a journal
 * @run: the command
 * @undo: what takes it back, NULL for nothing
 */
void book_command(struct book *book, const char *run, const char *undo)
{
	struct json_object *entry;

	for (size_t i = 0; i < book_count(book, "commands"); i++) {
		entry = book_entry(book, "commands", i);
		if (strcmp(book_word(entry, "run"), run))
			continue;
		json_object_object_del(entry, "done");
		return;
	}
	entry = json_object_new_object();
	put_word(entry, "run", run);
	if (undo)
		put_word(entry, "undo", undo);
	json_object_array_add(list_of(book, "commands"), entry);
}

/**
 * book_write() - have the journal on disk
 * @book: the book
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int book_write(struct book *book, char error[ACT_ERROR_LEN])
{
	const char *text = json_object_to_json_string_ext(book->journal,
							  JSON_C_TO_STRING_PRETTY |
							  JSON_C_TO_STRING_SPACED |
							  JSON_C_TO_STRING_NOSLASHESCAPE);
	int err = text ? file_put(book->dir, JOURNAL, text, strlen(text), -1, false) :
			 -ENOMEM;

	if (err)
		return act_fail(error, err, "cannot write %s/%s/%s: %s", BOOK_DIR,
				book->device, JOURNAL, strerror(-err));
	return 0;
}

/**
 * book_remove() - forget what was changed: it is as it was
 * @book: the book
 * @error: why not
 *
 * Return: 0 or a negative errno.
 */
int book_remove(struct book *book, char error[ACT_ERROR_LEN])
{
	if (unlinkat(book->dir, JOURNAL, 0) && errno != ENOENT)
		return act_fail(error, -errno, "cannot remove %s/%s/%s: %s",
				BOOK_DIR, book->device, JOURNAL, strerror(errno));
	fsync(book->dir);
	clear(book);
	remove_directories(book);
	return 0;
}
