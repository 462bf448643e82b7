/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_MODEL_ARENA_H
#define ACSDIAG_MODEL_ARENA_H

#include <stddef.h>

/*
 * Memory that is given back all at once. Strings are kept once each: a machine
 * of 100,000 functions has few drivers, power states and names.
 */
struct arena;

struct arena *arena_new(struct arena *base);
struct arena *arena_get(struct arena *arena);
void arena_put(struct arena *arena);
void *arena_alloc(struct arena *arena, size_t size);
const char *arena_string(struct arena *arena, const char *text, size_t len);

#endif
