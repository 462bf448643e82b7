/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RESET_HISTORY_H
#define ACSDIAG_RESET_HISTORY_H

#include <linux/sched.h>
#include <linux/time64.h>
#include <linux/types.h>

#include "gpu.h"

/**
 * struct acsdiag_past - a reset that was tried
 * @number: counts from 1 since the module was loaded
 * @key: the GPU, as acsdiag_key() writes it
 * @vendor: vendor ID
 * @device: device ID
 * @time: when it began, in seconds since 1970
 * @pid: process that asked for it, in the initial namespace
 * @comm: its name
 * @method: what made the card clean, or was tried last; NULL for none
 * @failure: what went wrong first, NULL when nothing did
 * @tries: how many methods were tried
 * @steps: how many steps were done
 * @duration_us: how long it took
 * @error: what the kernel was told, 0 or a negative errno
 * @written: the card was changed
 * @before: what it looked like
 * @after: what it looks like since
 */
struct acsdiag_past {
	u32 number;
	u64 key;
	u16 vendor, device;
	time64_t time;
	pid_t pid;
	char comm[TASK_COMM_LEN];
	const char *method;
	const char *failure;
	unsigned int tries, steps;
	u64 duration_us;
	int error;
	bool written;
	enum gpu_verdict before, after;
};

void acsdiag_history_add(struct acsdiag_past *past);
bool acsdiag_history_from(u32 number, struct acsdiag_past *past);
u32 acsdiag_history_count(void);

#endif
