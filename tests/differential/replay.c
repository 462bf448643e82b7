// SPDX-License-Identifier: GPL-2.0
/*
 * Runs in the guest: put a machine from the host in front of the kernel and
 * print the kernel's groups beside the model's and the dump's.
 *
 *	acsdiag-replay FILE
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"
#include "model/machine.h"
#include "replay.h"

/**
 * struct replay - a machine from a file
 * @s: its config space
 * @entries: what the file says of each function
 * @kernel: the kernel's group of each
 */
struct replay {
	struct synthetic s;
	struct replay_entry *entries;
	int *kernel;
};

static int read_entries(FILE *in, struct replay *r)
{
	struct replay_header h;

	if (fread(&h, sizeof(h), 1, in) != 1 || h.magic != REPLAY_MAGIC ||
	    h.count > SYNTHETIC_FUNCTIONS_MAX ||
	    h.roots_count > SYNTH_ROOTS_MAX)
		return -EINVAL;
	r->entries = calloc(h.count + 1, sizeof(*r->entries));
	r->kernel = calloc(h.count + 1, sizeof(*r->kernel));
	if (!r->entries || !r->kernel)
		return -ENOMEM;
	if (fread(r->entries, sizeof(*r->entries), h.count, in) != h.count)
		return -EINVAL;
	for (uint32_t i = 0; i < h.count; i++)
		r->s.functions[i] = r->entries[i].image;
	r->s.count = h.count;
	r->s.roots_count = h.roots_count;
	memcpy(r->s.roots, h.roots, sizeof(h.roots));
	return 0;
}

static void replay_release(struct replay *r)
{
	free(r->kernel);
	free(r->entries);
	synthetic_release(&r->s);
}

static int replay_read(const char *path, struct replay *r)
{
	FILE *in = fopen(path, "rb");
	int err;

	if (!in)
		return -errno;
	memset(r, 0, sizeof(*r));
	err = synthetic_init(&r->s);
	if (!err)
		err = read_entries(in, r);
	fclose(in);
	if (err)
		replay_release(r);
	return err;
}

static int present(struct replay *r)
{
	struct sight sight;
	int fd = client_open();
	int err;

	if (fd < 0)
		return fd;
	err = client_present(fd, &r->s, &sight);
	if (err)
		return err;
	client_remove(fd);
	for (size_t i = 0; i < r->s.count; i++) {
		r->kernel[i] = GROUP_UNREAD;
		for (size_t j = 0; j < sight.count; j++)
			if (sight.list[j].rid == r->entries[i].image.rid)
				r->kernel[i] = sight.list[j].group;
	}
	sight_release(&sight);
	return 0;
}

/* The numbers of two partitions do not agree; who is with whom has to. */
static bool same_company(const struct replay *r, size_t i)
{
	const struct replay_entry *e = r->entries;

	if (r->kernel[i] < 0)
		return false;
	for (size_t j = 0; j < r->s.count; j++)
		if ((r->kernel[i] == r->kernel[j]) !=
		    (e[i].model == e[j].model))
			return false;
	return true;
}

static void print_group(int group)
{
	if (group == GROUP_NONE)
		printf(" %7s", "none");
	else if (group < 0)
		printf(" %7s", "-");
	else
		printf(" %7d", group);
}

static size_t print_entry(const struct replay *r, size_t i)
{
	const struct replay_entry *e = &r->entries[i];
	bool same = same_company(r, i);
	char addr[PCI_ADDR_LEN];

	printf("%s %04x:%04x", addr_format(e->addr, addr),
	       image_get16(&e->image, 0), image_get16(&e->image, 2));
	print_group(r->kernel[i]);
	print_group(e->model);
	print_group(e->dump);
	if (r->kernel[i] == GROUP_UNREAD)
		printf("  not found by the kernel");
	else if (!same)
		printf("  model and kernel differ");
	printf("\n");
	return !same;
}

int main(int argc, char **argv)
{
	size_t wrong = 0;
	struct replay r;
	int err;

	if (argc != 2) {
		fprintf(stderr, "usage: acsdiag-replay FILE\n");
		return 2;
	}
	err = replay_read(argv[1], &r);
	if (err) {
		fprintf(stderr, "%s: %s\n", argv[1], strerror(-err));
		return 3;
	}
	err = present(&r);
	if (err) {
		fprintf(stderr, "/dev/acsdiag-synth: %s\n", strerror(-err));
		replay_release(&r);
		return 3;
	}
	printf("function     id         kernel   model    dump\n");
	for (size_t i = 0; i < r.s.count; i++)
		wrong += print_entry(&r, i);
	printf("functions %zu differing %zu\n", r.s.count, wrong);
	replay_release(&r);
	return wrong ? 1 : 0;
}
