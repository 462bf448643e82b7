/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_SOURCE_H
#define ACSDIAG_SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "model/host.h"
#include "model/machine.h"

/*
 * Where facts come from. A source fills a machine and judges nothing. Files are
 * recognised by what is in them, never by their name.
 */

#define SOURCE_ERROR_LEN 512

/**
 * struct source_error - why the data could not be read
 * @code: negative errno, for the exit status
 * @text: one line for a person: file, line, reason and what to do
 */
struct source_error {
	int code;
	char text[SOURCE_ERROR_LEN];
};

int source_fail(struct source_error *error, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * struct source_request - what the user asked to read
 * @inputs: files or directories given with --input, in order
 * @inputs_count: entries in @inputs; 0 means this machine
 * @source: "auto", "netlink" or "sysfs"
 * @sysroot: directory that stands for "/", NULL for the real one
 * @details: read what decides no grouping too: types and reserved regions of
 *	     groups, slots, reset methods. It costs as much as all the rest
 */
struct source_request {
	const char *const *inputs;
	size_t inputs_count;
	const char *source;
	const char *sysroot;
	bool details;
};

/**
 * struct input_format - one kind of text that --input understands
 * @name: for messages and JSON
 * @recognise: how sure it is that @text is of this kind: 0 no, higher is surer
 * @read: add what @text says to the machine; called once per input, so that
 *	  companions (a dmesg, a group listing) complete the first
 */
struct input_format {
	const char *name;
	int (*recognise)(const char *text, size_t len);
	int (*read)(struct machine *m, const char *path, const char *text,
		    size_t len, struct source_error *error);
};

extern const struct input_format input_snapshot; /* snapshot.c */
extern const struct input_format input_lspci; /* lspci.c: -v.. and -x.. */
extern const struct input_format input_listing; /* listing.c: group listings */
extern const struct input_format input_dmesg; /* dmesg.c */

int source_read(const struct source_request *request, struct machine **machine,
		struct source_error *error);

/* The live sources; @root is "" or the directory that stands for "/". */
int sysfs_read(struct machine *m, const char *root, bool details,
	       struct source_error *error);
int netlink_read(struct machine *m, bool details, struct source_error *error);
bool netlink_present(void);
int host_read(struct machine *m, const char *root);

/* host_facts.c: what doctor needs besides the PCI functions. */
int host_facts_read(const char *path, struct host **host,
		    struct source_error *error);

/* names.c: fill in vendor and device names from libpci's list. */
void names_fill(struct machine *m);

/* ids.c: the other way, for dumps without numbers. */
int ids_infer(struct machine *m, const char *list);

#endif
