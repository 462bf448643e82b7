// SPDX-License-Identifier: GPL-2.0
/*
 * ACS controls that were turned on by order (acs-set), and the way back.
 *
 * What is turned on is remembered by address and IDs, apart from the table, so
 * that it outlasts a function's removal and return: groups are formed anew by
 * just that. It is turned on again where the kernel sets the register up anew:
 * when the function is added, when a driver is bound (since 7.0), and after a
 * system resume, which devices may notice a moment earlier. Runtime suspend
 * would cost the register its value, so the function is kept from it. A reset of
 * the function itself (its own config space, not that of what hangs below it) is
 * not noticed; the verdict shows it.
 *
 * Only bits turned on here are ever turned off. Another card in the slot makes
 * the memory void: nothing of it applies there.
 *
 * Locking: the table's mutex guards the memory, and keeps functions on the bus.
 * Register updates shut out other users' config accesses, setpci's and those
 * of a reset, with the kernel's own lock for that.
 *
 * Lifetime: each remembered function holds a reference to the module: without
 * the memory there would be no way back.
 */

#include <linux/module.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>
#include <linux/suspend.h>

#include <linux/acsdiag.h>

#include "acsdiag.h"

/**
 * struct memory - a function whose controls were turned on
 * @node: in the list of all of them
 * @id: the function
 * @found: its control register before
 * @ours: bits that were turned on here
 */
struct memory {
	struct list_head node;
	struct acsdiag_identity id;
	u16 found;
	u16 ours;
};

static LIST_HEAD(memories);

static struct memory *memory_at(u64 key)
{
	struct memory *memory;

	acsdiag_table_assert_locked();
	list_for_each_entry(memory, &memories, node)
		if (memory->id.key == key)
			return memory;
	return NULL;
}

static int memory_new(const struct acsdiag_order *order, struct memory **new)
{
	struct memory *memory = kzalloc_obj(*memory);

	if (!memory)
		return acsdiag_refuse(order, -ENOMEM, 0, "out of memory");
	/* Then nothing may be changed any more. */
	if (!try_module_get(THIS_MODULE)) {
		kfree(memory);
		return acsdiag_refuse(order, -ENODEV, 0,
				      "the module is being unloaded");
	}
	memory->id = order->id;
	list_add_tail(&memory->node, &memories);
	*new = memory;
	return 0;
}

static void memory_drop(struct memory *memory)
{
	list_del(&memory->node);
	kfree(memory);
	module_put(THIS_MODULE);
}

/* Not while it suspends, or has: its register is about to be another. */
static bool hold_awake(struct acsdiag_function *fn)
{
	int active;

	if (fn->held)
		return true;
	if (acsdiag_asleep(fn->pdev))
		return false;
	active = pm_runtime_get_if_active(&fn->pdev->dev);
	fn->held = active > 0;
	/* Negative: it has no runtime power management. */
	return active;
}

/**
 * acsdiag_control_let_sleep() - allow runtime suspend again
 * @fn: a function, in the table or just taken out of it
 */
void acsdiag_control_let_sleep(struct acsdiag_function *fn)
{
	/* It may be idle since long: nobody else would tell it to sleep. */
	if (fn->held)
		pm_runtime_put(&fn->pdev->dev);
	fn->held = false;
}

static int read_control(struct pci_dev *pdev, u16 *control)
{
	int err = pci_read_config_word(pdev, pdev->acs_cap + PCI_ACS_CTRL,
				       control);

	return err || PCI_POSSIBLE_ERROR(*control) ? -EIO : 0;
}

/* All or nothing: a register that does not take @set gets its old value back. */
static int update_locked(struct pci_dev *pdev, u16 clear, u16 set, u16 *before)
{
	int where = pdev->acs_cap + PCI_ACS_CTRL;
	u16 after;

	if (read_control(pdev, before))
		return -EIO;
	pci_write_config_word(pdev, where, (*before & ~clear) | set);
	if (read_control(pdev, &after))
		return -EIO;
	if ((after & set) == set && !(after & clear))
		return 0;
	pci_write_config_word(pdev, where, *before);
	return -ENXIO;
}

static int update(struct pci_dev *pdev, u16 clear, u16 set, u16 *before)
{
	int err;

	if (!pci_cfg_access_trylock(pdev))
		return -EBUSY;
	err = update_locked(pdev, clear, set, before);
	pci_cfg_access_unlock(pdev);
	if (!err && ((*before & ~clear) | set) != *before)
		pci_info(pdev, "ACS control 0x%04x, was 0x%04x\n",
			 (*before & ~clear) | set, *before);
	return err;
}

