// SPDX-License-Identifier: GPL-2.0
/*
 * Synthetic PCI machines for tests: root buses whose config space is memory.
 * The kernel enumerates them, runs its quirks on them and forms IOMMU groups as
 * it would for hardware. Nothing here knows what a function is.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/numa.h>
#include <linux/pci.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include <linux/xarray.h>

#include "acsdiag_synth.h"

struct synth_entry {
	struct synth_function fn;
	atomic_t reads;
};

struct synth_root {
	struct pci_bus *bus;
	struct resource numbers;
};

/* One machine at a time; synth_lock guards all but the config accesses. */
static DEFINE_MUTEX(synth_lock);
static DEFINE_XARRAY(synth_functions);
static struct synth_root synth_roots[SYNTH_ROOTS_MAX];
static unsigned int synth_roots_count;
static unsigned int synth_stage;
static struct pci_sysdata synth_sysdata = { .node = NUMA_NO_NODE };

static struct synth_entry *synth_find(struct pci_bus *bus, unsigned int devfn)
{
	struct synth_entry *e;

	e = xa_load(&synth_functions, PCI_DEVID(bus->number, devfn));
	if (!e || e->fn.stage > READ_ONCE(synth_stage))
		return NULL;
	return e;
}

static int synth_read(struct pci_bus *bus, unsigned int devfn, int where,
		      int size, u32 *val)
{
	struct synth_entry *e = synth_find(bus, devfn);
	int i;

	*val = ~0U;
	if (!e || where + size > SYNTH_CONFIG_SIZE)
		return PCIBIOS_DEVICE_NOT_FOUND;

	atomic_inc(&e->reads);
	*val = 0;
	for (i = 0; i < size; i++)
		*val |= (u32)e->fn.config[where + i] << (8 * i);
	return PCIBIOS_SUCCESSFUL;
}

static int synth_write(struct pci_bus *bus, unsigned int devfn, int where,
		       int size, u32 val)
{
	struct synth_entry *e = synth_find(bus, devfn);
	int i;

	if (!e || where + size > SYNTH_CONFIG_SIZE)
		return PCIBIOS_DEVICE_NOT_FOUND;

	for (i = 0; i < size; i++) {
		u8 mask = e->fn.writable[where + i];
		u8 *byte = &e->fn.config[where + i];

		*byte = (*byte & ~mask) | ((val >> (8 * i)) & mask);
	}
	return PCIBIOS_SUCCESSFUL;
}

static struct pci_ops synth_ops = {
	.read = synth_read,
	.write = synth_write,
};

/*
 * At boot every function is there, numbered and fixed up, before the IOMMU
 * driver forms the first group. A root bus that is scanned later meets a driver
 * at work, which would group each function as it is added. To get the order of
 * a boot, this notifier stands before the IOMMU's and holds its notifications
 * back while the first scan runs; synth_probe() then delivers them.
 */
static bool synth_holding;

static bool synth_owns(struct device *dev)
{
	return to_pci_dev(dev)->bus->ops == &synth_ops;
}

static int synth_notify(struct notifier_block *nb, unsigned long action,
			void *data)
{
	if (action == BUS_NOTIFY_ADD_DEVICE && READ_ONCE(synth_holding) &&
	    synth_owns(data))
		return NOTIFY_STOP;
	return NOTIFY_DONE;
}

static struct notifier_block synth_notifier = {
	.notifier_call = synth_notify,
	.priority = 1,
};

static int synth_fixup(struct device *dev, void *unused)
{
	if (synth_owns(dev))
		pci_fixup_device(pci_fixup_final, to_pci_dev(dev));
	return 0;
}

/* The chain only changes with modules loading, which a test does not do here. */
static int synth_probe(struct device *dev, void *unused)
{
	struct notifier_block *nb;

	if (!synth_owns(dev))
		return 0;
	for (nb = rcu_dereference_raw(synth_notifier.next); nb;
	     nb = rcu_dereference_raw(nb->next))
		nb->notifier_call(nb, BUS_NOTIFY_ADD_DEVICE, dev);
	return 0;
}

static int synth_disable_vfs(struct device *dev, void *unused)
{
	if (synth_owns(dev) && to_pci_dev(dev)->is_physfn)
		pci_disable_sriov(to_pci_dev(dev));
	return 0;
}

static void synth_remove(void)
{
	struct synth_entry *e;
	unsigned long rid;

	bus_for_each_dev(&pci_bus_type, NULL, NULL, synth_disable_vfs);
	pci_lock_rescan_remove();
	while (synth_roots_count) {
		struct pci_bus *bus = synth_roots[--synth_roots_count].bus;

		pci_stop_root_bus(bus);
		pci_remove_root_bus(bus);
	}
	pci_unlock_rescan_remove();

	xa_for_each(&synth_functions, rid, e) {
		xa_erase(&synth_functions, rid);
		vfree(e);
	}
	synth_stage = 0;
}

static int synth_store(const struct synth_function __user *from)
{
	struct synth_entry *e;
	int err;

	e = vzalloc(sizeof(*e));
	if (!e)
		return -ENOMEM;
	err = -EFAULT;
	if (copy_from_user(&e->fn, from, sizeof(e->fn)))
		goto err_free;
	err = xa_insert(&synth_functions, e->fn.rid, e, GFP_KERNEL);
	if (err)
		goto err_free;
	return 0;

err_free:
	vfree(e);
	return err;
}

