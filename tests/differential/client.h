/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DIFFERENTIAL_CLIENT_H
#define DIFFERENTIAL_CLIENT_H

#include "synthetic.h"

/* Talking to acsdiag_synth.ko, and reading back what the kernel made of it. */

/**
 * struct seen - one synthetic function as the kernel sees it
 * @rid: bus, device and function
 * @stage: the stage in which it appeared; virtual functions come last
 * @virtual: an SR-IOV virtual function
 * @group: its IOMMU group, or GROUP_NONE
 * @len: bytes of @config
 * @config: its config space as the kernel reads it
 */
struct seen {
	uint16_t rid;
	unsigned int stage;
	bool virtual;
	int group;
	size_t len;
	uint8_t config[SYNTH_CONFIG_SIZE];
};

/**
 * struct sight - all synthetic functions the kernel found
 */
struct sight {
	struct seen *list;
	size_t count;
};

int client_open(void);
int client_present(int fd, const struct synthetic *s, struct sight *sight);
int client_remove(int fd);
void sight_release(struct sight *sight);

#endif
