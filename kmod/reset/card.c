// SPDX-License-Identifier: GPL-2.0
/*
 * GPUs of the table that are on the bus, and what is changed for each of them
 * while the module is there:
 *
 *	its list of reset methods begins with "device_specific", and what that
 *	calls is redirected to us (hook.c), as long as there is such a GPU;
 *
 *	PCI_DEV_FLAGS_NO_BUS_RESET, for GPUs that do not survive a bus reset.
 *
 * No other function is touched. When a GPU leaves or the module goes, both are
 * as before; an administrator's own choice of methods stays, without ours.
 *
 * Locking: cards_mutex guards the list, and serialises the coming of cards with
 * installing and removing the hook. That may take a second, so it is outside the
 * table's mutex. The bus may tell of a function with another one locked, as it
 * does of virtual ones, so whoever has the mutex only tries for a device's lock.
 * Nothing waits for a reset with it held: who asks for other cards, or plugs one
 * in, need not wait for this one. The hook looks at the list by RCU, a reset by
 * SRCU. The kernel reads and writes reset_methods[] without a lock; so do we, in
 * an order in which a reader meets a method twice rather than not at all.
 * dev_flags belongs to whoever sets a function up, which is over when the bus
 * tells of it.
 *
 * Lifetime: a card is unlisted, with the mutex. From then on it belongs to who
 * unlisted it, who waits for resets under way, which gpu_reset() bounds, and
 * frees it. The hook is removed after that: who was redirected late finds no
 * card and has left when ftrace is done waiting, so unloading during a reset is
 * safe, and waits for its end.
 */

#define pr_fmt(fmt) "acsdiag: " fmt

#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/sysfs.h>

#include "../acsdiag.h"
#include "card.h"

#define DEVICE_SPECIFIC 1 /* in reset_methods[], see ../reset.c */
#define IDS_MAX 16

static bool enabled = true;
module_param_named(reset, enabled, bool, 0444);
MODULE_PARM_DESC(reset, "reset AMD GPUs that the kernel cannot reset (default: on)");

static bool experimental;
module_param_named(reset_experimental, experimental, bool, 0444);
MODULE_PARM_DESC(reset_experimental,
		 "use resets that nobody reported to work, too (default: off)");

static char *ids[IDS_MAX];
static unsigned int ids_count;
module_param_array_named(reset_ids, ids, charp, &ids_count, 0444);
MODULE_PARM_DESC(reset_ids,
		 "further GPUs, each as vvvv:dddd=family, separated by commas");

static struct gpu_chip chips[IDS_MAX];

static LIST_HEAD(cards);
static DEFINE_MUTEX(cards_mutex);
DEFINE_STATIC_SRCU(cards_srcu);

/* Guarded by cards_mutex. */
static bool started;
static bool hooked;
static const char *refused;
static u32 generation = 1;

/* Readers: RCU, SRCU or cards_mutex. */
static struct acsdiag_card *card_of(const struct pci_dev *pdev)
{
	struct acsdiag_card *card;

	list_for_each_entry_rcu(card, &cards, node,
				lockdep_is_held(&cards_mutex) ||
				srcu_read_lock_held(&cards_srcu))
		if (card->pdev == pdev)
			return card;
	return NULL;
}

/**
 * acsdiag_card_from() - for going through the cards
 * @key: 0, or one more than the last card's key
 *
 * Return: the first card at or after @key, or NULL; cards are locked.
 */
struct acsdiag_card *acsdiag_card_from(u64 key)
{
	struct acsdiag_card *card;

	lockdep_assert_held(&cards_mutex);
	list_for_each_entry(card, &cards, node)
		if (acsdiag_key_of(card->pdev) >= key)
			return card;
	return NULL;
}

/**
 * acsdiag_card_find() - the card at an address
 * @key: domain and requester ID
 *
 * Return: the card, or NULL; cards are locked.
 */
struct acsdiag_card *acsdiag_card_find(u64 key)
{
	struct acsdiag_card *card = acsdiag_card_from(key);

	return card && acsdiag_key_of(card->pdev) == key ? card : NULL;
}

