// SPDX-License-Identifier: GPL-2.0
/* Machines, config spaces and sysfs trees for tests. */

#define _GNU_SOURCE
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/pci_regs.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"

#define EXPRESS_AT 0x40

/**
 * at() - an address from its text
 * @address: "0000:00:1c.0" or shorter
 *
 * Return: the address.
 */
struct pci_addr at(const char *address)
{
	struct pci_addr addr;

	assert_int_equal(addr_parse(address, &addr, NULL), 0);
	return addr;
}

/**
 * add_endpoint() - add a function with a type 0 header
 * @m: the machine
 * @address: its address
 *
 * Return: the function.
 */
struct function *add_endpoint(struct machine *m, const char *address)
{
	struct function *f = machine_add(m, at(address));

	assert_non_null(f);
	f->has = HAS_HEADER;
	f->type = PCIE_TYPE_ENDPOINT;
	return f;
}

/**
 * add_bridge() - add a function with a type 1 header
 * @m: the machine
 * @address: its address
 * @secondary: bus below it
 * @subordinate: highest bus below it
 *
 * Return: the function.
 */
struct function *add_bridge(struct machine *m, const char *address,
			    unsigned int secondary, unsigned int subordinate)
{
	struct function *f = machine_add(m, at(address));

	assert_non_null(f);
	f->has = HAS_HEADER | HAS_BUSES;
	f->header_type = 1;
	f->type = PCIE_TYPE_ROOT_PORT;
	f->secondary = (uint8_t)secondary;
	f->subordinate = (uint8_t)subordinate;
	return f;
}

/**
 * find() - look a function up that must be there
 * @m: the machine, linked
 * @address: its address
 *
 * Return: the function.
 */
struct function *find(const struct machine *m, const char *address)
{
	struct function *f = machine_find(m, at(address));

	assert_non_null(f);
	return f;
}

/**
 * put16() - write a word, little endian
 * @c: config space
 * @offset: where
 * @value: what
 */
void put16(struct config_bytes *c, unsigned int offset, uint16_t value)
{
	c->bytes[offset] = (uint8_t)value;
	c->bytes[offset + 1] = (uint8_t)(value >> 8);
}

/**
 * put32() - write a dword, little endian
 * @c: config space
 * @offset: where
 * @value: what
 */
void put32(struct config_bytes *c, unsigned int offset, uint32_t value)
{
	put16(c, offset, (uint16_t)value);
	put16(c, offset + 2, (uint16_t)(value >> 16));
}

/**
 * config_endpoint() - config space of a conventional function
 * @c: filled
 * @vendor: vendor ID
 * @device: device ID
 * @class: 24 bits
 */
void config_endpoint(struct config_bytes *c, uint16_t vendor, uint16_t device,
		     uint32_t class)
{
	memset(c, 0, sizeof(*c));
	put16(c, PCI_VENDOR_ID, vendor);
	put16(c, PCI_DEVICE_ID, device);
	put32(c, PCI_CLASS_REVISION, class << 8 | 0x02);
	put16(c, PCI_SUBSYSTEM_VENDOR_ID, 0x1043);
	put16(c, PCI_SUBSYSTEM_ID, 0x8694);
}

/**
 * config_bridge() - config space of a conventional bridge
 * @c: filled
 * @vendor: vendor ID
 * @device: device ID
 * @secondary: bus below it
 * @subordinate: highest bus below it
 */
void config_bridge(struct config_bytes *c, uint16_t vendor, uint16_t device,
		   unsigned int secondary, unsigned int subordinate)
{
	config_endpoint(c, vendor, device, 0x060400);
	put32(c, PCI_SUBSYSTEM_VENDOR_ID, 0);
	c->bytes[PCI_HEADER_TYPE] = PCI_HEADER_TYPE_BRIDGE;
	c->bytes[PCI_SECONDARY_BUS] = (uint8_t)secondary;
	c->bytes[PCI_SUBORDINATE_BUS] = (uint8_t)subordinate;
}

/**
 * config_express() - add a PCI Express capability
 * @c: config space with a header
 * @type: device or port type
 */
void config_express(struct config_bytes *c, enum pcie_type type)
{
	put16(c, PCI_STATUS, PCI_STATUS_CAP_LIST);
	c->bytes[PCI_CAPABILITY_LIST] = EXPRESS_AT;
	c->bytes[EXPRESS_AT] = PCI_CAP_ID_EXP;
	put16(c, EXPRESS_AT + PCI_EXP_FLAGS, (uint16_t)(type << 4 | 2));
}

/**
 * config_acs() - add an ACS capability as the second extended capability
 * @c: config space with an Express capability
 * @cap: capability register
 * @ctrl: control register
 */
void config_acs(struct config_bytes *c, uint16_t cap, uint16_t ctrl)
{
	put32(c, 0x100, 0x15010000 | PCI_EXT_CAP_ID_ERR);
	put32(c, 0x150, 0x00010000 | PCI_EXT_CAP_ID_ACS);
	put16(c, 0x150 + PCI_ACS_CAP, cap);
	put16(c, 0x150 + PCI_ACS_CTRL, ctrl);
}

/**
 * tree_make() - make an empty directory
 * @tree: filled
 */
void tree_make(struct tree_dir *tree)
{
	snprintf(tree->path, sizeof(tree->path), "/tmp/acsdiag-test-XXXXXX");
	assert_non_null(mkdtemp(tree->path));
}

static int remove_entry(const char *path, const struct stat *st, int type,
			struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

/**
 * tree_remove() - remove a tree and all in it
 * @tree: the tree
 */
void tree_remove(struct tree_dir *tree)
{
	assert_int_equal(nftw(tree->path, remove_entry, 16,
			      FTW_DEPTH | FTW_PHYS), 0);
}

static void make_parents(const struct tree_dir *tree, const char *path,
			 char full[PATH_MAX])
{
	snprintf(full, PATH_MAX, "%s/%s", tree->path, path);
	for (char *p = full + strlen(tree->path) + 1; (p = strchr(p, '/')); p++) {
		*p = '\0';
		if (mkdir(full, 0755))
			assert_int_equal(errno, EEXIST);
		*p = '/';
	}
}

/**
 * tree_bytes() - write a file, and the directories on the way to it
 * @tree: the tree
 * @path: relative to it
 * @bytes: contents
 * @len: how many
 */
void tree_bytes(const struct tree_dir *tree, const char *path,
		const void *bytes, size_t len)
{
	char full[PATH_MAX];
	FILE *file;

	make_parents(tree, path, full);
	file = fopen(full, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

/**
 * tree_file() - write a text file, and the directories on the way to it
 * @tree: the tree
 * @path: relative to it
 * @text: contents
 */
void tree_file(const struct tree_dir *tree, const char *path, const char *text)
{
	tree_bytes(tree, path, text, strlen(text));
}

/**
 * tree_link() - make a symbolic link, and the directories on the way to it
 * @tree: the tree
 * @path: relative to it
 * @target: what it holds
 */
void tree_link(const struct tree_dir *tree, const char *path,
	       const char *target)
{
	char full[PATH_MAX];

	make_parents(tree, path, full);
	assert_int_equal(symlink(target, full), 0);
}

/**
 * tree_device() - put a function into a sysfs tree, with a config file only
 * @tree: the tree
 * @address: in full
 * @c: its config space
 * @len: how much of it the file holds
 */
void tree_device(const struct tree_dir *tree, const char *address,
		 const struct config_bytes *c, size_t len)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "sys/bus/pci/devices/%s/config", address);
	tree_bytes(tree, path, c->bytes, len);
}
