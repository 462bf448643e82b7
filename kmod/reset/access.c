// SPDX-License-Identifier: GPL-2.0
/*
 * Registers of a card that may be gone at any moment.
 *
 * All-ones is what a read returns when nobody answers, and hardly ever a
 * register's value. So it is never taken for one before something that cannot
 * read all-ones on a living card was asked: the size of its memory, and its
 * vendor ID. Nothing derived from all-ones is ever written back.
 */

#include "core.h"

#define CONFIG_VENDOR 0x00
#define CONFIG_COMMAND 0x04
#define COMMAND_MEMORY 0x2u

#define MM_INDEX 0x0
#define MM_DATA 0x4
#define MM_INDEX_HI 0x18
#define MM_INDEX_MEMORY 0x80000000u
#define MM_PCIE_INDEX2 0x38
#define MM_PCIE_DATA2 0x3c
#define MM_SMC_INDEX 0x6b0
#define MM_SMC_DATA 0x6b4

/**
 * gpu_fail() - note what went wrong, unless something had before
 * @run: the reset
 * @error: negative errno
 * @why: one sentence, without full stop
 *
 * Return: @error.
 */
int gpu_fail(struct gpu_run *run, int error, const char *why)
{
	if (run->outcome && !run->outcome->failure)
		run->outcome->failure = why;
	return error;
}

/**
 * gpu_tell() - count a step and tell whoever watches
 * @run: the reset; nothing is told of a judgement
 * @what: "write", "poll" ...
 * @name: of the register
 * @address: of the register
 * @value: written, or last read
 * @result: 0 or a negative errno
 */
void gpu_tell(struct gpu_run *run, const char *what, const char *name,
	      u32 address, u32 value, int result)
{
	struct gpu_step step = {
		.chip = run->chip,
		.method = run->method ? run->method->name : "",
		.phase = run->phase,
		.what = what,
		.name = name,
		.address = address,
		.value = value,
		.result = result,
	};

	if (!run->outcome)
		return;
	step.number = ++run->outcome->steps;
	if (run->io->ops->step)
		run->io->ops->step(run->io, &step);
}

/* Somebody may have pulled the card, or want us to stop. */
static int still_wanted(struct gpu_run *run)
{
	const struct gpu_io *io = run->io;

	if (io->ops->gone && io->ops->gone(run->io))
		return gpu_fail(run, -ENODEV, "the card was removed, or the reset was given up");
	return 0;
}

/**
 * gpu_config() - read config space
 * @run: the reset
 * @offset: of a dword
 * @value: where to put it
 *
 * Return: 0, or -ENODEV when the card is to be left alone.
 */
int gpu_config(struct gpu_run *run, u32 offset, u32 *value)
{
	int err = still_wanted(run);

	*value = GPU_ONES;
	if (!err)
		*value = run->io->ops->config_read32(run->io, offset);
	return err;
}

/**
 * gpu_config_put() - write config space
 * @run: the reset
 * @offset: of a dword
 * @name: of the register
 * @value: to write
 *
 * Return: 0, or -ENODEV when the card is to be left alone.
 */
int gpu_config_put(struct gpu_run *run, u32 offset, const char *name, u32 value)
{
	int err = still_wanted(run);

	if (err)
		return err;
	run->outcome->written = true;
	run->io->ops->config_write32(run->io, offset, value);
	gpu_tell(run, "config write", name, offset, value, 0);
	return 0;
}

/**
 * gpu_address() - where a register is
 * @run: the reset
 * @reg: the register
 *
 * Return: byte offset in BAR 5, or the register's index where it has one.
 */
u32 gpu_address(const struct gpu_run *run, gpu_reg reg)
{
	unsigned int block = GPU_REG_BLOCK(reg);

	if (block >= GPU_BLOCKS)
		return GPU_REG_OFFSET(reg);
	return (run->base[block] + GPU_REG_OFFSET(reg)) * 4;
}

static int read_at(struct gpu_run *run, u32 offset, u32 *value)
{
	int err = still_wanted(run);

	*value = GPU_ONES;
	if (err)
		return err;
	if (offset + 4 > run->io->mmio_size)
		return gpu_fail(run, -EIO, "a register lies past the end of BAR 5");
	*value = run->io->ops->read32(run->io, offset);
	return 0;
}

static int write_at(struct gpu_run *run, u32 offset, u32 value)
{
	int err = still_wanted(run);

	if (err)
		return err;
	if (offset + 4 > run->io->mmio_size)
		return gpu_fail(run, -EIO, "a register lies past the end of BAR 5");
	run->io->ops->write32(run->io, offset, value);
	return 0;
}

static int memory_size(struct gpu_run *run, u32 *size)
{
	return read_at(run, gpu_address(run, run->chip->family->generation->memsize), size);
}

