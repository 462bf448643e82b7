/* SPDX-License-Identifier: GPL-2.0 */
#ifndef DIFFERENTIAL_SYNTHETIC_H
#define DIFFERENTIAL_SYNTHETIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/addr.h"
#include "model/pcie.h"
#include "synth/acsdiag_synth.h"

/*
 * A machine as config space: what the generator makes, what a replayed dump
 * becomes, and what the kernel module presents.
 */

#define SYNTHETIC_FUNCTIONS_MAX 2048
#define SYNTHETIC_FIRST_BUS 0x20 /* the guest's own buses are below */

/**
 * struct synthetic - config space of a whole machine
 * @functions: the functions, in no order
 * @count: entries in @functions
 * @roots: root bus numbers, ascending
 * @roots_count: entries in @roots
 * @stages: highest stage of any function
 * @pf: requester ID of the physical function to turn on, if @vfs
 * @vfs: virtual functions of @pf
 * @firmware_acs: ACS controls that firmware left on somewhere
 * @pch_programmed: does the synthetic PCH let its access control be set?
 */
struct synthetic {
	struct synth_function *functions;
	size_t count;
	uint8_t roots[SYNTH_ROOTS_MAX];
	unsigned int roots_count;
	unsigned int stages;
	uint16_t pf;
	unsigned int vfs;
	uint16_t firmware_acs;
	bool pch_programmed;
};

int synthetic_init(struct synthetic *s);
void synthetic_release(struct synthetic *s);
struct synth_function *synthetic_add(struct synthetic *s, uint8_t bus,
				     uint8_t devfn, unsigned int stage);
struct synth_function *synthetic_find(const struct synthetic *s, uint16_t rid);

uint16_t image_get16(const struct synth_function *f, unsigned int at);
uint32_t image_get32(const struct synth_function *f, unsigned int at);
void image_put8(struct synth_function *f, unsigned int at, uint8_t value);
void image_put16(struct synth_function *f, unsigned int at, uint16_t value);
void image_put32(struct synth_function *f, unsigned int at, uint32_t value);

void image_ids(struct synth_function *f, uint16_t vendor, uint16_t device,
	       uint32_t class);
void image_bridge(struct synth_function *f, uint8_t secondary,
		  uint8_t subordinate);
void image_express(struct synth_function *f, enum pcie_type type);
unsigned int image_extended(struct synth_function *f, uint16_t id,
			    unsigned int size);
unsigned int image_find_extended(const struct synth_function *f, uint16_t id);
void image_acs(struct synth_function *f, uint16_t cap, uint16_t ctrl,
	       uint16_t writable);
void image_acs_dword(struct synth_function *f, uint16_t ctrl,
		     uint16_t writable);
void image_multifunction(struct synth_function *f);
void image_lpc(struct synth_function *f, bool programmable);
void image_seal(struct synth_function *f);

#endif
