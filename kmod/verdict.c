// SPDX-License-Identifier: GPL-2.0
/*
 * The running kernel's own verdict: are SV, RR, CR and UF all in effect?
 *
 * pci_acs_enabled() reads up to two registers itself. A dump therefore never
 * asks it, but recalls what was asked when the function was added. The answer
 * hangs on the ACS capability and control registers, on quirks that are fixed
 * at boot, and on quirk flags in struct pci_dev. The registers and the flags of
 * that time are kept with it, and a dump that sees others reports "unknown",
 * marks itself as interrupted and has a work item ask again; the reader's next
 * try waits for that and gets the new answer. Asking for one function always
 * asks afresh. One thing is not noticed by a dump: the control register of
 * Intel Sunrise Point root ports lies elsewhere (quirk), and when somebody
 * writes to it, only asking for that function tells. What control.c and
 * assume.c change asks again at once.
 *
 * Locking: the cache belongs to the table's mutex; the work takes it.
 */

#include <linux/workqueue.h>

#include <linux/acsdiag.h>

#include "acsdiag.h"

static u16 quirk_flags(const struct pci_dev *pdev)
{
	return (__force u16)READ_ONCE(pdev->dev_flags);
}

/**
 * acsdiag_verdict_ask() - ask the kernel now, unless that would need registers
 * that are not to be read
 * @fn: a function in the table
 */
void acsdiag_verdict_ask(struct acsdiag_function *fn)
{
	struct acsdiag_verdict_cache *cache = &fn->verdict;
	u32 registers = 0;
	int answer;

	acsdiag_table_assert_locked();
	cache->stale = false;
	cache->asked = false;
	if (acsdiag_config_closed(fn->pdev) != ACSDIAG_NONE)
		return;
	if (fn->pdev->acs_cap && !acsdiag_registers(fn->pdev, &registers))
		return;

	cache->dev_flags = quirk_flags(fn->pdev);
	answer = acsdiag_call_acs_enabled(fn->pdev, ACSDIAG_CONTROLS);
	if (answer < 0)
		return;

	cache->registers = registers;
	cache->isolated = answer;
	cache->asked = true;
}

static void ask_again(struct work_struct *work)
{
	struct acsdiag_function *fn;

	acsdiag_table_lock();
	for (fn = acsdiag_table_from(0); fn; fn = acsdiag_table_next(fn))
		if (fn->verdict.stale)
			acsdiag_verdict_ask(fn);
	acsdiag_table_unlock();
}

static DECLARE_WORK(ask_again_work, ask_again);

/**
 * acsdiag_verdict_recall() - the verdict, without asking for it
 * @fn: a function in the table
 * @registers: its ACS capability and control as just read, 0 without ACS
 *
 * Return: enum acsdiag_verdict; unknown, when what it was based on changed.
 */
u32 acsdiag_verdict_recall(struct acsdiag_function *fn, u32 registers)
{
	struct acsdiag_verdict_cache *cache = &fn->verdict;

	acsdiag_table_assert_locked();
	if (cache->asked && cache->registers == registers &&
	    cache->dev_flags == quirk_flags(fn->pdev))
		return cache->isolated ? ACSDIAG_VERDICT_ISOLATED :
					 ACSDIAG_VERDICT_NOT_ISOLATED;

	/* Each dump would find the same again, and none would come out whole. */
	if (!acsdiag_can_ask_acs_enabled() ||
	    acsdiag_config_closed(fn->pdev) != ACSDIAG_NONE)
		return ACSDIAG_VERDICT_UNKNOWN;

	cache->stale = true;
	acsdiag_table_changed();
	schedule_work(&ask_again_work);
	return ACSDIAG_VERDICT_UNKNOWN;
}

/**
 * acsdiag_verdict_settle() - wait until what dumps found changed was asked
 *
 * Call without the table's lock.
 */
void acsdiag_verdict_settle(void)
{
	flush_work(&ask_again_work);
}

/** acsdiag_verdict_exit() - nobody can recall a verdict any more */
void acsdiag_verdict_exit(void)
{
	cancel_work_sync(&ask_again_work);
}
