/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of the model share. Registers are named by dword index. */
#ifndef GPUSIM_MODEL_H
#define GPUSIM_MODEL_H

#include "gpu_model.h"

#define ONES 0xffffffffu
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define MSEC 1000u
#define SEC 1000000u

#define MODEL_EVENTS 16
#define MODEL_FAULTS 8
#define MODEL_SPARSE 256

/* Which registers a family has; families within one differ by their row. */
enum generation {
	POLARIS,
	VEGA10,		/* BACO by registers */
	VEGA20,		/* BACO by messages to the SMU */
	NAVI,		/* the same, and a discovery table */
	NAVI48,		/* no known reset */
};

/* Messages of the SMU that mean something to a reset; 0 where it has none. */
struct messages {
	uint8_t version;	/* of the firmware */
	uint8_t features;	/* which features are on */
	uint8_t disable;	/* turn a feature off */
	uint8_t driver_reset;
	uint8_t enter_baco;
	uint8_t exit_baco;
	uint8_t no_gfxoff;
	uint8_t prepare_reset;
	uint8_t mode1;
};

struct family {
	const char *name;
	enum generation generation;
	uint16_t device;
	uint16_t audio, usb, ucsi;	/* device IDs of functions 1 to 3 */
	uint32_t memsize;		/* MiB */
	uint32_t sol;			/* sign of life of a used card */
	uint32_t thm_baco;		/* THM_BACO_CNTL, offset from THM's base */
	uint32_t flags;			/* SMN address of MP1_FIRMWARE_FLAGS */
	uint32_t baco_rest;		/* usec that it must stay in BACO */
	struct messages smu;
	uint16_t discovery;		/* version of the IP table, 0 without */
	bool vegam;			/* Polaris with the short BACO tables */
	bool vega12;			/* Vega 10 with the doorbell bit cleared */
	bool debug_mode1;		/* mode1 by the SMU's debug mailbox */
	bool psp_deaf;			/* PSP takes no mode1 */
	bool bus_reset_kills;		/* even a clean one */
};

/* Where the IP blocks begin; a discovery table may tell other places. */
struct bases {
	uint32_t mp0, mp1, thm;
};

struct function {
	uint8_t config[GPU_MODEL_CONFIG_SIZE];
	uint8_t slot[GPU_MODEL_CONFIG_SIZE];
	uint8_t stored[GPU_MODEL_CONFIG_SIZE];
	bool exists, slot_full, stored_full;
	uint32_t bar_size[GPU_MODEL_BARS];
	uint32_t scrap;			/* what was last written to its BARs */
};

/* A register that changes by itself at a time, or something that then happens. */
struct event {
	uint64_t at;
	uint32_t dword, clear, set;
	void (*then)(struct gpu_model *gpu);
	bool armed;
};

enum fault_kind {
	SMU_SILENT, SMU_FD, SMU_ONES, PSP_DEAD, PSP_SHY, PSP_MUTE, NO_DISCOVERY,
	MEMSIZE_ONES, STUCK, IGNORE_WRITES, BACO_WEAK, PM_STUCK, CONFIG_LOST,
	NO_BACO, READS_ONES, LINK_LOSS, FAULT_KINDS,
};

struct fault {
	enum fault_kind kind;
	uint32_t value;		/* the register of STUCK */
	uint32_t kept;		/* its value */
	uint64_t access, time;	/* when it begins; 0 for at once */
	bool active;
};

/* Registers with more addresses than are worth an array. */
struct sparse {
	struct {
		uint32_t address, value;
	} entry[MODEL_SPARSE];
	unsigned int count;
};

/* How far a sequence of register writes got; see sequence.c. */
struct progress {
	unsigned int next;
	uint64_t not_before;
};

struct trace {
	FILE *file;
	char last[96];
	uint64_t repeated, delay;
};

struct gpu_model {
	const struct family *family;
	struct gpu_model_setup setup;
	struct bases base;
	uint64_t now, accesses, counted_from;
	unsigned int nmis, writes, config_writes;
	struct function function[GPU_MODEL_FUNCTIONS];
	uint32_t *mmio;
	struct sparse smn, smc;
	struct event event[MODEL_EVENTS];
	struct fault fault[MODEL_FAULTS];
	struct trace trace;
	struct progress baco;
	uint64_t window_end;	/* of mode1, while now is before it */
	bool used, resetting, in_baco, gone, smc_held;
	uint64_t baco_since;	/* when messages to the SMU led into it */
	char why[120];
	uint8_t *discovery, *rom;
};

#define MMIO_DWORDS(gpu) (gpu_model_bar_size(gpu, 0, 5) / 4)
#define DISCOVERY_SIZE 0x10000u
#define DISCOVERY_BYTES 10240u	/* of it that are the image, as today's are */
#define ROM_SIZE 0x20000u

#define P_FUSESTRAP 0x14d7 /* of Polaris */

