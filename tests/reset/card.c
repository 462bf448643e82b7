// SPDX-License-Identifier: GPL-2.0
#include "card.h"

#include <linux/kernel.h>
#include <stdlib.h>
#include <string.h>

#define COMMAND 0x04
#define COMMAND_ENABLED 0x0007
#define COMMAND_MEMORY 0x0002
#define COMMAND_INTX_OFF 0x0400

static struct card *card_of(struct gpu_io *io)
{
	return container_of(io, struct card, io);
}

static u32 card_read32(struct gpu_io *io, u32 offset)
{
	if (offset % 4 || offset >= io->mmio_size)
		abort();
	card_of(io)->accesses++;
	return gpu_model_read32(card_of(io)->model, offset);
}

static void card_write32(struct gpu_io *io, u32 offset, u32 value)
{
	if (offset % 4 || offset >= io->mmio_size)
		abort();
	card_of(io)->accesses++;
	gpu_model_write32(card_of(io)->model, offset, value);
}

static u32 card_config_read32(struct gpu_io *io, u32 offset)
{
	return gpu_model_config_read(card_of(io)->model, 0, offset, 4);
}

static void card_config_write32(struct gpu_io *io, u32 offset, u32 value)
{
	gpu_model_config_write(card_of(io)->model, 0, offset, 4, value);
}

static void decode(struct gpu_model *model)
{
	gpu_model_config_write(model, 0, COMMAND, 2, COMMAND_INTX_OFF | COMMAND_MEMORY);
}

static void card_restore_config(struct gpu_io *io)
{
	struct gpu_model *model = card_of(io)->model;

	gpu_model_load_saved_state(model, 0);
	gpu_model_restore_state(model, 0);
	decode(model);
}

static void card_sleep_us(struct gpu_io *io, u32 us)
{
	gpu_model_advance(card_of(io)->model, us);
}

static u64 card_now_us(struct gpu_io *io)
{
	return gpu_model_now(card_of(io)->model);
}

static bool card_gone(struct gpu_io *io)
{
	struct card *card = card_of(io);

	return card->stop_at && gpu_model_now(card->model) >= card->stop_at;
}

static void card_step(struct gpu_io *io, const struct gpu_step *step)
{
	struct card *card = card_of(io);

	if (card->step)
		card->step(card, step);
}

static const struct gpu_io_ops ops = {
	.read32 = card_read32,
	.write32 = card_write32,
	.config_read32 = card_config_read32,
	.config_write32 = card_config_write32,
	.restore_config = card_restore_config,
	.sleep_us = card_sleep_us,
	.now_us = card_now_us,
	.gone = card_gone,
	.step = card_step,
};

/* As the PCI core leaves a function that a driver has enabled. */
static void enable(struct gpu_model *model, unsigned int fn)
{
	static const unsigned int bars[] = { 0x10, 0x18, 0x20, 0x24 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bars); i++)
		gpu_model_config_write(model, fn, bars[i], 4, 0xc0000000 + (i << 28));
	gpu_model_config_write(model, fn, COMMAND, 2, COMMAND_ENABLED);
}

struct card *card_new(const struct gpu_model_setup *setup)
{
	struct card *card = calloc(1, sizeof(*card));
	unsigned int fn;
	u32 id;

	if (!card)
		abort();
	card->model = gpu_model_new(setup);
	if (!card->model) {
		free(card);
		return NULL;
	}
	for (fn = 0; fn < GPU_MODEL_FUNCTIONS; fn++)
		if (gpu_model_has_function(card->model, fn))
			enable(card->model, fn);
	card->io.ops = &ops;
	card->io.mmio_size = gpu_model_bar_size(card->model, 0, 5);
	id = gpu_model_config_read(card->model, 0, 0, 4);
	card->chip = gpu_find(id & 0xffff, id >> 16);
	return card;
}

/* Boards that differ are made so; everything else is a fault. */
static void set_up(struct gpu_model_setup *setup, const char *word)
{
	setup->lose_scratch |= !strcmp(word, "lose-scratch");
	setup->shift_bases |= !strcmp(word, "shift-bases");
	setup->flr |= !strcmp(word, "flr");
}

static bool is_setup(const char *word)
{
	struct gpu_model_setup setup = {};

	set_up(&setup, word);
	return setup.lose_scratch || setup.shift_bases || setup.flr;
}

struct card *card_befallen(const char *family, const struct befallen *befallen)
{
	/* The given traces say no more than that. */
	struct gpu_model_setup setup = {
		.family = strcmp(family, "polaris") ? family : "polaris10",
	};
	struct card *card;
	unsigned int i;

	for (i = 0; i < befallen->count; i++)
		set_up(&setup, befallen->words[i]);
	card = card_new(&setup);
	if (!card)
		return NULL;
	if (befallen->used)
		gpu_model_dirty(card->model);
	for (i = 0; i < befallen->count; i++)
		if (!is_setup(befallen->words[i]) &&
		    gpu_model_fault(card->model, befallen->words[i]))
			abort();
	gpu_model_clear_counts(card->model);
	return card;
}

struct card *card_in(const char *family, const struct scenario *scenario)
{
	return card_befallen(family, &scenario->card);
}

void card_free(struct card *card)
{
	gpu_model_free(card->model);
	free(card);
}

static void prepare(struct gpu_model *model, unsigned int fn)
{
	gpu_model_set_power(model, fn, 0);
	gpu_model_clear_master(model, fn);
	gpu_model_save_state(model, fn);
	if (fn)
		return;
	gpu_model_store_saved_state(model, 0);
	gpu_model_config_read(model, 0, COMMAND, 2);
	decode(model);
}

static void bring_back(struct gpu_model *model, unsigned int fn)
{
	if (!fn)
		gpu_model_load_saved_state(model, fn);
	gpu_model_restore_state(model, fn);
	if (!fn)
		gpu_model_config_write(model, fn, COMMAND, 2, COMMAND_INTX_OFF);
}

/* pci_dev_save_and_disable() */
void card_disable(struct card *card)
{
	gpu_model_config_write(card->model, 0, COMMAND, 2, COMMAND_INTX_OFF);
}

/* pci_dev_restore() */
void card_enable(struct card *card)
{
	enable(card->model, 0);
}

int card_method(struct card *card, struct gpu_outcome *outcome)
{
	struct gpu_model *model = card->model;
	unsigned int fn;
	int err;

	for (fn = 0; fn < GPU_MODEL_FUNCTIONS; fn++)
		if (gpu_model_has_function(model, fn))
			prepare(model, fn);
	err = gpu_reset(&card->io, card->chip, GPU_ALLOW_EXPERIMENTAL, outcome);
	for (fn = 0; fn < GPU_MODEL_FUNCTIONS; fn++)
		if (gpu_model_has_function(model, fn))
			bring_back(model, fn);
	return err;
}

int card_reset(struct card *card, struct gpu_outcome *outcome)
{
	int err;

	card_disable(card);
	err = card_method(card, outcome);
	card_enable(card);
	return err;
}
