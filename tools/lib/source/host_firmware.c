// SPDX-License-Identifier: GPL-2.0
/*
 * What firmware says: the ACPI tables that describe IOMMUs, and Secure Boot.
 * DMAR: Intel VT-d specification, 8.1. IVRS: AMD IOMMU specification 48882, 5.2.
 */

#include <string.h>

#include "source/root.h"

#define TABLES "/sys/firmware/acpi/tables/"
#define SECURE_BOOT \
	"/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
#define EFI_ATTRIBUTES 4 /* bytes in front of a variable's value */

#define HOST_BRIDGE "/sys/bus/pci/devices/0000:00:00.0/config"
#define BRIDGE_LEN 256

#define DMAR_FLAGS 37
#define DMAR_FIRST 48
#define DMAR_DRHD 0
#define DMAR_RMRR 1
#define IVRS_FIRST 48

static unsigned int u16(const struct text *t, size_t at)
{
	return (uint8_t)t->text[at] | (unsigned int)(uint8_t)t->text[at + 1] << 8;
}

static void open_table(const struct root *root, const char *path,
		       struct iommu_table *table, struct text *t)
{
	*t = root_text(root, path);
	table->place = t->place;
	table->fact = t->fact;
	table->present = t->fact == FACT_UNREAD ? root_has(root, path) : t->fact;
}

static void read_dmar(const struct root *root, struct iommu_table *table)
{
	struct text t;

	open_table(root, TABLES "DMAR", table, &t);
	if (t.fact != FACT_KNOWN || t.len < DMAR_FIRST) {
		table->fact = t.fact == FACT_ABSENT ? FACT_ABSENT : FACT_UNREAD;
		return;
	}
	table->remaps = t.text[DMAR_FLAGS] & 1 ? FACT_KNOWN : FACT_ABSENT;
	table->x2apic_opt_out = t.text[DMAR_FLAGS] & 2;
	for (size_t at = DMAR_FIRST; at + 4 <= t.len;) {
		size_t len = u16(&t, at + 2);

		table->units += u16(&t, at) == DMAR_DRHD;
		table->reserved += u16(&t, at) == DMAR_RMRR;
		if (len < 4)
			break;
		at += len;
	}
}

/* IVHD blocks are 10h, 11h, 40h, one unit may have all three; IVMD 20h to 22h. */
static void read_ivrs(const struct root *root, struct iommu_table *table)
{
	unsigned int units[4] = { 0 };
	struct text t;

	open_table(root, TABLES "IVRS", table, &t);
	if (t.fact != FACT_KNOWN || t.len < IVRS_FIRST) {
		table->fact = t.fact == FACT_ABSENT ? FACT_ABSENT : FACT_UNREAD;
		return;
	}
	for (size_t at = IVRS_FIRST; at + 4 <= t.len;) {
		unsigned int type = (uint8_t)t.text[at];
		size_t len = u16(&t, at + 2);

		units[0] += type == 0x10;
		units[1] += type == 0x11;
		units[2] += type == 0x40;
		table->reserved += type >= 0x20 && type <= 0x22;
		if (len < 4)
			break;
		at += len;
	}
	for (size_t i = 0; i < 3; i++)
		if (table->units < units[i])
			table->units = units[i];
}

static void read_secure_boot(const struct root *root, struct firmware *f)
{
	struct text t = root_text(root, SECURE_BOOT);

	f->secure_boot_place = t.place;
	f->secure_boot = t.fact;
	if (t.fact == FACT_KNOWN)
		f->secure_boot = t.len <= EFI_ATTRIBUTES ? FACT_UNREAD :
				 t.text[EFI_ATTRIBUTES]	 ? FACT_KNOWN :
							   FACT_ABSENT;
}

/**
 * host_firmware_read() - what does firmware say?
 * @root: the root; its host is filled
 *
 * Without /sys/firmware/acpi there is nothing to read, so nothing is known.
 */
void host_firmware_read(const struct root *root)
{
	struct firmware *f = &root->h->firmware;
	struct text viot;

	read_secure_boot(root, f);
	f->product = root_value(root, "/sys/class/dmi/id/product_name");
	f->bridge = root_part(root, HOST_BRIDGE, 0, BRIDGE_LEN);
	if (root_has(root, "/sys/firmware/acpi/tables") != FACT_KNOWN)
		return;
	read_dmar(root, &f->dmar);
	read_ivrs(root, &f->ivrs);
	open_table(root, TABLES "VIOT", &f->viot, &viot);
}
