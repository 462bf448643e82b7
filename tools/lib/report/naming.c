// SPDX-License-Identifier: GPL-2.0
/* What a function is called: by its list name, its use, or its IDs. */

#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "report/naming.h"

#define CLASS_NETWORK 0x02
#define CLASS_DISPLAY 0x03

/*
 * Class codes in everyday words (PCI Code and ID Assignment Specification,
 * chapter 1). A row with a subclass comes before its base class.
 */
static const struct {
	uint8_t base;
	uint8_t sub;
	bool any_sub;
	const char *word;
} roles[] = {
	{ 0x01, 0x04, false, "RAID controller" },
	{ 0x01, 0x06, false, "SATA controller" },
	{ 0x01, 0x07, false, "SAS controller" },
	{ 0x01, 0x08, false, "NVMe drive" },
	{ 0x01, 0x00, true, "storage controller" },
	{ 0x02, 0x80, false, "wireless card" },
	{ 0x02, 0x00, true, "network card" },
	{ 0x03, 0x00, true, "graphics card" },
	{ 0x04, 0x01, false, "audio device" },
	{ 0x04, 0x03, false, "audio device" },
	{ 0x04, 0x00, true, "multimedia device" },
	{ 0x05, 0x00, true, "memory controller" },
	{ 0x06, 0x00, false, "host bridge" },
	{ 0x06, 0x01, false, "ISA bridge" },
	{ 0x06, 0x04, false, "PCI bridge" },
	{ 0x06, 0x07, false, "CardBus bridge" },
	{ 0x06, 0x00, true, "bridge" },
	{ 0x07, 0x00, true, "communication controller" },
	{ 0x08, 0x06, false, "IOMMU" },
	{ 0x08, 0x00, true, "system peripheral" },
	{ 0x0b, 0x40, false, "co-processor" },
	{ 0x0b, 0x00, true, "processor" },
	{ 0x0c, 0x03, false, "USB controller" },
	{ 0x0c, 0x05, false, "SMBus controller" },
	{ 0x0c, 0x00, true, "serial bus controller" },
	{ 0x0d, 0x00, true, "wireless card" },
	{ 0x10, 0x00, true, "encryption controller" },
	{ 0x11, 0x00, true, "signal processing controller" },
	{ 0x12, 0x00, true, "accelerator" },
};

/* Words in vendors' names that help nobody to tell two devices apart. */
static const struct shorter {
	const char *words;
	const char *instead;
} shorter[] = {
	{ "Advanced Micro Devices, Inc. [AMD/ATI]", "AMD" },
	{ "Advanced Micro Devices, Inc. [AMD]", "AMD" },
	{ "Advanced Micro Devices, Inc.", "AMD" },
	{ "Advanced Micro Devices", "AMD" },
	{ "Silicon Integrated Systems [SiS]", "SiS" },
	{ "Semiconductor Co., Ltd.", "" },
	{ "Electronics Co Ltd", "" },
	{ "Technology Co., Ltd.", "" },
	{ "Technology Group Ltd.", "" },
	{ "Technology Company", "" },
	{ "Technology Inc.", "" },
	{ "Technologies Inc", "" },
	{ "and subsidiaries", "" },
	{ "Solutions", "" },
	{ "Corporation", "" },
	{ "Co., Ltd.", "" },
	{ "Co., Inc.", "" },
	{ ", Inc.", "" },
	{ ", Inc", "" },
	{ "Inc.", "" },
	{ "Corp.", "" },
	{ "Ltd.", "" },
};

/**
 * naming_role() - what a function is for
 * @f: the function
 *
 * Return: an everyday word after its class code ("graphics card"); "device"
 * when the class is unread or says nothing.
 */
const char *naming_role(const struct function *f)
{
	uint8_t base = (uint8_t)(f->class >> 16), sub = (uint8_t)(f->class >> 8);

	if (!(f->has & HAS_CLASS))
		return "device";
	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (roles[i].base == base &&
		    (roles[i].any_sub || roles[i].sub == sub))
			return roles[i].word;
	return "device";
}

static void replace(char *text, const char *words, const char *instead)
{
	char *at = strstr(text, words);
	size_t len = strlen(words), new_len = strlen(instead);

	if (!at)
		return;
	memmove(at + new_len, at + len, strlen(at + len) + 1);
	memcpy(at, instead, new_len);
}

/* The row of shorter[] whose words stand at @text, or NULL. */
static const struct shorter *shorter_at(const char *text)
{
	for (size_t i = 0; i < sizeof(shorter) / sizeof(shorter[0]); i++)
		if (*text == shorter[i].words[0] &&
		    !strncmp(text, shorter[i].words, strlen(shorter[i].words)))
			return &shorter[i];
	return NULL;
}

static bool starts_word(const char *text, const char *at)
{
	return *at == ',' || (isalpha((unsigned char)*at) &&
			      (at == text || !isalnum((unsigned char)at[-1])));
}

/* In one pass, and without leaving two spaces in a row. */
static void shorten(char *text)
{
	char *to = text;

	for (const char *from = text; *from;) {
		const struct shorter *row =
			starts_word(text, from) ? shorter_at(from) : NULL;

		if (row) {
			to = stpcpy(to, row->instead);
			from += strlen(row->words);
			continue;
		}
		if (*from != ' ' || (to > text && to[-1] != ' '))
			*to++ = *from;
		from++;
	}
	while (to > text && to[-1] == ' ')
		to--;
	*to = '\0';
}

