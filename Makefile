# SPDX-License-Identifier: BSD-2-Clause
#
# Bulkhead's build. `make` builds everything, `make help` lists the commands.
#
# Each folder adds its own rules in <folder>/<folder>.mk and appends what `make` should build to ALL.
# Everything built lies under $(B); nothing else in the tree is written. A target's description is the
# text after `##` on its rule's line.

B       := build
CROSS   := aarch64-linux-gnu-
CC      := $(CROSS)gcc
LD      := $(CROSS)ld
AR      := $(CROSS)ar
OBJCOPY := $(CROSS)objcopy
HOSTCC  := gcc
PYTHON  := /usr/bin/python3

# Flags that every C file is compiled with. The -M flags leave a .d file beside each object (read below);
# the map makes objects independent of where the tree lies.
WARN     := -Wall -Wextra -Werror -Wshadow -Wconversion -Wundef -Wvla
DEPFLAGS := -MMD -MP
CCOMMON  := -std=c11 $(WARN) $(DEPFLAGS) -ffile-prefix-map=$(CURDIR)/=

# `$(call say,CC,$@)` as a recipe's first line prints one line of progress; `$(Q)` hides the command
# itself. V=1 shows the commands instead.
ifeq ($(V),1)
Q   :=
say :=
else
Q   := @
say  = @printf '  %-9s %s\n' '$(1)' '$(2)'
endif

export LC_ALL := C.UTF-8
export SOURCE_DATE_EPOCH := 1704067200
export PYTHONDONTWRITEBYTECODE := 1
export V

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory

ALL :=

.PHONY: all help clean distclean
all:  ## build everything (the default)

# The host's packages come before everything: as an included makefile, the stamp is made first.
ifneq ($(filter-out help clean distclean,$(or $(MAKECMDGOALS),all)),)
include $(B)/deps/packages.stamp
endif
$(B)/deps/packages.stamp: tools/deps/packages.txt tools/deps/install.sh
	@mkdir -p $(@D)
	@tools/deps/install.sh tools/deps/packages.txt
	@touch $@

FOLDERS := tools kernel platform components apps $(wildcard apps/*) tests verification
include $(foreach f,$(FOLDERS),$(wildcard $(f)/$(notdir $(f)).mk))

all: $(ALL)

help:  ## this list
	@printf 'usage: make [TARGET] [V=1]\n\n'
	@awk -F ':.*##' '/^[a-z][a-z-]*:.*##/ { printf "  %-14s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

clean:  ## remove what was built, keep third-party parts and downloads
	$(Q)[ ! -d $(B) ] || find $(B) -mindepth 1 -maxdepth 1 ! -name deps -exec rm -rf {} +

distclean:  ## remove everything that was built or downloaded
	$(Q)rm -rf $(B)

# Objects' header dependencies, as the compiler wrote them.
ifneq ($(wildcard $(B)),)
-include $(shell find $(B) -path $(B)/deps -prune -o -name '*.d' -type f -print)
endif
