// SPDX-License-Identifier: GPL-2.0
/*
 * The functions that a reset of a GPU hits: the GPU itself, and its audio, USB
 * and UCSI functions, which are in the same slot and of the same vendor, and
 * are told by their class. (On-chip graphics share a slot with USB controllers
 * of another vendor ID, which no reset of the graphics hits.)
 *
 * Locking: whoever resets the GPU holds its device lock and blocks config
 * access from userspace; both is the kernel's rule for a reset method. The
 * same is done here for the others, in the order of their numbers and without
 * waiting, because somebody who holds one of them may be waiting for the GPU.
 *
 * Whose they are: vfio-pci has a function enabled for just as long as a guest
 * has it open. While it has another function open and not the GPU, as for a
 * write to sysfs, the reset is asked for by somebody to whom that function does
 * not belong, and is refused. Whether two open functions are one guest's is not
 * looked into. In one IOMMU group they are; across groups nothing tells: what
 * translates for them is the same where they are in one container, but differs
 * for one guest that has an IOMMU of its own. And the owner of the GPU can reset
 * the whole chip by the GPU's registers anyway. vfio opens and closes functions
 * of a slot one at a time, and open() fails while a function is locked here.
 *
 * What the kernel saved of a function's config space belongs to who had it
 * saved: for the GPU, to the kernel's own reset code, which restores from it
 * afterwards. It is set aside here and put back.
 */

#include <linux/delay.h>
#include <linux/iommu.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "unit.h"

#define LOCK_TRIES 5
#define LOCK_PAUSE_US 20000

/* They hold a function for a guest, and expect it to be reset under them. */
static const char * const harmless_drivers[] = {
	"vfio-pci", "pci-stub", "pciback",
};

/**
 * unit_driver_in_the_way() - may the function be reset under its driver?
 * @pdev: a locked function
 *
 * Return: the name of a driver that does not expect it, or NULL.
 */
const char *unit_driver_in_the_way(const struct pci_dev *pdev)
{
	const struct device_driver *driver = pdev->dev.driver;

	if (!driver || match_string(harmless_drivers,
				    ARRAY_SIZE(harmless_drivers),
				    driver->name) >= 0)
		return NULL;
	return driver->name;
}

static bool shares_the_chip(const struct pci_dev *pdev,
			    const struct pci_dev *gpu)
{
	if (pdev->vendor != gpu->vendor)
		return false;

	switch (pdev->class >> 8) {
	case PCI_CLASS_MULTIMEDIA_HD_AUDIO:
	case PCI_CLASS_SERIAL_USB:
	case PCI_BASE_CLASS_SERIAL << 8 | 0x80: /* other: UCSI */
		return true;
	default:
		return false;
	}
}

static void collect(struct unit *unit, struct pci_dev *gpu)
{
	unsigned int function;

	unit->members[unit->count++].pdev = pci_dev_get(gpu);
	for (function = 0; function < UNIT_MEMBERS; function++) {
		unsigned int devfn = PCI_DEVFN(PCI_SLOT(gpu->devfn), function);
		struct pci_dev *pdev;

		if (devfn == gpu->devfn)
			continue;
		pdev = pci_get_slot(gpu->bus, devfn);
		if (pdev && shares_the_chip(pdev, gpu))
			unit->members[unit->count++].pdev = pdev;
		else
			pci_dev_put(pdev);
	}
}

/* A lock held for a moment only, by a reader of sysfs perhaps, is no reason. */
static bool lock(struct unit_member *member)
{
	int tries;

	for (tries = 0; tries < LOCK_TRIES && !member->locked; tries++) {
		if (tries)
			fsleep(LOCK_PAUSE_US);
		member->locked = pci_dev_trylock(member->pdev);
	}
	return member->locked;
}

static bool open_for_guest(struct pci_dev *pdev)
{
	const struct device_driver *driver = pdev->dev.driver;

	return driver && !strcmp(driver->name, "vfio-pci") &&
	       pci_is_enabled(pdev);
}

static const char *in_use(struct pci_dev *pdev, struct pci_dev *gpu)
{
	const char *driver = unit_driver_in_the_way(pdev);

	if (driver) {
		pci_info(pdev, "acsdiag: used by %s, so the GPU is not reset\n",
			 driver);
		return "another function of the card is bound to a driver of this host";
	}
	if (open_for_guest(pdev) && !open_for_guest(gpu)) {
		pci_info(pdev, "acsdiag: used by a guest, so the GPU is not reset\n");
		return "a guest uses another function of the card, and not the GPU";
	}
	return NULL;
}

static int lock_others(struct unit *unit)
{
	struct pci_dev *gpu = unit->members[0].pdev;
	unsigned int i;

	for (i = 1; i < unit->count; i++) {
		struct pci_dev *pdev = unit->members[i].pdev;

		if (!lock(&unit->members[i])) {
			pci_info(pdev, "acsdiag: busy, so the GPU is not reset now\n");
			unit->refusal = "another function of the card is being bound, unbound or reset";
			return -EAGAIN;
		}
		unit->refusal = in_use(pdev, gpu);
		if (unit->refusal)
			return -EBUSY;
	}
	return 0;
}

/*
 * Nobody wakes it or puts it to sleep meanwhile. Not by pm_runtime_get_sync(),
 * which calls the driver: vfio-pci's takes a lock of the kind that vfio holds for
 * the GPU while it has that reset. So a driver may go on to take its function for
 * asleep, and finds it awake when it wakes it.
 */
static void keep_awake(struct unit_member *member)
{
	pm_runtime_get_noresume(&member->pdev->dev);
	pm_runtime_disable(&member->pdev->dev);
	member->kept_awake = true;
}