/**
 * acsdiag_card_offered() - is its reset ours? Called by the hook
 * @pdev: a function
 *
 * Return: true when the kernel shall ask us.
 */
bool acsdiag_card_offered(const struct pci_dev *pdev)
{
	const struct acsdiag_card *card;
	bool offered;

	rcu_read_lock();
	card = card_of(pdev);
	offered = card && READ_ONCE(card->offered);
	rcu_read_unlock();
	return offered;
}

/**
 * acsdiag_card_specific_reset() - in place of pci_dev_specific_reset()
 * @pdev: a card that is offered, or was a moment ago; locked, for a reset
 * @probe: only ask whether there is a reset
 *
 * Return: 0; -ENOTTY to have the kernel try the next method; or another
 * negative errno.
 */
int acsdiag_card_specific_reset(struct pci_dev *pdev, bool probe)
{
	struct acsdiag_card *card;
	int err = -ENOTTY;
	int idx;

	idx = srcu_read_lock(&cards_srcu);
	card = card_of(pdev);
	if (card)
		err = probe ? 0 : acsdiag_run_reset(card);
	srcu_read_unlock(&cards_srcu, idx);
	return err;
}

/* Sysfs has "reset" and "reset_method" only while there is a method. */
static bool is_about_resets(const struct attribute_group *group)
{
	const char *name;

	if (!group->attrs || !group->attrs[0])
		return false;
	name = group->attrs[0]->name;
	return !strcmp(name, "reset") || !strcmp(name, "reset_method");
}

static void refresh_files(struct pci_dev *pdev)
{
	const struct attribute_group * const *group = pdev->dev.bus->dev_groups;

	for (; group && *group; group++)
		if (is_about_resets(*group) &&
		    sysfs_update_group(&pdev->dev.kobj, *group))
			pci_warn(pdev, "acsdiag: sysfs' reset files are not up to date\n");
}

/* Without @method, if it is there. */
static unsigned int copy_methods(u8 *to, const u8 *from, u8 without)
{
	unsigned int count = 0;
	int i;

	for (i = 0; i < PCI_NUM_RESET_METHODS && from[i]; i++)
		if (from[i] != without)
			to[count++] = from[i];
	return count;
}

static void read_methods(const struct pci_dev *pdev, u8 *methods)
{
	int i;

	for (i = 0; i < PCI_NUM_RESET_METHODS; i++)
		methods[i] = READ_ONCE(pdev->reset_methods[i]);
}

/* A list that gets longer is written from its end, else from its begin. */
static void write_methods(struct pci_dev *pdev, const u8 *methods, bool longer)
{
	int i;

	for (i = 0; i < PCI_NUM_RESET_METHODS; i++) {
		int at = longer ? PCI_NUM_RESET_METHODS - 1 - i : i;

		WRITE_ONCE(pdev->reset_methods[at], methods[at]);
	}
}

static void offer(struct acsdiag_card *card)
{
	struct pci_dev *pdev = card->pdev;

	read_methods(pdev, card->found);
	card->given[0] = DEVICE_SPECIFIC;
	copy_methods(card->given + 1, card->found, DEVICE_SPECIFIC);
	WRITE_ONCE(card->offered, true);
	write_methods(pdev, card->given, true);

	card->shown = !card->found[0];
	if (card->shown)
		refresh_files(pdev);
}

/* What to leave behind: an administrator's list stays, without ours. */
static void methods_to_leave(const struct acsdiag_card *card, u8 *methods)
{
	u8 now[PCI_NUM_RESET_METHODS];

	read_methods(card->pdev, now);
	if (!memcmp(now, card->given, sizeof(now)) ||
	    (!copy_methods(methods, now, DEVICE_SPECIFIC) && now[0]))
		memcpy(methods, card->found, sizeof(card->found));
}

static void withdraw(struct acsdiag_card *card)
{
	u8 methods[PCI_NUM_RESET_METHODS] = { };

	methods_to_leave(card, methods);
	write_methods(card->pdev, methods, false);
	if (card->shown && !methods[0])
		refresh_files(card->pdev);
}

