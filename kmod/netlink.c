// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family: Documentation/netlink/specs/acsdiag.yaml.
 *
 * Locking: each operation takes its own, the table's mutex or that of the cards
 * (reset/card.c), so requests run in parallel with other families' and with
 * each other. It is held while one buffer is filled, never while a reader is
 * waited for, and no operation lasts as long as a device likes.
 *
 * Dumps: what is kept between two buffers is an address, from which to go on;
 * no reference to any device. The table's generation goes into each message,
 * so a reader learns from NLM_F_DUMP_INTR that facts changed on the way. The
 * netlink core holds the module while a dump is unfinished; a reader that
 * stops reading holds that and one buffer.
 *
 * Validation is strict throughout: no operation opts out, attributes that are
 * not for requests have no type in the policy and are refused by the core, and
 * each refusal made here names its attribute.
 */

#include <linux/capability.h>
#include <linux/slab.h>
#include <net/genetlink.h>

#include <linux/acsdiag.h>

#include "acsdiag.h"
#include "reset/genl.h"

static struct genl_family acsdiag_family;

/* Guarded by the table's mutex: is there a family to send notices with? */
static bool listening;

static int put_optional(struct sk_buff *skb, int attribute, int value)
{
	return value == ACSDIAG_NONE ? 0 : nla_put_u16(skb, attribute, value);
}

static int put_flag(struct sk_buff *skb, int attribute, bool set)
{
	return set ? nla_put_flag(skb, attribute) : 0;
}

/* Facts that are an empty string are left out. */
static int put_name(struct sk_buff *skb, int attribute, const char *name)
{
	return *name ? nla_put_string(skb, attribute, name) : 0;
}

static int put_egress(struct sk_buff *skb, const struct acsdiag_acs *acs)
{
	__le32 words[ACSDIAG_EGRESS_WORDS];
	int i;

	if (!acs->egress_words)
		return 0;
	for (i = 0; i < acs->egress_words; i++)
		words[i] = cpu_to_le32(acs->egress[i]);
	return nla_put(skb, ACSDIAG_A_ACS_EGRESS,
		       acs->egress_words * sizeof(*words), words);
}

static int put_acs_registers(struct sk_buff *skb, const struct acsdiag_acs *acs)
{
	if (acs->unread != ACSDIAG_NONE)
		return nla_put_u32(skb, ACSDIAG_A_ACS_UNREAD, acs->unread);

	return nla_put_u16(skb, ACSDIAG_A_ACS_CAPABILITY, acs->capability) ?:
	       nla_put_u16(skb, ACSDIAG_A_ACS_CONTROL, acs->control) ?:
	       put_optional(skb, ACSDIAG_A_ACS_EGRESS_SIZE,
			    acs->egress_size ?: ACSDIAG_NONE) ?:
	       put_egress(skb, acs);
}

static int put_acs(struct sk_buff *skb, const struct acsdiag_acs *acs)
{
	struct nlattr *nest;
	int err;

	if (!acs->offset)
		return 0;
	nest = nla_nest_start(skb, ACSDIAG_A_DEVICE_ACS);
	if (!nest)
		return -EMSGSIZE;

	err = nla_put_u16(skb, ACSDIAG_A_ACS_OFFSET, acs->offset) ?:
	      put_acs_registers(skb, acs) ?:
	      put_optional(skb, ACSDIAG_A_ACS_CACHED_CAPABILITY, acs->cached) ?:
	      put_optional(skb, ACSDIAG_A_ACS_FOUND_CONTROL, acs->found);
	if (err)
		return err;

	nla_nest_end(skb, nest);
	return 0;
}