static int synth_scan_root(u8 number, u8 last)
{
	struct synth_root *root = &synth_roots[synth_roots_count];
	LIST_HEAD(resources);

	root->numbers = (struct resource){
		.name = "acsdiag synth",
		.start = number,
		.end = last,
		.flags = IORESOURCE_BUS,
	};
	pci_add_resource(&resources, &root->numbers);
	root->bus = pci_scan_root_bus(NULL, number, &synth_ops, &synth_sysdata,
				      &resources);
	if (!root->bus) {
		pci_free_resource_list(&resources);
		return -EIO;
	}
	synth_roots_count++;
	return 0;
}

static int synth_scan(const struct synth_machine *m)
{
	unsigned int i;
	int err = 0;

	pci_lock_rescan_remove();
	WRITE_ONCE(synth_holding, true);
	for (i = 0; i < m->roots_count && !err; i++)
		err = synth_scan_root(m->roots[i], i + 1 < m->roots_count ?
				      m->roots[i + 1] - 1 : 0xff);
	WRITE_ONCE(synth_holding, false);
	bus_for_each_dev(&pci_bus_type, NULL, NULL, synth_fixup);
	bus_for_each_dev(&pci_bus_type, NULL, NULL, synth_probe);
	for (i = 0; i < synth_roots_count && !err; i++)
		pci_bus_add_devices(synth_roots[i].bus);
	pci_unlock_rescan_remove();
	return err;
}

static int synth_load(const struct synth_machine __user *arg)
{
	const struct synth_function __user *from;
	struct synth_machine m;
	unsigned int i;
	int err = 0;

	if (copy_from_user(&m, arg, sizeof(m)))
		return -EFAULT;
	if (!m.roots_count || m.roots_count > SYNTH_ROOTS_MAX)
		return -EINVAL;
	if (synth_roots_count)
		return -EBUSY;

	from = u64_to_user_ptr(m.functions);
	for (i = 0; i < m.count && !err; i++)
		err = synth_store(&from[i]);
	if (!err)
		err = synth_scan(&m);
	if (err)
		synth_remove();
	return err;
}

static int synth_show_stage(unsigned long stage)
{
	unsigned int i;

	if (stage > U8_MAX || stage < synth_stage)
		return -EINVAL;

	WRITE_ONCE(synth_stage, stage);
	pci_lock_rescan_remove();
	for (i = 0; i < synth_roots_count; i++) {
		pci_scan_child_bus(synth_roots[i].bus);
		pci_bus_add_devices(synth_roots[i].bus);
	}
	pci_unlock_rescan_remove();
	return 0;
}

static int synth_enable_vfs(const struct synth_query __user *arg)
{
	struct synth_query q;
	struct pci_dev *pdev;
	int err;

	if (copy_from_user(&q, arg, sizeof(q)))
		return -EFAULT;
	pdev = pci_get_domain_bus_and_slot(0, q.rid >> 8, q.rid & 0xff);
	if (!pdev)
		return -ENODEV;
	err = pdev->bus->ops == &synth_ops ? pci_enable_sriov(pdev, q.value) :
					     -EPERM;
	pci_dev_put(pdev);
	return err;
}

static int synth_count_reads(struct synth_query __user *arg)
{
	struct synth_entry *e;
	struct synth_query q;

	if (copy_from_user(&q, arg, sizeof(q)))
		return -EFAULT;
	e = xa_load(&synth_functions, q.rid);
	if (!e)
		return -ENODEV;
	q.value = atomic_xchg(&e->reads, 0);
	return copy_to_user(arg, &q, sizeof(q)) ? -EFAULT : 0;
}

static long synth_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	void __user *user = (void __user *)arg;
	long err;

	mutex_lock(&synth_lock);
	switch (cmd) {
	case SYNTH_LOAD:
		err = synth_load(user);
		break;
	case SYNTH_STAGE:
		err = synth_show_stage(arg);
		break;
	case SYNTH_REMOVE:
		synth_remove();
		err = 0;
		break;
	case SYNTH_VFS:
		err = synth_enable_vfs(user);
		break;
	case SYNTH_READS:
		err = synth_count_reads(user);
		break;
	default:
		err = -ENOTTY;
	}
	mutex_unlock(&synth_lock);
	return err;
}

static const struct file_operations synth_fops = {
	.owner = THIS_MODULE,
	.unlocked_ioctl = synth_ioctl,
};

static struct miscdevice synth_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "acsdiag-synth",
	.fops = &synth_fops,
	.mode = 0600,
};

static int __init synth_init(void)
{
	int err;

	err = bus_register_notifier(&pci_bus_type, &synth_notifier);
	if (err)
		return err;
	err = misc_register(&synth_device);
	if (err)
		bus_unregister_notifier(&pci_bus_type, &synth_notifier);
	return err;
}

static void __exit synth_exit(void)
{
	misc_deregister(&synth_device);
	synth_remove();
	bus_unregister_notifier(&pci_bus_type, &synth_notifier);
}

module_init(synth_init);
module_exit(synth_exit);

MODULE_DESCRIPTION("Synthetic PCI root buses for acsdiag's tests");
MODULE_LICENSE("GPL");
