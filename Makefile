# SPDX-License-Identifier: GPL-2.0

all: tools

tools:
	$(MAKE) -C tools

clean:
	$(MAKE) -C tools clean

.PHONY: all tools clean