static int put_identity(struct sk_buff *skb, const struct acsdiag_record *rec)
{
	return nla_put_u32(skb, ACSDIAG_A_DEVICE_DOMAIN,
			   acsdiag_key_domain(rec->key)) ?:
	       nla_put_u16(skb, ACSDIAG_A_DEVICE_REQUESTER_ID,
			   acsdiag_key_requester_id(rec->key)) ?:
	       nla_put_u16(skb, ACSDIAG_A_DEVICE_VENDOR, rec->vendor) ?:
	       nla_put_u16(skb, ACSDIAG_A_DEVICE_DEVICE, rec->device) ?:
	       nla_put_u16(skb, ACSDIAG_A_DEVICE_SUBVENDOR, rec->subvendor) ?:
	       nla_put_u16(skb, ACSDIAG_A_DEVICE_SUBDEVICE, rec->subdevice) ?:
	       nla_put_u32(skb, ACSDIAG_A_DEVICE_CLASS, rec->class) ?:
	       nla_put_u8(skb, ACSDIAG_A_DEVICE_REVISION, rec->revision) ?:
	       nla_put_u8(skb, ACSDIAG_A_DEVICE_HEADER_TYPE, rec->header_type);
}

static int put_place(struct sk_buff *skb, const struct acsdiag_record *rec)
{
	int err;

	err = nla_put_u32(skb, ACSDIAG_A_DEVICE_FLAGS, rec->flags) ?:
	      put_optional(skb, ACSDIAG_A_DEVICE_UPSTREAM, rec->upstream) ?:
	      put_optional(skb, ACSDIAG_A_DEVICE_PHYSFN, rec->physfn);
	if (!err && rec->pcie_type != ACSDIAG_NONE)
		err = nla_put_u8(skb, ACSDIAG_A_DEVICE_PCIE_TYPE,
				 rec->pcie_type);
	if (!err && rec->arrival)
		err = nla_put_u32(skb, ACSDIAG_A_DEVICE_ARRIVAL, rec->arrival);
	if (err || !rec->has_buses)
		return err;

	return nla_put_u8(skb, ACSDIAG_A_DEVICE_SECONDARY, rec->secondary) ?:
	       nla_put_u8(skb, ACSDIAG_A_DEVICE_SUBORDINATE, rec->subordinate);
}

static int put_aliases(struct sk_buff *skb, const struct acsdiag_record *rec)
{
	int err = 0;
	int i;

	for (i = 0; i < rec->aliases_count && !err; i++)
		err = nla_put_u16(skb, ACSDIAG_A_DEVICE_ALIAS, rec->aliases[i]);
	return err ?: put_flag(skb, ACSDIAG_A_DEVICE_ALIAS_UNREAD,
			       !rec->aliases_known);
}

static int put_group(struct sk_buff *skb, const struct acsdiag_record *rec)
{
	if (rec->group == ACSDIAG_NONE)
		return 0;

	return nla_put_u32(skb, ACSDIAG_A_DEVICE_GROUP, rec->group) ?:
	       put_name(skb, ACSDIAG_A_DEVICE_GROUP_TYPE, rec->group_type) ?:
	       nla_put_u8(skb, ACSDIAG_A_DEVICE_ISOLATED_MSI,
			  rec->isolated_msi);
}

static int put_state(struct sk_buff *skb, const struct acsdiag_record *rec)
{
	return put_flag(skb, ACSDIAG_A_DEVICE_ATS_ENABLED, rec->ats_enabled) ?:
	       put_flag(skb, ACSDIAG_A_DEVICE_PASID_ENABLED,
			rec->pasid_enabled) ?:
	       put_name(skb, ACSDIAG_A_DEVICE_DRIVER, rec->driver) ?:
	       nla_put_string(skb, ACSDIAG_A_DEVICE_POWER_STATE, rec->power) ?:
	       nla_put_string(skb, ACSDIAG_A_DEVICE_RESET_METHODS,
			      rec->reset_methods);
}

static int put_record(struct sk_buff *skb, const struct acsdiag_record *rec)
{
	return put_identity(skb, rec) ?:
	       put_place(skb, rec) ?:
	       put_acs(skb, &rec->acs) ?:
	       nla_put_u32(skb, ACSDIAG_A_DEVICE_VERDICT, rec->verdict) ?:
	       put_aliases(skb, rec) ?:
	       put_group(skb, rec) ?:
	       put_state(skb, rec);
}

