// SPDX-License-Identifier: GPL-2.0
/* Read the table once; a row that cannot be read ends the program. */
#include "outcomes.h"

#include <errno.h>
#include <linux/kernel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SCENARIOS 16
#define MOST_FAMILIES 32
#define MOST_SPECIALS 64
#define BLANKS " \t\n"

struct family_row {
	char name[OUTCOME_LEN];
	char outcome[MOST_SCENARIOS][OUTCOME_LEN];
};

static struct scenario scenarios[MOST_SCENARIOS];
static struct family_row families[MOST_FAMILIES];
static struct special specials[MOST_SPECIALS];
static unsigned int scenario_count, family_count, special_count, line_number;

static void bad_row(const char *why)
{
	fprintf(stderr, "%s:%u: %s\n", OUTCOMES, line_number, why);
	exit(2);
}

/* The next field of the row that strtok() is in; false when it has no more. */
static bool next_field(char *to)
{
	const char *from = strtok(NULL, BLANKS);

	if (from && snprintf(to, OUTCOME_LEN, "%s", from) >= OUTCOME_LEN)
		bad_row("too long");
	return from;
}

static void needed(char *to)
{
	if (!next_field(to))
		bad_row("too short");
}

static int result_of(const char *outcome)
{
	static const struct {
		const char *name;
		int result;
	} results[] = {
		{ "ok", 0 }, { "EIO", -EIO }, { "ENODEV", -ENODEV },
		{ "ENOTTY", -ENOTTY }, { "ETIMEDOUT", -ETIMEDOUT },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(results); i++)
		if (!strcmp(results[i].name, outcome))
			return results[i].result;
	bad_row("no such outcome");
	return 0;
}

static void read_befallen(struct befallen *card)
{
	char befell[OUTCOME_LEN];

	while (next_field(befell)) {
		if (!strcmp(befell, "used"))
			card->used = true;
		else if (card->count < OUTCOME_WORDS)
			memcpy(card->words[card->count++], befell, sizeof(befell));
		else
			bad_row("too much befell it");
	}
}

static void read_scenario(void)
{
	struct scenario *scenario = &scenarios[scenario_count++];

	if (scenario_count > MOST_SCENARIOS || family_count)
		bad_row("too many scenarios, or too late");
	needed(scenario->name);
	read_befallen(&scenario->card);
}

static void read_family(void)
{
	struct family_row *family = &families[family_count++];
	char more[OUTCOME_LEN];
	unsigned int i;

	if (family_count > MOST_FAMILIES)
		bad_row("too many families");
	needed(family->name);
	for (i = 0; i < scenario_count; i++) {
		needed(family->outcome[i]);
		if (strcmp(family->outcome[i], "-"))
			result_of(family->outcome[i]);
	}
	if (next_field(more))
		bad_row("more outcomes than scenarios");
}

static void read_special(void)
{
	struct special *special = &specials[special_count++];
	char outcome[OUTCOME_LEN];

	if (special_count > MOST_SPECIALS)
		bad_row("too many specials");
	needed(special->family);
	needed(special->method);
	needed(outcome);
	special->result = result_of(outcome);
	special->card.used = true;
	read_befallen(&special->card);
}

static void read_row(char *line)
{
	const char *kind = strtok(line, BLANKS);

	if (!kind || *kind == '#')
		return;
	if (!strcmp(kind, "scenario"))
		read_scenario();
	else if (!strcmp(kind, "family"))
		read_family();
	else if (!strcmp(kind, "special"))
		read_special();
	else
		bad_row("no such row");
}

static void read_table(void)
{
	char line[256];
	FILE *file;

	if (line_number)
		return;
	file = fopen(OUTCOMES, "r");
	if (!file)
		bad_row(strerror(errno));
	while (fgets(line, sizeof(line), file)) {
		line_number++;
		read_row(line);
	}
	fclose(file);
}

const struct scenario *scenario_at(unsigned int number)
{
	read_table();
	return number < scenario_count ? &scenarios[number] : NULL;
}

const struct scenario *scenario_find(const char *name)
{
	unsigned int i;

	read_table();
	for (i = 0; i < scenario_count; i++)
		if (!strcmp(scenarios[i].name, name))
			return &scenarios[i];
	return NULL;
}

const struct special *special_at(unsigned int number)
{
	read_table();
	return number < special_count ? &specials[number] : NULL;
}

bool outcome_of(const char *family, const struct scenario *scenario, int *result)
{
	unsigned int i;

	for (i = 0; i < family_count; i++) {
		const char *outcome = families[i].outcome[scenario - scenarios];

		if (strcmp(families[i].name, family))
			continue;
		if (!strcmp(outcome, "-"))
			return false;
		*result = result_of(outcome);
		return true;
	}
	fprintf(stderr, "%s: no family %s\n", OUTCOMES, family);
	exit(2);
}