static int refuse_update(int err, const struct acsdiag_order *order)
{
	switch (err) {
	case 0:
		return 0;
	case -EBUSY:
		return acsdiag_refuse(order, err,
				      ACSDIAG_A_DEVICE_REQUESTER_ID,
				      "its config space is in use, perhaps by a reset: try again");
	case -ENXIO:
		return acsdiag_refuse(order, err, 0,
				      "the ACS control register did not take the value, and has its old one again");
	default:
		return acsdiag_refuse(order, err,
				      ACSDIAG_A_DEVICE_REQUESTER_ID,
				      "the function no longer answers");
	}
}

static int refuse_missing(const struct acsdiag_order *order, u16 missing)
{
	int attribute = ACSDIAG_A_DEVICE_SET_CONTROLS;

	if (missing & PCI_ACS_SV)
		return acsdiag_refuse(order, -EOPNOTSUPP, attribute,
				      "source validation is not implemented");
	if (missing & PCI_ACS_RR)
		return acsdiag_refuse(order, -EOPNOTSUPP, attribute,
				      "P2P request redirect is not implemented");
	if (missing & PCI_ACS_CR)
		return acsdiag_refuse(order, -EOPNOTSUPP, attribute,
				      "P2P completion redirect is not implemented");
	return acsdiag_refuse(order, -EOPNOTSUPP, attribute,
			      "upstream forwarding is not implemented");
}

static int refuse_broken(const struct acsdiag_order *order, u16 broken)
{
	int attribute = ACSDIAG_A_DEVICE_SET_CONTROLS;

	if (broken & PCI_ACS_SV)
		return acsdiag_refuse(order, -EOPNOTSUPP, attribute,
				      "source validation is broken here, the kernel says");
	if (broken & PCI_ACS_RR)
		return acsdiag_refuse(order, -EOPNOTSUPP, attribute,
				      "P2P request redirect is broken here, the kernel says");
	if (broken & PCI_ACS_CR)
		return acsdiag_refuse(order, -EOPNOTSUPP, attribute,
				      "P2P completion redirect is broken here, the kernel says");
	return acsdiag_refuse(order, -EOPNOTSUPP, attribute,
			      "upstream forwarding is broken here, the kernel says");
}

static int check_implemented(struct pci_dev *pdev, u16 controls,
			     const struct acsdiag_order *order)
{
	/* All ones on a kernel that keeps none. */
	u16 cached = pci_acs_cached_capability(pdev);
	u32 registers;

	if (acsdiag_config_closed(pdev) == ACSDIAG_UNREAD_BUSY)
		return refuse_update(-EBUSY, order);
	if (!acsdiag_registers(pdev, &registers))
		return refuse_update(-EIO, order);
	if (controls & ~registers)
		return refuse_missing(order, controls & ~registers);
	if (controls & ~cached)
		return refuse_broken(order, controls & ~cached);
	return 0;
}

static int check(struct acsdiag_function *fn, u16 controls,
		 const struct acsdiag_order *order)
{
	if (!controls || controls & ~ACSDIAG_CONTROLS)
		return acsdiag_refuse(order, -EINVAL,
				      ACSDIAG_A_DEVICE_SET_CONTROLS,
				      "only SV, RR, CR and UF can be turned on: no other control forms groups");
	if (!fn->pdev->acs_cap)
		return acsdiag_refuse(order, -EOPNOTSUPP,
				      ACSDIAG_A_DEVICE_REQUESTER_ID,
				      "the function has no ACS capability");
	if (pci_dev_is_disconnected(fn->pdev))
		return refuse_update(-EIO, order);
	if (!hold_awake(fn))
		return acsdiag_refuse(order, -EAGAIN,
				      ACSDIAG_A_DEVICE_REQUESTER_ID,
				      "the function is asleep: write \"on\" to its power/control first");
	return check_implemented(fn->pdev, controls, order);
}

static void changed(struct acsdiag_function *fn)
{
	acsdiag_verdict_ask(fn);
	acsdiag_table_changed();
}

static int turn_on(struct acsdiag_function *fn, u16 controls,
		   const struct acsdiag_order *order)
{
	struct memory *memory = memory_at(fn->key);
	u16 before;
	int err = 0;

	if (!memory)
		err = memory_new(order, &memory);
	if (err)
		return err;
	err = update(fn->pdev, 0, controls, &before);
	if (!err) {
		if (!memory->ours)
			memory->found = before;
		memory->ours |= controls & ~before;
		changed(fn);
	}
	/* All were on already, or nothing came of it. */
	if (!memory->ours)
		memory_drop(memory);
	return refuse_update(err, order);
}

