/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DIFFERENTIAL_RANDOM_H
#define DIFFERENTIAL_RANDOM_H

#include "synthetic.h"

/* The same seed gives the same machine on every host and kernel. */
int random_machine(uint64_t seed, struct synthetic *s);

#endif
