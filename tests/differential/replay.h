/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DIFFERENTIAL_REPLAY_H
#define DIFFERENTIAL_REPLAY_H

#include "synthetic.h"

/* What the host hands to the guest: one machine, and what is to be compared. */

#define REPLAY_MAGIC 0x31796c7072736361u /* "acsrply1" */

/**
 * struct replay_header - start of the file; the entries follow
 * @magic: REPLAY_MAGIC
 * @count: entries
 * @roots_count: entries in @roots
 * @roots: root buses of the synthetic machine
 */
struct replay_header {
	uint64_t magic;
	uint32_t count;
	uint32_t roots_count;
	uint8_t roots[SYNTH_ROOTS_MAX];
};

/**
 * struct replay_entry - one function
 * @image: its config space, relocated
 * @addr: where it was in the dump
 * @model: group the model gives it under the guest's kernel
 * @dump: group that the dump tells, or GROUP_UNREAD, GROUP_NONE
 */
struct replay_entry {
	struct synth_function image;
	struct pci_addr addr;
	int32_t model;
	int32_t dump;
};

#endif
