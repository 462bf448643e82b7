/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_COMPAT_LINUX_FTRACE_H
#define ACSDIAG_COMPAT_LINUX_FTRACE_H

#include_next <linux/ftrace.h>

/* Since 6.2 a redirected function's registers have accessors. */
#ifndef ACSDIAG_HAVE_FTRACE_REGS_SET
#define ftrace_regs_get_argument(fregs, n) \
	regs_get_kernel_argument(&(fregs)->regs, n)
#define ftrace_regs_set_instruction_pointer(fregs, ip) \
	ftrace_instruction_pointer_set(fregs, ip)
#endif

#endif
