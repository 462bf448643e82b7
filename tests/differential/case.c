// SPDX-License-Identifier: GPL-2.0
/* A machine as text, so that it can be looked at, kept and read again. */

#include <stdio.h>

#include "case.h"
#include "coverage.h"

static void print_hex(const struct seen *seen)
{
	for (size_t at = 0; at < seen->len; at += 16) {
		printf("%02zx:", at);
		for (size_t i = at; i < at + 16 && i < seen->len; i++)
			printf(" %02x", seen->config[i]);
		printf("\n");
	}
}

static void print_join(const struct grouping *g, size_t i)
{
	const struct join *join = &g->join[i];
	char with[PCI_ADDR_LEN], via[PCI_ADDR_LEN];

	printf("\tModel's group: %d, %s", g->group[i], join_names[join->rule]);
	if (join->with)
		printf(", with %s", addr_format(join->with->addr, with));
	if (join->via)
		printf(", via %s", addr_format(join->via->addr, via));
	printf("%s\n", g->verdicts[i].isolated == TRI_YES ? "; isolated" : "");
}

static void print_function(const struct seen *seen, const struct grouping *g)
{
	struct pci_addr addr = {
		.bus = (uint8_t)(seen->rid >> 8),
		.devfn = (uint8_t)seen->rid,
	};
	const struct function *f = machine_find(g->machine, addr);
	char text[PCI_ADDR_LEN];

	printf("%s %04x: %04x:%04x (rev %02x)\n",
	       addr_format(addr, text), f->class >> 8, f->vendor, f->device,
	       f->revision);
	printf("\tFlags: fast devsel");
	if (seen->group >= 0)
		printf(", IOMMU group %d", seen->group);
	printf("\n");
	print_join(g, function_index(g->machine, f));
	if (seen->virtual)
		printf("\tVirtual function\n");
	if (seen->stage)
		printf("\tAppeared later, stage %u\n", seen->stage);
	print_hex(seen);
	printf("\n");
}

/**
 * case_print() - print a machine in the manner of lspci -xxxx, with its groups
 * @name: what to call it; the lines stand between "case NAME" and "end NAME"
 * @sight: the machine as the kernel shows it, with the kernel's groups
 * @g: the model's groups of it
 */
void case_print(const char *name, const struct sight *sight,
		const struct grouping *g)
{
	printf("case %s\n", name);
	for (size_t i = 0; i < sight->count; i++)
		print_function(&sight->list[i], g);
	printf("end %s\n", name);
}
