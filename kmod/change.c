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

static int check_ids(struct genl_info *info)
{
	if (GENL_REQ_ATTR_CHECK(info, ACSDIAG_A_DEVICE_VENDOR))
		GENL_SET_ERR_MSG(info, "vendor is missing");
	else if (GENL_REQ_ATTR_CHECK(info, ACSDIAG_A_DEVICE_DEVICE))
		GENL_SET_ERR_MSG(info, "device is missing");
	else
		return 0;
	return -EINVAL;
}

static int take_order(struct sk_buff *skb, struct genl_info *info,
		      struct acsdiag_order *order)
{
	struct nlattr **attrs = info->attrs;
	u64 key;
	int err;

	if (!netlink_capable(skb, CAP_SYS_ADMIN)) {
		GENL_SET_ERR_MSG(info, "changing anything needs CAP_SYS_ADMIN");
		return -EPERM;
	}
	err = acsdiag_netlink_key(info, ACSDIAG_A_DEVICE_DOMAIN,
				  ACSDIAG_A_DEVICE_REQUESTER_ID, &key) ?:
	      check_ids(info);
	if (err)
		return err;

	*order = (struct acsdiag_order) {
		.id.key = key,
		.id.vendor = nla_get_u16(attrs[ACSDIAG_A_DEVICE_VENDOR]),
		.id.device = nla_get_u16(attrs[ACSDIAG_A_DEVICE_DEVICE]),
		.extack = info->extack,
		.attrs = attrs,
	};
	return 0;
}

/* The function as it is after an order; nothing when it has left the bus. */
static int reply(struct genl_info *info, const struct acsdiag_identity *id)
{
	struct acsdiag_function *fn;
	struct acsdiag_record *rec;
	int err = 0;

	rec = kmalloc_obj(*rec);
	if (!rec) {
		GENL_SET_ERR_MSG(info, "done, and out of memory for the answer");
		return -ENOMEM;
	}

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
	struct acsdiag_order order;
	u16 controls;
	int err;

	err = take_order(skb, info, &order);
	if (err)
		return err;
	if (GENL_REQ_ATTR_CHECK(info, ACSDIAG_A_DEVICE_SET_CONTROLS)) {
		GENL_SET_ERR_MSG(info, "set-controls is missing");
		return -EINVAL;
	}
	controls = nla_get_u16(info->attrs[ACSDIAG_A_DEVICE_SET_CONTROLS]);

	acsdiag_table_lock();
	err = acsdiag_control_set(&order, controls);
	acsdiag_table_unlock();
	return err ?: reply(info, &order.id);
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
	struct acsdiag_order order;
	int err;

	err = take_order(skb, info, &order);
	if (err)
		return err;

	acsdiag_table_lock();
	err = acsdiag_control_restore(&order);
	acsdiag_table_unlock();
	return err ?: reply(info, &order.id);
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
	struct acsdiag_order order;

	return take_order(skb, info, &order) ?: acsdiag_assume_add(&order);
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
	struct acsdiag_order order;

	return take_order(skb, info, &order) ?: acsdiag_assume_del(&order);
}
