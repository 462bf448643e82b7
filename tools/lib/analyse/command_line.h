/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_COMMAND_LINE_H
#define ACSDIAG_ANALYSE_COMMAND_LINE_H

#include "analyse/circumstances.h"

/**
 * enum acs_syntax - how a kernel reads pci=config_acs=
 * @ACS_SYNTAX_NONE: it does not know the parameter (before 6.11)
 * @ACS_SYNTAX_MISREAD: it keeps the flags of the first entry for all entries
 *	and leaves a control alone that should be cleared (6.11 to 6.14)
 * @ACS_SYNTAX_EXACT: as documented
 */
enum acs_syntax {
	ACS_SYNTAX_NONE,
	ACS_SYNTAX_MISREAD,
	ACS_SYNTAX_EXACT,
};

/**
 * struct acs_setting - what the command line asks of one function
 * @mask: controls it speaks of
 * @flags: their values; a kernel that misreads uses bits outside @mask too
 */
struct acs_setting {
	uint16_t mask;
	uint16_t flags;
};

enum acs_syntax acs_syntax_of(struct kernel_version kernel);
bool acs_setting_redir(const struct function *f, const char *value,
		       struct acs_setting *s);
bool acs_setting_config(const struct function *f, const char *value,
			enum acs_syntax syntax, struct acs_setting *s);
const char *acs_parameter_fault(const char *value, bool with_flags);
bool device_text_matches(const struct function *f, const char *text);

#endif
