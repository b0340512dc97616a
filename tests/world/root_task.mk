# SPDX-License-Identifier: BSD-2-Clause
#
# How root tasks of tests and benchmarks are built. Included by whoever has one, the first time counts.

ifndef ROOT_CFLAGS
ROOT_CFLAGS  := $(CCOMMON) -Os -g -ffreestanding -mgeneral-regs-only -fno-pie -fno-stack-protector -mno-outline-atomics \
	-fno-tree-loop-distribute-patterns -fno-asynchronous-unwind-tables -Itests/world -Ikernel/api \
	-Icomponents/runtime/include -I$(CALLS_INCLUDE)
ROOT_LDFLAGS := -nostdlib -static -no-pie -Wl,--build-id=none -Wl,-z,noexecstack -Wl,-z,max-page-size=4096 \
	-Wl,-T,tests/world/root.ld
ROOT_OBJECTS := $(patsubst %,$(B)/tests/world/%.o,start.S crowd.S memory.c console.c world.c crowd.c)

$(B)/tests/%.c.o: tests/%.c | $(CALLS)
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ROOT_CFLAGS) -c $< -o $@

$(B)/tests/%.S.o: tests/%.S
	$(call say,AS,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(DEPFLAGS) -g -c $< -o $@

# $(call root_task,NAME,SOURCES): $(B)/tests/NAME.img boots them with no components and an empty table.
define root_task
$(B)/tests/$1.elf: $(patsubst %,$(B)/%.o,$2) $(ROOT_OBJECTS) tests/world/root.ld
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $$(ROOT_LDFLAGS) $(patsubst %,$(B)/%.o,$2) $$(ROOT_OBJECTS) -o $$@

$(B)/tests/$1.img: $(B)/tests/$1.elf $(B)/loader.bin $(B)/kernel.bin $$(wildcard tools/lib/bulkhead/package.py)
	$$(call say,PACKAGE,$$@)
	$$(Q)tools/bulkhead package make --loader $(B)/loader.bin --kernel $(B)/kernel.bin \
		--init $$< --table /dev/null -o $$@
endef
endif
