// SPDX-License-Identifier: GPL-2.0
/* Read a machine from wherever the user says. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source/source.h"

#define FIRST_CHUNK 65536
#define INPUT_MAX ((size_t)1 << 30)

static const struct input_format *const formats[] = {
	&input_snapshot,
	&input_lspci,
	&input_listing,
	&input_dmesg,
};

/**
 * source_fail() - say why the data could not be read
 * @error: to fill, may be NULL
 * @code: negative errno
 * @fmt: as for printf(): one line with file, line, reason and what to do
 *
 * Return: @code, so that a caller can return it.
 */
int source_fail(struct source_error *error, int code, const char *fmt, ...)
{
	va_list args;

	if (!error)
		return code;
	error->code = code;
	va_start(args, fmt);
	vsnprintf(error->text, sizeof(error->text), fmt, args);
	va_end(args);
	return code;
}

/* "lspci" and then a listing make "lspci+groups". */
static int add_source(struct machine *m, const char *name)
{
	if (!m->source || !strcmp(m->source, name))
		m->source = name;
	else
		m->source = machine_printf(m, "%s+%s", m->source, name);
	return m->source ? 0 : -ENOMEM;
}

/*
 * The directory that stands for "/", when @path is it or one of the places
 * below it that people copy.
 */
static bool find_root(const char *path, char root[PATH_MAX])
{
	static const char *const places[] = {
		"", "/sys", "/sys/bus", "/sys/bus/pci", "/sys/bus/pci/devices",
	};
	char full[PATH_MAX], devices[PATH_MAX + 32];
	struct stat st;

	if (!realpath(path, full))
		return false;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		size_t len = strlen(full), tail = strlen(places[i]);

		if (tail > len || strcmp(full + len - tail, places[i]))
			continue;
		snprintf(root, PATH_MAX, "%.*s", (int)(len - tail), full);
		snprintf(devices, sizeof(devices), "%s%s", root, places[4]);
		if (!stat(devices, &st) && S_ISDIR(st.st_mode))
			return true;
	}
	return false;
}

static int read_tree(struct machine *m, const char *path, bool details,
		     struct source_error *error)
{
	char root[PATH_MAX];
	int err;

	if (!find_root(path, root))
		return source_fail(error, -EINVAL, "%s: a directory, but no sysfs tree: there is no sys/bus/pci/devices below it",
				   path);
	err = host_read(m, root);
	if (!err)
		err = add_source(m, "sysfs");
	return err ? err : sysfs_read(m, root, details, error);
}

/* All of a file, with a NUL behind it that @len does not count. */
static int slurp(int fd, char **text, size_t *len)
{
	size_t room = FIRST_CHUNK, used = 0;
	char *buf = malloc(room + 1), *more;
	ssize_t n;
	int err = 0;

	while (buf && !err) {
		n = read(fd, buf + used, room - used);
		if (!n)
			break;
		if (n < 0) {
			err = errno == EINTR ? 0 : -errno;
			continue;
		}
		used += (size_t)n;
		if (used > INPUT_MAX)
			err = -EFBIG;
		if (err || used < room)
			continue;
		room *= 2;
		more = realloc(buf, room + 1);
		if (more)
			buf = more;
		else
			err = -ENOMEM;
	}
	if (!buf || err) {
		free(buf);
		return err ? err : -ENOMEM;
	}
	buf[used] = '\0';
	*text = buf;
	*len = used;
	return 0;
}

static const struct input_format *recognise(const char *text, size_t len)
{
	const struct input_format *best = NULL;
	int surest = 0;

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		int sure = formats[i]->recognise(text, len);

		if (sure > surest) {
			surest = sure;
			best = formats[i];
		}
	}
	return best;
}

static int read_text(struct machine *m, const char *path, const char *text,
		     size_t len, struct source_error *error)
{
	const struct input_format *format = recognise(text, len);
	int err;

	if (!len)
		return source_fail(error, -EINVAL, "%s: empty", path);
	if (!format)
		return source_fail(error, -EINVAL, "%s: nothing in it is understood; wanted is a snapshot of acsdiag, output of lspci -vvv or lspci -xxxx, a list of IOMMU groups, kernel messages, or a directory with a sysfs tree",
				   path);
	err = add_source(m, format->name);
	return err ? err : format->read(m, path, text, len, error);
}

