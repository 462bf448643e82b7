// SPDX-License-Identifier: GPL-2.0
/*
 * Which boot loader gives this host's kernel its command line, and which files
 * that loader takes it from. Loaders tell their name in a UEFI variable
 * (systemd's Boot Loader Interface: LoaderInfo, StubInfo); where none does,
 * configuration that only one of them has tells.
 */

#include <ctype.h>
#include <string.h>

#include "source/host_boot.h"

#define VENDOR "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
#define EFIVARS "/sys/firmware/efi/efivars/"
#define EFI_ATTRIBUTES 4
#define INFO_LEN 64
#define NO_ROLE (-1)

/* What each file is to the next boot, by loader in use. */
static const struct {
	signed char grub_defaults, grub_cfg, kernel_cmdline, cmdline_d, entries;
} roles[] = {
	[LOADER_UNKNOWN] = { NO_ROLE, NO_ROLE, NO_ROLE, NO_ROLE, NO_ROLE },
	[LOADER_GRUB] = { CMDLINE_EDITED, CMDLINE_NEXT, CMDLINE_IGNORED,
			  CMDLINE_IGNORED, NO_ROLE },
	[LOADER_GRUB_BLS] = { CMDLINE_IGNORED, NO_ROLE, CMDLINE_IGNORED,
			      CMDLINE_IGNORED, CMDLINE_NEXT },
	[LOADER_PROXMOX_GRUB] = { CMDLINE_EDITED, CMDLINE_NEXT, CMDLINE_IGNORED,
				  CMDLINE_IGNORED, NO_ROLE },
	[LOADER_PROXMOX_SYSTEMD] = { CMDLINE_IGNORED, NO_ROLE, CMDLINE_EDITED,
				     CMDLINE_IGNORED, CMDLINE_NEXT },
	[LOADER_SYSTEMD_BOOT] = { CMDLINE_IGNORED, NO_ROLE, CMDLINE_IGNORED,
				  CMDLINE_IGNORED, CMDLINE_NEXT },
	[LOADER_KERNEL_INSTALL] = { CMDLINE_IGNORED, NO_ROLE, CMDLINE_EDITED,
				    NO_ROLE, CMDLINE_NEXT },
	[LOADER_UKI] = { CMDLINE_IGNORED, NO_ROLE, CMDLINE_EDITED,
			 CMDLINE_EDITED, NO_ROLE },
	[LOADER_OSTREE] = { CMDLINE_IGNORED, NO_ROLE, CMDLINE_IGNORED,
			    CMDLINE_IGNORED, CMDLINE_NEXT },
};

/* The name in a UEFI variable of UTF-16, as far as it is ASCII */
static struct text efi_info(const struct root *root, const char *variable)
{
	struct text t = root_text(root, variable);
	char name[INFO_LEN];
	size_t used = 0;

	if (t.fact != FACT_KNOWN)
		return t;
	for (size_t i = EFI_ATTRIBUTES; i + 1 < t.len && used < INFO_LEN; i += 2)
		if (isprint((unsigned char)t.text[i]) && !t.text[i + 1])
			name[used++] = t.text[i];
	t.text = host_string(root->h, name, used);
	return t;
}

static bool begins(const struct text *t, const char *word)
{
	return t->fact == FACT_KNOWN && !strncmp(t->text, word, strlen(word));
}

/* A file that is there and says something */
static struct text filled(const struct root *root, const char *path)
{
	struct text t = root_value(root, path);

	if (t.fact == FACT_KNOWN && !*t.text)
		t.fact = FACT_ABSENT;
	return t;
}

/*
 * proxmox-boot-tool installs systemd-boot where the host booted through UEFI
 * and did not ask for GRUB, as it must for Secure Boot.
 */
static enum boot_loader proxmox_loader(const struct root *root,
				       const struct text *info)
{
	const struct boot *boot = &root->h->boot;

	if (begins(info, "systemd-boot"))
		return LOADER_PROXMOX_SYSTEMD;
	if (boot->efi == FACT_KNOWN && info->fact == FACT_UNREAD)
		return LOADER_UNKNOWN;
	return LOADER_PROXMOX_GRUB;
}

