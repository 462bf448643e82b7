// SPDX-License-Identifier: GPL-2.0
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* getline */
#endif
#include <errno.h>
#include <linux/acsdiag.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "view.h"

#define VIEWS "/sys/kernel/debug/acsdiag/"
#define LINE_LEN 2048

/**
 * struct writer - a line being put together
 * @domain: PCI segment of the function
 * @text: the line
 * @used: bytes of @text
 */
struct writer {
	uint32_t domain;
	char text[LINE_LEN];
	size_t used;
};

static void put(struct writer *w, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void put(struct writer *w, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(w->text + w->used, sizeof(w->text) - w->used, fmt,
			args);
	va_end(args);
	if (len > 0)
		w->used += len;
	if (w->used >= sizeof(w->text))
		w->used = sizeof(w->text) - 1;
}

/**
 * struct fact - how one attribute is spelled
 * @type: ACSDIAG_A_DEVICE_* or, in a nest, ACSDIAG_A_ACS_*
 * @name: what stands before its value
 * @put: spells it
 * @digits: for numbers in hexadecimal
 */
struct fact {
	uint16_t type;
	const char *name;
	void (*put)(struct writer *w, const struct fact *fact,
		    const struct nlattr *attr);
	int digits;
};

static void put_hex(struct writer *w, const struct fact *fact,
		    const struct nlattr *attr)
{
	put(w, " %s=0x%0*x", fact->name, fact->digits, genl_number(attr));
}

static void put_number(struct writer *w, const struct fact *fact,
		       const struct nlattr *attr)
{
	put(w, " %s=%u", fact->name, genl_number(attr));
}

static void put_string(struct writer *w, const struct fact *fact,
		       const struct nlattr *attr)
{
	put(w, " %s=%s", fact->name, (const char *)genl_payload(attr));
}

static void put_word(struct writer *w, const struct fact *fact,
		     const struct nlattr *attr)
{
	(void)attr;
	put(w, " %s", fact->name);
}

static void put_list(struct writer *w, const struct fact *fact,
		     const struct nlattr *attr)
{
	const char *c = genl_payload(attr);

	put(w, " %s=", fact->name);
	for (; *c; c++)
		put(w, "%c", *c == ' ' ? ',' : *c);
}

static void put_address(struct writer *w, const struct fact *fact,
			const struct nlattr *attr)
{
	char text[ADDRESS_LEN];

	put(w, " %s=%s", fact->name,
	    address_format(w->domain, genl_number(attr), text));
}

static void put_flags(struct writer *w, const struct fact *fact,
		      const struct nlattr *attr)
{
	static const char *const names[] = {
		"multifunction", "virtual", "external-facing", "untrusted",
		"acs-quirk", "bridge-alias", "xlate-root", "no-bus-reset",
		"boot-vga", "assumed",
	};
	uint32_t flags = genl_number(attr);
	const char *separator = "=";
	size_t i;

	if (!flags)
		return;
	put(w, " %s", fact->name);
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (!(flags & 1u << i))
			continue;
		put(w, "%s%s", separator, names[i]);
		separator = ",";
	}
}

static void put_verdict(struct writer *w, const struct fact *fact,
			const struct nlattr *attr)
{
	static const char *const names[] = {
		[ACSDIAG_VERDICT_UNKNOWN] = "unknown",
		[ACSDIAG_VERDICT_NOT_ISOLATED] = "not-isolated",
		[ACSDIAG_VERDICT_ISOLATED] = "isolated",
	};
	uint32_t verdict = genl_number(attr);

	if (verdict < sizeof(names) / sizeof(*names))
		put(w, " %s=%s", fact->name, names[verdict]);
}

static void put_unread(struct writer *w, const struct fact *fact,
		       const struct nlattr *attr)
{
	static const char *const names[] = {
		[ACSDIAG_UNREAD_ASLEEP] = "asleep",
		[ACSDIAG_UNREAD_GONE] = "gone",
		[ACSDIAG_UNREAD_BUSY] = "busy",
	};
	uint32_t reason = genl_number(attr);

	if (reason < sizeof(names) / sizeof(*names))
		put(w, " %s=%s", fact->name, names[reason]);
}

static void put_facts(struct writer *w, const struct genl_reply *reply,
		      const struct fact *facts, size_t count);

static void put_acs(struct writer *w, const struct fact *fact,
		    const struct nlattr *attr)
{
	static const struct fact facts[] = {
		{ ACSDIAG_A_ACS_OFFSET, "acs.offset", put_hex, 3 },
		{ ACSDIAG_A_ACS_CAPABILITY, "acs.capability", put_hex, 4 },
		{ ACSDIAG_A_ACS_CONTROL, "acs.control", put_hex, 4 },
		{ ACSDIAG_A_ACS_UNREAD, "acs.unread", put_unread, 0 },
		{ ACSDIAG_A_ACS_EGRESS_SIZE, "acs.egress-size", put_number, 0 },
		{ ACSDIAG_A_ACS_CACHED_CAPABILITY, "acs.cached-capability",
		  put_hex, 4 },
		{ ACSDIAG_A_ACS_FOUND_CONTROL, "acs.found-control", put_hex,
		  4 },
	};
	const struct genl_reply nest = {
		.attrs = genl_payload(attr),
		.len = attr->nla_len - NLA_HDRLEN,
	};

	(void)fact;
	put_facts(w, &nest, facts, sizeof(facts) / sizeof(*facts));
}

