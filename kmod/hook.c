// SPDX-License-Identifier: GPL-2.0
/*
 * Functions of the kernel whose calls go to the module for some PCI functions.
 * With ftrace, as live patches do it: the handler looks at the call's
 * arguments, and where the answer is the module's it sets the instruction
 * pointer. Otherwise that stays as it is, and the kernel's own code runs.
 *
 *	pci_dev_specific_acs_enabled(), the kernel's table of functions that
 *	isolate although their registers do not say so, and the first thing
 *	that pci_acs_enabled() asks: redirected for a function on the assume
 *	list, asked for just the controls that form groups. So PASID, which
 *	asks for two of these controls, gets the hardware's answer.
 *
 *	pci_dev_specific_reset(), the kernel's table of functions with a reset
 *	of their own: redirected for the GPUs that reset/card.c offers to reset.
 *
 * ftrace patches the call in place and returns to the new address, so no
 * indirect branch is taken: there is nothing for IBT or kCFI to check.
 *
 * Locking: assume.c and reset/card.c serialise installing and removing, each
 * of its own. The handlers take no lock and do not sleep; they read by RCU.
 *
 * Lifetime: unregister_ftrace_function() waits until no CPU runs the handler,
 * and on preemptible kernels until no task is still in what it redirected to,
 * unless it sleeps there: reset/card.c waits for those.
 */

#include <linux/ftrace.h>
#include <linux/kobject.h>
#include <linux/module.h>

#include "acsdiag.h"
#include "reset/card.h"

static int answer_isolated(struct pci_dev *pdev, u16 controls)
{
	return 1;
}

static void notrace redirect_acs(unsigned long ip, unsigned long parent_ip,
				 struct ftrace_ops *ops,
				 struct ftrace_regs *fregs)
{
	const struct pci_dev *pdev;
	u16 controls;

	pdev = (const void *)ftrace_regs_get_argument(fregs, 0);
	controls = ftrace_regs_get_argument(fregs, 1);
	if (controls == ACSDIAG_CONTROLS && acsdiag_assumed(pdev))
		ftrace_regs_set_instruction_pointer(fregs,
						    (unsigned long)answer_isolated);
}

static void notrace redirect_reset(unsigned long ip, unsigned long parent_ip,
				   struct ftrace_ops *ops,
				   struct ftrace_regs *fregs)
{
	const struct pci_dev *pdev;

	pdev = (const void *)ftrace_regs_get_argument(fregs, 0);
	if (acsdiag_card_offered(pdev))
		ftrace_regs_set_instruction_pointer(fregs,
						    (unsigned long)acsdiag_card_specific_reset);
}

/* PERMANENT: writing 0 to kernel.ftrace_enabled must not switch it off. */
#ifdef CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS
#define HOOK_FLAGS (FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT)
#else
#define HOOK_FLAGS (FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT | \
		    FTRACE_OPS_FL_SAVE_REGS)
#endif

#define HOOKED_LEN 40

static const char * const hooked[] = {
	[ACSDIAG_HOOK_ACS] = ACSDIAG_HOOKED_ACS,
	[ACSDIAG_HOOK_RESET] = ACSDIAG_HOOKED_RESET,
};

static struct ftrace_ops hooks[] = {
	[ACSDIAG_HOOK_ACS] = { .func = redirect_acs, .flags = HOOK_FLAGS },
	[ACSDIAG_HOOK_RESET] = { .func = redirect_reset, .flags = HOOK_FLAGS },
};

static void notrace look_on(unsigned long ip, unsigned long parent_ip,
			    struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
}

/* Traces and does not redirect, so another that redirects is no obstacle. */
static struct ftrace_ops onlookers[] = {
	[ACSDIAG_HOOK_ACS] = {
		.func = look_on,
		.flags = FTRACE_OPS_FL_PERMANENT,
	},
	[ACSDIAG_HOOK_RESET] = {
		.func = look_on,
		.flags = FTRACE_OPS_FL_PERMANENT,
	},
};

static int filter(struct ftrace_ops *ops, enum acsdiag_hook hook)
{
	unsigned char name[HOOKED_LEN];

	ssize_t len = strscpy(name, hooked[hook], sizeof(name));

	return ftrace_set_filter(ops, name, len, 1);
}

/**
 * acsdiag_hook_install() - have the module asked; may sleep
 * @hook: which function's calls
 *
 * Return: 0; -EINVAL when the kernel has no such function that can be traced;
 * -EBUSY when somebody else redirects it, or tracing is switched off; or
 * another negative errno.
 */
int acsdiag_hook_install(enum acsdiag_hook hook)
{
	return filter(&hooks[hook], hook) ?:
	       register_ftrace_function(&hooks[hook]);
}

/**
 * acsdiag_hook_remove() - back to the kernel's own code; may sleep
 * @hook: which function's calls
 */
void acsdiag_hook_remove(enum acsdiag_hook hook)
{
	unregister_ftrace_function(&hooks[hook]);
}

/**
 * acsdiag_hook_exit() - free what installing leaves, for good
 * @hook: which function's calls
 *
 * Older kernels, 6.12 among them, break when a freed filter is set again.
 */
void acsdiag_hook_exit(enum acsdiag_hook hook)
{
	ftrace_free_filter(&hooks[hook]);
	ftrace_free_filter(&onlookers[hook]);
}

static bool tracing_is_off(enum acsdiag_hook hook)
{
	struct ftrace_ops *ops = &onlookers[hook];
	int err = filter(ops, hook) ?: register_ftrace_function(ops);

	if (!err)
		unregister_ftrace_function(ops);
	return err == -EBUSY;
}

static bool other_module(const char *name)
{
	struct kobject *module = kset_find_obj(THIS_MODULE->mkobj.kobj.kset,
					       name);

	kobject_put(module);
	return module;
}

/**
 * acsdiag_hook_reason() - why acsdiag_hook_install() failed, and the mend
 * @hook: which function's calls; the caller serialises
 * @err: what it returned
 *
 * Return: words for a line of the log.
 */
const char *acsdiag_hook_reason(enum acsdiag_hook hook, int err)
{
	if (err == -EINVAL)
		return "this kernel has no such function that ftrace can redirect";
	if (err != -EBUSY)
		return "ftrace fails, perhaps for want of memory";
	if (tracing_is_off(hook))
		return "kernel.ftrace_enabled is 0; set it to 1, then load acsdiag anew";
	if (hook == ACSDIAG_HOOK_RESET && other_module("vendor_reset"))
		return "the module vendor_reset redirects it; unload that, then load acsdiag anew";
	return "a live patch or another module redirects it (marked I in /sys/kernel/tracing/enabled_functions); remove that, then load acsdiag anew";
}
