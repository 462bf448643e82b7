/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RULES_QUIRKS_H
#define ACSDIAG_RULES_QUIRKS_H

#include <stddef.h>
#include <stdint.h>

/*
 * What the kernel's quirk tables say, as data. The rows are generated from
 * kernel sources (scripts/gen-quirks) and committed as quirks-gen.c; what each
 * family means is written by hand in families.c, with its citation.
 */

#define QUIRK_ANY 0xffff

/* Which of the sources that the tables were generated from hold a row. */
#define SERIES_6_1 0x01
#define SERIES_6_12 0x02
#define SERIES_7_2 0x04
#define SERIES_7_3 0x08
#define SERIES_ALL 0x0f

/**
 * struct quirk - one row of a kernel table, in the kernel's order
 * @vendor: vendor ID
 * @device: device ID, or QUIRK_ANY
 * @family: index into the families of that table
 * @series: SERIES_* that hold the row
 */
struct quirk {
	uint16_t vendor;
	uint16_t device;
	uint8_t family;
	uint8_t series;
};

extern const struct quirk acs_quirks[]; /* pci_dev_acs_enabled[] */
extern const size_t acs_quirks_count;
extern const struct quirk acs_enable_quirks[]; /* pci_dev_acs_ops[] */
extern const size_t acs_enable_quirks_count;
extern const struct quirk alias_quirks[]; /* fixups that set DMA aliases */
extern const size_t alias_quirks_count;

#endif
