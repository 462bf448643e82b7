/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_MISSING_H
#define ACSDIAG_SOURCE_MISSING_H

/* Why a live source could not say all of a function; the same from each. */
#define MISSING_ASLEEP \
	"it, or a bridge above it, sleeps in D3cold, and reading its registers would wake it: look again while it is in use"
#define MISSING_GONE \
	"it does not answer: every register reads as ones"
#define MISSING_BUSY \
	"its registers may not be read just now, most likely because it is being reset: look again in a moment"
#define MISSING_ROOT \
	"its registers past the first 64 bytes are for root only: run with sudo, or load the acsdiag module and grant CAP_NET_ADMIN"
#define MISSING_CONFIG \
	"its registers could not be read: there is no readable config file for it"

#endif
