/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DIFFERENTIAL_PREDICT_H
#define DIFFERENTIAL_PREDICT_H

#include "model.h"

/**
 * enum predict_result - what `acsdiag predict` says of the machine it runs on
 * @PREDICT_EXACT: the rules give exactly the kernel's groups
 * @PREDICT_EXPLAINED: they do not, and it names what accounts for that
 * @PREDICT_WRONG: they do not, and nothing is named; or there is no answer
 */
enum predict_result {
	PREDICT_EXACT,
	PREDICT_EXPLAINED,
	PREDICT_WRONG,
};

bool predict_can_know(const struct synthetic *s, const struct sight *sight);
enum predict_result predict_ask(void);

#endif
