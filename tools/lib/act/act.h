/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ACT_ACT_H
#define ACSDIAG_ACT_ACT_H

#include <json-c/json.h>
#include <sys/types.h>

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
 * @overrides: for each of @leaves, the driver that it was told to take, where it
 *	is not there to be asked; NULL, or an entry of NULL, for none
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
	const char **overrides;
	bool undo;
};

/**
 * enum ending - how a deed ended
 * @ENDING_DONE: as it was to
 * @ENDING_REFUSED: the module refused, or is not there; nothing has left
 * @ENDING_TAKEN_BACK: it failed half-way, and what was changed is no more
 * @ENDING_STUCK: the same, but a driver that keeps the kernel waiting keeps it
 *	from bringing back those that have left
 * @ENDING_INCOMPLETE: done, but a function has not come back
 */
enum ending {
	ENDING_DONE = 0,
	ENDING_REFUSED,
	ENDING_TAKEN_BACK,
	ENDING_STUCK,
	ENDING_INCOMPLETE,
};

/**
 * struct outcome - what came of it
 * @ending: how it ended
 * @error: why, unless it is done; otherwise ""
 * @note: what is not as it was, though nothing failed; "" for nothing
 */
struct outcome {
	enum ending ending;
	char error[ACT_ERROR_LEN];
	char note[ACT_ERROR_LEN];
};

void deed_do(const struct deed *deed, struct outcome *outcome);

int act_fail(char error[ACT_ERROR_LEN], int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* request.c */
int act_request(enum act_request what, const struct function *f, uint16_t set,
		char error[ACT_ERROR_LEN]);

/* write.c */
pid_t act_write_begin(int dir, const char *path, const char *text);
int act_write_ended(pid_t child);
int act_write(const char *path, const char *text, unsigned int limit_ms);
void act_pause(unsigned int ms);

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
