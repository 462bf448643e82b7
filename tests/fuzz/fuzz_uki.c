// SPDX-License-Identifier: GPL-2.0
/* libFuzzer: any bytes as the headers of a unified kernel image. */

#include <stdlib.h>

#include "fuzz.h"
#include "source/uki.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pe_section section;

	if (pe_find(data, size, ".cmdline", &section) && section.fault)
		abort();
	return 0;
}
