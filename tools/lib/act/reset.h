/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ACT_RESET_H
#define ACSDIAG_ACT_RESET_H

#include "act/act.h"
#include "model/gpu.h"

int act_reset(const struct gpu *gpu, struct resets *resets,
	      char error[ACT_ERROR_LEN]);

#endif
