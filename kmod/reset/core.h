/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RESET_CORE_H
#define ACSDIAG_RESET_CORE_H

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/types.h>

#include "gpu.h"

/*
 * What the files of this folder share. gpu.h is all that others include.
 *
 *	chips.c		which IDs are which family
 *	judge.c		what state a card is in
 *	run.c		decide, try, verify
 *	access.c	registers, and everything that can go wrong with one
 *	steps.c		rows of a table, one after the other
 *	mailbox.c	messages to the power controller
 *	discovery.c	where this card's blocks are
 *	polaris.c, vega.c, navi.c, mode1.c	the sequences
 */

/* A sleep may end late, and a last look takes time, too. */
#define GPU_WAIT_LIMIT_US (GPU_RESET_LIMIT_US - 500000)

#define GPU_ONES 0xffffffffu /* what a read returns when nobody answers */

/*
 * A register is a block and an offset in it. Polaris has fixed addresses.
 * Since Vega a block lies where the chip's IP discovery table says, for the
 * chips here mostly where it always was.
 */
enum gpu_block {
	GPU_FIXED,	/* dword of BAR 5 */
	GPU_MP0,	/* security processor (PSP), segment 0 */
	GPU_MP1,	/* power controller (SMU), segment 0 */
	GPU_THM,	/* thermal block, segment 0 */
	GPU_NBIF1,	/* bus interface, segment 1 */
	GPU_NBIF2,	/* bus interface, segment 2 */
	GPU_BLOCKS,
	GPU_SMN = GPU_BLOCKS, /* byte address behind an index register */
	GPU_SMC,	/* the same of Polaris' power controller */
	GPU_MEMORY,	/* byte address in the card's memory, behind another */
};

typedef u64 gpu_reg;

#define GPU_REG(block, offset) ((gpu_reg)(block) << 48 | (offset))
#define GPU_REG_BLOCK(reg) ((reg) >> 48)
#define GPU_REG_OFFSET(reg) ((reg) & ((1ULL << 48) - 1))

/* The same on all chips that have a discovery table, and on Vega. */
#define C2PMSG_33 GPU_REG(GPU_MP0, 0x61)
#define C2PMSG_35 GPU_REG(GPU_MP0, 0x63)
#define C2PMSG_64 GPU_REG(GPU_MP0, 0x80)
#define C2PMSG_81 GPU_REG(GPU_MP0, 0x91)
#define C2PMSG_66 GPU_REG(GPU_MP1, 0x282)
#define C2PMSG_82 GPU_REG(GPU_MP1, 0x292)
#define C2PMSG_90 GPU_REG(GPU_MP1, 0x29a)
#define PSP_DONE 0x80000000u	  /* C2PMSG_33: the command was carried out */
#define PSP_BOOTLOADER 0x80000000u /* C2PMSG_35: waits for firmware */

#define NBIF_BACO_CNTL GPU_REG(GPU_NBIF2, 0x10b)
#define NBIF_BACO_MODE 0x00000100u
#define NBIF_SCRATCH_3 GPU_REG(GPU_NBIF1, 0x3b)
#define NBIF_SCRATCH_6 GPU_REG(GPU_NBIF1, 0x3e)
#define NBIF_SCRATCH_7 GPU_REG(GPU_NBIF1, 0x3f)
#define SCRATCH_3_HUNG 0x20000000u /* ATOM_S3_ASIC_GUI_ENGINE_HUNG */

#define FIRMWARE_RUNS 0x1u /* MP1_FIRMWARE_FLAGS: interrupts enabled */

/* What the power controller answers with; 0 is no answer yet. */
enum gpu_reply {
	GPU_REPLY_OK = 0x01,
	GPU_REPLY_BUSY = 0xfc,
	GPU_REPLY_PREREQUISITE = 0xfd,
};

/**
 * struct gpu_generation - chips with the same registers
 * @memsize: size of the memory in MiB, all-ones on a dead card
 * @scratch_3: where drivers mark that a reset is under way
 * @baco_cntl: its BACO control register
 * @baco_mode: the bit of it that says that the card is inside BACO
 * @firmware_flags: of the power controller; 0 for Polaris
 * @thm_baco_cntl: the thermal block's BACO register; 0 for none
 * @waits_for_bootloader: a clean card's PSP says that it waits for firmware
 * @discovery: whether, and how badly, a discovery table is needed
 * @look: judge it; the card is known to be awake and to answer
 */
struct gpu_generation {
	gpu_reg memsize;
	gpu_reg scratch_3;
	gpu_reg baco_cntl;
	u32 baco_mode;
	gpu_reg firmware_flags;
	gpu_reg thm_baco_cntl;
	bool waits_for_bootloader;
	enum {
		GPU_BASES_KNOWN,	/* no table, or not looked at */
		GPU_BASES_CHECKED,	/* known, but the table has the say */
		GPU_BASES_UNKNOWN,	/* nothing goes without the table */
	} discovery;
	int (*look)(struct gpu_run *run, enum gpu_look look,
		    struct gpu_finding *finding);
};