static int read_file(struct machine *m, const char *path,
		     struct source_error *error)
{
	bool standard_input = !strcmp(path, "-");
	int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	char *text;
	size_t len;
	int err;

	if (fd < 0)
		return source_fail(error, -errno, "%s: %s", path, strerror(errno));
	err = slurp(fd, &text, &len);
	if (!standard_input)
		close(fd);
	if (err)
		return source_fail(error, err, "%s: %s", path, strerror(-err));
	err = read_text(m, standard_input ? "standard input" : path, text, len,
			error);
	free(text);
	return err;
}

static int read_input(struct machine *m, const char *path, bool details,
		      struct source_error *error)
{
	struct stat st;
	int err;

	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		err = read_tree(m, path, details, error);
	else
		err = read_file(m, path, error);
	return err ? err : machine_link(m);
}

static int read_inputs(struct machine *m, const struct source_request *request,
		       struct source_error *error)
{
	int err = 0;

	m->origin = strdup(request->inputs[0]);
	if (!m->origin)
		return -ENOMEM;
	for (size_t i = 0; !err && i < request->inputs_count; i++)
		err = read_input(m, request->inputs[i], request->details,
				 error);
	return err;
}

static int read_sysfs(struct machine *m, const char *root, bool details,
		      struct source_error *error)
{
	int err = add_source(m, "sysfs");

	return err ? err : sysfs_read(m, root, details, error);
}

/*
 * The module where there is one: it knows the kernel's own verdict. It answers
 * the privileged only; others get what sysfs shows everybody.
 */
static int read_best(struct machine *m, const char *root, bool details,
		     struct source_error *error)
{
	int err;

	if (*root || !netlink_present())
		return read_sysfs(m, root, details, error);
	err = netlink_read(m, details, error);
	if (err != -EPERM)
		return err ? err : add_source(m, "netlink");
	err = machine_note(m, "the acsdiag module is loaded but answers only with CAP_NET_ADMIN; this is what sysfs shows: run with sudo for all of it");
	return err ? err : read_sysfs(m, root, details, error);
}

static int read_live(struct machine *m, const struct source_request *request,
		     struct source_error *error)
{
	const char *root = request->sysroot ? request->sysroot : "";
	const char *source = request->source ? request->source : "auto";
	bool details = request->details;
	int err;

	if (!strcmp(root, "/"))
		root = "";
	if (*root) {
		m->origin = strdup(root);
		if (!m->origin)
			return -ENOMEM;
	}
	err = host_read(m, root);
	if (err)
		return err;
	if (!strcmp(source, "auto"))
		return read_best(m, root, details, error);
	if (!strcmp(source, "sysfs"))
		return read_sysfs(m, root, details, error);
	if (strcmp(source, "netlink"))
		return source_fail(error, -EINVAL, "source %s: unknown; there are auto, netlink and sysfs",
				   source);
	if (*root)
		return source_fail(error, -EINVAL, "source netlink: it tells of the running kernel only, not of %s",
				   root);
	err = netlink_read(m, details, error);
	return err ? err : add_source(m, "netlink");
}

/**
 * source_read() - read a machine
 * @request: where from
 * @machine: the machine, linked and with names; the caller's to free
 * @error: why not
 *
 * Return: 0 or a negative errno; then @error holds the sentence.
 */
int source_read(const struct source_request *request, struct machine **machine,
		struct source_error *error)
{
	struct machine *m = machine_new(NULL);
	int err;

	error->text[0] = '\0';
	if (!m)
		return source_fail(error, -ENOMEM, "out of memory");
	if (request->inputs_count)
		err = read_inputs(m, request, error);
	else
		err = read_live(m, request, error);
	if (!err)
		err = ids_infer(m, NULL);
	if (err) {
		machine_free(m);
		return *error->text ? err : source_fail(error, err, "%s",
							strerror(-err));
	}
	names_fill(m);
	*machine = m;
	return 0;
}
