/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_TESTS_FUZZ_H
#define ACSDIAG_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* What libFuzzer calls for each input. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