/**
 * acsdiag_netlink_key() - the address that a request names
 * @info: the request
 * @domain: number of the attribute with the domain
 * @requester_id: number of the attribute with the requester ID
 * @key: set on success
 *
 * Return: 0, or -EINVAL with the reason in extack.
 */
int acsdiag_netlink_key(struct genl_info *info, int domain, int requester_id,
			u64 *key)
{
	if (GENL_REQ_ATTR_CHECK(info, domain)) {
		GENL_SET_ERR_MSG(info, "domain is missing");
		return -EINVAL;
	}
	if (GENL_REQ_ATTR_CHECK(info, requester_id)) {
		GENL_SET_ERR_MSG(info, "requester-id is missing");
		return -EINVAL;
	}
	*key = acsdiag_key(nla_get_u32(info->attrs[domain]),
			   nla_get_u16(info->attrs[requester_id]));
	return 0;
}

static int read_function(u64 key, enum acsdiag_effort effort,
			 struct acsdiag_record *rec)
{
	struct acsdiag_function *fn;

	acsdiag_table_lock();
	fn = acsdiag_table_find(key);
	if (fn)
		acsdiag_record_read(fn, effort, rec);
	acsdiag_table_unlock();
	return fn ? 0 : -ENODEV;
}

/**
 * acsdiag_netlink_answer() - answer a request with one message
 * @info: the request
 * @put: puts the message's attributes, returns 0 or a negative errno
 * @data: handed to @put
 *
 * Return: 0 or a negative errno.
 */
int acsdiag_netlink_answer(struct genl_info *info, acsdiag_put_fn put,
			   const void *data)
{
	struct sk_buff *skb = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	void *header;
	int err;

	if (!skb)
		return -ENOMEM;

	header = genlmsg_put_reply(skb, info, &acsdiag_family, 0,
				   info->genlhdr->cmd);
	err = header ? put(skb, data) : -EMSGSIZE;
	if (err) {
		nlmsg_free(skb);
		return err;
	}

	genlmsg_end(skb, header);
	return genlmsg_reply(skb, info);
}

static int put_any_record(struct sk_buff *skb, const void *data)
{
	return put_record(skb, data);
}

/**
 * acsdiag_netlink_reply() - answer a request with a function's record
 * @info: the request
 * @rec: the record
 *
 * Return: 0 or a negative errno.
 */
int acsdiag_netlink_reply(struct genl_info *info,
			  const struct acsdiag_record *rec)
{
	return acsdiag_netlink_answer(info, put_any_record, rec);
}

static int device_get(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct acsdiag_record *rec;
	u64 key;
	int err;

	err = acsdiag_netlink_key(info, ACSDIAG_A_DEVICE_DOMAIN,
				  ACSDIAG_A_DEVICE_REQUESTER_ID, &key);
	if (err)
		return err;
	rec = kmalloc_obj(*rec);
	if (!rec)
		return -ENOMEM;

	err = read_function(key, ACSDIAG_AFRESH, rec);
	if (err) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    attrs[ACSDIAG_A_DEVICE_REQUESTER_ID],
				    "no PCI function at this address");
		goto out_free;
	}
	if (!attrs[ACSDIAG_A_DEVICE_WANT_EGRESS])
		rec->acs.egress_words = 0;
	err = acsdiag_netlink_reply(info, rec);

out_free:
	kfree(rec);
	return err;
}

/**
 * struct devices_cursor - where a dump of functions goes on
 * @from: the first function not yet sent is at or after this key
 */
struct devices_cursor {
	u64 from;
};

static int devices_start(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct devices_cursor) > sizeof(cb->ctx));
	acsdiag_verdict_settle();
	return 0;
}

/**
 * acsdiag_netlink_bare() - refuse a dump that is asked for with attributes
 * @cb: the dump, under way: at its start 6.1 has no extack to fill
 * @max: attributes that the operation knows in other requests
 *
 * Return: 0 or -EINVAL.
 */
