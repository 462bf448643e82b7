// SPDX-License-Identifier: GPL-2.0
/*
 * Read-only views in /sys/kernel/debug/acsdiag, from the same record as
 * netlink and by the same names: Documentation/ABI/testing/debugfs-acsdiag.
 *
 * Locking: a view holds the table's mutex while it fills its buffer, not while
 * the buffer is copied out. Between two buffers it keeps an address, as a
 * netlink dump does. debugfs waits for readers when a file is removed, so files
 * are removed without that mutex; a function is freed after its files are.
 *
 * Without CONFIG_DEBUG_FS every call here does nothing, and nothing depends on
 * their success.
 */

#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string_helpers.h>

#include <linux/acsdiag.h>

#include "acsdiag.h"
#include "reset/card.h"
#include "reset/history.h"

static struct dentry *root;

static const char * const verdict_names[] = {
	[ACSDIAG_VERDICT_UNKNOWN] = "unknown",
	[ACSDIAG_VERDICT_NOT_ISOLATED] = "not-isolated",
	[ACSDIAG_VERDICT_ISOLATED] = "isolated",
};

static const char * const card_state_names[] = {
	[GPU_VERDICT_UNKNOWN] = "unknown",
	[GPU_VERDICT_OFF_BUS] = "off-bus",
	[GPU_VERDICT_STUCK_ASLEEP] = "stuck-asleep",
	[GPU_VERDICT_ASLEEP] = "asleep",
	[GPU_VERDICT_MMIO_DEAD] = "mmio-dead",
	[GPU_VERDICT_HALF_RESET] = "half-reset",
	[GPU_VERDICT_SMU_WEDGED] = "smu-wedged",
	[GPU_VERDICT_USED] = "used",
	[GPU_VERDICT_CLEAN] = "clean",
};

static const char * const unread_names[] = {
	[ACSDIAG_UNREAD_ASLEEP] = "asleep",
	[ACSDIAG_UNREAD_GONE] = "gone",
	[ACSDIAG_UNREAD_BUSY] = "busy",
};

static const struct {
	u32 flag;
	const char *name;
} flag_names[] = {
	{ ACSDIAG_FUNCTION_FLAGS_MULTIFUNCTION, "multifunction" },
	{ ACSDIAG_FUNCTION_FLAGS_VIRTUAL, "virtual" },
	{ ACSDIAG_FUNCTION_FLAGS_EXTERNAL_FACING, "external-facing" },
	{ ACSDIAG_FUNCTION_FLAGS_UNTRUSTED, "untrusted" },
	{ ACSDIAG_FUNCTION_FLAGS_ACS_QUIRK, "acs-quirk" },
	{ ACSDIAG_FUNCTION_FLAGS_BRIDGE_ALIAS, "bridge-alias" },
	{ ACSDIAG_FUNCTION_FLAGS_XLATE_ROOT, "xlate-root" },
	{ ACSDIAG_FUNCTION_FLAGS_NO_BUS_RESET, "no-bus-reset" },
	{ ACSDIAG_FUNCTION_FLAGS_BOOT_VGA, "boot-vga" },
	{ ACSDIAG_FUNCTION_FLAGS_ASSUMED, "assumed" },
};

static const struct {
	u16 control;
	const char *name;
} control_names[] = {
	{ PCI_ACS_SV, "source-validation" },
	{ PCI_ACS_TB, "translation-blocking" },
	{ PCI_ACS_RR, "p2p-request-redirect" },
	{ PCI_ACS_CR, "p2p-completion-redirect" },
	{ PCI_ACS_UF, "upstream-forwarding" },
	{ PCI_ACS_EC, "p2p-egress-control" },
	{ PCI_ACS_DT, "direct-translated-p2p" },
};

#define ADDRESS_LEN 24

static const char *address(char *buf, u64 key)
{
	u16 rid = acsdiag_key_requester_id(key);

	snprintf(buf, ADDRESS_LEN, "%04x:%02x:%02x.%d", acsdiag_key_domain(key),
		 PCI_BUS_NUM(rid), PCI_SLOT(rid), PCI_FUNC(rid));
	return buf;
}

static void show_address(struct seq_file *m, u64 key)
{
	char buf[ADDRESS_LEN];

	seq_puts(m, address(buf, key));
}

static void show_requester(struct seq_file *m, const char *name, u64 key,
			   int requester_id)
{
	if (requester_id == ACSDIAG_NONE)
		return;
	seq_printf(m, " %s=", name);
	show_address(m, acsdiag_key(acsdiag_key_domain(key), requester_id));
}

