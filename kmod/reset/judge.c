// SPDX-License-Identifier: GPL-2.0
/*
 * What state a card is in, and which registers say so.
 *
 * Config space comes first: reading it never harms. Registers are read only
 * when config space says that they can answer. Nothing here wakes a card or
 * changes it. An index register has to be written to read what lies behind it;
 * that is done only where the caller says that nobody else uses the card.
 */

#include "core.h"

#define CONFIG_ID 0x00
#define CONFIG_COMMAND 0x04
#define CONFIG_HEADER 0x0c
#define CONFIG_CAPABILITIES 0x34
#define COMMAND_MEMORY 0x2u
#define STATUS_CAPABILITIES (0x10u << 16)
#define HEADER_TYPE_BROKEN (0x7fu << 16)
#define CAPABILITY_PM 0x01
#define PM_STATE 0x3u
#define CAPABILITIES_MOST 48 /* (256 - 64) / 4: more would be a circle */

#define SMC_CLOCK_CNTL_0 GPU_REG(GPU_SMC, 0x80000004)
#define SMC_CLOCK_OFF 0x1u
#define SMC_PC_C GPU_REG(GPU_SMC, 0x80000370)
#define SMC_PC_LOADED 0x20100 /* first address of firmware loaded by a driver */

/* Vega10's and every later one's usual bases, by which Navi 1x goes, too. */
static const u32 usual_bases[GPU_BLOCKS] = {
	[GPU_MP0] = 0x16000,
	[GPU_MP1] = 0x16000,
	[GPU_THM] = 0x16600,
	[GPU_NBIF1] = 0x14,
	[GPU_NBIF2] = 0xd20,
};

/**
 * gpu_begin() - nothing is known of this card yet
 * @run: to fill in
 * @io: how to reach the card
 * @chip: which one
 */
void gpu_begin(struct gpu_run *run, struct gpu_io *io,
	       const struct gpu_chip *chip)
{
	u64 limit = io->ops->now_us(io) + GPU_WAIT_LIMIT_US;
	unsigned int i;

	*run = (struct gpu_run) {
		.io = io,
		.chip = chip,
		.phase = "judge",
		.deadline = limit,
		.limit = limit,
	};
	for (i = 0; i < GPU_BLOCKS; i++)
		run->base[i] = usual_bases[i];
}

static int conclude(struct gpu_finding *finding, enum gpu_verdict verdict,
		    const char *reason)
{
	finding->verdict = verdict;
	finding->reason = reason;
	return 0;
}

static void write_down(struct gpu_finding *finding, const char *space,
		       const char *name, u32 address, u32 value)
{
	if (finding->count == GPU_READINGS)
		return;
	finding->readings[finding->count++] = (struct gpu_reading) {
		.name = name,
		.space = space,
		.address = address,
		.value = value,
	};
}

static const char *space_of(gpu_reg reg)
{
	switch (GPU_REG_BLOCK(reg)) {
	case GPU_SMN:
		return "smn";
	case GPU_SMC:
		return "smc";
	}
	return "mmio";
}

/**
 * gpu_note() - read a register and write down what it read
 * @run: the judgement
 * @finding: where to write it
 * @reg: which
 * @name: its name
 * @value: where to put it
 *
 * Return: 0 or a negative errno, then nothing was written down.
 */
int gpu_note(struct gpu_run *run, struct gpu_finding *finding, gpu_reg reg,
	     const char *name, u32 *value)
{
	int err = gpu_get(run, reg, value);

	if (err)
		return err;
	write_down(finding, space_of(reg), name, gpu_address(run, reg), *value);
	return 0;
}

/* Power management control and status; PCI PM 1.2, 3.2. 0 without one. */
static int power_state(struct gpu_run *run, struct gpu_finding *finding,
		       u32 *state)
{
	u32 at, head, value, i;
	int err = gpu_config(run, CONFIG_CAPABILITIES, &at);

	*state = 0;
	at &= 0xfc;
	for (i = 0; !err && at >= 0x40 && i < CAPABILITIES_MOST; i++) {
		err = gpu_config(run, at, &head);
		if (err || (head & 0xff) != CAPABILITY_PM) {
			at = head >> 8 & 0xfc;
			continue;
		}
		err = gpu_config(run, at + 4, &value);
		if (!err && value == GPU_ONES)
			err = -ENODEV;
		if (err)
			break;
		write_down(finding, "config", "PMCSR", at + 4, value);
		*state = value & PM_STATE;
		break;
	}
	return err;
}

