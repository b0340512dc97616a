# SPDX-License-Identifier: BSD-2-Clause
#
# The root task. $(call init_elf,OUTPUT,PLANT SOURCE) makes one; tests plant errors in theirs.

INIT_SOURCES := start.S main.c console.c memory.c objects.c spaces.c programs.c grants.c check.c table.c elf_file.c
INIT_OBJECTS := $(patsubst %,$(B)/components/init/%.o,$(basename $(INIT_SOURCES))) \
	$(addprefix $(B)/components/init/loader/,package_check.o sha256.o string.o)
INIT_CFLAGS := $(CCOMMON) -Os -g -ffreestanding -fno-pie -mgeneral-regs-only -mstrict-align -fno-stack-protector \
	-fno-asynchronous-unwind-tables -fno-tree-loop-distribute-patterns -ffunction-sections -fdata-sections \
	-Icomponents/init -Icomponents/runtime/include -I$(CALLS_INCLUDE) -Iplatform/loader -Ikernel/api

$(B)/components/init/%.o: components/init/%.c | $(CALLS)
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(INIT_CFLAGS) -c -o $@ $<

$(B)/components/init/%.o: components/init/%.S
	$(call say,AS,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(DEPFLAGS) -g -c -o $@ $<

$(B)/components/init/loader/%.o: platform/loader/%.c
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(INIT_CFLAGS) -c -o $@ $<

define init_elf
$(1:.elf=.debug.elf): $(INIT_OBJECTS) $(2) components/init/init.ld
	$$(call say,LD,$$@)
	$$(Q)$$(LD) -static --gc-sections --build-id=none -z max-page-size=4096 -z noexecstack \
		-T components/init/init.ld -o $$@ $(INIT_OBJECTS) $(2)

$(1): $(1:.elf=.debug.elf)
	$$(call say,ELF,$$@)
	$$(Q)$$(OBJCOPY) --strip-debug $$< $$@
endef

$(eval $(call init_elf,$(B)/init.elf,$(B)/components/init/plant_nothing.o))

ALL += $(B)/init.elf
