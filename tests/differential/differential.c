// SPDX-License-Identifier: GPL-2.0
/*
 * Runs in the guest: put random machines in front of the kernel and compare the
 * groups it forms with the model's.
 *
 *	acsdiag-differential SEED COUNT
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "case.h"
#include "coverage.h"
#include "model.h"
#include "random.h"

#define COVERAGE_FROM 200 /* machines from which every branch is expected */
#define CASES_MAX 20 /* one fault shows in many machines; a few will do */

static unsigned int cases;

static bool compare_groups(const char *name, const struct sight *sight,
			   const struct machine *m,
			   const struct circumstances *c)
{
	struct grouping *g;
	bool same;

	if (grouping_compute(m, c, &g))
		return false;
	coverage_count(g);
	same = partition_agrees(g);
	if (!same && cases++ < CASES_MAX)
		case_print(name, sight, g);
	grouping_free(g);
	return same;
}

static bool compare(const char *name, const struct synthetic *s,
		    const struct sight *sight, enum view view)
{
	struct machine *m = model_of_sight(s, sight, view);
	struct circumstances c;
	bool same = true;

	if (!m)
		return false;
	model_circumstances(s, m, view, &c);
	if (model_can_know(s, &c, view))
		same = compare_groups(name, sight, m, &c);
	circumstances_release(&c);
	machine_free(m);
	return same;
}

/* Return: 1 when model and kernel agree, 0 when not, negative errno on error. */
static int one_machine(int fd, uint64_t seed)
{
	struct sight sight = { 0 };
	struct synthetic s;
	char name[32], firmware[48];
	int ret;

	ret = random_machine(seed, &s);
	if (ret)
		return ret;
	ret = client_load(fd, &s);
	if (ret)
		goto out_release;
	ret = client_look(fd, &s, &sight);
	if (!ret) {
		snprintf(name, sizeof(name), "seed-%llu",
			 (unsigned long long)seed);
		snprintf(firmware, sizeof(firmware), "%s-firmware", name);
		ret = compare(name, &s, &sight, VIEW_AS_READ) &&
		      compare(firmware, &s, &sight, VIEW_FIRMWARE);
	}
	sight_release(&sight);
	client_remove(fd);
out_release:
	synthetic_release(&s);
	return ret;
}

int main(int argc, char **argv)
{
	uint64_t seed, count, wrong = 0, i;
	int fd, ret = 0;

	if (argc != 3) {
		fprintf(stderr, "usage: acsdiag-differential SEED COUNT\n");
		return 2;
	}
	seed = strtoull(argv[1], NULL, 0);
	count = strtoull(argv[2], NULL, 0);
	fd = client_open();
	if (fd < 0) {
		fprintf(stderr, "/dev/acsdiag-synth: %s\n", strerror(-fd));
		return 3;
	}

	for (i = 0; i < count && ret >= 0; i++) {
		ret = one_machine(fd, seed + i);
		if (ret < 0)
			fprintf(stderr, "seed %llu: %s\n",
				(unsigned long long)(seed + i), strerror(-ret));
		wrong += !ret;
	}
	if (ret < 0)
		return 3;
	printf("topologies %llu mismatches %llu\n", (unsigned long long)count,
	       (unsigned long long)wrong);
	if (!coverage_print() && count >= COVERAGE_FROM) {
		printf("a branch of the rule was never reached\n");
		return 1;
	}
	return wrong ? 1 : 0;
}