static int conclude_asleep(struct gpu_run *run, struct gpu_finding *finding)
{
	/* Whoever resets has woken it before: then it did not wake. */
	if (run->outcome)
		return conclude(finding, GPU_VERDICT_STUCK_ASLEEP,
				"it was told to leave D3 and stays there");
	return conclude(finding, GPU_VERDICT_ASLEEP,
			"it is in a low-power state, and looking would mean waking it");
}

/* Return: 0 and a verdict other than unknown when registers cannot answer. */
static int look_at_config(struct gpu_run *run, struct gpu_finding *finding)
{
	u32 id, command, header, state = 0;
	int err = gpu_config(run, CONFIG_ID, &id);

	if (err)
		return err;
	write_down(finding, "config", "vendor and device ID", CONFIG_ID, id);
	if (id == GPU_ONES)
		return conclude(finding, GPU_VERDICT_OFF_BUS,
				"config space reads all-ones: nothing answers at its address");

	err = gpu_config(run, CONFIG_HEADER, &header);
	if (!err)
		err = gpu_config(run, CONFIG_COMMAND, &command);
	if (err || command == GPU_ONES)
		return err ? err : -ENODEV;
	if ((header & HEADER_TYPE_BROKEN) == HEADER_TYPE_BROKEN) {
		write_down(finding, "config", "header type", CONFIG_HEADER, header);
		return conclude(finding, GPU_VERDICT_STUCK_ASLEEP,
				"its header type reads 7f: config space is only half awake");
	}
	if (command & STATUS_CAPABILITIES)
		err = power_state(run, finding, &state);
	if (err || state)
		return err ? err : conclude_asleep(run, finding);
	if (!(command & COMMAND_MEMORY)) {
		write_down(finding, "config", "command and status", CONFIG_COMMAND, command);
		finding->reason = "memory decoding is off, so its registers cannot be read";
		return -EACCES;
	}
	return 0;
}

/* A reset that began and never ended, by this or any other driver. */
static int look_for_remains(struct gpu_run *run, struct gpu_finding *finding)
{
	const struct gpu_generation *gen = run->chip->family->generation;
	u32 baco, scratch;
	int err = gpu_note(run, finding, gen->baco_cntl, "BACO_CNTL", &baco);

	if (!err)
		err = gpu_note(run, finding, gen->scratch_3, "BIOS_SCRATCH_3", &scratch);
	if (err)
		return err;
	if (baco & gen->baco_mode)
		return conclude(finding, GPU_VERDICT_HALF_RESET,
				"it is still inside BACO: a reset began and never ended");
	if (scratch & SCRATCH_3_HUNG)
		return conclude(finding, GPU_VERDICT_HALF_RESET,
				"it is marked as hung: a reset began and never ended");
	return 0;
}

/**
 * gpu_look_polaris() - does firmware run that a driver loaded?
 * @run: the judgement
 * @look: how far to go
 * @finding: what was found
 *
 * Only the power controller's program counter tells, and it lies behind an
 * index register. Below the loaded firmware it runs the VBIOS' own.
 *
 * Return: 0 or a negative errno.
 */
int gpu_look_polaris(struct gpu_run *run, enum gpu_look look,
		     struct gpu_finding *finding)
{
	u32 clock, counter;
	int err = look_for_remains(run, finding);

	if (err || finding->verdict)
		return err;
	if (look == GPU_LOOK_READ)
		return conclude(finding, GPU_VERDICT_UNKNOWN,
				"only its power controller's program counter tells, which an index register hides");

