/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_SCRUB_H
#define ACSDIAG_SOURCE_SCRUB_H

char *scrub_cmdline(const char *cmdline);

#endif