static void show_flags(struct seq_file *m, u32 flags)
{
	const char *separator = " flags=";
	int i;

	for (i = 0; i < ARRAY_SIZE(flag_names); i++) {
		if (!(flags & flag_names[i].flag))
			continue;
		seq_printf(m, "%s%s", separator, flag_names[i].name);
		separator = ",";
	}
}

static void show_identity(struct seq_file *m, const struct acsdiag_record *rec)
{
	seq_printf(m, " vendor=0x%04x device=0x%04x", rec->vendor, rec->device);
	seq_printf(m, " subvendor=0x%04x subdevice=0x%04x", rec->subvendor,
		   rec->subdevice);
	seq_printf(m, " class=0x%06x revision=0x%02x header-type=%u",
		   rec->class, rec->revision, rec->header_type);
	if (rec->pcie_type != ACSDIAG_NONE)
		seq_printf(m, " pcie-type=%d", rec->pcie_type);
	show_flags(m, rec->flags);
}

static void show_place(struct seq_file *m, const struct acsdiag_record *rec)
{
	show_requester(m, "upstream", rec->key, rec->upstream);
	if (rec->has_buses)
		seq_printf(m, " secondary=0x%02x subordinate=0x%02x",
			   rec->secondary, rec->subordinate);
	show_requester(m, "physfn", rec->key, rec->physfn);
	if (rec->arrival)
		seq_printf(m, " arrival=%u", rec->arrival);
}

static void show_acs(struct seq_file *m, const struct acsdiag_acs *acs)
{
	if (!acs->offset)
		return;
	seq_printf(m, " acs.offset=0x%03x", acs->offset);
	if (acs->unread == ACSDIAG_NONE)
		seq_printf(m, " acs.capability=0x%04x acs.control=0x%04x",
			   acs->capability, acs->control);
	else
		seq_printf(m, " acs.unread=%s", unread_names[acs->unread]);
	if (acs->egress_size)
		seq_printf(m, " acs.egress-size=%u", acs->egress_size);
	if (acs->cached != ACSDIAG_NONE)
		seq_printf(m, " acs.cached-capability=0x%04x", acs->cached);
	if (acs->found != ACSDIAG_NONE)
		seq_printf(m, " acs.found-control=0x%04x", acs->found);
}

static void show_aliases(struct seq_file *m, const struct acsdiag_record *rec)
{
	int i;

	for (i = 0; i < rec->aliases_count; i++)
		show_requester(m, "alias", rec->key, rec->aliases[i]);
	if (!rec->aliases_known)
		seq_puts(m, " alias-unread");
}

static void show_group(struct seq_file *m, const struct acsdiag_record *rec)
{
	if (rec->group == ACSDIAG_NONE)
		return;
	seq_printf(m, " group=%d", rec->group);
	if (*rec->group_type)
		seq_printf(m, " group-type=%s", rec->group_type);
	seq_printf(m, " isolated-msi=%d", rec->isolated_msi);
}

/* Words separated by spaces, as one word. */
static void show_list(struct seq_file *m, const char *name, const char *words)
{
	seq_printf(m, " %s=", name);
	for (; *words; words++)
		seq_putc(m, *words == ' ' ? ',' : *words);
}

static void show_state(struct seq_file *m, const struct acsdiag_record *rec)
{
	if (rec->ats_enabled)
		seq_puts(m, " ats-enabled");
	if (rec->pasid_enabled)
		seq_puts(m, " pasid-enabled");
	if (*rec->driver)
		seq_printf(m, " driver=%s", rec->driver);
	seq_printf(m, " power-state=%s", rec->power);
	show_list(m, "reset-methods", rec->reset_methods);
}

static void show_record(struct seq_file *m, const struct acsdiag_record *rec)
{
	show_address(m, rec->key);
	show_identity(m, rec);
	show_place(m, rec);
	show_acs(m, &rec->acs);
	seq_printf(m, " verdict=%s", verdict_names[rec->verdict]);
	show_aliases(m, rec);
	show_group(m, rec);
	show_state(m, rec);
	seq_putc(m, '\n');
}

/**
 * struct view - an open file that lists functions
 * @from: where the next buffer begins
 * @rec: written by show, under the table's mutex
 */
struct view {
	u64 from;
	struct acsdiag_record rec;
};

static void *view_start(struct seq_file *m, loff_t *pos)
{
	struct view *view = m->private;

	if (!*pos)
		view->from = 0;
	acsdiag_table_lock();
	return acsdiag_table_from(view->from);
}

static void *view_next(struct seq_file *m, void *v, loff_t *pos)
{
	struct acsdiag_function *fn = v;
	struct view *view = m->private;

	++*pos;
	view->from = fn->key + 1;
	return acsdiag_table_next(fn);
}

