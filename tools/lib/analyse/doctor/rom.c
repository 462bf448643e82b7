// SPDX-License-Identifier: GPL-2.0
/*
 * Option ROMs: a row of images, each with a PCI Data Structure that says for
 * whom it is (PCI Firmware Specification r3.0, 5.1). A guest with OVMF draws on
 * a card with an image for UEFI only.
 */

#include <string.h>

#include "analyse/doctor/doctor.h"

#define CLASS_DISPLAY 0x03
#define POINTER 0x18 /* in an image: where its data structure is */
#define IMAGE_LENGTH 0x10 /* in that: in units of 512 bytes */
#define CODE_TYPE 0x14
#define INDICATOR 0x15
#define STRUCTURE_LEN 0x18
#define TYPE_EFI 3
#define LAST_IMAGE 0x80

/**
 * struct rom - what images a ROM holds
 * @images: how many
 * @efi: one is for UEFI
 * @fault: what is wrong with it, NULL for nothing
 */
struct rom {
	unsigned int images;
	bool efi;
	const char *fault;
};

static unsigned int u16(const char *at)
{
	return (uint8_t)at[0] | (unsigned int)(uint8_t)at[1] << 8;
}

/* Length of the image that starts at @at; 0 when it ends the row, with why */
static size_t image_length(const struct text *t, size_t at, struct rom *rom)
{
	size_t left = t->len - at, pcir;

	if (left < POINTER + 2 || memcmp(t->text + at, "\x55\xaa", 2)) {
		rom->fault = "an image does not begin with 55 AA";
		return 0;
	}
	pcir = u16(t->text + at + POINTER);
	if (pcir + STRUCTURE_LEN > left ||
	    memcmp(t->text + at + pcir, "PCIR", 4)) {
		rom->fault = "an image has no PCI Data Structure";
		return 0;
	}
	rom->images++;
	rom->efi |= t->text[at + pcir + CODE_TYPE] == TYPE_EFI;
	if (t->text[at + pcir + INDICATOR] & LAST_IMAGE)
		return 0;
	return (size_t)u16(t->text + at + pcir + IMAGE_LENGTH) * 512;
}

static struct rom read_images(const struct text *t)
{
	struct rom rom = { 0 };
	size_t at = 0, len;

	do {
		len = image_length(t, at, &rom);
		if (len > t->len - at) {
			rom.fault = "it ends in the middle of an image";
			len = 0;
		}
		at += len;
	} while (len);
	return rom;
}

/* What a guest sees: a file that stands for the ROM, else the card's own */
static const struct text *rom_seen(const struct host *h, const struct function *f)
{
	const struct device *device = host_device(h, f->addr);
	char addr[PCI_ADDR_LEN];

	addr_format(f->addr, addr);
	for (const struct guest_device *g = h->guest_devices; g; g = g->next)
		if (g->rom.fact == FACT_KNOWN &&
		    !strncmp(addr, g->address, strlen(g->address)))
			return &g->rom;
	return device ? &device->rom : NULL;
}

static void look_at(struct doctor *d, const struct function *f)
{
	const struct text *t = rom_seen(d->host, f);
	struct rom rom;
	bool copy;

	if (!t || t->fact == FACT_ABSENT) {
		found_needless(d, "the card has no option ROM of its own");
		return;
	}
	if (t->fact != FACT_KNOWN || !t->len) {
		found_unknown(d, "the ROM was not read: that needs it switched on for a moment (echo 1 > %s, read it, echo 0)",
			      t->place.file);
		return;
	}
	rom = read_images(t);
	copy = strncmp(t->place.file, "/sys/", 5);
	if (rom.fault && copy)
		found_wrong(d, "the ROM file that a guest is given is not valid: %s; the guest does without it",
			    rom.fault);
	else if (rom.fault)
		found_wrong(d, "the ROM is not valid: %s; a guest needs a copy of it (romfile), taken while the host did not boot with this card",
			    rom.fault);
	else if (!rom.efi)
		found_wrong(d, "the ROM has no image for UEFI (GOP): under OVMF the card draws nothing before its driver runs");
	else
		found_ok(d, "the ROM is valid, and has an image for UEFI");
	found_at(d, t->place, "%u images, %zu bytes", rom.images, t->len);
	if (rom.fault || !rom.efi)
		mend_say(d, "give the guest a ROM with such an image (romfile=), from the card's vendor or its firmware's update");
}

static void look_rom(struct doctor *d)
{
	size_t count = 0;

	for (size_t i = 0; i < d->machine->count; i++) {
		const struct function *f = &d->machine->functions[i];

		if (f->class >> 16 != CLASS_DISPLAY || !doctor_candidate(d, f))
			continue;
		look_at(d, f);
		found_of(d, f);
		count++;
	}
	if (!count)
		found_needless(d, "no graphics card is meant for a guest");
}

const struct check rom_checks[] = {
	{ "rom-invalid", SUBJECT_DEVICES, SEVERITY_WARN,
	  "the ROM of a graphics card for guests is valid, and made for UEFI too",
	  look_rom },
	{ 0 },
};
