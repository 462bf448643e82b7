/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_MODEL_UTF8_H
#define ACSDIAG_MODEL_UTF8_H

#include <stddef.h>
#include <stdint.h>

#define UTF8_LEN 4 /* of the longest character */

size_t utf8_decode(const char *text, size_t len, uint32_t *code);

#endif
