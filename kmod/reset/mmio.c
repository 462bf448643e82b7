// SPDX-License-Identifier: GPL-2.0
/*
 * How gpu.h reaches a card in the kernel: BAR 5 mapped for the time of one
 * reset or look, config space, sleep, and time.
 *
 * Locking: the caller holds the card's device lock, so nobody else resets it
 * or binds a driver to it.
 */

#include <linux/delay.h>
#include <linux/io.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/sizes.h>

#include "genl.h"
#include "mmio.h"

#define REGISTER_BAR 5
#define REGISTERS_MAX SZ_1M /* the sequences stay well below */

static struct mmio *of_io(struct gpu_io *io)
{
	return container_of(io, struct mmio, io);
}

static u32 mmio_read32(struct gpu_io *io, u32 offset)
{
	return readl(of_io(io)->registers + offset);
}

static void mmio_write32(struct gpu_io *io, u32 offset, u32 value)
{
	writel(value, of_io(io)->registers + offset);
}

static u32 mmio_config_read32(struct gpu_io *io, u32 offset)
{
	u32 value;

	pci_read_config_dword(of_io(io)->card->pdev, offset, &value);
	return value;
}

static void mmio_config_write32(struct gpu_io *io, u32 offset, u32 value)
{
	pci_write_config_dword(of_io(io)->card->pdev, offset, value);
}

static void mmio_restore_config(struct gpu_io *io)
{
	unit_restore(&of_io(io)->unit->members[0]);
}

static u64 mmio_now_us(struct gpu_io *io)
{
	return ktime_to_us(ktime_get());
}

/*
 * Long sleeps count ticks. Where those come late and then many at once, as in a
 * virtual machine that had to wait, a sleep ends early, and a register touched
 * while mode 1 runs may be an NMI.
 */
static void mmio_sleep_us(struct gpu_io *io, u32 us)
{
	u64 now, until = mmio_now_us(io) + us;

	while ((now = mmio_now_us(io)) < until)
		fsleep(until - now);
}

static bool mmio_gone(struct gpu_io *io)
{
	return pci_dev_is_disconnected(of_io(io)->card->pdev);
}

static void mmio_step(struct gpu_io *io, const struct gpu_step *step)
{
	acsdiag_resets_tell_step(of_io(io)->card, step);
}

static const struct gpu_io_ops mmio_ops = {
	.read32 = mmio_read32,
	.write32 = mmio_write32,
	.config_read32 = mmio_config_read32,
	.config_write32 = mmio_config_write32,
	.restore_config = mmio_restore_config,
	.sleep_us = mmio_sleep_us,
	.now_us = mmio_now_us,
	.gone = mmio_gone,
	.step = mmio_step,
};

/**
 * mmio_open() - get a card within reach
 * @mmio: zeroed; its io.mmio_size says how much of BAR 5 could be mapped
 * @card: the card, locked
 * @unit: it and its other functions, held for a reset; NULL for a look
 */
void mmio_open(struct mmio *mmio, struct acsdiag_card *card, struct unit *unit)
{
	struct pci_dev *pdev = card->pdev;
	u32 size = min_t(u64, pci_resource_len(pdev, REGISTER_BAR),
			 REGISTERS_MAX);

	mmio->io.ops = &mmio_ops;
	mmio->card = card;
	mmio->unit = unit;
	if (!(pci_resource_flags(pdev, REGISTER_BAR) & IORESOURCE_MEM) ||
	    (pci_resource_flags(pdev, REGISTER_BAR) & IORESOURCE_UNSET))
		return;
	mmio->registers = pci_iomap(pdev, REGISTER_BAR, size);
	if (mmio->registers)
		mmio->io.mmio_size = size;
}

/**
 * mmio_close() - the reverse
 * @mmio: opened
 */
void mmio_close(struct mmio *mmio)
{
	if (mmio->registers)
		pci_iounmap(mmio->card->pdev, mmio->registers);
}
