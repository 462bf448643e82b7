// SPDX-License-Identifier: GPL-2.0
/*
 * Looking at a card while nobody uses it, without waking it.
 *
 * Locking: the card's device lock is tried, not waited for. Held, it keeps a
 * driver from being bound and a reset from beginning. So vfio, which has a card
 * reset to open it and does not wait for the lock either, cannot open it at just
 * that moment, as while somebody writes to driver_override. The function may not
 * fall asleep meanwhile either.
 */

#include <linux/pm_runtime.h>

#include "../acsdiag.h"
#include "card.h"
#include "mmio.h"
#include "unit.h"

static void undecidable(struct gpu_finding *finding, const char *why)
{
	*finding = (struct gpu_finding) {
		.verdict = GPU_VERDICT_UNKNOWN,
		.reason = why,
	};
}

static void look_awake(struct acsdiag_card *card, enum gpu_look look,
		       struct gpu_finding *finding)
{
	struct mmio mmio = { };

	mmio_open(&mmio, card, NULL);
	gpu_judge(&mmio.io, &card->chip, look, finding);
	mmio_close(&mmio);
}

static void look_locked(struct acsdiag_card *card, enum gpu_look look,
			struct gpu_finding *finding)
{
	struct pci_dev *pdev = card->pdev;
	int active;

	if (unit_driver_in_the_way(pdev)) {
		undecidable(finding, "a driver of this host uses it");
		return;
	}
	if (pdev->dev.driver && pci_is_enabled(pdev)) {
		undecidable(finding, "a guest uses it");
		return;
	}
	/* Negative where runtime power management is off: so it stays awake. */
	active = pm_runtime_get_if_active(&pdev->dev);
	if (!active || acsdiag_asleep(pdev)) {
		undecidable(finding, "it or a bridge above it sleeps, and looking would wake it");
		finding->verdict = GPU_VERDICT_ASLEEP;
	} else {
		look_awake(card, look, finding);
	}
	if (active > 0)
		pm_runtime_put(&pdev->dev);
}

/**
 * acsdiag_look() - what state is it in?
 * @card: a card; cards are locked
 * @look: how far to go
 * @finding: filled in
 */
void acsdiag_look(struct acsdiag_card *card, enum gpu_look look,
		  struct gpu_finding *finding)
{
	struct device *dev = &card->pdev->dev;

	if (!device_trylock(dev)) {
		undecidable(finding, "it is being bound, unbound or reset");
		return;
	}
	look_locked(card, look, finding);
	device_unlock(dev);
}