	err = gpu_note(run, finding, SMC_CLOCK_CNTL_0, "SMC_SYSCON_CLOCK_CNTL_0", &clock);
	if (!err)
		err = gpu_note(run, finding, SMC_PC_C, "SMC_PC_C", &counter);
	if (err)
		return err;
	if (clock == GPU_ONES || counter == GPU_ONES)
		return conclude(finding, GPU_VERDICT_MMIO_DEAD,
				"its power controller reads all-ones");
	if (clock & SMC_CLOCK_OFF)
		return conclude(finding, GPU_VERDICT_CLEAN,
				"its power controller's clock is off");
	if (counter < SMC_PC_LOADED)
		return conclude(finding, GPU_VERDICT_CLEAN,
				"its power controller runs the firmware of the VBIOS");
	return conclude(finding, GPU_VERDICT_USED,
			"its power controller runs firmware that a driver loaded");
}

#define NEEDS_FLAGS "whether its power controller runs, only an index register tells"

static bool refuses(u32 reply)
{
	return reply == GPU_REPLY_PREREQUISITE || reply == GPU_REPLY_BUSY;
}

/* The same answer twice, with time in between, and firmware that runs. */
static int look_for_wedge(struct gpu_run *run, enum gpu_look look, u32 reply,
			  struct gpu_finding *finding)
{
	u32 flags, again;
	int err;

	if (look == GPU_LOOK_READ || !refuses(reply))
		return 0;
	err = gpu_sleep(run, 1000);
	if (!err)
		err = gpu_get(run, C2PMSG_90, &again);
	if (!err && again == reply)
		err = gpu_note(run, finding, run->chip->family->generation->firmware_flags,
			       "MP1_FIRMWARE_FLAGS", &flags);
	if (err || again != reply || !(flags & FIRMWARE_RUNS))
		return err;
	return conclude(finding, GPU_VERDICT_SMU_WEDGED,
			"its power controller runs and refuses every message");
}

/*
 * Without a secure OS: a controller that never said anything was never started.
 * One that did may still run, and only its flags tell.
 */
static int look_at_firmware(struct gpu_run *run, enum gpu_look look, u32 reply,
			    struct gpu_finding *finding)
{
	u32 flags = 0;
	int err = 0;

	if (reply && look == GPU_LOOK_READ)
		return conclude(finding, GPU_VERDICT_UNKNOWN, NEEDS_FLAGS);
	if (reply)
		err = gpu_note(run, finding, run->chip->family->generation->firmware_flags,
			       "MP1_FIRMWARE_FLAGS", &flags);
	if (err)
		return err;
	if (flags & FIRMWARE_RUNS)
		return conclude(finding, GPU_VERDICT_USED,
				"no secure OS runs, but its power controller still does");
	return conclude(finding, GPU_VERDICT_CLEAN,
			"no secure OS runs, and its security processor waits for firmware");
}

/**
 * gpu_look_psp() - does a secure OS run that a driver loaded?
 * @run: the judgement
 * @look: how far to go
 * @finding: what was found
 *
 * Return: 0 or a negative errno.
 */
int gpu_look_psp(struct gpu_run *run, enum gpu_look look,
		 struct gpu_finding *finding)
{
	const struct gpu_generation *gen = run->chip->family->generation;
	u32 sol, reply, bootloader;
	int err = gpu_note(run, finding, C2PMSG_81, "C2PMSG_81", &sol);

	if (!err)
		err = gpu_note(run, finding, C2PMSG_90, "C2PMSG_90", &reply);
	if (!err)
		err = gpu_note(run, finding, C2PMSG_35, "C2PMSG_35", &bootloader);
	if (!err)
		err = look_for_remains(run, finding);
	if (!err && !finding->verdict)
		err = look_for_wedge(run, look, reply, finding);
	if (err || finding->verdict)
		return err;

	if (sol == GPU_ONES)
		return conclude(finding, GPU_VERDICT_MMIO_DEAD,
				"its security processor reads all-ones");
	if (sol)
		return conclude(finding, GPU_VERDICT_USED,
				"a secure OS runs that a driver loaded");
	if (!gen->waits_for_bootloader && look == GPU_LOOK_READ && refuses(reply))
		return conclude(finding, GPU_VERDICT_UNKNOWN, NEEDS_FLAGS);
	if (!gen->waits_for_bootloader)
		return conclude(finding, GPU_VERDICT_CLEAN, "no secure OS runs");
	if (bootloader == GPU_ONES || !(bootloader & PSP_BOOTLOADER))
		return conclude(finding, GPU_VERDICT_HALF_RESET,
				"no secure OS runs, and its security processor does not wait for one either");
	return look_at_firmware(run, look, reply, finding);
}

