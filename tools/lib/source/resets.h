/* SPDX-License-Identifier: GPL-2.0 */
#ifndef ACSDIAG_SOURCE_RESETS_H
#define ACSDIAG_SOURCE_RESETS_H

#include <netlink/attr.h>
#include <netlink/msg.h>

#include "model/gpu.h"
#include "source/source.h"

/* resets.c: what the module tells */
int resets_read(struct resets *resets, struct source_error *error);
struct resets *resets_of_machine(const struct machine *m);
int resets_probe(struct resets *resets, struct pci_addr addr,
		 struct source_error *error);

/* resets_take.c: its messages */
int resets_take_gpu(struct resets *resets, struct nlmsghdr *message);
int resets_take_past(struct resets *resets, struct nlattr *nest,
		     struct past_reset *past);
int resets_take_step(struct resets *resets, struct nlattr *nest,
		     struct reset_step *step);

/* resets_saved.c: what "acsdiag reset --json" said before */
int resets_saved(struct resets *resets, const char *path,
		 struct source_error *error);

#endif
