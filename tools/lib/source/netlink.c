// SPDX-License-Identifier: GPL-2.0
/*
 * PCI functions as the acsdiag module tells them, over generic netlink. The
 * protocol is Documentation/netlink/specs/acsdiag.yaml.
 */

#define _GNU_SOURCE
#include <errno.h>
#include <linux/acsdiag.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "source/channel.h"
#include "source/missing.h"
#include "source/sysfs.h"

#define DUMP_ATTEMPTS 8

/**
 * struct dump - one attempt to get all functions
 * @m: machine to fill
 * @err: what went wrong on our side, 0 so far
 * @refusal: what the kernel said
 */
struct dump {
	struct machine *m;
	int err;
	struct refusal refusal;
};

static struct nla_policy device_policy[ACSDIAG_A_DEVICE_MAX + 1] = {
	[ACSDIAG_A_DEVICE_DOMAIN] = { .type = NLA_U32 },
	[ACSDIAG_A_DEVICE_REQUESTER_ID] = { .type = NLA_U16 },
	[ACSDIAG_A_DEVICE_VENDOR] = { .type = NLA_U16 },
	[ACSDIAG_A_DEVICE_DEVICE] = { .type = NLA_U16 },
	[ACSDIAG_A_DEVICE_SUBVENDOR] = { .type = NLA_U16 },
	[ACSDIAG_A_DEVICE_SUBDEVICE] = { .type = NLA_U16 },
	[ACSDIAG_A_DEVICE_CLASS] = { .type = NLA_U32 },
	[ACSDIAG_A_DEVICE_REVISION] = { .type = NLA_U8 },
	[ACSDIAG_A_DEVICE_HEADER_TYPE] = { .type = NLA_U8 },
	[ACSDIAG_A_DEVICE_PCIE_TYPE] = { .type = NLA_U8 },
	[ACSDIAG_A_DEVICE_FLAGS] = { .type = NLA_U32 },
	[ACSDIAG_A_DEVICE_SECONDARY] = { .type = NLA_U8 },
	[ACSDIAG_A_DEVICE_SUBORDINATE] = { .type = NLA_U8 },
	[ACSDIAG_A_DEVICE_PHYSFN] = { .type = NLA_U16 },
	[ACSDIAG_A_DEVICE_ACS] = { .type = NLA_NESTED },
	[ACSDIAG_A_DEVICE_VERDICT] = { .type = NLA_U32 },
	[ACSDIAG_A_DEVICE_ALIAS] = { .type = NLA_U16 },
	[ACSDIAG_A_DEVICE_ALIAS_UNREAD] = { .type = NLA_FLAG },
	[ACSDIAG_A_DEVICE_GROUP] = { .type = NLA_U32 },
	[ACSDIAG_A_DEVICE_GROUP_TYPE] = { .type = NLA_STRING },
	[ACSDIAG_A_DEVICE_ISOLATED_MSI] = { .type = NLA_U8 },
	[ACSDIAG_A_DEVICE_DRIVER] = { .type = NLA_STRING },
	[ACSDIAG_A_DEVICE_POWER_STATE] = { .type = NLA_STRING },
	[ACSDIAG_A_DEVICE_RESET_METHODS] = { .type = NLA_STRING },
	[ACSDIAG_A_DEVICE_ARRIVAL] = { .type = NLA_U32 },
};

static struct nla_policy acs_policy[ACSDIAG_A_ACS_MAX + 1] = {
	[ACSDIAG_A_ACS_OFFSET] = { .type = NLA_U16 },
	[ACSDIAG_A_ACS_CAPABILITY] = { .type = NLA_U16 },
	[ACSDIAG_A_ACS_CONTROL] = { .type = NLA_U16 },
	[ACSDIAG_A_ACS_UNREAD] = { .type = NLA_U32 },
	[ACSDIAG_A_ACS_EGRESS_SIZE] = { .type = NLA_U16 },
	[ACSDIAG_A_ACS_CACHED_CAPABILITY] = { .type = NLA_U16 },
	[ACSDIAG_A_ACS_FOUND_CONTROL] = { .type = NLA_U16 },
};

