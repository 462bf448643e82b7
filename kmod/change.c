// SPDX-License-Identifier: GPL-2.0
/*
 * Orders that change the machine: who may give them, and what they are about.
 * What they do is in control.c and assume.c, which say why when they refuse;
 * here it becomes the answer on netlink.
 *
 * Reading asks for CAP_NET_ADMIN. These want CAP_SYS_ADMIN in the initial user
 * namespace as well, of the task and of whoever opened the socket.
 */

#include <linux/capability.h>
#include <linux/slab.h>
#include <net/genetlink.h>

#include <linux/acsdiag.h>

#include "acsdiag.h"

static int answer(struct genl_info *info, int err,
		  const struct acsdiag_refusal *refusal)
{
	if (!err || !refusal->why)
		return err;
	if (refusal->attribute)
		NL_SET_BAD_ATTR(info->extack, info->attrs[refusal->attribute]);
	info->extack->_msg = refusal->why;
	return err;
}

static const struct {
	int attribute;
	const char *missing;
} needed[] = {
	{ ACSDIAG_A_DEVICE_DOMAIN, "domain is missing" },
	{ ACSDIAG_A_DEVICE_REQUESTER_ID, "requester-id is missing" },
	{ ACSDIAG_A_DEVICE_VENDOR, "vendor is missing" },
	{ ACSDIAG_A_DEVICE_DEVICE, "device is missing" },
};

static int identity(struct sk_buff *skb, struct genl_info *info,
		    struct acsdiag_identity *id)
{
	struct nlattr **attrs = info->attrs;
	int i;

	if (!netlink_capable(skb, CAP_SYS_ADMIN)) {
		GENL_SET_ERR_MSG(info, "changing anything needs CAP_SYS_ADMIN");
		return -EPERM;
	}
	for (i = 0; i < ARRAY_SIZE(needed); i++) {
		if (!GENL_REQ_ATTR_CHECK(info, needed[i].attribute))
			continue;
		info->extack->_msg = needed[i].missing;
		return -EINVAL;
	}
	id->key = acsdiag_key(nla_get_u32(attrs[ACSDIAG_A_DEVICE_DOMAIN]),
			      nla_get_u16(attrs[ACSDIAG_A_DEVICE_REQUESTER_ID]));
	id->vendor = nla_get_u16(attrs[ACSDIAG_A_DEVICE_VENDOR]);
	id->device = nla_get_u16(attrs[ACSDIAG_A_DEVICE_DEVICE]);
	return 0;
}

/* The function as it is after an order; nothing when it has left the bus. */
static int reply(struct genl_info *info, const struct acsdiag_identity *id)
{
	struct acsdiag_function *fn;
	struct acsdiag_record *rec;
	int err = 0;

	rec = kmalloc_obj(*rec);
	if (!rec)
		return -ENOMEM;

	acsdiag_table_lock();
	fn = acsdiag_table_find(id->key);
	if (fn)
		acsdiag_record_read(fn, ACSDIAG_AFRESH, rec);
	acsdiag_table_unlock();

	if (fn)
		err = acsdiag_netlink_reply(info, rec);
	kfree(rec);
	return err;
}

/**
 * acsdiag_change_acs_set() - the operation acs-set
 * @skb: the request
 * @info: its attributes
 *
 * Return: 0 or a negative errno.
 */
int acsdiag_change_acs_set(struct sk_buff *skb, struct genl_info *info)
{
	struct acsdiag_refusal refusal = { };
	struct acsdiag_identity id;
	u16 controls;
	int err;

	err = identity(skb, info, &id);
	if (err)
		return err;
	if (GENL_REQ_ATTR_CHECK(info, ACSDIAG_A_DEVICE_SET_CONTROLS)) {
		GENL_SET_ERR_MSG(info, "set-controls is missing");
		return -EINVAL;
	}
	controls = nla_get_u16(info->attrs[ACSDIAG_A_DEVICE_SET_CONTROLS]);

	acsdiag_table_lock();
	err = acsdiag_control_set(&id, controls, &refusal);
	acsdiag_table_unlock();
	return answer(info, err, &refusal) ?: reply(info, &id);
}

/**
 * acsdiag_change_acs_restore() - the operation acs-restore
 * @skb: the request
 * @info: its attributes
 *
 * Return: 0 or a negative errno.
 */
int acsdiag_change_acs_restore(struct sk_buff *skb, struct genl_info *info)
{
	struct acsdiag_refusal refusal = { };
	struct acsdiag_identity id;
	int err;

	err = identity(skb, info, &id);
	if (err)
		return err;

	acsdiag_table_lock();
	err = acsdiag_control_restore(&id, &refusal);
	acsdiag_table_unlock();
	return answer(info, err, &refusal) ?: reply(info, &id);
}

/**
 * acsdiag_change_assume_add() - the operation assume-add
 * @skb: the request
 * @info: its attributes
 *
 * Return: 0 or a negative errno.
 */
int acsdiag_change_assume_add(struct sk_buff *skb, struct genl_info *info)
{
	struct acsdiag_refusal refusal = { };
	struct acsdiag_identity id;
	int err;

	err = identity(skb, info, &id) ?: acsdiag_assume_add(&id, &refusal);
	return answer(info, err, &refusal);
}

/**
 * acsdiag_change_assume_del() - the operation assume-del
 * @skb: the request
 * @info: its attributes
 *
 * Return: 0 or a negative errno.
 */
int acsdiag_change_assume_del(struct sk_buff *skb, struct genl_info *info)
{
	struct acsdiag_refusal refusal = { };
	struct acsdiag_identity id;
	int err;

	err = identity(skb, info, &id) ?: acsdiag_assume_del(&id, &refusal);
	return answer(info, err, &refusal);
}
