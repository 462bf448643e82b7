// SPDX-License-Identifier: GPL-2.0
/*
 * The redirection of pci_dev_specific_acs_enabled(), the kernel's table of
 * functions that isolate although their registers do not say so, and the first
 * thing that pci_acs_enabled() asks. With ftrace, as live patches do it: for a
 * function on the assume list, asked for just the controls that form groups,
 * the call goes to the answer below. For every other function and question the
 * instruction pointer stays as it is, and the kernel's own code runs. So
 * PASID, which asks for two of these controls, gets the hardware's answer.
 *
 * ftrace patches the call in place and returns to the new address, so no
 * indirect branch is taken: there is nothing for IBT or kCFI to check.
 *
 * Locking: assume.c serialises installing and removing. The handler takes no
 * lock and does not sleep; it reads the list by RCU.
 *
 * Lifetime: unregister_ftrace_function() waits until no CPU runs the handler,
 * and on preemptible kernels until no task is still in what it redirected to.
 */

#include <linux/ftrace.h>

#include "acsdiag.h"

static int answer_isolated(struct pci_dev *pdev, u16 controls)
{
	return 1;
}

static void notrace redirect(unsigned long ip, unsigned long parent_ip,
			     struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	const struct pci_dev *pdev;
	u16 controls;

	pdev = (const void *)ftrace_regs_get_argument(fregs, 0);
	controls = ftrace_regs_get_argument(fregs, 1);
	if (controls == ACSDIAG_CONTROLS && acsdiag_assumed(pdev))
		ftrace_regs_set_instruction_pointer(fregs,
						    (unsigned long)answer_isolated);
}

/* PERMANENT: writing 0 to kernel.ftrace_enabled must not switch it off. */
static struct ftrace_ops hook = {
	.func = redirect,
	.flags = FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT
#ifndef CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS
		 | FTRACE_OPS_FL_SAVE_REGS
#endif
};

/**
 * acsdiag_hook_install() - have the assume list asked; may sleep
 *
 * Return: 0; -EINVAL when the kernel has no such function that can be traced;
 * -EBUSY when somebody else redirects it, or tracing is switched off; or
 * another negative errno.
 */
int acsdiag_hook_install(void)
{
	char name[] = ACSDIAG_HOOKED;
	int err;

	err = ftrace_set_filter(&hook, name, sizeof(name) - 1, 1);
	if (err)
		return err;

	return register_ftrace_function(&hook);
}

/** acsdiag_hook_remove() - back to the kernel's own code; may sleep */
void acsdiag_hook_remove(void)
{
	unregister_ftrace_function(&hook);
}

/**
 * acsdiag_hook_exit() - free what installing leaves, for good
 *
 * Older kernels, 6.12 among them, break when a freed filter is set again.
 */
void acsdiag_hook_exit(void)
{
	ftrace_free_filter(&hook);
}
