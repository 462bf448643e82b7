/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_TESTS_FIXTURE_H
#define ACSDIAG_TESTS_FIXTURE_H

#include "model/machine.h"

/*
 * Machines and trees for tests, made on the spot so that a reader sees in the
 * test what it stands on. All helpers fail the running test when they cannot do
 * what they were asked.
 */

struct pci_addr at(const char *address);

/* Machines in memory */
struct function *add_endpoint(struct machine *m, const char *address);
struct function *add_bridge(struct machine *m, const char *address,
			    unsigned int secondary, unsigned int subordinate);
struct function *find(const struct machine *m, const char *address);

/* Config space */
#define CONFIG_MAX 4096
struct config_bytes {
	uint8_t bytes[CONFIG_MAX];
};

void put16(struct config_bytes *c, unsigned int offset, uint16_t value);
void put32(struct config_bytes *c, unsigned int offset, uint32_t value);
void config_endpoint(struct config_bytes *c, uint16_t vendor, uint16_t device,
		     uint32_t class);
void config_bridge(struct config_bytes *c, uint16_t vendor, uint16_t device,
		   unsigned int secondary, unsigned int subordinate);
void config_express(struct config_bytes *c, enum pcie_type type);
void config_acs(struct config_bytes *c, uint16_t cap, uint16_t ctrl);

/* Trees of files */
struct tree_dir {
	char path[64];
};

void tree_make(struct tree_dir *tree);
void tree_remove(struct tree_dir *tree);
void tree_file(const struct tree_dir *tree, const char *path, const char *text);
void tree_bytes(const struct tree_dir *tree, const char *path,
		const void *bytes, size_t len);
void tree_link(const struct tree_dir *tree, const char *path,
	       const char *target);
void tree_device(const struct tree_dir *tree, const char *address,
		 const struct config_bytes *c, size_t len);

#endif
