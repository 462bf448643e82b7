/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_DOCTOR_DOCTOR_H
#define ACSDIAG_ANALYSE_DOCTOR_DOCTOR_H

#include "model/host.h"
#include "model/machine.h"

/*
 * Is a host ready to pass devices through? A check is a row: what it is called
 * and the function that looks. What it found is a finding: status, evidence and
 * the mend for this host.
 */

/**
 * enum severity - what it means that a check is not passed
 * @SEVERITY_FAIL: passthrough does not work, or is not safe
 * @SEVERITY_WARN: it may work; something is off, or of no use
 */
enum severity {
	SEVERITY_FAIL = 0,
	SEVERITY_WARN,
};

/**
 * enum subject - what a check is about
 */
enum subject {
	SUBJECT_PLATFORM = 0,
	SUBJECT_CMDLINE,
	SUBJECT_MODULES,
	SUBJECT_DEVICES,
	SUBJECT_LOG,
	SUBJECT_TOOLS,
	SUBJECT_COUNT,
};

/**
 * enum check_status - how a check ended
 * @CHECK_OK: passed
 * @CHECK_WARN: not passed, and the check's severity is to warn
 * @CHECK_FAIL: not passed, and its severity is to fail
 * @CHECK_UNKNOWN: the facts it needs were not read
 * @CHECK_NOT_APPLICABLE: the question does not arise on this host
 */
enum check_status {
	CHECK_OK = 0,
	CHECK_WARN,
	CHECK_FAIL,
	CHECK_UNKNOWN,
	CHECK_NOT_APPLICABLE,
	CHECK_STATUS_COUNT,
};

struct doctor;

/**
 * struct check - one question
 * @id: stable name ("iommu-off")
 * @subject: what it is about
 * @severity: of its not being passed
 * @title: what is so when it is passed
 * @look: adds one finding, or one for each device that it is about
 */
struct check {
	const char *id;
	enum subject subject;
	enum severity severity;
	const char *title;
	void (*look)(struct doctor *d);
};

/**
 * struct evidence - what a finding rests on
 * @place: where it was read
 * @text: what stands there
 * @next: more
 */
struct evidence {
	struct place place;
	const char *text;
	struct evidence *next;
};

/**
 * enum step_kind - what a person is to do
 * @STEP_SAY: something no command does, as in the firmware's setup
 * @STEP_EDIT: change a file
 * @STEP_RUN: run a command
 * @STEP_REBOOT: boot again
 */
enum step_kind {
	STEP_SAY = 0,
	STEP_EDIT,
	STEP_RUN,
	STEP_REBOOT,
};

/**
 * struct step - one step of a mend
 * @kind: what is to be done
 * @place: of an edit, where
 * @text: sentence, or command, or what the file is to hold there
 * @next: what to do after it
 */
struct step {
	enum step_kind kind;
	struct place place;
	const char *text;
	struct step *next;
};

/**
 * struct finding - what a check found
 * @check: the check
 * @function: device it is about, NULL for the host
 * @status: how it ended
 * @message: one sentence
 * @evidence: what it rests on
 * @steps: what to do, in order
 * @next: of the next check
 */
struct finding {
	const struct check *check;
	const struct function *function;
	enum check_status status;
	const char *message;
	struct evidence *evidence;
	struct step *steps;
	struct finding *next;
};

/**
 * struct doctor - an examination
 * @host: facts; its arena keeps the findings
 * @machine: the host's PCI functions
 * @devices: functions that were asked about; none means all
 * @devices_count: entries in @devices
 * @findings: in order of the table
 * @check: being looked at
 * @finding: the last one
 */
struct doctor {
	struct host *host;
	const struct machine *machine;
	const struct function *const *devices;
	size_t devices_count;
	struct finding *findings;
	const struct check *check;
	struct finding *finding;
};

/* One file each, one table each; ended by a row without an ID. */
extern const struct check platform_checks[];
extern const struct check kernel_checks[];
extern const struct check signing_checks[];
extern const struct check cmdline_checks[];
extern const struct check override_checks[];
extern const struct check modules_checks[];
extern const struct check binding_checks[];
extern const struct check initramfs_checks[];
extern const struct check devices_checks[];
extern const struct check link_checks[];
extern const struct check power_checks[];
extern const struct check reset_checks[];
extern const struct check rom_checks[];
extern const struct check log_checks[];
extern const struct check guests_checks[];

extern const struct check *const doctor_tables[];
extern const char *const subject_ids[SUBJECT_COUNT];
extern const char *const status_ids[CHECK_STATUS_COUNT];

void doctor_examine(struct doctor *d);
size_t doctor_count(const struct doctor *d, enum check_status status);
bool doctor_undecided(const struct doctor *d);
bool doctor_asked(const struct doctor *d, const struct function *f);
bool doctor_candidate(const struct doctor *d, const struct function *f);
bool doctor_given(const struct host *h, const struct function *f);
bool doctor_same_card(const struct function *f, const struct function *o);
void doctor_each(struct doctor *d,
		 void (*look)(struct doctor *d, const struct function *f));
void doctor_each_card(struct doctor *d,
		      void (*look)(struct doctor *d, const struct function *f));

/* For checks: a finding, then its evidence and its mend */
void found_ok(struct doctor *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void found_wrong(struct doctor *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void found_unknown(struct doctor *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void found_needless(struct doctor *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void found_of(struct doctor *d, const struct function *f);
void found_at(struct doctor *d, struct place place, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void mend_say(struct doctor *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void mend_edit(struct doctor *d, struct place place, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void mend_run(struct doctor *d, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void mend_reboot(struct doctor *d);

/* signing.c: modules under Secure Boot */
bool signing_refused(const struct host *h);

/* log.c: the kernel's log of this boot */
bool log_says(struct host *h, const char *format, const char *about,
	      struct text *line);

/* parameters.c: kernel parameters of this boot and the next */
const struct cmdline *running_cmdline(const struct host *h);
const struct word *running_word(const struct host *h, const char *name);
bool word_has_token(const struct word *word, const char *token);
const struct directive *option_directive(const struct host *h, const char *module,
					 const char *parameter);
void mend_add_parameter(struct doctor *d, const char *parameter);
void mend_remove_parameter(struct doctor *d, const char *parameter);
void mend_initramfs(struct doctor *d);

#endif
