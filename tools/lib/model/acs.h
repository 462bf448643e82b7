/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_MODEL_ACS_H
#define ACSDIAG_MODEL_ACS_H

#include <stdint.h>

/*
 * The ACS extended capability, PCIe r6.0, 7.7.11. A control has the same bit in
 * the capability and in the control register, except where a table in acs.c
 * says otherwise.
 */
#define ACS_SV 0x01 /* Source Validation */
#define ACS_TB 0x02 /* Translation Blocking */
#define ACS_RR 0x04 /* P2P Request Redirect */
#define ACS_CR 0x08 /* P2P Completion Redirect */
#define ACS_UF 0x10 /* Upstream Forwarding */
#define ACS_EC 0x20 /* P2P Egress Control */
#define ACS_DT 0x40 /* Direct Translated P2P */

/* What Linux asks of a path before it calls it isolated (REQ_ACS_FLAGS). */
#define ACS_REQUIRED (ACS_SV | ACS_RR | ACS_CR | ACS_UF)

/**
 * enum fact - how much is known about something
 * @FACT_UNREAD: nobody looked, or was not allowed to; the answer is open
 * @FACT_ABSENT: looked, and it is not there
 * @FACT_KNOWN: looked, and here is the value
 */
enum fact {
	FACT_UNREAD = 0,
	FACT_ABSENT,
	FACT_KNOWN,
};

#define ACS_EGRESS_WORDS 8

/**
 * struct acs - one function's ACS capability
 * @fact: FACT_KNOWN when the registers below hold what was read
 * @offset: of the capability in config space, 0 when not known
 * @cap: capability register (offset 04h)
 * @ctrl: control register (offset 06h)
 * @ctrl_fact: the control register may be unknown although @cap is not
 * @found: control register before the module turned controls on
 * @found_fact: FACT_KNOWN when it did
 * @ctrl_dword: the dword at offset 08h, raw. Intel's Sunrise and Union Point
 *		root ports have their control register there; the quirk table
 *		says for which functions it means anything
 * @ctrl_dword_fact: FACT_KNOWN when @ctrl_dword was read
 * @pinned: controls that a change under test fixed; no boot touches them
 * @egress_size: number of valid bits in @egress, 0 when there is no vector
 * @egress: egress control vector (offset 08h)
 */
struct acs {
	enum fact fact;
	enum fact ctrl_fact;
	uint16_t offset;
	uint16_t cap;
	uint16_t ctrl;
	uint16_t found;
	enum fact found_fact;
	uint32_t ctrl_dword;
	enum fact ctrl_dword_fact;
	uint16_t pinned;
	uint16_t egress_size;
	uint32_t egress[ACS_EGRESS_WORDS];
};

/**
 * struct acs_bit - one control, for decoding and for sentences
 * @mask: bit in the capability register, 0 when only control has it
 * @ctrl_mask: bits in the control register
 * @letter: the field's short name ("SV"), as options spell it
 * @lspci: as lspci prints it ("SrcValid"), NULL when it does not
 * @name: the specification's name
 */
struct acs_bit {
	uint16_t mask;
	uint16_t ctrl_mask;
	const char *letter;
	const char *lspci;
	const char *name;
};

extern const struct acs_bit acs_bits[];
extern const unsigned int acs_bits_count;

#endif
