// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's log of this boot: of the running machine from /dev/kmsg, whose
 * records begin with numbers and a semicolon (Documentation/ABI/testing/dev-kmsg);
 * of a tree from the copy that some distributions keep, or from what a log daemon
 * wrote down.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "source/root.h"

#define RECORD 8192

/* The message of a record, without what stands around it */
static size_t message_of(const char *record, size_t len, const char **text)
{
	const char *start = memchr(record, ';', len);

	if (!start)
		return 0;
	*text = start + 1;
	len -= (size_t)(*text - record);
	start = memchr(*text, '\n', len);
	return start ? (size_t)(start - *text) : len;
}

static void copy_records(int fd, FILE *log)
{
	char record[RECORD];
	const char *text;
	size_t len;
	ssize_t n;

	while (true) {
		n = read(fd, record, sizeof(record));
		if (n < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (n <= 0)
			return;
		len = message_of(record, (size_t)n, &text);
		if (len) {
			fwrite(text, 1, len, log);
			putc('\n', log);
		}
	}
}

static void read_records(const struct root *root, int fd)
{
	struct text *t = &root->h->kernel.log;
	char *text = NULL;
	size_t len = 0;
	FILE *log = open_memstream(&text, &len);

	if (!log) {
		root->h->failed = true;
		return;
	}
	copy_records(fd, log);
	if (fclose(log)) {
		root->h->failed = true;
	} else if (len) {
		t->fact = FACT_KNOWN;
		t->text = host_string(root->h, text, len);
		t->len = len;
	}
	free(text);
}

/* Of what a log daemon keeps, what was said since the last boot */
static struct text kept_log(const struct root *root)
{
	static const char *const files[] = {
		"/var/log/kern.log", "/var/log/messages", NULL,
	};
	static const char first[] = "] Linux version ";
	struct text t = root_first(root, files);
	const char *boot = NULL, *p = t.text;

	if (t.fact != FACT_KNOWN)
		return t;
	while ((p = strstr(p, first)))
		boot = p++;
	while (boot && boot > t.text && boot[-1] != '\n')
		boot--;
	if (!boot) {
		t.fact = FACT_UNREAD; /* this boot's begin was rotated away */
		return t;
	}
	t.place.line = 1;
	for (p = t.text; p < boot; p++)
		t.place.line += *p == '\n';
	t.len -= (size_t)(boot - t.text);
	t.text = boot;
	return t;
}

/**
 * host_log_read() - what did the kernel say since it booted?
 * @root: the root; its host is filled
 */
void host_log_read(const struct root *root)
{
	int fd;

	if (!root->live) {
		root->h->kernel.log = root_text(root, "/var/log/dmesg");
		if (root->h->kernel.log.fact == FACT_ABSENT)
			root->h->kernel.log = kept_log(root);
		return;
	}
	root->h->kernel.log.place.file = "/dev/kmsg";
	fd = root_open(root, "/dev/kmsg", O_RDONLY | O_NONBLOCK);
	if (fd < 0)
		return;
	read_records(root, fd);
	close(fd);
}
