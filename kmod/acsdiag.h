/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_H
#define ACSDIAG_H

#include <linux/errno.h>
#include <linux/list.h>
#include <linux/netlink.h>
#include <linux/pci.h>
#include <linux/types.h>

/*
 * Facts flow one way: table.c knows the functions, record.c writes one
 * function's facts down, netlink.c and debugfs.c show them. events.c keeps the
 * table in step with the bus. Orders come in through change.c, and are carried
 * out by control.c and assume.c.
 */

#define ACSDIAG_NONE (-1) /* in an int that otherwise holds a number >= 0 */

#define ACSDIAG_GROUP_TYPE_LEN 16
#define ACSDIAG_DRIVER_LEN 64
#define ACSDIAG_RESETS_LEN 80
#define ACSDIAG_EGRESS_WORDS 8
#define ACSDIAG_ALIASES (256 + 64) /* a bus full, and the bridges above */

/* What iommu.c asks of each hop before it trusts it (REQ_ACS_FLAGS there). */
#define ACSDIAG_CONTROLS (PCI_ACS_SV | PCI_ACS_RR | PCI_ACS_CR | PCI_ACS_UF)

/**
 * struct acsdiag_verdict_cache - what pci_acs_enabled() said, and when
 * @asked: the fields below are valid
 * @stale: something below no longer holds; verdict.c's work asks again
 * @isolated: the answer for SV, RR, CR and UF together
 * @registers: ACS capability (low word) and control (high word) at that time
 * @dev_flags: the function's quirk flags at that time
 */
struct acsdiag_verdict_cache {
	bool asked;
	bool stale;
	bool isolated;
	u32 registers;
	u16 dev_flags;
};

/**
 * struct acsdiag_function - a PCI function that is on the bus
 * @node: in the table, in the order of @key
 * @key: domain and requester ID, see acsdiag_key()
 * @pdev: the function; the table holds a reference
 * @group: IOMMU group when last looked at, ACSDIAG_NONE for none
 * @driver: bound driver, "" for none
 * @driver_known: @driver was read under the device lock or told by the bus
 * @verdict: the kernel's verdict, kept so that a dump need not ask for it
 * @arrival: its rank among those that came after this module, from 1; 0 for one
 *	     that was there
 * @multifunction: its own header says that it is one of several functions
 * @held: kept awake, because its ACS controls would not outlast a sleep
 * @dir: its debugfs directory
 */
struct acsdiag_function {
	struct list_head node;
	u64 key;
	struct pci_dev *pdev;
	int group;
	char driver[ACSDIAG_DRIVER_LEN];
	bool driver_known;
	struct acsdiag_verdict_cache verdict;
	u32 arrival;
	bool multifunction;
	bool held;
	struct dentry *dir;
};

/**
 * struct acsdiag_acs - an ACS capability as read (PCIe r6.0, 7.7.11)
 * @offset: in config space, 0 when the function has none
 * @unread: why the registers were not read (enum acsdiag_unread), ACSDIAG_NONE
 *	    when they were
 * @capability: capability register
 * @control: control register
 * @cached: capability word as the kernel keeps it, ACSDIAG_NONE where it keeps
 *	    none
 * @found: control register before it was first changed here, ACSDIAG_NONE
 *	   when it was not
 * @egress_size: bits in the egress control vector, 0 for none
 * @egress_words: words of @egress that were read
 * @egress: egress control vector
 */
struct acsdiag_acs {
	u16 offset;
	int unread;
	u16 capability;
	u16 control;
	int cached;
	int found;
	u16 egress_size;
	u8 egress_words;
	u32 egress[ACSDIAG_EGRESS_WORDS];
};

/**
 * struct acsdiag_record - one function's facts at one moment
 * @key: domain and requester ID
 * @vendor: vendor ID
 * @device: device ID
 * @subvendor: subsystem vendor ID
 * @subdevice: subsystem ID
 * @class: class, subclass and programming interface, 24 bits
 * @revision: revision ID
 * @header_type: without the multifunction bit
 * @pcie_type: Device/Port Type, ACSDIAG_NONE for conventional PCI
 * @flags: enum acsdiag_function_flags
 * @arrival: rank among functions that came after this module, 0 for one that
 *	     was there
 * @upstream: requester ID of the bridge above, ACSDIAG_NONE on a root bus
 * @physfn: requester ID of a virtual function's physical function, or
 *	    ACSDIAG_NONE
 * @has_buses: @secondary and @subordinate were read
 * @secondary: bus below a bridge
 * @subordinate: highest bus below a bridge
 * @acs: the ACS capability
 * @verdict: enum acsdiag_verdict
 * @aliases_known: the kernel's alias walk could be called
 * @aliases_count: entries of @aliases
 * @aliases: requester IDs, beside its own, that the IOMMU may see
 * @group: IOMMU group, ACSDIAG_NONE when it is in none
 * @group_type: domain type as sysfs spells it, "" when it cannot be had
 * @isolated_msi: 1 or 0, ACSDIAG_NONE when the function is in no group
 * @ats_enabled: Address Translation Services are on
 * @pasid_enabled: Process Address Space IDs are on
 * @driver: bound driver, "" for none or while it is being changed
 * @power: power state as sysfs spells it
 * @reset_methods: in order, separated by spaces
 */
