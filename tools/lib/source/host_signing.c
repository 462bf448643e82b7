// SPDX-License-Identifier: GPL-2.0
/*
 * May this kernel load the acsdiag module? Its signature stands behind it (see
 * kernel/module_signature.c and scripts/sign-file.c): PKCS#7, which names the
 * certificate of the key, then a trailer. Keys that the owner enrolled are in
 * shim's list, those that the kernel took from it in /proc/keys.
 */

#include <string.h>

#include "source/unpack.h"

#define MARKER "~Module signature appended~\n"
#define TRAILER_LEN 12 /* struct module_signature: the last four are the length */
#define MOK_LIST \
	"/sys/firmware/efi/efivars/MokListRT-605dab50-e046-4300-abb6-3dd810dd8b23"

/* X.520 commonName, 2.5.4.3, and the types of string that certificates use */
static const char common_name[] = { 0x06, 0x03, 0x55, 0x04, 0x03 };
#define DER_UTF8_STRING 0x0c
#define DER_PRINTABLE_STRING 0x13

static const char *find_bytes(const char *in, size_t len, const char *bytes,
			      size_t count)
{
	for (size_t i = 0; i + count <= len; i++)
		if (!memcmp(in + i, bytes, count))
			return in + i;
	return NULL;
}

/* The issuer that SignerInfo names: the last common name in the message */
static const char *signer_in(struct host *h, const char *der, size_t len)
{
	const char *end = der + len, *name = NULL, *p = der;
	size_t name_len = 0;

	while ((p = find_bytes(p, (size_t)(end - p), common_name,
			       sizeof(common_name)))) {
		p += sizeof(common_name);
		if (end - p < 2 || (*p != DER_UTF8_STRING &&
				    *p != DER_PRINTABLE_STRING))
			continue;
		name_len = (uint8_t)p[1];
		name = p + 2;
		if (name_len > (size_t)(end - name))
			return NULL;
	}
	return name ? host_string(h, name, name_len) : NULL;
}

static void read_signature(struct host *h, const struct text *file)
{
	struct signing *s = &h->signing;
	size_t tail = strlen(MARKER), len = 0;
	const char *end;

	s->is_signed = FACT_ABSENT;
	if (file->len < tail + TRAILER_LEN)
		return;
	end = file->text + file->len - tail;
	if (memcmp(end, MARKER, tail))
		return;
	for (int i = 4; i; i--)
		len = len << 8 | (uint8_t)end[-i];
	end -= TRAILER_LEN;
	s->is_signed = FACT_KNOWN;
	if (len <= (size_t)(end - file->text))
		s->signer = signer_in(h, end - len, len);
}

/* "updates/dkms/acsdiag.ko.xz: ..." in modules.dep */
static const char *module_path(const struct root *root)
{
	const struct text *list = &root->h->modules.available;
	const char *name, *start;

	if (list->fact != FACT_KNOWN)
		return NULL;
	name = strstr(list->text, "/acsdiag.ko");
	if (!name)
		return NULL;
	for (start = name; start > list->text && start[-1] != '\n'; start--)
		;
	return host_printf(root->h, "/lib/modules/%s/%.*s",
			   root->h->kernel.release.text,
			   (int)strcspn(start, ":"), start);
}

static enum fact holds(const struct text *t, const char *name)
{
	if (t->fact != FACT_KNOWN)
		return t->fact;
	return find_bytes(t->text, t->len, name, strlen(name)) ? FACT_KNOWN :
								FACT_ABSENT;
}

/**
 * host_signing_read() - is the installed module signed, and by a key known here?
 * @root: the root; its host is filled, its modules are known
 */
void host_signing_read(const struct root *root)
{
	struct signing *s = &root->h->signing;
	const char *path = module_path(root);
	struct text file, mok, keys;

	s->module.file = path;
	if (!path)
		return;
	file = unpacked_text(root, path);
	if (file.fact != FACT_KNOWN)
		return;
	read_signature(root->h, &file);
	if (!s->signer)
		return;
	mok = root_text(root, MOK_LIST);
	keys = root_text(root, "/proc/keys");
	s->enrolled = holds(&mok, s->signer);
	s->trusted = holds(&keys, s->signer);
}