int acsdiag_netlink_bare(struct netlink_callback *cb, int max)
{
	struct nlattr **attrs = genl_info_dump(cb)->attrs;
	int i;

	for (i = 1; i <= max; i++) {
		if (!attrs[i])
			continue;
		NL_SET_ERR_MSG_ATTR(cb->extack, attrs[i],
				    "a dump takes no attributes");
		return -EINVAL;
	}
	return 0;
}

/**
 * acsdiag_netlink_put_dump() - begin a message of a dump
 * @skb: the buffer
 * @cb: the dump, its seq set
 * @command: ACSDIAG_CMD_*
 *
 * Return: the header, NULL when the buffer is full.
 */
void *acsdiag_netlink_put_dump(struct sk_buff *skb, struct netlink_callback *cb,
			       u8 command)
{
	void *header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				   cb->nlh->nlmsg_seq, &acsdiag_family,
				   NLM_F_MULTI, command);

	if (header)
		genl_dump_check_consistent(cb, header);
	return header;
}

static int dump_record(struct sk_buff *skb, struct netlink_callback *cb,
		       const struct acsdiag_record *rec)
{
	void *header = acsdiag_netlink_put_dump(skb, cb, ACSDIAG_CMD_DEVICE_GET);
	int err;

	if (!header)
		return -EMSGSIZE;
	err = put_record(skb, rec);
	if (err) {
		genlmsg_cancel(skb, header);
		return err;
	}
	genlmsg_end(skb, header);
	return 0;
}

static int fill_devices(struct sk_buff *skb, struct netlink_callback *cb,
			struct acsdiag_record *rec)
{
	struct devices_cursor *cursor = (void *)cb->ctx;
	struct acsdiag_function *fn;
	int err;

	for (fn = acsdiag_table_from(cursor->from); fn;
	     fn = acsdiag_table_next(fn)) {
		acsdiag_record_read(fn, ACSDIAG_DUMP, rec);
		cb->seq = acsdiag_table_generation();
		err = dump_record(skb, cb, rec);
		if (err)
			return err;
		cursor->from = fn->key + 1;
	}
	return 0;
}

/**
 * acsdiag_netlink_dump_result() - what a dump's callback returns
 * @skb: the buffer
 * @err: 0 or why it is not filled further
 *
 * A full buffer is sent as it is; only one too small for anything is an error.
 *
 * Return: a negative errno, bytes to send, or 0 at the end.
 */
int acsdiag_netlink_dump_result(const struct sk_buff *skb, int err)
{
	return err == -EMSGSIZE && skb->len ? skb->len : err;
}

/*
 * Reading a record may be what finds a change, in the very first message too:
 * compare with the generation from before.
 */
static void begin_buffer(struct netlink_callback *cb)
{
	cb->seq = acsdiag_table_generation();
	if (!cb->prev_seq)
		cb->prev_seq = cb->seq;
}

static int devices_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct acsdiag_record *rec;
	int err;

	err = acsdiag_netlink_bare(cb, ACSDIAG_A_DEVICE_MAX);
	if (err)
		return err;
	rec = kmalloc_obj(*rec);
	if (!rec)
		return -ENOMEM;

	acsdiag_table_lock();
	begin_buffer(cb);
	err = fill_devices(skb, cb, rec);
	acsdiag_table_unlock();
	kfree(rec);
	return acsdiag_netlink_dump_result(skb, err);
}

/**
 * struct groups_cursor - where a dump of groups goes on
 * @group: the group under way; those before it are sent
 * @from: its first member not yet sent is at or after this key
 */
struct groups_cursor {
	int group;
	u64 from;
};

static struct acsdiag_function *member_from(int group, u64 key)
{
	struct acsdiag_function *fn = acsdiag_table_from(key);

	while (fn && fn->group != group)
		fn = acsdiag_table_next(fn);
	return fn;
}