struct acsdiag_record {
	u64 key;
	u16 vendor, device, subvendor, subdevice;
	u32 class;
	u8 revision, header_type;
	int pcie_type;
	u32 flags;
	u32 arrival;
	int upstream, physfn;
	bool has_buses;
	u8 secondary, subordinate;
	struct acsdiag_acs acs;
	u32 verdict;
	bool aliases_known;
	u16 aliases_count;
	u16 aliases[ACSDIAG_ALIASES];
	int group;
	char group_type[ACSDIAG_GROUP_TYPE_LEN];
	int isolated_msi;
	bool ats_enabled, pasid_enabled;
	char driver[ACSDIAG_DRIVER_LEN];
	const char *power;
	char reset_methods[ACSDIAG_RESETS_LEN];
};

/**
 * enum acsdiag_effort - how much a record may cost
 * @ACSDIAG_DUMP: at most two config reads, and never a question to the kernel
 * @ACSDIAG_AFRESH: ask the kernel anew and read the egress control vector
 */
enum acsdiag_effort {
	ACSDIAG_DUMP,
	ACSDIAG_AFRESH,
};

/**
 * acsdiag_key() - the order of functions: domain, bus, device, function
 * @domain: PCI domain
 * @requester_id: bus, device and function
 *
 * Return: a number that sorts like the address.
 */
static inline u64 acsdiag_key(u32 domain, u16 requester_id)
{
	return (u64)domain << 16 | requester_id;
}

static inline u64 acsdiag_key_of(const struct pci_dev *pdev)
{
	return acsdiag_key(pci_domain_nr(pdev->bus),
			   PCI_DEVID(pdev->bus->number, pdev->devfn));
}

static inline u32 acsdiag_key_domain(u64 key)
{
	return key >> 16;
}

static inline u16 acsdiag_key_requester_id(u64 key)
{
	return key & 0xffff;
}

/**
 * struct acsdiag_identity - a function, and what is expected at its address
 * @key: domain and requester ID
 * @vendor: vendor ID
 * @device: device ID
 *
 * An order names its function like this, so that none hits another card that
 * came into the slot meanwhile.
 */
struct acsdiag_identity {
	u64 key;
	u16 vendor, device;
};

static inline bool acsdiag_identity_equal(const struct acsdiag_identity *a,
					  const struct acsdiag_identity *b)
{
	return a->key == b->key && a->vendor == b->vendor &&
	       a->device == b->device;
}

/**
 * struct acsdiag_order - somebody wants a function changed
 * @id: which
 * @extack: gets the reason for a refusal
 * @attrs: of the request, for naming the one at fault
 */
struct acsdiag_order {
	struct acsdiag_identity id;
	struct netlink_ext_ack *extack;
	struct nlattr **attrs;
};

/**
 * acsdiag_refuse() - say why an order is not carried out
 * @order: the order
 * @err: negative errno
 * @attribute: ACSDIAG_A_DEVICE_* at fault, 0 for none in particular
 * @why: a string literal
 *
 * Return: @err.
 */
#define acsdiag_refuse(order, err, attribute, why) ({			\
	const struct acsdiag_order *__order = (order);			\
									\
	NL_SET_ERR_MSG_ATTR(__order->extack,				\
			    __order->attrs[attribute], why);		\
	(err);								\
})

/* table.c */
void acsdiag_table_lock(void);
void acsdiag_table_unlock(void);
void acsdiag_table_assert_locked(void);
u32 acsdiag_table_generation(void);
void acsdiag_table_changed(void);
struct acsdiag_function *acsdiag_table_add(struct pci_dev *pdev);
void acsdiag_table_remove(struct acsdiag_function *fn);
struct acsdiag_function *acsdiag_table_of(const struct pci_dev *pdev);
struct acsdiag_function *acsdiag_table_find(u64 key);
struct acsdiag_function *
acsdiag_table_identify(const struct acsdiag_order *order);
struct acsdiag_function *acsdiag_table_from(u64 key);
struct acsdiag_function *acsdiag_table_next(struct acsdiag_function *fn);
struct acsdiag_function *acsdiag_table_group_from(int group);
void acsdiag_function_free(struct acsdiag_function *fn);

/* record.c */
bool acsdiag_asleep(struct pci_dev *pdev);
int acsdiag_config_closed(struct pci_dev *pdev);
bool acsdiag_registers(struct pci_dev *pdev, u32 *registers);
bool acsdiag_multifunction(struct pci_dev *pdev);
void acsdiag_record_read(struct acsdiag_function *fn,
			 enum acsdiag_effort effort,
			 struct acsdiag_record *rec);

/* verdict.c */
void acsdiag_verdict_ask(struct acsdiag_function *fn);
u32 acsdiag_verdict_recall(struct acsdiag_function *fn, u32 registers);
void acsdiag_verdict_settle(void);
void acsdiag_verdict_exit(void);

