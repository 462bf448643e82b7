// SPDX-License-Identifier: GPL-2.0
/*
 * Functions of the PCI core that modules may not link to, but whose answer is
 * the fact itself: any copy of them here would be right for one kernel only.
 *
 * Their addresses come from kprobes that are registered disabled, so that no
 * text is patched, and dropped at once. The calls are static calls, which are
 * direct: kernels with CONFIG_X86_KERNEL_IBT seal functions whose address is
 * never taken, and an indirect call to them would fault. Both functions are
 * declared in <linux/pci.h>, so the compiler checks that they still look as
 * this file believes.
 *
 * A kernel without kprobes, or without a symbol, costs the fact that hangs on
 * it: it is reported as unknown, and debugfs' "hooks" says why.
 *
 * Locking: written once before the first reader exists. The callees read
 * struct pci_dev and the buses above; the table's mutex keeps those whole.
 */

#include <linux/init.h>
#include <linux/kprobes.h>
#include <linux/static_call.h>

#include "acsdiag.h"

DEFINE_STATIC_CALL_NULL(acsdiag_acs_enabled, pci_acs_enabled);
DEFINE_STATIC_CALL_NULL(acsdiag_each_alias, pci_for_each_dma_alias);

enum { SYMBOL_ACS_ENABLED, SYMBOL_EACH_ALIAS, SYMBOL_COUNT };

static struct acsdiag_symbol symbols[SYMBOL_COUNT] = {
	[SYMBOL_ACS_ENABLED] = {
		.name = "pci_acs_enabled",
		.provides = "verdict",
	},
	[SYMBOL_EACH_ALIAS] = {
		.name = "pci_for_each_dma_alias",
		.provides = "alias",
	},
};

static void * __init symbol_address(struct acsdiag_symbol *symbol)
{
	struct kprobe kp = {
		.symbol_name = symbol->name,
		.flags = KPROBE_FLAG_DISABLED,
	};

	symbol->error = register_kprobe(&kp);
	if (symbol->error)
		return NULL;

	unregister_kprobe(&kp);
	return kp.addr;
}

/** acsdiag_symbols_init() - look the functions up; what is missing stays so */
void __init acsdiag_symbols_init(void)
{
	void *address;

	address = symbol_address(&symbols[SYMBOL_ACS_ENABLED]);
	if (address)
		static_call_update(acsdiag_acs_enabled, address);

	address = symbol_address(&symbols[SYMBOL_EACH_ALIAS]);
	if (address)
		static_call_update(acsdiag_each_alias, address);
}

/**
 * acsdiag_symbol_next() - for showing which symbols were found
 * @s: the last one shown, NULL to begin
 *
 * Return: the next, or NULL.
 */
const struct acsdiag_symbol *acsdiag_symbol_next(const struct acsdiag_symbol *s)
{
	if (!s)
		return symbols;
	return s == &symbols[SYMBOL_COUNT - 1] ? NULL : s + 1;
}

/**
 * acsdiag_symbol_reason() - why a symbol cannot be called
 * @s: one whose error is set
 *
 * Return: words for debugfs.
 */
const char *acsdiag_symbol_reason(const struct acsdiag_symbol *s)
{
	if (!IS_ENABLED(CONFIG_KPROBES))
		return "this kernel has no kprobes";

	switch (s->error) {
	case -ENOENT:
		return "this kernel has no such symbol";
	default:
		return "kprobes refuse it";
	}
}

/**
 * acsdiag_can_ask_acs_enabled() - was pci_acs_enabled() found?
 *
 * Return: true when acsdiag_call_acs_enabled() can answer.
 */
bool acsdiag_can_ask_acs_enabled(void)
{
	return !symbols[SYMBOL_ACS_ENABLED].error;
}

/**
 * acsdiag_call_acs_enabled() - the kernel's pci_acs_enabled()
 * @pdev: the function, in the table; its registers may be read
 * @controls: PCI_ACS_* bits that must all be in effect
 *
 * Return: 1 or 0, its answer; a negative errno when it cannot be called.
 */
int acsdiag_call_acs_enabled(struct pci_dev *pdev, u16 controls)
{
	if (!acsdiag_can_ask_acs_enabled())
		return symbols[SYMBOL_ACS_ENABLED].error;

	return static_call(acsdiag_acs_enabled)(pdev, controls);
}

/**
 * acsdiag_call_each_alias() - the kernel's pci_for_each_dma_alias()
 * @pdev: the function, in the table
 * @visit: called with each requester ID that the IOMMU may see for @pdev
 * @data: handed to @visit
 *
 * Return: 0, what @visit returned to end the walk, or a negative errno when
 * the walk cannot be called.
 */
int acsdiag_call_each_alias(struct pci_dev *pdev,
			    int (*visit)(struct pci_dev *pdev, u16 alias,
					 void *data),
			    void *data)
{
	if (symbols[SYMBOL_EACH_ALIAS].error)
		return symbols[SYMBOL_EACH_ALIAS].error;

	return static_call(acsdiag_each_alias)(pdev, visit, data);
}
