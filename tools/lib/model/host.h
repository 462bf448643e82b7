/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_MODEL_HOST_H
#define ACSDIAG_MODEL_HOST_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/acs.h"
#include "model/addr.h"
#include "model/arena.h"

/*
 * What is known of a host besides its PCI functions: distribution, boot loader,
 * command lines, module configuration, firmware. Each fact is known, absent or
 * unread, and says where it was read. Lists are in the order they were read in.
 */

/**
 * struct place - where a fact was read
 * @file: as the host names it ("/etc/default/grub"), NULL for nowhere
 * @line: from 1, 0 for the file as a whole
 */
struct place {
	const char *file;
	unsigned int line;
};

/**
 * struct text - a file's content, or the value of one
 * @fact: FACT_ABSENT when there is no such file, FACT_UNREAD when it may not be
 *	  read
 * @text: terminated; NULL unless known
 * @len: of @text, which may hold zeros
 * @place: where
 */
struct text {
	enum fact fact;
	const char *text;
	size_t len;
	struct place place;
};

/**
 * struct word - one kernel parameter
 * @name: without its value, as typed; parameter_is() compares it
 * @value: behind the first "=", NULL when there is none
 * @place: where it stands
 * @next: the one behind it
 */
struct word {
	const char *name;
	const char *value;
	struct place place;
	struct word *next;
};

/**
 * enum cmdline_role - what a command line is to the next boot
 * @CMDLINE_RUNNING: this boot's
 * @CMDLINE_EDITED: a person edits it; the boot loader in use takes it over
 * @CMDLINE_NEXT: the boot loader in use gives it to the kernel
 * @CMDLINE_IGNORED: belongs to a boot loader that this host does not use
 */
enum cmdline_role {
	CMDLINE_RUNNING = 0,
	CMDLINE_EDITED,
	CMDLINE_NEXT,
	CMDLINE_IGNORED,
};

/**
 * struct cmdline - a kernel command line, running or configured
 * @role: what it is to the next boot
 * @fact: known or unread
 * @why: it is unread; NULL for want of permission
 * @place: where
 * @variable: of the assignment that holds it ("GRUB_CMDLINE_LINUX"), or NULL
 * @words: its parameters
 * @lines: how many lines or assignments there were where one counts
 * @entry: it is the entry of one kernel among others (a boot menu's)
 * @packed: it is in an image, and nobody edits it there
 * @next: another one
 */
struct cmdline {
	enum cmdline_role role;
	enum fact fact;
	const char *why;
	struct place place;
	const char *variable;
	struct word *words;
	unsigned int lines;
	bool entry, packed;
	struct cmdline *next;
};

/**
 * enum boot_loader - who gives the kernel its command line
 * @LOADER_UNKNOWN: nothing tells
 * @LOADER_GRUB: GRUB with a generated grub.cfg (Debian, Proxmox, Arch)
 * @LOADER_GRUB_BLS: GRUB that reads boot loader entries (Fedora)
 * @LOADER_PROXMOX_GRUB: GRUB on ESPs that proxmox-boot-tool keeps
 * @LOADER_PROXMOX_SYSTEMD: systemd-boot on ESPs that proxmox-boot-tool keeps
 * @LOADER_SYSTEMD_BOOT: systemd-boot with entries written by hand
 * @LOADER_KERNEL_INSTALL: systemd-boot with entries that kernel-install writes
 * @LOADER_UKI: a unified kernel image that holds its command line
 * @LOADER_OSTREE: entries that rpm-ostree writes
 */
enum boot_loader {
	LOADER_UNKNOWN = 0,
	LOADER_GRUB,
	LOADER_GRUB_BLS,
	LOADER_PROXMOX_GRUB,
	LOADER_PROXMOX_SYSTEMD,
	LOADER_SYSTEMD_BOOT,
	LOADER_KERNEL_INSTALL,
	LOADER_UKI,
	LOADER_OSTREE,
};

/**
 * struct boot - how this host boots
 * @loader: which loader
 * @evidence: what that rests on
 * @efi: booted through UEFI; FACT_ABSENT for BIOS or CSM
 * @cmdlines: all that were found
 */
struct boot {
	enum boot_loader loader;
	struct text evidence;
	enum fact efi;
	struct cmdline *cmdlines;
};

/**
 * struct distribution - whose packages and habits
 * @fact: os-release was read
 * @id: "debian", "fedora", "arch"
 * @like: families it counts itself to, "" for none
 * @version: "13", "" for a rolling one
 * @name: for people
 * @proxmox: version of Proxmox VE, NULL where it is none
 * @ostree: the system is an image (Fedora Atomic)
 */
