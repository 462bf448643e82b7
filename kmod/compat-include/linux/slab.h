/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_COMPAT_LINUX_SLAB_H
#define ACSDIAG_COMPAT_LINUX_SLAB_H

#include_next <linux/slab.h>

/* Since 7.0: allocate by type. */
#ifndef kmalloc_obj
#define kmalloc_obj(object) kmalloc(sizeof(object), GFP_KERNEL)
#define kzalloc_obj(object) kzalloc(sizeof(object), GFP_KERNEL)
#endif

#endif
