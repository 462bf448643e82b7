// SPDX-License-Identifier: GPL-2.0
/*
 * One step after the other, as rows of a table say. The first that fails ends
 * the table.
 */

#include "core.h"

#define POLL_SHORTEST_US 10
#define POLL_LONGEST_US 1000

/* Often enough to be quick, seldom enough not to keep the bus busy. */
static u32 poll_interval(u32 bound_us)
{
	u32 us = bound_us / 1000;

	if (us < POLL_SHORTEST_US)
		return POLL_SHORTEST_US;
	return us > POLL_LONGEST_US ? POLL_LONGEST_US : us;
}

/**
 * gpu_write() - a step: write a register
 * @run: the reset
 * @reg: which
 * @name: its name
 * @value: to write
 *
 * Return: 0 or a negative errno.
 */
int gpu_write(struct gpu_run *run, gpu_reg reg, const char *name, u32 value)
{
	int err = gpu_put(run, reg, value);

	gpu_tell(run, "write", name, gpu_address(run, reg), value, err);
	return err;
}

/**
 * gpu_change() - a step: replace some bits of a register
 * @run: the reset
 * @reg: which
 * @name: its name
 * @mask: which bits
 * @value: what they shall be, in place
 *
 * Return: 0; -EIO when it reads all-ones, which nothing is derived from.
 */
int gpu_change(struct gpu_run *run, gpu_reg reg, const char *name, u32 mask,
	       u32 value)
{
	u32 now;
	int err = gpu_get(run, reg, &now);

	if (!err && now == GPU_ONES)
		err = gpu_fail(run, -EIO, "a register that was to be changed reads all-ones");
	if (!err) {
		now = (now & ~mask) | value;
		err = gpu_put(run, reg, now);
	}
	gpu_tell(run, "change", name, gpu_address(run, reg), now, err);
	return err;
}

/*
 * The time is up only when the last read, too, came after it: a match then
 * still counts.
 */
static int poll_until(struct gpu_run *run, gpu_reg reg, u32 mask, u32 value,
		      u32 bound_us, u32 *now)
{
	u64 end = run->io->ops->now_us(run->io) + bound_us;

	for (;;) {
		bool last = run->io->ops->now_us(run->io) >= end;
		int err = gpu_get(run, reg, now);

		if (err)
			return err;
		if (*now != GPU_ONES && (*now & mask) == value)
			return 0;
		if (last)
			return -ETIMEDOUT;
		err = gpu_sleep(run, poll_interval(bound_us));
		if (err)
			return err;
	}
}

/**
 * gpu_poll() - a step: wait until bits of a register have a value
 * @run: the reset
 * @reg: which
 * @name: its name
 * @mask: which bits
 * @value: what they shall be, in place
 * @bound_us: how long at most
 *
 * All-ones never matches. What a time-out means is for the caller to say.
 *
 * Return: 0, -ETIMEDOUT, or another negative errno when the card went away.
 */
int gpu_poll(struct gpu_run *run, gpu_reg reg, const char *name, u32 mask,
	     u32 value, u32 bound_us)
{
	u32 now = GPU_ONES;
	int err = poll_until(run, reg, mask, value, bound_us, &now);

	gpu_tell(run, "poll", name, gpu_address(run, reg), now, err);
	return err;
}

/**
 * gpu_pause() - a step: let the card be for a while
 * @run: the reset
 * @us: how long at least
 *
 * Return: 0 or a negative errno.
 */
int gpu_pause(struct gpu_run *run, u32 us)
{
	int err = gpu_sleep(run, us);

	gpu_tell(run, "sleep", "", 0, us, err);
	return err;
}

/* All-ones is what is being waited out here, so it is no error yet. */
static int memory_size(struct gpu_run *run, u32 *size)
{
	u32 vendor;
	int err = gpu_config(run, 0, &vendor);

	*size = GPU_ONES;
	if (err || vendor == GPU_ONES)
		return err;
	*size = run->io->ops->read32(run->io, gpu_address(run,
				run->chip->family->generation->memsize));
	return 0;
}

/**
 * gpu_await_memory() - a step: wait until the card answers after a reset
 * @run: the reset
 * @bound_us: how long at most
 *
 * Return: 0; -ENODEV when it is off the bus; -EIO when its registers are dead.
 */
int gpu_await_memory(struct gpu_run *run, u32 bound_us)
{
	u64 end = run->io->ops->now_us(run->io) + bound_us;
	u32 size;
	int err;

	for (;;) {
		bool last = run->io->ops->now_us(run->io) >= end;

		err = memory_size(run, &size);
		if (err || size != GPU_ONES)
			break;
		err = last ? gpu_answers(run) :
			     gpu_sleep(run, poll_interval(bound_us));
		if (last || err)
			break;
	}
	gpu_tell(run, "poll", "RCC_CONFIG_MEMSIZE",
		 gpu_address(run, run->chip->family->generation->memsize), size, err);
	return err;
}

static int do_row(struct gpu_run *run, const struct gpu_row *row)
{
	int err;

	switch (row->op) {
	case GPU_WRITE:
		return gpu_write(run, row->reg, row->name, row->value);
	case GPU_CHANGE:
		return gpu_change(run, row->reg, row->name, row->mask, row->value);
	case GPU_SLEEP:
		return gpu_pause(run, row->time_us);
	case GPU_POLL:
		/* As amdgpu does: what was just written needs a while to matter. */
		err = gpu_sleep(run, POLL_LONGEST_US);
		if (err)
			return err;
		err = gpu_poll(run, row->reg, row->name, row->mask, row->value,
			       row->time_us);
		if (err == -ETIMEDOUT)
			gpu_fail(run, err, "a step of BACO was not completed in time");
		return err;
	}
	return -EINVAL;
}

/**
 * gpu_rows() - do what a table says
 * @run: the reset
 * @phase: what the table is for
 * @rows: the table
 * @count: of its rows
 *
 * Return: 0, or the negative errno of the row that failed.
 */
int gpu_rows(struct gpu_run *run, const char *phase, const struct gpu_row *rows,
	     unsigned int count)
{
	unsigned int i;

	run->phase = phase;
	for (i = 0; i < count; i++) {
		int err = do_row(run, &rows[i]);

		if (err)
			return err;
	}
	return 0;
}