struct distribution {
	enum fact fact;
	const char *id, *like, *version, *name;
	const char *proxmox;
	bool ostree;
};

/**
 * struct cpu - the processors, which are taken to be alike
 * @fact: /proc/cpuinfo was read
 * @vendor: "GenuineIntel", "AuthenticAMD"
 * @model: for people
 * @flags: as the kernel lists them, with a blank on both sides of each
 * @virtualises: the processor itself says that it can (CPUID), whatever
 *		 firmware allows; only known where it was asked
 * @place: where
 */
struct cpu {
	enum fact fact;
	const char *vendor, *model, *flags;
	enum fact virtualises;
	struct place place;
};

/**
 * struct iommu_table - firmware's description of the IOMMUs
 * @fact: FACT_UNREAD where it is there and may not be read
 * @present: known even where the table may not be read
 * @place: which table
 * @units: IOMMUs it describes
 * @remaps: firmware says that interrupts can be remapped (DMAR flags bit 0);
 *	    FACT_UNREAD where the table does not tell
 * @x2apic_opt_out: firmware asks the OS not to use x2APIC (DMAR flags bit 1)
 * @reserved: regions that devices use behind the OS's back (RMRR, IVMD)
 */
struct iommu_table {
	enum fact fact;
	enum fact present;
	struct place place;
	unsigned int units;
	enum fact remaps;
	bool x2apic_opt_out;
	unsigned int reserved;
};

/**
 * struct firmware - what firmware says and was told
 * @dmar: Intel's table
 * @ivrs: AMD's table
 * @viot: a virtual machine's
 * @secure_boot: FACT_KNOWN when on, FACT_ABSENT when off
 * @secure_boot_place: where that was read
 * @product: what the board or virtual machine calls itself (DMI)
 * @bridge: registers of the host bridge 0000:00:00.0, as far as they may be read
 */
struct firmware {
	struct iommu_table dmar, ivrs, viot;
	enum fact secure_boot;
	struct place secure_boot_place;
	struct text product;
	struct text bridge;
};

/**
 * struct kernel - the running kernel
 * @release: "6.12.9-1-pve"
 * @config: its build configuration, the whole file
 * @interrupts: /proc/interrupts, for the chips that deliver them
 * @log: what it said since it booted
 * @iomem: /proc/iomem; all zeroes for those who may not see addresses
 * @lockdown: "none", "integrity" or "confidentiality"
 * @iommu_type: domain type of the first group, for translation or passthrough
 */
struct kernel {
	struct text release;
	struct text config;
	struct text interrupts;
	struct text iomem;
	struct text log;
	struct text lockdown;
	struct text iommu_type;
};

/**
 * enum directive_kind - what a line of modprobe.d(5) says
 * @DIRECTIVE_OPTIONS: parameters for a module
 * @DIRECTIVE_BLACKLIST: do not load it for what its aliases match
 * @DIRECTIVE_SOFTDEP: load others before or behind it
 * @DIRECTIVE_ALIAS: another name for it
 * @DIRECTIVE_INSTALL: a command instead of loading it
 * @DIRECTIVE_REMOVE: a command instead of unloading it
 * @DIRECTIVE_LOAD: load it at boot (modules-load.d(5), /etc/modules)
 * @DIRECTIVE_EARLY: take it into the initramfs and load it there
 * @DIRECTIVE_INVALID: nothing that modprobe understands
 */
enum directive_kind {
	DIRECTIVE_OPTIONS = 0,
	DIRECTIVE_BLACKLIST,
	DIRECTIVE_SOFTDEP,
	DIRECTIVE_ALIAS,
	DIRECTIVE_INSTALL,
	DIRECTIVE_REMOVE,
	DIRECTIVE_LOAD,
	DIRECTIVE_EARLY,
	DIRECTIVE_INVALID,
};

/**
 * struct directive - one line about a module
 * @kind: what it says
 * @module: about which one, with "_" for "-"; of an invalid line its first word
 * @rest: behind the module's name, "" for nothing
 * @words: @rest as parameters
 * @place: where
 * @next: the next one
 */
struct directive {
	enum directive_kind kind;
	const char *module;
	const char *rest;
	struct word *words;
	struct place place;
	struct directive *next;
};

/**
 * struct parameter - what a loaded module's parameter is now
 * @module: with "_" for "-"
 * @name: of the parameter
 * @value: as sysfs shows it
 * @next: another one
 */
struct parameter {
	const char *module;
	const char *name;
	struct text value;
	struct parameter *next;
};

