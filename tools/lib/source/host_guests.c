// SPDX-License-Identifier: GPL-2.0
/*
 * Virtual machines that are given devices: those of Proxmox VE (qm.conf(5), and
 * resource mappings in pci.cfg) and of libvirt.
 */

#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include "source/reader.h"
#include "source/root.h"

#define PROXMOX_GUESTS "/etc/pve/qemu-server"
#define PROXMOX_MAPPINGS "/etc/pve/mapping/pci.cfg"
#define PROXMOX_ROMS "/usr/share/kvm"
#define LIBVIRT_GUESTS "/etc/libvirt/qemu"
#define ROM_MAX ((size_t)16 << 20) /* as large as a ROM can be: PCI r3.0, 6.2.5.2 */

/**
 * struct list - a list with commas, as the value of a property
 * @text: where it begins
 * @len: of it
 */
struct list {
	const char *text;
	size_t len;
};

/* The value of "key=" in a list, NULL when there is none */
static const char *list_value(struct host *h, struct list list, const char *key)
{
	size_t key_len = strlen(key);

	while (list.len) {
		const char *comma = memchr(list.text, ',', list.len);
		size_t n = comma ? (size_t)(comma - list.text) : list.len;

		if (n > key_len && !strncmp(list.text, key, key_len) &&
		    list.text[key_len] == '=')
			return host_string(h, list.text + key_len + 1,
					   n - key_len - 1);
		n += comma ? 1 : 0;
		list.text += n;
		list.len -= n;
	}
	return NULL;
}

static struct guest *add_guest(struct host *h, const char *tool, const char *name,
			       struct place place)
{
	struct guest **last = &h->guests, *g = host_alloc(h, sizeof(*g));

	if (!g)
		return NULL;
	*g = (struct guest){
		.tool = tool, .name = name, .machine = "", .place = place,
	};
	while (*last)
		last = &(*last)->next;
	*last = g;
	return g;
}

/* Adds a copy of @as for an address; without a domain it is in the first. */
static void add_device(struct host *h, const struct guest_device *as,
		       const char *address, size_t len)
{
	struct guest_device **last = &h->guest_devices;
	struct guest_device *d = host_alloc(h, sizeof(*d));

	if (!d)
		return;
	*d = *as;
	d->address = len < strlen("0000:00:00") ?
			     host_printf(h, "0000:%.*s", (int)len, address) :
			     host_string(h, address, len);
	while (*last)
		last = &(*last)->next;
	*last = d;
}

/* "0000:01:00.0;0000:01:00.1": all of them at once */
static void add_devices(struct host *h, struct guest_device as, const char *list)
{
	as.first = true;
	while (list && *list) {
		size_t len = strcspn(list, ";");

		add_device(h, &as, list, len);
		as.first = false;
		list += len + (list[len] == ';');
	}
}

/*
 * A mapping has a line for each place that its device may be in, on each node of a
 * cluster; this node's count.
 */
static void add_map(const struct root *root, struct guest_device as,
		    struct list map, struct place place)
{
	const char *node = list_value(root->h, map, "node");
	const char *here = root->h->name;

	if (node && here && strcmp(node, here))
		return;
	as.place = place;
	as.ids = list_value(root->h, map, "id");
	as.subsystem = list_value(root->h, map, "subsystem-id");
	as.group = list_value(root->h, map, "iommugroup");
	add_devices(root->h, as, list_value(root->h, map, "path"));
}

static void add_mapped(const struct root *root, struct guest_device as)
{
	struct text t = root_text(root, PROXMOX_MAPPINGS);
	struct reader r = { .text = t.text };
	bool inside = false;

	while (reader_next(&r)) {
		size_t len;
		const char *word = reader_word(&r, &len);

		/* A name begins its line, what belongs to it is indented. */
		if (len && (word == t.text || word[-1] == '\n'))
			inside = strlen(as.mapping) == len &&
				 !strncmp(word, as.mapping, len);
		else if (inside && len == 3 && r.len > 4 && !strncmp(word, "map", 3))
			add_map(root, as, (struct list){ word + 4, r.len - 4 },
				(struct place){ t.place.file, r.number });
	}
}

static bool is_set(struct host *h, struct list list, const char *key)
{
	const char *value = list_value(h, list, key);

	return value && !strcmp(value, "1");
}

/* "hostpci0: 0000:01:00,pcie=1" or "hostpci0: mapping=gpu,pcie=1" */
static void read_hostpci(const struct root *root, const struct guest *guest,
			 struct list list, struct place place)
{
	const char *host = list_value(root->h, list, "host");
	const char *rom = list_value(root->h, list, "romfile");
	const char *comma = memchr(list.text, ',', list.len);
	struct guest_device d = {
		.guest = guest,
		.mapping = list_value(root->h, list, "mapping"),
		.pcie = is_set(root->h, list, "pcie"),
		.primary = is_set(root->h, list, "x-vga"),
		.mdev = list_value(root->h, list, "mdev"),
		.place = place,
	};

	if (rom)
		d.rom = root_part(root, host_printf(root->h, PROXMOX_ROMS "/%s", rom),
				  0, ROM_MAX);
	if (d.mapping)
		add_mapped(root, d);
	else
		add_devices(root->h, d, host ? host :
			    host_string(root->h, list.text, comma ?
					(size_t)(comma - list.text) : list.len));
}

