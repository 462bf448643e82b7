// SPDX-License-Identifier: GPL-2.0
/*
 * What happens on the PCI bus: keeps the table in step, and tells listeners.
 *
 * Devices: the bus notifier tells of each one added and removed, virtual
 * functions included. The notifier is registered before the bus is walked, and
 * the walk holds the table's mutex. So a function that is being removed
 * meanwhile is either off the bus's list and not met, or its
 * BUS_NOTIFY_REMOVED_DEVICE still waits for the mutex and takes it out again:
 * that is why both ends of a removal are listened to.
 *
 * Groups: no notifier of group membership exists on every kernel (the one of
 * an IOMMU group went in 6.0). A function joins its group in the IOMMU core's
 * own bus notifier, before this one at BUS_NOTIFY_ADD_DEVICE, and leaves it
 * after BUS_NOTIFY_DEL_DEVICE; both are therefore told at once. An IOMMU
 * driver that arrives late groups functions that are there already; that is
 * noticed when a driver is bound or unbound, or when the function's facts are
 * next read, whichever is first.
 *
 * Locking: the notifier runs in process context, with the device lock held for
 * driver events, and takes the table's mutex.
 */

#include <linux/device.h>
#include <linux/limits.h>
#include <linux/notifier.h>
#include <linux/string.h>

#include <linux/acsdiag.h>

#include "acsdiag.h"
#include "reset/card.h"

/* Guarded by the table's mutex: functions that came since the table was filled. */
static u32 arrivals;

/**
 * acsdiag_events_regroup() - look whether a function's group is another now
 * @fn: a function in the table, which is locked
 */
void acsdiag_events_regroup(struct acsdiag_function *fn)
{
	int group = acsdiag_group_id(fn->pdev);

	acsdiag_table_assert_locked();
	if (group == fn->group)
		return;

	if (fn->group != ACSDIAG_NONE)
		acsdiag_netlink_notice(ACSDIAG_EVENT_GROUP_LEFT, fn->key,
				       fn->group);
	if (group != ACSDIAG_NONE)
		acsdiag_netlink_notice(ACSDIAG_EVENT_GROUP_JOINED, fn->key,
				       group);
	fn->group = group;
	acsdiag_table_changed();
}

static void set_driver(struct acsdiag_function *fn, const char *name)
{
	strscpy(fn->driver, name, sizeof(fn->driver));
	fn->driver_known = true;
	acsdiag_table_changed();
}

/**
 * acsdiag_events_learn_driver() - read a driver's name that no event told
 * @fn: a function in the table, which is locked
 *
 * A bound driver may vanish with its module unless the device is locked. Who
 * holds that lock to bind or unbind tells so when done; who holds it for
 * something else lets it be read the next time.
 */
void acsdiag_events_learn_driver(struct acsdiag_function *fn)
{
	struct device *dev = &fn->pdev->dev;

	acsdiag_table_assert_locked();
	if (fn->driver_known || !device_trylock(dev))
		return;
	set_driver(fn, dev->driver ? dev->driver->name : "");
	device_unlock(dev);
}

/* Enter a function; what it costs to ask about it is paid here, once. */
static struct acsdiag_function *enter(struct pci_dev *pdev)
{
	struct acsdiag_function *fn = acsdiag_table_add(pdev);

	if (!fn)
		return NULL;

	fn->multifunction = acsdiag_multifunction(pdev);
	fn->dir = acsdiag_debugfs_add(fn);
	acsdiag_control_keep(fn);
	acsdiag_verdict_ask(fn);
	return fn;
}

static void device_added(struct pci_dev *pdev)
{
	struct acsdiag_function *fn;

	acsdiag_table_lock();
	fn = enter(pdev);
	if (fn) {
		fn->arrival = ++arrivals;
		acsdiag_netlink_notice(ACSDIAG_EVENT_DEVICE_ADDED, fn->key,
				       ACSDIAG_NONE);
		acsdiag_events_regroup(fn);
	}
	acsdiag_table_unlock();
	acsdiag_card_added(pdev);
}