static void shield(struct acsdiag_card *card)
{
	struct pci_dev *pdev = card->pdev;

	card->shielded = card->chip.family->bus_reset_harms &&
			 !(pdev->dev_flags & PCI_DEV_FLAGS_NO_BUS_RESET);
	if (card->shielded)
		pdev->dev_flags |= PCI_DEV_FLAGS_NO_BUS_RESET;
}

static void unshield(struct acsdiag_card *card)
{
	if (card->shielded)
		card->pdev->dev_flags &= ~PCI_DEV_FLAGS_NO_BUS_RESET;
}

static const struct gpu_chip *find_chip(const struct pci_dev *pdev)
{
	unsigned int i;

	for (i = 0; i < ids_count; i++)
		if (chips[i].vendor == pdev->vendor &&
		    chips[i].device == pdev->device)
			return &chips[i];
	return gpu_find(pdev->vendor, pdev->device);
}

static const char *why_not_offered(const struct acsdiag_card *card)
{
	const struct gpu_family *family = card->chip.family;

	if (family->no_method)
		return family->no_method;
	if (family->experimental && !experimental)
		return "its reset is experimental: load acsdiag with reset_experimental=1 to have it";
	return NULL;
}

/* With the first card whose reset is ours, and until the last goes. */
static bool install_hook(void)
{
	int err;

	if (hooked)
		return true;
	err = acsdiag_hook_install(ACSDIAG_HOOK_RESET);
	hooked = !err;
	refused = err ? acsdiag_hook_reason(ACSDIAG_HOOK_RESET, err) : NULL;
	if (err)
		pr_warn("AMD GPUs are left to the kernel's own resets, " ACSDIAG_HOOKED_RESET "() cannot be redirected: %s\n",
			refused);
	return hooked;
}

static bool any_offered(void)
{
	struct acsdiag_card *card;

	list_for_each_entry(card, &cards, node)
		if (card->offered)
			return true;
	return false;
}

static void remove_hook(void)
{
	if (!hooked || any_offered())
		return;
	acsdiag_hook_remove(ACSDIAG_HOOK_RESET);
	hooked = false;
}

static void enlist(struct acsdiag_card *card)
{
	struct acsdiag_card *next =
		acsdiag_card_from(acsdiag_key_of(card->pdev));

	list_add_tail_rcu(&card->node, next ? &next->node : &cards);
	generation++;
}

static void take_over(struct acsdiag_card *card)
{
	const struct gpu_family *family = card->chip.family;

	shield(card);
	if (card->shielded)
		pci_info(card->pdev, "acsdiag: no bus reset for %s: %s\n",
			 family->title, family->bus_reset_harms);
	enlist(card);
	card->not_offered = why_not_offered(card);
	if (!card->not_offered && !install_hook())
		card->not_offered = refused;
	if (card->not_offered) {
		pci_info(card->pdev, "acsdiag: no reset for %s: %s\n",
			 family->title, card->not_offered);
		return;
	}
	offer(card);
	pci_info(card->pdev, "acsdiag: resets %s (%s)\n", family->title,
		 gpu_evidence_name(family->evidence));
}

static void add(struct pci_dev *pdev)
{
	const struct gpu_chip *chip = find_chip(pdev);
	struct acsdiag_card *card;

	if (!started || !chip || pdev->is_virtfn || card_of(pdev))
		return;
	card = kzalloc_obj(*card);
	if (!card) {
		pci_err(pdev, "acsdiag: no memory to reset this GPU\n");
		return;
	}
	card->pdev = pci_dev_get(pdev);
	card->chip = *chip;
	take_over(card);
}

/* Nobody finds it any more; a reset under way goes on. */
static void unlist(struct acsdiag_card *card)
{
	lockdep_assert_held(&cards_mutex);
	list_del_rcu(&card->node);
	generation++;
}

/* Cards are not locked: this waits for a reset under way. */
static void give_back(struct acsdiag_card *card)
{
	synchronize_srcu(&cards_srcu);
	if (card->offered)
		withdraw(card);
	unshield(card);
	pci_dev_put(card->pdev);
	kfree_rcu(card, rcu);
}