static void allow_sleep(struct unit_member *member)
{
	if (!member->kept_awake)
		return;
	pm_runtime_enable(&member->pdev->dev);
	pm_runtime_put(&member->pdev->dev);
}

/*
 * The GPU is kept awake by whoever resets it. COMMAND is to be left as it is
 * found, and waking may bring back an older one; what sleeps deeply has none.
 */
static void wake(struct unit *unit)
{
	unsigned int i;

	for (i = 0; i < unit->count; i++) {
		struct unit_member *member = &unit->members[i];

		pci_read_config_word(member->pdev, PCI_COMMAND,
				     &member->command);
		if (i)
			keep_awake(member);
		pci_set_power_state(member->pdev, PCI_D0);
		if (PCI_POSSIBLE_ERROR(member->command))
			pci_read_config_word(member->pdev, PCI_COMMAND,
					     &member->command);
	}
}

/* Its translations are lost in the reset; it must not go on to use them. */
static void pause_ats(struct unit_member *member)
{
	struct pci_dev *pdev = member->pdev;
	int cap;

	if (!pdev->ats_enabled)
		return;
	cap = pci_find_ext_capability(pdev, PCI_EXT_CAP_ID_ATS);
	if (!cap)
		return;
	member->ats_control = cap + PCI_ATS_CTRL;
	pci_read_config_word(pdev, member->ats_control, &member->ats);
	pci_write_config_word(pdev, member->ats_control,
			      member->ats & ~PCI_ATS_CTRL_ENABLE);
}

static void resume_ats(struct unit_member *member)
{
	if (member->ats_control)
		pci_write_config_word(member->pdev, member->ats_control,
				      member->ats);
}

static void set_command(struct unit_member *member, u16 command)
{
	u16 now;

	pci_read_config_word(member->pdev, PCI_COMMAND, &now);
	if (now != command)
		pci_write_config_word(member->pdev, PCI_COMMAND, command);
}

/* Bus mastering off for all; the GPU's registers need decoding. */
static u16 quiet_command(const struct unit *unit,
			 const struct unit_member *member)
{
	u16 command = member->command & ~PCI_COMMAND_MASTER;

	if (member == unit->members)
		command |= PCI_COMMAND_MEMORY | PCI_COMMAND_INTX_DISABLE;
	return command;
}

static int save(struct unit *unit, struct unit_member *member)
{
	struct pci_dev *pdev = member->pdev;
	bool saved = pdev->state_saved;
	int err;

	member->theirs = pci_store_saved_state(pdev);
	if (saved && !member->theirs)
		return -ENOMEM;
	member->quiet = true;
	pause_ats(member);
	set_command(member, quiet_command(unit, member));

	err = pci_save_state(pdev);
	if (!err)
		member->ours = pci_store_saved_state(pdev);
	return member->ours ? 0 : err ?: -ENOMEM;
}

static int prepare(struct unit *unit)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < unit->count && !err; i++) {
		struct unit_member *member = &unit->members[i];

		err = pci_dev_reset_iommu_prepare(member->pdev);
		member->blocked = !err;
		if (!err)
			err = save(unit, member);
	}
	if (err)
		unit->refusal = "its config space or its translation could not be saved";
	return err;
}

/**
 * unit_restore() - give a function back the config space that it had
 * @member: the function; its bus mastering stays off
 */
void unit_restore(struct unit_member *member)
{
	if (pci_load_saved_state(member->pdev, member->ours))
		return;
	pci_restore_state(member->pdev);
	if (member->ats_control)
		pci_write_config_word(member->pdev, member->ats_control,
				      member->ats & ~PCI_ATS_CTRL_ENABLE);
}

/* As it was found, apart from what the reset did to it. */
static void leave(struct unit_member *member, bool written)
{
	if (!member->quiet)
		return;
	if (written)
		unit_restore(member);
	resume_ats(member);
	set_command(member, member->command);
}

static void let_go(struct unit_member *member)
{
	if (member->quiet)
		pci_load_and_free_saved_state(member->pdev, &member->theirs);
	kfree(member->ours);
	if (member->blocked)
		pci_dev_reset_iommu_done(member->pdev);
	allow_sleep(member);
	if (member->locked)
		pci_dev_unlock(member->pdev);
	pci_dev_put(member->pdev);
}

/**
 * unit_release() - undo unit_hold()
 * @unit: held
 * @written: the card was changed, so its config space is to be restored
 *
 * Return: 0, or -EIO when a function beside the GPU does not answer any more.
 */
int unit_release(struct unit *unit, bool written)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < unit->count; i++) {
		struct unit_member *member = &unit->members[i];

		leave(member, written);
		if (i && written && !pci_device_is_present(member->pdev)) {
			pci_warn(member->pdev, "acsdiag: gone after the GPU's reset\n");
			err = -EIO;
		}
	}
	while (i--)
		let_go(&unit->members[i]);
	unit->count = 0;
	return err;
}

/**
 * unit_hold() - have all functions of a GPU at rest, awake, saved and locked
 * @unit: zeroed
 * @gpu: the GPU, locked
 *
 * Return: 0; -EAGAIN or -EBUSY when another function is in use; or another
 * negative errno. On error nothing is held, and @unit->refusal says why.
 */
int unit_hold(struct unit *unit, struct pci_dev *gpu)
{
	int err;

	collect(unit, gpu);
	err = lock_others(unit);
	if (!err) {
		wake(unit);
		err = prepare(unit);
	}
	if (err)
		unit_release(unit, false);
	return err;
}
