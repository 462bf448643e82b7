// SPDX-License-Identifier: GPL-2.0
/*
 * The last resets, until the module goes. The strings are constants.
 *
 * Locking: a spinlock around copying one entry.
 */

#include <linux/minmax.h>
#include <linux/spinlock.h>

#include "history.h"

#define HISTORY_LENGTH 32

static DEFINE_SPINLOCK(history_lock);
static struct acsdiag_past history[HISTORY_LENGTH];
static u32 history_count;

/**
 * acsdiag_history_add() - keep a reset in mind, and forget the oldest
 * @past: the reset; gets its number
 */
void acsdiag_history_add(struct acsdiag_past *past)
{
	spin_lock(&history_lock);
	past->number = ++history_count;
	history[(past->number - 1) % HISTORY_LENGTH] = *past;
	spin_unlock(&history_lock);
}

/**
 * acsdiag_history_from() - for going through the resets
 * @number: 0, or one more than the last one's number
 * @past: the oldest at or after @number that is remembered
 *
 * Return: false when there is none.
 */
bool acsdiag_history_from(u32 number, struct acsdiag_past *past)
{
	bool found;

	spin_lock(&history_lock);
	number = max(number, 1U);
	if (history_count > HISTORY_LENGTH)
		number = max(number, history_count - HISTORY_LENGTH + 1);
	found = number <= history_count;
	if (found)
		*past = history[(number - 1) % HISTORY_LENGTH];
	spin_unlock(&history_lock);
	return found;
}

/**
 * acsdiag_history_count() - how many resets there were
 *
 * Return: the last one's number.
 */
u32 acsdiag_history_count(void)
{
	return READ_ONCE(history_count);
}
