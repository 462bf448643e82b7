// SPDX-License-Identifier: GPL-2.0
/* GPUs and their resets in words. */

#include <string.h>
#include <time.h>

#include "analyse/resets.h"
#include "report/resets.h"

static const struct {
	const char *phrase;
	enum mark mark;
} states[GPU_STATES] = {
	[GPU_UNKNOWN] = { "not known", MARK_UNKNOWN },
	[GPU_OFF_BUS] = { "off the bus", MARK_BAD },
	[GPU_STUCK_ASLEEP] = { "stuck in low power", MARK_BAD },
	[GPU_ASLEEP] = { "asleep", MARK_UNKNOWN },
	[GPU_MMIO_DEAD] = { "registers dead", MARK_BAD },
	[GPU_HALF_RESET] = { "reset half-way", MARK_BAD },
	[GPU_SMU_WEDGED] = { "power controller wedged", MARK_BAD },
	[GPU_USED] = { "used", MARK_ASSUMED },
	[GPU_CLEAN] = { "clean", MARK_GOOD },
};

static const struct {
	const char *word, *phrase;
} evidences[] = {
	{ "ported",
	  "ported: from register knowledge, tried on a model of the chip" },
	{ "modelled",
	  "modelled: compared, access by access, with a trace of a known tool" },
	{ "reported", "reported: an owner's trace of a real card is in the source" },
};

static const char *const works_phrases[] = {
	[TRI_UNKNOWN] = "perhaps",
	[TRI_NO] = "no",
	[TRI_YES] = "yes",
};

static const enum mark works_marks[] = {
	[TRI_UNKNOWN] = MARK_UNKNOWN,
	[TRI_NO] = MARK_BAD,
	[TRI_YES] = MARK_GOOD,
};

static void state_cell(struct report *r, enum gpu_state state)
{
	report_cell(r, states[state].mark, "%s", states[state].phrase);
}

static const char *title(const struct gpu *gpu)
{
	return gpu->title ? gpu->title : "GPU";
}

#define METHODS_LEN 80

static const char *methods(const struct gpu *gpu, char buf[METHODS_LEN])
{
	size_t used = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < gpu->methods_count; i++) {
		const char *separator = i ? ", then " : "";

		if (!gpu->methods[i] ||
		    used + strlen(separator) + strlen(gpu->methods[i]) >= METHODS_LEN)
			break;
		used = (size_t)(stpcpy(stpcpy(buf + used, separator),
				       gpu->methods[i]) - buf);
	}
	return buf;
}

static void say_unknown(struct report *r, const struct gpu *gpu, const char *addr)
{
	if (!gpu->finding.reason || !*gpu->finding.reason)
		return;
	report_text(r, 0);
	report_cell(r, MARK_ADDRESS, "%s", addr);
	report_cell(r, MARK_UNKNOWN, ": %s", gpu->finding.reason);
}

static void advice(struct report *r, const struct gpu *gpu)
{
	char addr[PCI_ADDR_LEN];

	addr_format(gpu->addr, addr);
	switch (resets_advice(gpu)) {
	case ADVICE_RESET:
		report_text(r, 0);
		report_cell(r, MARK_ADDRESS, "%s", addr);
		report_cell(r, MARK_PLAIN, " needs a reset before its next use; whoever opens it for a guest has it reset, or now: ");
		report_cell(r, MARK_COMMAND, "sudo acsdiag reset run %s", addr);
		break;
	case ADVICE_NO_WAY:
		report_text(r, 0);
		report_cell(r, MARK_ADDRESS, "%s", addr);
		report_cell(r, MARK_BAD, " needs a reset, and nothing in its list of methods gives it one");
		break;
	case ADVICE_BROKEN:
		report_text(r, 0);
		report_cell(r, MARK_ADDRESS, "%s", addr);
		report_cell(r, MARK_BAD, " is out of reach of any reset: suspend the host for a moment, or switch it off and on");
		break;
	case ADVICE_LOOK:
		if (gpu->finding.state != GPU_ASLEEP) {
			say_unknown(r, gpu, addr);
			break;
		}
		report_text(r, 0);
		report_cell(r, MARK_ADDRESS, "%s", addr);
		report_cell(r, MARK_PLAIN, " can be looked at when it is awake: ");
		report_cell(r, MARK_COMMAND, "echo on | sudo tee /sys/bus/pci/devices/%s/power/control",
			    addr);
		break;
	case ADVICE_NONE:
		break;
	}
}

