/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_NEAREST_H
#define ACSDIAG_NEAREST_H

#include "command.h"

const char *nearest_command(const char *word);
const char *nearest_option(const struct command *command, const char *word);

#endif
