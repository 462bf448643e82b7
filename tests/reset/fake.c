// SPDX-License-Identifier: GPL-2.0
#include "fake.h"

#include <linux/kernel.h>
#include <stdlib.h>

static struct fake *fake_of(struct gpu_io *io)
{
	return container_of(io, struct fake, io);
}

static bool lost(struct fake *fake)
{
	fake->answers++;
	return fake->lost_at && fake->answers >= fake->lost_at;
}

static u32 fake_read32(struct gpu_io *io, u32 offset)
{
	struct fake *fake = fake_of(io);
	u32 value;

	/* What the interface promises never to ask for. */
	if (offset % 4 || offset >= io->mmio_size)
		abort();
	fake->reads++;
	if (lost(fake))
		return 0xffffffff;
	value = fake->registers[offset / 4];
	return fake->on_read ? fake->on_read(fake, offset, value) : value;
}

static void fake_write32(struct gpu_io *io, u32 offset, u32 value)
{
	struct fake *fake = fake_of(io);

	if (offset % 4 || offset >= io->mmio_size)
		abort();
	fake->writes++;
	fake->registers[offset / 4] = value;
	if (fake->on_write)
		fake->on_write(fake, offset, value);
}

static u32 fake_config_read32(struct gpu_io *io, u32 offset)
{
	struct fake *fake = fake_of(io);

	if (offset % 4 || offset >= sizeof(fake->config))
		abort();
	return lost(fake) ? 0xffffffff : fake->config[offset / 4];
}

static void fake_config_write32(struct gpu_io *io, u32 offset, u32 value)
{
	struct fake *fake = fake_of(io);

	fake->config_writes++;
	fake->config[offset / 4] = value;
}

static void fake_restore_config(struct gpu_io *io)
{
	fake_of(io)->restores++;
}

static void fake_sleep_us(struct gpu_io *io, u32 us)
{
	struct fake *fake = fake_of(io);

	if (us > fake->longest_sleep)
		fake->longest_sleep = us;
	fake->now += us;
}

static u64 fake_now_us(struct gpu_io *io)
{
	return fake_of(io)->now;
}

static bool fake_gone(struct gpu_io *io)
{
	return fake_of(io)->removed;
}

static void fake_step(struct gpu_io *io, const struct gpu_step *step)
{
	struct fake *fake = fake_of(io);

	fake->steps++;
	if (step->number != fake->steps || !step->phase || !step->what || !step->name)
		abort();
}

static const struct gpu_io_ops ops = {
	.read32 = fake_read32,
	.write32 = fake_write32,
	.config_read32 = fake_config_read32,
	.config_write32 = fake_config_write32,
	.restore_config = fake_restore_config,
	.sleep_us = fake_sleep_us,
	.now_us = fake_now_us,
	.gone = fake_gone,
	.step = fake_step,
};

struct fake *fake_new(uint16_t device)
{
	struct fake *fake = calloc(1, sizeof(*fake));

	if (!fake)
		abort();
	fake->io.ops = &ops;
	fake->io.mmio_size = FAKE_BAR;
	fake->config[0] = (uint32_t)device << 16 | 0x1002;
	fake->config[1] = 0x00100006; /* capabilities; memory, bus master */
	fake->config[0x34 / 4] = 0x48;
	fake->config[0x48 / 4] = 0x00005009; /* vendor-specific, next is 50 */
	fake->config[0x50 / 4] = 0x00036401; /* power management */
	fake->registers[0x5428 / 4] = 8192;
	fake->registers[0x378c / 4] = 8192;
	return fake;
}

void fake_free(struct fake *fake)
{
	free(fake);
}
