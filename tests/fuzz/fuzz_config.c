// SPDX-License-Identifier: GPL-2.0
/* libFuzzer: any bytes as a function's config space, cut off anywhere. */

#include <stdlib.h>

#include "fuzz.h"
#include "source/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct function f = {
		.type = PCIE_TYPE_UNREAD,
		.group = GROUP_UNREAD,
	};
	struct config_image image = {
		.bytes = data,
		.len = size > 4096 ? 4096 : size,
	};

	config_decode(&f, &image);
	if (f.acs.fact == FACT_KNOWN && f.acs.egress_size > ACS_EGRESS_WORDS * 32)
		abort();
	return 0;
}
