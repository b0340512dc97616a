# SPDX-License-Identifier: BSD-2-Clause
#
# Compiles libsodium's sources into $(OUT)/libsodium.a and gathers its headers in $(OUT)/include. A makefile
# of its own because the list of sources is known only once the package is unpacked.
# Called by deps.mk with SOURCE, OUT, CC, AR and CFLAGS.

SHELL       := /bin/bash
.SHELLFLAGS := -eu -c
.DELETE_ON_ERROR:

ROOT    := $(SOURCE)/src/libsodium
C_FILES := $(filter-out %/randombytes_sysrandom.c %/randombytes_internal_random.c, \
	$(sort $(shell find $(ROOT) -name '*.c')))
OBJECTS := $(C_FILES:$(ROOT)/%.c=$(OUT)/obj/%.o)
VERSION := $(OUT)/include/sodium/version.h

$(OUT)/libsodium.a: $(OBJECTS)
	@rm -f $@
	@$(AR) rcsD $@ $^

$(OBJECTS): $(OUT)/obj/%.o: $(ROOT)/%.c $(VERSION)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -I$(OUT)/include/sodium -I$(OUT)/include -c $< -o $@

# What configure would write into version.h.in, taken from its source.
$(VERSION): $(SOURCE)/configure.ac
	@mkdir -p $(OUT)/include
	@cp -r $(ROOT)/include/. $(OUT)/include
	@release=$$(sed -n 's/^AC_INIT(\[libsodium\],\[\([0-9.]*\)\].*/\1/p' $<); \
	major=$$(sed -n 's/^SODIUM_LIBRARY_VERSION_MAJOR=//p' $<); \
	minor=$$(sed -n 's/^SODIUM_LIBRARY_VERSION_MINOR=//p' $<); \
	[ -n "$$release" ] && [ -n "$$major" ] && [ -n "$$minor" ]; \
	sed -e "s/@VERSION@/$$release/; s/@SODIUM_LIBRARY_VERSION_MAJOR@/$$major/" \
		-e "s/@SODIUM_LIBRARY_VERSION_MINOR@/$$minor/; s/@SODIUM_LIBRARY_MINIMAL_DEF@//" $@.in > $@