/**
 * struct override - a driver that driverctl(8) sets for one function
 * @address: of the function, as the file is named
 * @driver: to be set
 * @place: where
 * @next: another one
 */
struct override {
	const char *address;
	const char *driver;
	struct place place;
	struct override *next;
};

/**
 * enum module_state - what the running kernel has of a module
 */
enum module_state {
	MODULE_UNKNOWN = 0,
	MODULE_ABSENT,
	MODULE_AVAILABLE,
	MODULE_LOADED,
	MODULE_BUILTIN,
};

/**
 * struct modules - the kernel's modules, and what modprobe is told of them
 * @directives: all lines, in the order in which modprobe reads them
 * @unread: the first file that could not be read
 * @ignored: files of modprobe.d whose names modprobe does not take
 * @vfio_pci: the driver is registered, whether module or built in
 * @loaded: /proc/modules
 * @available: modules.dep of the running kernel
 * @builtin: modules.builtin
 * @aliases: modules.alias
 * @parameters: of loaded modules, those that are configured or asked about
 * @overrides: what driverctl keeps
 */
struct modules {
	struct directive *directives;
	struct place unread;
	struct place ignored;
	enum fact vfio_pci;
	struct text loaded, available, builtin, aliases;
	struct parameter *parameters;
	struct override *overrides;
};

/**
 * enum initramfs_tool - who makes the initramfs
 */
enum initramfs_tool {
	INITRAMFS_UNKNOWN = 0,
	INITRAMFS_TOOLS,
	INITRAMFS_DRACUT,
	INITRAMFS_MKINITCPIO,
	INITRAMFS_OSTREE,
};

/**
 * struct initramfs_file - a configuration file inside the initramfs
 * @path: absolute
 * @text: its content
 * @next: another one
 */
struct initramfs_file {
	const char *path;
	const char *text;
	struct initramfs_file *next;
};

/**
 * struct initramfs - what the running kernel's initramfs holds
 * @tool: who makes it
 * @wanted: configuration speaks of binding early, so it was looked into
 * @fact: what was found in it is below
 * @place: the image
 * @why: of what could not be read, the reason
 * @modules: names of modules in it with "_" for "-", a blank around each
 * @files: of /etc/modprobe.d and the like
 */
struct initramfs {
	enum initramfs_tool tool;
	bool wanted;
	enum fact fact;
	struct place place;
	const char *why;
	const char *modules;
	struct initramfs_file *files;
};

/**
 * struct signing - may the kernel load the installed acsdiag module?
 * @module: the file; none where it is not installed
 * @is_signed: FACT_ABSENT when it is not
 * @signer: name of the key's certificate, NULL when it does not tell
 * @enrolled: that name is on the list of keys that the owner enrolled
 * @trusted: it is among the kernel's keys
 */
struct signing {
	struct place module;
	enum fact is_signed;
	const char *signer;
	enum fact enrolled, trusted;
};

/**
 * struct bar - a resizable BAR of a graphics card
 * @address: of the function
 * @number: of the BAR
 * @size: in bytes, 0 when it has no place
 * @sizes: a bit for each size that it can have, 1 MB the lowest
 * @place: where
 * @next: another one
 */
struct bar {
	const char *address;
	unsigned int number;
	unsigned long long size, sizes;
	struct place place;
	struct bar *next;
};

/**
 * struct device - what sysfs says of a function that decides no grouping
 * @address: of the function
 * @width: lanes of its link that are in use
 * @max_width: lanes that it has
 * @speed: of its link, as "2.5 GT/s PCIe"
 * @max_speed: that it has
 * @resets_below: of a bridge: all below it can be reset together
 * @vfs_total: virtual functions that it can have
 * @vfs: virtual functions that are on
 * @mdev: it can be shared as mediated devices
 * @mdev_types: names of their types, "none" where there is none
 * @driver_override: the driver that alone may bind to it, "" for any
 * @reset_method: FACT_ABSENT where the kernel knew none when it found the
 *		  function; "" where somebody took all away since
 * @d3cold_allowed: "0" where its power may not be taken away
 * @rom: its option ROM, where it can be read without switching it on
 * @next: another one
 */
struct device {
	const char *address;
	struct text width, max_width, speed, max_speed;
	enum fact resets_below;
	struct text vfs_total, vfs;
	enum fact mdev;
	const char *mdev_types;
	struct text driver_override, reset_method, d3cold_allowed;
	struct text rom;
	struct device *next;
};

/**
 * struct reset_rule - a line that writes to sysfs' reset_method at boot
 * @text: the line
 * @place: where: a udev rule, a service or a script
 * @next: another one
 */
