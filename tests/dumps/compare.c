// SPDX-License-Identifier: GPL-2.0
/*
 * Read a dump with its companions and compare what was understood with a table
 * that somebody else derived: address, group, Express type, buses, ACSCap,
 * ACSCtl; "-" for none.
 *	compare TABLE INPUT…
 * Prints each difference and exits with 1 when there is one.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/machine.h"
#include "source/source.h"

#define COLUMNS 6

static const struct input_format *const formats[] = {
	&input_lspci, &input_listing, &input_dmesg,
};

static char *read_file(const char *path, size_t *len)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t room = 0;

	if (!file) {
		perror(path);
		exit(2);
	}
	*len = 0;
	while (!feof(file)) {
		room += 1 << 20;
		text = realloc(text, room);
		if (!text)
			exit(2);
		*len += fread(text + *len, 1, room - *len, file);
	}
	fclose(file);
	return text;
}

static void read_input(struct machine *m, const char *path)
{
	const struct input_format *best = NULL;
	struct source_error error = { 0 };
	size_t len;
	char *text = read_file(path, &len);
	int score = 0;

	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
		int sure = formats[i]->recognise(text, len);

		if (sure > score) {
			score = sure;
			best = formats[i];
		}
	}
	if (!best || best->read(m, path, text, len, &error)) {
		fprintf(stderr, "%s\n", best ? error.text : "not recognised");
		exit(2);
	}
	free(text);
}

/* Words such as lspci's, so that the table can be compared as text. */
static void print_bits(char *out, size_t size, enum fact fact, uint16_t bits)
{
	size_t len = 0;

	snprintf(out, size, "-");
	if (fact != FACT_KNOWN)
		return;
	for (unsigned int i = 0; i < acs_bits_count; i++)
		if (acs_bits[i].lspci)
			len += (size_t)snprintf(out + len, size - len, "%s%s%c",
						len ? " " : "", acs_bits[i].lspci,
						bits & acs_bits[i].mask ? '+' : '-');
}

static const char *type_words(enum pcie_type type)
{
	switch (type) {
	case PCIE_TYPE_UNREAD: return "unread";
	case PCIE_TYPE_NONE: return "conventional/none";
	case PCIE_TYPE_ENDPOINT: return "Endpoint";
	case PCIE_TYPE_LEGACY_ENDPOINT: return "Legacy Endpoint";
	case PCIE_TYPE_ROOT_PORT: return "Root Port";
	case PCIE_TYPE_UPSTREAM: return "Upstream Port";
	case PCIE_TYPE_DOWNSTREAM: return "Downstream Port";
	case PCIE_TYPE_PCI_BRIDGE: return "PCI-Express to PCI/PCI-X Bridge";
	case PCIE_TYPE_PCIE_BRIDGE: return "PCI/PCI-X to PCI-Express Bridge";
	case PCIE_TYPE_RC_ENDPOINT: return "Root Complex Integrated Endpoint";
	default: return "Root Complex Event Collector";
	}
}

static void describe(const struct function *f, char row[COLUMNS][160])
{
	addr_format(f->addr, row[0]);
	snprintf(row[1], 160, f->group < 0 ? "-" : "%d", f->group);
	snprintf(row[2], 160, "%s", type_words(f->type));
	snprintf(row[3], 160, f->has & HAS_BUSES ? "%02x-%02x" : "-", f->secondary,
		 f->subordinate);
	print_bits(row[4], 160, f->acs.fact, f->acs.cap);
	print_bits(row[5], 160, f->acs.fact == FACT_KNOWN ? f->acs.ctrl_fact :
		   FACT_UNREAD, f->acs.ctrl);
}

static unsigned int compare_row(const struct machine *m, char *line)
{
	static const char *const names[COLUMNS] = {
		"address", "group", "type", "buses", "ACSCap", "ACSCtl",
	};
	char row[COLUMNS][160];
	const struct function *f;
	struct pci_addr addr;
	unsigned int differ = 0;
	char *cell = strtok(line, "\t\n");

	if (!cell || addr_parse(cell, &addr, NULL))
		return 0;
	f = machine_find(m, addr);
	if (!f) {
		printf("# %s: not read\n", cell);
		return 1;
	}
	describe(f, row);
	for (unsigned int i = 1; i < COLUMNS; i++) {
		cell = strtok(NULL, "\t\n");
		if (!cell || !strcmp(cell, row[i]))
			continue;
		printf("# %s %s: %s in the table, %s here\n", row[0], names[i], cell,
		       row[i]);
		differ++;
	}
	return differ;
}

int main(int argc, char **argv)
{
	struct machine *m = machine_new("none");
	unsigned int rows = 0, differ = 0;
	char line[512];
	FILE *table;

	if (argc < 3 || !m)
		return 2;
	for (int i = 2; i < argc; i++)
		read_input(m, argv[i]);
	table = fopen(argv[1], "r");
	if (!table || machine_link(m))
		return 2;
	while (fgets(line, sizeof(line), table)) {
		if (line[0] == '#')
			continue;
		rows++;
		differ += compare_row(m, line);
	}
	fclose(table);
	if (rows != m->count)
		printf("# %u functions in the table, %zu here\n", rows, m->count);
	differ += rows != m->count;
	for (size_t i = 0; i < m->notes_count; i++)
		printf("# note: %s\n", m->notes[i]);
	printf("# %u functions, %u differences\n", rows, differ);
	machine_free(m);
	return differ ? 1 : 0;
}
