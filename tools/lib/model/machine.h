/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_MODEL_MACHINE_H
#define ACSDIAG_MODEL_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/acs.h"
#include "model/addr.h"
#include "model/pcie.h"

/*
 * The model: what is known of a machine's PCI functions. Sources fill it,
 * analyses read it, nobody prints from here. A value that was not read stays
 * unread: no field is ever filled with a guess.
 */

#define GROUP_UNREAD (-1) /* nobody told the group */
#define GROUP_NONE (-2) /* told: this function is in no group */

/* Bits of struct function.has: which of the plain values were read. */
#define HAS_IDS 0x0001 /* vendor, device */
#define HAS_CLASS 0x0002
#define HAS_REVISION 0x0004
#define HAS_SUBSYSTEM 0x0008
#define HAS_HEADER 0x0010 /* header type and the multifunction bit */
#define HAS_BUSES 0x0020 /* secondary and subordinate bus (bridges) */
#define HAS_COMMAND 0x0040

/* Bits of struct function.flags: facts that are either so or not known. */
#define FN_VIRTUAL 0x0001 /* an SR-IOV virtual function */
#define FN_EXTERNAL_FACING 0x0002
#define FN_UNTRUSTED 0x0004
#define FN_ASLEEP 0x0008 /* registers unread because it is in D3cold */
#define FN_BOOT_VGA 0x0010
#define FN_MOVED 0x0080 /* a change under test put it below another port */
#define FN_ATS_ENABLED 0x0020
#define FN_PASID_ENABLED 0x0040
/* The kernel's own flags, as its quirks set them (known from the module only) */
#define FN_FLAGS_FROM_KERNEL 0x0100
#define FN_ACS_QUIRK 0x0200 /* PCI_DEV_FLAGS_ACS_ENABLED_QUIRK */
#define FN_BRIDGE_ALIAS 0x0400 /* PCI_DEV_FLAG_PCIE_BRIDGE_ALIAS */
#define FN_XLATE_ROOT 0x0800 /* PCI_DEV_FLAGS_BRIDGE_XLATE_ROOT */
#define FN_NO_BUS_RESET 0x1000
#define FN_ASSUMED 0x4000 /* on the list of those assumed to isolate */
#define FN_IDS_FROM_NAME 0x2000 /* IDs looked up by the name that was printed */
#define FN_SILENT 0x8000 /* every register read as ones, and it has power */

#define DEVICE_ANY 0xffff /* no device has this ID: one that is not known */

/**
 * enum kernel_verdict - what the running kernel says of SV, RR, CR and UF
 *
 * Its pci_acs_enabled(), asked by the module; unknown from every other source.
 */
enum kernel_verdict {
	VERDICT_UNKNOWN = 0,
	VERDICT_NOT_ISOLATED,
	VERDICT_ISOLATED,
};

/**
 * struct function - all that is known of one PCI function
 * @addr: its address
 * @has: HAS_*: which plain values below were read
 * @flags: FN_*
 * @vendor: vendor ID
 * @device: device ID
 * @subvendor: subsystem vendor ID
 * @subdevice: subsystem ID
 * @class: class, subclass and programming interface, 24 bits
 * @command: command register
 * @revision: revision ID
 * @header_type: 0 endpoint, 1 bridge, 2 CardBus; without the multifunction bit
 * @multifunction: bit 7 of its own header type register. Whether the kernel takes
 *		   it for one of several is function_is_multifunction()'s to say
 * @secondary: bus below a bridge
 * @subordinate: highest bus below a bridge
 * @type: PCIe type
 * @acs: the ACS capability
 * @verdict: what the running kernel answers for SV, RR, CR and UF together
 * @group: kernel's group number, or GROUP_UNREAD, GROUP_NONE
 * @group_type: the group's domain type as sysfs spells it, NULL if unread
 * @isolated_msi: 1 when interrupts of its group are isolated, 0 when not, -1
 *		  when nobody told
 * @aliases: requester IDs that the kernel says this function uses beside its
 *	     own, on its own bus or as a bridge's; meaningful if @aliases_fact
 * @aliases_count: entries in @aliases
 * @aliases_fact: FACT_KNOWN when somebody asked the kernel
 * @physfn: of a virtual function, its physical function
 * @candidates: where a dump has names only, and the list of IDs has several
 *		IDs of that name, all of them, as vendor << 16 | device; a device of
 *		DEVICE_ANY where it has the vendor's name only. Without HAS_IDS
 * @candidates_count: entries in @candidates
 * @name: vendor and device by name, NULL when no list has them
 * @driver: bound driver, "" for none, NULL when not read
 * @power: power state as sysfs spells it ("D0", "D3hot"), NULL if unread
 * @reset_methods: the kernel's list in order, "" for none, NULL if unread
 * @reserved: reserved regions of its group as sysfs spells them, separated by
 *	      ", "; "" for none, NULL if unread
 * @slot: physical slot name, NULL if unread
 * @missing: what this source could not say of it, one sentence, or NULL
 * @order: 0 for what was there when the IOMMU came up (grouped in order of
 *	address); otherwise its rank among those that came later (hot plug, rescan)
 *	and were grouped one by one as they came
 * @moved_from: where it was before a change under test (FN_MOVED)
 * @parent: bridge above, NULL on a root bus (computed by machine_link());
 *	    of a virtual function, the bridge above its physical function
 * @child: first function below this bridge (computed)
 * @sibling: next function below the same bridge, or on the same root bus; on
 *	     the same bus too, but for virtual functions (computed)
 */