/**
 * struct gpu_run - a judgement or a reset that is under way; on the stack
 * @io: how to reach the card
 * @chip: which one
 * @outcome: of a reset; NULL for a judgement
 * @method: what is being tried, NULL outside of that
 * @phase: part of the method, for who watches
 * @deadline: nothing is waited for past this time
 * @limit: what @deadline becomes for what must not be left half done
 * @base: first dword of each block
 * @placed: @base was read from the card's own table
 * @memory_high: what selects the part of the card's memory was last set to
 */
struct gpu_run {
	struct gpu_io *io;
	const struct gpu_chip *chip;
	struct gpu_outcome *outcome;
	const struct gpu_method *method;
	const char *phase;
	u64 deadline;
	u64 limit;
	u32 base[GPU_BLOCKS];
	bool placed;
	u32 memory_high;
};

/**
 * enum gpu_op - what a row of a table does
 * @GPU_WRITE: write @value
 * @GPU_CHANGE: replace the bits of @mask by @value
 * @GPU_POLL: until the bits of @mask are @value, at most @time_us
 * @GPU_SLEEP: at least @time_us
 */
enum gpu_op {
	GPU_WRITE,
	GPU_CHANGE,
	GPU_POLL,
	GPU_SLEEP,
};

struct gpu_row {
	enum gpu_op op;
	gpu_reg reg;
	const char *name;
	u32 mask;
	u32 value;
	u32 time_us;
};

#define ROW_WRITE(r, v) { GPU_WRITE, (r), #r, 0, (v), 0 }
#define ROW_FIELD(r, m, v) { GPU_CHANGE, (r), #r, (m), (v), 0 }
#define ROW_SET(r, bits) { GPU_CHANGE, (r), #r, (bits), (bits), 0 }
#define ROW_CLEAR(r, bits) { GPU_CHANGE, (r), #r, (bits), 0, 0 }
#define ROW_POLL(r, m, v, us) { GPU_POLL, (r), #r, (m), (v), (us) }
#define ROW_SLEEP(us) { GPU_SLEEP, 0, "", 0, 0, (us) }

/* access.c: the first thing that goes wrong is what the outcome reports */
int gpu_fail(struct gpu_run *run, int error, const char *why);
void gpu_tell(struct gpu_run *run, const char *what, const char *name,
	      u32 address, u32 value, int result);
u32 gpu_address(const struct gpu_run *run, gpu_reg reg);
int gpu_config(struct gpu_run *run, u32 offset, u32 *value);
int gpu_config_put(struct gpu_run *run, u32 offset, const char *name, u32 value);
int gpu_answers(struct gpu_run *run);
int gpu_get(struct gpu_run *run, gpu_reg reg, u32 *value);
int gpu_put(struct gpu_run *run, gpu_reg reg, u32 value);
int gpu_sleep(struct gpu_run *run, u32 us);

/* steps.c */
int gpu_rows(struct gpu_run *run, const char *phase, const struct gpu_row *rows,
	     unsigned int count);
int gpu_write(struct gpu_run *run, gpu_reg reg, const char *name, u32 value);
int gpu_change(struct gpu_run *run, gpu_reg reg, const char *name, u32 mask,
	       u32 value);
int gpu_poll(struct gpu_run *run, gpu_reg reg, const char *name, u32 mask,
	     u32 value, u32 bound_us);
int gpu_pause(struct gpu_run *run, u32 us);
int gpu_await_memory(struct gpu_run *run, u32 bound_us);

/* mailbox.c */
int gpu_message(struct gpu_run *run, const char *name, u32 message,
		u32 parameter, u32 *answer);
int gpu_message_blind(struct gpu_run *run, const char *name, u32 message);

/* discovery.c */
int gpu_discover(struct gpu_run *run);

/* judge.c */
void gpu_begin(struct gpu_run *run, struct gpu_io *io,
	       const struct gpu_chip *chip);
int gpu_look_at(struct gpu_run *run, enum gpu_look look,
		struct gpu_finding *finding);
int gpu_note(struct gpu_run *run, struct gpu_finding *finding, gpu_reg reg,
	     const char *name, u32 *value);
int gpu_look_polaris(struct gpu_run *run, enum gpu_look look,
		     struct gpu_finding *finding);
int gpu_look_psp(struct gpu_run *run, enum gpu_look look,
		 struct gpu_finding *finding);

/* mode1.c: the whole chip, by its security processor */
int gpu_mode1_ready(struct gpu_run *run);
int gpu_mode1_psp(struct gpu_run *run);
int gpu_mode1_done(struct gpu_run *run);

/* The methods. */
extern const struct gpu_method gpu_polaris_baco;
extern const struct gpu_method gpu_vegam_baco;
extern const struct gpu_method gpu_polaris_config;
extern const struct gpu_method gpu_vega_mode1;
extern const struct gpu_method gpu_vega10_baco;
extern const struct gpu_method gpu_vega12_baco;
extern const struct gpu_method gpu_vega20_baco;
extern const struct gpu_method gpu_arcturus_baco;
extern const struct gpu_method gpu_navi1x_mode1;
extern const struct gpu_method gpu_navi1x_baco;
extern const struct gpu_method gpu_navi2x_smu;
extern const struct gpu_method gpu_navi2x_mode1;
extern const struct gpu_method gpu_navi3x_debug;
extern const struct gpu_method gpu_navi3x_mode1;

#endif
