/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RESET_GPU_H
#define ACSDIAG_RESET_GPU_H

#include <linux/types.h>

/*
 * Resets of AMD GPUs that the kernel's own methods do not reset.
 *
 * This is the portable half: which chips, which register does what, in which
 * order, and whether it worked. It reaches a card through struct gpu_io_ops
 * alone, so the same files run in the kernel and, for tests, in front of a
 * model of the card. It allocates nothing and keeps no state of its own;
 * callers serialise the calls for one card.
 */

#define GPU_RESET_LIMIT_US 15000000ULL /* gpu_reset() ends within, always */
#define GPU_READINGS 16		       /* registers that a verdict rests on */
#define GPU_METHODS 3		       /* tries that a family may have */
#define GPU_ID_TEXT 32		       /* "vvvv:dddd=family" and its NUL */

struct gpu_io;
struct gpu_run;
struct gpu_step;

/**
 * struct gpu_io_ops - how the core reaches one card
 * @read32: register of BAR 5, by byte offset; all-ones where nothing answers
 * @write32: the same, to write
 * @config_read32: aligned dword of function 0's config space
 * @config_write32: the same, to write
 * @restore_config: give function 0 back the config space that it had when
 *	gpu_reset() was called, memory decoding on, bus mastering off. Asked for
 *	after a reset that may have cleared it
 * @sleep_us: sleep at least that long. Never called for more than 500 ms
 * @now_us: time that never goes backwards
 * @gone: whether to leave the card alone from now on, because it was removed
 *	or the reset is to be given up. May be NULL: never
 * @step: told of each step that was done. May be NULL
 *
 * A read or write past &gpu_io.mmio_size is never asked for.
 */
struct gpu_io_ops {
	u32 (*read32)(struct gpu_io *io, u32 offset);
	void (*write32)(struct gpu_io *io, u32 offset, u32 value);
	u32 (*config_read32)(struct gpu_io *io, u32 offset);
	void (*config_write32)(struct gpu_io *io, u32 offset, u32 value);
	void (*restore_config)(struct gpu_io *io);
	void (*sleep_us)(struct gpu_io *io, u32 us);
	u64 (*now_us)(struct gpu_io *io);
	bool (*gone)(struct gpu_io *io);
	void (*step)(struct gpu_io *io, const struct gpu_step *step);
};

/**
 * struct gpu_io - one card; embed it
 * @ops: how to reach it
 * @mmio_size: bytes of BAR 5 that are mapped; 0 where BAR 5 cannot be used
 */
struct gpu_io {
	const struct gpu_io_ops *ops;
	u32 mmio_size;
};

/* Where the knowledge about a family comes from. Never better than it is. */
enum gpu_evidence {
	GPU_PORTED,	/* register knowledge alone */
	GPU_MODELLED,	/* run against a model that somebody else made of the card */
	GPU_REPORTED,	/* an owner's trace of a real card is in the tree */
};

/**
 * struct gpu_method - one way to reset a family
 * @name: "mode1", "baco", "config"
 * @citation: the source of its steps
 * @run: do it; 0 when all steps were done, which proves nothing yet
 */
struct gpu_method {
	const char *name;
	const char *citation;
	int (*run)(struct gpu_run *run);
};

/**
 * struct gpu_family - chips that are reset in the same way
 * @name: as in a module parameter and in JSON: "navi10"
 * @title: for people: "Navi 10"
 * @evidence: what the sequences below rest on
 * @experimental: not used unless the administrator allows it
 * @bus_reset_harms: why a bus reset must be kept away, NULL when it need not
 * @no_method: why there is no sequence, NULL when there is one
 * @methods: what to try, in this order; ends with NULL or at the array's end
 * @generation: which registers it has, for the core alone
 */
struct gpu_family {
	const char *name;
	const char *title;
	enum gpu_evidence evidence;
	bool experimental;
	const char *bus_reset_harms;
	const char *no_method;
	const struct gpu_method *methods[GPU_METHODS];
	const struct gpu_generation *generation;
};

/**
 * struct gpu_chip - a row of the table: these IDs are of this family
 * @vendor: PCI vendor ID
 * @device: PCI device ID
 * @family: how to reset it
 */
struct gpu_chip {
	u16 vendor;
	u16 device;
	const struct gpu_family *family;
};

