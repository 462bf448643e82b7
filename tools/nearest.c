// SPDX-License-Identifier: GPL-2.0
/* What somebody who mistyped a name may have meant. */

#include <string.h>

#include "invocation.h"
#include "nearest.h"

#define WORD_MAX 32
#define FAR 3 /* edits from which on two names have nothing in common */

static unsigned int least(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int m = a < b ? a : b;

	return m < c ? m : c;
}

/* Letters to insert, drop or change to get from @a to @b (Levenshtein). */
static unsigned int distance(const char *a, size_t a_len, const char *b)
{
	unsigned int row[WORD_MAX + 1];
	size_t b_len = strlen(b);

	if (a_len > WORD_MAX || b_len > WORD_MAX)
		return FAR;
	for (unsigned int j = 0; j <= b_len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		unsigned int diagonal = row[0];

		row[0] = (unsigned int)i;
		for (size_t j = 1; j <= b_len; j++) {
			unsigned int change = a[i - 1] != b[j - 1];
			unsigned int above = row[j];

			row[j] = least(above + 1, row[j - 1] + 1,
				       diagonal + change);
			diagonal = above;
		}
	}
	return row[b_len];
}

/**
 * struct guess - the best name so far
 */
struct guess {
	const char *name;
	unsigned int distance;
};

static void consider(struct guess *best, const char *word, size_t len,
		     const char *name)
{
	unsigned int d = distance(word, len, name);

	if (d < best->distance)
		*best = (struct guess){ name, d };
}

/**
 * nearest_command() - the command that was probably meant
 * @word: what was typed
 *
 * Return: its name, or NULL when none is near.
 */
const char *nearest_command(const char *word)
{
	struct guess best = { NULL, FAR };

	for (size_t i = 0; i < commands_count; i++)
		consider(&best, word, strlen(word), commands[i]->name);
	return best.name;
}

static void consider_options(struct guess *best, const char *word, size_t len,
			     const struct option_spec *options)
{
	for (; options && options->name; options++)
		consider(best, word, len, options->name);
}

/**
 * nearest_option() - the option that was probably meant
 * @command: the command that was named, or NULL
 * @word: what was typed, with its dashes and its value
 *
 * Return: its name without dashes, or NULL when none is near.
 */
const char *nearest_option(const struct command *command, const char *word)
{
	struct guess best = { NULL, FAR };
	size_t len;

	word += strspn(word, "-");
	len = strcspn(word, "=");
	consider_options(&best, word, len, global_options);
	if (command)
		consider_options(&best, word, len, command->options);
	return best.name;
}
