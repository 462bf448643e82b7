// SPDX-License-Identifier: GPL-2.0
/*
 * The two kernel parameters that name ACS controls and devices, read the way
 * the kernel reads them, mistakes included: __pci_config_acs() and
 * pci_dev_str_match() of drivers/pci/pci.c (6.1, 6.12, 7.2, 7.3), and the
 * former as it was from 6.11 to the commit "PCI/ACS: Fix 'pci=config_acs='
 * parameter".
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "analyse/command_line.h"

#define REDIRECTS (ACS_RR | ACS_CR | ACS_EC)
#define ALL_CONTROLS (ACS_REQUIRED | ACS_TB | ACS_EC | ACS_DT)

enum match {
	MATCH_INVALID = -1,
	MATCH_NO = 0,
	MATCH_YES = 1,
};

/**
 * acs_syntax_of() - how a kernel reads pci=config_acs=
 * @kernel: the kernel; all zero means the newest known
 *
 * Return: the way it reads the parameter.
 */
enum acs_syntax acs_syntax_of(struct kernel_version kernel)
{
	if (kernel_version_before(kernel, 6, 11, 0))
		return ACS_SYNTAX_NONE;
	if (kernel_version_before(kernel, 6, 12, 23))
		return ACS_SYNTAX_MISREAD;
	if (kernel_version_before(kernel, 6, 13, 0))
		return ACS_SYNTAX_EXACT;
	if (kernel_version_before(kernel, 6, 13, 11))
		return ACS_SYNTAX_MISREAD;
	if (kernel_version_before(kernel, 6, 14, 0))
		return ACS_SYNTAX_EXACT;
	if (kernel_version_before(kernel, 6, 14, 2))
		return ACS_SYNTAX_MISREAD;
	return ACS_SYNTAX_EXACT;
}

static bool is_devfn(const struct function *f, unsigned int slot,
		     unsigned int func)
{
	return f->addr.devfn == (uint8_t)((slot & 0x1f) << 3 | (func & 7));
}

static enum match match_address(const struct function *f, const char *text)
{
	unsigned int domain, bus, slot, func;
	char rest;

	if (sscanf(text, "%x:%x:%x.%x%c", &domain, &bus, &slot, &func,
		   &rest) != 4) {
		domain = 0;
		if (sscanf(text, "%x:%x.%x%c", &bus, &slot, &func, &rest) != 3)
			return MATCH_INVALID;
	}
	return domain == f->addr.domain && bus == f->addr.bus &&
	       is_devfn(f, slot, func);
}

/* A path names the port on a root bus, then device and function below it. */
static enum match match_path(const struct function *f, const char *text,
			     const char **end)
{
	unsigned int slot, func;
	char path[256];
	char rest, *last;

	*end = strchrnul(text, ';');
	if ((size_t)(*end - text) >= sizeof(path))
		return MATCH_INVALID;
	memcpy(path, text, (size_t)(*end - text));
	path[*end - text] = '\0';

	while ((last = strrchr(path, '/'))) {
		if (sscanf(last, "/%x.%x%c", &slot, &func, &rest) != 2)
			return MATCH_INVALID;
		if (!is_devfn(f, slot, func))
			return MATCH_NO;
		f = f->parent;
		if (!f)
			return MATCH_NO;
		*last = '\0';
	}
	return match_address(f, path);
}

/* 0 stands for any ID here, unlike in the kernel's own tables. */
static bool id_matches(unsigned short wanted, unsigned int id)
{
	return !wanted || wanted == id;
}

static enum match match_ids(const struct function *f, const char *text,
			    const char **end)
{
	unsigned short vendor, device, subvendor = 0, subdevice = 0;
	int used = 0;

	if (sscanf(text, "%hx:%hx:%hx:%hx%n", &vendor, &device, &subvendor,
		   &subdevice, &used) != 4) {
		if (sscanf(text, "%hx:%hx%n", &vendor, &device, &used) != 2)
			return MATCH_INVALID;
		subvendor = 0;
		subdevice = 0;
	}
	*end = text + used;
	return id_matches(vendor, f->vendor) && id_matches(device, f->device) &&
	       id_matches(subvendor, f->subvendor) &&
	       id_matches(subdevice, f->subdevice);
}

