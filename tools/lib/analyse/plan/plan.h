/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_PLAN_PLAN_H
#define ACSDIAG_ANALYSE_PLAN_PLAN_H

#include "model/host.h"
#include "model/machine.h"
#include "model/usage.h"

/*
 * What it takes to give a device to a guest on this host: which functions, how
 * each is bound to vfio-pci, which files change and how, which commands make
 * that take effect. A plan is a list of steps; nothing is done here. What is in
 * place already is no step, so that a plan carried out leaves none.
 */

/**
 * enum plan_answer - what came of planning
 * @PLAN_WAY: the steps are the whole way; none when all is in place
 * @PLAN_NO_GROUPS: no IOMMU is at work; the steps turn it on, then plan again
 * @PLAN_SHARED: other devices share the group
 * @PLAN_REFUSED: it cannot be, or would take away what the host needs
 */
enum plan_answer {
	PLAN_WAY = 0,
	PLAN_NO_GROUPS,
	PLAN_SHARED,
	PLAN_REFUSED,
};

/**
 * enum plan_vm - whose configuration the guest's lines are for
 */
enum plan_vm {
	PLAN_VM_PROXMOX = 0,
	PLAN_VM_LIBVIRT,
	PLAN_VM_QEMU,
};

/**
 * enum bind_way - how a function comes to vfio-pci
 * @BIND_IDS: vfio-pci takes all that has its IDs
 * @BIND_ADDRESS: others have its IDs too: driver_override, by address, before any
 *		  driver is loaded
 * @BIND_RULE: its driver is built in, or it appears when its physical function
 *	       is set up: driver_override, by address, when udev sees it
 * @BIND_DRIVERCTL: driverctl(8) does it already
 */
enum bind_way {
	BIND_IDS = 0,
	BIND_ADDRESS,
	BIND_RULE,
	BIND_DRIVERCTL,
};

#define NATIVES_MAX 8
#define CLASS_DISPLAY 0x03

/**
 * struct plan_member - a function that is to be bound to vfio-pci
 * @f: the function
 * @given: the guest gets it; otherwise it is bound for the group's sake alone
 * @way: how
 * @ids: for vfio-pci's parameter, "1002:67df" or longer
 * @natives: modules that would take it, with "_" for "-"
 * @natives_count: entries in @natives
 * @builtin: one of them is built into the kernel
 * @twin: a function with the same IDs that is not meant, NULL for none
 */
struct plan_member {
	const struct function *f;
	bool given;
	enum bind_way way;
	const char *ids;
	const char *natives[NATIVES_MAX];
	size_t natives_count;
	bool builtin;
	const struct function *twin;
};

/**
 * enum plan_step_kind - what a step is
 * @PLAN_FILE: a file is written
 * @PLAN_RUN: a command is run
 * @PLAN_SAY: something to be done by hand
 * @PLAN_REBOOT: boot again
 */
enum plan_step_kind {
	PLAN_FILE = 0,
	PLAN_RUN,
	PLAN_SAY,
	PLAN_REBOOT,
};

/**
 * struct plan_step - one step
 * @kind: what it is
 * @why: what it is good for, NULL where the step says so itself
 * @text: path of the file, the command, or the sentence
 * @undo: command that takes a command back, NULL for none
 * @before: what the file holds, absent when it is to be created
 * @after: what it is to hold
 * @next: the step behind it
 */
struct plan_step {
	enum plan_step_kind kind;
	const char *why;
	const char *text;
	const char *undo;
	struct text before;
	const char *after;
	struct plan_step *next;
};

/**
 * struct plan_line - a line of text
 */
struct plan_line {
	const char *text;
	struct plan_line *next;
};

#define MEMBERS_MAX 64

/**
 * struct plan - a plan
 * @host: facts; its arena keeps the plan
 * @machine: its PCI functions
 * @usage: what they are used for, filled in between plan_members() and
 *	   plan_steps()
 * @device: the function asked about
 * @vm: whose configuration the guest's lines are for
 * @whole_group: other devices of the group go to vfio-pci too
 * @nested: the guest gets an IOMMU, to pass the device on itself
 * @members: functions concerned
 * @members_count: entries in @members
 * @others: those of other devices among them
 * @others_count: entries in @others
 * @answer: what came of it
 * @reasons: why, where it is not PLAN_WAY
 * @reboots: a step changes what the running kernel was told
 * @steps: what to do, in order
 * @guest_file: where the guest's lines go
 * @guest: the lines
 * @notes: what to know beforehand
 * @checks: commands that show that it worked
 */
struct plan {
	struct host *host;
	const struct machine *machine;
	struct usage usage;
	const struct function *device;
	enum plan_vm vm;
	bool whole_group, nested;
	struct plan_member members[MEMBERS_MAX];
	size_t members_count;
	const struct function *others[MEMBERS_MAX];
	size_t others_count;
	enum plan_answer answer;
	struct plan_line *reasons;
	bool reboots;
	struct plan_step *steps;
	const char *guest_file;
	struct plan_line *guest;
	struct plan_line *notes;
	struct plan_line *checks;
};

/* members.c: which functions, then how each is bound */
void plan_members(struct plan *p);
void plan_ways(struct plan *p);
bool plan_gives(const struct plan *p, const struct function *f);

/* plan.c */
void plan_make(struct plan *p);

/* Parts of it, one file each */
void plan_binding(struct plan *p);
bool plan_iommu(struct plan *p);
void plan_guest(struct plan *p);
void plan_parameter(struct plan *p, const char *name, const char *value,
		    const char *why);

/* steps.c */
struct plan_step *plan_file(struct plan *p, const char *path, const char *why);
void plan_append(struct plan *p, struct plan_step *file, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void plan_replace(struct plan *p, struct plan_step *file, unsigned int line,
		  const char *text);
const char *plan_get_line(struct plan *p, const struct plan_step *file,
			  unsigned int line);
void plan_run(struct plan *p, const char *why, const char *undo,
	      const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void plan_say(struct plan *p, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void plan_reboot(struct plan *p);
void plan_line(struct plan *p, struct plan_line **list, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
bool plan_has(const struct plan *p, enum plan_step_kind kind);
bool plan_list_has(const char *list, char separator, const char *item);

#endif
