/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_TESTS_PASTED_H
#define ACSDIAG_TESTS_PASTED_H

#include "source/source.h"

/* Machines read from text that stands in the test. "paste" is its file's name. */

struct machine *pasted(const char *text);
void pasted_more(struct machine *m, const char *text);
const char *pasted_error(const char *text);
bool has_note(const struct machine *m, const char *words);

/* What lspci -vv prints before it comes to the capabilities. */
#define CONTROL \
	"\tControl: I/O- Mem+ BusMaster+ SpecCycle- MemWINV- VGASnoop- ParErr- Stepping- SERR- FastB2B- DisINTx+\n"
#define STATUS \
	"\tStatus: Cap+ 66MHz- UDF- FastB2B- ParErr- DEVSEL=fast >TAbort- <TAbort- <MAbort- >SERR- <PERR- INTx-\n"
#define STATUS_NO_LIST \
	"\tStatus: Cap- 66MHz- UDF- FastB2B- ParErr- DEVSEL=fast >TAbort- <TAbort- <MAbort- >SERR- <PERR- INTx-\n"

#endif