static void view_stop(struct seq_file *m, void *v)
{
	acsdiag_table_unlock();
}

static int devices_show(struct seq_file *m, void *v)
{
	struct view *view = m->private;

	acsdiag_record_read(v, ACSDIAG_DUMP, &view->rec);
	show_record(m, &view->rec);
	return 0;
}

static const struct seq_operations devices_sops = {
	.start = view_start,
	.next = view_next,
	.stop = view_stop,
	.show = devices_show,
};

static int devices_open(struct inode *inode, struct file *file)
{
	acsdiag_verdict_settle();
	return __seq_open_private(file, &devices_sops, sizeof(struct view)) ?
		0 : -ENOMEM;
}

static int resets_show(struct seq_file *m, void *v)
{
	struct acsdiag_function *fn = v;
	char names[ACSDIAG_RESETS_LEN];

	acsdiag_reset_methods(fn->pdev, names, sizeof(names));
	show_address(m, fn->key);
	seq_printf(m, "%s%s\n", *names ? " " : "", names);
	return 0;
}

static const struct seq_operations resets_sops = {
	.start = view_start,
	.next = view_next,
	.stop = view_stop,
	.show = resets_show,
};

static int resets_open(struct inode *inode, struct file *file)
{
	return __seq_open_private(file, &resets_sops, sizeof(struct view)) ?
		0 : -ENOMEM;
}

static const struct file_operations devices_fops = {
	.owner = THIS_MODULE,
	.open = devices_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = seq_release_private,
};

static const struct file_operations resets_fops = {
	.owner = THIS_MODULE,
	.open = resets_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = seq_release_private,
};

static void show_one_group(struct seq_file *m, struct acsdiag_function *first)
{
	char type[ACSDIAG_GROUP_TYPE_LEN];
	struct acsdiag_function *fn;

	acsdiag_group_type(first->pdev, type, sizeof(type));
	seq_printf(m, "%d %s", first->group, *type ? type : "unknown");
	for (fn = first; fn; fn = acsdiag_table_next(fn)) {
		if (fn->group != first->group)
			continue;
		seq_putc(m, ' ');
		show_address(m, fn->key);
	}
	seq_putc(m, '\n');
}

