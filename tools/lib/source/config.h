/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_CONFIG_H
#define ACSDIAG_SOURCE_CONFIG_H

#include "model/machine.h"

/**
 * struct config_image - bytes of a function's config space
 * @bytes: the image
 * @len: how many bytes from offset 0 are there: 64 without root, 256, 512, 4096
 * @size: how large the kernel takes the space to be, 0 when nobody said; what
 *	  lies beyond is absent, not unread
 * @fetch: reads bytes beyond @len into @bytes when they turn out to matter, and
 *	   says whether it could; NULL where there are no others
 */
struct config_image {
	const uint8_t *bytes;
	size_t len;
	size_t size;
	bool (*fetch)(struct config_image *image, size_t offset, size_t size);
};

void config_decode(struct function *f, struct config_image *image);

#endif
