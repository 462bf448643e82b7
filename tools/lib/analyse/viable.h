/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_VIABLE_H
#define ACSDIAG_ANALYSE_VIABLE_H

#include "model/machine.h"

bool function_is_infrastructure(const struct function *f);
bool function_on_vfio(const struct function *f);
bool function_holds_group(const struct function *f);

#endif