static int put_member(struct sk_buff *skb, u64 key)
{
	struct nlattr *nest = nla_nest_start(skb, ACSDIAG_A_GROUP_MEMBER);

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u32(skb, ACSDIAG_A_MEMBER_DOMAIN,
			acsdiag_key_domain(key)) ||
	    nla_put_u16(skb, ACSDIAG_A_MEMBER_REQUESTER_ID,
			acsdiag_key_requester_id(key))) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_group_header(struct sk_buff *skb, struct acsdiag_function *fn)
{
	char type[ACSDIAG_GROUP_TYPE_LEN];

	acsdiag_group_type(fn->pdev, type, sizeof(type));
	return nla_put_u32(skb, ACSDIAG_A_GROUP_ID, fn->group) ?:
	       put_name(skb, ACSDIAG_A_GROUP_TYPE, type);
}

/* As many members as fit; the rest follow in a message with the same number. */
static int dump_group(struct sk_buff *skb, struct netlink_callback *cb,
		      struct groups_cursor *cursor)
{
	struct acsdiag_function *fn = member_from(cursor->group, cursor->from);
	u64 begun = cursor->from;
	void *header;
	int err;

	if (!fn)
		return 0;
	header = acsdiag_netlink_put_dump(skb, cb, ACSDIAG_CMD_GROUP_GET);
	if (!header)
		return -EMSGSIZE;

	err = put_group_header(skb, fn);
	for (; fn && !err; fn = member_from(cursor->group, cursor->from)) {
		err = put_member(skb, fn->key);
		if (!err)
			cursor->from = fn->key + 1;
	}
	if (cursor->from == begun)
		genlmsg_cancel(skb, header);
	else
		genlmsg_end(skb, header);
	return err;
}

static int fill_groups(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct groups_cursor *cursor = (void *)cb->ctx;
	struct acsdiag_function *fn;
	int err;

	while ((fn = acsdiag_table_group_from(cursor->group))) {
		if (fn->group != cursor->group)
			cursor->from = 0;
		cursor->group = fn->group;
		err = dump_group(skb, cb, cursor);
		if (err)
			return err;
		cursor->group++;
		cursor->from = 0;
	}
	return 0;
}

static int groups_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct acsdiag_function *fn;
	int err;

	BUILD_BUG_ON(sizeof(struct groups_cursor) > sizeof(cb->ctx));
	acsdiag_table_lock();
	begin_buffer(cb);
	for (fn = acsdiag_table_from(0); fn; fn = acsdiag_table_next(fn))
		acsdiag_events_regroup(fn);
	cb->seq = acsdiag_table_generation();
	err = fill_groups(skb, cb);
	acsdiag_table_unlock();
	return acsdiag_netlink_dump_result(skb, err);
}

