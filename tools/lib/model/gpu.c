// SPDX-License-Identifier: GPL-2.0
/* GPUs and their resets. */

#include <stdlib.h>
#include <string.h>

#include "model/gpu.h"

static const char *const words[GPU_STATES] = {
	[GPU_UNKNOWN] = "unknown",
	[GPU_OFF_BUS] = "off-bus",
	[GPU_STUCK_ASLEEP] = "stuck-asleep",
	[GPU_ASLEEP] = "asleep",
	[GPU_MMIO_DEAD] = "mmio-dead",
	[GPU_HALF_RESET] = "half-reset",
	[GPU_SMU_WEDGED] = "smu-wedged",
	[GPU_USED] = "used",
	[GPU_CLEAN] = "clean",
};

/**
 * gpu_state_word() - a state in a word, as in JSON
 * @state: the state
 *
 * Return: the word.
 */
const char *gpu_state_word(enum gpu_state state)
{
	return words[state < GPU_STATES ? state : GPU_UNKNOWN];
}

/**
 * gpu_state_of_word() - the reverse
 * @word: the word, or NULL
 *
 * Return: the state, GPU_UNKNOWN for a word that is none.
 */
enum gpu_state gpu_state_of_word(const char *word)
{
	for (enum gpu_state state = 0; word && state < GPU_STATES; state++)
		if (!strcmp(words[state], word))
			return state;
	return GPU_UNKNOWN;
}

/**
 * resets_new() - nothing known yet
 *
 * Return: to be freed with resets_free(), NULL when memory ran out.
 */
struct resets *resets_new(void)
{
	struct resets *resets = calloc(1, sizeof(*resets));

	if (!resets)
		return NULL;
	resets->texts = arena_new(NULL);
	if (resets->texts)
		return resets;
	free(resets);
	return NULL;
}

/**
 * resets_free() - and all texts in it
 * @resets: may be NULL
 */
void resets_free(struct resets *resets)
{
	if (!resets)
		return;
	arena_put(resets->texts);
	free(resets);
}

/**
 * resets_text() - keep a text
 * @resets: where
 * @text: the text, or NULL
 *
 * Return: the copy; NULL for NULL and when memory ran out.
 */
const char *resets_text(struct resets *resets, const char *text)
{
	return text ? arena_string(resets->texts, text, strlen(text)) : NULL;
}

/**
 * resets_find() - the card at an address
 * @resets: all cards
 * @addr: the address
 *
 * Return: the card, or NULL.
 */
const struct gpu *resets_find(const struct resets *resets, struct pci_addr addr)
{
	for (size_t i = 0; i < resets->gpus_count; i++)
		if (!addr_compare(resets->gpus[i].addr, addr))
			return &resets->gpus[i];
	return NULL;
}

/**
 * resets_latest() - the number of the last reset
 * @resets: all resets
 *
 * Return: the number, 0 when there was none.
 */
uint32_t resets_latest(const struct resets *resets)
{
	return resets->past_count ? resets->past[resets->past_count - 1].number : 0;
}

/**
 * resets_forget() - leave out the resets of earlier
 * @resets: all resets, the oldest first
 * @until: number of the last one to leave out
 */
void resets_forget(struct resets *resets, uint32_t until)
{
	size_t kept = 0;

	for (size_t i = 0; i < resets->past_count; i++)
		if (resets->past[i].number > until)
			resets->past[kept++] = resets->past[i];
	resets->past_count = kept;
}