static void list_row(struct report *r, const struct gpu *gpu)
{
	char buf[METHODS_LEN], addr[PCI_ADDR_LEN];

	report_row(r, 1);
	report_cell(r, MARK_ADDRESS, "%s", addr_format(gpu->addr, addr));
	report_cell(r, MARK_TITLE, "%s", title(gpu));
	state_cell(r, gpu->finding.state);
	if (gpu->offered)
		report_cell(r, MARK_PLAIN, "%s", methods(gpu, buf));
	else
		report_cell(r, MARK_FAINT, "no reset by acsdiag");
	report_cell(r, MARK_FAINT, "%s",
		    gpu->evidence && gpu->methods_count ? gpu->evidence : "");
}

/**
 * resets_list() - all cards, one line each
 * @r: the report
 * @resets: the cards
 */
void resets_list(struct report *r, const struct resets *resets)
{
	report_text(r, 0);
	if (!resets->gpus_count) {
		report_cell(r, MARK_PLAIN, "No GPU here is one that acsdiag knows how to reset");
		return;
	}
	report_cell(r, MARK_TITLE, "GPUs that acsdiag knows: state, reset, evidence");
	report_table(r);
	for (size_t i = 0; i < resets->gpus_count; i++)
		list_row(r, &resets->gpus[i]);
	report_blank(r);
	for (size_t i = 0; i < resets->gpus_count; i++)
		advice(r, &resets->gpus[i]);
}

static void say(struct report *r, const char *label, enum mark mark,
		const char *text)
{
	report_text(r, 1);
	report_cell(r, MARK_FAINT, "%-12s", label);
	report_hang(r);
	report_cell(r, mark, "%s", text);
}

static void name_card(struct report *r, const struct gpu *gpu)
{
	char addr[PCI_ADDR_LEN];

	report_text(r, 0);
	report_cell(r, MARK_ADDRESS, "%s", addr_format(gpu->addr, addr));
	report_cell(r, MARK_TITLE, "  %s", title(gpu));
	report_cell(r, MARK_FAINT, "  [%04x:%04x]", gpu->vendor, gpu->device);
}

static void say_state(struct report *r, const struct gpu *gpu)
{
	const struct gpu_finding *finding = &gpu->finding;

	say(r, "state", states[finding->state].mark,
	    states[finding->state].phrase);
	if (finding->reason && *finding->reason)
		report_cell(r, MARK_PLAIN, ": %s", finding->reason);
}

static void say_reset(struct report *r, const struct gpu *gpu)
{
	char buf[METHODS_LEN];

	if (gpu->offered)
		say(r, "reset by", MARK_PLAIN, methods(gpu, buf));
	else
		say(r, "no reset", MARK_BAD,
		    gpu->not_offered ? gpu->not_offered : "not known why");
	for (size_t i = 0; gpu->evidence && gpu->methods_count &&
	     i < sizeof(evidences) / sizeof(evidences[0]); i++)
		if (!strcmp(evidences[i].word, gpu->evidence))
			say(r, "evidence", MARK_PLAIN, evidences[i].phrase);
	if (gpu->bus_reset_harms)
		say(r, "bus reset", MARK_PLAIN, gpu->bus_reset_harms);
	if (gpu->shielded)
		report_cell(r, MARK_PLAIN, "; the module keeps it away");
}

