/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_ANALYSE_CIRCUMSTANCES_H
#define ACSDIAG_ANALYSE_CIRCUMSTANCES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine.h"

/**
 * enum tri - an answer that may be open
 */
enum tri {
	TRI_UNKNOWN = 0,
	TRI_NO,
	TRI_YES,
};

/**
 * struct kernel_version - as far as the rules depend on it
 */
struct kernel_version {
	unsigned int major, minor, patch;
};

#define OVERRIDE_IDS_MAX 16

/**
 * struct acs_override - the out-of-tree pcie_acs_override= parameter
 * @downstream: trust root ports and switch downstream ports
 * @multifunction: trust functions of multifunction devices
 * @ids: vendor << 16 | device of functions trusted by ID
 * @ids_count: entries in @ids
 */
struct acs_override {
	bool downstream;
	bool multifunction;
	uint32_t ids[OVERRIDE_IDS_MAX];
	unsigned int ids_count;
};

/**
 * struct circumstances - under which rules a machine is judged
 * @kernel: whose rules; all zero means the newest known
 * @use_kernel_verdict: trust the running kernel's own answer where the model
 *	holds one; off when another kernel or a change is asked about
 * @reboot: judge the controls as the next boot with an IOMMU would leave them;
 *	off: judge them as they were read
 * @controls_set: did the kernel turn controls on before they were read? When it
 *	did not, what was read is what firmware left
 * @intel_pch_programmed: could the kernel program the PCH's own access control?
 *	Registers outside config space decide it, so TRI_UNKNOWN is common
 * @without: families of ACS quirks that the kernel lacks, one bit each
 * @ivrs: does an ACPI IVRS table exist (AMD southbridge quirk)?
 * @override: the override in force
 * @override_asked: the one on the kernel command line, which counts only with a
 *	kernel that carries the patch
 * @config_acs: value of pci=config_acs= at that boot, NULL for none
 * @disable_acs_redir: value of pci=disable_acs_redir= at that boot, or NULL
 * @assumed: functions that somebody vouches for by address
 * @assumed_count: entries in @assumed
 */
struct circumstances {
	struct kernel_version kernel;
	bool use_kernel_verdict;
	bool reboot;
	enum tri controls_set;
	enum tri intel_pch_programmed;
	uint32_t without;
	enum tri ivrs;
	struct acs_override override;
	struct acs_override override_asked;
	char *config_acs;
	char *disable_acs_redir;
	struct pci_addr *assumed;
	unsigned int assumed_count;
};

int kernel_version_parse(const char *release, struct kernel_version *version);
bool kernel_version_before(struct kernel_version a, unsigned int major,
			   unsigned int minor, unsigned int patch);
uint8_t kernel_series(struct kernel_version version);
int acs_override_add(struct acs_override *o, const char *token, size_t len);
bool acs_override_is_empty(const struct acs_override *o);
void circumstances_of(const struct machine *m, struct circumstances *c);
int circumstances_copy(struct circumstances *to, const struct circumstances *from);
int circumstances_assume(struct circumstances *c, struct pci_addr addr);
void circumstances_release(struct circumstances *c);

#endif
