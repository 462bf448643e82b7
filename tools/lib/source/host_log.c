// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's log of this boot: of the running machine from /dev/kmsg, whose
 * records begin with numbers and a semicolon (Documentation/ABI/testing/dev-kmsg);
 * of a tree from the copy that some distributions keep.
 */

#include <errno.h>
#include <fcntl.h>
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

static bool append(char **log, size_t *used, const char *text, size_t len)
{
	char *more;

	/* Room is doubled where the length passes a power of two. */
	if (!*used || ((*used ^ (*used + len + 2)) > *used)) {
		more = realloc(*log, 2 * (*used + len + 2));
		if (!more)
			return false;
		*log = more;
	}
	memcpy(*log + *used, text, len);
	*used += len;
	(*log)[(*used)++] = '\n';
	(*log)[*used] = '\0';
	return true;
}

static void read_records(const struct root *root, int fd)
{
	struct text *t = &root->h->kernel.log;
	char record[RECORD], *log = NULL;
	const char *text;
	size_t used = 0;
	ssize_t n;

	while (true) {
		n = read(fd, record, sizeof(record));
		if (n < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (n <= 0)
			break;
		n = (ssize_t)message_of(record, (size_t)n, &text);
		if (n && !append(&log, &used, text, (size_t)n))
			root->h->failed = true;
	}
	if (log) {
		t->fact = FACT_KNOWN;
		t->text = host_string(root->h, log, used);
		t->len = used;
	}
	free(log);
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
		return;
	}
	root->h->kernel.log.place.file = "/dev/kmsg";
	fd = root_open(root, "/dev/kmsg", O_RDONLY | O_NONBLOCK);
	if (fd < 0)
		return;
	read_records(root, fd);
	close(fd);
}