/* kernel-install signs the entries it writes. */
static bool entries_by_kernel_install(const struct root *root)
{
	const char *dir = boot_entries_dir(root);
	struct names names;
	struct text t;

	if (!dir || root_names(root, dir, ".conf", &names) != FACT_KNOWN)
		return false;
	for (size_t i = 0; i < names.count; i++) {
		t = root_text(root, host_printf(root->h, "%s/%s", dir,
						names.list[i]));
		if (t.fact == FACT_KNOWN && strstr(t.text, "90-loaderentry"))
			return true;
	}
	return false;
}

static enum boot_loader systemd_loader(const struct root *root)
{
	return entries_by_kernel_install(root) ? LOADER_KERNEL_INSTALL :
						 LOADER_SYSTEMD_BOOT;
}

static bool grub_reads_entries(const struct root *root)
{
	static const char *const files[] = {
		"/boot/grub2/grub.cfg", "/boot/grub/grub.cfg", NULL,
	};
	struct text defaults = root_text(root, GRUB_DEFAULTS);
	struct text cfg = root_first(root, files);

	if (cfg.fact == FACT_KNOWN)
		return strstr(cfg.text, "\nblscfg");
	return defaults.fact == FACT_KNOWN &&
	       strstr(defaults.text, "GRUB_ENABLE_BLSCFG=true");
}

static enum boot_loader grub_loader(const struct root *root)
{
	return grub_reads_entries(root) ? LOADER_GRUB_BLS : LOADER_GRUB;
}

static void decide(const struct root *root, enum boot_loader loader,
		   struct text evidence)
{
	root->h->boot.loader = loader;
	root->h->boot.evidence = evidence;
}

static void find_loader(const struct root *root)
{
	struct text info = efi_info(root, EFIVARS "LoaderInfo-" VENDOR);
	struct text stub = efi_info(root, EFIVARS "StubInfo-" VENDOR);
	struct text uuids = filled(root, "/etc/kernel/proxmox-boot-uuids");
	struct text grub = root_text(root, GRUB_DEFAULTS);

	if (root->h->distribution.ostree)
		decide(root, LOADER_OSTREE, root_text(root, "/run/ostree-booted"));
	else if (uuids.fact == FACT_KNOWN)
		decide(root, proxmox_loader(root, &info),
		       info.fact == FACT_KNOWN ? info : uuids);
	else if (stub.fact == FACT_KNOWN)
		decide(root, LOADER_UKI, stub);
	else if (begins(&info, "systemd-boot"))
		decide(root, systemd_loader(root), info);
	else if (grub.fact != FACT_ABSENT)
		decide(root, grub_loader(root), grub);
	else if (boot_entries_dir(root) && root->h->boot.efi == FACT_KNOWN)
		decide(root, systemd_loader(root),
		       (struct text){ .fact = FACT_KNOWN,
				      .place = { boot_entries_dir(root), 0 } });
}

static void read_running(const struct root *root)
{
	struct text t = root_value(root, "/proc/cmdline");
	struct cmdline *line = host_cmdline(root->h, CMDLINE_RUNNING, t.place);

	if (!line)
		return;
	line->fact = t.fact;
	if (t.fact == FACT_KNOWN)
		line->words = words_split(root->h, t.text, t.len, t.place);
}

/**
 * host_boot_read() - how does this host boot, and with which command lines?
 * @root: the root; its host is filled, its distribution is known
 */
void host_boot_read(const struct root *root)
{
	struct boot *boot = &root->h->boot;

	read_running(root);
	boot->efi = root_has(root, "/sys/firmware/efi");
	if (boot->efi == FACT_ABSENT && root_has(root, "/sys/firmware") != FACT_KNOWN)
		boot->efi = FACT_UNREAD;
	find_loader(root);
	if (roles[boot->loader].grub_defaults != NO_ROLE)
		boot_grub_defaults(root, roles[boot->loader].grub_defaults);
	if (roles[boot->loader].grub_cfg != NO_ROLE)
		boot_grub_cfg(root, roles[boot->loader].grub_cfg);
	if (roles[boot->loader].kernel_cmdline != NO_ROLE)
		boot_kernel_cmdline(root, roles[boot->loader].kernel_cmdline);
	if (roles[boot->loader].cmdline_d != NO_ROLE)
		boot_cmdline_d(root, roles[boot->loader].cmdline_d);
	if (roles[boot->loader].entries != NO_ROLE)
		boot_entries(root, roles[boot->loader].entries);
	if (boot->loader == LOADER_UKI)
		boot_images(root, CMDLINE_NEXT);
}
