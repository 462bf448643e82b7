/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RESET_CARD_H
#define ACSDIAG_RESET_CARD_H

#include <linux/list.h>
#include <linux/pci.h>
#include <linux/types.h>

#include "gpu.h"

/*
 * The kernel's half of resetting GPUs: card.c knows which functions are such
 * GPUs and offers to reset them, attempt.c does it, with unit.c for the functions
 * that share the chip and mmio.c for the registers; look.c only looks at a card.
 * history.c remembers, genl.c tells. gpu.h is the other half.
 */

/**
 * struct acsdiag_card - a GPU of the table that is on the bus
 * @node: in the list of card.c, in the order of addresses
 * @rcu: for freeing it after the hook's last look
 * @pdev: its function; the card holds a reference
 * @chip: what it is, and how it is reset
 * @offered: the kernel asks us to reset it
 * @not_offered: why not, NULL when it is
 * @shown: sysfs got its reset files from us: no method was there before
 * @shielded: the bus reset was kept away from it by us
 * @found: the kernel's reset methods before
 * @given: and with ours in front
 */
struct acsdiag_card {
	struct list_head node;
	struct rcu_head rcu;
	struct pci_dev *pdev;
	struct gpu_chip chip;
	bool offered;
	bool shown;
	bool shielded;
	const char *not_offered;
	u8 found[PCI_NUM_RESET_METHODS];
	u8 given[PCI_NUM_RESET_METHODS];
};

/* card.c */
int acsdiag_cards_init(void);
void acsdiag_cards_start(void);
void acsdiag_cards_exit(void);
void acsdiag_card_added(struct pci_dev *pdev);
void acsdiag_card_removed(struct pci_dev *pdev);
bool acsdiag_card_offered(const struct pci_dev *pdev);
int acsdiag_card_specific_reset(struct pci_dev *pdev, bool probe);
void acsdiag_cards_lock(void);
void acsdiag_cards_unlock(void);
struct acsdiag_card *acsdiag_card_from(u64 key);
struct acsdiag_card *acsdiag_card_find(u64 key);
u32 acsdiag_cards_generation(void);
const char *acsdiag_cards_refused(void);
bool acsdiag_cards_hooked(void);
unsigned int acsdiag_cards_allow(void);

/* look.c */
void acsdiag_look(struct acsdiag_card *card, enum gpu_look look,
		  struct gpu_finding *finding);

/* attempt.c */
int acsdiag_run_reset(struct acsdiag_card *card);

#endif