/* A reset may take COMMAND along, then nothing but that keeps it from answering. */
static int decode_again(struct gpu_run *run, u32 *size)
{
	u32 command;
	int err = gpu_config(run, CONFIG_COMMAND, &command);

	if (err || (command & COMMAND_MEMORY))
		return err;
	run->io->ops->restore_config(run->io);
	return memory_size(run, size);
}

/**
 * gpu_answers() - is the card there, and do its registers answer?
 * @run: the reset
 *
 * Return: 0; -ENODEV when it left the bus; -EIO when only its registers died.
 */
int gpu_answers(struct gpu_run *run)
{
	u32 size, vendor;
	int err = memory_size(run, &size);

	if (err || size != GPU_ONES)
		return err;
	err = gpu_config(run, CONFIG_VENDOR, &vendor);
	if (!err && vendor == GPU_ONES)
		err = gpu_fail(run, -ENODEV,
			       "the card left the bus: config space reads all-ones");
	if (!err && run->outcome)
		err = decode_again(run, &size);
	if (!err && size == GPU_ONES)
		err = gpu_fail(run, -EIO, "the card's registers read all-ones");
	return err;
}

static int select_memory(struct gpu_run *run, u64 address)
{
	u32 high = address >> 31;
	int err = write_at(run, MM_INDEX, (address & 0x7fffffff) | MM_INDEX_MEMORY);

	if (!err && high != run->memory_high)
		err = write_at(run, MM_INDEX_HI, high);
	run->memory_high = high;
	return err;
}

/*
 * Reading the index back makes sure that it arrived, which on SMN takes a bridge.
 * One that is not what was written selects something else: a card that takes no
 * writes would look like any other.
 */
static int select_register(struct gpu_run *run, u32 index, u32 wanted)
{
	u32 echo;
	int err = write_at(run, index, wanted);

	if (!err)
		err = read_at(run, index, &echo);
	if (err || echo == wanted)
		return err;
	if (echo == GPU_ONES)
		err = gpu_answers(run);
	return err ? err : gpu_fail(run, -EIO, "an index register does not take what is written to it");
}

static int select_index(struct gpu_run *run, gpu_reg reg)
{
	switch (GPU_REG_BLOCK(reg)) {
	case GPU_MEMORY:
		return select_memory(run, GPU_REG_OFFSET(reg));
	case GPU_SMC:
		return select_register(run, MM_SMC_INDEX, GPU_REG_OFFSET(reg));
	}
	return select_register(run, MM_PCIE_INDEX2, GPU_REG_OFFSET(reg));
}

/* Where in BAR 5 a register shows, once its index was selected. */
static u32 window(const struct gpu_run *run, gpu_reg reg)
{
	switch (GPU_REG_BLOCK(reg)) {
	case GPU_MEMORY:
		return MM_DATA;
	case GPU_SMC:
		return MM_SMC_DATA;
	case GPU_SMN:
		return MM_PCIE_DATA2;
	}
	return gpu_address(run, reg);
}

static bool behind_index(gpu_reg reg)
{
	return GPU_REG_BLOCK(reg) >= GPU_BLOCKS;
}

static int get_once(struct gpu_run *run, gpu_reg reg, u32 *value)
{
	int err = behind_index(reg) ? select_index(run, reg) : 0;

	return err ? err : read_at(run, window(run, reg), value);
}

/**
 * gpu_get() - read a register
 * @run: the reset
 * @reg: which
 * @value: where to put it. All-ones only when that is really what this register
 *	of a living card reads
 *
 * Return: 0; -ENODEV or -EIO when the card does not answer.
 */
int gpu_get(struct gpu_run *run, gpu_reg reg, u32 *value)
{
	int err = get_once(run, reg, value);

	if (err || *value != GPU_ONES)
		return err;
	err = gpu_answers(run);
	return err ? err : get_once(run, reg, value);
}

/**
 * gpu_put() - write a register
 * @run: the reset
 * @reg: which
 * @value: to write
 *
 * Return: 0; -ENODEV or -EIO when the card does not answer.
 */
int gpu_put(struct gpu_run *run, gpu_reg reg, u32 value)
{
	int err = behind_index(reg) ? select_index(run, reg) : 0;
	u32 echo;

	if (run->outcome)
		run->outcome->written = true;
	if (!err)
		err = write_at(run, window(run, reg), value);
	/* Done only once it has crossed the bridge. */
	if (!err && GPU_REG_BLOCK(reg) == GPU_SMN)
		err = read_at(run, window(run, reg), &echo);
	return err;
}

/**
 * gpu_sleep() - wait, unless that would take the reset past its limit
 * @run: the reset
 * @us: microseconds
 *
 * Return: 0; -ENODEV when the card is to be left alone; -ETIMEDOUT.
 */
int gpu_sleep(struct gpu_run *run, u32 us)
{
	int err = still_wanted(run);

	if (err)
		return err;
	if (run->io->ops->now_us(run->io) + us > run->deadline)
		return gpu_fail(run, -ETIMEDOUT, "the time that a reset may take is over");
	run->io->ops->sleep_us(run->io, us);
	return 0;
}
