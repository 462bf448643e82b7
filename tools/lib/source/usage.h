/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_USAGE_H
#define ACSDIAG_SOURCE_USAGE_H

#include "model/machine.h"
#include "model/usage.h"

#define NODE_NAME_LEN 96
#define TEXT_LEN 256

/**
 * struct node - a device node that a function's driver brought
 * @addr: the function
 * @name: below /dev
 * @number: "major:minor"
 * @subsystem: "block", "drm", "tty"
 */
struct node {
	struct pci_addr addr;
	char name[NODE_NAME_LEN];
	char number[24];
	char subsystem[32];
};

/**
 * struct looking - while uses are looked for
 * @usage: what was found
 * @root: directory that stands for "/", "" for the real one
 * @f: the function that is looked at
 * @nodes: device nodes of all functions so far
 * @nodes_count: entries in @nodes
 */
struct looking {
	struct usage *usage;
	const char *root;
	const struct function *f;
	struct node *nodes;
	size_t nodes_count;
};

int usage_read(const struct function *const *list, size_t count,
	       const char *root, struct usage *usage);

/* One file for each field of use. */
int usage_of_block(struct looking *l, const char *name, const char *number);
int usage_of_pool(struct looking *l);
int usage_of_interface(struct looking *l, const char *name);
int usage_of_console(struct looking *l, const struct function *const *list,
		     size_t count);
int usage_by_processes(struct looking *l, const struct function *const *list,
		       size_t count);

char *usage_path(const struct looking *l, char buf[4096], const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
