/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ACT_RESET_H
#define ACSDIAG_ACT_RESET_H

#include "act/act.h"
#include "model/gpu.h"

/**
 * struct reset_watch - somebody wants to see a reset while it is run
 * @step: told of each step
 * @arg: handed to @step
 */
struct reset_watch {
	void (*step)(const struct reset_step *step, void *arg);
	void *arg;
};

int act_reset(const struct gpu *gpu, struct resets *resets,
	      const struct reset_watch *watch, int *answer,
	      char error[ACT_ERROR_LEN]);

#endif