/* Numbers that go into the function as they are. */
static const struct {
	int attribute;
	uint16_t has;
	size_t offset;
	size_t size;
} numbers[] = {
#define NUMBER(attribute, has, field) \
	{ attribute, has, offsetof(struct function, field), \
	  sizeof(((struct function *)0)->field) }
	NUMBER(ACSDIAG_A_DEVICE_VENDOR, HAS_IDS, vendor),
	NUMBER(ACSDIAG_A_DEVICE_DEVICE, HAS_IDS, device),
	NUMBER(ACSDIAG_A_DEVICE_SUBVENDOR, HAS_SUBSYSTEM, subvendor),
	NUMBER(ACSDIAG_A_DEVICE_SUBDEVICE, HAS_SUBSYSTEM, subdevice),
	NUMBER(ACSDIAG_A_DEVICE_CLASS, HAS_CLASS, class),
	NUMBER(ACSDIAG_A_DEVICE_REVISION, HAS_REVISION, revision),
	NUMBER(ACSDIAG_A_DEVICE_HEADER_TYPE, HAS_HEADER, header_type),
	NUMBER(ACSDIAG_A_DEVICE_SECONDARY, HAS_BUSES, secondary),
	NUMBER(ACSDIAG_A_DEVICE_SUBORDINATE, HAS_BUSES, subordinate),
	NUMBER(ACSDIAG_A_DEVICE_ISOLATED_MSI, 0, isolated_msi),
	NUMBER(ACSDIAG_A_DEVICE_ARRIVAL, 0, order),
#undef NUMBER
};

/* Strings, and what it means that one was left out. */
static const struct {
	int attribute;
	size_t offset;
	const char *otherwise;
} strings[] = {
	{ ACSDIAG_A_DEVICE_GROUP_TYPE, offsetof(struct function, group_type),
	  NULL },
	{ ACSDIAG_A_DEVICE_DRIVER, offsetof(struct function, driver), "" },
	{ ACSDIAG_A_DEVICE_POWER_STATE, offsetof(struct function, power), NULL },
	{ ACSDIAG_A_DEVICE_RESET_METHODS,
	  offsetof(struct function, reset_methods), NULL },
};

static const struct {
	uint32_t told;
	uint16_t flag;
} flags[] = {
	{ ACSDIAG_FUNCTION_FLAGS_VIRTUAL, FN_VIRTUAL },
	{ ACSDIAG_FUNCTION_FLAGS_EXTERNAL_FACING, FN_EXTERNAL_FACING },
	{ ACSDIAG_FUNCTION_FLAGS_UNTRUSTED, FN_UNTRUSTED },
	{ ACSDIAG_FUNCTION_FLAGS_ACS_QUIRK, FN_ACS_QUIRK },
	{ ACSDIAG_FUNCTION_FLAGS_BRIDGE_ALIAS, FN_BRIDGE_ALIAS },
	{ ACSDIAG_FUNCTION_FLAGS_XLATE_ROOT, FN_XLATE_ROOT },
	{ ACSDIAG_FUNCTION_FLAGS_NO_BUS_RESET, FN_NO_BUS_RESET },
	{ ACSDIAG_FUNCTION_FLAGS_BOOT_VGA, FN_BOOT_VGA },
	{ ACSDIAG_FUNCTION_FLAGS_ASSUMED, FN_ASSUMED },
};

static const struct {
	uint32_t told;
	uint16_t flag;
	const char *sentence;
} unread[] = {
	{ ACSDIAG_UNREAD_ASLEEP, FN_ASLEEP, MISSING_ASLEEP },
	{ ACSDIAG_UNREAD_GONE, FN_SILENT, MISSING_GONE },
	{ ACSDIAG_UNREAD_BUSY, 0, MISSING_BUSY },
};

static struct pci_addr address(uint32_t domain, uint16_t requester_id)
{
	return (struct pci_addr) {
		.domain = domain,
		.bus = (uint8_t)(requester_id >> 8),
		.devfn = (uint8_t)requester_id,
	};
}

static void take_numbers(struct function *f, struct nlattr **attrs)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		const struct nlattr *a = attrs[numbers[i].attribute];

		if (!a)
			continue;
		memcpy((char *)f + numbers[i].offset, nla_data(a),
		       numbers[i].size);
		f->has |= numbers[i].has;
	}
}

static int take_strings(struct machine *m, struct function *f,
			struct nlattr **attrs)
{
	for (size_t i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		const struct nlattr *a = attrs[strings[i].attribute];
		const char *text = strings[i].otherwise;
		const char **field = (const char **)((char *)f +
						     strings[i].offset);

		if (a)
			text = machine_string(m, nla_data(a), (size_t)nla_len(a));
		if (a && !text)
			return -ENOMEM;
		*field = text;
	}
	return 0;
}

static void take_flags(struct function *f, struct nlattr **attrs)
{
	uint32_t told;

	if (attrs[ACSDIAG_A_DEVICE_ATS_ENABLED])
		f->flags |= FN_ATS_ENABLED;
	if (attrs[ACSDIAG_A_DEVICE_PASID_ENABLED])
		f->flags |= FN_PASID_ENABLED;
	if (!attrs[ACSDIAG_A_DEVICE_FLAGS])
		return;
	told = nla_get_u32(attrs[ACSDIAG_A_DEVICE_FLAGS]);
	f->flags |= FN_FLAGS_FROM_KERNEL;
	f->multifunction = told & ACSDIAG_FUNCTION_FLAGS_MULTIFUNCTION;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (told & flags[i].told)
			f->flags |= flags[i].flag;
}

