# SPDX-License-Identifier: GPL-2.0

all: tools

tools:
	$(MAKE) -C tools

# make differential [KERNEL=6.12] [SEED=1] [COUNT=1000]
differential: KERNEL ?= 6.12
differential: SEED ?= 1
differential: COUNT ?= 1000
differential: tools
	tests/differential/compare $(KERNEL) $(SEED) $(COUNT)

clean:
	$(MAKE) -C tools clean

.PHONY: all tools differential clean
