/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_EARLY_H
#define ACSDIAG_ANALYSE_EARLY_H

#include "model/host.h"

/*
 * Drivers are loaded early in boot from the initramfs, by the copy of the module
 * configuration that is in there. What of /etc is not in it yet? Both tell only
 * of an initramfs that was read.
 */

const struct directive *early_lacks_module(const struct host *h);
const struct directive *early_lacks_line(const struct host *h);
const char *early_keyword(enum directive_kind kind);

#endif
