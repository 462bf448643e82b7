/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ACT_ACT_H
#define ACSDIAG_ACT_ACT_H

#include <json-c/json.h>

#include "model/machine.h"

/*
 * The only place that changes the machine. What is done here was decided and
 * shown elsewhere; here it is done in order, taken back when it fails half-way,
 * and what stands is told.
 */

#define ACT_ERROR_LEN 512

/**
 * enum act_request - what the module is asked to change
 */
enum act_request {
	ACT_ACS_SET,
	ACT_ACS_RESTORE,
	ACT_ASSUME_ADD,
	ACT_ASSUME_DEL,
};

/**
 * struct deed_controls - controls of one function
 * @at: the function, with its IDs
 * @set: ACS_*
 */
struct deed_controls {
	const struct function *at;
	uint16_t set;
};

/**
 * struct deed - functions leave the bus and come back under other conditions
 * @controls: ACS controls concerned
 * @controls_count: entries in @controls
 * @assumed: functions whose isolation is assumed
 * @assumed_count: entries in @assumed
 * @removes: functions to remove; all that is below them goes with them
 * @removes_count: entries in @removes
 * @scans: where to look for them: a bridge, or a root bus ("0000:00")
 * @scans_count: entries in @scans
 * @leaves: all functions that leave, with their IDs and, as it was, driver
 * @leaves_count: entries in @leaves
 * @undo: controls are restored and assumptions dropped; otherwise made
 */
struct deed {
	struct deed_controls *controls;
	size_t controls_count;
	const struct function **assumed;
	size_t assumed_count;
	const struct function **removes;
	size_t removes_count;
	const char **scans;
	size_t scans_count;
	const struct function **leaves;
	size_t leaves_count;
	bool undo;
};

/**
 * struct outcome - what came of it
 * @error: why it failed; "" when it did not
 * @note: what is not as it was, though nothing failed; "" for nothing
 */
struct outcome {
	char error[ACT_ERROR_LEN];
	char note[ACT_ERROR_LEN];
};

int deed_do(const struct deed *deed, struct outcome *outcome);

int act_fail(char error[ACT_ERROR_LEN], int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* request.c */
int act_request(enum act_request what, const struct function *f, uint16_t set,
		char error[ACT_ERROR_LEN]);

/* bus.c */
int bus_remove(const struct function *f, char error[ACT_ERROR_LEN]);
int bus_scan(const char *where, char error[ACT_ERROR_LEN]);
bool bus_has(const struct function *f);
int bus_wait(const struct deed *deed, char error[ACT_ERROR_LEN]);

/* driver.c */
#define OVERRIDE_LEN 64
void override_read(const struct function *f, char override[OVERRIDE_LEN]);
bool driver_restore(const struct function *f, const char *override);

/* state.c */
int state_write(const char *path, struct json_object *plan,
		char error[ACT_ERROR_LEN]);

#endif
