// SPDX-License-Identifier: GPL-2.0
/*
 * The table: every PCI function on the bus, in the order of addresses.
 *
 * Locking: one mutex guards the table and everything in it. It nests inside
 * whatever the driver core holds when it calls the bus notifier (the device
 * lock, the rescan lock), and outside an IOMMU group's mutex; so never take a
 * device lock with it held, except by trylock. debugfs files take it too, so
 * never remove one of them with it held.
 *
 * Lifetime: a function enters at BUS_NOTIFY_ADD_DEVICE and leaves at
 * BUS_NOTIFY_DEL_DEVICE, and both wait for the mutex. Children leave the bus
 * before the bridge's secondary bus is taken down. So while the mutex is held
 * and a function is in the table, its struct pci_dev and all buses and bridges
 * above are whole, and may be walked without pci_lock_rescan_remove(): a lock
 * that a driver's remove(), waiting for a virtual machine to let go of the
 * device, can hold for hours. What hangs below a bridge is not protected.
 */

#include <linux/mutex.h>
#include <linux/slab.h>

#include <linux/acsdiag.h>

#include "acsdiag.h"

static DEFINE_MUTEX(table_mutex);
static LIST_HEAD(table);
/* Bumped whenever a fact changed; never 0, which netlink takes for unused. */
static u32 table_generation = 1;

/** acsdiag_table_lock() - keep every function where it is */
void acsdiag_table_lock(void)
{
	mutex_lock(&table_mutex);
}

/** acsdiag_table_unlock() - let functions come and go again */
void acsdiag_table_unlock(void)
{
	mutex_unlock(&table_mutex);
}

/** acsdiag_table_assert_locked() - complain when the table is not locked */
void acsdiag_table_assert_locked(void)
{
	lockdep_assert_held(&table_mutex);
}

/**
 * acsdiag_table_generation() - has anything changed?
 *
 * Return: a number that differs after each acsdiag_table_changed().
 */
u32 acsdiag_table_generation(void)
{
	acsdiag_table_assert_locked();
	return table_generation;
}

/** acsdiag_table_changed() - a dump that is under way mixes old and new facts */
void acsdiag_table_changed(void)
{
	acsdiag_table_assert_locked();
	if (!++table_generation)
		table_generation = 1;
}

static struct acsdiag_function *function_new(struct pci_dev *pdev)
{
	struct acsdiag_function *fn = kzalloc_obj(*fn);

	if (!fn)
		return NULL;

	INIT_LIST_HEAD(&fn->node);
	fn->key = acsdiag_key_of(pdev);
	fn->pdev = pci_dev_get(pdev);
	fn->group = ACSDIAG_NONE;
	return fn;
}

/**
 * acsdiag_function_free() - forget a function that left the table
 * @fn: from acsdiag_table_remove(), or NULL
 */
void acsdiag_function_free(struct acsdiag_function *fn)
{
	if (!fn)
		return;

	acsdiag_control_let_sleep(fn);
	pci_dev_put(fn->pdev);
	kfree(fn);
}

/**
 * acsdiag_table_add() - a function came
 * @pdev: it
 *
 * Return: its entry, or NULL when it has one already or memory is short.
 */
struct acsdiag_function *acsdiag_table_add(struct pci_dev *pdev)
{
	struct acsdiag_function *fn, *next;

	acsdiag_table_assert_locked();
	if (acsdiag_table_of(pdev))
		return NULL;
	fn = function_new(pdev);
	if (!fn)
		return NULL;

	next = acsdiag_table_from(fn->key);
	list_add_tail(&fn->node, next ? &next->node : &table);
	acsdiag_table_changed();
	return fn;
}

/**
 * acsdiag_table_remove() - a function goes
 * @fn: its entry; the caller frees it, after unlocking
 */
void acsdiag_table_remove(struct acsdiag_function *fn)
{
	acsdiag_table_assert_locked();
	list_del_init(&fn->node);
	acsdiag_table_changed();
}

/**
 * acsdiag_table_of() - the entry of a device
 * @pdev: the device
 *
 * Return: its entry, or NULL.
 */
struct acsdiag_function *acsdiag_table_of(const struct pci_dev *pdev)
{
	struct acsdiag_function *fn;

	acsdiag_table_assert_locked();
	list_for_each_entry(fn, &table, node)
		if (fn->pdev == pdev)
			return fn;
	return NULL;
}

/**
 * acsdiag_table_find() - the function at an address
 * @key: acsdiag_key() of the address
 *
 * Return: its entry, or NULL.
 */
struct acsdiag_function *acsdiag_table_find(u64 key)
{
	struct acsdiag_function *fn = acsdiag_table_from(key);

	return fn && fn->key == key ? fn : NULL;
}

/**
 * acsdiag_table_identify() - the function at an address, if it is the one meant
 * @order: names it, and is refused when it is not
 *
 * Return: its entry, or NULL.
 */
struct acsdiag_function *
acsdiag_table_identify(const struct acsdiag_order *order)
{
	struct acsdiag_function *fn = acsdiag_table_find(order->id.key);
	int err = 0;

	if (!fn)
		err = acsdiag_refuse(order, -ENODEV,
				     ACSDIAG_A_DEVICE_REQUESTER_ID,
				     "no PCI function at this address");
	else if (fn->pdev->vendor != order->id.vendor)
		err = acsdiag_refuse(order, -ENODEV, ACSDIAG_A_DEVICE_VENDOR,
				     "the function at this address has another ID");
	else if (fn->pdev->device != order->id.device)
		err = acsdiag_refuse(order, -ENODEV, ACSDIAG_A_DEVICE_DEVICE,
				     "the function at this address has another ID");
	return err ? NULL : fn;
}

/**
 * acsdiag_table_from() - where to begin, or to go on after unlocking
 * @key: 0, or one more than the last function's key
 *
 * Return: the first function at or after @key, or NULL.
 */
struct acsdiag_function *acsdiag_table_from(u64 key)
{
	struct acsdiag_function *fn;

	acsdiag_table_assert_locked();
	list_for_each_entry(fn, &table, node)
		if (fn->key >= key)
			return fn;
	return NULL;
}

/**
 * acsdiag_table_next() - the function after this one
 * @fn: a function in the table
 *
 * Return: the next in the order of addresses, or NULL.
 */
struct acsdiag_function *acsdiag_table_next(struct acsdiag_function *fn)
{
	acsdiag_table_assert_locked();
	return list_is_last(&fn->node, &table) ? NULL : list_next_entry(fn, node);
}

/**
 * acsdiag_table_group_from() - for going through groups in order
 * @group: 0, or one more than the last group
 *
 * Return: the first member of the next group at or after @group, or NULL.
 */
struct acsdiag_function *acsdiag_table_group_from(int group)
{
	struct acsdiag_function *fn, *best = NULL;

	acsdiag_table_assert_locked();
	list_for_each_entry(fn, &table, node)
		if (fn->group >= group && (!best || fn->group < best->group))
			best = fn;
	return best;
}