static void device_removed(struct pci_dev *pdev)
{
	struct acsdiag_function *fn;

	acsdiag_card_removed(pdev);
	acsdiag_table_lock();
	fn = acsdiag_table_of(pdev);
	if (fn) {
		acsdiag_table_remove(fn);
		if (fn->group != ACSDIAG_NONE)
			acsdiag_netlink_notice(ACSDIAG_EVENT_GROUP_LEFT,
					       fn->key, fn->group);
		acsdiag_netlink_notice(ACSDIAG_EVENT_DEVICE_REMOVED, fn->key,
				       ACSDIAG_NONE);
	}
	acsdiag_table_unlock();

	if (fn)
		acsdiag_debugfs_remove(fn->dir);
	acsdiag_function_free(fn);
}

/* Told between dma_configure(), which sets ACS up anew, and probe(). */
static void driver_comes(struct pci_dev *pdev)
{
	struct acsdiag_function *fn;

	acsdiag_table_lock();
	fn = acsdiag_table_of(pdev);
	if (fn)
		acsdiag_control_keep(fn);
	acsdiag_table_unlock();
}

static void driver_changed(struct pci_dev *pdev, const char *name)
{
	struct acsdiag_function *fn;

	acsdiag_table_lock();
	fn = acsdiag_table_of(pdev);
	if (fn) {
		set_driver(fn, name);
		acsdiag_events_regroup(fn);
	}
	acsdiag_table_unlock();
}

static int bus_event(struct notifier_block *nb, unsigned long action,
		     void *data)
{
	struct device *dev = data;
	struct pci_dev *pdev = to_pci_dev(dev);

	switch (action) {
	case BUS_NOTIFY_ADD_DEVICE:
		device_added(pdev);
		break;
	case BUS_NOTIFY_DEL_DEVICE:
	case BUS_NOTIFY_REMOVED_DEVICE:
		device_removed(pdev);
		break;
	case BUS_NOTIFY_BIND_DRIVER:
		driver_comes(pdev);
		break;
	case BUS_NOTIFY_BOUND_DRIVER:
		driver_changed(pdev, dev->driver->name);
		break;
	case BUS_NOTIFY_UNBOUND_DRIVER:
	case BUS_NOTIFY_DRIVER_NOT_BOUND:
		driver_changed(pdev, "");
		break;
	}
	return NOTIFY_DONE;
}

/* After the IOMMU core's, so that an added function is in its group by then. */
static struct notifier_block bus_notifier = {
	.notifier_call = bus_event,
	.priority = INT_MIN,
};

static int enter_present(struct device *dev, void *data)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	struct acsdiag_function *fn;

	/* It came between the notifier's registration and now. */
	if (acsdiag_table_of(pdev))
		return 0;
	fn = enter(pdev);
	if (!fn)
		return -ENOMEM;
	acsdiag_events_regroup(fn);
	acsdiag_events_learn_driver(fn);
	return 0;
}

static void forget_all(void)
{
	struct acsdiag_function *fn;

	do {
		acsdiag_table_lock();
		fn = acsdiag_table_from(0);
		if (fn)
			acsdiag_table_remove(fn);
		acsdiag_table_unlock();

		if (fn)
			acsdiag_debugfs_remove(fn->dir);
		acsdiag_function_free(fn);
	} while (fn);
}

/**
 * acsdiag_events_init() - fill the table and keep it in step from here on
 *
 * Return: 0 or a negative errno.
 */
int acsdiag_events_init(void)
{
	int err;

	err = bus_register_notifier(&pci_bus_type, &bus_notifier);
	if (err)
		return err;

	acsdiag_table_lock();
	err = bus_for_each_dev(&pci_bus_type, NULL, NULL, enter_present);
	acsdiag_table_unlock();
	if (err)
		acsdiag_events_exit();
	return err;
}

/** acsdiag_events_exit() - stop listening and empty the table */
void acsdiag_events_exit(void)
{
	bus_unregister_notifier(&pci_bus_type, &bus_notifier);
	forget_all();
}
