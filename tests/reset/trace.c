// SPDX-License-Identifier: GPL-2.0
/*
 * Write down every access of one reset of one of the model's cards.
 *	trace FAMILY SCENARIO
 *	trace --list
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
	scenario = argc == 3 ? scenario_find(argv[2]) : NULL;
	card = scenario ? card_in(argv[1], scenario) : NULL;
	if (!card) {
		fprintf(stderr, "usage: trace FAMILY SCENARIO | trace --list\n");
		return 2;
	}
	status = trace(card);
	card_free(card);
	return status;
}
