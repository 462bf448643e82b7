// SPDX-License-Identifier: GPL-2.0
/*
 * Resizable BARs of graphics cards, as far as the kernel shows them: a file
 * resourceN_resize for each, with a bit for each size that it can have, 1 MB the
 * lowest (Documentation/ABI/testing/sysfs-bus-pci).
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source/root.h"

#define DEVICES "/sys/bus/pci/devices"
#define BARS 6

/* A line of "resource" for each BAR: first and last address, flags */
static unsigned long long bar_size(const struct text *resource, unsigned int bar)
{
	const char *line = resource->fact == FACT_KNOWN ? resource->text : NULL;
	unsigned long long first, last;

	while (bar-- && line) {
		line = strchr(line, '\n');
		if (line)
			line++;
	}
	if (!line || sscanf(line, "%llx %llx", &first, &last) != 2 || last <= first)
		return 0;
	return last - first + 1;
}

static void read_bar(const struct root *root, const char *device, unsigned int bar)
{
	struct text sizes, resource;
	struct bar **last, *b;

	sizes = root_value(root, host_printf(root->h, DEVICES "/%s/resource%u_resize",
					     device, bar));
	if (sizes.fact != FACT_KNOWN)
		return;
	resource = root_text(root, host_printf(root->h, DEVICES "/%s/resource",
					       device));
	b = host_alloc(root->h, sizeof(*b));
	if (!b)
		return;
	*b = (struct bar){
		.address = device,
		.number = bar,
		.size = bar_size(&resource, bar),
		.sizes = strtoull(sizes.text, NULL, 16),
		.place = sizes.place,
	};
	for (last = &root->h->bars; *last;)
		last = &(*last)->next;
	*last = b;
}

/**
 * host_bars_read() - which sizes could BARs of graphics cards have?
 * @root: the root; its host is filled
 */
void host_bars_read(const struct root *root)
{
	struct names names;

	if (root_names(root, DEVICES, "", &names) != FACT_KNOWN)
		return;
	for (size_t i = 0; i < names.count; i++) {
		struct text class = root_value(root, host_printf(root->h,
								 DEVICES "/%s/class",
								 names.list[i]));

		if (class.fact != FACT_KNOWN || strncmp(class.text, "0x03", 4))
			continue;
		for (unsigned int bar = 0; bar < BARS; bar++)
			read_bar(root, names.list[i], bar);
	}
}