static int look_at_registers(struct gpu_run *run, enum gpu_look look,
			     struct gpu_finding *finding)
{
	const struct gpu_generation *gen = run->chip->family->generation;
	u32 size;
	int err = gpu_note(run, finding, gen->memsize, "RCC_CONFIG_MEMSIZE", &size);

	if (err)
		return err;
	return gen->look(run, look, finding);
}

/*
 * Where the table says that the blocks lie elsewhere, what was read before
 * meant nothing.
 */
static int look_where_table_says(struct gpu_run *run, enum gpu_look look,
				 struct gpu_finding *finding)
{
	unsigned int config = finding->count;
	int err = look_at_registers(run, look, finding);

	if (err || finding->verdict == GPU_VERDICT_CLEAN || run->placed ||
	    run->chip->family->generation->discovery != GPU_BASES_CHECKED)
		return err;
	if (look == GPU_LOOK_READ) {
		/* What is not there reads as zero, as on a card half reset. */
		if (finding->verdict != GPU_VERDICT_HALF_RESET)
			return 0;
		finding->verdict = GPU_VERDICT_UNKNOWN;
		finding->reason = "it looks half reset, unless its registers lie elsewhere, which its discovery table tells";
		return -EACCES;
	}
	err = gpu_discover(run);
	if (err == -ENOENT)
		return 0;
	if (err)
		return err;
	finding->count = config;
	finding->verdict = GPU_VERDICT_UNKNOWN;
	return look_at_registers(run, look, finding);
}

static int look_further(struct gpu_run *run, enum gpu_look look,
			struct gpu_finding *finding)
{
	int err;

	if (run->chip->family->generation->discovery != GPU_BASES_UNKNOWN || run->placed)
		return look_where_table_says(run, look, finding);
	finding->reason = "where its registers are, only its discovery table tells";
	if (look == GPU_LOOK_READ)
		return -EACCES;
	err = gpu_discover(run);
	if (err == -ENOENT)
		finding->reason = "its discovery table is not valid";
	return err ? err : look_at_registers(run, look, finding);
}

/**
 * gpu_look_at() - judge a card
 * @run: a judgement, or a reset before and after
 * @look: how far to go
 * @finding: what was found; always filled in
 *
 * Return: 0 when there is a verdict, or why there is none.
 */
int gpu_look_at(struct gpu_run *run, enum gpu_look look,
		struct gpu_finding *finding)
{
	int err;

	*finding = (struct gpu_finding) { .reason = "" };
	err = look_at_config(run, finding);
	if (!err && !finding->verdict && !run->io->mmio_size) {
		finding->reason = "its registers are not mapped";
		err = -EACCES;
	}
	if (!err && !finding->verdict && !run->chip->family->generation) {
		finding->reason = "nothing is known of its registers";
		err = -EACCES;
	}
	if (!err && !finding->verdict)
		err = look_further(run, look, finding);
	if (err == -ENODEV)
		conclude(finding, GPU_VERDICT_OFF_BUS,
			 "it left the bus, or was given up, while it was looked at");
	else if (err == -EIO)
		conclude(finding, GPU_VERDICT_MMIO_DEAD,
			 "it is awake, but its registers read all-ones");
	else if (err && err != -EACCES && err != -ENOENT)
		finding->reason = "looking at it took too long";
	return err;
}

/**
 * gpu_judge() - what state is this card in?
 * @io: how to reach it; must neither be in use by a driver nor by a guest
 * @chip: which one
 * @look: how far to go
 * @finding: filled in; verdict GPU_VERDICT_UNKNOWN and a reason where it cannot
 *	be told
 */
void gpu_judge(struct gpu_io *io, const struct gpu_chip *chip,
	       enum gpu_look look, struct gpu_finding *finding)
{
	struct gpu_run run;

	gpu_begin(&run, io, chip);
	gpu_look_at(&run, look, finding);
}