/**
 * naming_ids() - a function's vendor and device ID
 * @f: the function
 * @buf: at least NAME_LEN bytes
 *
 * Return: @buf: "8086:a330"; "8086:8d10 or 8086:8d11" where its name has
 * several; "8086:????" where only the vendor is known; "" when nothing is.
 */
char *naming_ids(const struct function *f, char buf[NAME_LEN])
{
	unsigned int count = f->candidates_count;

	*buf = '\0';
	if (f->has & HAS_IDS)
		snprintf(buf, NAME_LEN, "%04x:%04x", f->vendor, f->device);
	else if (count && (uint16_t)f->candidates[0] == DEVICE_ANY)
		snprintf(buf, NAME_LEN, "%04x:????", f->candidates[0] >> 16);
	else if (count == 2)
		snprintf(buf, NAME_LEN, "%04x:%04x or %04x:%04x",
			 f->candidates[0] >> 16, f->candidates[0] & 0xffff,
			 f->candidates[1] >> 16, f->candidates[1] & 0xffff);
	else if (count)
		snprintf(buf, NAME_LEN, "%04x:%04x or one of %u others",
			 f->candidates[0] >> 16, f->candidates[0] & 0xffff,
			 count - 1);
	return buf;
}

/* No name is known: its use, and the IDs that a search engine understands. */
static char *by_ids(const struct function *f, char buf[NAME_LEN])
{
	if (f->has & HAS_IDS)
		snprintf(buf, NAME_LEN, "%s [%04x:%04x]", naming_role(f),
			 f->vendor, f->device);
	else
		snprintf(buf, NAME_LEN, "%s", naming_role(f));
	return buf;
}

/* lspci found the vendor in its list, and of the device only "Device 2484". */
static void name_nameless(const struct function *f, char buf[NAME_LEN])
{
	static const char word[] = " Device";
	char *at = buf, *last = NULL;
	char ids[NAME_LEN];

	while ((at = strstr(at, word)))
		last = at++;
	if (!last || !(f->has & HAS_IDS))
		return;
	at = last + strlen(word);
	if (at[strspn(at, " 0123456789abcdef")])
		return;
	by_ids(f, ids);
	snprintf(last + 1, NAME_LEN - (size_t)(last + 1 - buf), "%s", ids);
}

/**
 * naming_full() - a function's name, whole
 * @f: the function
 * @buf: at least NAME_LEN bytes
 *
 * Return: @buf: vendor and device as the list of names has them, or its use and
 * its IDs.
 */
char *naming_full(const struct function *f, char buf[NAME_LEN])
{
	size_t len;

	if (!f->name || !*f->name)
		return by_ids(f, buf);
	len = strnlen(f->name, NAME_LEN - 1);
	memcpy(buf, f->name, len);
	buf[len] = '\0';
	name_nameless(f, buf);
	return buf;
}

/**
 * naming_short() - a function's name for a narrow column
 * @f: the function
 * @buf: at least NAME_LEN bytes
 *
 * Return: @buf: the name without what companies add to theirs.
 */
char *naming_short(const struct function *f, char buf[NAME_LEN])
{
	naming_full(f, buf);
	shorten(buf);
	return buf;
}

/* Are these words in a text, in whatever case, with hyphens or with blanks? */
static bool says(const char *text, const char *words)
{
	for (; *text; text++) {
		size_t n = 0;

		while (words[n] && (tolower((unsigned char)text[n]) ==
					    tolower((unsigned char)words[n]) ||
				    (words[n] == '-' && text[n] == ' ')))
			n++;
		if (!words[n])
			return true;
	}
	return false;
}

/**
 * naming_column() - a function in a list: a bridge by what it is, then its name
 * @f: the function
 * @buf: at least NAME_LEN bytes
 *
 * A name that says what it is ("PCI Express Root Port #5") needs no more.
 *
 * Return: @buf.
 */
char *naming_column(const struct function *f, char buf[NAME_LEN])
{
	const char *type = pcie_type_name(f->type);
	char name[NAME_LEN];

	if (!strncmp(type, "switch ", strlen("switch ")))
		type += strlen("switch ");
	if (!function_is_bridge(f) || f->type < 0)
		return naming_short(f, buf);
	naming_short(f, name);
	if (says(name, type)) {
		memcpy(buf, name, sizeof(name));
		return buf;
	}
	replace(name, "PCI bridge [", "[");
	snprintf(buf, NAME_LEN, "%s: %.*s", type, NAME_LEN / 2, name);
	return buf;
}

/**
 * naming_nick() - what people call it, for a sentence
 * @f: the function
 * @buf: at least NAME_LEN bytes
 *
 * Return: @buf: the trade name that the list has in brackets for graphics and
 * network cards ("Radeon RX 580"), or else the short name.
 */
char *naming_nick(const struct function *f, char buf[NAME_LEN])
{
	uint8_t base = (uint8_t)(f->class >> 16);
	char *open, *close;

	naming_short(f, buf);
	if (!(f->has & HAS_CLASS) ||
	    (base != CLASS_NETWORK && base != CLASS_DISPLAY))
		return buf;
	open = strrchr(buf, '[');
	close = open ? strchr(open, ']') : NULL;
	if (!open || !close || close - open < 4 || open[5] == ':')
		return buf;
	*close = '\0';
	memmove(buf, open + 1, strlen(open + 1) + 1);
	return buf;
}
