// SPDX-License-Identifier: GPL-2.0
/* Arena: blocks of memory freed together, and a table of the strings in them. */

#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/arena.h"

#define BLOCK_SIZE 16384
#define TABLE_FIRST 64 /* a power of two, as are all sizes of the table */

struct block {
	struct block *next;
	size_t used, size;
	char bytes[] __attribute__((aligned));
};

/**
 * struct arena - memory with one owner per reference
 * @base: arena whose memory this one's users also point into, or NULL
 * @references: holders
 * @blocks: the block being filled comes first
 * @table: the strings, open addressing, NULL where free
 * @table_size: slots in @table, 0 before the first string
 * @strings: slots in use
 */
struct arena {
	struct arena *base;
	unsigned int references;
	struct block *blocks;
	const char **table;
	size_t table_size;
	size_t strings;
};

/**
 * arena_new() - make an arena
 * @base: arena to keep alive as long as this one, or NULL
 *
 * Return: the arena with one reference, NULL without memory.
 */
struct arena *arena_new(struct arena *base)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (!arena)
		return NULL;
	arena->references = 1;
	arena->base = base ? arena_get(base) : NULL;
	return arena;
}

/**
 * arena_get() - take a reference
 * @arena: the arena
 *
 * Return: @arena.
 */
struct arena *arena_get(struct arena *arena)
{
	arena->references++;
	return arena;
}

/**
 * arena_put() - give a reference back; the last one frees everything
 * @arena: the arena, may be NULL
 */
void arena_put(struct arena *arena)
{
	while (arena && !--arena->references) {
		struct arena *base = arena->base;
		struct block *block = arena->blocks;

		while (block) {
			struct block *next = block->next;

			free(block);
			block = next;
		}
		free(arena->table);
		free(arena);
		arena = base;
	}
}

static struct block *add_block(struct arena *arena, size_t size)
{
	size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
	struct block *block;

	if (size > SIZE_MAX - sizeof(*block))
		return NULL;
	block = malloc(sizeof(*block) + room);
	if (!block)
		return NULL;
	block->next = arena->blocks;
	block->used = 0;
	block->size = room;
	arena->blocks = block;
	return block;
}

static void *take(struct arena *arena, size_t size, size_t align)
{
	struct block *block = arena->blocks;
	size_t start = 0;

	if (block)
		start = (block->used + align - 1) & ~(align - 1);
	if (!block || start > block->size || size > block->size - start) {
		block = add_block(arena, size);
		start = 0;
	}
	if (!block)
		return NULL;
	block->used = start + size;
	return block->bytes + start;
}

/**
 * arena_alloc() - memory for any type
 * @arena: the arena
 * @size: bytes
 *
 * Return: uninitialised memory that lives as long as @arena, NULL without.
 */
void *arena_alloc(struct arena *arena, size_t size)
{
	return take(arena, size, alignof(max_align_t));
}

/* FNV-1a: short keys, no enemy who gains by making them collide. */
static size_t hash(const char *text, size_t len)
{
	uint64_t h = 0xcbf29ce484222325;

	while (len--)
		h = (h ^ (unsigned char)*text++) * 0x100000001b3;
	return (size_t)(h ^ h >> 32);
}

static const char **find_slot(struct arena *arena, const char *text, size_t len)
{
	size_t i = hash(text, len) & (arena->table_size - 1);

	while (arena->table[i]) {
		const char *s = arena->table[i];

		if (!strncmp(s, text, len) && !s[len])
			break;
		i = (i + 1) & (arena->table_size - 1);
	}
	return &arena->table[i];
}

static int grow_table(struct arena *arena)
{
	size_t old_size = arena->table_size;
	size_t size = old_size ? old_size * 2 : TABLE_FIRST;
	const char **old = arena->table;
	const char **table = calloc(size, sizeof(*table));

	if (!table)
		return -1;
	arena->table = table;
	arena->table_size = size;
	for (size_t i = 0; i < old_size; i++)
		if (old[i])
			*find_slot(arena, old[i], strlen(old[i])) = old[i];
	free(old);
	return 0;
}

/**
 * arena_string() - keep a string, once
 * @arena: the arena
 * @text: where it starts; need not be terminated
 * @len: its length; ends earlier at a NUL
 *
 * Return: the terminated string, the same pointer for the same text; NULL
 * without memory.
 */
const char *arena_string(struct arena *arena, const char *text, size_t len)
{
	const char **slot;
	char *copy;

	len = strnlen(text, len);
	if (arena->strings * 2 >= arena->table_size && grow_table(arena))
		return NULL;
	slot = find_slot(arena, text, len);
	if (*slot)
		return *slot;

	copy = take(arena, len + 1, 1);
	if (!copy)
		return NULL;
	memcpy(copy, text, len);
	copy[len] = '\0';
	*slot = copy;
	arena->strings++;
	return copy;
}