static void take_unread(struct function *f, uint32_t why)
{
	for (size_t i = 0; i < sizeof(unread) / sizeof(unread[0]); i++) {
		if (unread[i].told != why)
			continue;
		f->flags |= unread[i].flag;
		f->missing = unread[i].sentence;
	}
}

/*
 * Registers that were not read leave the capability word as the kernel caches
 * it, where it does; the control register stays unread.
 */
static int take_acs(struct function *f, struct nlattr *nest)
{
	struct nlattr *attrs[ACSDIAG_A_ACS_MAX + 1];
	struct nlattr *cap;

	if (!nest) {
		f->acs.fact = FACT_ABSENT;
		return 0;
	}
	if (nla_parse_nested(attrs, ACSDIAG_A_ACS_MAX, nest, acs_policy) < 0)
		return -EBADMSG;
	if (attrs[ACSDIAG_A_ACS_OFFSET])
		f->acs.offset = nla_get_u16(attrs[ACSDIAG_A_ACS_OFFSET]);
	if (attrs[ACSDIAG_A_ACS_UNREAD])
		take_unread(f, nla_get_u32(attrs[ACSDIAG_A_ACS_UNREAD]));
	cap = attrs[ACSDIAG_A_ACS_CAPABILITY];
	if (!cap)
		cap = attrs[ACSDIAG_A_ACS_CACHED_CAPABILITY];
	if (!cap)
		return 0;
	f->acs.fact = FACT_KNOWN;
	f->acs.cap = nla_get_u16(cap);
	if (attrs[ACSDIAG_A_ACS_CONTROL]) {
		f->acs.ctrl_fact = FACT_KNOWN;
		f->acs.ctrl = nla_get_u16(attrs[ACSDIAG_A_ACS_CONTROL]);
	}
	if (attrs[ACSDIAG_A_ACS_FOUND_CONTROL]) {
		f->acs.found_fact = FACT_KNOWN;
		f->acs.found = nla_get_u16(attrs[ACSDIAG_A_ACS_FOUND_CONTROL]);
	}
	return 0;
}

static void take_verdict(struct function *f, const struct nlattr *verdict)
{
	uint32_t told = verdict ? nla_get_u32(verdict) : ACSDIAG_VERDICT_UNKNOWN;

	if (told == ACSDIAG_VERDICT_ISOLATED)
		f->verdict = VERDICT_ISOLATED;
	else if (told == ACSDIAG_VERDICT_NOT_ISOLATED)
		f->verdict = VERDICT_NOT_ISOLATED;
}

/* The attribute repeats, once for each requester ID. */
static int take_aliases(struct machine *m, struct function *f,
			struct genlmsghdr *header)
{
	struct nlattr *a;
	int rest;
	unsigned int count = 0;

	nla_for_each_attr(a, genlmsg_attrdata(header, 0),
			  genlmsg_attrlen(header, 0), rest)
		count += nla_type(a) == ACSDIAG_A_DEVICE_ALIAS;
	f->aliases_fact = FACT_KNOWN;
	if (!count)
		return 0;
	f->aliases = machine_aliases(m, count);
	if (!f->aliases)
		return -ENOMEM;
	nla_for_each_attr(a, genlmsg_attrdata(header, 0),
			  genlmsg_attrlen(header, 0), rest)
		if (nla_type(a) == ACSDIAG_A_DEVICE_ALIAS &&
		    nla_len(a) >= (int)sizeof(uint16_t))
			f->aliases[f->aliases_count++] = nla_get_u16(a);
	return 0;
}

static int take_device(struct machine *m, struct nlmsghdr *message)
{
	struct nlattr *attrs[ACSDIAG_A_DEVICE_MAX + 1];
	struct nlattr *group, *type, *physfn;
	struct function *f;
	uint32_t domain;
	uint16_t id;
	int err;

	if (genlmsg_parse(message, 0, attrs, ACSDIAG_A_DEVICE_MAX,
			  device_policy) < 0 ||
	    !attrs[ACSDIAG_A_DEVICE_DOMAIN] ||
	    !attrs[ACSDIAG_A_DEVICE_REQUESTER_ID])
		return -EBADMSG;
	domain = nla_get_u32(attrs[ACSDIAG_A_DEVICE_DOMAIN]);
	id = nla_get_u16(attrs[ACSDIAG_A_DEVICE_REQUESTER_ID]);
	f = machine_add(m, address(domain, id));
	if (!f)
		return -ENOMEM;

	group = attrs[ACSDIAG_A_DEVICE_GROUP];
	f->group = group ? (int)nla_get_u32(group) : GROUP_NONE;
	type = attrs[ACSDIAG_A_DEVICE_PCIE_TYPE];
	f->type = type ? (enum pcie_type)nla_get_u8(type) : PCIE_TYPE_NONE;
	physfn = attrs[ACSDIAG_A_DEVICE_PHYSFN];
	if (physfn)
		f->physfn = address(domain, nla_get_u16(physfn));
	take_numbers(f, attrs);
	take_flags(f, attrs);
	take_verdict(f, attrs[ACSDIAG_A_DEVICE_VERDICT]);
	err = take_strings(m, f, attrs);
	if (!err)
		err = take_acs(f, attrs[ACSDIAG_A_DEVICE_ACS]);
	if (!err && !attrs[ACSDIAG_A_DEVICE_ALIAS_UNREAD])
		err = take_aliases(m, f, genlmsg_hdr(message));
	return err;
}