/* pci_dev_str_match(): 'end' is only moved past what could be read */
static enum match match_device(const struct function *f, const char *text,
			       const char **end)
{
	if (!strncmp(text, "pci:", 4))
		return match_ids(f, text + 4, end);
	return match_path(f, text, end);
}

/* Flags are read from right to left, bit 0 first; false when one is unknown. */
static bool read_flags(const char *from, const char *to, struct acs_setting *s)
{
	unsigned int bit = 1;

	for (; to > from; bit <<= 1) {
		char c = *--to;

		if (c == '0' || c == '1')
			s->mask |= bit;
		else if (c != 'x' && c != 'X')
			return false;
		if (c == '1')
			s->flags |= bit;
	}
	return !(s->mask & ~ALL_CONTROLS);
}

/* True when the entries from @value on have one that names @f. */
static bool entries_match(const struct function *f, const char *value,
			  bool own_flags, enum acs_syntax syntax,
			  struct acs_setting *s)
{
	while (*value) {
		enum match match;

		if (own_flags && (syntax != ACS_SYNTAX_MISREAD || !s->mask)) {
			const char *at = strchr(value, '@');

			if (syntax != ACS_SYNTAX_MISREAD)
				*s = (struct acs_setting){ 0 };
			if (!at || !read_flags(value, at, s))
				return false;
			value = at + 1;
		}
		match = match_device(f, value, &value);
		if (match != MATCH_NO)
			return match == MATCH_YES;
		if (*value != ';' && *value != ',')
			return false;
		value++;
	}
	return false;
}

/**
 * acs_setting_redir() - what pci=disable_acs_redir= asks of a function
 * @f: the function
 * @value: the parameter's value, or NULL
 * @s: filled when the function is named
 *
 * Return: true when the function is named.
 */
bool acs_setting_redir(const struct function *f, const char *value,
		       struct acs_setting *s)
{
	*s = (struct acs_setting){
		.mask = REDIRECTS,
		.flags = (uint16_t)~REDIRECTS,
	};
	return value && entries_match(f, value, false, ACS_SYNTAX_EXACT, s);
}

/**
 * acs_setting_config() - what pci=config_acs= asks of a function
 * @f: the function
 * @value: the parameter's value, or NULL
 * @syntax: how the kernel reads it
 * @s: filled when the function is named
 *
 * Return: true when the function is named, as this kernel reads the value.
 */
bool acs_setting_config(const struct function *f, const char *value,
			enum acs_syntax syntax, struct acs_setting *s)
{
	*s = (struct acs_setting){ 0 };
	return value && syntax != ACS_SYNTAX_NONE &&
	       entries_match(f, value, true, syntax, s);
}

/**
 * device_text_matches() - does a kernel parameter's device text name a function?
 * @f: the function
 * @text: "[domain:]bus:dev.fn[/dev.fn]*" or "pci:vendor:device[:subv:subd]"
 *
 * Return: true when it does.
 */
bool device_text_matches(const struct function *f, const char *text)
{
	const char *end;

	return match_device(f, text, &end) == MATCH_YES && !*end;
}

static const char *entry_fault(const char **value)
{
	static const struct function nobody;

	if (match_device(&nobody, *value, value) == MATCH_INVALID)
		return "a device is neither [domain:]bus:dev.fn[/dev.fn]* nor pci:vendor:device[:subvendor:subdevice]";
	if (**value && **value != ';')
		return "entries are separated by ';'";
	return NULL;
}

/**
 * acs_parameter_fault() - what is wrong with one of the two parameters
 * @value: its value
 * @with_flags: it is config_acs: each entry starts with flags and '@'
 *
 * Return: the reason as a clause, or NULL when a correct kernel can read it.
 */
const char *acs_parameter_fault(const char *value, bool with_flags)
{
	struct acs_setting s;

	if (!*value)
		return "it is empty";
	if (strchr(value, ','))
		return "',' ends the pci= option, so entries are separated by ';'";
	while (*value) {
		const char *at = strchr(value, '@');
		const char *fault;

		s = (struct acs_setting){ 0 };
		if (with_flags && !at)
			return "an entry has no flags, as in 10111@0000:00:01.0";
		if (with_flags && !read_flags(value, at, &s))
			return "flags are up to seven of 0, 1 and x";
		if (with_flags)
			value = at + 1;
		fault = entry_fault(&value);
		if (fault)
			return fault;
		value += *value == ';';
	}
	return NULL;
}