/* group.c */
int acsdiag_group_id(struct pci_dev *pdev);
void acsdiag_group_type(struct pci_dev *pdev, char *type, size_t len);
int acsdiag_group_isolated_msi(struct pci_dev *pdev);

/* reset.c */
void acsdiag_reset_methods(const struct pci_dev *pdev, char *names,
			   size_t len);

/* symbol.c */

/**
 * struct acsdiag_symbol - a function of the kernel that modules cannot link to
 * @name: its name
 * @provides: the fact that hangs on it, as the netlink spec calls it
 * @error: 0 when it was found, else why not, a negative errno
 */
struct acsdiag_symbol {
	const char *name;
	const char *provides;
	int error;
};

void acsdiag_symbols_init(void);
const struct acsdiag_symbol *acsdiag_symbol_next(const struct acsdiag_symbol *s);
const char *acsdiag_symbol_reason(const struct acsdiag_symbol *s);
bool acsdiag_can_ask_acs_enabled(void);
int acsdiag_call_acs_enabled(struct pci_dev *pdev, u16 controls);
int acsdiag_call_each_alias(struct pci_dev *pdev,
			    int (*visit)(struct pci_dev *pdev, u16 alias,
					 void *data),
			    void *data);

/* control.c */
int acsdiag_control_init(void);
void acsdiag_control_exit(void);
int acsdiag_control_set(const struct acsdiag_order *order, u16 controls);
int acsdiag_control_restore(const struct acsdiag_order *order);
int acsdiag_control_found(u64 key);
void acsdiag_control_keep(struct acsdiag_function *fn);
void acsdiag_control_let_sleep(struct acsdiag_function *fn);

/* assume.c */
int acsdiag_assume_add(const struct acsdiag_order *order);
int acsdiag_assume_del(const struct acsdiag_order *order);
const struct acsdiag_identity *acsdiag_assume_from(u64 key);
bool acsdiag_assumed(const struct pci_dev *pdev);
void acsdiag_assume_exit(void);

/* hook.c */
#define ACSDIAG_HOOKED_ACS "pci_dev_specific_acs_enabled"
#define ACSDIAG_HOOKED_RESET "pci_dev_specific_reset"

enum acsdiag_hook {
	ACSDIAG_HOOK_ACS,
	ACSDIAG_HOOK_RESET,
};

#ifdef ACSDIAG_CAN_HOOK
int acsdiag_hook_install(enum acsdiag_hook hook);
void acsdiag_hook_remove(enum acsdiag_hook hook);
void acsdiag_hook_exit(enum acsdiag_hook hook);
const char *acsdiag_hook_reason(enum acsdiag_hook hook, int err);
#else
static inline int acsdiag_hook_install(enum acsdiag_hook hook)
{
	return -EOPNOTSUPP;
}

static inline void acsdiag_hook_remove(enum acsdiag_hook hook) { }
static inline void acsdiag_hook_exit(enum acsdiag_hook hook) { }

static inline const char *acsdiag_hook_reason(enum acsdiag_hook hook, int err)
{
	return "this kernel is built without dynamic ftrace";
}
#endif

/* change.c */
struct genl_info;
struct netlink_callback;
struct sk_buff;

int acsdiag_change_acs_set(struct sk_buff *skb, struct genl_info *info);
int acsdiag_change_acs_restore(struct sk_buff *skb, struct genl_info *info);
int acsdiag_change_assume_add(struct sk_buff *skb, struct genl_info *info);
int acsdiag_change_assume_del(struct sk_buff *skb, struct genl_info *info);

/* events.c */
int acsdiag_events_init(void);
void acsdiag_events_exit(void);
void acsdiag_events_regroup(struct acsdiag_function *fn);
void acsdiag_events_learn_driver(struct acsdiag_function *fn);

/* netlink.c */
int acsdiag_netlink_init(void);
void acsdiag_netlink_exit(void);
int acsdiag_netlink_key(struct genl_info *info, int domain, int requester_id,
			u64 *key);
int acsdiag_netlink_bare(struct netlink_callback *cb, int max);
int acsdiag_netlink_reply(struct genl_info *info,
			  const struct acsdiag_record *rec);
void acsdiag_netlink_notice(u32 event, u64 key, int group);

typedef int (*acsdiag_put_fn)(struct sk_buff *skb, const void *data);

void acsdiag_netlink_tell(u32 event, u64 key, acsdiag_put_fn put,
			  const void *data);
int acsdiag_netlink_answer(struct genl_info *info, acsdiag_put_fn put,
			   const void *data);
void *acsdiag_netlink_put_dump(struct sk_buff *skb, struct netlink_callback *cb,
			       u8 command);
int acsdiag_netlink_dump_result(const struct sk_buff *skb, int err);

/* debugfs.c */
void acsdiag_debugfs_init(void);
void acsdiag_debugfs_exit(void);
struct dentry *acsdiag_debugfs_add(struct acsdiag_function *fn);
void acsdiag_debugfs_remove(struct dentry *dir);

#endif /* ACSDIAG_H */
