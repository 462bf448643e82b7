// SPDX-License-Identifier: GPL-2.0
/*
 * Functions that the kernel is made to believe to isolate, on the word of
 * whoever loaded the module with allow_assume=1 and named them one by one.
 * Nothing in the hardware enforces it, which is why it is logged, taints the
 * kernel, and is refused on a kernel that is locked down.
 *
 * Locking: assume_mutex serialises what changes the list with installing and
 * removing the hook, which may take seconds and is therefore not done under the
 * table's mutex. That one nests inside, and is held for each change of the list
 * itself: whoever reads it holds either the table's mutex or RCU.
 *
 * Lifetime: while the list has an entry, the hook is installed and the module
 * holds a reference to itself; it cannot be unloaded.
 */

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/rculist.h>
#include <linux/security.h>
#include <linux/slab.h>

#include <linux/acsdiag.h>

#include "acsdiag.h"

static bool allow_assume;
module_param(allow_assume, bool, 0444);
MODULE_PARM_DESC(allow_assume,
		 "let functions be assumed to isolate although the hardware does not");

/**
 * struct assumption - a function on the list
 * @node: in the order of addresses
 * @rcu: for freeing it after the hook's last look
 * @id: the function
 */
struct assumption {
	struct list_head node;
	struct rcu_head rcu;
	struct acsdiag_identity id;
};

static LIST_HEAD(assumptions);
static DEFINE_MUTEX(assume_mutex);

/**
 * acsdiag_assumed() - is it on the list?
 * @pdev: a function that is on its bus; called by the hook as well
 *
 * Return: true when address and IDs are those of an entry.
 */
bool acsdiag_assumed(const struct pci_dev *pdev)
{
	const struct acsdiag_identity id = {
		.key = acsdiag_key_of(pdev),
		.vendor = pdev->vendor,
		.device = pdev->device,
	};
	const struct assumption *assumption;
	bool found = false;

	rcu_read_lock();
	list_for_each_entry_rcu(assumption, &assumptions, node)
		found |= acsdiag_identity_equal(&assumption->id, &id);
	rcu_read_unlock();
	return found;
}

static struct assumption *assumption_from(u64 key)
{
	struct assumption *assumption;

	acsdiag_table_assert_locked();
	list_for_each_entry(assumption, &assumptions, node)
		if (assumption->id.key >= key)
			return assumption;
	return NULL;
}

/**
 * acsdiag_assume_from() - for going through the list
 * @key: 0, or one more than the last entry's key
 *
 * Call with the table locked.
 *
 * Return: the first entry at or after @key, or NULL.
 */
const struct acsdiag_identity *acsdiag_assume_from(u64 key)
{
	const struct assumption *assumption = assumption_from(key);

	return assumption ? &assumption->id : NULL;
}

/* The hook answers for the function from here on, or no longer. */
static void changed(u64 key)
{
	struct acsdiag_function *fn = acsdiag_table_find(key);

	if (fn)
		acsdiag_verdict_ask(fn);
	acsdiag_table_changed();
}

static void enlist(struct assumption *new)
{
	struct assumption *next;

	acsdiag_table_lock();
	next = assumption_from(new->id.key);
	list_add_tail_rcu(&new->node, next ? &next->node : &assumptions);
	changed(new->id.key);
	acsdiag_table_unlock();
}

static void delist(struct assumption *old)
{
	acsdiag_table_assert_locked();
	list_del_rcu(&old->node);
	changed(old->id.key);
}

static int check_allowed(const struct acsdiag_order *order)
{
	if (!allow_assume)
		return acsdiag_refuse(order, -EPERM, 0,
				      "the module was loaded without allow_assume=1");
	if (security_locked_down(LOCKDOWN_PCI_ACCESS))
		return acsdiag_refuse(order, -EPERM, 0,
				      "the kernel is locked down: isolation may not be assumed");
	return 0;
}

/* What pci_acs_enabled() never trusts, whatever the registers say. */
static bool never_isolates(struct pci_dev *pdev)
{
	if (!pci_is_pcie(pdev))
		return true;
	switch (pci_pcie_type(pdev)) {
	case PCI_EXP_TYPE_PCI_BRIDGE:
	case PCI_EXP_TYPE_PCIE_BRIDGE:
	case PCI_EXP_TYPE_RC_EC:
		return true;
	default:
		return false;
	}
}

static int check_verdict(struct acsdiag_function *fn,
			 const struct acsdiag_order *order)
{
	acsdiag_verdict_ask(fn);
	if (!fn->verdict.asked)
		return acsdiag_refuse(order, -EAGAIN,
				      ACSDIAG_A_DEVICE_REQUESTER_ID,
				      "the kernel cannot be asked for its verdict: asleep, gone, or see debugfs' hooks");
	if (acsdiag_assumed(fn->pdev))
		return acsdiag_refuse(order, -EEXIST,
				      ACSDIAG_A_DEVICE_REQUESTER_ID,
				      "the function is assumed to isolate already");
	if (fn->verdict.isolated)
		return acsdiag_refuse(order, -EALREADY,
				      ACSDIAG_A_DEVICE_REQUESTER_ID,
				      "the function isolates as it is: nothing needs to be assumed");
	return 0;
}