/**
 * acsdiag_control_set() - turn controls on, and keep them on
 * @order: names the function as it is expected to be
 * @controls: of ACSDIAG_CONTROLS
 *
 * The bits are those of PCIe r6.0, 7.7.11.3. Call with the table locked.
 *
 * Return: 0 or a negative errno.
 */
int acsdiag_control_set(const struct acsdiag_order *order, u16 controls)
{
	struct acsdiag_function *fn;
	int err;

	fn = acsdiag_table_identify(order);
	if (!fn)
		return -ENODEV;
	err = check(fn, controls, order);
	if (!err)
		err = turn_on(fn, controls, order);
	if (!memory_at(fn->key))
		acsdiag_control_let_sleep(fn);
	return err;
}

static int turn_off(struct acsdiag_function *fn, struct memory *memory,
		    const struct acsdiag_order *order)
{
	u16 before;
	int err;

	if (acsdiag_asleep(fn->pdev))
		return acsdiag_refuse(order, -EAGAIN,
				      ACSDIAG_A_DEVICE_REQUESTER_ID,
				      "the function is asleep: write \"on\" to its power/control first");
	err = update(fn->pdev, memory->ours, 0, &before);
	if (err)
		return refuse_update(err, order);
	acsdiag_control_let_sleep(fn);
	changed(fn);
	return 0;
}

/**
 * acsdiag_control_restore() - turn off what was turned on here
 * @order: names the function, which may have left the bus: then it is only
 *	   forgotten
 *
 * Call with the table locked.
 *
 * Return: 0 or a negative errno.
 */
int acsdiag_control_restore(const struct acsdiag_order *order)
{
	struct acsdiag_function *fn = acsdiag_table_find(order->id.key);
	struct memory *memory = memory_at(order->id.key);
	int err = 0;

	if (!memory || !acsdiag_identity_equal(&memory->id, &order->id))
		return acsdiag_refuse(order, -ENOENT,
				      ACSDIAG_A_DEVICE_REQUESTER_ID,
				      "no ACS control of this function was turned on by acs-set");
	if (fn)
		err = turn_off(fn, memory, order);
	if (!err)
		memory_drop(memory);
	return err;
}

/**
 * acsdiag_control_found() - what a control register held before acs-set
 * @key: the function's address
 *
 * Call with the table locked.
 *
 * Return: the register, or ACSDIAG_NONE when acs-set did not change it.
 */
int acsdiag_control_found(u64 key)
{
	struct memory *memory = memory_at(key);

	return memory ? memory->found : ACSDIAG_NONE;
}

static void turn_on_again(struct acsdiag_function *fn, struct memory *memory)
{
	u16 before;

	if (!hold_awake(fn) || update(fn->pdev, 0, memory->ours, &before))
		pci_warn(fn->pdev, "ACS controls 0x%04x are not on again\n",
			 memory->ours);
}

/**
 * acsdiag_control_keep() - turn on again what the kernel may have set up anew
 * @fn: new in the table, which is locked, or about to get a driver
 */
void acsdiag_control_keep(struct acsdiag_function *fn)
{
	const struct acsdiag_identity id = {
		.key = fn->key,
		.vendor = fn->pdev->vendor,
		.device = fn->pdev->device,
	};
	struct memory *memory = memory_at(fn->key);

	if (!memory)
		return;
	if (acsdiag_identity_equal(&memory->id, &id) && fn->pdev->acs_cap)
		turn_on_again(fn, memory);
	else
		memory_drop(memory);
}

static int power_event(struct notifier_block *nb, unsigned long action,
		       void *data)
{
	struct acsdiag_function *fn;
	struct memory *memory;

	switch (action) {
	case PM_POST_SUSPEND:
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		break;
	default:
		return NOTIFY_DONE;
	}

	acsdiag_table_lock();
	list_for_each_entry(memory, &memories, node) {
		fn = acsdiag_table_find(memory->id.key);
		if (!fn)
			continue;
		turn_on_again(fn, memory);
		changed(fn);
	}
	acsdiag_table_unlock();
	return NOTIFY_DONE;
}

static struct notifier_block power_notifier = {
	.notifier_call = power_event,
};

/**
 * acsdiag_control_init() - be told of resumes
 *
 * Return: 0 or a negative errno.
 */
int __init acsdiag_control_init(void)
{
	return register_pm_notifier(&power_notifier);
}

/** acsdiag_control_exit() - nothing is turned on any more, or unload is forced */
void acsdiag_control_exit(void)
{
	struct memory *memory, *next;

	unregister_pm_notifier(&power_notifier);
	acsdiag_table_lock();
	list_for_each_entry_safe(memory, next, &memories, node) {
		list_del(&memory->node);
		kfree(memory);
	}
	acsdiag_table_unlock();
}