static const char *behind(const struct reader *r, const char *key, size_t *len)
{
	size_t n = strlen(key);

	if (r->len <= n || strncmp(r->line, key, n))
		return NULL;
	n += strspn(r->line + n, " ");
	*len = r->len - n;
	return r->line + n;
}

/* Behind "hostpci0:" to "hostpci15:" */
static const char *hostpci(const struct reader *r, size_t *len)
{
	const char *value = behind(r, "hostpci", len);
	size_t digits = value ? strspn(value, "0123456789") : 0;

	if (!digits || digits >= *len || value[digits] != ':')
		return NULL;
	digits++;
	digits += strspn(value + digits, " ");
	if (digits >= *len)
		return NULL;
	*len -= digits;
	return value + digits;
}

static void read_proxmox(const struct root *root, const char *path, const char *name)
{
	struct text t = root_text(root, path);
	struct reader r = { .text = t.text };
	struct guest *g = add_guest(root->h, "Proxmox",
				    host_string(root->h, name, strcspn(name, ".")),
				    t.place);
	const char *value;
	size_t len;

	/* Behind a line in brackets are snapshots. */
	while (g && reader_next(&r) && *r.line != '[') {
		value = behind(&r, "machine:", &len);
		if (value)
			g->machine = host_string(root->h, value, len);
		value = behind(&r, "bios:", &len);
		if (value)
			g->efi = len == 4 && !strncmp(value, "ovmf", 4);
		value = hostpci(&r, &len);
		if (value)
			read_hostpci(root, g, (struct list){ value, len },
				     (struct place){ t.place.file, r.number });
	}
}

static unsigned int line_of(const struct text *t, const char *at)
{
	unsigned int line = 1;

	for (const char *p = t->text; p < at; p++)
		line += *p == '\n';
	return line;
}

/* What stands behind @key in quotes of one element, NULL when it does not */
static const char *quoted(struct host *h, struct list element, const char *key)
{
	const char *at = memmem(element.text, element.len, key, strlen(key));

	return at ? host_string(h, at + strlen(key), strcspn(at + strlen(key), "'")) :
		    NULL;
}

/* <address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/> */
static void read_hostdev(const struct root *root, const struct guest *guest,
			 const struct text *t, struct list element)
{
	const char *source = memmem(element.text, element.len, "<source", 7);
	const char *at = source ? strstr(source, "<address ") : NULL;
	const char *rom = quoted(root->h, element, " file='");
	unsigned int domain = 0, bus, slot, function;
	struct guest_device d = { .guest = guest, .pcie = true };

	if (!at || (sscanf(at, "<address domain='%x' bus='%x' slot='%x' function='%x'",
			   &domain, &bus, &slot, &function) != 4 &&
		    sscanf(at, "<address bus='%x' slot='%x' function='%x'",
			   &bus, &slot, &function) != 3))
		return;
	d.place = (struct place){ t->place.file, line_of(t, at) };
	if (rom)
		d.rom = root_part(root, rom, 0, ROM_MAX);
	add_devices(root->h, d, host_printf(root->h, "%04x:%02x:%02x.%x", domain, bus,
					    slot, function));
}

static void read_hostdevs(const struct root *root, const struct guest *guest,
			  const struct text *t)
{
	for (const char *p = t->text; (p = strstr(p, "<hostdev ")); p++) {
		const char *end = strstr(p, "</hostdev>");
		struct list element = { p, end ? (size_t)(end - p) : strlen(p) };
		const char *type = quoted(root->h, element, " type='");

		if (type && !strcmp(type, "pci"))
			read_hostdev(root, guest, t, element);
	}
}

static void read_libvirt(const struct root *root, const char *path, const char *name)
{
	struct text t = root_text(root, path);
	const char *machine;
	struct guest *g;

	if (t.fact != FACT_KNOWN)
		return;
	g = add_guest(root->h, "libvirt",
		      host_string(root->h, name, strcspn(name, ".")), t.place);
	if (!g)
		return;
	machine = strstr(t.text, "machine='");
	if (machine)
		g->machine = host_string(root->h, machine + 9,
					 strcspn(machine + 9, "'"));
	g->efi = strstr(t.text, "firmware='efi'") || strstr(t.text, "OVMF");
	read_hostdevs(root, g, &t);
}

static void read_all(const struct root *root, const char *dir, const char *suffix,
		     void (*read)(const struct root *root, const char *path,
				  const char *name))
{
	struct names names;

	if (root_names(root, dir, suffix, &names) != FACT_KNOWN)
		return;
	for (size_t i = 0; i < names.count; i++)
		read(root, host_printf(root->h, "%s/%s", dir, names.list[i]),
		     names.list[i]);
}

/**
 * host_guests_read() - which guests are given devices?
 * @root: the root; its host is filled
 */
void host_guests_read(const struct root *root)
{
	read_all(root, PROXMOX_GUESTS, ".conf", read_proxmox);
	read_all(root, LIBVIRT_GUESTS, ".xml", read_libvirt);
}