static int dump_assumption(struct sk_buff *skb, struct netlink_callback *cb,
			   const struct acsdiag_identity *id)
{
	void *header = acsdiag_netlink_put_dump(skb, cb, ACSDIAG_CMD_ASSUME_GET);

	if (!header)
		return -EMSGSIZE;
	if (nla_put_u32(skb, ACSDIAG_A_DEVICE_DOMAIN,
			acsdiag_key_domain(id->key)) ||
	    nla_put_u16(skb, ACSDIAG_A_DEVICE_REQUESTER_ID,
			acsdiag_key_requester_id(id->key)) ||
	    nla_put_u16(skb, ACSDIAG_A_DEVICE_VENDOR, id->vendor) ||
	    nla_put_u16(skb, ACSDIAG_A_DEVICE_DEVICE, id->device)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

static int assumptions_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct devices_cursor *cursor = (void *)cb->ctx;
	const struct acsdiag_identity *id;
	int err = 0;

	acsdiag_table_lock();
	begin_buffer(cb);
	while (!err && (id = acsdiag_assume_from(cursor->from))) {
		err = dump_assumption(skb, cb, id);
		if (!err)
			cursor->from = id->key + 1;
	}
	acsdiag_table_unlock();
	return acsdiag_netlink_dump_result(skb, err);
}

static const struct nla_policy device_policy[ACSDIAG_A_DEVICE_MAX + 1] = {
	[ACSDIAG_A_DEVICE_DOMAIN] = { .type = NLA_U32 },
	[ACSDIAG_A_DEVICE_REQUESTER_ID] = { .type = NLA_U16 },
	[ACSDIAG_A_DEVICE_WANT_EGRESS] = { .type = NLA_FLAG },
};

static const struct nla_policy identity_policy[ACSDIAG_A_DEVICE_MAX + 1] = {
	[ACSDIAG_A_DEVICE_DOMAIN] = { .type = NLA_U32 },
	[ACSDIAG_A_DEVICE_REQUESTER_ID] = { .type = NLA_U16 },
	[ACSDIAG_A_DEVICE_VENDOR] = { .type = NLA_U16 },
	[ACSDIAG_A_DEVICE_DEVICE] = { .type = NLA_U16 },
};

static const struct nla_policy acs_set_policy[ACSDIAG_A_DEVICE_MAX + 1] = {
	[ACSDIAG_A_DEVICE_DOMAIN] = { .type = NLA_U32 },
	[ACSDIAG_A_DEVICE_REQUESTER_ID] = { .type = NLA_U16 },
	[ACSDIAG_A_DEVICE_VENDOR] = { .type = NLA_U16 },
	[ACSDIAG_A_DEVICE_DEVICE] = { .type = NLA_U16 },
	[ACSDIAG_A_DEVICE_SET_CONTROLS] = { .type = NLA_U16 },
};

static const struct nla_policy reset_policy[ACSDIAG_A_RESET_MAX + 1] = {
	[ACSDIAG_A_RESET_DOMAIN] = { .type = NLA_U32 },
	[ACSDIAG_A_RESET_REQUESTER_ID] = { .type = NLA_U16 },
};

static const struct genl_ops acsdiag_ops[] = {
	{
		.cmd = ACSDIAG_CMD_DEVICE_GET,
		.flags = GENL_ADMIN_PERM,
		.policy = device_policy,
		.maxattr = ACSDIAG_A_DEVICE_MAX,
		.doit = device_get,
		.start = devices_start,
		.dumpit = devices_dump,
	},
	{
		/* Without a policy of its own the core refuses any attribute. */
		.cmd = ACSDIAG_CMD_GROUP_GET,
		.flags = GENL_ADMIN_PERM,
		.dumpit = groups_dump,
	},
	{
		.cmd = ACSDIAG_CMD_ACS_SET,
		.flags = GENL_ADMIN_PERM,
		.policy = acs_set_policy,
		.maxattr = ACSDIAG_A_DEVICE_MAX,
		.doit = acsdiag_change_acs_set,
	},
	{
		.cmd = ACSDIAG_CMD_ACS_RESTORE,
		.flags = GENL_ADMIN_PERM,
		.policy = identity_policy,
		.maxattr = ACSDIAG_A_DEVICE_MAX,
		.doit = acsdiag_change_acs_restore,
	},
	{
		.cmd = ACSDIAG_CMD_ASSUME_ADD,
		.flags = GENL_ADMIN_PERM,
		.policy = identity_policy,
		.maxattr = ACSDIAG_A_DEVICE_MAX,
		.doit = acsdiag_change_assume_add,
	},
	{
		.cmd = ACSDIAG_CMD_ASSUME_DEL,
		.flags = GENL_ADMIN_PERM,
		.policy = identity_policy,
		.maxattr = ACSDIAG_A_DEVICE_MAX,
		.doit = acsdiag_change_assume_del,
	},
	{
		.cmd = ACSDIAG_CMD_ASSUME_GET,
		.flags = GENL_ADMIN_PERM,
		.dumpit = assumptions_dump,
	},
	{
		.cmd = ACSDIAG_CMD_RESET_GET,
		.flags = GENL_ADMIN_PERM,
		.policy = reset_policy,
		.maxattr = ACSDIAG_A_RESET_MAX,
		.doit = acsdiag_resets_get,
		.dumpit = acsdiag_resets_dump,
	},
	{
		.cmd = ACSDIAG_CMD_RESET_PROBE,
		.flags = GENL_ADMIN_PERM,
		.policy = reset_policy,
		.maxattr = ACSDIAG_A_RESET_MAX,
		.doit = acsdiag_resets_probe,
	},
	{
		.cmd = ACSDIAG_CMD_RESET_HISTORY_GET,
		.flags = GENL_ADMIN_PERM,
		.dumpit = acsdiag_resets_history,
	},
};

enum { GROUP_EVENTS };

static const struct genl_multicast_group acsdiag_multicast_groups[] = {
	[GROUP_EVENTS] = {
		.name = ACSDIAG_MCGRP_EVENTS,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
};

static struct genl_family acsdiag_family __ro_after_init = {
	.name = ACSDIAG_FAMILY_NAME,
	.version = ACSDIAG_FAMILY_VERSION,
	.module = THIS_MODULE,
	.parallel_ops = true,
	.ops = acsdiag_ops,
	.n_ops = ARRAY_SIZE(acsdiag_ops),
	.mcgrps = acsdiag_multicast_groups,
	.n_mcgrps = ARRAY_SIZE(acsdiag_multicast_groups),
};

static int put_notice(struct sk_buff *skb, u32 event, u64 key)
{
	return nla_put_u32(skb, ACSDIAG_A_NOTICE_EVENT, event) ?:
	       nla_put_u32(skb, ACSDIAG_A_NOTICE_DOMAIN,
			   acsdiag_key_domain(key)) ?:
	       nla_put_u16(skb, ACSDIAG_A_NOTICE_REQUESTER_ID,
			   acsdiag_key_requester_id(key));
}

/**
 * acsdiag_netlink_tell() - tell listeners what happened, with more about it
 * @event: enum acsdiag_event
 * @key: the function concerned
 * @put: puts what belongs to the event, returns 0 or a negative errno
 * @data: handed to @put
 *
 * The table is locked, so notices go out in the order of events. One that
 * cannot be allocated is lost, like one that a listener has no room for.
 */
void acsdiag_netlink_tell(u32 event, u64 key, acsdiag_put_fn put,
			  const void *data)
{
	struct sk_buff *skb;
	void *header;

	acsdiag_table_assert_locked();
	if (!listening ||
	    !genl_has_listeners(&acsdiag_family, &init_net, GROUP_EVENTS))
		return;
	skb = genlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	if (!skb)
		return;

	header = genlmsg_put(skb, 0, 0, &acsdiag_family, 0, ACSDIAG_CMD_NOTICE);
	if (!header || put_notice(skb, event, key) || put(skb, data)) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, header);
	genlmsg_multicast(&acsdiag_family, skb, 0, GROUP_EVENTS, GFP_KERNEL);
}

static int put_notice_group(struct sk_buff *skb, const void *data)
{
	const int *group = data;

	return *group == ACSDIAG_NONE ? 0 :
	       nla_put_u32(skb, ACSDIAG_A_NOTICE_GROUP, *group);
}

/**
 * acsdiag_netlink_notice() - tell listeners of a function or a group
 * @event: enum acsdiag_event
 * @key: the function concerned
 * @group: the group concerned, or ACSDIAG_NONE
 */
void acsdiag_netlink_notice(u32 event, u64 key, int group)
{
	acsdiag_netlink_tell(event, key, put_notice_group, &group);
}

/**
 * acsdiag_netlink_init() - offer the family; the table is full by now
 *
 * Return: 0 or a negative errno.
 */
int __init acsdiag_netlink_init(void)
{
	int err = genl_register_family(&acsdiag_family);

	if (err)
		return err;

	acsdiag_table_lock();
	listening = true;
	acsdiag_table_unlock();
	return 0;
}

/** acsdiag_netlink_exit() - withdraw the family; no request is under way */
void acsdiag_netlink_exit(void)
{
	acsdiag_table_lock();
	listening = false;
	acsdiag_table_unlock();
	genl_unregister_family(&acsdiag_family);
}
