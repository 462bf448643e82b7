// SPDX-License-Identifier: GPL-2.0
/*
 * Virtual machines that are given devices: those of Proxmox VE (qm.conf(5), and
 * resource mappings in pci.cfg) and of libvirt.
 */

#include <stdio.h>
#include <string.h>

#include "source/reader.h"
#include "source/root.h"

#define PROXMOX_GUESTS "/etc/pve/qemu-server"
#define PROXMOX_MAPPINGS "/etc/pve/mapping/pci.cfg"
#define LIBVIRT_GUESTS "/etc/libvirt/qemu"

/* The value of "key=" in a list with commas, NULL when there is none */
static const char *list_value(struct host *h, const char *list, size_t len,
			      const char *key)
{
	size_t key_len = strlen(key);

	while (len) {
		const char *comma = memchr(list, ',', len);
		size_t n = comma ? (size_t)(comma - list) : len;

		if (n > key_len && !strncmp(list, key, key_len) &&
		    list[key_len] == '=')
			return host_string(h, list + key_len + 1, n - key_len - 1);
		n += comma ? 1 : 0;
		list += n;
		len -= n;
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

static struct guest_device *add_device(struct host *h, const struct guest *guest,
				       const char *address, struct place place)
{
	struct guest_device **last = &h->guest_devices;
	struct guest_device *d = host_alloc(h, sizeof(*d));

	if (!d)
		return NULL;
	*d = (struct guest_device){
		.guest = guest, .address = address, .place = place,
	};
	while (*last)
		last = &(*last)->next;
	*last = d;
	return d;
}

/* A mapping has a line for each place that its device may be in. */
static void add_mapped(const struct root *root, const struct guest *guest,
		       const char *mapping, bool pcie)
{
	struct text t = root_text(root, PROXMOX_MAPPINGS);
	struct reader r = { .text = t.text };
	bool inside = false;

	while (reader_next(&r)) {
		struct guest_device *d;
		size_t len;
		const char *word = reader_word(&r, &len);

		if (len == 3 && r.len > 4 && !strncmp(word, "map", 3)) {
			const char *list = word + 4, *path;

			path = inside ? list_value(root->h, list, r.len - 4, "path") :
					NULL;
			d = path ? add_device(root->h, guest, path,
					      (struct place){ t.place.file, r.number }) :
				   NULL;
			if (!d)
				continue;
			d->mapping = mapping;
			d->pcie = pcie;
			d->ids = list_value(root->h, list, r.len - 4, "id");
		} else if (len && word == t.text) {
			inside = strlen(mapping) == len &&
				 !strncmp(word, mapping, len);
		} else if (len && word[-1] == '\n') {
			inside = strlen(mapping) == len &&
				 !strncmp(word, mapping, len);
		}
	}
}

/* "hostpci0: 0000:01:00,pcie=1" or "hostpci0: mapping=gpu,pcie=1" */
static void read_hostpci(const struct root *root, const struct guest *guest,
			 const char *value, size_t len, struct place place)
{
	const char *mapping = list_value(root->h, value, len, "mapping");
	const char *pcie = list_value(root->h, value, len, "pcie");
	const char *host = list_value(root->h, value, len, "host");
	const char *comma = memchr(value, ',', len);
	struct guest_device *d;
	bool express = pcie && *pcie == '1';

	if (mapping) {
		add_mapped(root, guest, mapping, express);
		return;
	}
	if (!host)
		host = host_string(root->h, value,
				   comma ? (size_t)(comma - value) : len);
	if (strlen(host) < strlen("0000:00:00"))
		host = host_printf(root->h, "0000:%s", host);
	d = add_device(root->h, guest, host, place);
	if (d)
		d->pcie = express;
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
			read_hostpci(root, g, value, len,
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

/* <address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/> */
static void read_hostdev(const struct root *root, const struct guest *guest,
			 const struct text *t, const char *source)
{
	const char *at = strstr(source, "<address ");
	unsigned int domain = 0, bus, slot, function;
	struct guest_device *d;

	if (!at || (sscanf(at, "<address domain='%x' bus='%x' slot='%x' function='%x'",
			   &domain, &bus, &slot, &function) != 4 &&
		    sscanf(at, "<address bus='%x' slot='%x' function='%x'",
			   &bus, &slot, &function) != 3))
		return;
	d = add_device(root->h, guest,
		       host_printf(root->h, "%04x:%02x:%02x.%x", domain, bus, slot,
				   function),
		       (struct place){ t->place.file, line_of(t, at) });
	if (d)
		d->pcie = true; /* libvirt puts it where it belongs */
}

static void read_libvirt(const struct root *root, const char *path, const char *name)
{
	struct text t = root_text(root, path);
	const char *p, *machine;
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
	for (p = t.text; (p = strstr(p, "<hostdev ")); p++) {
		const char *source = strstr(p, "<source");

		if (source && !strncmp(strstr(p, "type='") ? strstr(p, "type='") : "",
				       "type='pci'", 10))
			read_hostdev(root, g, &t, source);
	}
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