static const struct fact device_facts[] = {
	{ ACSDIAG_A_DEVICE_VENDOR, "vendor", put_hex, 4 },
	{ ACSDIAG_A_DEVICE_DEVICE, "device", put_hex, 4 },
	{ ACSDIAG_A_DEVICE_SUBVENDOR, "subvendor", put_hex, 4 },
	{ ACSDIAG_A_DEVICE_SUBDEVICE, "subdevice", put_hex, 4 },
	{ ACSDIAG_A_DEVICE_CLASS, "class", put_hex, 6 },
	{ ACSDIAG_A_DEVICE_REVISION, "revision", put_hex, 2 },
	{ ACSDIAG_A_DEVICE_HEADER_TYPE, "header-type", put_number, 0 },
	{ ACSDIAG_A_DEVICE_PCIE_TYPE, "pcie-type", put_number, 0 },
	{ ACSDIAG_A_DEVICE_FLAGS, "flags", put_flags, 0 },
	{ ACSDIAG_A_DEVICE_UPSTREAM, "upstream", put_address, 0 },
	{ ACSDIAG_A_DEVICE_SECONDARY, "secondary", put_hex, 2 },
	{ ACSDIAG_A_DEVICE_SUBORDINATE, "subordinate", put_hex, 2 },
	{ ACSDIAG_A_DEVICE_PHYSFN, "physfn", put_address, 0 },
	{ ACSDIAG_A_DEVICE_ARRIVAL, "arrival", put_number, 0 },
	{ ACSDIAG_A_DEVICE_ACS, "acs", put_acs, 0 },
	{ ACSDIAG_A_DEVICE_VERDICT, "verdict", put_verdict, 0 },
	{ ACSDIAG_A_DEVICE_ALIAS, "alias", put_address, 0 },
	{ ACSDIAG_A_DEVICE_ALIAS_UNREAD, "alias-unread", put_word, 0 },
	{ ACSDIAG_A_DEVICE_GROUP, "group", put_number, 0 },
	{ ACSDIAG_A_DEVICE_GROUP_TYPE, "group-type", put_string, 0 },
	{ ACSDIAG_A_DEVICE_ISOLATED_MSI, "isolated-msi", put_number, 0 },
	{ ACSDIAG_A_DEVICE_ATS_ENABLED, "ats-enabled", put_word, 0 },
	{ ACSDIAG_A_DEVICE_PASID_ENABLED, "pasid-enabled", put_word, 0 },
	{ ACSDIAG_A_DEVICE_DRIVER, "driver", put_string, 0 },
	{ ACSDIAG_A_DEVICE_POWER_STATE, "power-state", put_string, 0 },
	{ ACSDIAG_A_DEVICE_RESET_METHODS, "reset-methods", put_list, 0 },
};

/* In the order of @facts; an attribute that comes twice is spelled twice. */
static void put_facts(struct writer *w, const struct genl_reply *reply,
		      const struct fact *facts, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		const struct nlattr *attr;
		int left = reply->len;

		genl_for_each(attr, reply->attrs, left)
			if (genl_type(attr) == facts[i].type)
				facts[i].put(w, &facts[i], attr);
	}
}

static int add_view(const struct genl_reply *reply, void *lines)
{
	const struct nlattr *domain, *requester_id;
	struct writer w = { 0 };
	char address[ADDRESS_LEN];

	domain = genl_find(reply->attrs, reply->len, ACSDIAG_A_DEVICE_DOMAIN);
	requester_id = genl_find(reply->attrs, reply->len,
				 ACSDIAG_A_DEVICE_REQUESTER_ID);
	if (!domain || !requester_id)
		return -EPROTO;
	w.domain = genl_number(domain);
	put(&w, "%s",
	    address_format(w.domain, genl_number(requester_id), address));
	put_facts(&w, reply, device_facts,
		  sizeof(device_facts) / sizeof(*device_facts));
	return lines_add(lines, "%s", w.text);
}

/**
 * view_devices - every function the module dumps, spelled as debugfs does
 * @g: the family
 * @lines: filled, sorted
 *
 * Return: 0, or a negative errno.
 */
int view_devices(const struct genl *g, struct lines *lines)
{
	return netlink_dump(g, ACSDIAG_CMD_DEVICE_GET, add_view, lines);
}

static int each_line(const char *path, struct lines *lines,
		     int (*add)(char *line, struct lines *lines))
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t size = 0;
	int error = 0;

	if (!file)
		return -errno;
	while (!error && getline(&line, &size, file) > 0) {
		line[strcspn(line, "\n")] = '\0';
		error = add(line, lines);
	}
	free(line);
	fclose(file);
	lines_sort(lines);
	return error;
}

static int add_whole(char *line, struct lines *lines)
{
	return lines_add(lines, "%s", line);
}

/* "number type member member" becomes a line for each member. */
static int add_members(char *line, struct lines *lines)
{
	char *rest = line, *id, *type, *member;
	int error = 0;

	id = strsep(&rest, " ");
	type = strsep(&rest, " ");
	while (!error && (member = strsep(&rest, " ")))
		error = lines_add(lines, "%s %s %s", id, type, member);
	return error;
}

/**
 * debugfs_devices - every function that debugfs shows
 * @lines: filled, sorted
 *
 * Return: 0, or a negative errno; -ENOENT where debugfs is not mounted.
 */
int debugfs_devices(struct lines *lines)
{
	return each_line(VIEWS "devices", lines, add_whole);
}

/**
 * debugfs_groups - every group that debugfs shows
 * @lines: filled with a line a member, sorted
 *
 * Return: 0, or a negative errno; -ENOENT where debugfs is not mounted.
 */
int debugfs_groups(struct lines *lines)
{
	return each_line(VIEWS "groups", lines, add_members);
}