static int groups_show(struct seq_file *m, void *unused)
{
	struct acsdiag_function *fn;
	int group = 0;

	acsdiag_table_lock();
	for (fn = acsdiag_table_from(0); fn; fn = acsdiag_table_next(fn))
		acsdiag_events_regroup(fn);
	while ((fn = acsdiag_table_group_from(group))) {
		show_one_group(m, fn);
		group = fn->group + 1;
	}
	acsdiag_table_unlock();
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(groups);

static int assumed_show(struct seq_file *m, void *unused)
{
	const struct acsdiag_identity *id;
	u64 from = 0;

	acsdiag_table_lock();
	for (; (id = acsdiag_assume_from(from)); from = id->key + 1) {
		show_address(m, id->key);
		seq_printf(m, " vendor=0x%04x device=0x%04x\n", id->vendor,
			   id->device);
	}
	acsdiag_table_unlock();
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(assumed);

static void show_reset_hook(struct seq_file *m)
{
	const char *refused;

	seq_puts(m, ACSDIAG_HOOKED_RESET " for reset: ");
	acsdiag_cards_lock();
	refused = acsdiag_cards_refused();
	if (refused)
		seq_printf(m, "refused, %s\n", refused);
	else
		seq_puts(m, acsdiag_cards_hooked() ? "redirected\n" :
						     "untouched\n");
	acsdiag_cards_unlock();
}

static int hooks_show(struct seq_file *m, void *unused)
{
	const struct acsdiag_symbol *s = NULL;

	while ((s = acsdiag_symbol_next(s))) {
		seq_printf(m, "%s for %s: ", s->name, s->provides);
		if (s->error)
			seq_printf(m, "missing, %s\n",
				   acsdiag_symbol_reason(s));
		else
			seq_puts(m, "found\n");
	}

	acsdiag_table_lock();
	seq_printf(m, ACSDIAG_HOOKED_ACS " for assumed: %s\n",
		   acsdiag_assume_from(0) ? "redirected" : "untouched");
	acsdiag_table_unlock();
	show_reset_hook(m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(hooks);

static void show_past(struct seq_file *m, const struct acsdiag_past *past)
{
	seq_printf(m, "%u time=%lld ", past->number, past->time);
	show_address(m, past->key);
	seq_printf(m, " vendor=0x%04x device=0x%04x", past->vendor,
		   past->device);
	seq_printf(m, " pid=%d comm=%*pE", past->pid, (int)strlen(past->comm),
		   past->comm);
	seq_printf(m, " method=%s tries=%u steps=%u duration=%llu error=%d",
		   past->method ?: "none", past->tries, past->steps,
		   past->duration_us, -past->error);
	if (past->written)
		seq_puts(m, " written");
	seq_printf(m, " before=%s after=%s", card_state_names[past->before],
		   card_state_names[past->after]);
	if (past->failure)
		seq_printf(m, " failure=\"%s\"", past->failure);
	seq_putc(m, '\n');
}

static int reset_history_show(struct seq_file *m, void *unused)
{
	struct acsdiag_past past;
	u32 from = 0;

	for (; acsdiag_history_from(from, &past); from = past.number + 1)
		show_past(m, &past);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(reset_history);

static void show_controls(struct seq_file *m, const struct acsdiag_acs *acs)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(control_names); i++)
		seq_printf(m, "%s capable=%d enabled=%d\n",
			   control_names[i].name,
			   !!(acs->capability & control_names[i].control),
			   !!(acs->control & control_names[i].control));
}

static void show_egress(struct seq_file *m, const struct acsdiag_acs *acs)
{
	int i;

	if (!acs->egress_words)
		return;
	seq_printf(m, "egress-size %u\negress", acs->egress_size);
	for (i = 0; i < acs->egress_words; i++)
		seq_printf(m, " 0x%08x", acs->egress[i]);
	seq_putc(m, '\n');
}

static void show_capability(struct seq_file *m, const struct acsdiag_acs *acs)
{
	if (!acs->offset) {
		seq_puts(m, "offset none\n");
		return;
	}
	seq_printf(m, "offset 0x%03x\n", acs->offset);
	if (acs->cached != ACSDIAG_NONE)
		seq_printf(m, "cached-capability 0x%04x\n", acs->cached);
	if (acs->found != ACSDIAG_NONE)
		seq_printf(m, "found-control 0x%04x\n", acs->found);
	if (acs->unread != ACSDIAG_NONE) {
		seq_printf(m, "unread %s\n", unread_names[acs->unread]);
		return;
	}
	seq_printf(m, "capability 0x%04x\ncontrol 0x%04x\n", acs->capability,
		   acs->control);
	show_controls(m, acs);
	show_egress(m, acs);
}

static int acs_show(struct seq_file *m, void *unused)
{
	struct acsdiag_function *fn = m->private;
	struct acsdiag_record *rec;

	rec = kmalloc_obj(*rec);
	if (!rec)
		return -ENOMEM;

	acsdiag_table_lock();
	if (list_empty(&fn->node)) {
		acsdiag_table_unlock();
		kfree(rec);
		return -ENODEV;
	}
	acsdiag_record_read(fn, ACSDIAG_AFRESH, rec);
	acsdiag_table_unlock();

	show_capability(m, &rec->acs);
	seq_printf(m, "verdict %s\n", verdict_names[rec->verdict]);
	if (rec->flags & ACSDIAG_FUNCTION_FLAGS_ASSUMED)
		seq_puts(m, "assumed\n");
	kfree(rec);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(acs);

/**
 * acsdiag_debugfs_add() - a function's own directory
 * @fn: the function, new in the table
 *
 * Return: the directory, for acsdiag_debugfs_remove().
 */
struct dentry *acsdiag_debugfs_add(struct acsdiag_function *fn)
{
	struct dentry *dir;
	char name[ADDRESS_LEN];

	dir = debugfs_create_dir(address(name, fn->key), root);
	debugfs_create_file("acs", 0400, dir, fn, &acs_fops);
	return dir;
}

/**
 * acsdiag_debugfs_remove() - remove a function's directory
 * @dir: from acsdiag_debugfs_add(); waits for readers, so without the table's
 *	 lock
 */
void acsdiag_debugfs_remove(struct dentry *dir)
{
	debugfs_remove(dir);
}

/** acsdiag_debugfs_init() - the views of the whole machine */
void __init acsdiag_debugfs_init(void)
{
	root = debugfs_create_dir("acsdiag", NULL);
	debugfs_create_file("devices", 0400, root, NULL, &devices_fops);
	debugfs_create_file("groups", 0400, root, NULL, &groups_fops);
	debugfs_create_file("resets", 0400, root, NULL, &resets_fops);
	debugfs_create_file("reset-history", 0400, root, NULL,
			    &reset_history_fops);
	debugfs_create_file("assumed", 0400, root, NULL, &assumed_fops);
	debugfs_create_file("hooks", 0400, root, NULL, &hooks_fops);
}

/** acsdiag_debugfs_exit() - remove them */
void acsdiag_debugfs_exit(void)
{
	debugfs_remove(root);
}
