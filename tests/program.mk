# SPDX-License-Identifier: GPL-2.0
# PROGRAM of a suite: one source file, linked with the tool's library, to
# build/SUITE/PROGRAM.

ROOT := $(abspath ../..)
BUILD := $(ROOT)/build/$(notdir $(CURDIR))
LIBRARY := $(ROOT)/build/tools/libacsdiag.a
PKGS := libnl-3.0 libnl-genl-3.0 libpci json-c

CFLAGS ?= -O1 -g
ALL_CFLAGS := -std=gnu11 -Wall -Wextra -Werror -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes $(CFLAGS) -I$(ROOT)/tools -I$(ROOT)/tools/lib

$(BUILD)/$(PROGRAM): $(PROGRAM).c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(shell pkg-config --libs $(PKGS))

$(LIBRARY): FORCE
	@$(MAKE) --no-print-directory -C $(ROOT)/tools BUILD=$(ROOT)/build/tools $@

.PHONY: FORCE