struct function {
	struct pci_addr addr;
	uint16_t has;
	uint16_t flags;
	uint16_t vendor, device, subvendor, subdevice;
	uint32_t class;
	uint16_t command;
	uint8_t revision, header_type;
	bool multifunction;
	uint8_t secondary, subordinate;
	enum pcie_type type;
	struct acs acs;
	enum kernel_verdict verdict;
	int group;
	const char *group_type;
	int8_t isolated_msi;
	uint16_t *aliases;
	unsigned int aliases_count;
	enum fact aliases_fact;
	struct pci_addr physfn;
	uint32_t *candidates;
	unsigned int candidates_count;
	const char *name;
	const char *driver;
	const char *power;
	const char *reset_methods;
	const char *reserved;
	const char *slot;
	const char *missing;
	unsigned int order;
	struct pci_addr moved_from;
	struct function *parent, *child, *sibling;
};

/**
 * enum iommu_state - is there an IOMMU at work?
 * @IOMMU_UNKNOWN: the source does not tell
 * @IOMMU_NONE: firmware describes none
 * @IOMMU_OFF: firmware describes one, the kernel does not use it
 * @IOMMU_ON: at work, groups exist
 */
enum iommu_state {
	IOMMU_UNKNOWN = 0,
	IOMMU_NONE,
	IOMMU_OFF,
	IOMMU_ON,
};

/**
 * struct machine - one machine, as one source or several described it
 * @functions: sorted by address once machine_link() ran
 * @count: entries in @functions
 * @capacity: room in @functions
 * @source: "netlink", "sysfs", "snapshot", "lspci", "hex"; "lspci+groups" when
 *	    companions were merged
 * @origin: file or directory the facts came from, NULL for this machine
 * @hostname: NULL when unknown
 * @kernel: release ("6.12.107+deb13-amd64"), NULL when unknown
 * @cmdline: kernel command line, NULL when unknown
 * @iommu: is one at work?
 * @iommu_name: "Intel VT-d", "AMD-Vi", "virtio-iommu", NULL when unknown
 * @in_vm: known to be a virtual machine
 * @notes: sentences about the input as a whole: what it lacked, what was
 *	   skipped, with file and line
 * @notes_count: entries in @notes
 * @arena: owns every string and alias list; freed with the machine
 */
struct machine {
	struct function *functions;
	size_t count, capacity;
	const char *source;
	char *origin;
	char *hostname;
	char *kernel;
	char *cmdline;
	enum iommu_state iommu;
	const char *iommu_name;
	bool in_vm;
	const char **notes;
	size_t notes_count;
	struct arena *arena;
};

struct machine *machine_new(const char *source);
struct machine *machine_clone(const struct machine *m);
void machine_free(struct machine *m);

struct function *machine_add(struct machine *m, struct pci_addr addr);
int machine_link(struct machine *m);
struct function *machine_find(const struct machine *m, struct pci_addr addr);

const char *machine_string(struct machine *m, const char *text, size_t len);
const char *machine_printf(struct machine *m, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
uint16_t *machine_aliases(struct machine *m, size_t count);
uint32_t *machine_candidates(struct machine *m, size_t count);
int machine_note(struct machine *m, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

bool function_is_bridge(const struct function *f);
bool function_is_root(const struct function *f);
bool function_is_below(const struct function *f, const struct function *bridge);
const struct function *function_common(const struct function *a,
				       const struct function *b);

#endif
