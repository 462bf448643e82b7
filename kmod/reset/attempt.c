// SPDX-License-Identifier: GPL-2.0
/*
 * One reset of a GPU, as the kernel asks for it: who may have it, what is held
 * meanwhile, and what is said of it.
 *
 * Locking: the caller holds the GPU's device lock and blocks its config space
 * from userspace, so two resets of one card follow each other. unit.c locks the
 * functions beside it. Nothing else is held: all waiting is sleep, and it ends
 * within GPU_RESET_LIMIT_US.
 *
 * The caller also saved the GPU's config space and took its bus mastering and
 * decoding away, and restores it afterwards. COMMAND is left as it was found.
 */

#include <linux/slab.h>
#include <linux/time64.h>
#include <linux/timekeeping.h>

#include "../acsdiag.h"
#include "card.h"
#include "genl.h"
#include "history.h"
#include "mmio.h"
#include "unit.h"

/**
 * struct run - one reset; too big for the stack
 * @unit: what it hits
 * @mmio: how the card is reached
 * @outcome: what became of it
 * @past: the same, to be remembered
 */
struct run {
	struct unit unit;
	struct mmio mmio;
	struct gpu_outcome outcome;
	struct acsdiag_past past;
};

static int fail(struct run *run, int err, const char *why)
{
	run->outcome.result = err;
	run->outcome.failure = why;
	return err;
}

/* -ENOTTY has the kernel go on with its own methods. */
static int may_reset(struct run *run, struct acsdiag_card *card)
{
	struct pci_dev *pdev = card->pdev;

	if (unit_driver_in_the_way(pdev))
		return fail(run, -ENOTTY, "a driver of this host is bound to it");
	if (!pci_device_is_present(pdev))
		return fail(run, -ENODEV, "it does not answer");
	return 0;
}

static int reset_held(struct run *run, struct acsdiag_card *card)
{
	int err;

	mmio_open(&run->mmio, card, &run->unit);
	if (run->mmio.registers)
		err = gpu_reset(&run->mmio.io, &card->chip,
				acsdiag_cards_allow(), &run->outcome);
	else
		err = fail(run, -ENOTTY, "BAR 5, its registers, cannot be mapped");
	mmio_close(&run->mmio);
	return err;
}

static int attempt(struct run *run, struct acsdiag_card *card)
{
	int err, others;

	err = may_reset(run, card);
	if (err)
		return err;
	err = unit_hold(&run->unit, card->pdev);
	if (err)
		return fail(run, err, run->unit.refusal);

	err = reset_held(run, card);
	others = unit_release(&run->unit, run->outcome.written);
	if (!err && others)
		err = fail(run, others,
			   "another function of the card is gone afterwards");
	return err;
}

static void report(const struct acsdiag_card *card,
		   const struct gpu_outcome *outcome)
{
	unsigned int ms = div_u64(outcome->duration_us, USEC_PER_MSEC);
	const char *method = outcome->method ? outcome->method->name : "no method";

	if (outcome->result == -ENOTTY)
		pci_info(card->pdev, "acsdiag: not reset by us: %s\n",
			 outcome->failure ?: "no sequence");
	else if (outcome->result)
		pci_warn(card->pdev, "acsdiag: not reset (%s, %u steps, %u ms): %s; it is %s\n",
			 method, outcome->steps, ms, outcome->failure ?: "unknown",
			 gpu_verdict_name(outcome->after.verdict));
	else if (outcome->written)
		pci_info(card->pdev, "acsdiag: reset by %s in %u steps and %u ms, it is %s\n",
			 method, outcome->steps, ms,
			 gpu_verdict_name(outcome->after.verdict));
	else
		pci_info(card->pdev, "acsdiag: needs no reset, it is %s\n",
			 gpu_verdict_name(outcome->before.verdict));
}

static void begin(struct run *run, const struct acsdiag_card *card)
{
	struct acsdiag_past *past = &run->past;

	past->key = acsdiag_key_of(card->pdev);
	past->vendor = card->chip.vendor;
	past->device = card->chip.device;
	past->time = ktime_get_real_seconds();
	past->pid = task_tgid_nr(current);
	get_task_comm(past->comm, current);
}

static void remember(struct run *run)
{
	const struct gpu_outcome *outcome = &run->outcome;
	struct acsdiag_past *past = &run->past;

	past->method = outcome->method ? outcome->method->name : NULL;
	past->failure = outcome->failure;
	past->tries = outcome->tries;
	past->steps = outcome->steps;
	past->duration_us = outcome->duration_us;
	past->error = outcome->result;
	past->written = outcome->written;
	past->before = outcome->before.verdict;
	past->after = outcome->after.verdict;
	acsdiag_history_add(past);
	acsdiag_resets_tell_done(past);
}

/**
 * acsdiag_run_reset() - reset a card
 * @card: the card; its function is locked
 *
 * Return: 0 when it is clean; -ENOTTY to have the kernel try its own methods;
 * or another negative errno.
 */
int acsdiag_run_reset(struct acsdiag_card *card)
{
	struct run *run = kzalloc_obj(*run);
	int err;

	if (!run)
		return -ENOMEM;

	device_lock_assert(&card->pdev->dev);
	begin(run, card);
	err = attempt(run, card);
	report(card, &run->outcome);
	remember(run);
	kfree(run);
	return err;
}
