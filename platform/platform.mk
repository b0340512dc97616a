# SPDX-License-Identifier: BSD-2-Clause
#
# The boot loader and the images that boot: loader plus boot package.

LOADER_SOURCES := start.S main.c console.c machine.c range_set.c memory.c tables.c kernel_image.c init_image.c \
	cpu.c cores.c gic_setup.c package_check.c sha256.c string.c stack_guard.c
LOADER_OBJECTS := $(patsubst %,$(B)/platform/loader/%.o,$(basename $(LOADER_SOURCES)))

# Strict alignment, no FP: it starts with the MMU off. No hosted library functions, GCC's builtins included.
LOADER_CFLAGS := $(CCOMMON) -Os -g -ffreestanding -fpie -mgeneral-regs-only -mstrict-align -fno-stack-protector \
	-fno-asynchronous-unwind-tables -fno-tree-loop-distribute-patterns -ffunction-sections -fdata-sections \
	-Ikernel/include -Ikernel/api -Ikernel/arch/aarch64 $(LIBFDT_CFLAGS)
LOADER_LDFLAGS := -pie --no-dynamic-linker -z text -z max-page-size=4096 --gc-sections --build-id=none \
	--no-warn-rwx-segments -T platform/loader/loader.ld

$(B)/platform/loader/%.o: platform/loader/%.c | $(DEPS)/libfdt.stamp
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(LOADER_CFLAGS) -c -o $@ $<

$(B)/platform/loader/%.o: platform/loader/%.S
	$(call say,AS,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(DEPFLAGS) -Ikernel/arch/aarch64 -g -c -o $@ $<

$(B)/loader.elf: $(LOADER_OBJECTS) platform/loader/loader.ld | $(DEPS)/libfdt.stamp
	$(call say,LD,$@)
	$(Q)$(LD) $(LOADER_LDFLAGS) -o $@ $(LOADER_OBJECTS) $(LIBFDT)

# .bss goes into the file, because the boot package follows it.
$(B)/loader.bin: $(B)/loader.elf
	$(call say,OBJCOPY,$@)
	$(Q)$(OBJCOPY) -O binary --set-section-flags .bss=alloc,load,contents $< $@

ALL += $(B)/loader.bin

include components/init/init.mk
include components/hello/hello.mk

# $(call boot_image,IMAGE,KERNEL,INIT,TABLE,NAME=ELF …): an image that boots.
# $(call assembly_image,ASSEMBLY): $(B)/ASSEMBLY.img, once ASSEMBLY_COMPONENTS is known (apps/apps.mk).
define boot_image
$(1): $(B)/loader.bin $(2) $(3) $(4) $(foreach part,$(5),$(lastword $(subst =, ,$(part)))) tools/lib/bulkhead/package.py
	$$(call say,PACKAGE,$$@)
	@mkdir -p $$(@D)
	$$(Q)tools/bulkhead package make --loader $(B)/loader.bin --kernel $(2) --init $(3) --table $(4) $(addprefix --component ,$(5)) -o $$@
endef

assembly_image = $(call boot_image,$(B)/$(1).img,$(B)/kernel.bin,$(B)/init.elf,$(B)/$(1)/system-table.bin,$\
	$(foreach instance,$($(1)_COMPONENTS),$(instance)=$(B)/$(1)/$(instance).elf))

# The smallest phone: one component, with a table made by hand.
$(B)/hello/system_table.bin: tests/unit/init/tables.py kernel/api/interface.h tools/lib/bulkhead/interface.py
	@mkdir -p $(@D)
	$(Q)$(PYTHON) $< $@

$(eval $(call boot_image,$(B)/hello.img,$(B)/kernel.bin,$(B)/init.elf,$(B)/hello/system_table.bin,\
	hello=$(B)/components/hello/hello.elf))