static void show_ways(struct report *r, const struct gpu *gpu)
{
	struct way ways[WAYS_MAX];
	size_t count = resets_ways(gpu, ways);

	report_paragraph(r, MARK_TITLE, "The kernel's reset methods, in order, and whether they work");
	if (!count) {
		report_text(r, 1);
		report_cell(r, MARK_BAD, "none: the kernel cannot reset this card");
	}
	for (size_t i = 0; i < count; i++) {
		report_text(r, 1);
		report_cell(r, MARK_PLAIN, "%-16s", ways[i].method);
		report_cell(r, works_marks[ways[i].works], "%-8s",
			    works_phrases[ways[i].works]);
		report_hang(r);
		report_cell(r, MARK_FAINT, "%s", ways[i].why);
	}
}

static void show_registers(struct report *r, const struct gpu_finding *finding)
{
	if (!finding->count)
		return;
	report_paragraph(r, MARK_TITLE, "What the state rests on");
	report_table(r);
	for (size_t i = 0; i < finding->count; i++) {
		const struct gpu_register *from = &finding->registers[i];

		report_row(r, 1);
		report_cell(r, MARK_PLAIN, "%s", from->name);
		report_cell(r, MARK_FAINT, "%s %x", from->space, from->address);
		report_cell(r, MARK_PLAIN, "%08x", from->value);
	}
}

static void past_line(struct report *r, const struct past_reset *past)
{
	time_t seconds = (time_t)past->time;
	struct tm tm = { 0 };
	char when[32];

	gmtime_r(&seconds, &tm);
	strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", &tm);
	report_text(r, 1);
	report_cell(r, MARK_FAINT, "%s UTC  ", when);
	report_hang(r);
	report_cell(r, MARK_PLAIN, "%s (%u): ", past->comm ? past->comm : "?",
		    past->pid);
	if (!past->error && !past->written)
		report_cell(r, MARK_PLAIN, "needed no reset, ");
	else
		report_cell(r, MARK_PLAIN, "%s, %u steps, %llu ms, ",
			    past->method ? past->method : "not begun", past->steps,
			    (unsigned long long)past->duration / 1000);
	state_cell(r, past->error && !past->written ? past->before : past->after);
	if (past->error)
		report_cell(r, MARK_BAD, ", error: %s", strerror((int)past->error));
	if (past->failure)
		report_cell(r, MARK_BAD, ": %s", past->failure);
}

static void show_history(struct report *r, const struct resets *resets,
			 const struct gpu *gpu)
{
	bool any = false;

	report_paragraph(r, MARK_TITLE, "Resets since the module was loaded");
	for (size_t i = 0; i < resets->past_count; i++) {
		if (addr_compare(resets->past[i].addr, gpu->addr))
			continue;
		past_line(r, &resets->past[i]);
		any = true;
	}
	if (any)
		return;
	report_text(r, 1);
	report_cell(r, MARK_PLAIN, "none");
}

/**
 * resets_part() - what is known of a card, without its name
 * @r: the report
 * @resets: cards and resets
 * @gpu: the card
 */
void resets_part(struct report *r, const struct resets *resets,
		 const struct gpu *gpu)
{
	say_state(r, gpu);
	say_reset(r, gpu);
	show_ways(r, gpu);
	show_registers(r, &gpu->finding);
	show_history(r, resets, gpu);
	report_blank(r);
	advice(r, gpu);
}

/**
 * resets_show() - all that is known of one card's resets
 * @r: the report
 * @resets: cards and resets
 * @gpu: the card
 */
void resets_show(struct report *r, const struct resets *resets,
		 const struct gpu *gpu)
{
	name_card(r, gpu);
	resets_part(r, resets, gpu);
}

/**
 * resets_alarms() - cards that no guest can use as they are
 * @r: the report
 * @resets: the cards
 */
void resets_alarms(struct report *r, const struct resets *resets)
{
	for (size_t i = 0; i < resets->gpus_count; i++)
		switch (resets_advice(&resets->gpus[i])) {
		case ADVICE_NO_WAY:
		case ADVICE_BROKEN:
			advice(r, &resets->gpus[i]);
			break;
		default:
			break;
		}
}

