// SPDX-License-Identifier: GPL-2.0
/*
 * Somebody else who redirects pci_dev_specific_reset(), as a live patch or an
 * out-of-tree reset module does. It redirects it to nowhere: the kernel's own
 * code goes on.
 */

#include <linux/ftrace.h>
#include <linux/module.h>

static void notrace look_on(unsigned long ip, unsigned long parent_ip,
			    struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
}

static struct ftrace_ops hook = {
	.func = look_on,
	.flags = FTRACE_OPS_FL_IPMODIFY
#ifndef CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS
		 | FTRACE_OPS_FL_SAVE_REGS
#endif
};

static int __init redirect_init(void)
{
	char name[] = "pci_dev_specific_reset";
	int err;

	err = ftrace_set_filter(&hook, name, sizeof(name) - 1, 1);
	if (!err)
		err = register_ftrace_function(&hook);
	if (err)
		ftrace_free_filter(&hook);
	return err;
}

static void __exit redirect_exit(void)
{
	unregister_ftrace_function(&hook);
	ftrace_free_filter(&hook);
}

module_init(redirect_init);
module_exit(redirect_exit);

MODULE_DESCRIPTION("Test: own the redirection of pci_dev_specific_reset()");
MODULE_LICENSE("GPL");
