# SPDX-License-Identifier: BSD-2-Clause
#
# Bare-metal guests that test and measure the VMM from inside: $(B)/test/guest/NAME.fit is a profile.

GUEST_TEST_CFLAGS := $(CCOMMON) -O2 -g -ffreestanding -mgeneral-regs-only -mstrict-align -fno-pie -fno-stack-protector \
	-fno-asynchronous-unwind-tables -fno-tree-loop-distribute-patterns
GUEST_TEST_COMMON := start.S guest.c console.c virtio.c

$(B)/test/guest/%.o: tests/guest/%
	$(call say,CC,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(GUEST_TEST_CFLAGS) -c $< -o $@

$(B)/test/guest/%.elf: $(B)/test/guest/%.c.o $(GUEST_TEST_COMMON:%=$(B)/test/guest/%.o) tests/guest/guest.ld
	$(call say,LINK,$@)
	$(Q)$(CC) -nostdlib -static -no-pie -Wl,--build-id=none -Wl,--no-warn-rwx-segments -Wl,-T,tests/guest/guest.ld \
		$(filter %.o,$^) -o $@

$(B)/test/guest/%.bin: $(B)/test/guest/%.elf
	$(Q)$(OBJCOPY) -O binary $< $@

$(B)/test/guest/%.fit: $(B)/test/guest/%.bin tools/lib/bulkhead/profile.py
	$(call say,PROFILE,$@)
	$(Q)tools/bulkhead profile pack --kernel $< --memory 64M -o $@

.PRECIOUS: $(B)/test/guest/%.o $(B)/test/guest/%.elf $(B)/test/guest/%.bin
TEST_NEEDS += $(addprefix $(B)/test/guest/,machine.fit processors.fit bench.fit)

# The phone whose guests have two processors each, $(B)/phone_dual.img.
$(eval $(call assembly,phone_dual,tests/guest/dual.camkes))
TEST_NEEDS += $(B)/phone_dual.img

# The two profiles of tests/system/test_strict.py.
TEST_NEEDS += $(patsubst %,$(B)/test/guest/%.fit,observer neighbour_idle neighbour_spin neighbour_exits)
