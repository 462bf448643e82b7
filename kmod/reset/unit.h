/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RESET_UNIT_H
#define ACSDIAG_RESET_UNIT_H

#include <linux/pci.h>
#include <linux/types.h>

#define UNIT_MEMBERS 8 /* functions of a slot */

/**
 * struct unit_member - a function of the chip
 * @pdev: the function, with a reference
 * @locked: its device lock and config access are held by the unit
 * @kept_awake: nobody wakes it or puts it to sleep
 * @quiet: it was saved, and is kept from acting
 * @blocked: translation is kept away from it
 * @command: its command register as it was found
 * @ats: its ATS control register as it was found
 * @ats_control: where that is, 0 when ATS was off
 * @theirs: what somebody else had saved of its config space, or NULL
 * @ours: its config space before the reset
 */
struct unit_member {
	struct pci_dev *pdev;
	bool locked;
	bool kept_awake;
	bool quiet;
	bool blocked;
	u16 command;
	u16 ats;
	int ats_control;
	struct pci_saved_state *theirs;
	struct pci_saved_state *ours;
};

/**
 * struct unit - what one reset hits: a GPU, and its audio and USB functions
 * @count: entries of @members
 * @members: the GPU first
 * @refusal: why unit_hold() failed, one sentence
 */
struct unit {
	unsigned int count;
	struct unit_member members[UNIT_MEMBERS];
	const char *refusal;
};

int unit_hold(struct unit *unit, struct pci_dev *gpu);
int unit_release(struct unit *unit, bool written);
void unit_restore(struct unit_member *member);
const char *unit_driver_in_the_way(const struct pci_dev *pdev);

#endif