static int check(const struct acsdiag_order *order)
{
	struct acsdiag_function *fn;
	int err;

	acsdiag_table_lock();
	fn = acsdiag_table_identify(order);
	if (!fn)
		err = -ENODEV;
	else if (never_isolates(fn->pdev))
		err = acsdiag_refuse(order, -EINVAL,
				     ACSDIAG_A_DEVICE_REQUESTER_ID,
				     "conventional PCI cannot isolate: all functions of a bus see each other");
	else
		err = check_verdict(fn, order);
	acsdiag_table_unlock();
	return err;
}

/* With the list's first entry, and until the last goes. */
static int install(const struct acsdiag_order *order)
{
	int err;

	/* Then nothing may be changed any more. */
	if (!try_module_get(THIS_MODULE))
		return acsdiag_refuse(order, -ENODEV, 0,
				      "the module is being unloaded");
	err = acsdiag_hook_install(ACSDIAG_HOOK_ACS);
	if (!err)
		return 0;

	module_put(THIS_MODULE);
	if (err == -EBUSY)
		return acsdiag_refuse(order, err, 0,
				      ACSDIAG_HOOKED_ACS "() is redirected by somebody else, a live patch perhaps, or kernel.ftrace_enabled is 0");
	return acsdiag_refuse(order, -EOPNOTSUPP, 0,
			      "this kernel cannot redirect " ACSDIAG_HOOKED_ACS "() by ftrace");
}

static void uninstall(void)
{
	acsdiag_hook_remove(ACSDIAG_HOOK_ACS);
	module_put(THIS_MODULE);
}

static void warn(struct acsdiag_function *fn)
{
	pci_warn(fn->pdev,
		 "assumed to isolate [%04x:%04x] at a user's request: no hardware enforces it, and a guest that owns a device behind it may reach memory of its neighbours by peer-to-peer DMA\n",
		 fn->pdev->vendor, fn->pdev->device);
	add_taint(TAINT_USER, LOCKDEP_STILL_OK);
}

/* Does the kernel believe it? Where the call was inlined, it never will. */
static int confirm(struct assumption *new, const struct acsdiag_order *order)
{
	struct acsdiag_function *fn;
	int err = 0;

	acsdiag_table_lock();
	fn = acsdiag_table_identify(order);
	if (!fn)
		err = -ENODEV;
	else if (!fn->verdict.asked || !fn->verdict.isolated)
		err = acsdiag_refuse(order, -EOPNOTSUPP, 0,
				     "this kernel does not ask " ACSDIAG_HOOKED_ACS "()");
	if (err)
		delist(new);
	else
		warn(fn);
	acsdiag_table_unlock();
	return err;
}

static int add(const struct acsdiag_order *order)
{
	bool first = list_empty(&assumptions);
	struct assumption *new = kzalloc_obj(*new);
	int err;

	if (!new)
		return acsdiag_refuse(order, -ENOMEM, 0, "out of memory");
	new->id = order->id;
	if (first) {
		err = install(order);
		if (err)
			goto err_free;
	}
	enlist(new);
	err = confirm(new, order);
	if (!err)
		return 0;

	if (first)
		uninstall();
err_free:
	kfree_rcu(new, rcu);
	return err;
}

/**
 * acsdiag_assume_add() - have the kernel believe that a function isolates
 * @order: names the function
 *
 * Return: 0 or a negative errno.
 */
int acsdiag_assume_add(const struct acsdiag_order *order)
{
	int err;

	mutex_lock(&assume_mutex);
	err = check_allowed(order) ?: check(order) ?: add(order);
	mutex_unlock(&assume_mutex);
	return err;
}

static struct assumption *take(const struct acsdiag_identity *id)
{
	struct assumption *assumption;

	acsdiag_table_lock();
	assumption = assumption_from(id->key);
	if (assumption && acsdiag_identity_equal(&assumption->id, id))
		delist(assumption);
	else
		assumption = NULL;
	acsdiag_table_unlock();
	return assumption;
}

/**
 * acsdiag_assume_del() - no longer; groups stay until formed anew
 * @order: names the function, present or not
 *
 * Return: 0 or a negative errno.
 */
int acsdiag_assume_del(const struct acsdiag_order *order)
{
	struct assumption *old;

	mutex_lock(&assume_mutex);
	old = take(&order->id);
	if (old && list_empty(&assumptions))
		uninstall();
	mutex_unlock(&assume_mutex);
	if (!old)
		return acsdiag_refuse(order, -ENOENT,
				      ACSDIAG_A_DEVICE_REQUESTER_ID,
				      "the function is not assumed to isolate");
	kfree_rcu(old, rcu);
	return 0;
}

/** acsdiag_assume_exit() - the list is empty, unless unloading is forced */
void acsdiag_assume_exit(void)
{
	struct assumption *assumption, *next;

	if (!list_empty(&assumptions))
		acsdiag_hook_remove(ACSDIAG_HOOK_ACS);
	acsdiag_hook_exit(ACSDIAG_HOOK_ACS);
	list_for_each_entry_safe(assumption, next, &assumptions, node)
		kfree(assumption);
	INIT_LIST_HEAD(&assumptions);
}
