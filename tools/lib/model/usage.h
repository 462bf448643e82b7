/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_MODEL_USAGE_H
#define ACSDIAG_MODEL_USAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "model/addr.h"

/**
 * enum use_kind - what somebody would lose who lost the function
 * @USE_MOUNTED: a file system, through any layers of block devices
 * @USE_SWAP: memory that is swapped out
 * @USE_HELD: a block device that another one, or a file system, is made of
 * @USE_NETWORK_UP: a network interface that is up
 * @USE_DEFAULT_ROUTE: the way out, maybe through a bridge or a bond
 * @USE_CONSOLE: the console, on a screen or a serial line
 * @USE_USB_INPUT: a keyboard, a mouse or the like on USB
 * @USE_VFIO: a guest or another user of VFIO
 * @USE_OPEN: a device node that a process has open
 * @USE_VIRTUAL_FUNCTIONS: virtual functions, which would not come back
 */
enum use_kind {
	USE_MOUNTED = 0,
	USE_SWAP,
	USE_HELD,
	USE_NETWORK_UP,
	USE_DEFAULT_ROUTE,
	USE_CONSOLE,
	USE_USB_INPUT,
	USE_VFIO,
	USE_OPEN,
	USE_VIRTUAL_FUNCTIONS,
};

/**
 * struct use - one thing that a function is used for
 * @addr: the function
 * @kind: what for
 * @name: of the block device, interface, node or input device
 * @detail: where it is mounted, through what, by which process; NULL for none
 */
struct use {
	struct pci_addr addr;
	enum use_kind kind;
	char *name;
	char *detail;
};

/**
 * struct usage - what some functions are used for
 * @list: in order of functions
 * @count: entries in @list
 * @blind: processes whose open files could not be seen
 */
struct usage {
	struct use *list;
	size_t count;
	size_t blind;
};

int usage_add(struct usage *usage, struct pci_addr addr, enum use_kind kind,
	      const char *name, const char *detail);
bool usage_has(const struct usage *usage, struct pci_addr addr);
void usage_release(struct usage *usage);

#endif
