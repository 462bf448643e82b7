// SPDX-License-Identifier: GPL-2.0
/* What is a character. Files and pastes hold bytes that are none. */

#include "model/utf8.h"

/* Bytes of a character by its first one; 0 when none begins with it. */
static size_t length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first < 0xe0)
		return 2;
	if (first >= 0xe0 && first < 0xf0)
		return 3;
	if (first >= 0xf0 && first < 0xf5)
		return 4;
	return 0;
}

/**
 * utf8_decode() - the first character of a text
 * @text: the text
 * @len: bytes in @text
 * @code: its code point, 0 when there is none
 *
 * Overlong forms, surrogates, stray bytes and what is cut off are no characters;
 * RFC 3629.
 *
 * Return: the bytes it takes, 0 when @text does not begin with a character.
 */
size_t utf8_decode(const char *text, size_t len, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = len ? length((unsigned char)*text) : 0;
	uint32_t c;

	*code = 0;
	if (!n || n > len)
		return 0;
	c = n == 1 ? (unsigned char)*text :
		     (unsigned char)*text & (0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | ((unsigned char)text[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
		return 0;
	*code = c;
	return n;
}
