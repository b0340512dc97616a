# SPDX-License-Identifier: BSD-2-Clause
#
# What the tools make: third-party parts for the phone (deps/deps.mk), the list of everything that a build is
# made of, and the command that boots it.

include tools/deps/deps.mk

ALL += $(B)/sbom.json

$(B)/sbom.json: $(DEPS)/musl.stamp $(DEPS)/libsodium.stamp $(DEPS)/libfdt.stamp \
		$(DEPS)/guest/linux.stamp $(DEPS)/guest/busybox.stamp tools/deps/packages.txt tools/lib/bulkhead/sbom.py
	$(call say,SBOM,$@)
	$(Q)tools/bulkhead sbom -o $@

# A C function for each system call and method, made of the kernel's interface; user level compiles after it.
CALLS_INCLUDE := $(B)/gen/calls
CALLS         := $(CALLS_INCLUDE)/bulkhead/calls.h

$(CALLS): kernel/api/interface.h tools/lib/bulkhead/interface.py tools/lib/bulkhead/gen/stubs.py \
		tools/lib/bulkhead/templates/calls.h.j2
	$(call say,GEN,$@)
	$(Q)tools/bulkhead interface stubs -o $@

.PHONY: manual
manual:  ## bring the tables of docs/manual.md up to date with the kernel's interface
	$(Q)tools/bulkhead interface manual docs/manual.md

# Which profiles the phone boots with; another file can be given on make's command line.
CORPORATE := $(B)/guest/corporate.fit
PERSONAL  := $(B)/guest/personal.fit

.PHONY: run
run: $(B)/phone.img $(B)/flash.img  ## boot the phone here; CORPORATE=FILE, PERSONAL=FILE boot other profiles
	$(Q)tools/bulkhead flash make --profile corporate=$(CORPORATE) --profile personal=$(PERSONAL) -o $(B)/flash.img
	$(Q)tools/bulkhead run
