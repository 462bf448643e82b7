// SPDX-License-Identifier: GPL-2.0
/*
 * Runs on the host: read any input of acsdiag and write the machine as config
 * space, with the groups that the model expects of a kernel.
 *
 *	acsdiag-synthesise KERNEL OUT INPUT...
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyse/grouping.h"
#include "replay.h"
#include "source/source.h"
#include "synthesise.h"

/**
 * struct told - the groups that the dump tells, kept aside
 * @group: one for each function
 *
 * The model must not go by them: an IOMMU of another kind serves the guest, and
 * its driver leaves other functions out.
 */
struct told {
	int *group;
};

static int set_aside(struct machine *m, struct told *told)
{
	told->group = calloc(m->count + 1, sizeof(*told->group));
	if (!told->group)
		return -ENOMEM;
	for (size_t i = 0; i < m->count; i++) {
		told->group[i] = m->functions[i].group;
		m->functions[i].group = GROUP_UNREAD;
	}
	return 0;
}

static int write_entry(FILE *out, const struct grouping *g, size_t i, int dump,
		       const struct synthetic *s, const struct relocation *r)
{
	const struct function *f = &g->machine->functions[i];
	struct replay_entry e = {
		.addr = f->addr,
		.model = g->group[i],
		.dump = dump,
	};
	const struct synth_function *image;
	uint16_t rid;

	if (!relocation_rid(r, f->addr, &rid))
		return 0;
	image = synthetic_find(s, rid);
	if (!image)
		return 0;
	e.image = *image;
	return fwrite(&e, sizeof(e), 1, out) == 1 ? 0 : -EIO;
}

static int write_file(const char *path, const struct grouping *g,
		      const struct told *told, const struct synthetic *s,
		      const struct relocation *r)
{
	struct replay_header header = {
		.magic = REPLAY_MAGIC,
		.count = (uint32_t)s->count,
		.roots_count = s->roots_count,
	};
	FILE *out = fopen(path, "wb");
	int err = 0;

	if (!out)
		return -errno;
	memcpy(header.roots, s->roots, sizeof(header.roots));
	if (fwrite(&header, sizeof(header), 1, out) != 1)
		err = -EIO;
	for (size_t i = 0; i < g->machine->count && !err; i++)
		err = write_entry(out, g, i, told->group[i], s, r);
	if (fclose(out) && !err)
		err = -EIO;
	return err;
}

static void print_notes(const struct machine *m, const struct synthetic *s,
			size_t left_out)
{
	size_t unread = 0;

	for (size_t i = 0; i < m->count; i++)
		unread += m->functions[i].acs.fact == FACT_UNREAD &&
			  m->functions[i].type != PCIE_TYPE_NONE;
	printf("%zu functions, moved to bus %02x and up; link widths, BARs and drivers are not replayed\n",
	       s->count, SYNTHETIC_FIRST_BUS);
	if (unread)
		printf("%zu functions whose ACS registers the input lacks are shown without the capability\n",
		       unread);
	if (left_out)
		printf("%zu functions are left out: virtual ones, and bridges whose bus numbers the input lacks\n",
		       left_out);
}

/* The kernel of the lab groups it anew, so the model judges it as at a boot. */
static int convert(struct machine *m, const char *kernel, const char *path)
{
	struct circumstances c;
	struct relocation moved;
	struct grouping *g;
	struct synthetic s;
	struct told told;
	size_t left_out;
	int err;

	circumstances_of(m, &c);
	err = set_aside(m, &told);
	if (err)
		goto out_circumstances;
	err = kernel_version_parse(kernel, &c.kernel);
	if (err)
		goto out_told;
	c.use_kernel_verdict = false;
	c.reboot = true;
	c.intel_pch_programmed = TRI_YES;
	if (c.ivrs != TRI_YES)
		c.ivrs = TRI_NO;
	err = synthesise(m, &c, &s, &moved, &left_out);
	if (err)
		goto out_told;
	err = grouping_compute(m, &c, &g);
	if (err)
		goto out_synthetic;
	err = write_file(path, g, &told, &s, &moved);
	if (!err)
		print_notes(m, &s, left_out);
	/* Status 10 asks for a guest with AMD's table. */
	if (!err && c.ivrs == TRI_YES)
		err = 10;
	grouping_free(g);
out_synthetic:
	synthetic_release(&s);
out_told:
	free(told.group);
out_circumstances:
	circumstances_release(&c);
	return err;
}

int main(int argc, char **argv)
{
	struct source_request request = { .source = "auto" };
	struct source_error error = { 0 };
	struct machine *m;
	int ret;

	if (argc < 4) {
		fprintf(stderr,
			"usage: acsdiag-synthesise KERNEL OUT INPUT...\n");
		return 2;
	}
	request.inputs = (const char *const *)&argv[3];
	request.inputs_count = (size_t)argc - 3;
	if (source_read(&request, &m, &error)) {
		fprintf(stderr, "%s\n", error.text);
		return 3;
	}
	ret = convert(m, argv[1], argv[2]);
	if (ret < 0)
		fprintf(stderr, "%s: cannot be replayed: %s\n", argv[3],
			strerror(-ret));
	machine_free(m);
	return ret < 0 ? 3 : ret;
}