/* Registers of all but Polaris */
#define BIOS_SCRATCH_0 0x4c
#define BIOS_SCRATCH_15 0x5b
#define PCIE_INDEX2 0x0e
#define PCIE_DATA2 0x0f
#define RCC_BIF_STRAP0 0xd20
#define RCC_CONFIG_MEMSIZE 0xde3
#define BACO_CNTL 0xe2b
#define BACO_MODE 0x100
#define C2PMSG_33(gpu) ((gpu)->base.mp0 + 0x61)
#define C2PMSG_35(gpu) ((gpu)->base.mp0 + 0x63)
#define C2PMSG_64(gpu) ((gpu)->base.mp0 + 0x80)
#define C2PMSG_81(gpu) ((gpu)->base.mp0 + 0x91)
#define C2PMSG_66(gpu) ((gpu)->base.mp1 + 0x282)
#define C2PMSG_82(gpu) ((gpu)->base.mp1 + 0x292)
#define C2PMSG_90(gpu) ((gpu)->base.mp1 + 0x29a)
#define THM_BACO_CNTL(gpu) ((gpu)->base.thm + (gpu)->family->thm_baco)
#define PSP_FLAG 0x80000000u

/* gpu.c */
void model_break(struct gpu_model *gpu, const char *why);
bool model_broken(const struct gpu_model *gpu);
bool model_has_baco(const struct gpu_model *gpu);
void model_strap(struct gpu_model *gpu);
void model_registers_clean(struct gpu_model *gpu);
void model_reset_done(struct gpu_model *gpu);
void model_later(struct gpu_model *gpu, uint64_t usec, uint32_t dword,
		 uint32_t clear, uint32_t set);
void model_call_later(struct gpu_model *gpu, uint64_t usec,
		      void (*then)(struct gpu_model *gpu));
void model_forget_events(struct gpu_model *gpu);

/* family.c */
const struct family *model_family(const char *name);

/* config.c */
void model_config_fill(struct gpu_model *gpu);
void model_config_lose(struct gpu_model *gpu);
bool model_decodes(const struct gpu_model *gpu, unsigned int fn,
		   unsigned int bar);

/* mmio.c */
uint32_t sparse_get(const struct sparse *sparse, uint32_t address);
void sparse_set(struct sparse *sparse, uint32_t address, uint32_t value);

/* fault.c */
bool model_faulty(const struct gpu_model *gpu, enum fault_kind kind);
const struct fault *model_stuck(const struct gpu_model *gpu, uint32_t dword);
void model_faults_tick(struct gpu_model *gpu);

/* trace.c */
void trace_register(struct gpu_model *gpu, char direction, uint32_t dword,
		    uint32_t value);
void trace_config(struct gpu_model *gpu, char direction, unsigned int fn,
		  unsigned int offset, unsigned int size, uint32_t value);
void trace_note(struct gpu_model *gpu, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
const char *model_register_name(const struct gpu_model *gpu, uint32_t dword);

/*
 * The parts of a card: each is asked in turn for a register, and returns false
 * for one that is not its own.
 */
struct part {
	bool (*read)(struct gpu_model *gpu, uint32_t dword, uint32_t *value);
	bool (*write)(struct gpu_model *gpu, uint32_t dword, uint32_t value);
};

extern const struct part part_psp, part_smu, part_polaris, part_vega10;

/* psp.c, smu.c, polaris.c, vega10.c */
void psp_mode1(struct gpu_model *gpu);
void smu_firmware(struct gpu_model *gpu, bool up);
bool smu_message_baco(struct gpu_model *gpu, uint32_t message);
bool smu_smn_write(struct gpu_model *gpu, uint32_t address, uint32_t value);
void polaris_clean(struct gpu_model *gpu);
void polaris_dirty(struct gpu_model *gpu);
void polaris_config_reset(struct gpu_model *gpu);
void vega10_idle(struct gpu_model *gpu);
void vega10_enter(struct gpu_model *gpu);

/* image.c */
bool model_images(struct gpu_model *gpu);

/**
 * struct step - one write of a sequence that the hardware insists on
 * @space: of registers (MMIO) or behind Polaris' index register (SMC)
 * @address: dword index, or index there
 * @mask: bits that count
 * @value: what they are then
 * @settle: usec before the next step may come
 * @after: usec after which the register itself does @clear and @set; until then
 *	these bits read as before
 * @clear: bits that the hardware clears then
 * @set: bits that it sets
 */
struct step {
	enum { MMIO, SMC } space;
	uint32_t address, mask, value, settle, after, clear, set;
};

/**
 * struct sequence - what leads into BACO and out again
 * @steps: in their order
 * @count: how many
 * @first: the first one that cannot be taken back: from there on a wrong write
 *	to its registers breaks the card, before it merely leads nowhere
 */
struct sequence {
	const struct step *steps;
	unsigned int count, first;
};

/* sequence.c */
const struct step *sequence_write(struct gpu_model *gpu,
				  const struct sequence *sequence,
				  const struct step *write, uint32_t old);

#endif
