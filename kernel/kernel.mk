# SPDX-License-Identifier: BSD-2-Clause
# The kernel: optimised for size as one program; $(B)/kernel.elf has the symbols, kernel.bin is what boots.
# kernel-slow.bin is the same without fast paths, for tests. KERNEL_SMALLER: what -Os leaves on that makes this
# program larger; each was tried alone and together (make size), and is worth 30 to 300 bytes.

KERNEL_SOURCES := $(sort $(wildcard kernel/core/*.c kernel/objects/*.c kernel/calls/*.c kernel/arch/aarch64/*.c))
KERNEL_ASM     := $(sort $(wildcard kernel/arch/aarch64/*.S))
KERNEL_ALL     := $(KERNEL_ASM:%.S=$(B)/%.o) $(KERNEL_SOURCES:%.c=$(B)/%.o)
KERNEL_OBJECTS := $(filter-out %/slowpath.o,$(KERNEL_ALL))
KERNEL_SLOW    := $(filter-out %/fastpath.o,$(KERNEL_ALL))
KERNEL_INCLUDE := $(addprefix -Ikernel/,api include arch/aarch64 core objects calls)
KERNEL_SMALLER := -mcmodel=tiny -fomit-frame-pointer -fno-thread-jumps -fno-shrink-wrap -fno-tree-loop-optimize \
                  -fno-move-loop-invariants -fno-tree-dominator-opts -fno-guess-branch-probability -fno-tree-forwprop
KERNEL_FLAGS   := -ffreestanding -mgeneral-regs-only -mno-outline-atomics -mcpu=cortex-a53 -fno-pic \
                  -fno-delete-null-pointer-checks -fno-stack-protector -fno-asynchronous-unwind-tables \
                  -fno-unwind-tables -fno-common -Os $(KERNEL_SMALLER) -flto -g $(KERNEL_INCLUDE)

$(B)/kernel/%.o: kernel/%.c
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CCOMMON) $(KERNEL_FLAGS) -c $< -o $@

$(B)/kernel/%.o: kernel/%.S
	$(call say,AS,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(DEPFLAGS) -ffile-prefix-map=$(CURDIR)/= $(KERNEL_INCLUDE) -g -c $< -o $@

$(B)/kernel.elf: $(KERNEL_OBJECTS)
$(B)/kernel-slow.elf: $(KERNEL_SLOW)
$(B)/kernel.elf $(B)/kernel-slow.elf: kernel/arch/aarch64/kernel.ld
	$(call say,LINK,$@)
	$(Q)$(CC) $(WARN) $(KERNEL_FLAGS) -fwhole-program -nostdlib -static -Wl,--build-id=none -Wl,--gc-sections \
		-Wl,-z,noexecstack -Wl,-T,kernel/arch/aarch64/kernel.ld $(filter %.o,$^) -o $@

$(B)/kernel.bin $(B)/kernel-slow.bin: %.bin: %.elf
	$(call say,OBJCOPY,$@)
	$(Q)$(OBJCOPY) -O binary $< $@

.PHONY: size
size: $(B)/kernel.elf  ## the kernel's size against its limit, by source file
	$(Q)$(PYTHON) kernel/size.py $<

ALL += $(B)/kernel.elf $(B)/kernel.bin
