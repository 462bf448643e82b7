// SPDX-License-Identifier: GPL-2.0
/*
 * The command itself, on a kernel that has a synthetic machine: it reads sysfs
 * like anywhere, and has to find the kernel's groups without being told anything.
 */

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "predict.h"

#define COMMAND "acsdiag --source sysfs --json predict"
#define ANSWER_MAX (4 << 20)

/* The whole answer as a string, NULL when there is none. */
static char *read_answer(int *status)
{
	FILE *in = popen(COMMAND, "r");
	char *answer;
	size_t len;

	if (!in)
		return NULL;
	answer = malloc(ANSWER_MAX);
	len = answer ? fread(answer, 1, ANSWER_MAX - 1, in) : 0;
	*status = pclose(in);
	if (answer)
		answer[len] = '\0';
	return answer;
}

/* Is there anything in this list of the answer? */
static bool has_entries(const char *answer, const char *list)
{
	const char *at = strstr(answer, list);

	if (!at)
		return false;
	at += strlen(list);
	while (isspace((unsigned char)*at))
		at++;
	return *at == '"';
}

/**
 * predict_can_know() - does sysfs hold what decides the groups?
 * @s: the machine
 * @sight: as the kernel found it
 *
 * Return: false where functions came one after the other, which only the module
 * notes, and where model_can_know() is false.
 */
bool predict_can_know(const struct synthetic *s, const struct sight *sight)
{
	struct circumstances c;
	struct machine *m;
	bool can;

	if (s->stages)
		return false;
	m = model_of_sight(s, sight, VIEW_AS_READ);
	if (!m)
		return false;
	model_circumstances(s, m, VIEW_AS_READ, &c);
	can = model_can_know(s, &c, VIEW_AS_READ);
	circumstances_release(&c);
	machine_free(m);
	return can;
}

/**
 * predict_ask() - run `acsdiag predict` while a machine is loaded
 *
 * Return: what it says. An answer that is wrong is printed.
 */
enum predict_result predict_ask(void)
{
	enum predict_result result = PREDICT_WRONG;
	int status = -1;
	char *answer;

	fflush(stdout);
	answer = read_answer(&status);
	if (!answer)
		return PREDICT_WRONG;
	if (!status && strstr(answer, "\"matches\": true"))
		result = PREDICT_EXACT;
	else if (WIFEXITED(status) && WEXITSTATUS(status) == 1 &&
		 has_entries(answer, "\"explained_by\": ["))
		result = PREDICT_EXPLAINED;
	else
		printf("%s\n", answer);
	free(answer);
	return result;
}
