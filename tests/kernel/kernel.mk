# SPDX-License-Identifier: BSD-2-Clause
#
# The kernel's test suite: a root task in the place of init, on the very kernel.bin that the phone boots.

include tests/world/root_task.mk

$(eval $(call root_task,kernel,$(wildcard tests/kernel/*.c tests/kernel/*.S)))
TEST_NEEDS += $(B)/tests/kernel.img

# The same on a kernel without fast paths: nobody can tell the difference.
$(B)/tests/kernel-slow.img: $(B)/tests/kernel.elf $(B)/loader.bin $(B)/kernel-slow.bin $(wildcard tools/lib/bulkhead/package.py)
	$(call say,PACKAGE,$@)
	$(Q)tools/bulkhead package make --loader $(B)/loader.bin --kernel $(B)/kernel-slow.bin --init $< --table /dev/null -o $@
TEST_NEEDS += $(B)/tests/kernel-slow.img
