# SPDX-License-Identifier: BSD-2-Clause
#
# Components as ELF files. A component type says what it is made of in components/<type>/sources.mk
# (TYPE_SOURCES, and TYPE_LIBS from sodium, fdt); the generator lists the instances of an assembly in
# $(B)/gen/<assembly>/components.mk as
#     $(eval $(call component_elf,ASSEMBLY,INSTANCE,TYPE))
# which makes $(B)/ASSEMBLY/INSTANCE.elf. Sources are compiled once an instance, because component.h is the
# instance's own; the runtime is compiled once.

# After musl's: what the compiler itself provides and musl does not (stdatomic.h).
COMPILER_HEADERS := -isystem $(shell $(CC) -print-file-name=include 2>/dev/null) # empty until the packages are there

# No FP registers: the kernel switches them lazily, and a trap on the way of every message is dear.
COMPONENT_CFLAGS := -std=c11 -D_GNU_SOURCE $(WARN) $(DEPFLAGS) -ffile-prefix-map=$(CURDIR)/= -O2 -g -fno-pie \
	-mgeneral-regs-only -mno-outline-atomics -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables \
	-fstack-protector-strong -Icomponents/runtime/include -I$(CALLS_INCLUDE) -Ikernel/api $(MUSL_CFLAGS) $(COMPILER_HEADERS)
COMPONENT_FIRST := $(CALLS) $(DEPS)/musl.stamp
COMPONENT_LDFLAGS := -nostdlib -static -no-pie -Wl,--gc-sections -Wl,--build-id=none -Wl,--no-warn-rwx-segments \
	-Wl,-z,noexecstack -Wl,-z,max-page-size=4096 -Wl,-T,components/runtime/component.ld

include $(wildcard components/*/sources.mk)

# --- the runtime ---------------------------------------------------------------------------------

RUNTIME_SOURCES := $(addprefix components/runtime/,crt.S musl_arch.S start.c libc_threads.c loop.c glue.c lock.c heap.c \
	log.c ring.c posix.c) $(RUNTIME_EXTRA_SOURCES)
RUNTIME_OBJECTS := $(patsubst components/%,$(B)/components/%.o,$(RUNTIME_SOURCES))
RUNTIME_SODIUM  := $(B)/components/runtime/randombytes.c.o

# libc_threads.c is compiled as a part of musl: with its internal headers, in the order of musl's own build.
MUSL_SOURCE := $(DEPS)/src/musl
MUSL_INTERNAL_CFLAGS := -std=gnu99 $(DEPFLAGS) -ffile-prefix-map=$(CURDIR)/= -O2 -g -fno-pie -mno-outline-atomics \
	-ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables -nostdinc -D_XOPEN_SOURCE=700 \
	-Icomponents/runtime/musl $(addprefix -isystem ,$(MUSL_SOURCE)/arch/aarch64 $(MUSL_SOURCE)/arch/generic \
	$(DEPS)/musl-build/obj/src/internal $(MUSL_SOURCE)/src/include $(MUSL_SOURCE)/src/internal \
	$(DEPS)/musl-build/obj/include $(MUSL_SOURCE)/include)

# The canary does not exist yet while these run, or they are what provides it.
$(B)/components/runtime/start.c.o: CFLAGS_EXTRA := -fno-stack-protector
$(B)/components/runtime/libc_threads.c.o: COMPONENT_CFLAGS := $(MUSL_INTERNAL_CFLAGS) -fno-stack-protector
$(RUNTIME_SODIUM): CFLAGS_EXTRA := $(LIBSODIUM_CFLAGS)
$(RUNTIME_SODIUM): | $(DEPS)/libsodium.stamp

$(B)/components/runtime/%.o: components/runtime/% components/components.mk | $(COMPONENT_FIRST)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(COMPONENT_CFLAGS) $(CFLAGS_EXTRA) -c $< -o $@

# --- instances -----------------------------------------------------------------------------------

component_lib_sodium := $(LIBSODIUM) $(RUNTIME_SODIUM)
component_lib_fdt    := $(LIBFDT)
component_stamps_sodium := $(DEPS)/libsodium.stamp
component_stamps_fdt    := $(DEPS)/libfdt.stamp

# $(call component_elf,ASSEMBLY,INSTANCE,TYPE)
define component_elf
$(call component_rules,$(B)/$1/$2,$(B)/gen/$1/$2,$3)
ALL += $(B)/$1/$2.elf
endef

# $(call component_rules,OUTPUT,GENERATED,TYPE)
define component_rules
$1_OBJECTS := $$($3_SOURCES:%=$1/%.o) $1/component.c.o

$$($3_SOURCES:%=$1/%.o): $1/%.o: % $2/component.h components/components.mk | $(COMPONENT_FIRST) $$($3_LIBS:%=$$(component_stamps_%))
	$$(call say,CC,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) $$(COMPONENT_CFLAGS) $$(LIBSODIUM_CFLAGS) $$(LIBFDT_CFLAGS) -I$2 -I$$(<D) -c $$< -o $$@

$1/component.c.o: $2/component.c $2/component.h components/components.mk | $(COMPONENT_FIRST)
	$$(call say,CC,$$@)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) $$(COMPONENT_CFLAGS) -I$2 $$($3_INCLUDE:%=-I%) -c $$< -o $$@

$1.debug.elf: $$($1_OBJECTS) $$(RUNTIME_OBJECTS) $$(if $$(filter sodium,$$($3_LIBS)),$(RUNTIME_SODIUM)) \
		components/runtime/component.ld components/runtime/finish_elf.sh
	$$(call say,LD,$$@)
	$$(Q)$$(CC) $$(COMPONENT_LDFLAGS) -o $$@ $$($1_OBJECTS) $$(RUNTIME_OBJECTS) \
		$$(foreach lib,$$($3_LIBS),$$(component_lib_$$(lib))) $$(MUSL_LIBC) -lgcc
	$$(Q)components/runtime/finish_elf.sh $$(CROSS) $$@

$1.elf: $1.debug.elf
	$$(call say,ELF,$$@)
	$$(Q)$$(OBJCOPY) --strip-debug $$< $$@
endef