struct reset_rule {
	const char *text;
	struct place place;
	struct reset_rule *next;
};

/**
 * struct reset_done - a reset of a GPU, as the acsdiag module remembers it
 * @addr: of the GPU
 * @error: what the kernel was told, 0 or a positive errno
 * @after: its state afterwards, in a word
 * @failure: what went wrong first, NULL when nothing did
 * @place: where that stands
 * @next: the one after it
 */
struct reset_done {
	struct pci_addr addr;
	unsigned int error;
	const char *after, *failure;
	struct place place;
	struct reset_done *next;
};

/**
 * struct guest - a virtual machine that is given devices of this host
 * @tool: "Proxmox" or "libvirt"
 * @name: its number or name
 * @machine: machine type, "" for the tool's default
 * @efi: its firmware is UEFI (OVMF)
 * @place: its configuration
 * @next: another one
 */
struct guest {
	const char *tool;
	const char *name;
	const char *machine;
	bool efi;
	struct place place;
	struct guest *next;
};

/**
 * struct guest_device - a device of this host that a guest is given
 * @guest: which guest
 * @address: of the function; without ".N" all functions of that slot
 * @mapping: name of the resource mapping it is found by, NULL for none
 * @ids: "vendor:device" that the mapping wants there, NULL for none
 * @subsystem: the same of the subsystem
 * @group: number of the group that the mapping wants it in, NULL for none
 * @first: of several addresses at once, the first
 * @pcie: it is a PCI Express device in the guest
 * @primary: it is to be the guest's VGA card (x-vga)
 * @mdev: type of the mediated device that is made of it, NULL where the guest
 *	  gets the device itself
 * @rom: a file that stands for its ROM; no place where there is none
 * @place: where
 * @next: another one
 */
struct guest_device {
	const struct guest *guest;
	const char *address;
	const char *mapping;
	const char *ids, *subsystem, *group;
	bool first, pcie, primary;
	const char *mdev;
	struct text rom;
	struct place place;
	struct guest_device *next;
};

/**
 * struct config_file - a configuration file as a whole
 * @text: what it holds; FACT_ABSENT where it could be created
 * @next: another one
 */
struct config_file {
	struct text text;
	struct config_file *next;
};

/**
 * struct host - what is known of a host
 * @arena: owns everything
 * @failed: memory ran out on the way; what is here is not all
 * @name: what it calls itself, without a domain; NULL when not read
 * @distribution: whose packages
 * @boot: how it boots
 * @cpu: processors
 * @firmware: ACPI and UEFI
 * @kernel: the running one
 * @modules: its modules and their configuration
 * @initramfs: what it starts with
 * @signing: of the acsdiag module
 * @bars: of graphics cards, those that can be resized
 * @devices: further facts of functions, virtual ones left out
 * @reset_rules: what writes to reset_method at boot
 * @resets_fact: whether @resets was read
 * @resets: of GPUs since the acsdiag module was loaded, the oldest first
 * @guests: virtual machines that are configured
 * @guest_devices: what they are given
 * @files: configuration that a plan may change
 */
struct host {
	struct arena *arena;
	bool failed;
	const char *name;
	struct distribution distribution;
	struct boot boot;
	struct cpu cpu;
	struct firmware firmware;
	struct kernel kernel;
	struct modules modules;
	struct initramfs initramfs;
	struct signing signing;
	struct bar *bars;
	struct device *devices;
	struct reset_rule *reset_rules;
	enum fact resets_fact;
	struct reset_done *resets;
	struct guest *guests;
	struct guest_device *guest_devices;
	struct config_file *files;
};

struct host *host_new(void);
void host_free(struct host *h);
void *host_alloc(struct host *h, size_t size);
const char *host_string(struct host *h, const char *text, size_t len);
const char *host_printf(struct host *h, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

struct word *words_split(struct host *h, const char *text, size_t len,
			 struct place place);
struct cmdline *host_cmdline(struct host *h, enum cmdline_role role,
			     struct place place);
bool parameter_is(const struct word *word, const char *name);
const struct word *word_find(const struct word *words, const char *name);
const char *module_name(struct host *h, const char *text, size_t len);
bool module_loaded(const struct host *h, const char *module);
enum module_state module_state(const struct host *h, const char *module);
const struct parameter *parameter_find(const struct host *h, const char *module,
				       const char *name);
bool initramfs_has(const struct initramfs *i, const char *module);
struct text kernel_option(const struct host *h, const char *name);
bool cpu_has(const struct cpu *cpu, const char *flag);
const struct text *host_file(const struct host *h, const char *path);
const struct device *host_device(const struct host *h, struct pci_addr addr);

#endif