static void compare_row(struct report *r, const struct gpu_register *as,
			const struct resets_reading *readings, size_t count)
{
	report_row(r, 1);
	report_cell(r, MARK_PLAIN, "%s", as->name);
	for (size_t i = 0; i < count; i++) {
		const struct gpu_register *found =
			resets_same(&readings[i].gpu->finding, as);

		if (found)
			report_cell(r, MARK_PLAIN, "%08x", found->value);
		else
			report_cell(r, MARK_UNKNOWN, "not read");
	}
}

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void compare_heads(struct report *r, const struct resets_reading *readings,
			  size_t count)
{
	report_table(r);
	report_row(r, 1);
	report_cell(r, MARK_PLAIN, "%s", "");
	for (size_t i = 0; i < count; i++)
		report_cell(r, MARK_TITLE, "%s", file_name(readings[i].when));
	report_row(r, 1);
	report_cell(r, MARK_FAINT, "state");
	for (size_t i = 0; i < count; i++)
		state_cell(r, readings[i].gpu->finding.state);
}

/**
 * resets_compare() - one card at several times
 * @r: the report
 * @readings: the card each time, the last one as it is now
 * @count: entries in @readings
 */
void resets_compare(struct report *r, const struct resets_reading *readings,
		    size_t count)
{
	const struct gpu *now = readings[count - 1].gpu;

	name_card(r, now);
	say_state(r, now);
	if (count == 1) {
		show_registers(r, &now->finding);
	} else {
		report_blank(r);
		compare_heads(r, readings, count);
		for (size_t i = 0; i < now->finding.count; i++)
			compare_row(r, &now->finding.registers[i], readings, count);
	}
	report_blank(r);
	advice(r, now);
}

/**
 * resets_begin() - a reset is about to be run
 * @r: the report
 * @gpu: the card
 */
void resets_begin(struct report *r, const struct gpu *gpu)
{
	name_card(r, gpu);
}

/**
 * resets_step() - a step of it
 * @r: the report
 * @step: what was done; those after it are not known yet, so columns are fixed
 */
void resets_step(struct report *r, const struct reset_step *step)
{
	report_text(r, 1);
	report_cell(r, MARK_FAINT, "%3u  ", step->number);
	report_hang(r);
	report_cell(r, MARK_PLAIN, "%-24s %-12s %-23s %08x",
		    step->phase ? step->phase : "", step->what ? step->what : "",
		    step->name ? step->name : "", step->value);
	if (step->error)
		report_cell(r, MARK_BAD, "  %s", strerror((int)step->error));
}

static void say_kernel(struct report *r, const struct past_reset *last,
		       int answer)
{
	if (answer && (!last || last->error != (uint32_t)-answer))
		say(r, "the kernel", MARK_BAD, strerror(-answer));
	else if (!answer && (!last || last->error))
		say(r, "the kernel", MARK_UNKNOWN,
		    "reset it by another method of its list than acsdiag's");
}

static void say_missed(struct report *r, const struct resets *resets,
		       const struct past_reset *last)
{
	if (!last || resets->steps_count >= last->steps)
		return;
	say(r, "not shown", MARK_UNKNOWN, "");
	report_cell(r, MARK_UNKNOWN, "%zu of %u steps, which came too fast",
		    last->steps - resets->steps_count, last->steps);
}

/**
 * resets_ran() - what became of it
 * @r: the report
 * @resets: what was reset since, and the steps
 * @gpu: the card as it is now
 * @answer: what the kernel said, 0 or a negative errno
 */
void resets_ran(struct report *r, const struct resets *resets,
		const struct gpu *gpu, int answer)
{
	const struct past_reset *last = NULL;

	for (size_t i = 0; i < resets->past_count; i++) {
		if (addr_compare(resets->past[i].addr, gpu->addr))
			continue;
		last = &resets->past[i];
		past_line(r, last);
	}
	say_kernel(r, last, answer);
	say_missed(r, resets, last);
	say_state(r, gpu);
	if (resets_left(resets, gpu) != GPU_CLEAN)
		advice(r, gpu);
	else if (gpu->finding.state != GPU_CLEAN)
		report_cell(r, MARK_GOOD, "; the reset left it clean");
}
