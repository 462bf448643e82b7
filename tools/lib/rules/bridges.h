/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_RULES_BRIDGES_H
#define ACSDIAG_RULES_BRIDGES_H

#include <stdbool.h>
#include <stdint.h>

#define CAPID0_A 0xe4
#define CAPID0_A_VTDD 0x00800000u /* the chip was made without VT-d */

bool bridge_tells_vtd(uint16_t vendor, uint16_t device);

#endif
