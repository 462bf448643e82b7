// SPDX-License-Identifier: GPL-2.0
/* The same under the name of a module that people have installed. */

#include "redirect.c"
