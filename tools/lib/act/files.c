// SPDX-License-Identifier: GPL-2.0
/* Files are changed, and are as they were again, by what is in the book. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "act/files.h"

static int fail(char error[ACT_ERROR_LEN], int err, const char *path)
{
	if (err == -ELOOP)
		return act_fail(error, err, "%s is a link: change what it points to by hand",
				path);
	return act_fail(error, err, "cannot write %s: %s%s", path, strerror(-err),
			err == -EACCES || err == -EPERM ? "; run with sudo" : "");
}

static int now_holds(const struct book *book, const char *path,
		     struct content *content)
{
	const char *name;
	int dir = file_parent(&book->root, path, &name);
	int err = content_read(dir, name, content);

	if (dir >= 0)
		close(dir);
	return err;
}

/* A file that somebody changed since it was looked at stays as it is. */
static int check_unchanged(struct book *book, const struct file_change *change,
			   char error[ACT_ERROR_LEN])
{
	struct content now;
	int err = now_holds(book, change->path, &now);
	bool same = content_is(&now, change->before,
			       change->before ? strlen(change->before) : 0);

	content_release(&now);
	if (err)
		return fail(error, err, change->path);
	if (!same)
		return act_fail(error, -EAGAIN, "%s has just been changed by somebody else: nothing was done",
				change->path);
	return 0;
}

static const char *directory_of(const struct book *book, size_t i)
{
	return json_object_get_string(book_entry(book, "directories", i));
}

static int make_directory(struct book *book, const char *path)
{
	const char *name;
	int dir = file_parent(&book->root, path, &name), err = 0;

	if (dir < 0)
		return dir;
	if (mkdirat(dir, name, 0755) && errno != EEXIST)
		err = -errno;
	fsync(dir);
	close(dir);
	return err;
}

static int make_directories(struct book *book, char error[ACT_ERROR_LEN])
{
	for (size_t i = 0; i < book_count(book, "directories"); i++) {
		const char *path = directory_of(book, i);
		int err = make_directory(book, path);

		if (err)
			return fail(error, err, path);
	}
	return 0;
}

static int put(struct book *book, const char *path, const char *text, size_t len,
	       char error[ACT_ERROR_LEN])
{
	const char *name;
	int dir = file_parent(&book->root, path, &name);
	int like = dir < 0 ? dir : file_like(dir, name);
	int err;

	if (like < 0 && like != -ENOENT)
		err = like;
	else
		err = file_put(dir, name, text, len, like, false);
	if (like >= 0)
		close(like);
	if (dir >= 0)
		close(dir);
	return err ? fail(error, err, path) : 0;
}

/**
 * files_apply() - change files
 * @book: with all of them recorded, and its journal on disk
 * @list: the files
 * @count: entries in @list
 * @error: why not; what was changed until then stays, and can be taken back
 *
 * Return: 0 or a negative errno.
 */
int files_apply(struct book *book, const struct file_change *list, size_t count,
		char error[ACT_ERROR_LEN])
{
	int err = 0;

	for (size_t i = 0; i < count && !err; i++)
		err = check_unchanged(book, &list[i], error);
	if (!err)
		err = book_record(book, list, count, error);
	if (!err)
		err = book_write(book, error);
	if (!err)
		err = make_directories(book, error);
	for (size_t i = 0; i < count && !err; i++)
		err = put(book, list[i].path, list[i].after,
			  strlen(list[i].after), error);
	return err;
}

static int copy_of(struct book *book, struct json_object *entry, const char *key,
		   struct content *copy)
{
	const char *name = book_word(entry, key);
	int err;

	*copy = (struct content){ 0 };
	if (!*name)
		return 0;
	err = content_read(book->dir, name, copy);
	return !err && !copy->there ? -ENOENT : err;
}

/* It may be as written, or as it was: then it was not written yet. */
static int check_ours(struct book *book, struct json_object *entry,
		      char error[ACT_ERROR_LEN])
{
	const char *path = book_word(entry, "path");
	struct content now = { 0 }, before = { 0 }, after = { 0 };
	int err = now_holds(book, path, &now);

	if (!err)
		err = copy_of(book, entry, "before", &before);
	if (!err)
		err = copy_of(book, entry, "after", &after);
	if (err)
		fail(error, err, path);
	else if (!content_is(&now, after.text, after.len) &&
		 !content_is(&now, before.text, before.len))
		err = act_fail(error, -EAGAIN, "%s was changed by somebody else since: nothing was done. How it was before is in %s/%s/%s; put that back by hand, or take back the other change first",
			       path, BOOK_DIR, book->device,
			       *book_word(entry, "before") ?
				       book_word(entry, "before") :
				       "journal.json (it was not there)");
	content_release(&now);
	content_release(&before);
	content_release(&after);
	return err;
}

/* The copy has owner, mode, labels and times of what it is a copy of. */
static int put_back(struct book *book, struct json_object *entry, int dir,
		    const char *name)
{
	const char *copy_name = book_word(entry, "before");
	struct content copy;
	int err, like;

	if (!*copy_name) {
		if (unlinkat(dir, name, 0) && errno != ENOENT)
			return -errno;
		return fsync(dir) && errno != EINVAL ? -errno : 0;
	}
	err = copy_of(book, entry, "before", &copy);
	like = err ? err : file_like(book->dir, copy_name);
	if (!err)
		err = like < 0 ? like : file_put(dir, name, copy.text, copy.len,
						 like, true);
	if (like >= 0)
		close(like);
	content_release(&copy);
	return err;
}

static int restore(struct book *book, struct json_object *entry,
		   char error[ACT_ERROR_LEN])
{
	const char *path = book_word(entry, "path"), *name;
	int dir = file_parent(&book->root, path, &name), err;

	if (dir == -ENOENT)
		return 0;
	if (dir < 0)
		return fail(error, dir, path);
	file_forget(dir, name);
	err = put_back(book, entry, dir, name);
	close(dir);
	return err ? fail(error, err, path) : 0;
}

/* Innermost first; one that somebody else put something into stays. */
static void remove_directories(struct book *book)
{
	for (size_t i = book_count(book, "directories"); i--;) {
		const char *name;
		int dir = file_parent(&book->root, directory_of(book, i),
				      &name);

		if (dir < 0)
			continue;
		unlinkat(dir, name, AT_REMOVEDIR);
		close(dir);
	}
}

/**
 * files_restore() - have all files as they were
 * @book: with its journal, which stays
 * @error: why not
 *
 * Return: 0; -EAGAIN when somebody else changed one, and nothing was done; a
 * negative errno.
 */
int files_restore(struct book *book, char error[ACT_ERROR_LEN])
{
	size_t count = book_count(book, "files");
	int err = 0;

	for (size_t i = 0; i < count && !err; i++)
		err = check_ours(book, book_entry(book, "files", i), error);
	for (size_t i = count; i-- && !err;)
		err = restore(book, book_entry(book, "files", i), error);
	if (!err)
		remove_directories(book);
	return err;
}