static int on_device(struct nl_msg *msg, void *arg)
{
	struct dump *dump = arg;

	dump->err = take_device(dump->m, nlmsg_hdr(msg));
	return dump->err ? NL_STOP : NL_OK;
}

/* A dump that broke off says so in the message that ends it. */
static int on_finish(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *header = nlmsg_hdr(msg);
	struct dump *dump = arg;
	int err;

	if (nlmsg_datalen(header) >= (int)sizeof(err)) {
		memcpy(&err, nlmsg_data(header), sizeof(err));
		if (err < 0)
			dump->err = err;
	}
	return NL_OK;
}

static int request_dump(struct nl_sock *sock, int family, struct dump *dump)
{
	int err;

	dump->err = 0;
	dump->refusal = (struct refusal){ 0 };
	dump->m->count = 0;
	err = genl_send_simple(sock, family, ACSDIAG_CMD_DEVICE_GET,
			       ACSDIAG_FAMILY_VERSION, NLM_F_DUMP);
	if (err >= 0)
		err = nl_recvmsgs_default(sock);
	if (dump->refusal.err)
		return dump->refusal.err;
	if (dump->err)
		return dump->err;
	if (err == -NLE_DUMP_INTR)
		return -EINTR;
	return err < 0 ? -EIO : 0;
}

static int explain(struct source_error *error, const struct dump *dump, int err)
{
	if (err == -EPERM)
		return source_fail(error, err, "the acsdiag module answers only with CAP_NET_ADMIN: run with sudo, or with --source sysfs for what everybody may see");
	if (err == -EINTR)
		return source_fail(error, err, "devices came and went during each of %d attempts to list them: try again when the machine is quiet",
				   DUMP_ATTEMPTS);
	if (err == -EBADMSG)
		return source_fail(error, err, "the acsdiag module speaks another protocol than this program: install both from the same version");
	return source_fail(error, err, "the acsdiag module refused to list devices: %s",
			   *dump->refusal.message ? dump->refusal.message : strerror(-err));
}

static int read_devices(struct nl_sock *sock, int family, struct machine *m,
			struct source_error *error)
{
	struct dump dump = { .m = m };
	int err = -EINTR;

	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, on_device, &dump);
	nl_socket_modify_cb(sock, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, &dump);
	channel_listen(sock, &dump.refusal);
	for (int i = 0; err == -EINTR && i < DUMP_ATTEMPTS; i++)
		err = request_dump(sock, family, &dump);
	return err ? explain(error, &dump, err) : 0;
}

/**
 * netlink_present() - is the module there to be asked?
 *
 * Return: true when the family is registered.
 */
bool netlink_present(void)
{
	int family = -1;
	struct nl_sock *sock = channel_open(&family);

	nl_socket_free(sock);
	return family >= 0;
}

/**
 * netlink_read() - add all PCI functions that the module tells of
 * @m: an empty machine; it is linked afterwards
 * @details: read what decides no grouping too
 * @error: why not
 *
 * What the protocol does not carry is completed from sysfs.
 *
 * Return: 0 or a negative errno: -EPERM without CAP_NET_ADMIN, -ENOENT when the
 * module is not loaded, -EINTR when no consistent list could be had. After a
 * failure the machine holds no functions.
 */
int netlink_read(struct machine *m, bool details, struct source_error *error)
{
	int family = -1;
	struct nl_sock *sock = channel_open(&family);
	int err;

	if (!sock)
		return source_fail(error, -ENOMEM, "generic netlink: no socket to be had");
	if (family < 0) {
		nl_socket_free(sock);
		return source_fail(error, -ENOENT, "the acsdiag module is not loaded: run sudo modprobe acsdiag, or use --source sysfs");
	}
	err = read_devices(sock, family, m, error);
	nl_socket_free(sock);
	if (err) {
		m->count = 0;
		return err;
	}
	return sysfs_complete(m, "", details);
}
