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

# Which profiles the phone boots with; another file can be given on make's command line.
CORPORATE := $(B)/guest/corporate.fit
PERSONAL  := $(B)/guest/personal.fit

.PHONY: run
run: $(B)/phone.img $(B)/flash.img  ## boot the phone here; CORPORATE=FILE, PERSONAL=FILE boot other profiles
	$(Q)tools/bulkhead flash make --profile corporate=$(CORPORATE) --profile personal=$(PERSONAL) -o $(B)/flash.img
	$(Q)tools/bulkhead run
