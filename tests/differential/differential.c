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

#include "compare.h"
#include "coverage.h"
#include "fixes.h"
#include "model.h"
#include "predict.h"
#include "random.h"

#define COVERAGE_FROM 200 /* machines from which every branch is expected */

static unsigned int fixes[FIX_FAILS + 1];
static unsigned int predictions[PREDICT_WRONG + 1];

/* Searching a fix costs more than all the rest; one machine in four has to. */
static int try_fix(int fd, uint64_t seed, const struct synthetic *s,
		   const struct sight *sight)
{
	struct circumstances c;
	struct machine *m;
	int ret;

	if (seed % 4 || s->stages || s->vfs)
		return 0;
	m = model_of_sight(s, sight, VIEW_FIRMWARE);
	if (!m)
		return -ENOMEM;
	model_circumstances(s, m, VIEW_FIRMWARE, &c);
	ret = fix_try(fd, m, &c, seed);
	if (ret >= 0)
		fixes[ret]++;
	circumstances_release(&c);
	machine_free(m);
	return ret < 0 ? ret : 0;
}

/* The command takes longer than the kernel does; one machine in eight has to do. */
static void try_predict(uint64_t seed, const struct synthetic *s,
			const struct sight *sight)
{
	enum predict_result result;

	if (seed % 8 != 1 || !predict_can_know(s, sight))
		return;
	result = predict_ask();
	predictions[result]++;
	if (result == PREDICT_WRONG)
		printf("seed %llu: acsdiag predict does not account for the groups\n",
		       (unsigned long long)seed);
}

/* Return: 1 when model and kernel agree, 0 when not, negative errno on error. */
static int one_machine(int fd, uint64_t seed)
{
	struct sight sight;
	struct synthetic s;
	int ret, err;

	ret = random_machine(seed, &s);
	if (ret)
		return ret;
	ret = client_present(fd, &s, &sight);
	if (ret)
		goto out_release;
	try_predict(seed, &s, &sight);
	client_remove(fd);
	ret = compare_with_model(seed, "", &s, &sight);
	err = ret ? try_fix(fd, seed, &s, &sight) : 0;
	if (err)
		ret = err;
	sight_release(&sight);
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
	printf("fixes %u wrong %u\n", fixes[FIX_SPLITS] + fixes[FIX_FAILS],
	       fixes[FIX_FAILS]);
	printf("predictions exact %u explained %u wrong %u\n",
	       predictions[PREDICT_EXACT], predictions[PREDICT_EXPLAINED],
	       predictions[PREDICT_WRONG]);
	if (!coverage_print() && count >= COVERAGE_FROM) {
		printf("a branch of the rule was never reached\n");
		return 1;
	}
	return wrong || fixes[FIX_FAILS] || predictions[PREDICT_WRONG] ? 1 : 0;
}
