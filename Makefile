# SPDX-License-Identifier: GPL-2.0
#   make			build the command: build/tools/acsdiag
#   make run			install what is missing, build, diagnose this machine
#   make check			install what is missing, run every test
#   make check-debug		build the lab's debug kernel first, then the same
#   make check SUITES="unit vm"	only these suites
#   make fuzz FUZZ_SECONDS=600	fuzz every parser of input, that long each
#   make golden-update		write tests/golden anew; read the difference
#   make reset-trace FAMILY=vega20 SCENARIO=dirty	each access of a GPU's reset
#   make bench			work and time, against lspci and the usual script
#   make install			command, manual, completion, module source;
#   make uninstall		takes PREFIX and DESTDIR

all: tools

tools:
	$(MAKE) -C tools

run:
	@scripts/install-deps build
	@$(MAKE) -s -C tools
	@scripts/diagnose

check:
	@scripts/install-deps
	@$(MAKE) -s -C tools
	@scripts/check $(SUITES)

check-debug:
	@scripts/install-deps
	@tests/vm/build-debug
	@$(MAKE) -s check

# make differential [KERNEL=6.12] [SEED=1] [COUNT=1000]
differential: KERNEL ?= 6.12
differential: SEED ?= 1
differential: COUNT ?= 1000
differential: tools
	tests/differential/compare $(KERNEL) $(SEED) $(COUNT)

# What the command says has changed on purpose: the README shows it too.
golden-update: tools
	tests/golden/run --update
	tests/doctor/run --update
	tests/readme/run --update

bench: tools
	tests/bench/bench
	tests/bench/bench --sparse
	tests/scale/run

# make fuzz [FUZZ_SECONDS=600]: every parser of input, that long each
fuzz: FUZZ_SECONDS ?= 600
fuzz:
	FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run

VERSION := $(shell cat VERSION)
PREFIX ?= /usr/local
MAN_SOURCES := $(wildcard Documentation/man/*.rst)
MAN_PAGES := $(MAN_SOURCES:Documentation/man/%.rst=build/man/%)
BIN_DIR := $(DESTDIR)$(PREFIX)/bin
MAN_DIR := $(DESTDIR)$(PREFIX)/share/man/man8
UNIT_DIR := $(DESTDIR)$(PREFIX)/lib/systemd/system
EXAMPLE_DIR := $(DESTDIR)$(PREFIX)/share/doc/acsdiag/examples
COMPLETION_DIR := $(DESTDIR)$(PREFIX)/share/bash-completion/completions

build/man/%: Documentation/man/%.rst
	@mkdir -p build/man
	rst2man --strict $< $@

man: $(MAN_PAGES)

install: tools man
	install -D -m 755 build/tools/acsdiag $(BIN_DIR)/acsdiag
	install -D -m 644 tools/completion/acsdiag $(COMPLETION_DIR)/acsdiag
	install -d $(MAN_DIR)
	install -m 644 $(MAN_PAGES) $(MAN_DIR)
	install -d $(UNIT_DIR)
	sed 's|@BIN_DIR@|$(PREFIX)/bin|' tools/systemd/acsdiag-regroup.service.in \
		> $(UNIT_DIR)/acsdiag-regroup.service
	install -D -m 644 tools/systemd/acsdiag-assume.conf \
		$(EXAMPLE_DIR)/acsdiag-assume.conf
	scripts/dkms-source $(DESTDIR)$(DKMS_SOURCE)

uninstall:
	rm -f $(BIN_DIR)/acsdiag $(COMPLETION_DIR)/acsdiag
	rm -f $(addprefix $(MAN_DIR)/,$(notdir $(MAN_PAGES)))
	rm -f $(UNIT_DIR)/acsdiag-regroup.service
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/acsdiag
	rm -rf $(DESTDIR)$(DKMS_SOURCE)

DKMS_SOURCE := /usr/src/acsdiag-$(VERSION)

# For the running kernel now, and by DKMS itself for those to come.
dkms-install:
	dkms remove acsdiag/$(VERSION) --all >/dev/null 2>&1 || true
	rm -rf $(DKMS_SOURCE)
	scripts/dkms-source $(DKMS_SOURCE)
	dkms add acsdiag/$(VERSION)
	dkms install acsdiag/$(VERSION)

dkms-remove:
	dkms remove acsdiag/$(VERSION) --all
	rm -rf $(DKMS_SOURCE)

# make reset-trace FAMILY=vega20 SCENARIO=dirty: each access of a reset
reset-trace:
	@$(MAKE) -s -C tests/reset
	@build/reset/trace $(FAMILY) $(SCENARIO)

# make reset-compare FAMILY=vega20 SCENARIO=dirty REFERENCE=FILE [TRACE=FILE]
reset-compare:
	@$(MAKE) -s -C tests/reset
	@tests/reset/compare $(FAMILY) $(SCENARIO) $(REFERENCE) $(TRACE)

# make replay FILE="lspci.txt groups.txt" [KERNEL=6.12]
replay: KERNEL ?= 6.12
replay: tools
	tests/differential/replay $(KERNEL) $(FILE)

clean:
	$(MAKE) -C tools clean
	rm -rf build

.PHONY: all tools run check check-debug differential reset-trace reset-compare replay fuzz golden-update bench man install uninstall dkms-install dkms-remove clean
