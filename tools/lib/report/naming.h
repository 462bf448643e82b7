/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_NAMING_H
#define ACSDIAG_REPORT_NAMING_H

#include "model/machine.h"

#define NAME_LEN 160

const char *naming_role(const struct function *f);
char *naming_short(const struct function *f, char buf[NAME_LEN]);
char *naming_column(const struct function *f, char buf[NAME_LEN]);
char *naming_nick(const struct function *f, char buf[NAME_LEN]);
char *naming_ids(const struct function *f, char buf[NAME_LEN]);
char *naming_full(const struct function *f, char buf[NAME_LEN]);

#endif