/* A card's state, worst first where several hold. */
enum gpu_verdict {
	GPU_VERDICT_UNKNOWN,	/* cannot be told; @reason of the finding says why */
	GPU_VERDICT_OFF_BUS,	/* config space reads all-ones */
	GPU_VERDICT_STUCK_ASLEEP, /* header type 7f, or D3 that was to be left */
	GPU_VERDICT_ASLEEP,	/* in D3; looking would mean waking it */
	GPU_VERDICT_MMIO_DEAD,	/* awake, but its registers read all-ones */
	GPU_VERDICT_HALF_RESET,	/* a reset began and never ended */
	GPU_VERDICT_SMU_WEDGED,	/* its power controller refuses everything */
	GPU_VERDICT_USED,	/* a driver ran; the next one needs a reset first */
	GPU_VERDICT_CLEAN,	/* as after power-on */
};

/**
 * struct gpu_reading - a register that was looked at
 * @name: its name in AMD's headers
 * @space: "mmio", "smn", "smc", "config"
 * @address: byte offset in BAR 5, or the index, or offset in config space
 * @value: what it read
 */
struct gpu_reading {
	const char *name;
	const char *space;
	u32 address;
	u32 value;
};

/**
 * struct gpu_finding - what a card looks like, and what says so
 * @verdict: the conclusion
 * @reason: one sentence, without full stop
 * @count: valid entries of @readings
 * @readings: registers that were read, in that order
 */
struct gpu_finding {
	enum gpu_verdict verdict;
	const char *reason;
	unsigned int count;
	struct gpu_reading readings[GPU_READINGS];
};

/**
 * struct gpu_step - something that was done in a reset
 * @chip: to which card
 * @method: of which method, "" outside of any
 * @number: counts the steps of this reset from 1
 * @phase: "enter BACO", "verify" ...
 * @what: "write", "poll", "sleep", "message" ...
 * @name: the register's name or the message's; "" for none
 * @address: byte offset in BAR 5 or in config space
 * @value: as written, or as last read; microseconds of a sleep
 * @result: 0 or a negative errno
 */
struct gpu_step {
	const struct gpu_chip *chip;
	const char *method;
	unsigned int number;
	const char *phase;
	const char *what;
	const char *name;
	u32 address;
	u32 value;
	int result;
};

/**
 * struct gpu_outcome - what gpu_reset() did; about 1 KiB, so not for the stack
 * @result: what gpu_reset() returned
 * @written: whether the card was changed at all
 * @method: what made it clean, else what was tried last; NULL for none
 * @tries: how many methods were tried
 * @steps: how many steps were done
 * @duration_us: from begin to end
 * @failure: one sentence about what went wrong first, NULL when nothing did
 * @before: state that called for the reset, or for none
 * @after: state at the end; as @before when nothing was done
 */
struct gpu_outcome {
	int result;
	bool written;
	const struct gpu_method *method;
	unsigned int tries;
	unsigned int steps;
	u64 duration_us;
	const char *failure;
	struct gpu_finding before;
	struct gpu_finding after;
};

/* How far gpu_judge() may go. */
enum gpu_look {
	GPU_LOOK_READ,	/* reads only: nothing on the card is touched */
	GPU_LOOK_INDEX,	/* index registers too: only where nobody else uses the card */
};

/* What gpu_reset() may do; to be ORed. */
#define GPU_ALLOW_EXPERIMENTAL 0x1 /* families marked experimental as well */

const struct gpu_chip *gpu_find(u16 vendor, u16 device);
const struct gpu_chip *gpu_chip_at(unsigned int number);
const struct gpu_family *gpu_family_find(const char *name);
int gpu_parse_id(const char *text, struct gpu_chip *chip);
const char *gpu_evidence_name(enum gpu_evidence evidence);
const char *gpu_verdict_name(enum gpu_verdict verdict);

/*
 * gpu_reset() returns
 *	0		the card is clean, be it that it was before (nothing written)
 *	-ENOTTY		no sequence is known, or none that is allowed
 *	-ENODEV		the card is gone, or went away meanwhile
 *	-EIO		it did not do as it was told, or is not clean afterwards
 *	-ETIMEDOUT	it did not answer in time, or the whole took too long
 */
void gpu_judge(struct gpu_io *io, const struct gpu_chip *chip,
	       enum gpu_look look, struct gpu_finding *finding);
int gpu_reset(struct gpu_io *io, const struct gpu_chip *chip,
	      unsigned int allow, struct gpu_outcome *outcome);

#endif
