/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_REPORT_TOGETHER_H
#define ACSDIAG_REPORT_TOGETHER_H

#include "report/picture.h"
#include "report/report.h"

/**
 * enum together - are two functions in one group?
 * @TOGETHER_NO: no, the kernel was seen to separate them
 * @TOGETHER_YES: yes, the kernel has them in one
 * @TOGETHER_RULES_NO: nobody told; by the rules they are not
 * @TOGETHER_RULES_YES: nobody told; by the rules they are
 */
enum together {
	TOGETHER_NO = 0,
	TOGETHER_YES,
	TOGETHER_RULES_NO,
	TOGETHER_RULES_YES,
};

enum together together_how(const struct picture *p, const struct function *a,
			   const struct function *b);
bool together_is(enum together how);

void together_pair(struct report *r, const struct function *a,
		   const struct function *b, enum together how);
void together_several(struct report *r, const struct function *f,
		      const struct function *const *others, size_t count,
		      enum together how);
int together_apart(struct report *r, const struct picture *p,
		   const struct function *a, const struct function *b);
int together_unexplained(struct report *r, const struct picture *p);
int together_data(struct json_object *pairs, const struct picture *p,
		  const struct function *a, const struct function *b);

#endif
