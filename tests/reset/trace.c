// SPDX-License-Identifier: GPL-2.0
/*
 * Write down every access of one reset of one of the model's cards.
 *	trace FAMILY SCENARIO
 *	trace --list
 *	trace --chips		the table in Documentation/reset.md
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "card.h"

#define COMMAND 0x04

static int list(void)
{
	const char *const *family;
	const struct scenario *scenario;
	unsigned int i;

	printf("families: ");
	for (family = gpu_model_families(); *family; family++)
		printf(" %s", *family);
	printf("\nscenarios:");
	for (i = 0; (scenario = scenario_at(i)); i++)
		printf(" %s", scenario->name);
	printf("\n");
	return 0;
}

static void print_ids(const struct gpu_family *family)
{
	const struct gpu_chip *chip;
	unsigned int i;

	for (i = 0; (chip = gpu_chip_at(i)); i++)
		if (chip->family == family)
			printf(" %04x", chip->device);
}

static void print_family(const struct gpu_family *family)
{
	unsigned int i;

	printf("| %s `%s` |", family->title, family->name);
	print_ids(family);
	printf(" |");
	for (i = 0; i < GPU_METHODS && family->methods[i]; i++)
		printf("%s %s", i ? "," : "", family->methods[i]->name);
	printf("%s | %s%s | %s |\n", i ? "" : " none known",
	       gpu_evidence_name(family->evidence),
	       family->experimental ? ", experimental" : "",
	       family->bus_reset_harms ? "kept away" : "left alone");
}

static int chips(void)
{
	const struct gpu_family *family = NULL;
	const struct gpu_chip *chip;
	unsigned int i;

	for (i = 0; (chip = gpu_chip_at(i)); i++) {
		if (chip->family != family)
			print_family(chip->family);
		family = chip->family;
	}
	return 0;
}

static int trace(struct card *card)
{
	struct gpu_outcome outcome;
	uint64_t begin;
	int err;

	card_disable(card);
	begin = gpu_model_now(card->model);
	gpu_model_trace(card->model, stdout);
	err = card_method(card, &outcome);
	gpu_model_trace_end(card->model);
	gpu_model_trace(card->model, NULL);
	printf("END\nreturn=%d virtual_time=%" PRIu64 " us cmd=%04x method=%s before=\"%s\" after=\"%s\"\n",
	       err, gpu_model_now(card->model) - begin,
	       gpu_model_config_read(card->model, 0, COMMAND, 2),
	       outcome.method ? outcome.method->name : "none",
	       gpu_verdict_name(outcome.before.verdict),
	       gpu_verdict_name(outcome.after.verdict));
	return 0;
}

int main(int argc, char **argv)
{
	const struct scenario *scenario;
	struct card *card;
	int status;

	if (argc == 2 && !strcmp(argv[1], "--list"))
		return list();
	if (argc == 2 && !strcmp(argv[1], "--chips"))
		return chips();
	scenario = argc == 3 ? scenario_find(argv[2]) : NULL;
	card = scenario ? card_in(argv[1], scenario) : NULL;
	if (!card) {
		fprintf(stderr, "usage: trace FAMILY SCENARIO | trace --list | trace --chips\n");
		return 2;
	}
	status = trace(card);
	card_free(card);
	return status;
}