/**
 * acsdiag_card_added() - a function came to the bus
 * @pdev: the function
 */
void acsdiag_card_added(struct pci_dev *pdev)
{
	mutex_lock(&cards_mutex);
	add(pdev);
	mutex_unlock(&cards_mutex);
}

/**
 * acsdiag_card_removed() - a function leaves the bus
 * @pdev: the function
 *
 * Waits for a reset under way. One of a card that is pulled out gives up, one
 * of a card that was only told to leave goes on: it may come back half-done.
 */
void acsdiag_card_removed(struct pci_dev *pdev)
{
	struct acsdiag_card *card;

	mutex_lock(&cards_mutex);
	card = card_of(pdev);
	if (card)
		unlist(card);
	mutex_unlock(&cards_mutex);
	if (!card)
		return;

	give_back(card);
	mutex_lock(&cards_mutex);
	remove_hook();
	mutex_unlock(&cards_mutex);
}

/** acsdiag_cards_lock() - cards neither come nor go until unlocked */
void acsdiag_cards_lock(void)
{
	mutex_lock(&cards_mutex);
}

/** acsdiag_cards_unlock() - they may */
void acsdiag_cards_unlock(void)
{
	mutex_unlock(&cards_mutex);
}

/**
 * acsdiag_cards_generation() - tells whether a dump met all cards
 *
 * Return: a number that is another when a card came or went; cards are locked.
 */
u32 acsdiag_cards_generation(void)
{
	return generation;
}

/**
 * acsdiag_cards_refused() - why the kernel's function is not redirected
 *
 * Return: words, NULL when it is or need not be; cards are locked.
 */
const char *acsdiag_cards_refused(void)
{
	return refused;
}

/**
 * acsdiag_cards_hooked() - is the kernel's function redirected now?
 *
 * Return: true when it is; cards are locked.
 */
bool acsdiag_cards_hooked(void)
{
	return hooked;
}

/**
 * acsdiag_cards_allow() - what the administrator allows
 *
 * Return: for gpu_reset().
 */
unsigned int acsdiag_cards_allow(void)
{
	return experimental ? GPU_ALLOW_EXPERIMENTAL : 0;
}

/**
 * acsdiag_cards_init() - look at the parameters
 *
 * Return: 0, or -EINVAL with a line in the log that says which is wrong.
 */
int __init acsdiag_cards_init(void)
{
	unsigned int i;

	for (i = 0; i < ids_count; i++) {
		if (!gpu_parse_id(ids[i], &chips[i]))
			continue;
		pr_err("reset_ids: \"%s\" is not vvvv:dddd=family with a family that is known\n",
		       ids[i]);
		return -EINVAL;
	}
	return 0;
}

/**
 * acsdiag_cards_start() - take over the GPUs that are there
 *
 * The bus is listened to by now. A function that is being removed meanwhile is
 * not met, or the bus tells of it when the walk is over, see ../events.c.
 */
void __init acsdiag_cards_start(void)
{
	struct pci_dev *pdev = NULL;

	mutex_lock(&cards_mutex);
	started = enabled;
	for_each_pci_dev(pdev)
		add(pdev);
	mutex_unlock(&cards_mutex);
}

static struct acsdiag_card *unlist_first(void)
{
	struct acsdiag_card *card;

	mutex_lock(&cards_mutex);
	started = false;
	card = acsdiag_card_from(0);
	if (card)
		unlist(card);
	mutex_unlock(&cards_mutex);
	return card;
}

/** acsdiag_cards_exit() - give them back; the bus is still listened to */
void acsdiag_cards_exit(void)
{
	struct acsdiag_card *card;

	while ((card = unlist_first()))
		give_back(card);
	/* Of a card that is being removed, a reset may still be under way. */
	synchronize_srcu(&cards_srcu);
	mutex_lock(&cards_mutex);
	remove_hook();
	mutex_unlock(&cards_mutex);
	acsdiag_hook_exit(ACSDIAG_HOOK_RESET);
}
